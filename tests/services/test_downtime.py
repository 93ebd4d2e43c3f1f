"""The bot was away for an hour, a week, three months: what still makes sense comes once, the rest is dropped and says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from meetups.rules.weeks import local_day, spread
from meetups.services.outgoing import InviteOutcome, InviteQuestion, Nudge, Outgoing
from meetups.services.planning import NUDGES, upcoming
from meetups.services.pool import Introduction
from meetups.services.snoozing import Nudged
from meetups.values import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExcuseKind,
    Mission,
    PersonId,
    Strength,
)
from tests.services.inviting import know
from tests.services.pools import join
from tests.support.database import Kept, kept
from tests.support.office import COMMUNITY, Office, actor, direct, open_office

DAY, WEEK, HOUR = timedelta(days=1), timedelta(weeks=1), timedelta(hours=1)
GONE = datetime(2026, 1, 27, 10, tzinfo=UTC)
"""A Tuesday in the fourth week of all missions."""
KICKOFF, MIDWEEK, LAST_CALL = DeliveryKind.KICKOFF, DeliveryKind.MIDWEEK, DeliveryKind.LAST_CALL
CLOSING, CHECKIN = DeliveryKind.CLOSING, DeliveryKind.CHECKIN

ACTIVE = tuple(range(101, 110))
"""Members heard of every week, three of each strength, some of them far away."""
ASKED, SILENT = (111, 112, 113), (121, 122, 123)
"""Those who were asked this week whether they are still on, and those who would be next week."""
SNOOZED, OFF, RESTING = (131, 134), (141, 142), (151, 152)
ENDING, ENDED_LATELY, SHUT = 161, 162, (171, 172)
"""Whose missions end on 8 February and 19 April, and those who cannot be written to."""
MATCHED = (101, 102, 103, 104, 131, 134)
ASKER, INVITED = 101, 109
ZONES = {104: "America/New_York", 107: "Asia/Tokyo", 112: "America/New_York", 122: "Asia/Tokyo"}
EVERYBODY = (*ACTIVE, *ASKED, *SILENT, *SNOOZED, *OFF, *RESTING, ENDING, ENDED_LATELY, *SHUT)
BACK = {
    "an hour": GONE + HOUR,
    "until Thursday noon": GONE + 2 * DAY + 3 * HOUR,
    "until Sunday evening": GONE + 5 * DAY + 10 * HOUR,
    "a week": GONE + WEEK,
    "three months": GONE + 13 * WEEK,
}


@dataclass
class Town:
    """Everybody as they were when the bot went away."""

    office: Office
    missions: dict[int, Mission]
    heard: dict[int, list[Outgoing]] = field(default_factory=dict)
    """What each person was sent once the bot was there again, where it is."""

    async def come_back(self, at: datetime) -> dict[int, list[Outgoing]]:
        """The bot is there again: what each person is sent in the hours after, until everybody has woken up."""
        self.office.clock.now = at
        sent = await self.office.carry()
        sent += await self.office.until(at + 5 * HOUR)
        return {number: [each for each in sent if each.channel_id == direct(PersonId(number))] for number in EVERYBODY}

    async def only(self, *numbers: int) -> None:
        """Nobody else is written to any more, which takes time."""
        async with self.office.store.write() as work:
            for each in set(EVERYBODY) - set(numbers):
                await work.deliveries.remove(person_id=PersonId(each), state=DeliveryState.PLANNED)

    async def fates(self, since: datetime) -> list[Delivery]:
        """What became of all that fell due while the bot was away."""
        return [each for each in await self.office.deliveries() if each.settled_at and each.settled_at >= since]


def kinds(sent: list[Outgoing]) -> list[str]:
    return [each.delivery.kind for each in sent]


def strength_of(number: int) -> Strength:
    return list(Strength)[number % 3]


async def act(office: Office, *numbers: int) -> None:
    await office.services.profiles.seen({PersonId(each) for each in numbers})


_MADE: list[tuple[Kept, dict[int, Mission]]] = []
"""The database of that moment, which takes seconds to come to: made by the first test, and copied for the others."""
_RETURNED: dict[str, tuple[Kept, dict[int, list[Outgoing]], datetime]] = {}
"""What it was after each absence, what everybody was sent by then, and when that is: made once as well."""


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    database, missions = await _made(tmp_path)
    async with open_office(_folder(tmp_path, "away"), database=database) as office:
        office.clock.now = GONE
        yield Town(office, missions)


@pytest_asyncio.fixture
async def returned(tmp_path: Path, away: str) -> AsyncIterator[Town]:
    """The town hours after the bot came back."""
    database, missions = await _made(tmp_path)
    if away not in _RETURNED:
        async with open_office(_folder(tmp_path, "away"), database=database) as office:
            heard = await Town(office, missions).come_back(BACK[away])
            now = office.clock.now
        _RETURNED[away] = kept(office.store.url), heard, now
    database, heard, now = _RETURNED[away]
    async with open_office(_folder(tmp_path, "back"), database=database) as office:
        office.clock.now = now
        yield Town(office, missions, heard)


async def _made(folder: Path) -> tuple[Kept, dict[int, Mission]]:
    if not _MADE:
        async with open_office(_folder(folder, "made")) as office:
            await office.community()
            missions = await _live_for_four_weeks(office)
        _MADE.append((kept(office.store.url), missions))
    return _MADE[0]


def _folder(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


async def _live_for_four_weeks(office: Office) -> dict[int, Mission]:
    missions, ends = {}, {ENDING: date(2026, 2, 8), ENDED_LATELY: date(2026, 4, 19)}
    for number in EVERYBODY:
        missions[number] = await office.mission(
            actor(number),
            reachable=number not in SHUT,
            from_today=False,
            time_zone=ZONES.get(number, "UTC"),
            strength=strength_of(number),
            ends_on=ends.get(number, date(2026, 12, 31)),
        )
    await act(office, *EVERYBODY)
    awake = [each for each in EVERYBODY if each not in (*ASKED, *SILENT)]
    for week in range(4):
        await office.until(datetime(2026, 1, 4, 12, tzinfo=UTC) + week * WEEK)
        await act(office, *awake, *(SILENT if week == 0 else ()))
    # Monday, 26 January
    await office.until(GONE - 20 * HOUR)
    await act(office, *awake)
    await _leave_things_open(office, missions)
    await office.until(GONE - timedelta(minutes=1))
    return missions


async def _leave_things_open(office: Office, missions: dict[int, Mission]) -> None:
    """What is under way when the bot goes: a nudge put off, days off, rests, matches, an invitation nobody answered."""
    services, monday = office.services, date(2026, 1, 26)
    for number in SNOOZED:
        nudged = Nudged(missions[number].id, KICKOFF, monday)
        wednesday = datetime(2026, 1, 28, 12, tzinfo=UTC)
        await services.snoozes.until(actor(number), nudged, wednesday)
    for number in OFF:
        shown = await services.days_off.propose(actor(number), monday + DAY, date(2026, 5, 3))
        await services.days_off.take(actor(number), shown.draft_id)
    for number in RESTING:
        await services.missions.pause(actor(number))
    await join(office, *MATCHED)
    contact = await know(office, actor(ASKER), actor(INVITED))
    await services.invites.invite(actor(ASKER), missions[ASKER].id, contact.id)


@pytest.mark.parametrize("away", BACK)
async def test_nobody_gets_a_burst_and_nothing_of_a_week_that_is_over(returned: Town, away: str) -> None:
    back, heard = BACK[away], returned.heard

    for number, sent in heard.items():
        nudges = [each.body for each in sent if isinstance(each.body, Nudge)]
        assert len(nudges) <= 1, f"{number} is nudged once: {kinds(sent)}"
        for each in nudges:
            assert each.week is None or each.week.last_on >= local_day(back, each.mission.time_zone)
        others = Counter(kinds(sent)) - Counter(each.kind for each in nudges)
        # Whoever asked somebody hears how that went, and whoever is matched whom they are introduced to.
        allowed = {DeliveryKind.OUTCOME} if number == ASKER else set()
        allowed |= {DeliveryKind.INTRODUCTION, DeliveryKind.NEWS} if number in MATCHED else set()
        assert set(others) <= allowed, number
        assert others.total() <= 2
    assert len({each.delivery.id for sent in heard.values() for each in sent}) == sum(map(len, heard.values()))


@pytest.mark.parametrize("away", BACK)
async def test_everything_that_fell_due_is_settled_and_what_was_not_sent_says_why(returned: Town, away: str) -> None:
    back = BACK[away]

    for each in await returned.office.deliveries():
        assert each.state is not DeliveryState.CLAIMED
        assert each.state is not DeliveryState.PLANNED or each.due > back
        assert each.state not in (DeliveryState.DROPPED, DeliveryState.UNDELIVERABLE) or each.reason
    weekly = [each for each in await returned.fates(back) if each.kind in NUDGES]
    over = [each for each in weekly if each.kind is not CLOSING and back - each.due > WEEK]
    assert all((each.state, each.reason) == (DeliveryState.DROPPED, "week_over") for each in over)


@pytest.mark.parametrize("away", ["an hour"])
async def test_after_an_hour_it_is_as_if_nothing_had_been(returned: Town) -> None:
    heard = returned.heard

    assert {number: kinds(sent) for number, sent in heard.items() if sent} == {ASKER: [DeliveryKind.OUTCOME]}


@pytest.mark.parametrize("away", ["until Thursday noon"])
async def test_on_thursday_noon_the_kickoff_put_off_comes_late_and_the_midweek_not_right_behind_it(
    returned: Town,
) -> None:
    heard = returned.heard

    assert [kinds(heard[number]) for number in SNOOZED] == [[KICKOFF]] * 2
    assert all(each.body.is_late for number in SNOOZED for each in heard[number])  # type: ignore[union-attr]
    wished = [number for number in ACTIVE if strength_of(number) is not Strength.GENTLE]
    assert all(MIDWEEK in kinds(heard[number]) for number in wished if number not in ZONES)
    reasons = {each.person_id: each.reason for each in await returned.fates(GONE) if each.kind is MIDWEEK}
    assert {reasons[PersonId(number)] for number in SNOOZED} == {"just_nudged"}


@pytest.mark.parametrize("away", ["a week", "three months"])
async def test_each_gets_what_still_makes_sense_for_them_saying_that_it_is_late(returned: Town, away: str) -> None:
    heard = returned.heard

    # Nobody is asked whether they are still on, or laid to rest, for weeks in which they were sent nothing.
    for number in (*ACTIVE, *ASKED, *SILENT, *SNOOZED):
        nudges = [each.body for each in heard[number] if isinstance(each.body, Nudge)]
        assert [(each.kind, each.is_late) for each in nudges] == [(KICKOFF, True)], number
    assert [kinds(heard[number]) for number in (*OFF, *RESTING, *SHUT)] == [[]] * 6
    async with returned.office.store.read() as work:
        pauses = await work.excuses.find(kind=ExcuseKind.PAUSE)
        assert {each.mission_id for each in pauses} == {returned.missions[number].id for number in RESTING}
    for number in SHUT:
        [waiting] = await returned.office.services.inbox.read(PersonId(number))
        assert waiting.delivery.kind is KICKOFF


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        ("a week", {ENDING: [(KICKOFF, True)], ENDED_LATELY: [(KICKOFF, True)]}),
        ("three months", {ENDING: [], ENDED_LATELY: [(CLOSING, True)]}),
    ],
)
async def test_a_mission_that_ended_meanwhile_is_closed_unless_that_is_long_ago(
    town: Town, away: str, expected: dict[int, Any]
) -> None:
    await town.only(*expected)
    heard = await town.come_back(BACK[away])

    for number, nudges in expected.items():
        assert [(each.body.kind, each.body.is_late) for each in heard[number]] == nudges  # type: ignore[union-attr]
    async with town.office.store.read() as work:
        ended = {number: (await work.missions.get(town.missions[number].id)) for number in expected}
    assert all((each is not None and each.ended_at is not None) == (away == "three months") for each in ended.values())
    if away == "three months":
        [row] = await town.office.deliveries(kind=CLOSING, mission_id=town.missions[ENDING].id)
        assert (row.state, row.reason) == (DeliveryState.DROPPED, "too_late")
        assert not [each for each in await town.office.until(BACK[away] + 3 * WEEK) if each.delivery.mission_id]


@pytest.mark.parametrize(
    ("away", "is_told"), [("until Thursday noon", True), ("a week", False), ("three months", False)]
)
async def test_the_end_of_an_invitation_is_news_only_while_its_week_is(
    returned: Town, away: str, is_told: bool
) -> None:
    heard = returned.heard

    assert any(isinstance(each.body, InviteOutcome) for each in heard[ASKER]) == is_told
    [row] = await returned.office.deliveries(kind=DeliveryKind.OUTCOME)
    assert (row.state, row.reason) == ((DeliveryState.SENT, "") if is_told else (DeliveryState.DROPPED, "no_longer_so"))


async def test_an_invitation_that_was_not_brought_in_its_week_is_not_brought_at_all(town: Town) -> None:
    office = town.office
    contact = await know(office, actor(102), actor(108))
    await office.services.invites.invite(actor(102), town.missions[102].id, contact.id)
    heard = await town.come_back(BACK["a week"])

    assert not any(isinstance(each.body, InviteQuestion) for each in heard[108])
    assert not any(isinstance(each.body, InviteOutcome) for each in heard[102])


@pytest.mark.parametrize(("away", "runs"), [("until Sunday evening", 1), ("a week", 1), ("three months", 0)])
async def test_no_matches_are_made_for_a_week_that_is_past(returned: Town, away: str, runs: int) -> None:
    back, heard = BACK[away], returned.heard

    async with returned.office.store.read() as work:
        made = await work.runs.find(community_id=COMMUNITY)
    assert len(made) == 0 if runs == 0 else all(each.announce_at + WEEK > back for each in made)
    introduced = [each.body for sent in heard.values() for each in sent if isinstance(each.body, Introduction)]
    assert not any(each.is_over for each in introduced)
    planned = await returned.office.deliveries(kind=DeliveryKind.MATCHES, state=DeliveryState.PLANNED)
    assert planned
    assert all(back < each.due < back + 2 * WEEK for each in planned)


@pytest.mark.parametrize("away", ["until Sunday evening", "a week", "three months"])
async def test_afterwards_everything_comes_at_its_time(town: Town, away: str) -> None:
    """Two weeks of everybody who is heard of: exactly the nudges of their strength, each when it is due, none late."""
    office, back = town.office, BACK[away]
    await town.only(*ACTIVE)
    heard = await town.come_back(back)
    monday = back.date() + timedelta(days=7 - back.weekday())
    begin = datetime.combine(monday, datetime.min.time(), UTC) - DAY / 2
    sent = await office.until(begin) + [each for number in ACTIVE for each in heard[number]]
    expected = set()
    for number in ACTIVE:
        mission = town.missions[number]
        noon = datetime.combine(monday, datetime.min.time(), UTC) + DAY / 2
        for kind, occasion, due in upcoming(mission, noon, strength_of(number)):
            expected.add((number, kind, occasion, due + spread(mission.person_id)))
    for day in range(15):
        await act(office, *ACTIVE)
        sent += await office.until(begin + (day + 1) * DAY)
    weeks = {(monday + n * WEEK).isoformat() for n in range(2)}
    nudges = [each.delivery for each in sent if isinstance(each.body, Nudge) and not each.body.is_late]
    came = [(each.person_id, each.kind, each.occasion, each.due) for each in nudges if each.occasion in weeks]
    assert Counter(each for each in came if each[0] in ACTIVE) == Counter(expected)


async def test_silence_counts_anew_after_the_bot_was_away(town: Town) -> None:
    """Three kickoffs on time without a word, and only then the question; and a week to answer it."""
    office, back = town.office, BACK["a week"]
    await town.only(*ASKED, *SILENT)
    await town.come_back(back)
    sent = await office.until(back + 4 * WEEK)

    for number in (*ASKED, *SILENT):
        weekly = [each.delivery for each in sent if each.delivery.person_id == number]
        assert [each.kind for each in weekly if each.kind in (KICKOFF, CHECKIN)] == [KICKOFF, KICKOFF, CHECKIN]


async def test_what_quiet_hours_held_back_after_a_delay_still_says_so_in_the_morning(town: Town) -> None:
    office, back = town.office, GONE + 6 * DAY + 13 * HOUR  # Monday, 23:00
    office.clock.now = back
    assert not [each for each in await office.carry() if each.delivery.person_id == 101]
    morning = await office.until(back + 9 * HOUR)

    nudges = [each.body for each in morning if isinstance(each.body, Nudge) and each.delivery.person_id == 101]
    assert [(each.kind, each.is_late) for each in nudges] == [(KICKOFF, True)]


async def test_a_kickoff_alone_that_comes_late_asks_and_pauses_nobody(town: Town) -> None:
    """The bot was there all week, and away when it would have asked, or paused."""
    office = town.office
    await town.only(*ASKED, *SILENT)
    await office.until(datetime(2026, 2, 2, 5, tzinfo=UTC))
    heard = await town.come_back(datetime(2026, 2, 2, 20, tzinfo=UTC))

    away = [number for number in (*ASKED, *SILENT) if number not in ZONES]
    assert [kinds(heard[number]) for number in away] == [[KICKOFF]] * 4


@pytest.mark.parametrize(("days", "expected"), [(3, ["welcome"]), (8, [])])
async def test_a_greeting_comes_before_what_it_tells_of_or_not_at_all(
    office: Office, days: int, expected: list[str]
) -> None:
    mission = await office.mission(actor(100), from_today=False, time_zone="UTC")
    await office.services.reaching.opened(actor(100), direct(PersonId(100)), mission.id)
    office.clock.forward(days=days)

    assert [each for each in kinds(await office.carry()) if each == "welcome"] == expected
