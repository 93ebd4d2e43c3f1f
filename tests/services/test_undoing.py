"""An import taken back within a day: whoever nobody has touched since goes, or is as before; the others stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.exchange.entry import Entry, Rough, fit
from meetups.exchange.writing import to_json
from meetups.refusals import Refusal
from meetups.services.all import Services
from meetups.services.contacts import Choice, Details, Imported, Preview
from meetups.services.contacts.undoing import Undone
from meetups.services.guests import People
from meetups.values import Actor, Contact, Import, ImportState, MeetingId, Part
from tests.exchange.making import roughs
from tests.support.office import START, Office, account, actor, meeting

T = TypeVar("T")
KYLE, ROSA = actor(100), actor(200)


async def _add(office: Office, name: str, account_id: int | None = None, **details: Any) -> Contact:
    added = account(account_id, name) if account_id else None
    return (await office.services.contacts.add(KYLE, Details(name=name, **details), added)).contact


async def _import(office: Office, *entries: Entry, choice: Choice = Choice.MERGE, owner: Actor = KYLE) -> Imported:
    opened = await office.services.imports.open(owner, to_json(entries))
    assert isinstance(opened, Preview)
    return await office.services.imports.carry_out(owner, opened.import_id, choice)


async def _undo(office: Office, done: Imported) -> Undone:
    return await office.services.imports.undo(KYLE, done.import_id)


async def _list(office: Office, owner: Actor = KYLE) -> dict[str, Contact]:
    async with office.desk.store.read() as work:
        return {each.name: each for each in await work.contacts.find(owner_id=owner.person_id)}


async def _stored(office: Office) -> list[Import]:
    async with office.desk.store.read() as work:
        return await work.imports.find(person_id=KYLE.person_id)


@pytest.mark.parametrize("choice", Choice)
async def test_what_nobody_touched_is_as_it_was_before(office: Office, choice: Choice) -> None:
    await _add(office, "Rosa", 200, note="tall", tags=("chess",))
    await _add(office, "Ada", city="Ulm", introduced_by="Rosa")
    before = await _list(office)
    file = [Entry("Rosy", account_id=200, note="kind"), Entry("Ada", tags=("tea",)), Entry("Bo", introduced_by="Ada")]

    done = await _import(office, *file, choice=choice)
    undone = await _undo(office, done)

    assert undone == Undone(done.added, done.filled_in, 0)
    assert await _list(office) == before
    assert [(each.state, each.file) for each in await _stored(office)] == [(ImportState.UNDONE, b"")]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(first=st.lists(roughs, max_size=4), second=st.lists(roughs, max_size=4), choice=st.sampled_from(Choice))
async def test_whatever_is_imported_can_be_taken_back(
    office: Office, first: list[Rough], second: list[Rough], choice: Choice
) -> None:
    """Names, handles and cities of all kinds; accounts that are twice in a file are told of in ``test_importing``."""
    people = [[replace(fit(each)[0], account_id=None) for each in file] for file in (first, second)]
    owner = actor(office.desk.new_id())
    await _import(office, *people[0], choice=Choice.EVERYTHING, owner=owner)
    async with office.desk.store.read() as work:
        before = await work.contacts.find(owner_id=owner.person_id)

    done = await _import(office, *people[1], choice=choice, owner=owner)
    undone = await office.services.imports.undo(owner, done.import_id)

    assert undone == Undone(done.added, done.filled_in, 0)
    async with office.desk.store.read() as work:
        assert await work.contacts.find(owner_id=owner.person_id) == before


async def test_whoever_was_met_since_stays(office: Office) -> None:
    done = await _import(office, Entry("Ada"), Entry("Rosa", account_id=200), Entry("Bo"))
    listed = await _list(office)
    await office.services.meetings.record(KYLE, People(contact_ids=(listed["Ada"].id, listed["Rosa"].id)))

    assert await _undo(office, done) == Undone(1, 0, 2)
    assert list(await _list(office)) == ["Ada", "Rosa"]


async def test_whoever_was_filled_in_and_met_since_stays_filled_in(office: Office) -> None:
    ada, bo = await _add(office, "Ada"), await _add(office, "Bo")
    await office.services.meetings.record(KYLE, People(contact_ids=(bo.id,)))
    office.clock.forward(hours=1)
    done = await _import(office, Entry("Ada", note="a"), Entry("Bo", note="b"))
    await office.services.meetings.record(KYLE, People(contact_ids=(ada.id,)))

    assert await _undo(office, done) == Undone(0, 1, 1)
    assert await _list(office) == {"Ada": replace(ada, note="a"), "Bo": bo}, "Bo was met before the import only"


async def test_whoever_was_met_the_moment_it_was_done_stays(office: Office) -> None:
    """The clock stands still: an instant that is the same counts as later."""
    done = await _import(office, Entry("Ada"))
    await office.services.meetings.record(KYLE, People(names=("Ada",)))

    assert await _undo(office, done) == Undone(0, 0, 1)


async def test_whoever_discord_showed_since_stays(office: Office) -> None:
    done = await _import(office, Entry("Rosa", account_id=200), Entry("Bo", account_id=201))
    await office.services.contacts.add_many(KYLE, [account(200)])

    assert await _undo(office, done) == Undone(1, 0, 1)
    assert list(await _list(office)) == ["Rosa"]


async def test_whoever_recorded_a_meeting_themselves_stays_too(office: Office) -> None:
    done = await _import(office, Entry("Rosa", account_id=200))
    told = await office.services.meetings.record(ROSA, People(accounts=(account(100, "Kyle"),)))
    met = tuple(
        replace(each, part=Part.CONFIRMED) if each.person_id == 100 else each for each in told.meeting.participants
    )
    async with office.desk.store.write() as work:
        await work.meetings.save(replace(told.meeting, participants=met))
    rosa = (await _list(office))["Rosa"]
    assert (await office.services.contacts.show(KYLE, rosa.id)).times_met == 1

    assert await _undo(office, done) == Undone(0, 0, 1)


async def test_whoever_was_changed_since_stays_as_they_are_now(office: Office) -> None:
    await _add(office, "Ada")
    await _add(office, "Bo")
    done = await _import(office, Entry("Ada", note="a"), Entry("Bo", note="b"), Entry("Cy"), Entry("Dee"), Entry("Eve"))
    listed = await _list(office)
    contacts = office.services.contacts
    await contacts.edit(KYLE, listed["Ada"].id, Details(tags=("chess",)))
    await contacts.never(KYLE, listed["Cy"].id)
    await contacts.remember(KYLE, listed["Dee"].id, meeting_id=0, topics="", promised="a book", again_on=None)
    changed = await _list(office)

    assert await _undo(office, done) == Undone(1, 1, 3)
    now = await _list(office)
    assert list(now) == ["Ada", "Bo", "Cy", "Dee"]
    assert [now[name] for name in ("Ada", "Cy", "Dee")] == [changed[name] for name in ("Ada", "Cy", "Dee")]
    assert now["Bo"].note == ""


async def test_a_change_taken_back_by_hand_is_none(office: Office) -> None:
    done = await _import(office, Entry("Ada"))
    ada = (await _list(office))["Ada"]
    await office.services.contacts.never(KYLE, ada.id)
    await office.services.contacts.never(KYLE, ada.id, is_never=False)

    assert await _undo(office, done) == Undone(1, 0, 0)


async def test_whoever_left_the_list_since_does_not_come_back(office: Office) -> None:
    ada = await _add(office, "Ada")
    done = await _import(office, Entry("Ada", note="a"), Entry("Bo"))
    bo = (await _list(office))["Bo"]
    await office.services.contacts.remove(KYLE, ada.id)
    await office.services.contacts.remove(KYLE, bo.id)

    assert await _undo(office, done) == Undone(0, 0, 0)
    assert await _list(office) == {}


async def test_somebody_merged_since_stays_with_all_that_came(office: Office) -> None:
    ada = await _add(office, "Ada", note="tall")
    done = await _import(office, Entry("Adah", note="kind"), Entry("Bo"))
    adah = (await _list(office))["Adah"]
    merged = await office.services.merging.merge(KYLE, ada.id, adah.id)

    assert await _undo(office, done) == Undone(1, 0, 0)
    assert await _list(office) == {"Ada": merged}


async def test_introductions_by_those_who_go_keep_the_name(office: Office) -> None:
    ada = await _add(office, "Ada")
    cy = await _add(office, "Cy")
    done = await _import(office, Entry("Zoe"), Entry("Ada", introduced_by="Zoe"), Entry("Bo", introduced_by="Zoe"))
    zoe, bo = [(await _list(office))[name] for name in ("Zoe", "Bo")]
    await office.services.contacts.edit(KYLE, cy.id, Details(introduced_by=f"id:{zoe.id}"))
    await office.services.contacts.edit(KYLE, bo.id, Details(note="stays"))

    assert await _undo(office, done) == Undone(1, 1, 1)
    assert await _list(office) == {
        "Ada": ada,
        "Cy": replace(cy, introduced_by="Zoe"),
        "Bo": replace(bo, note="stays", introducer_id=None),
    }


async def test_a_meeting_of_somebody_elses_with_a_namesake_keeps_nobody(office: Office) -> None:
    done = await _import(office, Entry("Ada"))
    theirs = (await office.services.contacts.add(ROSA, Details(name="Ada"))).contact
    async with office.desk.store.write() as work:
        await work.meetings.add(meeting(MeetingId(office.desk.new_id()), 200, theirs))

    assert await _undo(office, done) == Undone(1, 0, 0)
    assert list(await _list(office, ROSA)) == ["Ada"]


async def test_a_list_that_changes_while_it_is_undone_is_looked_at_again(office: Office) -> None:
    """Between reading the list and writing it, somebody who came with the file is changed by another window."""
    done = await _import(office, Entry("Ada"), Entry("Bo"))
    ada = (await _list(office))["Ada"]
    meanwhile = [lambda: office.services.contacts.edit(KYLE, ada.id, Details(note="tall"))]

    async def aside(work: Callable[[], T]) -> T:
        result = work()
        if meanwhile:
            await meanwhile.pop()()
        return result

    undone = await Services.over(replace(office.desk, aside=aside)).imports.undo(KYLE, done.import_id)

    assert undone == Undone(1, 0, 1)
    assert await _list(office) == {"Ada": replace(ada, note="tall")}


# How long, and how often


async def test_within_a_day_and_not_a_moment_later(office: Office) -> None:
    first, second = await _import(office, Entry("Ada")), await _import(office, Entry("Bo"))
    assert first.until == START + timedelta(days=1)
    office.clock.now = first.until
    assert await _undo(office, first) == Undone(1, 0, 0)

    office.clock.forward(microseconds=1)
    with pytest.raises(Refusal, match=r"import\.too_late"):
        await _undo(office, second)
    assert list(await _list(office)) == ["Bo"]


async def test_what_is_undone_is_not_undone_again(office: Office) -> None:
    done = await _import(office, Entry("Ada"))
    undone = await _undo(office, done)
    await _add(office, "Ada")

    assert await _undo(office, done) == undone == Undone(1, 0, 0)
    assert list(await _list(office)) == ["Ada"]


async def test_what_was_never_done_cannot_be_undone(office: Office) -> None:
    opened = await office.services.imports.open(KYLE, to_json([Entry("Ada")]))

    with pytest.raises(Refusal, match=r"import\.gone"):
        await office.services.imports.undo(KYLE, opened.import_id)


async def test_a_click_on_import_after_undoing_says_it_is_gone(office: Office) -> None:
    done = await _import(office, Entry("Ada"))
    await _undo(office, done)

    with pytest.raises(Refusal, match=r"import\.gone"):
        await office.services.imports.carry_out(KYLE, done.import_id, Choice.NEW)


async def test_tidying_leaves_what_can_still_be_undone(office: Office) -> None:
    done = await _import(office, Entry("Ada"))
    office.clock.now = done.until
    await office.services.imports.tidy()

    assert await _undo(office, done) == Undone(1, 0, 0)
    office.clock.forward(days=2)
    await office.services.imports.tidy()
    assert await _stored(office) == []


async def test_a_file_decided_on_late_can_be_undone_for_a_day_too(office: Office) -> None:
    opened = await office.services.imports.open(KYLE, to_json([Entry("Ada")]))
    office.clock.forward(hours=23)
    done = await office.services.imports.carry_out(KYLE, opened.import_id, Choice.NEW)
    office.clock.forward(hours=23)
    await office.services.imports.tidy()
    assert office.clock() < done.until

    assert await _undo(office, done) == Undone(1, 0, 0)
