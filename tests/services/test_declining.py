"""Whoever is not told yes learns nothing else: a no, silence and a question never delivered are one, later is one more."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cogs.invites.cards import asked_card, outcome_card
from cogs.kit.cards import Button
from cogs.suggestions.cards import suggestion_card
from meetups.refusals import Refusal
from meetups.rules.ranking import ReasonKey
from meetups.services.all import Services
from meetups.services.outgoing import InviteQuestion
from meetups.services.suggestions import Standing
from meetups.services.weighing import situation_of
from meetups.values import (
    Actor,
    AskState,
    DeliveryKind,
    Invite,
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
    promised,
    read,
    shun,
    standing,
)
from tests.support.office import NUDGES, Office, meeting, open_office

Behaviour = Callable[[Office, Invite | None], Awaitable[Any]]


# No, silence, and a question that was never delivered


async def say_no(office: Office, question: Invite | None) -> None:
    if question is not None:
        await answer(office, question, Reply.NO)


async def never(office: Office, question: Invite | None) -> None:
    await shun(office, BOB, ALICE)


async def no_then_never(office: Office, question: Invite | None) -> None:
    await say_no(office, question)
    await never(office, question)


async def later_then_no(office: Office, question: Invite | None) -> None:
    if question is not None:
        await answer(office, question, Reply.LATER, weeks=2)
    await say_no(office, question)


async def nothing(office: Office, question: Invite | None) -> None:
    """Silence."""


_SILENCES: dict[int, list[Any]] = {}
"""What Alice sees when nobody answers, by the hour she asks at."""


@pytest.mark.parametrize(
    ("when", "behave"),
    [
        ("asked", say_no),
        ("closed", say_no),
        ("before", never),
        ("asked", never),
        ("closed", never),
        ("asked", no_then_never),
        ("asked", later_then_no),
    ],
)
@pytest.mark.parametrize("hour", [0, 13])
async def test_a_no_is_what_silence_is(tmp_path: Path, when: str, behave: Behaviour, hour: int) -> None:
    now = MONDAY + hour * HOUR
    folders = [tmp_path / name for name in ("silence", "other")]
    for each in folders:
        each.mkdir()
    if hour not in _SILENCES:
        _SILENCES[hour] = await all_that_alice_sees(folders[0], now, "closed", nothing)
    other = await all_that_alice_sees(folders[1], now, when, behave)
    for seen, expected in zip(other, _SILENCES[hour], strict=True):
        assert seen == expected


async def all_that_alice_sees(folder: Path, now: datetime, when: str, behave: Behaviour) -> list[Any]:
    """Cards, messages with their instants, orders and exports of nine weeks in which Bob behaves like this."""
    async with open_office(folder) as office:
        office.desk = replace(office.desk, new_id=count(10_000).__next__)
        office.services = Services.over(office.desk)
        await office.community()
        mission = await promised(office, BOB, CAROL, now=now)
        if when == "before":
            await behave(office, None)
        asking = await invite(office, mission)
        question = asking.invite
        assert question is not None
        seen: list[Any] = [read(asked_card(T, asking)), await looked(office, mission)]
        await office.until(now + HOUR)
        if when == "asked":
            await behave(office, question)
        seen += [await looked(office, mission)]
        told = await heard(office, now + 2 * DAY)
        seen += [(due, read(outcome_card(T, outcome))) for due, outcome in told]
        assert len(told) == 1
        if when == "closed":
            await behave(office, question)
        for _ in range(9):
            seen += [await looked(office, mission), await heard(office)]
            await office.until(office.clock() + WEEK)
        return seen


async def looked(office: Office, mission: Mission) -> list[Any]:
    """What Alice sees when she looks: the suggestion, how everybody is weighed, another invitation, her data."""
    async with office.store.read() as work:
        situation = await situation_of(work, office.desk, mission)
        candidates = [situation.candidate(each) for each in await work.contacts.rankable(ALICE.person_id)]
    suggestion = await office.services.suggestions.this_week(ALICE, mission.id)
    again = None
    if office.clock() < MONDAY + 4 * WEEK:
        with pytest.raises(Refusal) as refused:
            await invite(office, mission)
        again = (refused.value.key, refused.value.values)
    data = json.dumps(await office.services.mydata.export(ALICE))
    numbers: dict[str, str] = {}
    data = re.sub(r"\b1\d{4}\b", lambda found: numbers.setdefault(found[0], f"no. {len(numbers)}"), data)
    return [read(suggestion_card(T, suggestion)), candidates, again, data]


@pytest.mark.parametrize("is_reachable", [True, False])
async def test_whoever_shuns_the_asker_is_brought_nothing_and_nobody_knocks(
    office: Office, *, is_reachable: bool
) -> None:
    await office.community(nudge_channel_id=NUDGES)
    mission = await promised(office, *([BOB] if is_reachable else []))
    await know(office, ALICE, BOB)
    await shun(office, BOB, ALICE)
    asking = await invite(office, mission)
    assert (asking.invite is not None, asking.is_reachable) == (True, is_reachable)
    assert await office.carry() == []
    assert await inbox(office, BOB) == []
    assert await office.deliveries(kind=[DeliveryKind.ASK, DeliveryKind.KNOCK]) == []


@pytest.mark.parametrize("knows", [None, CAROL, ALICE])
async def test_a_question_knocks_only_where_nobody_could_be_shunned(office: Office, knows: Actor | None) -> None:
    """Were there a knock for whoever is not shunned, its absence would tell who is."""
    await office.community(nudge_channel_id=NUDGES)
    mission = await promised(office)
    await know(office, ALICE, BOB)
    if knows is not None:
        await know(office, BOB, knows)
    await invite(office, mission)
    knocks = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.KNOCK]
    assert [type(each) for each in await inbox(office, BOB)] == [InviteQuestion]
    assert len(knocks) == (knows is None)


async def test_the_next_one_comes_forward_when_the_waiting_is_over(office: Office) -> None:
    mission = await promised(office, BOB, CAROL)
    await asked(office, mission)
    [(due, outcome)] = await heard(office, MONDAY + 2 * DAY)
    assert due == MONDAY + DAY
    assert outcome.suggestion is not None
    assert [each.contact.name for each in outcome.suggestion.offers] == ["Carol"]
    card = outcome_card(T, outcome)
    assert [each.action for each in card.blocks if isinstance(each, Button) and each.label == "Invite"] == [
        f"invite.ask:1:{mission.id}.{outcome.suggestion.offers[0].contact.id}"
    ]
    assert await standing(office, mission) == [("Bob", Standing.NOT_THIS_WEEK)]


async def test_the_end_of_the_waiting_is_told_when_the_askers_quiet_hours_are_over(office: Office) -> None:
    mission = await promised(office, BOB, now=MONDAY + 13 * HOUR)
    await asked(office, mission)
    assert await heard(office, MONDAY + 37 * HOUR) == []
    assert await standing(office, mission) == [("Bob", Standing.NOT_THIS_WEEK)]
    assert [due for due, _ in await heard(office, MONDAY + 48 * HOUR)] == [datetime(2026, 1, 7, 7, tzinfo=UTC)]


async def test_the_waiting_lasts_as_long_as_the_community_says(office: Office) -> None:
    await office.community(answer_hours=48)
    mission = await promised(office, BOB)
    assert (await asked(office, mission)).closes_at == MONDAY + 2 * DAY
    await office.community(answer_hours=12)
    assert await heard(office, MONDAY + 2 * DAY - HOUR) == [], "what was promised then holds"
    assert [due for due, _ in await heard(office, MONDAY + 2 * DAY)] == [MONDAY + 2 * DAY]


async def test_the_end_is_prepared_twice_after_a_crash_and_says_the_same(office: Office) -> None:
    mission = await promised(office, BOB, CAROL)
    await asked(office, mission)
    office.clock.now = MONDAY + DAY
    [claimed] = await office.services.deliveries.claim_due()
    first = await office.services.deliveries.prepare(claimed)
    office.clock.forward(seconds=10)
    restarted = Services.over(office.desk).deliveries
    [uncertain] = await restarted.uncertain()
    second = await restarted.prepare(uncertain)
    assert first is not None
    assert second is not None
    assert (first.delivery.id, first.body) == (second.delivery.id, second.body)
    async with office.store.read() as work:
        assert [each.position for each in await work.suggested.find(mission_id=mission.id)] == [0]
    assert len(await office.deliveries(kind=DeliveryKind.OUTCOME)) == 1


async def test_nobody_hears_the_end_of_what_they_want_no_more(office: Office) -> None:
    mission = await promised(office, BOB, CAROL)
    await asked(office, mission)
    await shun(office, ALICE, BOB)
    assert await standing(office, mission) == []
    assert await heard(office, MONDAY + 2 * DAY) == []


# Later


async def test_later_is_read_when_the_waiting_is_over_and_comes_back_with_its_week(office: Office) -> None:
    mission = await promised(office, BOB, CAROL)
    question = await asked(office, mission)
    with pytest.raises(Refusal, match=r"choice\.unreadable"):
        await answer(office, question, Reply.LATER, weeks=3)
    replied = await answer(office, question, Reply.LATER, weeks=2)
    assert replied.invite.again_on == date(2026, 1, 19)
    assert await standing(office, mission) == [("Bob", Standing.WAITING)]
    assert [(due, each.invited.standing) for due, each in await heard(office, MONDAY + 2 * DAY)] == [
        (MONDAY + DAY, Standing.LATER)
    ]
    assert await standing(office, mission) == [("Bob", Standing.LATER)]

    office.clock.now = MONDAY + WEEK
    assert (await offered(office, mission))[0] == "Carol"
    with pytest.raises(Refusal, match=r"invite\.lately") as refused:
        await invite(office, mission)
    assert refused.value.values["starts_on"] == date(2026, 1, 19)
    office.clock.now = MONDAY + 2 * WEEK
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert suggestion.offers[0].contact.name == "Bob"
    assert ReasonKey.LATER in {each.key for each in suggestion.offers[0].reasons}
    assert (await invite(office, mission)).invite is not None, "they said so themselves"


async def test_a_later_that_was_read_is_not_taken_back_by_a_no(office: Office) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    await answer(office, question, Reply.LATER, weeks=8)
    await heard(office, MONDAY + 2 * DAY)
    with pytest.raises(Refusal, match=r"ask\.gone"):
        await answer(office, question, Reply.NO)
    assert await standing(office, mission) == [("Bob", Standing.LATER)]
    await answer(office, question, Reply.YES)
    assert [each.invited.standing for _, each in await heard(office)] == [Standing.YES]


async def test_whoever_was_met_since_or_is_on_the_never_list_does_not_come_back_as_later(office: Office) -> None:
    mission = await promised(office, BOB)
    await answer(office, await asked(office, mission), Reply.LATER, weeks=8)
    await heard(office, MONDAY + WEEK)
    async with office.store.write() as work:
        bob = await listed(office, ALICE, BOB)
        await work.meetings.add(meeting(900, 100, bob, met_on=date(2026, 1, 12)))
    for weeks in (2, 8):
        office.clock.now = MONDAY + weeks * WEEK
        suggestion = await office.services.suggestions.this_week(ALICE)
        keys = {each.key for each in suggestion.offers[0].reasons}
        assert not keys & {ReasonKey.LATER, ReasonKey.PARKED}
    await office.services.contacts.never(ALICE, bob.id)
    assert await offered(office, mission) == []


# What is kept of it


async def test_the_asker_who_forgets_themselves_takes_the_question_along(office: Office) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    assert len(await inbox(office, BOB)) == 1
    await office.services.mydata.forget(ALICE)
    assert await inbox(office, BOB) == []
    with pytest.raises(Refusal, match=r"ask\.gone"):
        await answer(office, question, Reply.YES)
    exported = await office.services.mydata.export(BOB)
    assert exported["invitations_received"] == exported["questions_received"] == []


async def test_whoever_was_asked_and_forgets_themselves_leaves_a_name_on_the_list_and_nothing_else(
    office: Office,
) -> None:
    mission = await promised(office, BOB)
    await answer(office, await asked(office, mission), Reply.ANOTHER_TIME, words="Sunday")
    await office.services.mydata.forget(BOB)
    assert await heard(office, MONDAY + 2 * DAY) == []
    assert (await offered(office, mission), await standing(office, mission)) == (["Bob"], [])
    exported = await office.services.mydata.export(ALICE)
    assert exported["invitations_made"] == exported["questions_asked"] == []
    assert str(BOB.person_id) not in re.findall(r"\d+", json.dumps(exported))


@pytest.mark.parametrize(
    ("reply", "at_once", "when_closed"),
    [
        (Reply.NONE, Reply.NONE, Reply.NONE),
        (Reply.NO, Reply.NONE, Reply.NONE),
        (Reply.LATER, Reply.NONE, Reply.LATER),
        (Reply.YES, Reply.YES, Reply.YES),
        (Reply.ANOTHER_TIME, Reply.ANOTHER_TIME, Reply.ANOTHER_TIME),
    ],
)
async def test_each_is_handed_what_they_may_know(
    office: Office, reply: Reply, at_once: Reply, when_closed: Reply
) -> None:
    mission = await promised(office, BOB)
    question = await asked(office, mission)
    if reply is not Reply.NONE:
        await answer(office, question, reply, words="Sunday", weeks=2)
    for now, known in ((MONDAY, at_once), (MONDAY + DAY, when_closed)):
        office.clock.now = now
        exported = await office.services.mydata.export(ALICE)
        (made,), (put,) = exported["invitations_made"], exported["questions_asked"]
        assert (made["id"], made["account_id"], made["reply"]) == (question.id, BOB.person_id, known)
        assert bool(made["words"]) is (known is Reply.ANOTHER_TIME)
        assert bool(made["again_on"]) is (known is Reply.LATER)
        is_yes = known in (Reply.YES, Reply.ANOTHER_TIME)
        assert (put["state"], put["answered_at"] is None) == (
            AskState.ACCEPTED if is_yes else AskState.OPEN,
            not is_yes,
        )
    exported = await office.services.mydata.export(BOB)
    (received,) = exported["invitations_received"]
    assert (received["asker_id"], received["reply"]) == (ALICE.person_id, reply)
    assert not {"contact_id", "mission_id"} & received.keys()
