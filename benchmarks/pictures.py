"""A card of 52 weeks by the painter beside matplotlib, and what the bot itself notices of it: memory, and a late event loop.

The two draw the same data at the same size, in processes of their own that are warm, and take turns with values they have not
seen. What matplotlib draws is what it is good at: filled circles in one collection, a ring, and a dozen short texts.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import pickle
import statistics
import subprocess
import sys
import time
from asyncio.subprocess import PIPE, Process
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.common import Finding, milliseconds, progress
from bot.studio import DRAWN, FRAME, KEPT, Studio
from meetups.pictures.values import Figure, Square, WeeksPicture
from meetups.rules.outcomes import Outcome
from meetups.values import Look

WEEKS, CARDS, PICTURES, AT_ONCE, ROUNDS = 52, 40, 500, 30, 5
MOST_TIME, MOST_AGAIN, MOST_MEMORY, MOST_STALL = 0.75, 0.01, 0.1, 10.0
_WARM = 5
_LOOK = 0.001
_HOME: Final = Path(__file__).parents[1]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEGEND = (
    (Outcome.MET, "met"),
    (Outcome.IN_TOUCH, "in touch"),
    (Outcome.NO_MEETING, "no meeting"),
    (Outcome.AHEAD, "ahead"),
)
_PAST = tuple(outcome for outcome, _ in _LEGEND[:3])


def run() -> Finding:
    ours, again, theirs = asyncio.run(_drawn_by_both())
    print(f"ours: {milliseconds(ours)}; matplotlib: {milliseconds(theirs)}; asked again: {milliseconds(again)}")
    added, cached, imported = _memory()
    idle, stall, turn = (float(each) for each in _told("stalls"))
    print(
        f"{PICTURES} pictures: {added / 1024:.2f} MB more, {cached / 1024:.2f} MB of them pictures kept; "
        f"matplotlib imported: {imported / 1024:.2f} MB; stall {stall:.2f} ms, idle {idle:.2f} ms, longest turn {turn:.2f} ms"
    )
    stalled = Finding(
        name="pictures, event loop",
        # On a busy machine an idle loop is late as well; its own work cannot be explained away by that.
        ours=max(stall - idle, turn),
        rival=MOST_STALL,
        unit="ms",
        target=1,
        ours_is=f"longest stall while {AT_ONCE} are drawn, beyond an idle loop's, or longest turn",
        rival_is="what is allowed",
        beside=f"{stall:.1f} ms, idle {idle:.1f} ms; most that the loop's thread worked in one turn: {turn:.1f} ms",
    )
    memory = Finding(
        name="pictures, memory",
        ours=added / 1024,
        rival=imported / 1024,
        unit="MB",
        target=MOST_MEMORY,
        ours_is=f"the bot's process after {PICTURES} pictures",
        rival_is="importing matplotlib into it",
        also=stalled,
        beside=f"{cached / 1024:.2f} MB are pictures kept, of at most {KEPT / (1 << 20):.0f}",
    )
    second = Finding(
        name="pictures, asked again",
        ours=statistics.median(again) * 1000,
        rival=statistics.median(ours) * 1000,
        unit="ms",
        target=MOST_AGAIN,
        ours_is="the same card, median",
        rival_is="the first time",
        also=memory,
        beside=f"{statistics.median(ours) / statistics.median(again):,.0f} times as fast",
    )
    return Finding(
        name="pictures",
        ours=statistics.median(ours) * 1000,
        rival=statistics.median(theirs) * 1000,
        unit="ms",
        target=MOST_TIME,
        ours_is=f"a card of {WEEKS} weeks, asked of the studio, median of {CARDS}",
        rival_is="matplotlib drawing the same data",
        also=second,
        beside=f"{milliseconds(ours)} beside {milliseconds(theirs)}",
    )


def card(number: int, look: Look = Look.DARK) -> WeeksPicture:
    """One that is like no other: another title, other weeks, other numbers."""
    met = 20 + number % 20
    return WeeksPicture(
        look=look,
        title=f"Amélie Dubois {number}",
        subtitle=f"A promise of {WEEKS} weeks · Bloomington Meetup",
        share=met / WEEKS,
        ring=Figure(f"{met} of {WEEKS}", "weeks"),
        figures=(
            Figure(str(met + number % 7), "new people"),
            Figure(str(number % 11), "met again"),
            Figure(str(3 + number % 5), "places"),
            Figure(str(number % 9), "in a row · best 9"),
        ),
        squares=tuple(
            Square(
                _PAST[(week * 7 + number) % 3] if week < 40 else Outcome.AHEAD,
                _MONTHS[week * 12 // WEEKS] if not week or week * 12 // WEEKS != (week - 1) * 12 // WEEKS else "",
                week % 11 == number % 11,
            )
            for week in range(WEEKS)
        ),
        legend=_LEGEND,
        note=f"Meeting someone every remaining week brings you to {met + 12}.",
        chips=("3 more to your 25th meeting", f"{met} in person · 3 video"),
    )


async def _drawn_by_both() -> tuple[list[float], list[float], list[float]]:
    """Seconds a card took: asked of the studio, of it once more, and of matplotlib."""
    ours, again, theirs = [], [], []
    studio, rival = Studio(), await _rival()
    try:
        with progress() as bar:
            for number in bar.track(range(_WARM + CARDS), description="Drawing"):
                picture = card(number)
                began = time.perf_counter()
                first = await studio(picture)
                between = time.perf_counter()
                second = await studio(replace(picture))
                after = time.perf_counter()
                assert first is second
                other = await _asked(rival, picture)
                ended = time.perf_counter()
                assert first[16:24] == other[16:24], "they are not of one size"
                if number >= _WARM:
                    ours.append(between - began)
                    again.append(after - between)
                    theirs.append(ended - after)
    finally:
        await studio.close()
        rival.kill()
        await rival.wait()
    return ours, again, theirs


async def _rival() -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.pictures_rival", cwd=_HOME, stdin=PIPE, stdout=PIPE
    )


async def _asked(painter: Process, picture: WeeksPicture) -> bytes:
    """As the studio asks its own."""
    assert painter.stdin
    assert painter.stdout
    data = pickle.dumps(picture)
    painter.stdin.write(FRAME.pack(len(data)) + data)
    await painter.stdin.drain()
    if await painter.stdout.readexactly(len(DRAWN)) != DRAWN:
        raise RuntimeError("matplotlib drew nothing")
    return await painter.stdout.readexactly(FRAME.unpack(await painter.stdout.readexactly(FRAME.size))[0])


def _memory() -> tuple[float, float, float]:
    """Kilobytes: what 500 pictures add to the bot's process, how much of it are pictures kept, and what matplotlib adds."""
    added, cached = _told("memory")
    return added, cached, statistics.median(_told("imported")[0] for _ in range(3))


def _told(what: str) -> list[float]:
    """What a fresh process measures of itself."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pictures", what], cwd=_HOME, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return [float(each) for each in told]


def _resident() -> float:
    """Kilobytes of this process in memory, after the garbage is gone."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


async def _added() -> list[float]:
    studio, drawn = Studio(), 0
    before = _resident()
    for number in range(PICTURES):
        drawn += len(await studio(card(number, Look.LIGHT if number % 2 else Look.DARK)))
    after = _resident()
    await studio.close()
    return [after - before, min(drawn, KEPT) / 1024]


async def _imported() -> list[float]:
    before = _resident()
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot  # noqa: F401

    return [_resident() - before]


async def _stalls() -> list[float]:
    """Milliseconds, each the median of some rounds: the longest the idle loop was late by, and the longest while it draws.

    The last is the longest that the loop's own thread worked in one turn, of all rounds.
    """
    studio = Studio()
    await studio(card(0))
    gc.collect()
    gc.freeze()
    idle, late, turns = [], [], []
    for first in range(1, ROUNDS * AT_ONCE, AT_ONCE):
        cards = [card(number) for number in range(first, first + AT_ONCE)]
        began = time.perf_counter()
        busy, turn = await _latest(asyncio.create_task(_all_drawn(studio, cards)))
        at_rest, _ = await _latest(asyncio.create_task(asyncio.sleep(time.perf_counter() - began)))
        late.append(busy)
        idle.append(at_rest)
        turns.append(turn)
    await studio.close()
    return [statistics.median(idle), statistics.median(late), max(turns)]


async def _all_drawn(studio: Studio, cards: list[WeeksPicture]) -> None:
    await asyncio.gather(*map(studio, cards))


async def _latest(work: asyncio.Task[None]) -> tuple[float, float]:
    """The most milliseconds the loop was late by meanwhile, and the most its thread worked between two looks."""
    late = worked = 0.0
    while not work.done():
        before, cpu = time.perf_counter(), time.thread_time()
        await asyncio.sleep(_LOOK)
        late = max(late, time.perf_counter() - before - _LOOK)
        worked = max(worked, time.thread_time() - cpu)
    await work
    return late * 1000, worked * 1000


if __name__ == "__main__":
    # What the bot has in memory anyway, also beside matplotlib.
    import bot.app  # noqa: F401

    _MEASURES = {"memory": _added, "imported": _imported, "stalls": _stalls}
    print(json.dumps(asyncio.run(_MEASURES[sys.argv[1]]())))
