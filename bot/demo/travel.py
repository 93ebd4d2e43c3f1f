"""Travelling in time: the simulated clock stops wherever something falls due, and the courier is let out."""

from __future__ import annotations

from datetime import datetime, timedelta

from simcord import Env

from bot.app import App

_STEP = timedelta(seconds=1)


async def travel(env: Env, app: App, until: datetime) -> None:
    """Move the clock to ``until``, carrying on the way what falls due when it falls due."""
    while (due := await app.services.deliveries.next_look()) is not None and due <= until:
        await _advance(env, max(due, env.now() + _STEP))
        await app.courier.sweep()
    if until > env.now():
        await _advance(env, until)
    await app.courier.sweep()
    await env.settle()


async def _advance(env: Env, to: datetime) -> None:
    await env.advance_time((to - env.now()).total_seconds())
