"""How often somebody may be asked for a place on their list: once in twelve weeks a pair, and never in a flood."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meetups.refusals import Refusal
from meetups.services.contacts import Account
from meetups.services.guests import People
from meetups.services.outgoing import Announcement, Outgoing, Question
from meetups.services.volunteering import AGAIN_AFTER, NOMINATIONS_A_WEEK, OFFERS_A_WEEK, Offered
from meetups.values import Actor, Ask, AskKind, AskState, CommunityId, Contact, ContactId, DeliveryKind, MeetingId
from tests.support.office import COMMUNITY, Office, account, actor

KYLE, KAREN, ERIN, TED = actor(100), actor(200), actor(300), actor(400)
ACCOUNTS = {KYLE: account(100, "Kyle"), KAREN: account(200, "Karen"), ERIN: account(300, "Erin")}
ACCOUNTS[TED] = account(400, "Ted")
MOMENT = timedelta(seconds=1)


async def reachable(office: Office, *people: Actor) -> None:
    for each in people:
        await office.mission(each)
    await office.carry()


async def ask(office: Office, who: Actor = KAREN, whom: Actor = ERIN) -> Offered:
    return await office.services.asks.volunteer_to(who, ACCOUNTS[whom])


async def nominate(office: Office, who: Actor = KYLE, nominee: Actor = KAREN, owner: Actor = ERIN) -> Offered:
    return await office.services.asks.nominate(who, ACCOUNTS[nominee], ACCOUNTS[owner])


async def delivered(office: Office) -> list[Ask]:
    """The questions brought to somebody since the last look."""
    return [each.body.ask for each in await office.carry() if isinstance(each.body, Question)]


async def asked(office: Office) -> list[Ask]:
    async with office.store.read() as work:
        return await work.asks.find(kind=list(AskKind))


async def forward(office: Office, time: timedelta) -> None:
    """Let time pass without the nudges that fall due meanwhile."""
    office.clock.now += time
    await office.carry()


async def recap(office: Office, author: Actor = ERIN) -> MeetingId:
    told = await office.services.meetings.record(author, People(names=("Chris",)))
    await office.services.stories.tell(author, told.meeting.id, "Tea.", "")
    await office.services.stories.post(author, told.meeting.id)
    return told.meeting.id


async def known(office: Office, owner: Actor, person: Actor) -> Contact | None:
    async with office.store.read() as work:
        return await work.contacts.one(owner_id=owner.person_id, account_id=person.person_id)


async def shun(office: Office, owner: Actor, person: Actor, *, is_never: bool = True) -> None:
    async with office.store.write() as work:
        contact = await work.contacts.one(owner_id=owner.person_id, account_id=person.person_id)
        if contact is not None:
            await work.contacts.save(replace(contact, is_never=is_never))
            return
        new_id = ContactId(office.desk.new_id())
        await work.contacts.add(
            Contact(new_id, owner.person_id, "x", office.clock.now, person.person_id, is_never=is_never)
        )


# Twelve weeks


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_an_answered_offer_may_be_made_again_after_twelve_weeks(office: Office, answer: str) -> None:
    await reachable(office, ERIN, KAREN)
    await ask(office)
    [question] = await delivered(office)
    if answer == "accept":
        await office.services.asks.accept(ERIN, question.id, "Karen")
        async with office.store.write() as work:
            await work.contacts.remove(owner_id=ERIN.person_id)
    else:
        await office.services.asks.decline(ERIN, question.id)

    await forward(office, AGAIN_AFTER - MOMENT)
    await ask(office)
    await office.services.asks.volunteer(KAREN, await recap(office))
    assert await delivered(office) == []
    await forward(office, MOMENT)
    await ask(office)
    [again] = await delivered(office)
    assert (again.id, again.state, again.answered_at) == (question.id, AskState.OPEN, None)


async def test_after_twelve_weeks_another_door_is_as_good(office: Office) -> None:
    await reachable(office, ERIN)
    await ask(office)
    [question] = await delivered(office)
    await office.services.asks.decline(ERIN, question.id)
    await forward(office, AGAIN_AFTER)
    await office.services.asks.volunteer(KAREN, meeting_id := await recap(office))

    [again] = await delivered(office)
    assert (again.subject, again.from_id) == (meeting_id, KAREN.person_id)
    await ask(office)
    assert await delivered(office) == [], "which is the pair's question from now on"


async def test_an_offer_that_still_waits_is_not_made_a_second_time_however_long(office: Office) -> None:
    await reachable(office, ERIN)
    await ask(office)
    assert len(await delivered(office)) == 1
    await forward(office, 2 * AGAIN_AFTER)
    await ask(office)
    await office.services.asks.volunteer(KAREN, await recap(office))
    assert await delivered(office) == []


async def test_an_offer_through_another_door_gets_the_same_answer(office: Office) -> None:
    await reachable(office, ERIN)
    await ask(office)
    await office.services.asks.volunteer(KAREN, await recap(office))
    first, second = await asked(office)
    await office.services.asks.decline(ERIN, first.id)
    assert {each.state for each in await asked(office)} == {AskState.DECLINED}
    assert second.subject != first.subject
    await forward(office, timedelta(hours=1))
    await office.services.asks.volunteer(KAREN, await recap(office))
    assert [each.state for each in await asked(office)] == 3 * [AskState.DECLINED]


async def test_an_accepted_offer_made_again_brings_the_news_again_and_once(office: Office) -> None:
    await reachable(office, ERIN, KAREN)
    for _ in range(2):
        await ask(office)
        [question] = await delivered(office)
        for _ in range(2):
            await office.services.asks.accept(ERIN, question.id, "Karen")
        assert len([each for each in await office.carry() if each.delivery.kind is DeliveryKind.NEWS]) == 1
        async with office.store.write() as work:
            await work.contacts.remove(owner_id=ERIN.person_id)
        await forward(office, AGAIN_AFTER)


async def test_a_volunteer_on_the_list_is_not_asked_about_again(office: Office) -> None:
    await reachable(office, ERIN)
    first = await ask(office)
    [question] = await delivered(office)
    await office.services.asks.accept(ERIN, question.id, "Karen")
    await forward(office, 2 * AGAIN_AFTER)
    assert await ask(office) == first
    assert await delivered(office) == []


async def test_somebody_on_the_list_who_did_not_volunteer_may(office: Office) -> None:
    await reachable(office, ERIN)
    await office.services.contacts.add_many(ERIN, [ACCOUNTS[KAREN]])
    await ask(office)
    [question] = await delivered(office)
    await office.services.asks.accept(ERIN, question.id, "Karen")
    contact = await known(office, ERIN, KAREN)
    assert contact is not None
    assert contact.volunteered_at == office.clock.now


async def test_an_offer_that_went_nowhere_may_be_made_again_once_nothing_is_against_it(office: Office) -> None:
    await reachable(office, ERIN)
    await shun(office, ERIN, KAREN)
    await ask(office)
    await shun(office, ERIN, KAREN, is_never=False)
    await ask(office)
    assert await delivered(office) == [], "as if it had been passed over in silence"
    await forward(office, AGAIN_AFTER)
    await ask(office)
    assert len(await delivered(office)) == 1


async def test_whether_somebody_can_be_written_to_is_all_an_asker_learns(office: Office) -> None:
    assert await ask(office) == Offered(ERIN.person_id, is_reachable=False)
    await shun(office, ERIN, TED)
    assert await ask(office, TED) == Offered(ERIN.person_id, is_reachable=False)
    await reachable(office, ERIN)
    assert await ask(office) == await ask(office, TED) == Offered(ERIN.person_id, is_reachable=True)


async def test_an_announcement_counts_everybody_who_pressed_each_once(office: Office) -> None:
    mission = await office.mission(ERIN)
    await office.services.missions.announce(ERIN, mission.id, names_first=False)
    await office.carry()
    await shun(office, ERIN, TED)
    await ask(office)
    for each in (KAREN, TED, KAREN):
        await office.services.asks.volunteer(each, mission.id)
    assert _volunteers(await office.carry()) == 2


@pytest.mark.parametrize("community_id", [None, CommunityId(77)])
async def test_asking_needs_a_community_that_is_set_up(office: Office, community_id: CommunityId | None) -> None:
    stranger = replace(KYLE, community_id=community_id)
    key = "community.only_here" if community_id is None else "community.not_ready"
    for act in (
        office.services.asks.volunteer_to(stranger, ACCOUNTS[ERIN]),
        office.services.asks.may_nominate(stranger, ACCOUNTS[KAREN]),
        office.services.asks.nominate(stranger, ACCOUNTS[KAREN], ACCOUNTS[ERIN]),
    ):
        with pytest.raises(Refusal) as refused:
            await act
        assert refused.value.key == key
    assert await asked(office) == []


# A week's offers


async def test_twenty_offers_a_week_whatever_became_of_them(office: Office) -> None:
    await reachable(office, ERIN)
    owners = [ACCOUNTS[ERIN], *(account(1_000 + number) for number in range(OFFERS_A_WEEK - 1))]
    for each in [*owners[:-1], *owners]:  # the same once more is no other offer
        await office.services.asks.volunteer_to(KAREN, each)
    for question in await delivered(office):
        await office.services.asks.decline(ERIN, question.id)

    with pytest.raises(Refusal, match=r"ask\.offered_enough") as refused:
        await office.services.asks.volunteer_to(KAREN, ACCOUNTS[TED])
    assert refused.value.values == {"limit": OFFERS_A_WEEK}
    assert len(await asked(office)) == OFFERS_A_WEEK
    await ask(office, TED)
    await forward(office, timedelta(weeks=1) - MOMENT)
    with pytest.raises(Refusal, match=r"ask\.offered_enough"):
        await ask(office, KAREN, TED)
    await forward(office, MOMENT)
    await ask(office, KAREN, TED)


async def test_posts_stay_open_to_whoever_offered_enough(office: Office) -> None:
    for number in range(OFFERS_A_WEEK):
        await office.services.asks.volunteer_to(KAREN, account(1_000 + number))

    await office.services.asks.volunteer(KAREN, meeting_id := await recap(office))
    assert [each.to_id for each in await asked(office) if each.subject == meeting_id] == [ERIN.person_id]


async def test_who_came_onto_the_list_is_told_to_its_owner(office: Office) -> None:
    await reachable(office, ERIN)
    await ask(office)
    [question] = await delivered(office)

    said_yes = await office.services.asks.accept(ERIN, question.id, "Karen")

    assert said_yes.contact is not None
    assert said_yes.contact == await known(office, ERIN, KAREN)


# Nominations


async def test_five_nominations_a_week_whatever_became_of_them(office: Office) -> None:
    await reachable(office, KAREN)
    owners = [account(1_000 + number) for number in range(NOMINATIONS_A_WEEK)]
    for each in [*owners[:-1], *owners]:  # the same once more is no other nomination
        await office.services.asks.nominate(KYLE, ACCOUNTS[KAREN], each)
    for question in await delivered(office):
        await office.services.asks.decline(KAREN, question.id)

    for act in (
        office.services.asks.may_nominate(KYLE, ACCOUNTS[KAREN]),
        office.services.asks.nominate(KYLE, ACCOUNTS[KAREN], ACCOUNTS[ERIN]),
    ):
        with pytest.raises(Refusal, match=r"ask\.nominated_enough"):
            await act
    await nominate(office, TED)
    await forward(office, timedelta(weeks=1))
    await nominate(office)


async def test_one_nomination_of_a_pair_in_twelve_weeks_whoever_has_the_idea(office: Office) -> None:
    await reachable(office, KAREN)
    first = await nominate(office)
    [question] = await delivered(office)
    assert (question.from_id, question.to_id, question.subject) == (KYLE.person_id, KAREN.person_id, ERIN.person_id)
    await office.services.asks.decline(KAREN, question.id)
    await forward(office, AGAIN_AFTER - MOMENT)
    assert await nominate(office, TED) == first
    assert await nominate(office) == first
    assert await delivered(office) == []
    await forward(office, MOMENT)
    await nominate(office)
    [again] = await delivered(office)
    assert (again.id, again.state) == (question.id, AskState.OPEN)


async def test_a_nomination_that_still_waits_is_the_only_one(office: Office) -> None:
    await nominate(office)
    await office.carry()
    await forward(office, 2 * AGAIN_AFTER)
    await nominate(office)
    await nominate(office, TED)
    await office.carry()
    assert len(await office.services.inbox.read(KAREN.person_id)) == 1


async def test_a_nomination_that_went_nowhere_is_in_nobodys_way(office: Office) -> None:
    await reachable(office, KAREN)
    await shun(office, KAREN, KYLE)
    await nominate(office)
    assert await delivered(office) == []
    await nominate(office, TED)
    assert [each.from_id for each in await delivered(office)] == [TED.person_id]


@pytest.mark.parametrize("state", ["open", "declined", "listed"])
async def test_whoever_has_offered_themselves_is_not_asked_whether_they_would(office: Office, state: str) -> None:
    await reachable(office, KAREN, ERIN)
    await ask(office)
    [question] = await delivered(office)
    if state == "declined":
        await office.services.asks.decline(ERIN, question.id)
    elif state == "listed":
        await office.services.asks.accept(ERIN, question.id, "Karen")
        await forward(office, 2 * AGAIN_AFTER)
    await nominate(office)
    assert await delivered(office) == []


async def test_a_nominees_yes_counts_as_their_one_offer(office: Office) -> None:
    await reachable(office, KAREN, ERIN)
    await nominate(office)
    [nomination] = await delivered(office)
    await office.services.asks.accept(KAREN, nomination.id, "")
    [offer] = await delivered(office)
    assert (offer.kind, offer.from_id, offer.to_id) == (AskKind.VOLUNTEER, KAREN.person_id, ERIN.person_id)
    await ask(office)
    assert await delivered(office) == []
    assert offer.community_id == COMMUNITY


async def test_an_owners_own_word_about_who_introduced_somebody_stays(office: Office) -> None:
    await reachable(office, KAREN, ERIN)
    await shun(office, ERIN, KAREN, is_never=False)
    async with office.store.write() as work:
        contact = await work.contacts.one(owner_id=ERIN.person_id, account_id=KAREN.person_id)
        assert contact is not None
        await work.contacts.save(replace(contact, introduced_by="Rosa"))
    await nominate(office)
    [nomination] = await delivered(office)
    await office.services.asks.accept(KAREN, nomination.id, "")
    [offer] = await delivered(office)
    await office.services.asks.accept(ERIN, offer.id, "Karen", "Kyle")
    contact = await known(office, ERIN, KAREN)
    assert contact is not None
    assert contact.introduced_by == "Rosa"


async def test_a_name_is_written_down_only_where_somebody_introduced(office: Office) -> None:
    await reachable(office, ERIN)
    await ask(office)
    [question] = await delivered(office)
    await office.services.asks.accept(ERIN, question.id, "Karen", "Mallory")
    contact = await known(office, ERIN, KAREN)
    assert contact is not None
    assert (contact.introduced_by, contact.introducer_id) == ("", None)


@pytest.mark.parametrize(
    ("nominee", "owner", "key"),
    [
        (KYLE, ERIN, "ask.nominate_oneself"),
        (KAREN, KYLE, "ask.nominate_own_list"),
        (KAREN, KAREN, "ask.nominate_same"),
    ],
)
async def test_a_nomination_is_of_two_others(office: Office, nominee: Actor, owner: Actor, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        await nominate(office, KYLE, nominee, owner)
    assert refused.value.key == key


async def test_bots_are_neither_nominated_nor_asked(office: Office) -> None:
    robot = Account(ERIN.person_id, "Robot", is_bot=True)
    for act in (
        office.services.asks.volunteer_to(KYLE, robot),
        office.services.asks.nominate(KYLE, robot, ACCOUNTS[KAREN]),
        office.services.asks.nominate(KYLE, ACCOUNTS[KAREN], robot),
    ):
        with pytest.raises(Refusal, match=r"contact\.bot"):
            await act


def _volunteers(sent: list[Outgoing]) -> int:
    """What the announcement says last."""
    return [each.body.volunteers for each in sent if isinstance(each.body, Announcement)][-1]
