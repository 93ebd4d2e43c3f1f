"""An open loop: acts begin at instants drawn beforehand, whatever became of those before, and are timed from those instants."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.load_mix import MIX, Crowd, Kind
from tests.wire.discord_server import Act, Answer, NoAnswer, Reply

WINDOW = 3.0
"""Seconds Discord waits for the first answer."""
_PATIENCE = 15.0
_FAULT = "Something went wrong on my side"


@dataclass
class Tally:
    """What became of the acts, by their kinds; times are seconds from the acts' instants."""

    first: list[tuple[str, float]] = field(default_factory=list)
    """Until the first answer, which may only say that the bot is thinking."""
    whole: list[tuple[str, float]] = field(default_factory=list)
    """Until there is something to read."""
    unanswered: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    astray: Counter[str] = field(default_factory=Counter)
    """Answered by another card than was asked for, such as a refusal."""

    @property
    def acts(self) -> int:
        return len(self.first) + self.unanswered.total()


async def drive(crowd: Crowd, seconds: float, a_second: float, advance: Callable[[], None]) -> Tally:
    """Have the crowd act so often, as a Poisson process does, and wait for the last answers; tells of each act begun."""
    tally, dice = Tally(), random.Random(2008)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.TaskGroup() as group:
        for instant in _instants(dice, began, seconds, a_second):
            kind = dice.choices(MIX, [each.percent for each in MIX])[0]
            await asyncio.sleep(max(0.0, instant - loop.time()))
            group.create_task(_act(crowd, kind, instant, tally))
            advance()
    return tally


def _instants(dice: random.Random, began: float, seconds: float, a_second: float) -> Iterator[float]:
    instant = began
    while (instant := instant + dice.expovariate(a_second)) < began + seconds:
        yield instant


async def _act(crowd: Crowd, kind: Kind, instant: float, tally: Tally) -> None:
    loop = asyncio.get_running_loop()
    begun = await kind.begin(crowd)
    try:
        await begun.act.acknowledged(WINDOW - (loop.time() - instant))
        tally.first.append((kind.name, loop.time() - instant))
        answer = await _whole(begun.act)
        tally.whole.append((kind.name, loop.time() - instant))
    except NoAnswer:
        tally.unanswered[kind.name] += 1
        return
    messages = [answer.message, *begun.act.followups]
    if any(message is not None and _FAULT in message.text for message in messages):
        tally.failed[kind.name] += 1
    elif not begun.told(answer):
        tally.astray[kind.name] += 1


async def _whole(act: Act) -> Answer:
    """The answer as a person reads it: after "thinking…", or where a card is drawn anew later, what came then."""
    answer = await act.answer(_PATIENCE)
    if answer.kind is Reply.DEFERRED_UPDATE:
        await act.edited(seconds=_PATIENCE)
    return answer
