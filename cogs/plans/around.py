"""Around a plan: the calendar file, what helps on its day, somebody trusted, how it went, and help."""

from __future__ import annotations

from cogs.kit.act import Act
from cogs.kit.calendars import send_calendar
from cogs.kit.entries import plan_entry
from cogs.kit.people import name_of
from cogs.kit.registry import Registry
from cogs.plans.cards import plan_card
from cogs.plans.list_cards import share_card
from cogs.plans.nudge_cards import another_way_card, help_card, never_card, never_whom_card, not_met_card, safe_card
from cogs.plans.prompts import prompts_card
from meetups.refusals import Refusal
from meetups.services.contacts import Account
from meetups.services.plans import Party, PlanView


def load_around(registry: Registry) -> None:
    _load_sharing(registry)
    _load_afterwards(registry)
    _load_safety(registry)


def _load_sharing(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.file")
    async def file(act: Act) -> None:
        event = plan_entry(act.t, await act.services.plans.show(act.actor, act.number()))
        if event is None:
            raise Refusal("plan.not_agreed")
        await send_calendar(act, event)

    @on("plan.recall")
    async def recall(act: Act) -> None:
        await act.answer(prompts_card(act.t, await act.services.plans.remember(act.actor, act.number())))

    @on("plan.share")
    async def share(act: Act) -> None:
        await act.update(share_card(act.t, await act.services.plans.show(act.actor, act.number())))

    @on("plan.shareto")
    async def share_with(act: Act) -> None:
        chosen = act.accounts(act.values)
        if not chosen:
            raise Refusal("choice.unreadable")
        if chosen[0].is_bot:
            raise Refusal("contact.bot")
        view = await act.services.plan_safety.share(act.actor, act.number(), chosen[0].id)
        await act.update(plan_card(act.t, view, note=act.t("Shared with **{name}**.", name=chosen[0].name)))

    @on("plan.check")
    async def check(act: Act) -> None:
        view = await act.services.plan_safety.check_on_me(act.actor, act.number())
        await act.update(
            plan_card(act.t, view, note=act.t("I'll ask you half an hour after the end whether you're home safe."))
        )


def _load_afterwards(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.another")
    async def another_way(act: Act) -> None:
        await act.update(another_way_card(act.t, await act.services.plans.show(act.actor, act.number())))

    @on("plan.noshow")
    async def no_show(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        await act.update(not_met_card(act.t, view, is_noshow=True))

    @on("plan.nope")
    async def no(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        await act.update(not_met_card(act.t, view, is_noshow=False))

    @on("plan.safe")
    async def safe(act: Act) -> None:
        await act.update(safe_card(act.t))


def _load_safety(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.never")
    async def never(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        if len(view.others) > 1:
            await act.answer(never_whom_card(act.t, view))
        else:
            await _shun(act, view, view.others[0])

    @on("plan.nevernow")
    async def never_now(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        if act.number(1) >= len(view.others):
            raise Refusal("choice.unreadable")
        await _shun(act, view, view.others[act.number(1)])

    @on("plan.help")
    async def help_(act: Act) -> None:
        await act.answer(help_card(act.t, await act.services.safety.help(act.actor, act.number())))


async def _shun(act: Act, view: PlanView, other: Party) -> None:
    if other.contact_id is not None:
        contact = await act.services.contacts.never(act.actor, other.contact_id)
    elif other.person_id is not None:
        contact = await act.services.contacts.shun(act.actor, await _account(act, other))
    else:
        raise Refusal("contact.gone")
    await act.answer(never_card(act.t, view, contact))


async def _account(act: Act, other: Party) -> Account:
    assert other.person_id is not None
    return Account(other.person_id, await name_of(act, other.person_id))
