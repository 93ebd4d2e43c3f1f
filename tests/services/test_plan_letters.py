"""What the people of a plan are told: each change once, drawn as it is when it goes, the older letter drawn anew."""

from __future__ import annotations

from datetime import datetime

import pytest

from meetups.services.outgoing import Failure, Outgoing
from meetups.services.plans import PlanLetter, PlanWishes
from meetups.values import Answer, DeliveryKind, DeliveryState, DirectMessages
from tests.services.plans import (
    BO,
    CLOSES,
    HOUR,
    KYLE,
    ROSA,
    SUNDAY,
    TUESDAY,
    accept,
    agreed,
    asked,
    contact,
    hear,
    inbox,
    know,
    people,
    say,
    sent,
    take,
    times_of,
    told,
)
from tests.support.office import COMMUNITY, NUDGES, START, Office

NIGHT = START.replace(hour=23)


async def letters(office: Office, plan_id: int) -> dict[str, Outgoing]:
    """What goes out now, by the line it is told in."""
    return {told([each])[0]: each for each in await office.carry()}


async def test_the_letter_before_is_drawn_anew_and_points_to_the_newer(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    (first,) = await office.deliveries(kind=DeliveryKind.PLAN, person_id=ROSA.person_id)

    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
    outgoing = await letters(office, plan_id)

    assert set(outgoing) == {"rosa: changed", "rosa: ()"}
    edit = outgoing["rosa: ()"]
    assert (edit.message_id, edit.channel_id) == (first.message_id, first.channel_id)
    assert isinstance(edit.body, PlanLetter)
    assert (edit.body.about, edit.body.view.plan.times) == (None, (TUESDAY,))
    assert outgoing["rosa: changed"].message_id is None


async def test_ones_own_letter_follows_what_one_says(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, Answer.NO)

    outgoing = (await letters(office, plan_id))["rosa: (asked)"]

    assert isinstance(outgoing.body, PlanLetter)
    assert outgoing.body.view.mine is not None
    assert outgoing.body.view.mine.answer is Answer.NO


async def test_of_several_changes_before_anything_is_sent_the_last_is_told(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Park"))
    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Library"))

    outgoing = await letters(office, plan_id)

    assert set(outgoing) == {"rosa: changed", "rosa: ()"}
    body = outgoing["rosa: changed"].body
    assert isinstance(body, PlanLetter)
    assert (body.view.plan.place, body.view.plan.times) == ("Library", (TUESDAY,))


async def test_who_was_not_asked_yet_is_asked_as_it_is_by_then(office: Office) -> None:
    await people(office)
    view = await sent(office, ROSA, BO)
    await accept(office, BO, view.plan.id)
    await office.services.plans.change(KYLE, view.plan.id, PlanWishes(place="Park"))

    assert await hear(office) == ["bo: changed", "kyle: agreed", "rosa: asked"]


async def test_what_is_called_off_before_anybody_heard_of_it_is_told_nobody(office: Office) -> None:
    await people(office)
    view = await sent(office, ROSA)
    await office.services.plans.cancel(KYLE, view.plan.id)

    assert told(await office.until(TUESDAY)) == []
    assert await inbox(office, ROSA) == []


@pytest.mark.parametrize("undoing", ["offer", "cancel", "no"])
async def test_a_letter_that_is_no_longer_so_is_not_sent(office: Office, undoing: str) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    if undoing == "no":
        await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
        await say(office, ROSA, plan_id, Answer.NO)
    else:
        await accept(office, ROSA, plan_id)
        if undoing == "offer":
            await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
        else:
            await office.services.plans.cancel(KYLE, plan_id)

    assert not [each for each in await hear(office) if each.startswith("kyle")]


async def test_no_letter_is_lost_when_one_of_the_others_takes_their_rows_along(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await office.services.mydata.forget(ROSA)

    await accept(office, BO, plan_id)

    assert await hear(office) == ["kyle: agreed"]


async def test_no_card_is_left_as_it_was_when_one_of_the_others_takes_their_rows_along(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await say(office, ROSA, plan_id, Answer.NO)
    await say(office, BO, plan_id, Answer.NO)
    await office.carry()
    await office.services.mydata.forget(ROSA)

    await office.services.plans.offer(BO, plan_id, (TUESDAY,))

    assert "bo: (asked)" in told(await office.carry())


async def test_the_news_that_nobody_answered_is_drawn_anew_by_a_late_yes(office: Office) -> None:
    """Though a letter with a younger number was sent before it."""
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, Answer.NOT_THEN)
    assert "kyle: closed" in told(await office.until(CLOSES))
    closed = [each for each in await office.deliveries(kind=DeliveryKind.PLAN) if each.data["about"] == "closed"]

    await accept(office, ROSA, plan_id)

    edits = [each.message_id for each in await office.carry() if each.delivery.kind is DeliveryKind.REDRAW]
    assert closed[0].message_id in edits


# Quiet hours


@pytest.mark.parametrize(
    ("about", "heard"),
    [
        (NIGHT + 20 * HOUR, NIGHT + 8 * HOUR),
        (NIGHT + HOUR / 2, NIGHT),
        (NIGHT + 7 * HOUR, NIGHT),
    ],
)
async def test_at_night_only_what_is_before_the_morning_is_asked(
    office: Office, about: datetime, heard: datetime
) -> None:
    await people(office)
    office.clock.now = NIGHT
    await sent(office, ROSA, times=(about,))

    assert (heard, "rosa: asked") in await times_of(office, NIGHT + 8 * HOUR)


async def test_a_change_at_night_waits_for_the_morning_and_a_card_does_not(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = NIGHT
    await office.services.plans.moved(KYLE, plan_id, TUESDAY)

    lines = await times_of(office, NIGHT + 9 * HOUR)

    assert (NIGHT, "rosa: ()") in lines
    assert (NIGHT + 8 * HOUR, "rosa: moved") in lines


async def test_who_is_asleep_is_asked_once_and_shows_what_was_decided_since(office: Office) -> None:
    await people(office)
    office.clock.now = NIGHT
    view = await sent(office, ROSA, BO, times=(SUNDAY, TUESDAY))
    await accept(office, BO, view.plan.id, index=1)

    outgoing = [each for each in await office.until(NIGHT + 9 * HOUR) if each.delivery.person_id == ROSA.person_id]

    assert told(outgoing) == ["rosa: asked"]
    assert isinstance(outgoing[0].body, PlanLetter)
    assert outgoing[0].body.view.plan.starts_at == TUESDAY


# The inbox


async def test_questions_wait_in_the_inbox_until_they_are_answered(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    assert await inbox(office, ROSA) == ["rosa: asked"]
    assert await inbox(office, KYLE) == []

    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.carry()
    assert (await inbox(office, ROSA), await inbox(office, KYLE)) == ([], ["kyle: times"])

    await take(office, plan_id)
    await office.carry()
    assert await inbox(office, KYLE) == []
    assert await inbox(office, BO) == ["bo: agreed"]
    await accept(office, BO, plan_id)
    assert await inbox(office, BO) == []


async def test_whoever_cannot_be_written_to_finds_it_in_their_inbox(office: Office) -> None:
    await people(office, KYLE)
    view = await sent(office, ROSA)
    assert view.unreachable == (ROSA.person_id,)
    assert await hear(office) == []
    assert await inbox(office, ROSA) == ["rosa: asked"]

    await accept(office, ROSA, view.plan.id, is_adult=True)

    assert await inbox(office, ROSA) == []
    assert await hear(office) == ["kyle: agreed"]


async def test_what_waits_in_the_inbox_says_how_the_plan_stands(office: Office) -> None:
    await people(office, KYLE)
    plan_id = await asked(office, ROSA)
    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
    await office.carry()
    assert await inbox(office, ROSA) == ["rosa: changed"]

    await office.services.plans.cancel(KYLE, plan_id)
    await office.carry()
    assert await inbox(office, ROSA) == ["rosa: cancelled"]


async def closed_doors(office: Office, failure: Failure, kinds: tuple[DeliveryKind, ...]) -> None:
    """What is due of these kinds cannot be brought."""
    for each in await office.services.deliveries.claim_due():
        outgoing = await office.services.deliveries.prepare(each)
        if outgoing is not None and each.kind in kinds:
            await office.services.deliveries.failed(each, failure)


async def test_closed_direct_messages_bring_it_to_the_inbox_with_a_knock(office: Office) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await people(office)
    await sent(office, ROSA)

    await closed_doors(office, Failure.DM_CLOSED, (DeliveryKind.PLAN,))

    assert (await know(office, ROSA)).dm_state is DirectMessages.CLOSED
    assert await inbox(office, ROSA) == ["rosa: asked"]
    (knock,) = await office.deliveries(kind=DeliveryKind.KNOCK)
    assert (knock.person_id, knock.community_id) == (ROSA.person_id, COMMUNITY)


async def test_no_knock_tells_that_somebody_else_is_shunned(office: Office) -> None:
    """As with asks: a knock at those alone who have nobody on their list."""
    await office.community(nudge_channel_id=NUDGES)
    await people(office, KYLE)
    await contact(office, ROSA, BO)
    await asked(office, ROSA)

    assert await office.deliveries(kind=DeliveryKind.KNOCK) == []


@pytest.mark.parametrize("failure", [Failure.DM_CLOSED, Failure.MESSAGE_GONE, Failure.REFUSED])
async def test_a_card_that_cannot_be_drawn_anew_is_let_go(office: Office, failure: Failure) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, Answer.NO)

    await closed_doors(office, failure, (DeliveryKind.REDRAW,))

    (edit,) = await office.deliveries(kind=DeliveryKind.REDRAW)
    assert edit.state is DeliveryState.DROPPED
    assert await inbox(office, ROSA) == []
    assert await office.deliveries(kind=DeliveryKind.KNOCK) == []
