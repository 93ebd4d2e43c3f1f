"""An evening at somebody's in a language nobody speaks: whatever is read in plain English was never in a catalogue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simcord import MemberActor

from bot.demo.reading import message_of
from tests.stories.tour import Tour, letters_with, values_offered
from tests.stories.world import custom_ids

_WHEN = "2026-01-05 20:00"


async def _reachable(tour: Tour, *people: MemberActor) -> None:
    for each in people:
        await tour.press(each, await tour.slash(each, "profile"), "profile.reach")


def _post(tour: Tour) -> Any:
    """The newest message with the buttons of an invitation."""
    history = tour.world.general.history()
    return next(each for each in reversed(history) if any("host.join" in one for one in custom_ids(each)))


async def _joined(tour: Tour, actor: MemberActor) -> Any:
    age = await tour.press(actor, _post(tour), "host.join")
    return await tour.press(actor, age, "host.join")


async def _hosted(tour: Tour, kyle: MemberActor, **options: Any) -> Any:
    given = {"when": _WHEN, "what": "coffee", "place": "Madden", "city": "Bloomington, Indiana", **options}
    preview = await tour.slash(kyle, "host new", **given)
    if not any("host.post" in each for each in custom_ids(preview)):
        preview = await tour.press(kyle, preview, "host.adult")
    return await tour.press(kyle, preview, "host.post")


async def test_before_it_is_posted(tour: Tour) -> None:
    kyle = tour.person("kyle")
    faulty = await tour.slash(kyle, "host new", when="soonish", words="jam")
    form = await tour.press(kyle, faulty, "host.retype")
    age = await tour.submit(kyle, form, when=_WHEN, what="jam", city="Chicago", place="Madden")
    preview = await tour.press(kyle, age, "host.adult")
    form = await tour.press(kyle, preview, "host.change")
    faulty = await tour.submit(kyle, form, city="Nowhereville")
    form = await tour.press(kyle, faulty, "host.retype")
    preview = await tour.submit(kyle, form, city="Chicago", when="2026-01-05 23:30")
    await tour.press(kyle, preview, "host.discard")
    await tour.world.craft(kyle, "host.discard", 0)  # refused: it is thrown away
    closed = tour.world.guild.create_text_channel("closed")
    await tour.world.forbid(closed, "view_channel", "send_messages", "read_message_history")
    lacking = await tour.slash(kyle, "host new", when=_WHEN, channel=closed, public_place=True, place="Madden")
    await tour.world.forbid(closed)
    await tour.press(kyle, await tour.press(kyle, lacking, "host.again"), "host.post")
    for typed in ("", "coffee", "jam"):
        await kyle.autocomplete(tour.world.general, "host new", "what", typed)
    await kyle.autocomplete(tour.world.general, "host cancel", "invitation", "")


async def test_an_evening(tour: Tour) -> None:
    kyle, rosa, ben, erin = (tour.person(each) for each in ("kyle", "rosa", "ben", "erin"))
    await _reachable(tour, kyle, rosa, ben)
    hall = await _hosted(tour, kyle, seats=1)
    await tour.press(kyle, _post(tour), "host.join")  # refused: it is one's own
    joined = await _joined(tour, rosa)
    await tour.press(rosa, joined, "host.calendar")
    await _joined(tour, ben)
    await tour.press(erin, _post(tour), "host.maybe")
    await tour.press(erin, _post(tour), "host.leave")
    (news,) = letters_with(kyle, "host.let_in")
    await tour.press(kyle, news, "host.let_in")
    hall = await tour.slash(kyle, "host show")
    await tour.press(kyle, hall, "host.not_now")
    await tour.world.travel(timedelta(minutes=11))
    await tour.press(rosa, _post(tour), "host.join")
    form = await tour.press(kyle, await tour.slash(kyle, "host show"), "host.move")
    faulty = await tour.submit(kyle, form, when="soonish")
    form = await tour.press(kyle, faulty, "host.move_again")
    await tour.submit(kyle, form, when="2026-01-06 20:00", what="jam")
    await tour.slash(kyle, "host move", place="Madden")
    await tour.world.travel(timedelta(days=7))
    (asked,) = letters_with(kyle, "host.came")
    await tour.press(kyle, asked, "host.nobody")
    await tour.press(kyle, letters_with(kyle, "host.ask")[0], "host.ask")
    for chosen in ([], [str(ben.id)]):
        (asked,) = letters_with(kyle, "host.came")
        await kyle.user.select(asked, chosen, custom_id=_named(asked))
    whom = await tour.press(kyle, letters_with(kyle, "host.never")[0], "host.never")
    menu = next(each for each in custom_ids(whom) if each.startswith("host.nevernow"))
    await kyle.user.select(message_of(whom), [str(ben.id)], custom_id=menu)
    await tour.press(kyle, letters_with(kyle, "host.recorded")[0], "host.recorded")


async def test_calling_it_off(tour: Tour) -> None:
    kyle, rosa, ben = (tour.person(each) for each in ("kyle", "rosa", "ben"))
    await _reachable(tour, kyle, rosa)
    await tour.slash(kyle, "host cancel")  # refused: there is nothing
    await tour.slash(kyle, "host show")
    first = await _hosted(tour, kyle, words="jam")
    await _joined(tour, rosa)
    await _joined(tour, ben)
    await tour.press(rosa, _post(tour), "host.leave")
    await tour.world.travel(timedelta(minutes=11))
    await tour.press(rosa, _post(tour), "host.join")
    await _hosted(tour, kyle, public_place=True, what="Evenings")
    await tour.slash(kyle, "host cancel")  # refused: which one?
    several = await tour.slash(kyle, "host show")
    await tour.choose(kyle, several, "host.open", [values_offered(several, "host.open")[0]])
    await tour.press(kyle, await tour.press(kyle, first, "host.off"), "host.off_now")
    await tour.slash(ben, "inbox")
    await tour.press(kyle, await tour.slash(kyle, "host cancel"), "host.remove")


def _named(on: Any) -> str:
    return next(each for each in custom_ids(on) if each.startswith("host.came:"))
