"""People of a server who join its pool by the front door, and what they are sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from simcord import MemberActor

from tests.stories.world import World, labels, text_of

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
THURSDAY = MONDAY + timedelta(days=3)
SOON, HOUR, DAY, WEEK = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
JOIN = "I am 18 or older, and join"
_PERSON = re.compile(r"<@(\d+)>")


async def join(world: World, *names: str, city: str | None = None, reach: bool = True) -> list[MemberActor]:
    """Adults join, and let the bot write to them."""
    people = [world.person(each) for each in names]
    for each in people:
        if city:
            await each.slash(world.general, "profile", city=city)
        card = await each.slash(world.general, "pool join")
        joined = await world.click(each, card, JOIN)
        assert "You're in the pool" in text_of(joined)
        if reach:
            await world.click(each, joined, "Send me direct messages")
    return people


def letters(world: World, person: MemberActor, words: str) -> list[Any]:
    """The direct messages in which these words stand, oldest first."""
    if world.env.backend.dm_channels.get(person.id) is None:
        return []
    return [each for each in person.user.dm_channel.history() if words in text_of(each)]


def introduced(world: World, person: MemberActor) -> Any:
    """Somebody's newest introduction, which still asks."""
    return next(each for each in reversed(person.user.dm_channel.history()) if "I'm in" in labels(each))


def partners(world: World, person: MemberActor, people: list[MemberActor]) -> list[MemberActor]:
    """Whom somebody's newest introduction is about."""
    ids = set(map(int, _PERSON.findall(text_of(introduced(world, person)))))
    return [each for each in people if each.id in ids]
