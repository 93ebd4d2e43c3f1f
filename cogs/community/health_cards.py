"""What organisers read of how their community is doing: numbers of people and what could be done, never a name."""

from __future__ import annotations

from collections.abc import Iterator

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Sketch
from cogs.kit.text import plain, safe
from cogs.kit.words import N_, Words
from meetups.pictures.values import FunnelPicture, Step
from meetups.rows import Step as CareStep
from meetups.rules.weeks import DAY, WEEK
from meetups.services.health import Care, Letters, Trend
from meetups.services.pool import FLOOR

_STEPS = {
    CareStep.SUGGESTED: N_("Had somebody suggested: {n}"),
    CareStep.ASKED: N_("Asked somebody: {n}"),
    CareStep.AGREED: N_("Agreed to meet: {n}"),
    CareStep.PLANNED: N_("Had a plan: {n}"),
    CareStep.MET: N_("Met in person: {n}"),
    CareStep.TOLD: N_("Told a story here: {n}"),
}
_STEP_NAMES = {
    CareStep.SUGGESTED: N_("suggested"),
    CareStep.ASKED: N_("asked"),
    CareStep.AGREED: N_("agreed"),
    CareStep.PLANNED: N_("planned"),
    CareStep.MET: N_("met"),
    CareStep.TOLD: N_("told"),
}
# Signs and words, for whoever sees or hears only one of them.
_TRENDS = {
    Trend.UP: N_("▲ more than usual"),
    Trend.LEVEL: N_("＝ as usual"),
    Trend.DOWN: N_("▼ fewer than usual"),
}


def health_card(t: Words, care: Care) -> Card:
    """How a community is doing; of one with few people only that they are few."""
    heading = t("### How things are in {name}", name=safe(care.community.name))
    settings = Button(t("How Meetward runs here"), action("community.settings"))
    if not care.is_enough or care.letters is None:
        return Card.of(
            heading,
            t(
                "Fewer than {n} people are on a mission or in the pool here, so I give no numbers: they would tell too much "
                "about each of them. As more join, they come.",
                n=FLOOR,
            ),
            Button(t("Post the invitation"), action("community.invite")),
            settings,
        )
    return Card.of(
        heading,
        _sketch(t, care),
        _week(t, care),
        "\n".join(f"- {line}" for line in _steps(t, care)),
        Line(),
        "\n".join(f"- {line}" for line in _looks(t, care)),
        _letters(t, care.letters),
        settings,
        t("-# Counts of people, never names; fewer than {n} are not shown.", n=FLOOR),
    )


def _sketch(t: Words, care: Care) -> Sketch:
    """The full weeks; the one that runs would tell what has just happened."""
    weeks = care.weeks[:-1]
    picture = FunnelPicture(
        look=care.look,
        title=t("How people come to meet"),
        subtitle=t("{community} · counts of people, week by week", community=plain(care.community.name)),
        steps=tuple(Step(t(name), tuple(each.people[step] for each in weeks)) for step, name in _STEP_NAMES.items()),
        weeks=tuple(t.month_day(each.first_on) for each in weeks),
        hidden=t("· fewer than {n} people, not shown", n=FLOOR),
    )
    return Sketch(
        "how-people-meet.png",
        picture,
        t("Bars for each step from suggested to told, week by week; the last full week is in the lines below."),
    )


def _week(t: Words, care: Care) -> str:
    first = care.last.first_on
    return t(
        "How many people did what in the week from {first} to {last}, beside the weeks before:",
        first=t.month_day(first),
        last=t.month_day(first + WEEK - DAY),
    )


def _steps(t: Words, care: Care) -> Iterator[str]:
    for step, sentence in _STEPS.items():
        line = t(sentence, n=_number(t, care.last.people[step]))
        trend = care.trend(step)
        yield f"{line} · {t(_TRENDS[trend])}" if trend else line


def _looks(t: Words, care: Care) -> Iterator[str]:
    """What is worth a look, each with what can be done where there is enough of it."""
    if care.newcomers is None:
        yield t("Newcomers who haven't met anybody yet: {n}", n=_number(t, None))
    else:
        yield t.plural(
            "**{n} newcomer** hasn't met anybody yet. An evening with `/host` is an easy first meeting.",
            "**{n} newcomers** haven't met anybody yet. An evening with `/host` is an easy first meeting.",
            care.newcomers,
        )
    if care.alone is None:
        yield t("Cities with one member only: {n}", n=_number(t, None))
    else:
        yield t.plural(
            "**{n} city** has one member only. Friends they bring help, and so does a mission that counts video calls.",
            "**{n} cities** have one member only. Friends they bring help, and so does a mission that counts video calls.",
            care.alone,
        )
    if care.passed_over is None:
        yield t("People often passed over: {n}", n=_number(t, None))
    else:
        yield t.plural(
            "**{n} person** is often passed over. The pool (`/pool join`) introduces everybody in it.",
            "**{n} people** are often passed over. The pool (`/pool join`) introduces everybody in it.",
            care.passed_over,
        )


def _letters(t: Words, letters: Letters) -> str:
    if letters.is_stopped:
        return t(
            "Discord lets me open no new direct messages at the moment. Everything waits in `/inbox`; whoever runs me "
            "can look into it."
        )
    return t(
        "I open few direct messages with new people, because Discord minds: {hour} of {hourly} in the last hour, {day} of "
        "{daily} in the last day, in all servers. Past that, `/inbox` has everything.",
        hour=_number(t, letters.an_hour),
        hourly=letters.budget.an_hour,
        day=_number(t, letters.a_day),
        daily=letters.budget.a_day,
    )


def _number(t: Words, people: int | None) -> str:
    return f"**{people}**" if people is not None else t("fewer than {n}", n=FLOOR)
