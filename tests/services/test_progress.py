"""Progress to look at: one's own in full, another's as they show it, a community's in pairs and counts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest

from meetups.refusals import Refusal
from meetups.rules.milestones import Feat
from meetups.services.contacts import Details
from meetups.services.guests import People
from meetups.services.progress import Pair, Ranked, Tally, Wrap, Year
from meetups.values import (
    Actor,
    ChannelId,
    CommunityId,
    Contact,
    DeliveryKind,
    How,
    Look,
    MeetingId,
    Mission,
    Part,
    Participant,
    PersonId,
    Post,
    PostKind,
    PostState,
)
from tests.services.plans import know, people, refused
from tests.support.office import COMMUNITY, RECAPS, START, Office, account, actor, meeting

ORGANISER = Actor(PersonId(1), community_id=COMMUNITY, manages=True)
ADA, BO, CHRIS, DORA, EVE, FAY = FRIENDS = [actor(number) for number in (100, 200, 300, 400, 500, 600)]
NAMES = ["Ada", "Bo", "Chris", "Dora", "Eve", "Fay"]
OTHER = CommunityId(20)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FIRST = date(2026, 1, 1)
Told = TypeVar("Told", Wrap, Year)


async def met(office: Office, who: Actor, *others: Actor | Contact | str, weeks: int = 0, **changed: Any) -> MeetingId:
    """A meeting somebody recorded so many weeks after the first, which all others with an account have confirmed."""
    number = MeetingId(office.desk.new_id())
    part = changed.pop("part", Part.CONFIRMED)
    guests = (_guest(number, position, each, part) for position, each in enumerate(others, start=1))
    recorder = Participant(number, 0, Part.RECORDER, who.person_id)
    recorded_at = START + weeks * WEEK + timedelta(microseconds=number % 1_000_000)
    known = {"met_on": FIRST + weeks * WEEK, "community_id": COMMUNITY, "recorded_at": recorded_at, **changed}
    async with office.store.write() as work:
        await work.meetings.add(meeting(number, who.person_id, participants=(recorder, *guests), **known))
    return number


def _guest(number: MeetingId, position: int, who: Actor | Contact | str, part: Part) -> Participant:
    if isinstance(who, Actor):
        return Participant(number, position, part, person_id=who.person_id)
    if isinstance(who, Contact):
        return Participant(number, position, Part.GUEST, contact_id=who.id)
    return Participant(number, position, Part.GUEST, shown_as=who)


async def listed(office: Office, owner: Actor, name: str, who: Actor | None = None) -> Contact:
    added = await office.services.contacts.add(owner, Details(name=name), account(who.person_id, name) if who else None)
    return added.contact


async def tallied(office: Office, who: Actor = ADA) -> Tally:
    standing = await office.services.progress.mine(who)
    assert standing is not None
    return standing.tally


async def show(office: Office, *who: Actor, **shown: Any) -> None:
    for each in who:
        await office.services.progress.shows(each, NAMES[FRIENDS.index(each)], **shown)


async def posts(office: Office, kind: PostKind) -> list[Post]:
    async with office.store.read() as work:
        return await work.posts.find(kind=kind, state=PostState.WANTED)


async def leaves(office: Office, who: Actor) -> None:
    await office.services.departures.departed(who.person_id, COMMUNITY)


async def arrived(office: Office, kind: type[Told]) -> list[Told]:
    """What was posted of a kind by now."""
    return [each.body for each in await office.carry() if isinstance(each.body, kind)]


# One's own


async def test_one_looks_at_the_mission_here_then_at_the_last_there_was(office: Office) -> None:
    progress, missions = office.services.progress, office.services.missions
    elsewhere = replace(ADA, community_id=OTHER)
    await office.community(OTHER, name="Elsewhere", recap_channel_id=ChannelId(21))

    async def looked_at(who: Actor) -> Mission:
        standing = await progress.mine(who)
        assert standing is not None
        return standing.mission

    assert await progress.mine(ADA) is None
    first = await office.mission(ADA)
    assert (await looked_at(elsewhere)).id == first.id, "better than nothing, and for nobody else's eyes"
    there = await office.mission(elsewhere)
    office.clock.forward(days=1)
    await missions.end(ADA, first.id)
    over = await progress.mine(ADA)
    assert over is not None
    assert over.mission.id == first.id, "what ended here comes before what runs there"
    assert over.next_milestone is None
    assert (await looked_at(elsewhere)).id == there.id
    assert (await looked_at(replace(ADA, community_id=None))).id == there.id, "in a direct message the one that runs"
    second = await office.mission(ADA)
    assert (await looked_at(ADA)).id == second.id
    assert await progress.mine(BO) is None


async def test_people_are_new_once_in_a_lifetime_and_met_again_once_in_a_mission(office: Office) -> None:
    await people(office, ADA, BO, CHRIS)
    ted, una = await listed(office, ADA, "Ted"), await listed(office, ADA, "Una")
    await met(office, ADA, ted, BO, weeks=-9)
    await met(office, BO, ADA, weeks=-8)
    await met(office, ADA, una, how=How.CALL, weeks=-7)
    await office.mission(ADA)
    assert await tallied(office) == Tally()
    assert (await tallied(office)).is_empty
    office.clock.forward(weeks=5)
    await met(office, ADA, ted, una, weeks=1)
    await met(office, ADA, ted, una, weeks=2)
    await met(office, BO, ADA, weeks=2)
    await met(office, ADA, CHRIS, weeks=3, how=How.VIDEO)
    await met(office, CHRIS, ADA, weeks=3, part=Part.ASKED)
    await met(office, CHRIS, ADA, weeks=3, part=Part.DENIED)
    tally = await tallied(office)
    assert (tally.new, tally.again, tally.people) == (1, 2, 3), (
        "a call makes nobody known, and what is unsaid or denied is nothing"
    )
    assert tally.rungs == ((How.IN_PERSON, 3), (How.VIDEO, 1))


async def test_a_place_is_one_place_however_it_is_written(office: Office) -> None:
    await people(office, ADA, BO)
    await office.mission(ADA)
    office.clock.forward(weeks=3)
    for place in ("Bloomington, Indiana", "bloomington, indiana, united states", "Ada's garden", "ada's GARDEN", ""):
        await met(office, ADA, "Ted", weeks=1, place=place)
    await met(office, ADA, "Ted", weeks=1, place="Zoom", how=How.VIDEO)
    await met(office, BO, ADA, weeks=1, place="Bo's secret cabin")
    assert (await tallied(office)).places == ("Bloomington", "Ada's garden")


async def test_a_meeting_is_away_only_beyond_ones_reach(office: Office) -> None:
    await people(office, ADA)
    await office.mission(ADA)
    office.clock.forward(weeks=4)
    near = await met(office, ADA, "Ted", weeks=1, place="Bedford, Indiana")
    far = await met(office, ADA, "Ted", weeks=2, place="Chicago")
    await met(office, ADA, "Ted", weeks=3, place="Paris, France")

    async def away() -> list[int]:
        standing = await office.services.progress.mine(ADA)
        assert standing is not None
        found = [each.meeting_id for each in standing.milestones if each.feat is Feat.AWAY]
        async with office.store.read() as work:
            return [each.id for each in await work.meetings.touching(ADA.person_id) if each.id in found]

    assert await away() == [], "nobody knows where home is"
    await know(office, ADA, city_id=office.desk.places.search("Bloomington, Indiana", 1)[0].id, reach_km=50)
    assert await away() == [far]
    await know(office, ADA, reach_km=10)
    assert await away() == [near]
    await know(office, ADA, reach_km=20_000)
    assert await away() == []


# One's circle


async def test_whoever_was_met_last_comes_first_and_one_account_is_one_person(office: Office) -> None:
    await people(office, ADA, BO, CHRIS)
    office.clock.forward(weeks=20)
    bob = await listed(office, ADA, "Bob", BO)
    ted, gone = await listed(office, ADA, "Ted"), await listed(office, ADA, "Gone")
    await met(office, ADA, bob, weeks=1)
    await met(office, BO, ADA, CHRIS, weeks=8)
    await met(office, ADA, BO, ted, weeks=5)
    await met(office, ADA, ted, weeks=6)
    await met(office, ADA, ted, weeks=12, how=How.CALL)
    await met(office, ADA, gone, weeks=3)
    await office.services.contacts.remove(ADA, gone.id)

    circle = await office.services.progress.circle(ADA)
    assert [(each.name, each.account_id, each.meetings) for each in circle.friends] == [
        ("Bob", BO.person_id, 3),
        ("", CHRIS.person_id, 1),
        ("Ted", None, 2),
        ("", None, 1),
    ]
    assert (circle.friends[0].first_on, circle.friends[0].last_on) == (FIRST + WEEK, FIRST + 8 * WEEK)
    assert circle.today == FIRST + 20 * WEEK
    theirs = (await office.services.progress.circle(CHRIS)).friends
    assert {each.name for each in theirs} == {""}, "what Ada and Bo call people is theirs"
    assert {each.account_id for each in theirs} == {ADA.person_id, BO.person_id}


# What another shows


async def test_another_is_seen_only_while_they_show_it(office: Office) -> None:
    of_member, shows = office.services.progress.of_member, office.services.progress.shows
    await people(office, ADA, BO)
    await met(office, ADA, BO)
    await office.mission(ADA)
    assert await refused(of_member(BO, ADA.person_id)) == "progress.not_shown"
    shown = (await shows(ADA, "Ada \u202e**", is_shown=True)).showing
    assert (shown.is_shown, shown.is_pictured, shown.is_ranked) == (True, False, False), "each is said for itself"
    assert shown.name == "Ada **"
    assert (await of_member(BO, ADA.person_id)).progress.filled == 1
    assert await refused(of_member(ADA, BO.person_id)) == "progress.not_shown", "to look shows nothing of whoever looks"
    hidden = (await shows(ADA, "\u3164\u200b", is_shown=False)).showing
    assert hidden.name == "100", "nobody stands in a list as a blank"
    assert await refused(of_member(BO, ADA.person_id)) == "progress.not_shown"
    await shows(BO, "Bo", is_shown=True)
    assert await refused(of_member(ADA, BO.person_id)) == "progress.not_shown", "without a mission there is nothing"


async def test_whoever_is_kept_away_reads_what_anybody_reads_of_whoever_shows_nothing(office: Office) -> None:
    of_member = office.services.progress.of_member
    await people(office, ADA, BO, CHRIS)
    await office.mission(ADA)
    await office.mission(CHRIS)
    await show(office, ADA, is_shown=True)
    await of_member(BO, ADA.person_id)
    await office.services.contacts.shun(ADA, account(BO.person_id, "Bo"))
    answers = []
    for who in (ADA, CHRIS, actor(999)):
        with pytest.raises(Refusal) as refusal:
            await of_member(BO, who.person_id)
        answers.append((refusal.value.key, refusal.value.values))
    assert answers == [("progress.not_shown", {})] * 3
    assert (await of_member(CHRIS, ADA.person_id)).person.id == ADA.person_id


async def test_what_is_shown_here_is_neither_shown_elsewhere_nor_after_leaving(office: Office) -> None:
    of_member = office.services.progress.of_member
    await office.community(OTHER, name="Elsewhere", recap_channel_id=ChannelId(21))
    ada_there, bo_there = replace(ADA, community_id=OTHER), replace(BO, community_id=OTHER)
    there = await office.mission(ada_there)
    await show(office, ADA, is_shown=True)
    assert await refused(of_member(BO, ADA.person_id)) == "progress.not_shown", "her mission is another community's"
    assert await refused(of_member(bo_there, ADA.person_id)) == "progress.not_shown", "where she shows nothing"
    assert await refused(of_member(replace(BO, community_id=None), ADA.person_id)) == "community.only_here"
    here = await office.mission(ADA)
    assert (await of_member(BO, ADA.person_id)).mission.id == here.id != there.id
    await leaves(office, ADA)
    assert await refused(of_member(BO, ADA.person_id)) == "progress.not_shown"


# A community


async def test_a_community_is_seen_from_five_who_want_it_and_in_meetings_both_stand_by(office: Office) -> None:
    together = office.services.progress.together
    await people(office, *FRIENDS)
    await show(office, ADA, BO, CHRIS, DORA, is_pictured=True)
    await met(office, ADA, BO)
    few = await together(ADA)
    assert (few.names, few.pairs, few.is_pictured) == ((), (), True)
    await show(office, EVE, is_pictured=True)
    await met(office, BO, ADA, CHRIS, FAY, weeks=3)
    await met(office, DORA, EVE, part=Part.ASKED)
    await met(office, DORA, EVE, part=Part.DENIED)
    await met(office, DORA, EVE, how=How.VIDEO)
    await met(office, DORA, EVE, community_id=None)
    seen = await together(FAY)
    assert seen.names == ("Ada", "Bo", "Chris", "Dora", "Eve")
    assert seen.pairs == (
        Pair(0, 1, 2, FIRST),
        Pair(0, 2, 1, FIRST + 3 * WEEK),
        Pair(1, 2, 1, FIRST + 3 * WEEK),
    )
    assert (seen.is_pictured, seen.look) == (False, Look.DARK)

    await show(office, FAY, is_pictured=True)
    await office.mission(CHRIS)
    await leaves(office, CHRIS)
    seen = await together(ADA)
    assert seen.names == ("Ada", "Bo", "Dora", "Eve", "Fay")
    assert [(each.one, each.other) for each in seen.pairs] == [(0, 1), (0, 4), (1, 4)]
    await show(office, FAY, is_pictured=False)
    assert (await together(ADA)).names == ()


async def test_nobody_is_ranked_unless_there_is_a_ranking_and_they_want_it(office: Office) -> None:
    progress = office.services.progress
    await people(office, *FRIENDS)
    ted = await listed(office, ADA, "Ted")
    await met(office, ADA, BO, ted, weeks=2)
    await met(office, ADA, BO, ted, weeks=3)
    await met(office, CHRIS, BO, DORA, EVE, weeks=3)
    await met(office, EVE, FAY, weeks=-1)
    await show(office, ADA, BO, EVE, FAY, is_ranked=True)
    assert (await progress.together(ADA)).ranking == ()
    assert await refused(progress.rank(ADA, is_on=True)) == "community.organisers_only"
    await progress.rank(ORGANISER, is_on=True)
    seen = await progress.together(DORA)
    assert seen.ranking == (Ranked("Bo", 5), Ranked("Eve", 3), Ranked("Ada", 2)), (
        "who met nobody this year is on no list"
    )
    await show(office, BO, is_ranked=False)
    await office.mission(EVE)
    await leaves(office, EVE)
    assert (await progress.together(BO)).ranking == (Ranked("Ada", 2),)
    await progress.rank(ORGANISER, is_on=False)
    assert (await progress.together(ADA)).ranking == ()


async def test_a_ranking_tells_nobody_that_somebody_denied(office: Office) -> None:
    await people(office, ADA, BO, CHRIS, DORA)
    await office.services.progress.rank(ORGANISER, is_on=True)
    await show(office, ADA, BO, DORA, is_ranked=True)
    await met(office, ADA, CHRIS, weeks=2, part=Part.DENIED)
    await met(office, BO, CHRIS, weeks=3, part=Part.ASKED)
    await met(office, DORA, "somebody", weeks=3)
    ada, bo, *rest = (await office.services.progress.together(CHRIS)).ranking
    assert (ada.name, bo.name, ada.people) == ("Ada", "Bo", bo.people), "a no looks like silence"
    assert rest == [], "who met nobody that could be counted is not put at the end of a list"


# Looking back


async def test_a_mission_is_shared_once_by_its_member_and_names_nobody_else(office: Office) -> None:
    progress = office.services.progress
    mission = await office.mission(ADA)
    office.clock.forward(weeks=2)
    ted = await listed(office, ADA, "Ted")
    assert not (await progress.wrap(ADA, mission.id)).may_share
    assert await refused(progress.share_wrap(ADA, mission.id)) == "progress.nothing_yet"
    await met(office, ADA, ted, weeks=1, place="Ada's garden")
    for act in (progress.wrap, progress.share_wrap, progress.take_back_wrap):
        assert await refused(act(BO, mission.id)) == "mission.gone"
        assert await refused(act(ADA, mission.id + 1)) == "mission.gone"

    preview = await progress.wrap(ADA, mission.id)
    assert (preview.may_share, preview.post) == (True, None)
    assert [each.name for each in preview.wrap.friends] == ["Ted"]
    assert (await progress.share_wrap(ADA, mission.id)).post == (await progress.share_wrap(ADA, mission.id)).post
    [wrap] = await arrived(office, Wrap)
    assert (wrap.standing.mission.id, wrap.friends) == (mission.id, ())

    assert (await progress.take_back_wrap(ADA, mission.id)).post is None
    assert (await progress.take_back_wrap(ADA, mission.id)).post is None
    assert [each.delivery.kind for each in await office.carry()] == [DeliveryKind.REMOVE]
    assert (await progress.share_wrap(ADA, mission.id)).post is not None
    assert [each.standing.tally.people for each in await arrived(office, Wrap)] == [1]
    assert [each.channel_id for each in await posts(office, PostKind.WRAP)] == [RECAPS]


async def test_whom_one_met_most_is_said_of_the_mission_and_of_nothing_else(office: Office) -> None:
    ted, una, vic = [await listed(office, ADA, each) for each in ("Ted", "Una", "Vic")]
    for weeks in (-4, -3, -2, 5):
        await met(office, ADA, ted, weeks=weeks)
        await met(office, ADA, vic, weeks=weeks)
    mission = await office.mission(ADA)
    for weeks in (1, 2):
        await met(office, ADA, una, weeks=weeks)
    await met(office, ADA, ted, weeks=3)
    office.clock.forward(weeks=4)
    await office.services.missions.end(ADA, mission.id)
    office.clock.forward(weeks=2)
    friends = (await office.services.progress.wrap(ADA, mission.id)).wrap.friends
    assert [(each.name, each.meetings) for each in friends] == [("Una", 2), ("Ted", 1)]


async def test_whoever_left_looks_back_and_shares_nothing(office: Office) -> None:
    mission = await office.mission(ADA)
    await met(office, ADA, "Ted")
    await leaves(office, ADA)
    outside = replace(ADA, community_id=None)
    preview = await office.services.progress.wrap(outside, mission.id)
    assert preview.wrap.standing.progress.filled == 1
    assert not preview.may_share
    assert await refused(office.services.progress.share_wrap(outside, mission.id)) == "progress.departed"
    assert await posts(office, PostKind.WRAP) == []


async def a_year(office: Office) -> None:
    """Five who met in 2025 and 2026, by 1 July."""
    await people(office, *FRIENDS)
    await met(office, ADA, BO, weeks=-2)
    await met(office, ADA, BO, CHRIS, weeks=1)
    await met(office, DORA, ADA, weeks=1)
    await met(office, DORA, ADA, weeks=9)
    await met(office, FAY, BO, weeks=9, how=How.CALL)
    await met(office, DORA, EVE, weeks=9, part=Part.ASKED)
    office.clock.now = datetime(2026, 7, 1, 12, tzinfo=UTC)


async def test_a_communitys_year_counts_people_meetings_and_first_times(office: Office) -> None:
    progress = office.services.progress
    await a_year(office)
    await met(office, EVE, "Ted", weeks=10)
    year = (await progress.year(ORGANISER)).year
    assert (year.year, year.until) == (2026, date(2026, 7, 1))
    assert (year.people, year.meetings, year.first_times) == (5, 5, 3), "Ada and Bo knew each other"
    assert {week: n for week, n in enumerate(year.weeks) if n} == {1: 2, 9: 2, 10: 1}
    assert len(year.weeks) == 27


async def test_a_year_of_fewer_than_five_is_not_told_and_only_organisers_ask(office: Office) -> None:
    progress = office.services.progress
    await a_year(office)
    for act in (progress.year, progress.share_year):
        assert await refused(act(ADA)) == "community.organisers_only"
        with pytest.raises(Refusal) as refusal:
            await act(ORGANISER)
        assert (refusal.value.key, refusal.value.values) == ("community.year_too_few", {"fewest": 5})
    assert await posts(office, PostKind.YEAR) == []


async def test_a_year_is_shared_once_and_looked_back_on_until_march(office: Office) -> None:
    progress = office.services.progress
    await a_year(office)
    await met(office, EVE, FAY, weeks=50)
    office.clock.now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    shared = await progress.share_year(ORGANISER)
    assert shared.year.until == date(2026, 12, 31)
    office.clock.forward(days=20)
    assert (await progress.share_year(ORGANISER)).post == shared.post == (await progress.year(ORGANISER)).post
    assert [each.people for each in await arrived(office, Year)] == [6]
    assert [each.channel_id for each in await posts(office, PostKind.YEAR)] == [RECAPS]
    office.clock.now = datetime(2027, 4, 2, tzinfo=UTC)
    assert await refused(progress.year(ORGANISER)) == "community.year_too_few", "the new year has nobody yet"


async def test_an_organiser_whom_nobody_knew_yet_shares_the_year(office: Office) -> None:
    await a_year(office)
    await met(office, EVE, "Una", weeks=10)
    other = Actor(PersonId(2), community_id=COMMUNITY, manages=True)
    assert (await office.services.progress.share_year(other)).post is not None


async def test_a_post_tells_of_the_year_up_to_its_day(office: Office) -> None:
    await a_year(office)
    await met(office, EVE, "Ted", weeks=10)
    await office.services.progress.share_year(ORGANISER)
    office.clock.forward(weeks=8)
    await met(office, FAY, EVE, met_on=date(2026, 8, 20))
    [posted] = await arrived(office, Year)
    assert posted.until == date(2026, 7, 1)
    assert (posted.people, posted.meetings, sum(posted.weeks)) == (5, 5, 5)


# Whose it is


async def test_what_is_shown_is_exported_and_goes_with_its_member(office: Office) -> None:
    progress = office.services.progress
    await a_year(office)
    mission = await office.mission(ADA)
    await office.services.meetings.record(ADA, People(names=("Ted",)))
    await met(office, EVE, "Una", weeks=10)
    await show(office, ADA, BO, CHRIS, DORA, EVE, is_pictured=True)
    await progress.share_wrap(ADA, mission.id)
    await progress.share_year(ORGANISER)
    await office.carry()
    exported = await office.services.mydata.export(ADA)
    [shows] = exported["shows"]
    assert (shows["name"], shows["is_pictured"], shows["is_shown"]) == ("Ada", True, False)
    json.dumps(exported)

    await office.services.mydata.forget(ADA)

    assert (await office.services.mydata.export(ADA))["shows"] == []
    assert (await progress.together(BO)).names == ()
    assert DeliveryKind.REMOVE in [each.delivery.kind for each in await office.carry()]
    assert await posts(office, PostKind.WRAP) == []
    assert len(await posts(office, PostKind.YEAR)) == 1


async def test_a_communitys_year_stays_when_the_organiser_who_shared_it_is_forgotten(office: Office) -> None:
    await a_year(office)
    await met(office, EVE, "Una", weeks=10)
    await office.services.progress.share_year(ORGANISER)
    await office.carry()
    await office.services.mydata.forget(ORGANISER)
    assert len(await posts(office, PostKind.YEAR)) == 1
