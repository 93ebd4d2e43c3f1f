"""Logs an operator can act on: one line a thing, without tokens, message texts or names."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(level: str) -> None:
    """Everything to standard error: readable in a terminal, JSON elsewhere; libraries only from warnings on."""
    chosen = getattr(logging, level.upper())
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=True)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("discord.client").addFilter(_reconnects_in_a_line)
    logging.basicConfig(level=max(chosen, logging.WARNING), format="%(levelname)s %(name)s: %(message)s")


def _reconnects_in_a_line(record: logging.LogRecord) -> bool:
    """A lost connection is weather: discord.py logs it as an error with the traceback, a line says as much."""
    if str(record.msg).startswith("Attempting a reconnect") and record.exc_info and record.exc_info[0]:
        record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True
