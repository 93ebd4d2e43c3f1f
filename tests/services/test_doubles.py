"""Two contacts that are one person: found, shown, made one with all that hangs on either, or told apart for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from meetups.exchange.likeness import Likeness
from meetups.refusals import Refusal
from meetups.services.contacts import Details
from meetups.services.guests import People
from meetups.values import Contact, MissionId, Suggested
from tests.services.lists import everyone
from tests.support.office import Office, account, actor

KYLE, ROSA = actor(100), actor(200)
FIRST, SECOND = date(2026, 1, 5), date(2026, 1, 12)


async def _add(office: Office, name: str, account_id: int | None = None, **details: Any) -> Contact:
    added = account(account_id, name) if account_id else None
    return (await office.services.contacts.add(KYLE, Details(name=name, **details), added)).contact


async def _namesake(office: Office, name: str, **details: Any) -> Contact:
    added = await office.services.contacts.add(KYLE, Details(name=name, **details), is_another=True)
    return added.contact


async def _pairs(office: Office) -> list[tuple[str, str, Likeness]]:
    return [(each.kept.name, each.other.name, each.likeness) for each in await office.services.merging.pairs(KYLE)]


async def test_doubles_are_found_until_they_are_merged_or_told_apart(office: Office) -> None:
    ada, bo = await _add(office, "Ada King", city="Ulm"), await _add(office, "Bo", handle="@bo", source="X")
    adah = await _add(office, "Ada Kings", city="Ulm")
    bob = await _add(office, "Robert", handle="https://x.com/bo")
    assert await _pairs(office) == [
        ("Ada King", "Ada Kings", Likeness.CLOSE_NAME_SAME_CITY),
        ("Bo", "Robert", Likeness.SAME_HANDLE),
    ]

    await office.services.merging.tell_apart(KYLE, adah.id, ada.id)
    await office.services.merging.tell_apart(KYLE, ada.id, adah.id)
    await office.services.merging.tell_apart(KYLE, ada.id, ada.id)
    await office.services.merging.merge(KYLE, bo.id, bob.id)

    assert await _pairs(office) == []


async def test_two_told_apart_hide_no_third(office: Office) -> None:
    merging, pairs = office.services.merging, office.services.merging.pairs
    first, second, third = [await _namesake(office, "Ada") for _ in range(3)]

    async def found() -> list[tuple[int, int]]:
        return [(each.kept.id, each.other.id) for each in await pairs(KYLE)]

    assert await found() == [(first.id, second.id), (first.id, third.id)]
    await merging.tell_apart(KYLE, first.id, second.id)
    assert await found() == [(first.id, third.id)]
    await merging.tell_apart(KYLE, third.id, first.id)
    assert await found() == [(second.id, third.id)], "who may still be one"
    await merging.tell_apart(KYLE, second.id, third.id)
    assert await found() == []


async def test_two_told_apart_hide_no_third_with_their_handle(office: Office) -> None:
    first, second, third = [await _add(office, name, handle="@x", source="X") for name in ("Ann", "Bert", "Carl")]
    await office.services.merging.tell_apart(KYLE, first.id, second.id)
    await office.services.merging.tell_apart(KYLE, first.id, third.id)

    assert await _pairs(office) == [("Bert", "Carl", Likeness.SAME_HANDLE)]


async def test_a_proposal_shows_what_becomes_of_them_and_changes_nothing(office: Office) -> None:
    ada, rosa = await _add(office, "Ada", city="Ulm"), await _add(office, "Rosa", 200, note="tall")
    merger = await office.services.merging.propose(KYLE, ada.id, rosa.id)

    assert merger.merged == replace(ada, account_id=rosa.account_id, note="tall\nRosa")
    assert (merger.likeness, list(merger.cities.values())) == (None, ["Ulm, Germany"])
    assert await everyone(office, KYLE) == [ada, rosa]
    assert await office.services.merging.merge(KYLE, ada.id, rosa.id) == merger.merged
    assert await everyone(office, KYLE) == [merger.merged]


async def test_who_cannot_be_one_person_is_refused(office: Office) -> None:
    ada, rosa = await _add(office, "Ada", 300), await _add(office, "Rosa", 200)

    for one, other, key in ((ada, ada, "merge.same"), (ada, rosa, "merge.two_accounts")):
        for verb in (office.services.merging.propose, office.services.merging.merge):
            with pytest.raises(Refusal) as refused:
                await verb(KYLE, one.id, other.id)
            assert refused.value.key == key
    assert await everyone(office, KYLE) == [ada, rosa]


async def test_notes_that_do_not_fit_into_one_are_shown_and_not_merged(office: Office) -> None:
    ada, adah = await _add(office, "Ada", note="a" * 3_000), await _add(office, "Adah", note="b" * 3_000)

    merger = await office.services.merging.propose(KYLE, ada.id, adah.id)

    assert (merger.kept, merger.other, merger.merged) == (ada, adah, None)
    with pytest.raises(Refusal, match=r"merge\.too_long"):
        await office.services.merging.merge(KYLE, ada.id, adah.id)
    assert await everyone(office, KYLE) == [ada, adah]


async def test_whom_somebody_may_be_a_second_time_is_found_by_name(office: Office) -> None:
    ada = await _add(office, "Ada King")
    for name in ("Bo", "Ada Kings", "Ada"):
        await _add(office, name)
    await office.services.contacts.add(ROSA, Details(name="Ada King"))

    contact, others = await office.services.merging.like(KYLE, ada.id)

    assert contact == ada
    assert [each.name for each in others][:1] == ["Ada Kings"]
    assert not {"Ada King", "Bo"} & {each.name for each in others}
    assert len((await office.services.merging.like(KYLE, ada.id, 1))[1]) == 1
    with pytest.raises(Refusal, match=r"contact\.gone"):
        await office.services.merging.like(ROSA, ada.id)


async def test_meetings_and_introductions_come_along(office: Office) -> None:
    ada, adah = await _add(office, "Ada"), await _add(office, "Adah")
    cy = await _add(office, "Cy", introduced_by="Adah")
    for people in ((ada.id,), (adah.id,), (adah.id, ada.id, cy.id)):
        await office.services.meetings.record(KYLE, People(contact_ids=people), date(2025, 12, 1 + len(people)))

    merged = await office.services.merging.merge(KYLE, ada.id, adah.id)

    memory = await office.services.contacts.show(KYLE, merged.id)
    assert [each.met_on.day for each in memory.moments] == [4, 2, 2]
    assert (await office.services.contacts.show(KYLE, cy.id)).introducer == merged
    recent = await office.services.meetings.recent(KYLE)
    assert recent[0][1] in [("Ada", "Cy"), ("Cy", "Ada")]


async def _suggested(office: Office, *rows: tuple[date, int, Contact, bool]) -> MissionId:
    mission = await office.mission(KYLE)
    async with office.desk.store.write() as work:
        await work.suggested.remove(mission_id=mission.id)
        await work.suggested.add(*(Suggested(mission.id, week, at, who.id, skip) for week, at, who, skip in rows))
    return mission.id


async def _weeks(office: Office, mission_id: MissionId) -> list[tuple[date, int, int, bool]]:
    async with office.desk.store.read() as work:
        found = await work.suggested.find(mission_id=mission_id)
        return [(each.week_on, each.position, each.contact_id, each.is_skipped) for each in found]


async def test_suggestions_come_along(office: Office) -> None:
    ada, adah, cy = [await _add(office, name) for name in ("Ada", "Adah", "Cy")]
    rows = [(FIRST, 0, adah, True), (FIRST, 1, cy, False), (SECOND, 0, ada, True), (SECOND, 1, adah, False)]
    mission_id = await _suggested(office, *rows)

    await office.services.merging.merge(KYLE, ada.id, adah.id)

    assert await _weeks(office, mission_id) == [
        (FIRST, 0, ada.id, True),
        (FIRST, 1, cy.id, False),
        (SECOND, 0, ada.id, True),
    ]


async def test_a_skip_of_either_remains_a_skip(office: Office) -> None:
    ada, adah = await _add(office, "Ada"), await _add(office, "Adah")
    mission_id = await _suggested(office, (FIRST, 0, ada, False), (FIRST, 1, adah, True))

    await office.services.merging.merge(KYLE, ada.id, adah.id)

    assert await _weeks(office, mission_id) == [(FIRST, 0, ada.id, True)]


async def test_a_week_in_which_both_were_offered_keeps_its_order(office: Office) -> None:
    ada, adah, cy = [await _add(office, name) for name in ("Ada", "Adah", "Cy")]
    mission_id = await _suggested(office, (FIRST, 0, adah, False), (FIRST, 1, ada, False), (FIRST, 2, cy, False))

    await office.services.merging.merge(KYLE, ada.id, adah.id)

    assert [contact_id for _, _, contact_id, _ in await _weeks(office, mission_id)] == [ada.id, cy.id]


async def test_whom_somebody_is_not_is_known_after_merging_too(office: Office) -> None:
    ada, adah = await _add(office, "Ada", city="Ulm"), await _add(office, "Adah")
    third = await _namesake(office, "Adah")
    await office.services.merging.tell_apart(KYLE, adah.id, third.id)
    await office.services.merging.merge(KYLE, adah.id, ada.id)

    assert await _pairs(office) == []
