"""All of somebody's plans, and sharing one of them."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Option, PeoplePicker, Select, Style
from cogs.kit.entries import plain_names, title
from cogs.kit.moments import instant
from cogs.kit.words import Words, stamp
from cogs.plans.wording import parties
from meetups.services.plans import PlanView

_LISTED = 15


def plans_card(t: Words, views: Sequence[PlanView]) -> Card:
    if not views:
        return Card.of(
            t("### No plans ahead"),
            t("A name becomes a meeting by a time and a place. Whom would you like to see?"),
            Button(t("Make a plan"), action("plan.new"), Style.PRIMARY),
            Button(t("Whom shall I meet?"), action("suggest.show", 0)),
        )
    return Card.of(
        t("### Your plans"),
        "\n".join(_listed(t, each) for each in views[:_LISTED]),
        Select(
            action("plan.pick", 0),
            t("Open one"),
            tuple(Option(option_name(t, each), str(each.plan.id)) for each in views[:25]),
        ),
        Button(t("Make a plan"), action("plan.new"), Style.PRIMARY),
    )


def _listed(t: Words, view: PlanView) -> str:
    plan, people = view.plan, parties(t, view.others)
    if plan.starts_at is not None and view.is_in:
        return "- " + t("{when}: {people}", when=stamp(plan.starts_at, "F"), people=people)
    if view.is_host:
        return "- " + t("{people}: waiting for an answer", people=people)
    return "- " + t("{people}: waiting for *your* answer", people=people)


def option_name(t: Words, view: PlanView) -> str:
    at = min(view.plan.offered, default=None)
    return " · ".join(
        filter(None, [instant(t, at, view.zone) if at else "", plain_names(t, view.others) or title(t, view)])
    )


def share_card(t: Words, view: PlanView) -> Card:
    return Card.of(
        t("### Share your plan with somebody you trust"),
        t(
            "They read whom you meet, when and where, and hear of changes. {people} is told nothing of it.",
            people=parties(t, view.others),
        ),
        PeoplePicker(action("plan.shareto", view.plan.id), t("Somebody you trust"), most=1),
        Button(t("Back"), action("plan.show", view.plan.id)),
    )
