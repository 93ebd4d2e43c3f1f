"""What the stories of plans share: two people who can be written to, a plan between them, and what each of them reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import vobject
from simcord import MemberActor

from bot.demo.reading import message_of
from tests.stories.world import World, custom_id, custom_ids, files_of, labels, text_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 1, 5, 15, tzinfo=UTC)
"""An afternoon in London and a morning in Bloomington: nobody's quiet hours."""
THURSDAY_7 = datetime(2026, 1, 9, 0, tzinfo=UTC)
SATURDAY_11 = datetime(2026, 1, 10, 16, tzinfo=UTC)
"""Thursday at 7 pm and Saturday at 11 am, for alice, who lives in Bloomington."""
ADULT = "I am 18 or older"
TWO_TIMES = "Thu 7 pm, Sat 11:00"


def at(moment: datetime, style: str = "F") -> str:
    """A time as every reader sees it in their own zone."""
    return f"<t:{int(moment.timestamp())}:{style}>"


async def neighbours(world: World, *names: str, **options: Any) -> MemberActor:
    """Alice in Bloomington, with a promise; the others in London, and all can be written to. It is Monday afternoon."""
    await world.set_up(nudge_channel=world.general)
    alice = world.person("alice")
    await world.start_mission(alice, city="Bloomington, Indiana", **options)
    for each in map(world.person, names):
        await world.start_mission(each, city="London")
    await world.travel(MONDAY)
    return alice


async def draft(world: World, host: MemberActor, **options: Any) -> Any:
    return await host.slash(world.general, "plan new", **{"when": TWO_TIMES, **options})


async def asked(world: World, host: MemberActor, **options: Any) -> Any:
    """A plan that was sent; gives what its host reads."""
    return await world.click(host, await draft(world, host, **options), "Send it")


async def agreed(world: World, host: MemberActor, guest: MemberActor, **options: Any) -> None:
    """A plan both agreed on, for Thursday unless said otherwise."""
    await asked(world, host, member=guest, **options)
    await press(guest, letter(guest), next(each for each in labels(letter(guest)) if each.startswith("Yes")))


async def type_in(person: MemberActor, on: Any, label: str, **typed: Any) -> Any:
    """Open the form behind a button of a direct message and send it."""
    return await person.user.submit_modal(await press(person, on, label), typed)


async def entry(on: Any) -> Any:
    """The one event of a calendar file, read by another library than the one that wrote it."""
    [file] = (await files_of(on)).values()
    return vobject.readOne(file.decode()).vevent


def letters(world: World, person: MemberActor, words: str = "") -> list[Any]:
    """The direct messages in which these words stand by now, oldest first."""
    if person.id not in world.env.backend.dm_channels:
        return []
    return [each for each in person.user.dm_channel.history() if words in text_of(each)]


def letter(person: MemberActor, number: int = -1) -> Any:
    return person.user.dm_channel.history()[number]


async def press(person: MemberActor, on: Any, label: str) -> Any:
    """Press a button of a direct message or of an answer to one, and say that one is of age where that is asked."""
    answer = await person.user.click(message_of(on), custom_id=custom_id(on, label))
    if answer.modal is None and labels(answer) == [ADULT]:
        answer = await person.user.click(message_of(answer), custom_id=custom_id(answer, ADULT))
    return answer


async def choose(person: MemberActor, on: Any, name: str, *values: Any) -> Any:
    menu = next(each for each in custom_ids(on) if each.startswith(f"{name}:"))
    return await person.user.select(message_of(on), list(values), custom_id=menu)
