"""The buttons by which people agree on a plan, move it, change it and call it off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.activities import activity_named, activity_read
from cogs.kit.common_cards import IS_ADULT, age_card
from cogs.kit.forms import Form
from cogs.kit.moments import read_moment, read_moments
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.refusals import sentence
from cogs.kit.registry import Registry
from cogs.kit.words import Words
from cogs.plans.cards import later_card, off_card, plan_card
from cogs.plans.draft_cards import place_form, times_form
from cogs.plans.list_cards import plans_card
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid, identifier
from meetups.services.plans import PlanView, PlanWishes, StalePlan
from meetups.values import Answer


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
        await _agree(act, "plan.yes", act.services.plans.accept, [act.number(each) for each in range(4)])

    @on("plan.take")
    async def take(act: Act) -> None:
        await _agree(act, "plan.take", act.services.plans.take, [act.number(each) for each in range(5)])

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


async def _agree(act: Act, pressed: str, agree: Callable[..., Awaitable[PlanView]], numbers: list[int]) -> None:
    """Agree to the time that a button names; the last of its numbers is whether its presser has said their age."""
    *chosen, said = numbers
    try:
        view = await agree(act.actor, *chosen, is_adult=said == IS_ADULT)
    except AgeUnsaid:
        # Beside the question, which keeps its other answers.
        await act.answer(age_card(act.t, action(pressed, *chosen, IS_ADULT)))
    except StalePlan as stale:
        await _draw(act, stale.view, sentence(act.t, stale))
    else:
        await _draw(act, view)


def _load_moving(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.move")
    async def move(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        await act.ask(_other_times_form(act.t, view.plan.id))

    @on("plan.offered")
    async def offered(act: Act) -> None:
        async def offer(typed: dict[str, str]) -> PlanView:
            return await act.services.plans.offer(act.actor, act.number(), await read_moments(act, typed["when"]))

        await _take_form(act, ("when",), offer, "plan.reoffer")

    @on("plan.reoffer")
    async def reoffer(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(_other_times_form(act.t, identifier(typed["plan"]), typed["when"]))

    @on("plan.moved")
    async def moved(act: Act) -> None:
        view = await act.services.plans.show(act.actor, act.number())
        await act.ask(_moved_form(act.t, view.plan.id))

    @on("plan.movedto")
    async def moved_to(act: Act) -> None:
        async def move_to(typed: dict[str, str]) -> PlanView:
            return await act.services.plans.moved(act.actor, act.number(), await read_moment(act, typed["when"]))

        await _take_form(act, ("when",), move_to, "plan.removed")

    @on("plan.removed")
    async def move_again(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(_moved_form(act.t, identifier(typed["plan"]), typed["when"]))


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
        async def change(typed: dict[str, str]) -> PlanView:
            wishes = PlanWishes(
                minutes=identifier(typed["minutes"]) or None,
                activity=activity_read(act.t, typed["what"]),
                city=typed["city"],
                place=typed["place"],
                words=typed["words"],
            )
            return await act.services.plans.change(act.actor, act.number(), wishes)

        await _take_form(act, ("minutes", "what", "city", "place", "words"), change, "plan.rechange")

    @on("plan.rechange")
    async def rechange(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(place_form(act.t, action("plan.changed", identifier(typed["plan"])), typed))


def _other_times_form(t: Words, plan_id: int, typed: str = "") -> Form:
    return times_form(t, action("plan.offered", plan_id), t("Other times"), typed)


def _moved_form(t: Words, plan_id: int, typed: str = "") -> Form:
    return times_form(t, action("plan.movedto", plan_id), t("We moved it"), typed, most=1)


async def _take_form(
    act: Act, fields: Sequence[str], take: Callable[[dict[str, str]], Awaitable[PlanView]], reopen: str
) -> None:
    """Do with a plan what was typed into these fields; a form with a fault keeps it for ``reopen``."""
    typed = {name: act.field(name) for name in fields}
    try:
        view = await take(typed)
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, typed | {"plan": str(act.number())}, reopen)
    else:
        await _draw(act, view)


async def _draw(act: Act, view: PlanView, note: str = "") -> None:
    await act.update(plan_card(act.t, view, note=note))
