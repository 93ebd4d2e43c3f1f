"""Asking first: who is asked, how often, what comes of a yes, and of another time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cogs.invites.cards import asked_card, outcome_card, question_card
from cogs.suggestions.cards import suggestion_card
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid
from meetups.services.contacts import Details
from meetups.services.invites import A_WEEK, WORDS
from meetups.services.outgoing import InviteQuestion
from meetups.services.profiles import Wishes
from meetups.services.suggestions import Standing
from meetups.services.weighing import AGAIN_AFTER
from meetups.values import (
    DeliveryKind,
    Mission,
    Reply,
)
from tests.services.inviting import (
    ALICE,
    BOB,
    CAROL,
    DAY,
    HOUR,
    MONDAY,
    WEEK,
    T,
    answer,
    asked,
    heard,
    inbox,
    invite,
    know,
    listed,
    offered,
    person,
    promised,
    read,
    shun,
    standing,
)
from tests.support.office import Office, actor, direct

EVENINGS = 0b100_100_100


# The question


async def test_the_question_comes_at_once_and_says_who_asks_and_how_long_the_answer_is_good(office: Office) -> None:
    mission = await promised(office, BOB)
    await office.services.profiles.change(ALICE, Wishes(introduction="I build kites."))
    await invite(office, mission)
    (sent,) = await office.carry()
    assert sent.channel_id == direct(BOB.person_id)
    assert isinstance(sent.body, InviteQuestion)
    assert (sent.body.invite.asker_id, sent.body.introduction) == (ALICE.person_id, "I build kites.")
    assert sent.body.until == date(2026, 1, 11)


async def test_neither_the_question_nor_a_yes_wakes_anybody(office: Office) -> None:
    mission = await promised(office, BOB, now=MONDAY + 17 * HOUR)
    question = (await invite(office, mission)).invite
    assert question is not None
    assert await office.until(MONDAY + 20 * HOUR) == []
    [sent] = await office.until(MONDAY + 21 * HOUR)
    assert (type(sent.body), office.clock().hour) == (InviteQuestion, 7)

    await office.services.profiles.change(ALICE, Wishes(quiet=(7 * 60, 9 * 60)))
    await answer(office, question, Reply.YES)
    assert await heard(office, MONDAY + 22 * HOUR) == []
    assert [each.invited.standing for _, each in await heard(office, MONDAY + 23 * HOUR)] == [Standing.YES]


async def test_asked_on_a_sunday_they_have_as_long_to_answer_as_on_any_other_day(office: Office) -> None:
    sunday = MONDAY + 6 * DAY
    mission = await promised(office, BOB, CAROL, now=sunday)
    question = (await invite(office, mission)).invite
    assert question is not None
    [asking] = [each.body for each in await office.carry() if isinstance(each.body, InviteQuestion)]
    assert (asking.week.last_on, asking.until) == (date(2026, 1, 11), date(2026, 1, 12))
    assert "An answer is in time until Monday, January 12" in "\n".join(read(question_card(T, asking)))
    await office.until(sunday + 23 * HOUR)
    assert [type(each) for each in await inbox(office, BOB)] == [InviteQuestion]
    await answer(office, question, Reply.YES)
    assert [each.invited.standing for _, each in await heard(office)] == [Standing.YES]


async def test_who_was_asked_on_a_sunday_and_says_nothing_makes_room_for_the_next_in_the_new_week(
    office: Office,
) -> None:
    sunday = MONDAY + 6 * DAY
    mission = await promised(office, BOB, CAROL, now=sunday)
    question = await asked(office, mission)
    [(due, outcome)] = await heard(office, sunday + 2 * DAY)
    assert due == sunday + DAY
    assert outcome.suggestion is not None
    assert outcome.suggestion.offers[0].contact.name == "Carol"
    with pytest.raises(Refusal, match=r"invite\.over"):
        await answer(office, question, Reply.YES)


async def test_before_the_first_week_the_question_says_which_week_it_is_for(office: Office) -> None:
    await promised(office, BOB)
    await office.services.missions.end(ALICE, (await running(office)).id)
    mission = await office.mission(ALICE, time_zone="UTC", from_today=False)
    await invite(office, mission)
    [asking] = [each.body for each in await office.carry() if isinstance(each.body, InviteQuestion)]
    assert asking.is_ahead
    said = "\n".join(read(question_card(T, asking)))
    assert "in the week from Monday, January 12 to Sunday, January 18" in said


async def test_when_the_last_day_of_a_mission_is_past_nobody_is_asked(office: Office) -> None:
    mission = await promised(office, BOB)
    office.clock.now = datetime(2027, 1, 1, 1, tzinfo=UTC)
    with pytest.raises(Refusal, match=r"mission\.ended"):
        await invite(office, mission)


async def running(office: Office) -> Mission:
    async with office.store.read() as work:
        [mission] = await work.missions.running(ALICE.person_id)
    return mission


async def test_whoever_has_no_open_channel_finds_the_question_in_the_inbox_until_it_is_answered(
    office: Office,
) -> None:
    mission = await promised(office)
    await know(office, ALICE, BOB)
    asking = await invite(office, mission)
    assert asking.invite is not None
    assert not asking.is_reachable
    assert "Type /inbox to answer" in "\n".join(read(asked_card(T, asking)))
    assert await office.carry() == []
    assert [type(each) for each in await inbox(office, BOB)] == [InviteQuestion]
    await answer(office, asking.invite, Reply.NO)
    assert await inbox(office, BOB) == []


@pytest.mark.parametrize("why", ["the week is over", "the mission is over", "the asker shuns them"])
async def test_a_question_that_stands_no_more_leaves_the_inbox_and_says_so_kindly(office: Office, why: str) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    if why == "the week is over":
        office.clock.now = MONDAY + WEEK
    elif why == "the mission is over":
        await office.services.missions.end(ALICE, mission.id)
    else:
        await shun(office, ALICE, BOB)
    key = "invite.over" if why == "the week is over" else "ask.gone"
    assert await inbox(office, BOB) == []
    for reply in (Reply.YES, Reply.NO):
        with pytest.raises(Refusal, match=key):
            await answer(office, question, reply)
    with pytest.raises(Refusal, match=key):
        await office.services.invites.received(BOB, question.id)


async def test_a_stranger_can_neither_answer_nor_read_an_invitation(office: Office) -> None:
    mission = await promised(office, BOB)
    question, invites = await asked(office, mission), office.services.invites
    for who in (CAROL, ALICE):
        for act in (invites.reply(who, question.id, Reply.YES, is_adult=True), invites.received(who, question.id)):
            with pytest.raises(Refusal, match=r"ask\.gone"):
                await act
    for who in (ALICE, BOB, CAROL):
        with pytest.raises(Refusal, match=r"ask\.gone"):
            await invites.agreed(who, question.id)
    await answer(office, question, Reply.YES)
    with pytest.raises(Refusal, match=r"ask\.gone"):
        await invites.agreed(CAROL, question.id)
    with pytest.raises(Refusal, match=r"mission\.ended"):
        await invites.invite(CAROL, mission.id, question.contact_id or 0)


# Yes


async def test_a_yes_is_told_at_once_and_nothing_comes_when_the_waiting_is_over(office: Office) -> None:
    mission = await promised(office, BOB, CAROL)
    for who, parts in ((ALICE, EVENINGS), (BOB, EVENINGS | 1)):
        await office.services.profiles.change(who, Wishes(availability=parts))
    question = await asked(office, mission)
    assert await standing(office, mission) == [("Bob", Standing.WAITING)]
    assert await offered(office, mission) == ["Carol"]

    office.clock.forward(hours=1)
    replied = await answer(office, question, Reply.YES)
    [(due, outcome)] = await heard(office)
    assert (due, outcome.invited.standing, outcome.parts) == (MONDAY + HOUR, Standing.YES, EVENINGS)
    assert replied.parts == EVENINGS
    for who in (ALICE, BOB):
        assert (await office.services.invites.agreed(who, question.id)).parts == EVENINGS
    assert await standing(office, mission) == [("Bob", Standing.YES)]
    assert await offered(office, mission) == ["Carol"]

    assert await answer(office, question, Reply.YES) == replied
    for reply in (Reply.NO, Reply.ANOTHER_TIME, Reply.LATER):
        with pytest.raises(Refusal, match=r"invite\.agreed"):
            await answer(office, question, reply, words="Sunday", weeks=2)
    assert await heard(office, MONDAY + 4 * WEEK) == []
    assert [each.reason for each in await office.deliveries(kind=DeliveryKind.OUTCOME)] == ["", "no_longer_so"]


async def test_a_late_yes_is_told_at_once_and_none_is_taken_after_the_week(office: Office) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    assert [each.invited.standing for _, each in await heard(office, MONDAY + 5 * DAY)] == [Standing.NOT_THIS_WEEK]
    await answer(office, question, Reply.NO)
    await answer(office, question, Reply.YES)
    assert [each.invited.standing for _, each in await heard(office)] == [Standing.YES]

    office.clock.now = MONDAY + 2 * WEEK
    await answer(office, question, Reply.YES)
    assert await heard(office) == []


async def test_when_the_other_is_free_is_read_by_nobody_they_have_put_on_their_never_list(office: Office) -> None:
    mission = await promised(office, BOB)
    for who in (ALICE, BOB):
        await office.services.profiles.change(who, Wishes(availability=EVENINGS))
    question = await asked(office, mission)
    await answer(office, question, Reply.YES)
    await shun(office, BOB, ALICE)
    assert (await office.services.invites.agreed(ALICE, question.id)).parts == 0
    with pytest.raises(Refusal, match=r"ask\.gone"):
        await office.services.invites.agreed(BOB, question.id)


# Another time


async def test_another_time_is_told_at_once_in_the_words_it_was_said_in(office: Office) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    for empty in ("", "  \n", "\u200b\u202e"):
        with pytest.raises(Refusal, match=r"invite\.when"):
            await answer(office, question, Reply.ANOTHER_TIME, words=empty)
    assert (await person(office, BOB)).adult_since is None, "nothing came of it"
    words = "**Thursday** @everyone, or\n[here](https://example.org)"
    await answer(office, question, Reply.ANOTHER_TIME, words=words)
    [(due, outcome)] = await heard(office)
    assert (due, outcome.invited.standing) == (MONDAY, Standing.ANOTHER_TIME)
    shown = "\n".join(read(outcome_card(T, outcome)))
    suggestion = await office.services.suggestions.this_week(ALICE)
    for text in (shown, "\n".join(read(suggestion_card(T, suggestion)))):
        assert "Thursday" in text
        assert not [each for each in ("**Thursday**", "@everyone", "](https") if each in text]
    assert (await office.services.invites.received(BOB, question.id)).invite.words == " ".join(words.split())


async def test_other_words_are_told_too_the_same_are_not_and_a_yes_may_follow(office: Office) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    said = []
    for words in ("Thursday", "Thursday", "Friday after all", "x" * 300):
        await answer(office, question, Reply.ANOTHER_TIME, words=words)
        said += [each.invited.invite.words for _, each in await heard(office)]
    assert said == ["Thursday", "Friday after all", "x" * WORDS]
    for reply in (Reply.NO, Reply.LATER):
        with pytest.raises(Refusal, match=r"invite\.agreed"):
            await answer(office, question, reply, weeks=2)
    await answer(office, question, Reply.YES)
    assert [each.invited.standing for _, each in await heard(office, MONDAY + WEEK)] == [Standing.YES]


async def test_of_several_words_that_wait_in_the_inbox_the_last_are_read(office: Office) -> None:
    mission = await promised(office, BOB)
    async with office.store.write() as work:
        await work.persons.save(replace(await person(office, ALICE), dm_channel_id=None))
    question = await asked(office, mission)
    for words in ("Thursday", "Friday"):
        await answer(office, question, Reply.ANOTHER_TIME, words=words)
        await office.carry()
    (waiting,) = await inbox(office, ALICE)
    assert waiting.invited.invite.words == "Friday"


# Eighteen or older


async def test_each_side_says_once_that_they_are_of_age_and_a_refusal_does_not_ask_for_it(office: Office) -> None:
    mission = await promised(office, BOB, CAROL)
    async with office.store.write() as work:
        await work.persons.save(replace(await person(office, ALICE), adult_since=None))
    bob, invites = await listed(office, ALICE, BOB), office.services.invites
    with pytest.raises(AgeUnsaid):
        await invites.invite(ALICE, mission.id, bob.id)
    asking = await invites.invite(ALICE, mission.id, bob.id, is_adult=True)
    assert asking.invite is not None
    with pytest.raises(Refusal, match=r"invite\.open"):
        await invites.invite(ALICE, mission.id, bob.id)
    assert (await invite(office, mission, CAROL)).invite is not None

    ask_id = asking.invite.id
    assert not (await invites.received(BOB, ask_id)).is_adult
    for reply in (Reply.YES, Reply.ANOTHER_TIME):
        with pytest.raises(AgeUnsaid):
            await invites.reply(BOB, ask_id, reply, words="Sunday")
    await invites.reply(BOB, ask_id, Reply.LATER, weeks=2)
    await invites.reply(BOB, ask_id, Reply.NO)
    assert (await person(office, BOB)).adult_since is None
    await invites.reply(BOB, ask_id, Reply.YES, is_adult=True)
    assert (await person(office, BOB)).adult_since == office.clock()


# How often


async def test_five_people_are_asked_in_seven_days(office: Office) -> None:
    people = [actor(1_000 + number) for number in range(A_WEEK + 1)]
    mission = await promised(office, *people)
    for each in people[:A_WEEK]:
        await invite(office, mission, each)
        office.clock.forward(hours=1)
    office.clock.now = MONDAY + WEEK - timedelta(seconds=1)
    with pytest.raises(Refusal, match=r"invite\.enough"):
        await invite(office, mission, people[-1])
    office.clock.now = MONDAY + WEEK
    assert (await invite(office, mission, people[-1])).invite is not None


async def test_the_same_person_is_left_in_peace_for_four_weeks(office: Office) -> None:
    mission = await promised(office, BOB)
    await asked(office, mission)
    with pytest.raises(Refusal, match=r"invite\.open"):
        await invite(office, mission)
    office.clock.now = MONDAY + AGAIN_AFTER - DAY
    with pytest.raises(Refusal, match=r"invite\.lately") as refused:
        await invite(office, mission)
    assert refused.value.values == {"name": "Bob", "starts_on": (MONDAY + AGAIN_AFTER).date()}
    office.clock.forward(days=1)
    assert (await invite(office, mission)).invite is not None


@pytest.mark.parametrize("reply", [Reply.YES, Reply.ANOTHER_TIME])
async def test_whoever_said_yes_may_be_asked_again_once_that_week_is_over(office: Office, reply: Reply) -> None:
    mission = await promised(office, BOB)
    await answer(office, await asked(office, mission), reply, words="Sunday")
    for days in (0, 2, 6):
        office.clock.now = MONDAY + days * DAY
        with pytest.raises(Refusal, match=r"invite\.open"):
            await invite(office, mission)
    office.clock.now = MONDAY + WEEK
    assert (await invite(office, mission)).invite is not None


async def test_the_own_never_list_is_not_asked(office: Office) -> None:
    mission = await promised(office, BOB)
    await shun(office, ALICE, BOB)
    with pytest.raises(Refusal, match=r"invite\.never"):
        await invite(office, mission)
    assert await office.deliveries(kind=DeliveryKind.ASK) == []


@pytest.mark.parametrize("account_id", [None, BOB.person_id])
async def test_whom_nothing_can_be_asked_here_is_sent_a_line_which_counts_for_nothing(
    office: Office, account_id: Any
) -> None:
    """Without an account, or with one that only a file names, which may be anybody's."""
    mission = await promised(office)
    added = await office.services.contacts.add(ALICE, Details(name="Bob"))
    async with office.store.write() as work:
        await work.contacts.save(replace(added.contact, account_id=account_id, account_is_seen=False))
    for _ in range(A_WEEK + 1):
        asking = await office.services.invites.invite(ALICE, mission.id, added.contact.id)
        assert asking.invite is None
    assert "Would you be one of them?" in "\n".join(read(asked_card(T, asking)))
    assert await office.carry() == []
    assert await office.deliveries(kind=[DeliveryKind.ASK, DeliveryKind.OUTCOME]) == []
    assert await inbox(office, BOB) == []
    assert (await offered(office, mission), await standing(office, mission)) == (["Bob"], [])
