"""The buttons of invitations, on both sides."""

from __future__ import annotations

from cogs.invites.cards import another_time_form, asked_card, later_card, outcome_card, question_card, replied_card
from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.cards import Button
from cogs.kit.common_cards import IS_ADULT, age_card
from cogs.kit.registry import Registry
from cogs.kit.timing import timing_card
from meetups.services.common import AgeUnsaid, identifier
from meetups.services.outgoing import InviteOutcome, InviteQuestion
from meetups.values import Reply


def load(registry: Registry) -> None:
    registry.renderers |= {InviteQuestion: question_card, InviteOutcome: outcome_card}
    _load_asking(registry)
    _load_answering(registry)


def _load_asking(registry: Registry) -> None:
    on = registry.actions.on

    @on("invite.ask")
    async def ask(act: Act) -> None:
        mission_id, contact_id = act.number(), act.number(1)
        try:
            asking = await act.services.invites.invite(
                act.actor, mission_id or None, contact_id, is_adult=act.number(2) == IS_ADULT
            )
        except AgeUnsaid:
            await act.answer(age_card(act.t, action("invite.ask", mission_id, contact_id, IS_ADULT)))
        else:
            await act.update(asked_card(act.t, asking))

    @on("invite.plan")
    async def plan(act: Act) -> None:
        replied = await act.services.invites.agreed(act.actor, act.number())
        invite = replied.invite
        is_asker = act.actor.person_id == invite.asker_id
        other = invite.account_id if is_asker else invite.asker_id
        met = (
            Button(act.t("We met"), action("met.contact", invite.contact_id))
            if is_asker and invite.contact_id
            else None
        )
        await act.answer(timing_card(act.t, (other,), replied.parts, met))


def _load_answering(registry: Registry) -> None:
    on = registry.actions.on

    @on("invite.yes")
    async def yes(act: Act) -> None:
        try:
            replied = await act.services.invites.reply(
                act.actor, act.number(), Reply.YES, is_adult=act.number(1) == IS_ADULT
            )
        except AgeUnsaid:
            # Beside the question, which keeps its other answers.
            await act.answer(age_card(act.t, action("invite.yes", act.number(), IS_ADULT)))
        else:
            await act.update(replied_card(act.t, replied))

    @on("invite.time")
    async def another_time(act: Act) -> None:
        received = await act.services.invites.received(act.actor, act.number())
        invite = received.invite
        if received.is_adult or act.number(1) == IS_ADULT:
            await act.ask(another_time_form(act.t, invite.id, act.number(1), invite.words))
        else:
            await act.answer(age_card(act.t, action("invite.time", invite.id, IS_ADULT)))

    @on("invite.said")
    async def said(act: Act) -> None:
        replied = await act.services.invites.reply(
            act.actor,
            act.number(),
            Reply.ANOTHER_TIME,
            words=act.field("words"),
            is_adult=act.number(1) == IS_ADULT,
        )
        await act.update(replied_card(act.t, replied))

    @on("invite.later")
    async def later(act: Act) -> None:
        received = await act.services.invites.received(act.actor, act.number())
        await act.update(later_card(act.t, received.invite))

    @on("invite.weeks")
    async def weeks(act: Act) -> None:
        replied = await act.services.invites.reply(act.actor, act.number(), Reply.LATER, weeks=identifier(act.chosen))
        await act.update(replied_card(act.t, replied))

    @on("invite.no")
    async def no(act: Act) -> None:
        await act.update(replied_card(act.t, await act.services.invites.reply(act.actor, act.number(), Reply.NO)))
