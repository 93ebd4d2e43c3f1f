"""Whoever is not told yes learns nothing else: a no, silence and a question that was never brought are one."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.all import Services
from meetups.services.plans import PlanWishes
from meetups.values import Answer, PersonId
from tests.services.plans import (
    BO,
    CLOSES,
    DAY,
    HOUR,
    KYLE,
    MONDAY,
    ROSA,
    SATURDAY,
    TUESDAY,
    WEEK,
    accept,
    asked,
    people,
    refused,
    say,
    sent,
    shun,
    told,
)
from tests.support.office import COMMUNITY, START, Office, open_office

Behaviour = Callable[[Office, int], Awaitable[object]]
LATER = Answer.LATER


async def silence(office: Office, plan_id: int) -> None:
    """Nothing at all."""


async def no(office: Office, plan_id: int) -> None:
    await say(office, ROSA, plan_id, Answer.NO)


async def no_by_calling_off(office: Office, plan_id: int) -> None:
    await office.services.plans.cancel(ROSA, plan_id)
    await office.services.plans.cancel(ROSA, plan_id)


async def never(office: Office, plan_id: int) -> None:
    await shun(office, ROSA, KYLE)


async def no_and_never(office: Office, plan_id: int) -> None:
    await no(office, plan_id)
    await never(office, plan_id)


async def later_and_no(office: Office, plan_id: int) -> None:
    await say(office, ROSA, plan_id, LATER, weeks=2)
    await no(office, plan_id)


async def later_and_off(office: Office, plan_id: int) -> None:
    await say(office, ROSA, plan_id, LATER, weeks=2)
    await office.services.plans.cancel(ROSA, plan_id)


_SILENT: dict[bool, list[Any]] = {}


@pytest.mark.parametrize(
    ("behave", "is_group"),
    [
        (no, False),
        (no_by_calling_off, False),
        (never, False),
        (no_and_never, False),
        (later_and_no, False),
        (later_and_off, True),
        (never, True),
        (no, True),
    ],
)
async def test_a_no_is_what_silence_is(tmp_path: Path, behave: Behaviour, is_group: bool) -> None:
    for folder in ("silence", "other"):
        (tmp_path / folder).mkdir()
    if is_group not in _SILENT:
        _SILENT[is_group] = await all_that_kyle_sees(tmp_path / "silence", silence, is_group)
    other = await all_that_kyle_sees(tmp_path / "other", behave, is_group)
    for seen, expected in zip(other, _SILENT[is_group], strict=True):
        assert seen == expected


async def all_that_kyle_sees(folder: Path, behave: Behaviour, is_group: bool) -> list[Any]:
    """Views, letters, refusals and exports of some weeks in which Rosa behaves like this, and then leaves."""
    async with open_office(folder) as office:
        office.desk = replace(office.desk, new_id=count(10_000).__next__)
        office.services = Services.over(office.desk)
        await office.community()
        await people(office)
        plan_id = await asked(office, ROSA, *([BO] if is_group else []))
        office.clock.forward(hours=1)
        await behave(office, plan_id)
        seen = [await what_kyle_finds(office, plan_id)]
        seen.append(letters(await office.carry()))
        await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Park"))
        seen += [letters(await office.carry()), await what_kyle_finds(office, plan_id)]
        seen += [letters(await office.until(CLOSES)), await what_kyle_finds(office, plan_id)]
        await office.services.departures.departed(PersonId(200), COMMUNITY)
        seen.append(letters(await office.carry()))
        if is_group:
            await accept(office, BO, plan_id)
            seen += [letters(await office.carry()), await what_kyle_finds(office, plan_id)]
        for instant in (MONDAY + 2 * HOUR, START + 2 * WEEK + 23 * HOUR, START + 3 * WEEK):
            seen += [letters(await office.until(instant)), await what_kyle_finds(office, plan_id)]
        await office.services.mydata.forget(ROSA)
        seen += [letters(await office.carry()), await what_kyle_finds(office, plan_id)]
        return seen


def letters(outgoing: list[Any]) -> list[Any]:
    """What Kyle is told, and all of it that is in the message."""
    mine = [each for each in outgoing if each.delivery.person_id == KYLE.person_id]
    return [(told([each]), each.delivery.due, plain(each.body)) for each in mine]


async def what_kyle_finds(office: Office, plan_id: int) -> Any:
    view = await office.services.plans.show(KYLE, plan_id)
    ahead = await office.services.plans.ahead(KYLE)
    export = await office.services.mydata.export(KYLE)
    try:
        await sent(office, ROSA, times=(office.clock() + 3 * DAY,))
        again = "asked again"
    except Refusal as refusal:
        again = refusal.key
    return plain(view), [plain(each) for each in ahead], plain(export), again


def plain(value: Any) -> Any:
    """All that a value holds, identifiers by what they are: one more row shifts those after it."""
    held = value if isinstance(value, dict) else asdict(value)
    held.pop("drafts", None)
    found = re.sub(r"\b1\d{4}\b", "0", json.dumps(held, default=str, sort_keys=True))
    return json.loads(found)


async def test_a_soft_maybe_is_known_when_the_waiting_is_over(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, LATER, weeks=2)
    show = office.services.plans.show
    view = await show(KYLE, plan_id)
    assert (view.others[0].answer, view.plan.guests[0].again_on) == (Answer.WAITING, None)

    await office.until(CLOSES)

    view = await show(KYLE, plan_id)
    assert view.others[0].answer is LATER
    assert view.plan.guests[0].again_on is not None


async def test_a_guest_reads_nothing_of_what_other_guests_said(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await office.services.plans.offer(BO, plan_id, (TUESDAY,))
    await say(office, ROSA, plan_id, Answer.NOT_THEN)

    view = await office.services.plans.show(ROSA, plan_id)

    assert [(each.answer, each.times) for each in view.plan.guests] == [(Answer.NOT_THEN, ()), (Answer.WAITING, ())]
    assert [each.person_id for each in view.others] == [KYLE.person_id]


# The never-list


async def test_a_question_of_somebody_one_shuns_is_taken_and_never_brought(office: Office) -> None:
    await people(office)
    await shun(office, ROSA, KYLE)
    plan_id = await asked(office, ROSA, BO)
    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Park"))
    await accept(office, BO, plan_id)
    await office.services.plans.moved(KYLE, plan_id, TUESDAY)
    await office.services.plans.cancel(KYLE, plan_id)

    assert not [each for each in told(await office.until(SATURDAY)) if each.startswith("rosa")]
    assert await office.services.inbox.read(ROSA.person_id) == []


async def test_a_question_that_waits_is_not_found_by_who_shuns_its_host(office: Office) -> None:
    await people(office)
    await sent(office, ROSA)
    await shun(office, ROSA, KYLE)

    assert told(await office.carry()) == []
    assert await office.services.plans.ahead(ROSA) == []


async def test_what_was_brought_waits_no_more_once_its_host_is_shunned(office: Office) -> None:
    await people(office)
    await asked(office, ROSA)
    await shun(office, ROSA, KYLE)

    assert await office.services.inbox.read(ROSA.person_id) == []


async def test_a_guest_the_host_shuns_finds_it_gone_and_hears_nothing_more(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await shun(office, KYLE, ROSA)

    assert await refused(accept(office, ROSA, plan_id)) == "plan.gone"
    assert await refused(say(office, ROSA, plan_id, Answer.NO)) == "plan.gone"
    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
    await accept(office, BO, plan_id)
    await office.services.plans.cancel(KYLE, plan_id)
    assert not [each for each in told(await office.until(SATURDAY)) if each.startswith("rosa")]
    assert await office.services.inbox.read(ROSA.person_id) == []


async def test_a_host_hears_nothing_of_a_guest_they_shun(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await shun(office, KYLE, ROSA)
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))

    assert not [each for each in told(await office.carry()) if each.startswith("kyle")]


async def test_who_said_yes_still_hears_that_it_is_off_from_a_host_who_shuns_them(office: Office) -> None:
    """Nobody is left waiting in a café."""
    await people(office)
    plan_id = await asked(office, ROSA)
    await accept(office, ROSA, plan_id)
    await office.carry()
    await shun(office, KYLE, ROSA)

    await office.services.plans.cancel(KYLE, plan_id)

    assert told(await office.carry()) == ["kyle: (agreed)", "rosa: ()", "rosa: cancelled"]
