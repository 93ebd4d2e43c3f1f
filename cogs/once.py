"""Requests that are made once only: discord.py repeats one whose outcome is unknown, and so could create twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import aiohttp


class OutcomeUnknownError(aiohttp.ClientError):
    """Discord may have done what it was asked, and is not asked again."""


@dataclass
class _Attempt:
    """Whether an earlier one may have had its effect."""

    is_uncertain: bool = False


_attempt: ContextVar[_Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def once() -> Iterator[None]:
    """What is asked inside is repeated only where Discord surely did nothing; else ``OutcomeUnknownError`` is raised."""
    token = _attempt.set(_Attempt())
    try:
        yield
    finally:
        _attempt.reset(token)


def watched(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """The trace of a client's HTTP session, for ``once`` to know of each attempt."""
    trace.on_request_start.append(_begins)
    trace.on_request_end.append(_ended)
    trace.on_request_exception.append(_broke)
    return trace


async def _begins(_session: object, _context: object, request: aiohttp.TraceRequestStartParams) -> None:
    attempt = _attempt.get()
    if attempt is not None and attempt.is_uncertain:
        raise OutcomeUnknownError(f"{request.method} {request.url} may have been done")


async def _ended(_session: object, _context: object, request: aiohttp.TraceRequestEndParams) -> None:
    attempt = _attempt.get()
    if attempt is not None and request.response.status >= 500:
        attempt.is_uncertain = True


async def _broke(_session: object, _context: object, _request: aiohttp.TraceRequestExceptionParams) -> None:
    attempt = _attempt.get()
    if attempt is not None:
        attempt.is_uncertain = True
