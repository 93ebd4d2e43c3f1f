"""What somebody reads of those they were matched with: in the words of their homes, and nothing of what came between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetups.refusals import Refusal
from meetups.services.pool import Introduced, Introduction, Likes
from meetups.services.pool.making import BOTH_IN, LEFT_OVER
from meetups.values import Actor, DeliveryKind, MatchAnswer, MatchRun, PersonId
from tests.services.pools import (
    BLOOMINGTON,
    CHICAGO,
    DAY,
    HOUR,
    INDIANAPOLIS,
    MONDAY,
    SOON,
    THURSDAY,
    WEEK,
    describe,
    groups,
    heard,
    join,
    met_by,
    partner,
    runs,
    say,
    shun,
    visit,
)
from tests.support.office import COMMUNITY, Office, actor

IN, OUT, NONE = MatchAnswer.IN, MatchAnswer.OUT, MatchAnswer.NONE


async def sleepers(office: Office, *numbers: int) -> tuple[MatchRun, list[Actor]]:
    """People who have just been introduced; the last of them sleeps, and will read of it in the morning."""
    people = await join(office, *numbers)
    await describe(office, people[-1], time_zone="America/Los_Angeles")
    await office.until(MONDAY + SOON)
    return (await runs(office))[0], people


async def other_of(office: Office, run: MatchRun, who: Actor) -> Introduced:
    [other] = (await office.services.matches.show(who, run.id)).others
    return other


# Who is on a never-list


async def test_who_was_shown_somebody_goes_on_seeing_them_when_that_one_reads_that_they_are_shunned(
    office: Office,
) -> None:
    """Kyle reads of Rosa and shuns her; Rosa reads later and sees nobody, and that shows Kyle nothing; nor her yes."""
    run, (kyle, rosa) = await sleepers(office, 100, 101)
    before = await office.services.matches.show(kyle, run.id)
    await shun(office, rosa, kyle)
    assert (await office.services.matches.show(rosa, run.id)).others == ()

    assert await office.services.matches.show(kyle, run.id) == before
    assert [each.person_id for each in before.others] == [rosa.person_id]
    await say(office, run, IN, rosa)
    seen = await say(office, run, IN, kyle)
    assert (seen.together, [each.is_in for each in seen.others]) == ((), [False])
    sent = await office.until(MONDAY + 8 * HOUR)
    assert [each.delivery.data.get("key") for each in sent if each.delivery.kind is DeliveryKind.NEWS] == []
    assert (await office.services.pool.home(rosa)).run_id is None
    assert (await office.services.pool.home(kyle)).run_id == run.id


async def test_of_three_the_third_keeps_both_when_one_shuns_another_unread(office: Office) -> None:
    run, (kyle, lena, rosa) = await sleepers(office, 100, 101, 102)
    before = await office.services.matches.show(lena, run.id)
    await shun(office, kyle, rosa)
    assert (await office.services.matches.show(rosa, run.id)).others == ()

    assert await office.services.matches.show(lena, run.id) == before
    assert {each.person_id for each in before.others} == {kyle.person_id, rosa.person_id}
    assert (await say(office, run, IN, kyle, lena)).together == (kyle.person_id,)


async def test_who_sees_nobody_cannot_find_out_whom_they_were_matched_with(office: Office) -> None:
    run, (kyle, rosa) = await sleepers(office, 100, 101)
    await shun(office, kyle, rosa)
    await office.services.matches.show(rosa, run.id)

    with pytest.raises(Refusal) as refused:
        await office.services.matches.never(rosa, run.id, kyle.person_id, "Kyle")

    assert refused.value.key == "match.gone"


async def test_who_reads_after_all_others_saw_nobody_sees_nobody(office: Office) -> None:
    run, (kyle, rosa) = await sleepers(office, 100, 101)
    await shun(office, rosa, kyle)
    assert (await office.services.matches.show(rosa, run.id)).others == ()
    async with office.store.write() as work:
        await work.contacts.remove(owner_id=rosa.person_id)

    assert (await office.services.matches.show(rosa, run.id)).others == (), "what was read stays so"
    assert [each.person_id for each in (await office.services.matches.show(kyle, run.id)).others] == [rosa.person_id]


async def test_who_saw_nobody_takes_part_midweek_and_hears_nothing_twice(office: Office) -> None:
    run, people = await sleepers(office, *range(100, 104))
    rosa = people[-1]
    kyle = await partner(office, run, rosa)
    await shun(office, kyle, rosa)
    sent = await office.until(MONDAY + 8 * HOUR)
    assert [met_by(each) for each in heard(sent, rosa)] == [set()]

    assert heard(await office.until(THURSDAY + HOUR), rosa) == [], "nobody else was free, and she knows"

    await office.until(MONDAY + WEEK - SOON)
    run = (await runs(office))[-1]
    assert await partner(office, run, rosa) != kyle


async def test_three_weeks_of_nobody_are_no_silence(office: Office) -> None:
    """Rosa is shunned each week between the matching and her morning: she had nothing to answer."""
    await join(office, *range(100, 110))
    rosa = actor(109)
    await describe(office, rosa, time_zone="America/Los_Angeles")
    for week in range(3):
        await office.until(MONDAY + week * WEEK + SOON)
        run = (await runs(office))[-1]
        everybody = [actor(each) for each in range(100, 109)]
        await say(office, run, OUT, *everybody)
        [party] = [each for each in await groups(office, run) if rosa.person_id in each]
        for each in party - {rosa.person_id}:
            await shun(office, actor(each), rosa)

    sent = heard(await office.until(MONDAY + 3 * WEEK + 8 * HOUR), rosa)

    assert isinstance(sent[-1].body, Introduction)


# News of a yes


async def test_a_yes_after_another_was_taken_back_is_told(office: Office) -> None:
    people = await join(office, 100, 101, 102)
    await office.until(MONDAY + SOON)
    run = (await runs(office))[0]
    kyle, lena, rosa = people
    await say(office, run, IN, kyle, lena)
    assert len(await office.carry()) == 1
    await say(office, run, OUT, lena)

    await say(office, run, IN, rosa)

    [news] = await office.carry()
    assert isinstance(news.body, Introduction)
    assert (news.channel_id, news.body.together) == (kyle.person_id + 1_000, (rosa.person_id,))
    await say(office, run, OUT, rosa)
    await say(office, run, IN, rosa)
    assert await office.carry() == [], "the same yes is told once"
    async with office.store.read() as work:
        occasions = [each.occasion for each in await work.deliveries.find(kind=DeliveryKind.NEWS, person_id=100)]
    assert not any(str(each.person_id) in " ".join(occasions) for each in (lena, rosa))


async def test_a_yes_taken_back_before_it_was_told_is_told_when_it_is_given_again(office: Office) -> None:
    [kyle, rosa] = await join(office, 100, 101)
    await office.until(MONDAY + SOON)
    run = (await runs(office))[0]
    office.clock.now = MONDAY + 15 * HOUR  # midnight: the news waits for the morning
    await say(office, run, IN, kyle, rosa)
    await say(office, run, OUT, rosa)
    assert await office.until(MONDAY + 24 * HOUR) == []

    await say(office, run, IN, rosa)

    [news] = await office.carry()
    assert (news.channel_id, news.delivery.data["key"]) == (kyle.person_id + 1_000, BOTH_IN)


# Words


async def test_a_visit_is_no_home(office: Office) -> None:
    """One of Chicago is in Bloomington that week and told so: they are near each other, and live where they live."""
    people = await join(office, 100, 101, city_id=BLOOMINGTON)
    await describe(office, people[1], city_id=CHICAGO)
    await visit(office, people[1], BLOOMINGTON)
    await office.until(MONDAY + SOON)
    run = (await runs(office))[0]

    for each in people:
        other = await other_of(office, run, each)
        assert (other.is_near_then, other.km, other.is_far) == (True, None, False)


@pytest.mark.parametrize(
    ("home", "away", "is_told", "km", "is_far"),
    [
        (CHICAGO, BLOOMINGTON, False, 300, True),
        (BLOOMINGTON, CHICAGO, True, 0, False),
        (BLOOMINGTON, CHICAGO, False, 0, False),
        (CHICAGO, INDIANAPOLIS, True, 300, True),
        (None, CHICAGO, True, None, False),
    ],
)
async def test_how_far_apart_two_live_is_that_of_their_homes(
    office: Office, home: int | None, away: int, is_told: bool, km: int | None, is_far: bool
) -> None:
    [kyle, rosa] = await join(office, 100, 101, city_id=BLOOMINGTON)
    await describe(office, rosa, city_id=home)
    await visit(office, rosa, away, is_told=is_told)
    await office.until(MONDAY + SOON)

    other = await other_of(office, (await runs(office))[0], kyle)

    assert (other.is_near_then, other.km, other.is_far) == (False, km, is_far)


async def test_a_language_everybody_speaks_there_is_not_named(office: Office) -> None:
    await join(office, 100, 101, languages=("de", "en", "en-GB"))
    await office.until(MONDAY + SOON)

    assert (await other_of(office, (await runs(office))[0], actor(100))).languages == ("de",)


async def test_the_second_matching_of_a_week_is_promised_only_while_it_is_ahead(office: Office) -> None:
    [kyle, _, _] = await join(office, 100, 101, 102)
    await office.until(MONDAY + SOON)
    run = (await runs(office))[0]

    promised = [(await office.services.matches.show(kyle, run.id)).midweek_at]
    for later in (THURSDAY - SOON, THURSDAY + SOON):
        await office.until(later)
        promised.append((await office.services.matches.show(kyle, run.id)).midweek_at)

    assert promised == [THURSDAY, None, None]


async def test_no_second_matching_is_promised_where_the_next_week_comes_first(office: Office) -> None:
    """A run started by hand on a Friday: three days later the next week has begun."""
    [kyle, _] = await join(office, 100, 101)
    office.clock.now = MONDAY + timedelta(days=4)
    await office.services.runs.start(Actor(actor(1).person_id, community_id=kyle.community_id, manages=True))
    await office.until(office.clock.now + HOUR)
    run = (await runs(office))[-1]

    assert (await office.services.matches.show(kyle, run.id)).midweek_at is None


@pytest.mark.parametrize(("city_id", "has_home"), [(None, False), (BLOOMINGTON, True)])
async def test_who_said_no_city_is_known_to_have_none(office: Office, city_id: int | None, has_home: bool) -> None:
    people = await join(office, 100, 101, 102, city_id=city_id)
    for one, other in ((0, 1), (1, 2)):
        await shun(office, people[one], people[other])
    [told] = heard(await office.until(MONDAY + SOON), people[1])

    assert told.delivery.data == {"key": LEFT_OVER}
    assert isinstance(told.body, Introduction)
    assert (told.body.others, told.body.has_home) == ((), has_home)


# Who lives too far away


async def test_all_others_live_too_far_is_said_as_it_was_for_the_run_and_not_as_cities_are_tried(
    office: Office,
) -> None:
    await join(office, 100, city_id=BLOOMINGTON, likes=Likes(in_person_only=True))
    await join(office, 101, 102, city_id=CHICAGO)
    kyle = actor(100)
    sent = heard(await office.until(MONDAY + SOON), kyle)
    [run] = await runs(office)

    [told] = [each.body for each in sent]

    assert isinstance(told, Introduction)
    assert (told.others, told.is_out_of_reach, told.in_person_only) == ((), True, True)
    await describe(office, kyle, city_id=CHICAGO)
    assert (await office.services.matches.show(kyle, run.id)).is_out_of_reach, "trying cities tells nothing"
    await office.until(MONDAY + WEEK + SOON)
    later = (await runs(office))[-1]
    assert not (await office.services.matches.show(kyle, later.id)).is_out_of_reach


async def test_who_is_left_over_for_a_never_list_hears_nothing_of_distance(office: Office) -> None:
    kyle, lena, rosa = await join(office, 100, 101, 102, city_id=CHICAGO, likes=Likes(in_person_only=True))
    for each in (lena, rosa):
        await shun(office, each, kyle)
    [told] = heard(await office.until(MONDAY + SOON), kyle)

    assert isinstance(told.body, Introduction)
    assert (told.body.others, told.body.is_out_of_reach) == ((), False)
    assert told.delivery.data == {"key": LEFT_OVER}


async def test_the_next_introductions_are_those_behind_a_break(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    organiser = Actor(PersonId(1), community_id=COMMUNITY, manages=True)
    first_on = MONDAY.date() + WEEK
    await office.services.breaks.take(organiser, first_on, first_on + timedelta(days=10))

    seen = await office.services.matches.show(actor(100), run.id)

    assert (seen.next_at, seen.break_until) == (MONDAY + 3 * WEEK, first_on + timedelta(days=10))
    home = await office.services.pool.home(actor(100))
    assert (home.next_at, home.break_until) == (seen.next_at, seen.break_until)
    state = await office.services.runs.state(organiser)
    assert state.next is not None
    assert (state.next.announce_at, state.break_until) == (seen.next_at, seen.break_until)
    await office.until(MONDAY + 3 * WEEK - DAY)
    assert await runs(office) == [run]
    await office.until(MONDAY + 3 * WEEK + SOON)
    assert (await runs(office))[-1].announce_at == seen.next_at
