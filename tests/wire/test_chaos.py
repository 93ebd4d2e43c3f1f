"""Exactly once: the shipped bot is killed again and again in a storm, and in the end all stands there, and stands once.

A dozen kills here; `make chaos` does hundreds (`KILLS`). `WIRE_SEED` repeats a run, as far as two processes can be repeated.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.wire.bot_process import BotProcess, NotSaid
from tests.wire.chaos import Country, a_country
from tests.wire.discord_server.weather import Storm

KILLS = int(os.environ.get("KILLS", "6"))
SHARE = 0.15
LATENCY = 0.02
NONCE_WINDOW, SERVER_NONCE_WINDOW = 2.5, 3.2
SPARED = ("/interactions/", "/webhooks/", "/users/@me", "/oauth2/", "/gateway")
"""What answers people's acts and what a login asks for: there is nothing in either that could be lost or doubled."""
LONGEST_WAY = 0.2
"""Seconds a request is under way at most, so that one of a killed process comes before its claim is looked at again."""


@pytest.mark.timeout(120 + 5 * KILLS)
async def test_nothing_is_lost_or_doubled_by_kills_at_random_moments_in_a_storm(tmp_path: Path) -> None:
    seed = int(os.environ.get("WIRE_SEED", random.SystemRandom().randrange(10**6)))
    print(f"WIRE_SEED={seed} repeats this storm")
    began, dice = time.monotonic(), random.Random(seed)
    storm = Storm(random.Random(seed + 1), SHARE, LONGEST_WAY, lambda path: path.startswith(SPARED))
    async with a_country(tmp_path, residents=2 if KILLS < 100 else 5) as country:
        await country.settle_in()
        weather, country.server.nonce_window = country.server.weather, SERVER_NONCE_WINDOW
        weather.storm, weather.latency = storm, LATENCY
        late = 0
        outputs = []
        for number in range(KILLS):
            country.make_some_due(dice)
            country.moderate(dice)
            outputs.append(await _run_and_kill(country, dice))
            # Some claims are older than the nonce's window at the next start, most are younger.
            is_late = number % 12 == 5
            late += is_late
            await asyncio.sleep(SERVER_NONCE_WINDOW + 0.2 if is_late else 0)
        weather.storm, weather.latency = None, 0
        async with country.first.bot(NONCE_WINDOW_SECONDS=str(NONCE_WINDOW)) as bot:
            await bot.ready()
            await country.first.settled(120)
            await bot.stopped()
            outputs.append(bot.output)
        _report(country, storm, late, time.monotonic() - began)
        assert country.account() == []
        assert [each for each in outputs if "Traceback" in each] == []


async def _run_and_kill(country: Country, dice: random.Random) -> str:
    """A run in which people act; it ends at any moment, mostly one at which there is much to do."""
    is_early = dice.random() < 0.15
    # In most there is hardly time for anything, in some for most of what is left over by those.
    life = dice.uniform(0, 0.8) if dice.random() < 0.75 else dice.uniform(1, 4)
    bustle = asyncio.create_task(country.bustle(random.Random(dice.random())))
    try:
        async with country.first.bot(NONCE_WINDOW_SECONDS=str(NONCE_WINDOW)) as bot:
            if not is_early:
                await _connected(bot)
            await asyncio.sleep(life)
            await bot.killed()
            return bot.output
    finally:
        bustle.cancel()
        await asyncio.gather(bustle, return_exceptions=True)


async def _connected(bot: BotProcess) -> None:
    """Until it is; or is not for so long that it may as well be killed."""
    try:
        await bot.ready(3)
    except NotSaid:
        assert bot.exit_code is None, bot.output


def _report(country: Country, storm: Storm, late: int, seconds: float) -> None:
    counts = country.tally()
    print(f"{KILLS} kills in {seconds:.0f} s, {late} restarts past the nonce's window, {country.acts} acts of people")
    for kind, states in counts.items():
        print(f"  {kind}: {dict(states)}")
    total = sum((Counter(each) for each in counts.values()), Counter())
    print(f"  in all: {dict(total)}")
    print(f"struck {sum(storm.struck.values())} requests of {len(country.server.requests)}: {dict(storm.struck)}")
    account = country.account()
    print(f"wrong in the end: {len(account)}")
    for each in account[:20]:
        print(f"  {each}")
