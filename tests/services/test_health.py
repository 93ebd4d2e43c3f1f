"""The organiser's care view: people in whole numbers from five up, by the community's weeks, and nothing of fewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetups.rows import Step
from meetups.services.health import FULL_WEEKS, OFTEN, PASSING_WEEKS, Care, Trend, WeekFunnel
from meetups.values import (
    Actor,
    Answer,
    Ask,
    AskId,
    AskKind,
    AskState,
    ChannelId,
    Community,
    CommunityId,
    Contact,
    ContactId,
    Fills,
    Gathering,
    GatheringId,
    GatheringState,
    Guest,
    How,
    Invite,
    MatchAnswer,
    Matched,
    MatchRun,
    Mission,
    MissionId,
    Part,
    Participant,
    Person,
    PersonId,
    Plan,
    PlanId,
    PlanState,
    PoolMember,
    Post,
    PostId,
    PostKind,
    PostState,
    Reply,
    RunId,
    RunPart,
    Seat,
    SeatState,
    Suggested,
)
from tests.services.plans import refused
from tests.support.office import COMMUNITY, RECAPS, START, Office, actor, meeting

ORGANISER = Actor(PersonId(1), community_id=COMMUNITY, manages=True)
ELSEWHERE = CommunityId(99)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 3, 23)  # of the last week that is over
TUESDAY = datetime(2026, 3, 24, 12, tzinfo=UTC)
BEGUN = date(2025, 12, 1)
FOUR, FIVE, SIX = (range(100, 100 + number) for number in (4, 5, 6))


def promise(person: int, **changed: Any) -> Mission:
    values = {"id": person, "starts_on": BEGUN, "ends_on": date(2026, 12, 31), "time_zone": "UTC", **changed}
    return Mission(person_id=PersonId(person), community_id=COMMUNITY, created_at=START, **values)


async def members(office: Office, people: Iterable[int] = SIX, **changed: Any) -> None:
    """People with a mission here, begun long ago; it is Wednesday afterwards."""
    office.clock.now = NOW
    async with office.store.write() as work:
        await work.persons.add(*(Person(PersonId(each), START) for each in people))
        await work.missions.add(*(promise(each, **changed) for each in people))


async def met(office: Office, people: Iterable[int], on: date = MONDAY, number: int = 0, **changed: Any) -> None:
    """Each of them recorded a meeting of their own."""
    async with office.store.write() as work:
        for each in people:
            await work.meetings.add(meeting(each * 1_000 + number, each, met_on=on, **changed))


async def look(office: Office) -> Care:
    return await office.services.health.of(ORGANISER)


async def funnel(office: Office) -> dict[Step, int | None]:
    return dict((await look(office)).last.people)


async def week_of(office: Office, first_on: date) -> dict[Step, int | None]:
    [found] = [each for each in (await look(office)).weeks if each.first_on == first_on]
    return dict(found.people)


NOBODY: dict[Step, int | None] = dict.fromkeys(Step)


async def test_only_organisers_read_it(office: Office) -> None:
    await members(office)
    for who in (actor(100), actor(1, None), Actor(PersonId(1), community_id=ELSEWHERE, manages=True)):
        assert (await refused(office.services.health.of(who))).startswith("community.")


async def test_of_four_members_nothing_is_told_and_of_five_something(office: Office) -> None:
    await members(office, FOUR)
    await met(office, FOUR)
    community = (await look(office)).community
    assert await look(office) == Care(community)

    async with office.store.write() as work:
        await work.persons.add(Person(PersonId(200), START))
        await work.pool.add(PoolMember(PersonId(200), COMMUNITY, START), PoolMember(PersonId(100), COMMUNITY, START))
    care = await look(office)
    assert [each.first_on for each in care.weeks] == [MONDAY + (n - FULL_WEEKS + 1) * WEEK for n in range(9)]
    assert all(each.people == NOBODY for each in care.weeks), "four met, and nobody else did anything"

    async with office.store.write() as work:
        mission = await work.missions.get(MissionId(103))
        assert mission is not None
        await work.missions.save(replace(mission, departed_at=NOW))
    assert not (await look(office)).is_enough, "who left is no member, nor is anybody two"


async def test_people_are_counted_and_not_what_they_did(office: Office) -> None:
    await members(office)
    for number in range(3):
        await met(office, FOUR, MONDAY + number * DAY, number)
    assert await funnel(office) == NOBODY

    await met(office, [104], MONDAY + 6 * DAY)
    await met(office, [105], MONDAY + 7 * DAY)
    await met(office, FIVE, MONDAY - FULL_WEEKS * WEEK, 4)

    assert await funnel(office) == NOBODY | {Step.MET: 5}
    assert await week_of(office, MONDAY + WEEK) == NOBODY, "the sixth met on the next Monday"
    assert (await look(office)).weeks[0].people == NOBODY, "what was before all these weeks is in none"


async def test_a_meeting_is_a_number_wherever_it_was_and_only_in_person_once_it_counts(office: Office) -> None:
    """Two who met privately, two in another community, and one who confirmed; no call, and nobody who did not confirm."""
    await members(office)
    await met(office, [100, 101])
    await office.community(ELSEWHERE)
    await met(office, [102, 103], community_id=ELSEWHERE)
    await met(office, [105], how=How.VIDEO)
    both = meeting(7, 102, met_on=MONDAY)
    confirmed = Participant(both.id, 1, Part.CONFIRMED, PersonId(104))
    asked = Participant(both.id, 2, Part.ASKED, PersonId(105))
    async with office.store.write() as work:
        await work.meetings.add(replace(both, participants=(both.participants[0], confirmed, asked)))

    assert await funnel(office) == NOBODY | {Step.MET: 5}


async def test_who_left_counts_up_to_the_week_they_left_in_and_strangers_never(office: Office) -> None:
    await members(office)
    async with office.store.write() as work:
        leaving = [await work.missions.get(MissionId(each)) for each in (100, 101)]
        gone, done = (each for each in leaving if each is not None)
        await work.missions.save(replace(gone, departed_at=TUESDAY))
        await work.missions.save(replace(done, ended_at=TUESDAY))
        await work.persons.add(Person(PersonId(300), START))
        # Whoever joins the pool is a member from that week on.
        await work.persons.add(Person(PersonId(301), START))
        await work.pool.add(PoolMember(PersonId(301), COMMUNITY, NOW))
    await members(office, [302], starts_on=MONDAY + WEEK)
    await members(office, [303], ends_on=MONDAY - DAY)
    for number, first_on in enumerate((MONDAY - WEEK, MONDAY, MONDAY + WEEK)):
        await met(office, [*SIX, 300, 301, 302, 303], first_on, number)

    assert (await week_of(office, MONDAY - WEEK))[Step.MET] == 7, "with whose mission was over by Monday"
    assert (await week_of(office, MONDAY))[Step.MET] == 6
    assert (await week_of(office, MONDAY + WEEK))[Step.MET] == 6, "four who stayed, and two who are new"


async def plans(office: Office, answer: Answer = Answer.YES, **changed: Any) -> None:
    """100 to 102 each ask the one three numbers further."""
    async with office.store.write() as work:
        for each in (100, 101, 102):
            guest = Guest(PlanId(each), 0, person_id=PersonId(each + 3), answer=answer, answered_at=TUESDAY)
            values = {"created_at": TUESDAY, "starts_at": TUESDAY + WEEK, "state": PlanState.AGREED, **changed}
            await work.plans.add(
                Plan(
                    PlanId(each), PersonId(each), changed_at=NOW, closes_at=NOW, times=(NOW,), guests=(guest,), **values
                )
            )


async def test_plans_count_for_both_sides_when_they_were_sent_agreed_and_begin(office: Office) -> None:
    await members(office)
    await plans(office)
    assert await funnel(office) == NOBODY | {Step.AGREED: 6}, "three sent one, which is too few to tell"
    assert await week_of(office, MONDAY + WEEK) == NOBODY | {Step.PLANNED: 6}


@pytest.mark.parametrize(
    ("answer", "changed"), [(Answer.NO, {}), (Answer.GONE, {}), (Answer.YES, {"state": PlanState.CANCELLED})]
)
async def test_a_plan_that_does_not_stand_is_agreed_by_nobody(
    office: Office, answer: Answer, changed: dict[str, Any]
) -> None:
    await members(office)
    await plans(office, answer, **changed)
    assert all(each.people == NOBODY for each in (await look(office)).weeks)


@pytest.mark.parametrize(
    ("reply", "agreed"), [(Reply.YES, 6), (Reply.ANOTHER_TIME, 6), (Reply.LATER, None), (Reply.NO, None)]
)
async def test_invitations_and_the_suggestions_before_them(office: Office, reply: Reply, agreed: int | None) -> None:
    """Everybody is offered two people, one of them in weeks of their own, and all the others ask that one."""
    await members(office)
    async with office.store.write() as work:
        for each in SIX:
            await work.contacts.add(*(Contact(ContactId(each * 10 + n), PersonId(each), "C", START) for n in range(2)))
            # As who begins their weeks on a Saturday has it: most of those days are of the community's week.
            week_on = MONDAY - 2 * DAY if each == 105 else MONDAY
            await work.suggested.add(
                *(Suggested(MissionId(each), week_on, n, ContactId(each * 10 + n)) for n in range(2))
            )
        for each in FIVE:
            asker, asked = PersonId(each), PersonId(105)
            state = AskState.ACCEPTED if agreed else AskState.DECLINED
            ask = Ask(AskId(each), AskKind.INVITE, asker, asked, each, TUESDAY, COMMUNITY, state, TUESDAY)
            invite = Invite(ask.id, asker, asked, None, MissionId(each), MONDAY, TUESDAY, TUESDAY + DAY, reply)
            await work.asks.add(ask)
            await work.invites.add(invite)

    assert await funnel(office) == NOBODY | {Step.SUGGESTED: 6, Step.ASKED: 5, Step.AGREED: agreed}


async def test_introductions_open_invitations_and_stories(office: Office) -> None:
    """Five say yes to an introduction, four come to somebody's evening, and five tell, some of them twice; 105 has other luck."""
    await members(office)
    await office.community(ELSEWHERE)
    async with office.store.write() as work:
        run = MatchRun(RunId(1), COMMUNITY, MONDAY, RunPart.WEEKLY, TUESDAY, TUESDAY)
        await work.runs.add(run)
        await work.matched.add(*(Matched(run.id, PersonId(each), 1, MatchAnswer.IN, TUESDAY) for each in FIVE))
        await work.matched.add(Matched(run.id, PersonId(105), 1, MatchAnswer.OUT, TUESDAY))
        later = TUESDAY + WEEK
        for host, state in ((100, GatheringState.OPEN), (105, GatheringState.CANCELLED)):
            evening = Gathering(
                GatheringId(host), PersonId(host), COMMUNITY, RECAPS, TUESDAY, TUESDAY, later, state=state
            )
            await work.gatherings.add(evening)
            await work.seats.add(
                *(Seat(evening.id, PersonId(each), SeatState.IN, later) for each in (101, 102, 103, 104))
            )
        await work.seats.add(Seat(GatheringId(100), PersonId(105), SeatState.WAITING, later))
        for number, (each, kind, where) in enumerate(
            (
                *((each, PostKind.RECAP, COMMUNITY) for each in (*FIVE, 100, 101)),
                (105, PostKind.RECAP, ELSEWHERE),
                (105, PostKind.ANNOUNCEMENT, COMMUNITY),
            )
        ):
            post = Post(PostId(number + 1), kind, number, PersonId(each), where, ChannelId(1), TUESDAY)
            await work.posts.add(post)

    assert await funnel(office) == NOBODY | {Step.AGREED: 5, Step.TOLD: 5}
    assert await week_of(office, MONDAY + WEEK) == NOBODY | {Step.AGREED: 5, Step.PLANNED: 5}
    async with office.store.write() as work:
        [post] = await work.posts.find(author_id=PersonId(104))
        await work.posts.save(replace(post, state=PostState.REMOVED))
        await work.runs.save(replace(run, undone_at=TUESDAY))
    assert await funnel(office) == NOBODY, "what was taken back did not happen"


async def test_weeks_begin_where_and_when_the_communitys_do(office: Office) -> None:
    """In Auckland a Sunday is twelve hours old when it begins in London, thirteen in summer."""
    await office.community(first_weekday=6, time_zone="Pacific/Auckland")
    await members(office)
    sunday = date(2026, 3, 22)
    begins = datetime(2026, 3, 21, 11, tzinfo=UTC)

    async def sent(at: datetime, *, ids: int) -> None:
        async with office.store.write() as work:
            for each in FIVE:
                plan = Plan(PlanId(ids + each), PersonId(each), at, at, at, (at,))
                await work.plans.add(plan)

    await sent(begins - timedelta(seconds=1), ids=1_000)
    await sent(begins, ids=2_000)
    # The clocks go back on the fifth of April: the week before lasts an hour longer.
    office.clock.now = datetime(2026, 4, 15, 12, tzinfo=UTC)
    ended = datetime(2026, 4, 11, 12, tzinfo=UTC)
    await sent(ended - timedelta(seconds=1), ids=3_000)
    await met(office, FIVE, sunday)

    weeks = {each.first_on: each.people for each in (await look(office)).weeks}
    assert [first_on for first_on, people in weeks.items() if people[Step.ASKED] == 5] == [
        sunday - WEEK,
        sunday,
        date(2026, 4, 5),
    ]
    assert [first_on for first_on, people in weeks.items() if people[Step.MET]] == [sunday]


def care(*numbers: int | None) -> Care:
    """Weeks with these numbers of people who met, the last that is over and the current one behind them."""
    weeks = (WeekFunnel(MONDAY, {Step.MET: each}) for each in numbers)
    return Care(Community(COMMUNITY, "Tweetup", START), tuple(weeks))


@pytest.mark.parametrize(
    ("numbers", "trend"),
    [
        ((10, 10, 20, 99), Trend.UP),
        ((10, 10, 5, 99), Trend.DOWN),
        ((10, 11, 10, 5), Trend.LEVEL),
        ((100, 100, 92, 5), Trend.LEVEL),
        ((None, 10, 20, None), Trend.UP),
        ((10, 10, None, 99), None),
        ((None, None, 20, 99), None),
    ],
)
def test_a_trend_is_told_of_numbers_that_are(numbers: tuple[int | None, ...], trend: Trend | None) -> None:
    assert care(*numbers).trend(Step.MET) is trend


async def test_newcomers_without_a_meeting(office: Office) -> None:
    """Those of between two weeks and two months; neither who met meanwhile, by whatever counts for them, nor who is back or gone."""
    await members(office, FIVE, starts_on=NOW.date() - 14 * DAY)
    await members(office, [105], starts_on=NOW.date() - 60 * DAY)
    await members(office, [106], starts_on=NOW.date() - 13 * DAY)
    await members(office, [107], starts_on=NOW.date() - 61 * DAY)
    await members(office, [109], starts_on=NOW.date() - 20 * DAY, ended_at=NOW)
    await members(office, [110], starts_on=NOW.date() - 20 * DAY, departed_at=NOW)
    async with office.store.write() as work:
        back = promise(108, starts_on=NOW.date() - 20 * DAY)
        await work.persons.add(Person(PersonId(108), START))
        await work.missions.add(back, replace(back, id=MissionId(1), starts_on=BEGUN, ended_at=START))
    await met(office, [100], BEGUN, 1)
    await met(office, [101], how=How.VIDEO, number=1)
    assert (await look(office)).newcomers == 6, "a meeting before it and a call that fills nothing leave them without"

    async with office.store.write() as work:
        far = await work.missions.get(MissionId(101))
        assert far is not None
        await work.missions.save(replace(far, fills=Fills.OR_VIDEO))
    assert (await look(office)).newcomers == 5
    await met(office, [102])
    assert (await look(office)).newcomers is None


async def test_cities_with_one_member(office: Office) -> None:
    await members(office)

    async def live(cities: dict[int, int]) -> None:
        async with office.store.write() as work:
            for number, city_id in cities.items():
                person = await work.persons.get(PersonId(number))
                assert person is not None
                await work.persons.save(replace(person, city_id=city_id))

    await live({each: each for each in FIVE})
    assert (await look(office)).alone == 5
    async with office.store.write() as work:
        await work.persons.add(Person(PersonId(500), START, city_id=100))
    assert (await look(office)).alone == 5, "a stranger is nobody's company"
    await live({105: 104})
    assert (await look(office)).alone is None


async def test_people_often_passed_over(office: Office) -> None:
    """Whoever stands behind somebody or is skipped three weeks long on the list of 106, and never comes first."""
    await members(office, range(100, 107))
    strangers = (400, 401)

    async def named(person: int, weeks_ago: int, position: int, *, is_skipped: bool = False) -> None:
        week_on, contact_id = MONDAY - weeks_ago * WEEK, ContactId(person)
        async with office.store.write() as work:
            await work.suggested.add(Suggested(MissionId(106), week_on, position, contact_id, is_skipped))

    async with office.store.write() as work:
        for each in (*SIX, *strangers):
            contact = Contact(ContactId(each), PersonId(106), "C", START, account_id=PersonId(each))
            await work.contacts.add(contact)
    for number in range(OFTEN):
        await named(100, number, -1, is_skipped=True)
        await named(400, number, 0)
        for each in (101, 102, 103, 401):
            await named(each, number, each)
        # Whoever stands behind somebody skipped is the first.
        await named(100, number + 5, 0, is_skipped=True)
        await named(105, number + 5, 1)
    for weeks_ago in (1, 2, PASSING_WEEKS):
        await named(104, weeks_ago, 104)
    await named(400, PASSING_WEEKS, 0)
    assert (await look(office)).passed_over is None, "four; one twice and long ago, one who came first, and strangers"
    await named(104, 3, 5, is_skipped=True)
    assert (await look(office)).passed_over == 5
    await named(103, 4, 5)
    assert (await look(office)).passed_over is None, "who came first once was not passed over"


async def test_the_budget_of_direct_messages(office: Office) -> None:
    await members(office)
    for each in FIVE:
        await office.services.reaching.reserve(actor(each))
    letters = (await look(office)).letters
    assert letters is not None
    assert (letters.an_hour, letters.a_day, letters.budget.an_hour, letters.budget.a_day) == (5, 5, 20, 100)
    office.clock.forward(hours=2)
    await office.services.reaching.reserve(actor(105))
    await office.services.reaching.quarantine()
    letters = (await look(office)).letters
    assert letters is not None
    assert (letters.an_hour, letters.a_day, letters.is_stopped) == (None, 6, True)
