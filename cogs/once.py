"""Requests and their attempts: discord.py and aiohttp repeat what may have been done already, and for a long time.

A creation could so create twice, a removal find that its own earlier attempt left nothing to remove, and anything be
repeated when nobody waits for it any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord


class OutcomeUnknownError(aiohttp.ClientError):
    """Discord may have done what it was asked, and is not asked again."""


@dataclass
class _Attempts:
    """``is_uncertain``: an earlier one may have had its effect; ``is_once``: then there is to be no other."""

    is_once: bool
    is_uncertain: bool = False
    is_sent: bool = False


@dataclass
class _Wait:
    """``is_asking``: an attempt is under way; ``is_over``: none is to begin any more."""

    is_asking: bool = False
    is_over: bool = False


T = TypeVar("T")
_attempts: ContextVar[_Attempts | None] = ContextVar("attempts", default=None)
_wait: ContextVar[_Wait | None] = ContextVar("wait", default=None)


async def within(seconds: float, asking: Coroutine[Any, Any, T]) -> T:
    """What Discord answers in time. Raises ``TimeoutError``; then no further attempt is made.

    It is cancelled in the midst of an attempt only: discord.py cancelled while it waits out a global limit would let
    no request go for ever after.
    """
    wait = _Wait()
    token = _wait.set(wait)
    task = asyncio.create_task(asking)
    _wait.reset(token)
    # What comes of it when nobody waits any more is of no interest.
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        wait.is_over = True
        if wait.is_asking:
            task.cancel()


@contextmanager
def once() -> Iterator[None]:
    """What is asked inside is repeated only where Discord surely did nothing; else ``OutcomeUnknownError`` is raised."""
    with _attempting(_Attempts(is_once=True)):
        yield


async def gone(delete: Callable[[], Awaitable[object]]) -> None:
    """Delete something; that it is not found is no failure where an earlier attempt may have deleted it."""
    attempts = _Attempts(is_once=False)
    with _attempting(attempts):
        try:
            await delete()
        except discord.NotFound:
            if not attempts.is_uncertain:
                raise


@contextmanager
def _attempting(attempts: _Attempts) -> Iterator[None]:
    token = _attempts.set(attempts)
    try:
        yield
    finally:
        _attempts.reset(token)


def watched(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """The trace of a client's HTTP session, for ``once``, ``gone`` and ``within`` to know of each attempt."""
    trace.on_request_start.append(_begins)
    trace.on_request_headers_sent.append(_sent)
    trace.on_request_end.append(_ended)
    trace.on_request_exception.append(_broke)
    return trace


async def _begins(_session: object, _context: object, request: aiohttp.TraceRequestStartParams) -> None:
    attempts, wait = _attempts.get(), _wait.get()
    is_last = attempts is not None and attempts.is_once and attempts.is_uncertain
    if is_last or (wait is not None and wait.is_over):
        raise OutcomeUnknownError(f"{request.method} {request.url} may have been done")
    if attempts is not None:
        attempts.is_sent = False
    if wait is not None:
        wait.is_asking = True


async def _sent(_session: object, _context: object, _request: aiohttp.TraceRequestHeadersSentParams) -> None:
    attempts = _attempts.get()
    if attempts is not None:
        # For the second time within one request: aiohttp repeats deletions by itself when a connection breaks.
        attempts.is_uncertain |= attempts.is_sent
        attempts.is_sent = True


async def _ended(_session: object, _context: object, request: aiohttp.TraceRequestEndParams) -> None:
    _rests()
    attempts = _attempts.get()
    if attempts is not None and request.response.status >= 500:
        attempts.is_uncertain = True


async def _broke(_session: object, _context: object, _request: aiohttp.TraceRequestExceptionParams) -> None:
    _rests()
    attempts = _attempts.get()
    if attempts is not None:
        attempts.is_uncertain = True


def _rests() -> None:
    wait = _wait.get()
    if wait is not None:
        wait.is_asking = False
