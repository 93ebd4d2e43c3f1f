"""Whoever cannot be asked just now is not what a week proposes, and two who ask each other ask once."""

from __future__ import annotations

import pytest

from cogs.suggestions.cards import suggestion_card
from meetups.refusals import Refusal
from meetups.values import Reply
from tests.services.inviting import (
    ALICE,
    BOB,
    CAROL,
    DAY,
    MONDAY,
    WEEK,
    T,
    answer,
    asked,
    know,
    listed,
    offered,
    promised,
    read,
)
from tests.support.office import Office


@pytest.mark.parametrize("reply", [Reply.NONE, Reply.NO])
async def test_whoever_was_asked_lately_comes_after_everybody_who_can_be_asked(office: Office, reply: Reply) -> None:
    mission = await promised(office, BOB, CAROL)
    question = await asked(office, mission)
    if reply is not Reply.NONE:
        await answer(office, question, reply)
    await office.until(MONDAY + WEEK)
    assert await offered(office, mission) == ["Carol", "Bob"]
    await asked(office, mission, CAROL)
    await office.until(MONDAY + 2 * WEEK)
    suggestion = await office.services.suggestions.this_week(ALICE, mission.id)
    assert {each.ask_from for each in suggestion.offers} == {
        (MONDAY + 4 * WEEK).date(),
        (MONDAY + 5 * WEEK).date(),
    }
    said = read(suggestion_card(T, suggestion))
    assert "Invite" not in said
    assert "I can do so again from" in "\n".join(said)
    await office.until(MONDAY + 4 * WEEK)
    first = (await office.services.suggestions.this_week(ALICE, mission.id)).offers[0]
    assert (first.contact.name, first.ask_from) == ("Bob", None)


async def test_whoever_said_yes_is_not_told_to_ask_for_it(office: Office) -> None:
    mission = await promised(office, BOB)
    theirs = await office.mission(BOB, time_zone="UTC")
    await know(office, BOB, ALICE)
    assert [each.contact.name for each in (await office.services.suggestions.this_week(BOB)).offers] == ["Alice"]
    await answer(office, await asked(office, mission), Reply.YES)
    assert (await office.services.suggestions.this_week(BOB, theirs.id)).offers == ()


async def test_who_asks_somebody_that_has_asked_is_shown_their_question(office: Office) -> None:
    mission = await promised(office, BOB)
    theirs = await office.mission(BOB, time_zone="UTC")
    await know(office, BOB, ALICE)
    await asked(office, mission)
    contact = await listed(office, BOB, ALICE)
    with pytest.raises(Refusal, match=r"invite\.received"):
        await office.services.invites.invite(BOB, theirs.id, contact.id)
    await office.until(MONDAY + 7 * DAY)
    assert (await office.services.invites.invite(BOB, theirs.id, contact.id)).invite is not None
