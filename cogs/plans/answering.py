"""The buttons by which people agree on a plan, move it, change it and call it off."""

from __future__ import annotations

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.activities import activity_named, activity_read
from cogs.kit.common_cards import age_card
from cogs.kit.moments import read_moment, read_moments
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.refusals import sentence
from cogs.kit.registry import Registry
from cogs.plans.cards import later_card, off_card, plan_card
from cogs.plans.draft_cards import place_form, times_form
from cogs.plans.list_cards import plans_card
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid, identifier
from meetups.services.plans import PlanView, PlanWishes, StalePlan
from meetups.values import Answer

_IS_ADULT = 1


def load_answering(registry: Registry) -> None:
    _load_showing(registry)
    _load_answers(registry)
    _load_moving(registry)
    _load_changing(registry)


def _load_showing(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.list")
    async def ahead(act: Act) -> None:
        await act.answer(plans_card(act.t, await act.services.plans.ahead(act.actor)))

    @on("plan.pick")
    async def pick(act: Act) -> None:
        await _draw(act, await act.services.plans.show(act.actor, identifier(act.chosen)))

    @on("plan.show")
    async def show(act: Act) -> None:
        await _draw(act, await act.services.plans.show(act.actor, act.number()))


def _load_answers(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.yes")
    async def yes(act: Act) -> None:
        plan_id, revision, index = act.number(), act.number(1), act.number(2)
        try:
            view = await act.services.plans.accept(
                act.actor, plan_id, revision, index, is_adult=act.number(3) == _IS_ADULT
            )
        except AgeUnsaid:
            # Beside the question, which keeps its other answers.
            await act.answer(age_card(act.t, action("plan.yes", plan_id, revision, index, _IS_ADULT)))
        except StalePlan as stale:
            await _draw(act, stale.view, sentence(act.t, stale))
        else:
            await _draw(act, view)

    @on("plan.take")
    async def take(act: Act) -> None:
        plan_id, revision, position, index = (act.number(each) for each in range(4))
        try:
            view = await act.services.plans.take(
                act.actor, plan_id, revision, position, index, is_adult=act.number(4) == _IS_ADULT
            )
        except AgeUnsaid:
            await act.answer(age_card(act.t, action("plan.take", plan_id, revision, position, index, _IS_ADULT)))
        except StalePlan as stale:
            await _draw(act, stale.view, sentence(act.t, stale))
        else:
            await _draw(act, view)

    @on("plan.notthen")
    async def not_then(act: Act) -> None:
        await _draw(act, await act.services.plans.decline(act.actor, act.number(), Answer.NOT_THEN))

    @on("plan.later")
    async def later(act: Act) -> None:
        await act.update(later_card(act.t, await act.services.plans.show(act.actor, act.number())))

    @on("plan.weeks")
    async def weeks(act: Act) -> None:
        weeks = identifier(act.chosen)
        await _draw(act, await act.services.plans.decline(act.actor, act.number(), Answer.LATER, weeks))

    @on("plan.no")
    async def no(act: Act) -> None:
        await _draw(act, await act.services.plans.decline(act.actor, act.number(), Answer.NO))

    @on("plan.off")
    async def call_off(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        if view.is_in and not view.is_over:
            # Somebody counts on it: one slip of the finger is not enough.
            await act.update(off_card(act.t, view))
        else:
            await _draw(act, await act.services.plans.cancel(act.actor, act.number()))

    @on("plan.offnow")
    async def call_off_now(act: Act) -> None:
        await _draw(act, await act.services.plans.cancel(act.actor, act.number()))


def _load_moving(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.move")
    async def move(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        await act.ask(times_form(act.t, action("plan.offered", view.plan.id), act.t("Other times")))

    @on("plan.offered")
    async def offered(act: Act) -> None:
        typed = {"when": act.field("when"), "plan": str(act.number())}
        try:
            times = await read_moments(act, typed["when"])
            view = await act.services.plans.offer(act.actor, act.number(), times)
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, typed, "plan.reoffer")
        else:
            await _draw(act, view)

    @on("plan.reoffer")
    async def reoffer(act: Act) -> None:
        typed = await kept_form(act)
        reply_to = action("plan.offered", identifier(typed["plan"]))
        await act.ask(times_form(act.t, reply_to, act.t("Other times"), typed["when"]))

    @on("plan.moved")
    async def moved(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        await act.ask(times_form(act.t, action("plan.movedto", view.plan.id), act.t("We moved it"), most=1))

    @on("plan.movedto")
    async def moved_to(act: Act) -> None:
        typed = {"when": act.field("when"), "plan": str(act.number())}
        try:
            at = await read_moment(act, typed["when"])
            view = await act.services.plans.moved(act.actor, act.number(), at)
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, typed, "plan.removed")
        else:
            await _draw(act, view)

    @on("plan.removed")
    async def move_again(act: Act) -> None:
        typed = await kept_form(act)
        reply_to = action("plan.movedto", identifier(typed["plan"]))
        await act.ask(times_form(act.t, reply_to, act.t("We moved it"), typed["when"], most=1))


def _load_changing(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.change")
    async def change(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        plan = view.plan
        typed = {
            "minutes": str(plan.minutes),
            "what": activity_named(act.t, plan.activity) if plan.activity else "",
            "city": view.city.label if view.city else "",
            "place": plan.place,
            "words": plan.words,
        }
        await act.ask(place_form(act.t, action("plan.changed", plan.id), typed))

    @on("plan.changed")
    async def changed(act: Act) -> None:
        typed = {name: act.field(name) for name in ("minutes", "what", "city", "place", "words")}
        wishes = PlanWishes(
            minutes=identifier(typed["minutes"]) or None,
            activity=activity_read(act.t, typed["what"]),
            city=typed["city"],
            place=typed["place"],
            words=typed["words"],
        )
        try:
            view = await act.services.plans.change(act.actor, act.number(), wishes)
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, typed | {"plan": str(act.number())}, "plan.rechange")
        else:
            await _draw(act, view)

    @on("plan.rechange")
    async def rechange(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(place_form(act.t, action("plan.changed", identifier(typed["plan"])), typed))


async def _draw(act: Act, view: PlanView, note: str = "") -> None:
    await act.update(plan_card(act.t, view, note=note))
