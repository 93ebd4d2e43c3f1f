"""From a name to a plan that can be sent: the form, the draft's card and its buttons."""

from __future__ import annotations

from datetime import UTC, datetime

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.activities import activity_named, activity_read
from cogs.kit.common_cards import IS_ADULT, age_card
from cogs.kit.moments import read_moments
from cogs.kit.people import somebody
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.words import stamp
from cogs.plans.cards import plan_card
from cogs.plans.draft_cards import details_form, discarded_card, draft_card, new_form, numbers
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid, identifier
from meetups.services.guests import People, people_from
from meetups.services.plans import PlanDraft, PlanWishes
from meetups.values import Activity

_FIELDS = ("when", "minutes", "what", "place", "words")


async def wishes_of(act: Act, typed: dict[str, str]) -> PlanWishes:
    """What was typed, read; what was left empty is left as it is."""
    when, minutes = typed.get("when", "").strip(), identifier(typed.get("minutes", ""))
    what = typed.get("what", "")
    return PlanWishes(
        times=await read_moments(act, when) if when else None,
        minutes=minutes or None,
        activity=activity_read(act.t, what) if what.strip() else None,
        city=typed.get("city") or None,
        place=typed.get("place") or None,
        words=typed.get("words") or None,
    )


async def begin(act: Act, people: People, wishes: PlanWishes) -> PlanDraft:
    if people == People():
        raise Refusal("plan.whom")
    return await act.services.proposals.begin(act.actor, people, wishes)


def load_drafting(registry: Registry) -> None:
    _load_beginning(registry)
    _load_changing(registry)


def _load_beginning(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.new")
    async def new(act: Act) -> None:
        await act.ask(new_form(act.t, {}))

    @on("plan.entered")
    async def entered(act: Act) -> None:
        typed = {name: act.field(name) for name in ("names", "when", "what", "place")}
        accounts = act.accounts([each for each in act.fields.get("members", []) if each])
        typed["members"] = ".".join(str(each.id) for each in accounts)
        await _begin(act, people_from(typed["names"], accounts), typed, "plan.refill")

    @on("plan.refill")
    async def refill(act: Act) -> None:
        await act.ask(new_form(act.t, await kept_form(act)))

    @on("plan.with")
    async def with_contact(act: Act) -> None:
        await act.ask(details_form(act.t, action("plan.typed", act.number()), {}))

    @on("plan.typed")
    async def typed_for_contact(act: Act) -> None:
        typed = {name: act.field(name) for name in _FIELDS}
        typed["contact"] = str(act.number())
        await _begin(act, People(contact_ids=(act.number(),)), typed, "plan.retype")

    @on("plan.retype")
    async def retype(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(details_form(act.t, action("plan.typed", identifier(typed["contact"])), typed))

    @on("plan.member")
    async def with_members(act: Act) -> None:
        await act.ask(details_form(act.t, action("plan.membered", act.subject), {}))

    @on("plan.membered")
    async def typed_for_members(act: Act) -> None:
        typed = {name: act.field(name) for name in _FIELDS}
        ids = numbers(act.subject)
        typed["members"] = ".".join(map(str, ids))
        people = People(accounts=tuple([await somebody(act, each) for each in ids]))
        await _begin(act, people, typed, "plan.remember")

    @on("plan.remember")
    async def reopen_for_members(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(details_form(act.t, action("plan.membered", typed["members"]), typed))


async def _begin(act: Act, people: People, typed: dict[str, str], reopen: str) -> None:
    try:
        draft = await begin(act, people, await wishes_of(act, typed))
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, typed, reopen)
    else:
        await act.answer(draft_card(act.t, draft))


def _load_changing(registry: Registry) -> None:
    on = registry.actions.on

    @on("plan.also")
    async def also(act: Act) -> None:
        times = tuple(datetime.fromtimestamp(min(identifier(each), 2**36), UTC) for each in act.values)
        await _change(act, PlanWishes(also=times))

    @on("plan.long")
    async def long(act: Act) -> None:
        await _change(act, PlanWishes(minutes=act.number(1)))

    @on("plan.what")
    async def what(act: Act) -> None:
        activities = list(Activity)
        if act.number(1) >= len(activities):
            raise Refusal("choice.unreadable")
        await _change(act, PlanWishes(activity=activities[act.number(1)]))

    @on("plan.edit")
    async def edit(act: Act) -> None:
        draft = await act.services.proposals.show(act.actor, act.number())
        await act.ask(details_form(act.t, action("plan.edited", draft.id), _filled(act, draft)))

    @on("plan.edited")
    async def edited(act: Act) -> None:
        typed = {name: act.field(name) for name in _FIELDS} | {"draft": str(act.number())}
        try:
            wishes = await wishes_of(act, typed)
            # What was emptied is to be empty.
            wishes = PlanWishes(
                wishes.times or (), (), wishes.minutes, wishes.activity or "", None, typed["place"], typed["words"]
            )
            draft = await act.services.proposals.change(act.actor, act.number(), wishes)
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, typed, "plan.reedit")
        else:
            await act.update(draft_card(act.t, draft))

    @on("plan.reedit")
    async def reedit(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(details_form(act.t, action("plan.edited", identifier(typed["draft"])), typed))

    @on("plan.discard")
    async def discard(act: Act) -> None:
        await act.services.proposals.discard(act.actor, act.number())
        await act.update(discarded_card(act.t))

    @on("plan.send")
    async def send(act: Act) -> None:
        try:
            view = await act.services.proposals.send(act.actor, act.number(), is_adult=act.number(1) == IS_ADULT)
        except AgeUnsaid:
            await act.answer(age_card(act.t, action("plan.send", act.number(), IS_ADULT)))
        else:
            await act.update(plan_card(act.t, view))


async def _change(act: Act, wishes: PlanWishes) -> None:
    await act.update(draft_card(act.t, await act.services.proposals.change(act.actor, act.number(), wishes)))


def _filled(act: Act, draft: PlanDraft) -> dict[str, str]:
    return {
        "when": " ".join(stamp(each, "f") for each in draft.times),
        "minutes": str(draft.minutes),
        "what": activity_named(act.t, draft.activity) if draft.activity else "",
        "place": draft.place,
        "words": draft.words,
    }
