"""What contacts are weighed by: places and visits, what others let be known, who was asked; and nothing else of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.rules.ranking import Candidate, ReasonKey
from meetups.services.profiles import Wishes
from meetups.services.suggestions import Standing
from meetups.services.weighing import situation_of
from meetups.values import Actor, CommunityId, Contact, How, Mission, Person, PoolMember, Reply
from tests.services.travelling import HOME, goes, has, lives
from tests.support.office import COMMUNITY, Office, account, actor, meeting

ALICE, BOB, CAROL, ROSA = actor(100), actor(200), actor(300), actor(400)
ELSEWHERE = CommunityId(20)
MONDAY = datetime(2026, 1, 5, 15, tzinfo=UTC)  # ten o'clock in Bloomington
SUNDAY = MONDAY + timedelta(days=6)
FAR, NEAR, NEXT_TOWN = "Evansville, Indiana", "Bedford, Indiana", "Ellettsville, Indiana"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


async def promised(office: Office, **chosen: Any) -> Mission:
    """Alice lives in Bloomington, and her week began this Monday."""
    office.clock.now = MONDAY
    await lives(office, ALICE, HOME)
    return await office.mission(ALICE, **chosen)


async def weighed(office: Office, mission: Mission) -> dict[str, Candidate]:
    """How each of Alice's contacts is weighed, by name."""
    async with office.store.read() as work:
        situation = await situation_of(work, office.desk, mission)
        contacts = await work.contacts.rankable(mission.person_id)
        names = {each.id: each.name for each in await work.contacts.find(owner_id=mission.person_id)}
    return {names[each.id]: situation.candidate(each) for each in contacts}


async def reasons(office: Office, mission: Mission) -> dict[str, dict[ReasonKey, Any]]:
    """Whom Alice is offered, in their order, and why."""
    suggestion = await office.services.suggestions.this_week(ALICE, mission.id)
    return {each.contact.name: {reason.key: reason for reason in each.reasons} for each in suggestion.offers}


async def noted(office: Office, contact: Contact, **known: Any) -> None:
    async with office.store.write() as work:
        await work.contacts.save(replace(contact, **known))


async def pools(office: Office, *who: Actor, community_id: CommunityId = COMMUNITY, **wishes: Any) -> None:
    """These people are in the pool of a community."""
    async with office.store.write() as work:
        for each in who:
            if await work.persons.get(each.person_id) is None:
                await work.persons.add(Person(each.person_id, office.clock()))
            await work.pool.add(PoolMember(each.person_id, community_id, office.clock(), **wishes))


# Where everybody is


async def test_distance_is_measured_from_home_and_what_is_within_reach_is_the_persons_own_choice(
    office: Office,
) -> None:
    mission = await promised(office)
    for name, city in (("Ann", HOME), ("Ben", NEAR), ("Cleo", FAR), ("Dan", None)):
        await has(office, ALICE, name, city)
    known = await weighed(office, mission)
    assert [known[each].km for each in ("Ann", "Ben", "Cleo", "Dan")] == [0, 34, 160, None]
    shown = await reasons(office, mission)
    assert list(shown)[:2] == ["Ann", "Ben"]
    assert ReasonKey.SAME_CITY in shown["Ann"]
    assert shown["Ben"][ReasonKey.WITHIN_REACH].km == 34
    await office.services.profiles.change(ALICE, Wishes(reach_km=20))
    assert not {ReasonKey.SAME_CITY, ReasonKey.WITHIN_REACH} & (await reasons(office, mission))["Ben"].keys()


async def test_whoever_has_no_city_measures_nothing(office: Office) -> None:
    office.clock.now = MONDAY
    mission = await office.mission(ALICE)
    await has(office, ALICE, "Ann", HOME)
    assert (await weighed(office, mission))["Ann"].km is None


async def test_an_own_visit_brings_those_who_live_there_forward_in_its_week_only(office: Office) -> None:
    mission = await promised(office)
    for name, city in (("Ann", HOME), ("Cleo", FAR)):
        await has(office, ALICE, name, city)
    friday = date(2026, 1, 16)
    await goes(office, ALICE, FAR, date(2026, 1, 14), friday)
    assert (await weighed(office, mission))["Cleo"].own_visit_until is None
    office.clock.now = MONDAY + WEEK
    shown = await reasons(office, mission)
    assert list(shown) == ["Cleo", "Ann"]
    reason = shown["Cleo"][ReasonKey.VISIT_THERE]
    assert (reason.first_on, reason.day, reason.place, reason.km) == (date(2026, 1, 14), friday, FAR, 0)
    assert not shown["Ann"].keys() & {ReasonKey.VISIT_HERE, ReasonKey.VISIT_THERE}
    office.clock.now = MONDAY + WEEK + 2 * DAY
    assert (await reasons(office, mission))["Cleo"][ReasonKey.VISIT_THERE].first_on is None, "it has begun"
    office.clock.now = MONDAY + WEEK + 5 * DAY
    cleo = (await weighed(office, mission))["Cleo"]
    assert (cleo.own_visit_until, cleo.km) == (None, 160), "over"


async def test_a_visit_that_was_told_brings_its_visitor_forward(office: Office) -> None:
    mission = await promised(office)
    bob = await has(office, ALICE, "Bob", "Chicago", number=200, waits_near=True)
    await has(office, ALICE, "Ann", HOME)
    outlook = await goes(office, BOB, NEXT_TOWN, date(2026, 1, 7), date(2026, 1, 9))
    assert list(await reasons(office, mission)) == ["Ann"], "nobody was told yet"

    await office.services.visits.tell(BOB, outlook.visit.id)
    known = (await weighed(office, mission))["Bob"]
    assert (known.their_visit_until, known.their_visit_city, known.km) == (date(2026, 1, 9), NEXT_TOWN, 11)
    office.clock.now = MONDAY + WEEK
    assert list(await reasons(office, mission)) == ["Ann"], "over"
    office.clock.now = MONDAY
    assert ReasonKey.VISIT_HERE in (await reasons(office, mission))["Bob"]

    await office.services.profiles.change(ALICE, Wishes(reach_km=5))
    assert (await weighed(office, mission))["Bob"].their_visit_until is None, "not within reach"
    await office.services.profiles.change(ALICE, Wishes(reach_km=50))
    await noted(office, bob, waits_near=False)
    assert (await weighed(office, mission))["Bob"].their_visit_until is None, "nobody asked to know of it"
    await noted(office, bob, waits_near=True, account_is_seen=False)
    assert (await weighed(office, mission))["Bob"].their_visit_until is None, "whose account only a file names"


@pytest.mark.parametrize(
    ("theirs", "shared"), [((8, 9), None), ((7, 9), (7, 7)), ((5, 6), (6, 6)), ((1, 20), (6, 7)), ((12, 20), None)]
)
async def test_two_who_travel_are_near_on_the_days_both_are_there(
    office: Office, theirs: tuple[int, int], shared: tuple[int, int] | None
) -> None:
    mission = await promised(office)
    await has(office, ALICE, "Bob", "Chicago", number=200, waits_near=True)
    await goes(office, ALICE, FAR, date(2026, 1, 6), date(2026, 1, 7))
    outlook = await goes(office, BOB, FAR, *(date(2026, 1, day) for day in theirs))
    await office.services.visits.tell(BOB, outlook.visit.id)
    known = (await weighed(office, mission))["Bob"]
    days = tuple(date(2026, 1, day) for day in shared) if shared else (None, None)
    assert (known.their_visit_from, known.their_visit_until) == days
    assert list(await reasons(office, mission)) == (["Bob"] if shared else [])


async def test_a_visitor_is_not_seen_by_those_on_their_never_list(office: Office) -> None:
    mission = await promised(office)
    await has(office, ALICE, "Bob", "Chicago", number=200, waits_near=True)
    outlook = await goes(office, BOB, HOME, date(2026, 1, 7), date(2026, 1, 9))
    await office.services.visits.tell(BOB, outlook.visit.id)
    assert list(await reasons(office, mission)) == ["Bob"]
    await office.services.contacts.never(BOB, (await has(office, BOB, "Alice", number=100)).id)
    assert (await weighed(office, mission))["Bob"].their_visit_until is None
    assert await reasons(office, mission) == {}


async def test_whoever_is_to_come_near_first_waits_until_one_of_the_two_is(office: Office) -> None:
    mission = await promised(office)
    waiting = [
        await has(office, ALICE, name, city, waits_near=True)
        for name, city in (("Ann", HOME), ("Cleo", FAR), ("Dan", None))
    ]
    assert list(await reasons(office, mission)) == ["Ann"]
    await goes(office, ALICE, FAR, date(2026, 1, 6), date(2026, 1, 7))
    assert sorted(await reasons(office, mission)) == ["Ann", "Cleo"]
    await noted(office, waiting[2], waits_near=False)
    assert sorted(await reasons(office, mission)) == ["Ann", "Cleo", "Dan"]


# What others let be known


async def about_bob(office: Office) -> Contact:
    """Bob and Alice like, speak and are free for the same; of him her list says nothing but his account."""
    said = {"languages": ("de", "en"), "tags": ("Climbing",), "availability": 0b111}
    await lives(office, BOB, NEAR, **said)
    await office.services.profiles.change(
        ALICE, Wishes(languages=("de", "en"), tags=("climbing", "chess"), also_free=6)
    )
    return await has(office, ALICE, "Bob", number=200)


def said_of(known: Candidate) -> tuple[Any, ...]:
    return known.in_pool, known.km, known.shared_tags, known.shared_languages, known.shared_parts


NOTHING = (False, None, (), (), 0)


async def test_what_somebody_says_about_themselves_counts_in_a_common_pool_only(office: Office) -> None:
    mission = await promised(office)
    bob = await about_bob(office)
    for pooled in ((), (BOB,)):
        await pools(office, *pooled)
        assert said_of((await weighed(office, mission))["Bob"]) == NOTHING
    await pools(office, ALICE)
    assert said_of((await weighed(office, mission))["Bob"]) == (True, 30, ("climbing",), ("de",), 6)
    keys = {ReasonKey.IN_POOL, ReasonKey.SHARED_TAGS, ReasonKey.SHARED_LANGUAGE, ReasonKey.AVAILABILITY}
    assert keys < (await reasons(office, mission))["Bob"].keys()

    await noted(office, bob, city_id=office.desk.places.find(HOME).id)  # type: ignore[union-attr]
    assert (await weighed(office, mission))["Bob"].km == 0, "what the list says goes before"
    async with office.store.write() as work:
        await work.pool.remove(person_id=BOB.person_id)
    assert said_of((await weighed(office, mission))["Bob"]) == (False, 0, (), (), 0)


async def test_the_city_of_a_fellow_counts_where_visitors_may_find_them_in_either_of_two_pools(office: Office) -> None:
    await office.community(ELSEWHERE)
    mission = await promised(office)
    await about_bob(office)
    await pools(office, ALICE, BOB, is_findable=False)
    assert said_of((await weighed(office, mission))["Bob"]) == (True, None, ("climbing",), ("de",), 6)
    await pools(office, BOB, community_id=ELSEWHERE)
    assert (await weighed(office, mission))["Bob"].km is None, "a pool that Alice is not in"
    await pools(office, ALICE, community_id=ELSEWHERE, is_findable=False)
    assert (await weighed(office, mission))["Bob"].km == 30


async def test_of_a_fellows_city_only_roughly_how_far_it_is_is_used(office: Office) -> None:
    """Or whoever changes their own city, reach or visits would find it."""
    mission = await promised(office)
    bob = await about_bob(office)  # 34 km away
    await pools(office, ALICE, BOB)
    await office.services.profiles.change(ALICE, Wishes(reach_km=30))
    assert (await reasons(office, mission))["Bob"][ReasonKey.WITHIN_REACH].km == 30
    await office.services.profiles.change(ALICE, Wishes(city="Chicago"))
    assert (await weighed(office, mission))["Bob"].km == 350
    await goes(office, ALICE, HOME, date(2026, 1, 6), date(2026, 1, 7))
    shown = (await reasons(office, mission))["Bob"][ReasonKey.VISIT_THERE]
    assert (shown.place, shown.km) == (HOME, 30)
    await noted(office, bob, city_id=office.desk.places.find(NEAR).id)  # type: ignore[union-attr]
    assert (await weighed(office, mission))["Bob"].own_visit_until is None, "what one wrote oneself is exact"


async def test_pools_of_two_communities_are_not_one(office: Office) -> None:
    await office.community(ELSEWHERE)
    mission = await promised(office)
    await about_bob(office)
    await pools(office, ALICE)
    await pools(office, BOB, community_id=ELSEWHERE)
    assert said_of((await weighed(office, mission))["Bob"]) == NOTHING


async def test_a_fellow_is_nothing_to_those_on_their_never_list(office: Office) -> None:
    mission = await promised(office)
    await about_bob(office)
    await pools(office, ALICE, BOB)
    hers = await has(office, BOB, "Alice", number=100)
    assert (await weighed(office, mission))["Bob"].in_pool
    await office.services.contacts.never(BOB, hers.id)
    assert said_of((await weighed(office, mission))["Bob"]) == NOTHING


async def test_what_the_list_says_of_somebody_is_compared_whatever_its_writing(office: Office) -> None:
    mission = await promised(office)
    await office.services.profiles.change(ALICE, Wishes(languages=("de", "en"), tags=("climbing", "chess")))
    await has(office, ALICE, "Ann", tags=("CLIMBING", "golf"), languages=("en", "de", "fr"))
    ann = (await weighed(office, mission))["Ann"]
    assert (ann.shared_tags, ann.shared_languages) == (("CLIMBING",), ("de",))
    await office.community(locale="de")
    ann = (await weighed(office, mission))["Ann"]
    assert ann.shared_languages == ("en",), "the one all speak anyway says nothing"
    await office.services.profiles.change(ALICE, Wishes(languages=("de-AT", "fr")))
    await has(office, ALICE, "Ann", languages=("de-AT", "fr"))
    assert (await weighed(office, mission))["Ann"].shared_languages == ("fr",), "nor does any kind of it"


async def test_only_being_offered_to_others_weighs_and_never_shows(office: Office) -> None:
    mission = await promised(office)
    for owner in (ALICE, CAROL, ROSA):
        await has(office, owner, "Bob", number=200)
    await reasons(office, mission)
    assert (await weighed(office, mission))["Bob"].load == 0, "her own suggestion"
    for number, owner in enumerate((CAROL, ROSA), start=1):
        theirs = await office.mission(owner)
        await office.services.suggestions.this_week(owner, theirs.id)
        assert (await weighed(office, mission))["Bob"].load == number
    assert ReasonKey.LOAD not in (await reasons(office, mission))["Bob"]
    await office.services.suggestions.skip(ROSA, theirs.id, (await has(office, ROSA, "Bob", number=200)).id)
    assert (await weighed(office, mission))["Bob"].load == 1


async def test_both_asked_to_be_on_the_others_list(office: Office) -> None:
    mission = await promised(office)
    bob = await has(office, ALICE, "Bob", number=200)
    await office.services.asks.volunteer_to(ALICE, account(200, "Bob"))
    assert not (await weighed(office, mission))["Bob"].is_mutual
    await noted(office, bob, volunteered_at=office.clock())
    assert (await weighed(office, mission))["Bob"].is_mutual
    assert ReasonKey.MUTUAL in (await reasons(office, mission))["Bob"]


# Who was asked


async def ask(office: Office, mission: Mission, contact: Contact) -> int:
    asking = await office.services.invites.invite(ALICE, mission.id, contact.id)
    assert asking.invite is not None
    return asking.invite.id


async def standings(office: Office, *missions: Mission) -> list[list[Standing]]:
    """How Alice's invitations stand in the week of each mission."""
    suggestions = [await office.services.suggestions.this_week(ALICE, each.id) for each in missions]
    assert not [offer for each in suggestions if each.invited for offer in each.offers]
    return [[each.standing for each in suggestion.invited] for suggestion in suggestions]


@pytest.mark.parametrize("asked_in", [0, 1])
async def test_whoever_was_asked_in_one_community_was_asked_in_the_other_though_its_week_begins_on_another_day(
    office: Office, asked_in: int
) -> None:
    await office.community(ELSEWHERE, first_weekday=3)
    here = await promised(office)
    missions = [here, await office.mission(replace(ALICE, community_id=ELSEWHERE))]
    bob = await has(office, ALICE, "Bob", number=200)
    office.clock.now = MONDAY + 2 * DAY  # the last day of a week that begins on Thursday
    await ask(office, missions[asked_in], bob)
    with pytest.raises(Refusal, match=r"invite\.open"):
        await ask(office, missions[1 - asked_in], bob)
    assert await standings(office, *missions) == [[Standing.WAITING]] * 2
    office.clock.now = MONDAY + 4 * DAY
    assert await standings(office, *missions) == [[Standing.NOT_THIS_WEEK], []]
    office.clock.now = MONDAY + WEEK
    assert await standings(office, *missions) == [[], []]


async def test_whoever_was_asked_on_the_last_day_is_waited_for_into_the_next_week(office: Office) -> None:
    mission = await promised(office)
    bob, _ = await has(office, ALICE, "Bob", number=200), await has(office, ALICE, "Ann")
    office.clock.now = SUNDAY
    await ask(office, mission, bob)
    office.clock.now = SUNDAY + DAY - timedelta(minutes=1)
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert [each.standing for each in suggestion.invited] == [Standing.WAITING]
    assert [each.contact.name for each in suggestion.offers] == ["Ann"]
    office.clock.now = SUNDAY + DAY
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert suggestion.invited == ()
    assert [each.contact.name for each in suggestion.offers] == ["Ann", "Bob"]


async def test_whoever_gave_no_yes_comes_later_for_eight_weeks_and_then_as_before(office: Office) -> None:
    mission = await promised(office)
    bob = await has(office, ALICE, "Bob", number=200)
    before = (await weighed(office, mission))["Bob"]
    ask_id = await ask(office, mission, bob)
    await office.services.invites.reply(BOB, ask_id, Reply.NO)
    assert (await weighed(office, mission))["Bob"] == before._replace(asked_this_week=True)
    for weeks in (1, 5, 8):
        office.clock.now = MONDAY + weeks * WEEK
        known = (await weighed(office, mission))["Bob"]
        assert known == before._replace(skipped_weeks_ago=weeks)
    await office.services.suggestions.this_week(ALICE)
    await office.services.suggestions.skip(ALICE, mission.id, bob.id)
    office.clock.now = MONDAY + 9 * WEEK
    assert (await weighed(office, mission))["Bob"].skipped_weeks_ago == 1, "the later of the two"


async def test_a_yes_leaves_nothing_against_whoever_gave_it(office: Office) -> None:
    mission = await promised(office)
    bob = await has(office, ALICE, "Bob", number=200)
    before = (await weighed(office, mission))["Bob"]
    await office.services.invites.reply(BOB, await ask(office, mission, bob), Reply.YES, is_adult=True)
    office.clock.now = MONDAY + WEEK
    assert (await weighed(office, mission))["Bob"] == before


async def test_a_call_restarts_the_clock_and_a_meeting_of_this_week_puts_somebody_last(office: Office) -> None:
    mission = await promised(office)
    ann, ben = await has(office, ALICE, "Ann"), await has(office, ALICE, "Ben", number=200)
    async with office.store.write() as work:
        await work.meetings.add(meeting(900, 100, ben, met_on=date(2025, 10, 1)))
        await work.meetings.add(meeting(901, 100, ben, met_on=date(2025, 12, 1), how=How.CALL))
        await work.meetings.add(meeting(902, 100, ann, met_on=date(2026, 1, 5)))
    known = await weighed(office, mission)
    assert (known["Ben"].last_met_on, known["Ben"].last_contact_on) == (date(2025, 10, 1), date(2025, 12, 1))
    assert list(await reasons(office, mission)) == ["Ben", "Ann"]
