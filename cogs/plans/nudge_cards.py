"""Before a plan and after it: a reminder, how it went, and whether somebody is home safe."""

from __future__ import annotations

from collections.abc import Iterator

from cogs.kit.actions import action
from cogs.kit.calendars import calendar_buttons
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.entries import plan_entry
from cogs.kit.rulings import HOW
from cogs.kit.text import mention, quoted, safe
from cogs.kit.timing import PROFILE
from cogs.kit.words import Words, stamp
from cogs.plans.prompts import prompts_shown
from cogs.plans.wording import parties, party, plan_anew, what_and_where
from meetups.services.plans import HomeSafe, HowDidItGo, PlanAhead, PlanView, SharedPlan
from meetups.services.safety import Help
from meetups.values import Contact, How, PlanState

RUNGS = (How.VIDEO, How.CALL, How.TEXT)


def ahead_card(t: Words, ahead: PlanAhead) -> Card:
    view, plan = ahead.view, ahead.view.plan
    assert plan.starts_at is not None
    event = plan_entry(t, view)
    return Card.of(
        t("### {when} you meet {people}", when=stamp(plan.starts_at, "R"), people=_people(t, view)),
        stamp(plan.starts_at, "F"),
        what_and_where(t, plan.activity, plan.minutes, view.city, plan.place),
        quoted(plan.words) if plan.words else None,
        *(prompts_shown(t, ahead.prompts) if ahead.prompts else ()),
        Line(),
        *(calendar_buttons(t, event, action("plan.file", plan.id)) if event else ()),
        Button(t("Move it"), action("plan.move", plan.id)),
        Button(t("Call it off"), action("plan.off", plan.id)),
        tone=Tone.WARM,
    )


def how_card(t: Words, how: HowDidItGo) -> Card:
    """Every answer is one tap; the quiet ones tell nobody."""
    view, plan = how.view, how.view.plan
    return Card.of(
        t("### How did it go with {people}?", people=_people(t, view)),
        Button(t("Yes, in person"), action("met.plan", plan.id, 0), Style.GOOD),
        Button(t("Yes, another way"), action("plan.another", plan.id)),
        Button(t("We moved it"), action("plan.moved", plan.id)),
        Button(t("They didn't come"), action("plan.noshow", plan.id)),
        Button(t("No"), action("plan.nope", plan.id)),
        *quiet_buttons(t, view),
        t("-# *They didn't come*, *No* and the two below them tell nobody anything."),
        tone=Tone.WARM,
    )


def quiet_buttons(t: Words, view: PlanView) -> Iterator[Block]:
    yield Line()
    yield Button(t("Rather not again"), action("plan.never", view.plan.id))
    yield Button(t("I need help"), action("plan.help", view.plan.id))


def another_way_card(t: Words, view: PlanView) -> Card:
    return Card.of(
        t("### Lovely! How did you talk with {people}?", people=_people(t, view)),
        *(Button(t(HOW[each]), action("met.plan", view.plan.id, list(How).index(each))) for each in RUNGS),
        Button(t("Yes, in person"), action("met.plan", view.plan.id, 0)),
    )


def not_met_card(t: Words, view: PlanView, *, is_noshow: bool) -> Card:
    """Private, kind, and the next step."""
    return Card.of(
        t("I'm sorry. That says something about their day, not about you.")
        if is_noshow
        else t("All right, these things happen."),
        t("-# I've told nobody."),
        Button(t("Try another time"), anew, Style.PRIMARY) if (anew := plan_anew(view)) else None,
        Button(t("Whom else?"), action("suggest.show", 0)),
        *quiet_buttons(t, view),
    )


def shared_card(t: Words, shared: SharedPlan) -> Card:
    """For somebody trusted: whom the sharer meets, when and where, as it stands now."""
    view, plan = shared.view, shared.view.plan
    sharer = mention(view.reader_id)
    if plan.state is PlanState.CANCELLED or plan.starts_at is None:
        return Card.of(
            t("### {person}'s plan is off, or being moved", person=sharer),
            t("With {people}. Nothing to keep an eye on for now.", people=parties(t, view.others)),
            tone=Tone.QUIET,
        )
    return Card.of(
        t("### {person} shares a plan with you", person=sharer),
        t("They meet {people} and wanted somebody to know.", people=_people(t, view)),
        f"{stamp(plan.starts_at, 'F')} ({stamp(plan.starts_at, 'R')})",
        what_and_where(t, plan.activity, plan.minutes, view.city, plan.place),
        t("-# {people} isn't told that you know. If it changes, you hear of it.", people=_people(t, view)),
        tone=Tone.CALM,
    )


def home_safe_card(t: Words, home: HomeSafe) -> Card:
    plan = home.view.plan
    return Card.of(
        t("### Home safe?"),
        t("You asked me to check on you after meeting {people}.", people=_people(t, home.view)),
        Button(t("All good"), action("plan.safe", plan.id), Style.GOOD),
        Button(t("I need help"), action("plan.help", plan.id)),
        tone=Tone.WARM,
    )


def safe_card(t: Words) -> Card:
    return Card.of(t("Good to hear!"), tone=Tone.GLAD)


def never_whom_card(t: Words, view: PlanView) -> Card:
    return Card.of(
        t("### Whom would you rather not meet again?"),
        *(
            Button(each.name or t("No. {number}", number=index + 1), action("plan.nevernow", view.plan.id, index))
            for index, each in enumerate(view.others)
        ),
        "\n".join(f"{index}. {party(t, each)}" for index, each in enumerate(view.others, start=1)),
    )


def never_card(t: Words, view: PlanView, contact: Contact) -> Card:
    return Card.of(
        t("I won't bring you together with **{name}** any more. They are not told.", name=safe(contact.name)),
        Button(t("Undo"), action("contact.allow", contact.id)),
        Button(t("I need help"), action("plan.help", view.plan.id)),
    )


def help_card(t: Words, help_: Help) -> Card:
    """Whom to turn to now; nobody is told that this was opened."""
    return Card.of(
        t("### You're not alone with this"),
        t("If you're in danger, call your local emergency number now."),
        t(
            "In **{community}**, {person} is there for it: write to them.",
            community=safe(help_.community),
            person=mention(help_.person_id),
        )
        if help_.person_id is not None
        else None,
        quoted(help_.text) if help_.text else None,
        t("The organisers of the community where you met can help, too.")
        if help_.person_id is None and not help_.text
        else None,
        Button(t("Write to them"), url=PROFILE.format(help_.person_id)) if help_.person_id is not None else None,
        t("-# Nobody is told that you opened this."),
        tone=Tone.CALM,
    )


def _people(t: Words, view: PlanView) -> str:
    return parties(t, view.coming or view.others)
