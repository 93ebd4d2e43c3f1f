"""What is one person's own: their drafts, their direct messages within the budget, their meetings, their names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identity import Identifiers
from meetups.refusals import Refusal
from meetups.rules.names import clean, split_names
from meetups.services.guests import People, people_from
from meetups.services.promises import Choices
from meetups.values import How
from tests.services.lists import everyone
from tests.support.office import START, Clock, Office, account, actor

KYLE, ROSA = actor(100), actor(200)


# Drafts


async def test_a_draft_is_its_authors_alone(office: Office) -> None:
    draft_id = await office.services.drafts.keep(KYLE, "form", {"names": "Chris"})

    assert await office.services.drafts.open(KYLE, "form", draft_id) == {"names": "Chris"}
    for other, kind in ((ROSA, "form"), (KYLE, "setup")):
        with pytest.raises(Refusal, match=r"draft\.gone"):
            await office.services.drafts.open(other, kind, draft_id)
        with pytest.raises(Refusal, match=r"draft\.gone"):
            await office.services.drafts.take(other, kind, draft_id)


async def test_a_draft_is_looked_at_as_often_as_one_likes_and_taken_once(office: Office) -> None:
    drafts = office.services.drafts
    draft_id = await drafts.keep(KYLE, "form", {"names": "Chris"})
    other_id = await drafts.keep(KYLE, "form", {"names": "Bo"})

    for _ in range(2):
        assert await drafts.open(KYLE, "form", draft_id) == {"names": "Chris"}
    assert await drafts.take(KYLE, "form", draft_id) == {"names": "Chris"}
    for use in (drafts.take, drafts.open):
        with pytest.raises(Refusal, match=r"draft\.gone"):
            await use(KYLE, "form", draft_id)
    assert await drafts.open(KYLE, "form", other_id) == {"names": "Bo"}


async def test_of_many_presses_at_once_one_takes_the_draft(office: Office) -> None:
    draft_id = await office.services.drafts.keep(KYLE, "form", {"names": "Chris"})
    presses = [office.services.drafts.take(KYLE, "form", draft_id) for _ in range(5)]

    found = await asyncio.gather(*presses, return_exceptions=True)

    assert [each for each in found if not isinstance(each, Refusal)] == [{"names": "Chris"}]


async def test_nobody_confirms_or_changes_somebody_elses_promise(office: Office) -> None:
    promises = office.services.promises
    proposal = await promises.propose(KYLE, Choices(is_adult=True))

    for act in (
        promises.confirm(ROSA, proposal.draft_id),
        promises.propose(ROSA, Choices(target=7), proposal.draft_id),
    ):
        with pytest.raises(Refusal, match=r"draft\.gone"):
            await act
    assert (await promises.confirm(KYLE, proposal.draft_id)).mission.target == 1


async def test_a_draft_of_another_kind_confirms_nothing(office: Office) -> None:
    await office.mission(KYLE)
    off = await office.services.days_off.propose(KYLE, date(2026, 2, 2), date(2026, 2, 8))
    kept = await office.services.drafts.keep(KYLE, "form", {"target": 7})
    services = office.services

    for act in (
        services.meetings.confirm_change(KYLE, off.draft_id),
        services.promises.confirm(KYLE, kept),
        services.days_off.take(KYLE, kept),
    ):
        with pytest.raises(Refusal, match=r"draft\.gone"):
            await act


async def test_nobody_confirms_somebody_elses_correction(office: Office) -> None:
    told = await office.services.meetings.record(KYLE, People(names=("Chris",)))
    change = await office.services.meetings.propose_removal(KYLE, told.meeting.id)

    with pytest.raises(Refusal, match=r"draft\.gone"):
        await office.services.meetings.confirm_change(ROSA, change.draft_id)
    with pytest.raises(Refusal, match=r"meeting\.gone"):
        await office.services.meetings.propose_removal(ROSA, told.meeting.id)
    assert (await office.services.meetings.show(KYLE, told.meeting.id)).names == ("Chris",)


# The same meeting twice


async def test_the_same_people_on_the_same_day_within_ten_minutes_are_one_meeting(office: Office) -> None:
    record = office.services.meetings.record
    first = await record(KYLE, People(names=("Chris", "Erin")))
    office.clock.forward(minutes=9, seconds=59)

    again = await record(KYLE, People(names=("erin", "CHRIS")))

    assert (again.is_repeat, again.meeting.id) == (True, first.meeting.id)


@pytest.mark.parametrize(
    ("people", "met_on", "later"),
    [
        (("Chris",), None, timedelta(minutes=1)),
        (("Chris", "Erin", "Ted"), None, timedelta(minutes=1)),
        (("Chris", "Erin"), date(2025, 12, 31), timedelta(minutes=1)),
        (("Chris", "Erin"), None, timedelta(minutes=11)),
    ],
    ids=["fewer people", "more people", "another day", "later"],
)
async def test_anything_else_is_another_meeting(
    office: Office, people: tuple[str, ...], met_on: date | None, later: timedelta
) -> None:
    first = await office.services.meetings.record(KYLE, People(names=("Chris", "Erin")))
    office.clock.now += later

    other = await office.services.meetings.record(KYLE, People(names=people), met_on)

    assert not other.is_repeat
    assert other.meeting.id != first.meeting.id


async def test_two_people_record_the_same_evening_each_for_themselves(office: Office) -> None:
    mine = await office.services.meetings.record(KYLE, People(accounts=(account(200),)))
    theirs = await office.services.meetings.record(ROSA, People(accounts=(account(100, "Kyle"),)))

    assert not theirs.is_repeat
    assert mine.meeting.id != theirs.meeting.id


async def test_a_meeting_that_is_refused_adds_nobody_to_the_list(office: Office) -> None:
    with pytest.raises(Refusal, match=r"meeting\.future"):
        await office.services.meetings.record(KYLE, People(names=("Chris",)), date(2026, 1, 9))
    with pytest.raises(Refusal, match=r"contact\.name_long"):
        await office.services.meetings.record(KYLE, People(names=("Chris", "x" * 101)), how=How.VIDEO)

    assert await everyone(office, KYLE) == []


# Names as they are typed


@pytest.mark.parametrize(
    ("typed", "ids", "names"),
    [
        ("", (), ()),
        (" , ,", (), ()),
        ("Chris", (), ("Chris",)),
        ("id:12, Chris ,id:13", (12, 13), ("Chris",)),
        ("Chris,Chris", (), ("Chris",)),
        ("id:", (), ("id:",)),
        ("id:x1", (), ("id:x1",)),
        ("ID:12", (), ("ID:12",)),
        ("id:-5", (), ("id:-5",)),
    ],
)
def test_people_are_read_from_one_field(typed: str, ids: tuple[int, ...], names: tuple[str, ...]) -> None:
    people = people_from(typed)

    assert (people.contact_ids, people.names, people.accounts) == (ids, names, ())


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 40, "٣" * 3])
def test_an_identifier_too_large_for_the_database_is_no_contacts(digits: str) -> None:
    assert all(0 <= each < 2**63 for each in people_from(f"id:{digits}").contact_ids)


@given(st.text())
def test_no_text_in_the_field_is_too_strange_to_be_read(typed: str) -> None:
    people = people_from(typed)

    assert all(0 <= each < 2**63 for each in people.contact_ids)
    assert all(name and name == clean(name) and "," not in name for name in people.names)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_clean_name_is_one_line_that_cannot_turn_the_text_around(text: str) -> None:
    cleaned = clean(text)

    assert "\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\ufeff\x00")
    assert len(cleaned) <= len(text)


@given(st.lists(st.sampled_from(["Chris", "Zoë", "李小龍", "محمد", "O'Neil-Smith", "👩‍💻"]), min_size=1))
def test_names_of_all_scripts_stay_as_they_are_each_once(names: list[str]) -> None:
    assert split_names(" , ".join(names)) == list(dict.fromkeys(names))


# Identifiers


@given(st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=300))
def test_identifiers_rise_whatever_the_clock_does(steps: list[int]) -> None:
    clock = Clock()
    new_id = Identifiers(clock)
    made = []
    for step in steps:
        clock.now += timedelta(milliseconds=step)
        made.append(new_id())

    assert made == sorted(set(made))
    assert all(0 < each < 2**63 for each in made)


def test_identifiers_are_unique_when_time_stands_still() -> None:
    new_id = Identifiers(Clock())

    assert len({new_id() for _ in range(5_000)}) == 5_000


def test_two_processes_make_different_identifiers_in_the_same_millisecond() -> None:
    makers: list[Callable[[], int]] = [Identifiers(Clock()) for _ in range(20)]

    assert len({make() for make in makers}) == 20


def test_identifiers_tell_their_age_and_fit_a_nonce() -> None:
    clock = Clock()
    earlier = Identifiers(clock)()
    clock.forward(milliseconds=1)
    later = Identifiers(clock)()

    assert earlier < later
    assert len(str(Identifiers(lambda: START + timedelta(days=365 * 60))())) <= 25
