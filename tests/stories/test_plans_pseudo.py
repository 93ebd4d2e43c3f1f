"""Plans in a language nobody speaks: whatever is read in plain English was never in a catalogue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from simcord import MemberActor

from tests.stories.tour import Tour, letters_with
from tests.stories.world import custom_ids, options_of, text_of
from tests.support.pseudo import OPEN

AFTERNOON = datetime(2026, 1, 5, 18, tzinfo=UTC)
_WHEN = "2026-01-08 19:00, 2026-01-10 11:00"


async def _pair(tour: Tour) -> tuple[MemberActor, MemberActor]:
    kyle, _ = await tour.begin("kyle", city="Chicago")
    rosa, _ = await tour.begin("rosa")
    await tour.world.travel(AFTERNOON)
    return kyle, rosa


async def _sent(tour: Tour, kyle: MemberActor, **options: Any) -> Any:
    draft = await tour.slash(kyle, "plan new", **{"when": _WHEN, "what": "coffee", **options})
    return await tour.press(kyle, draft, "plan.send")


async def test_before_a_plan_is_sent(tour: Tour) -> None:
    kyle, rosa = await _pair(tour)
    await tour.slash(kyle, "plan show")
    form = await tour.slash(kyle, "plan new")
    faulty = await kyle.submit_modal(form, {"members": [rosa], "names": "Chris", "when": "soonish"})
    form = await tour.press(kyle, faulty, "plan.refill")
    draft = await kyle.submit_modal(form, {"members": [rosa], "names": "Chris", "when": "2026-01-05 23:30"})
    menu = options_of(draft, "plan.also")
    await tour.choose(kyle, draft, "plan.also", [next(iter(menu.values()))])
    for name in ("plan.long", "plan.what"):
        await tour.press(kyle, draft, name)
    form = await tour.press(kyle, draft, "plan.edit")
    typed = {"when": "noon soonish", "minutes": ["90"], "what": "jam", "place": "Madden", "words": "jam"}
    faulty = await kyle.submit_modal(form, typed)
    form = await tour.press(kyle, faulty, "plan.reedit")
    draft = await kyle.submit_modal(form, {**typed, "when": _WHEN})
    sent = await tour.press(kyle, draft, "plan.send")
    form = await tour.press(kyle, sent, "plan.change")
    faulty = await kyle.submit_modal(form, {"minutes": ["45"], "city": "Nowhereville"})
    form = await tour.press(kyle, faulty, "plan.rechange")
    await kyle.submit_modal(form, {"minutes": ["45"], "city": "Chicago", "place": "Madden"})
    await tour.press(kyle, sent, "plan.take")
    await tour.press(kyle, await tour.slash(kyle, "plan new", contact="Ted"), "plan.discard")
    for command in ("plan show", "plan move", "plan cancel"):
        assert await kyle.autocomplete(tour.world.general, command, "plan", "")


async def test_every_answer_and_what_the_other_reads(tour: Tour) -> None:
    kyle, rosa = await _pair(tour)
    await _sent(tour, kyle, member=rosa)
    question = tour.direct(rosa)
    await tour.press(rosa, question, "plan.later")
    await tour.press(rosa, tour.direct(rosa), "plan.show")
    for name in ("plan.no", "plan.notthen"):
        await tour.press(rosa, tour.direct(rosa), name)
    form = await tour.press(kyle, letters_with(kyle, "plan.move")[-1], "plan.move")
    await kyle.user.submit_modal(form, {"when": "2026-01-09 12:00"})
    form = await tour.press(rosa, tour.direct(rosa), "plan.move")
    await rosa.user.submit_modal(form, {"when": "2026-01-10 15:00, 2026-01-11 15:00"})
    await tour.press(kyle, tour.direct(kyle), "plan.take")
    form = await tour.press(rosa, tour.direct(rosa), "plan.move")
    faulty = await rosa.user.submit_modal(form, {"when": "soonish"})
    form = await tour.press_direct(rosa, faulty, "plan.reoffer")
    await rosa.user.submit_modal(form, {"when": "2026-01-10 15:00"})
    await tour.press(kyle, tour.direct(kyle), "plan.take")
    shown = await tour.slash(kyle, "plan show")
    await tour.choose(kyle, shown, "plan.pick", [next(iter(options_of(shown, "plan.pick").values()))])
    await tour.press(kyle, tour.direct(kyle), "plan.file")
    await tour.press(kyle, tour.direct(kyle), "plan.off")
    assert text_of(tour.direct(rosa)).count(OPEN) > 2
    await tour.press(rosa, tour.direct(rosa), "plan.file")


async def test_silence_and_a_later_that_comes_back(tour: Tour) -> None:
    kyle, rosa = await _pair(tour)
    await _sent(tour, kyle, member=rosa)
    later = await tour.press(rosa, tour.direct(rosa), "plan.later")
    menu = next(each for each in custom_ids(later) if each.startswith("plan.weeks:"))
    await rosa.user.select(tour.direct(rosa), ["2"], custom_id=menu)
    await tour.world.travel(timedelta(weeks=2, hours=2))
    assert letters_with(kyle, "plan.member")


async def test_around_a_plan_and_after_it(tour: Tour) -> None:
    kyle, rosa = await _pair(tour)
    erin, _ = await tour.begin("erin")
    olivia = tour.world.organiser
    await tour.slash(olivia, "community safety")
    await tour.slash(olivia, "community safety", person=olivia, text="jam")
    await _sent(tour, kyle, member=rosa)
    await tour.press(rosa, tour.direct(rosa), "plan.yes")
    share = await tour.press(kyle, tour.direct(kyle), "plan.share")
    menu = next(each for each in custom_ids(share) if each.startswith("plan.shareto:"))
    for wrong in (kyle, erin):
        await kyle.user.select(tour.direct(kyle), [wrong.user], custom_id=menu)
    await tour.press(kyle, tour.direct(kyle), "plan.check")
    await tour.world.travel(datetime(2026, 1, 10, 20, tzinfo=UTC))
    home = letters_with(kyle, "plan.safe")[-1]
    await tour.press(kyle, home, "plan.help")
    await tour.press(kyle, home, "plan.safe")
    missed = await tour.press(rosa, letters_with(rosa, "plan.noshow")[-1], "plan.noshow")
    never = await tour.press_direct(rosa, missed, "plan.never")
    await tour.press_direct(rosa, never, "plan.help")
    await tour.press_direct(rosa, never, "contact.allow")
    other = await tour.press(kyle, letters_with(kyle, "plan.another")[-1], "plan.another")
    await tour.press_direct(kyle, other, "met.plan")


async def test_three_and_somebody_who_is_forgotten(tour: Tour) -> None:
    kyle, rosa = await _pair(tour)
    ben, _ = await tour.begin("ben")
    form = await tour.slash(kyle, "plan new")
    draft = await kyle.submit_modal(form, {"members": [rosa, ben], "names": "Chris", "when": _WHEN})
    await tour.press(kyle, draft, "plan.send")
    await tour.press(rosa, tour.direct(rosa), "plan.yes")
    form = await tour.press(ben, tour.direct(ben), "plan.move")
    await ben.user.submit_modal(form, {"when": "2026-01-09 17:00"})
    await tour.press(kyle, tour.direct(kyle), "plan.take")
    await tour.press(rosa, tour.direct(rosa), "plan.yes")
    await tour.press(ben, tour.direct(ben), "plan.off")
    forget = await tour.slash(kyle, "mydata forget")
    await tour.press(kyle, forget, "mydata.forget")
    assert text_of(tour.direct(rosa)).count(OPEN) >= 1
