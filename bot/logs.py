"""Logs an operator can act on: one line a thing, and in none of them a token, what people wrote, or a name.

Ours and the libraries' go through one renderer. What an exception says of itself is left out, because it may repeat what
somebody typed; where in the program it happened is told, and what Discord, the database and the system call it.
docs/watching.md says what each line means.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Final

import discord
import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor

HIDDEN: Final = "[hidden]"
LONGEST: Final = 1_000
"""Characters of a value; more than that is nothing one reads in a line."""
_SHORTEST: Final = 6
_SECRET: Final = 300
"""Characters that a secret has at most."""
_DEEPEST: Final = 5
"""Causes of an exception that are told."""
_EXCEPTION: Final = "exception"
# A bot's token; what follows an id in the addresses of webhooks and interactions; and what an Authorization holds.
_SECRETS: Final = re.compile(
    r"[\w-]{20,80}\.[\w-]{5,8}\.[\w-]{25,80}"
    r"|(?<=/webhooks/)(?P<webhook>\d+)/[^/\s?#'\"]+|(?<=/interactions/)(?P<interaction>\d+)/[^/\s?#'\"]+"
    r"|(?<=://)[^/\s@:]*:[^/\s@]+(?=@)"
    r"|(?i:\b(?:bot|bearer) )[\w.-]{16,}"
)
# Whatever moves a cursor, ends a line, or turns the reading order.
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_FIELD: Final = re.compile(r"^In ([\w.]{1,80}):", re.MULTILINE)
_METHOD: Final = re.compile(r"[A-Z]{3,7}|https?://\S+")
_known: set[str] = set()
counted: Counter[str] = Counter()
"""How many lines of each level there were."""


def hide(*secrets: str | None) -> None:
    """Let no line hold these any more, whatever they look like; a word of a few letters would hide too much."""
    _known.update(each for each in secrets if each and len(each) >= _SHORTEST)


def set_up_logs(level: str) -> None:
    """Everything to standard error: readable in a terminal, JSON elsewhere; libraries only from warnings on."""
    chosen = getattr(logging, level.upper())
    ours: list[Processor] = [
        structlog.processors.add_log_level,
        _counted,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_frames,
        _made_safe,
    ]
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=True) if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*ours, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = _Libraries()
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(chosen, logging.WARNING))
    logging.captureWarnings(True)
    # A record that cannot be written would come with a traceback of its own.
    logging.raiseExceptions = False
    sys.excepthook = _crashed
    threading.excepthook = lambda fault: _crashed(fault.exc_type, fault.exc_value, fault.exc_traceback)


class _Libraries(logging.Handler):
    """Says what libraries say as one of our own lines; of what they fill in only what cannot be about anybody."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log = structlog.get_logger(record.name)
        if record.levelno <= logging.WARNING or _is_weather(record):
            cause = {"cause": type(error).__name__} if error is not None else {}
            log.warning("library_warning", logger=record.name, said=_said(record), **cause)
        else:
            log.error("library_error", logger=record.name, said=_said(record), exc_info=error)


def _is_weather(record: logging.LogRecord) -> bool:
    """A lost connection; discord.py logs it as an error with the traceback, a line says as much."""
    return record.name == "discord.client" and str(record.msg).startswith("Attempting a reconnect")


def _said(record: logging.LogRecord) -> str:
    """The library's own words: the first line, because what follows is about a value, such as a failed task's."""
    said = record.getMessage() if record.name == "py.warnings" else str(record.msg)
    if record.name != "py.warnings" and isinstance(record.args, tuple):
        with suppress(TypeError, ValueError):
            said %= tuple(map(_harmless, record.args))
    return said.split("\n", 1)[0]


def _harmless(value: object) -> object:
    """Numbers, methods and addresses; of anything else what kind of thing it is."""
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, str) and _METHOD.fullmatch(value):
        return value
    return f"<{type(value).__name__}>"


def _counted(_logger: Any, _method: str, event: EventDict) -> EventDict:
    counted[event["level"]] += 1
    return event


def _with_frames(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The exception in ``exc_info`` as where it happened and what it is, without what it says."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event[_EXCEPTION] = "\n".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    """As a traceback, the first cause first."""
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain and len(chain) < _DEEPEST:
        chain.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    for link in reversed(chain):
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        yield " ".join([f"{type(link).__module__}.{type(link).__qualname__}", *_facts(link)])


def _facts(error: BaseException) -> Iterator[str]:
    """What is known of an exception besides its words."""
    if isinstance(error, discord.HTTPException):
        yield f"status={error.status} code={error.code}"
        yield from (f"field={field}" for field in _FIELD.findall(str(error.text)))
    elif isinstance(error, DBAPIError):
        cause = error.orig
        named = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
        yield f"from={type(cause).__name__}" + (f" code={named}" if named else "")
    elif isinstance(error, OSError) and error.errno is not None:
        yield f"errno={error.errno}"
    elif isinstance(error, BaseExceptionGroup):
        yield "of=" + ",".join(type(each).__name__ for each in error.exceptions)


def _made_safe(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: _safe(value, lines=key == _EXCEPTION) for key, value in event.items()}


def _safe(value: object, *, lines: bool = False) -> object:
    """A value as it may be shown: nothing secret, and nothing a terminal would obey."""
    if value is None or type(value) in (bool, int, float):
        return value
    if lines:
        return "\n".join(str(_safe(line)) for line in str(value).split("\n"))
    # What is cut off must not be the end of something secret; more need not be looked through.
    text = str(value)[: LONGEST + _SECRET]
    for each in _known:
        text = text.replace(each, HIDDEN)
    text = _SECRETS.sub(_hidden, text)[:LONGEST]
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape", "replace").decode("ascii"), text)


def _hidden(found: re.Match[str]) -> str:
    kept = found["webhook"] or found["interaction"]
    return f"{kept}/{HIDDEN}" if kept else HIDDEN


def _crashed(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    """What nobody caught, on its way out."""
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger(__name__).critical("crashed", exc_info=error or kind())
