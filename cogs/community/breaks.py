"""`/community break`: the weeks that ask nothing of anybody here, shown before they are taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.reading import read_days
from cogs.kit.registry import Registry
from cogs.kit.words import N_, Words
from meetups.services.breaks import CommunityBreaks

_LONGEST: Final = timedelta(days=366)
"""Days without years are read as a span of up to this, so that one too long for a break is told what it was read as."""


def add_break(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="break", description=N_("Weeks off for everybody here, such as the end of the year"))
    @app_commands.describe(days=N_("From when to when, such as “21 December – 3 January”"))
    async def break_(interaction: discord.Interaction[Any], days: str | None = None) -> None:
        act = Act(kit, interaction)
        breaks = act.services.breaks
        found = await (
            breaks.propose(act.actor, *await read_days(act, days, _LONGEST)) if days else breaks.coming(act.actor)
        )
        await act.answer(breaks_card(act.t, found))


def load_breaks(registry: Registry) -> None:
    on = registry.actions.on

    @on("community.breaks")
    async def show(act: Act) -> None:
        await act.update(breaks_card(act.t, await act.services.breaks.coming(act.actor)))

    @on("community.break")
    async def take(act: Act) -> None:
        await act.update(breaks_card(act.t, await act.services.breaks.take(act.actor, act.day(0), act.day(1))))

    @on("community.no_break")
    async def take_back(act: Act) -> None:
        await act.update(breaks_card(act.t, await act.services.breaks.take_back(act.actor, act.number())))


def breaks_card(t: Words, found: CommunityBreaks) -> Card:
    """A new break with the weeks it would excuse, before it is taken; and those there are, each to be taken back."""
    return Card.of(
        t("### Breaks"),
        *_proposed(t, found),
        t(
            "Taken: {days}. Members see it in `/mission show`, and nobody is nudged.",
            days=_days(t, found.today, *found.taken),
        )
        if found.taken
        else None,
        "\n".join(f"- {line}" for line in _breaks(t, found)) or None,
        *(
            Button(
                t("Take back {days}", days=_days(t, found.today, each.first_on, each.last_on)),
                action("community.no_break", each.id),
            )
            for each in found.breaks
        ),
        None
        if found.breaks or found.shown
        else t(
            "There is no break ahead. In a break nobody is nudged, no week counts as open and no streak breaks; whoever "
            "meets anyway gets it counted. Name the days: `/community break`."
        ),
        tone=Tone.WARM,
    )


def _proposed(t: Words, found: CommunityBreaks) -> tuple[str | Button | Line, ...]:
    if found.shown is None:
        return ()
    first_on, last_on = found.shown
    weeks = found.weeks(first_on, last_on)
    return (
        t.plural(
            "A break from {days} excuses everybody's week that begins on {weeks}.",
            "A break from {days} excuses everybody's weeks that begin on {weeks}.",
            len(weeks),
            days=_days(t, found.today, first_on, last_on),
            weeks=_weeks(t, found.today, weeks),
        ),
        Button(
            t("Take the break"), action("community.break", first_on.toordinal(), last_on.toordinal()), Style.PRIMARY
        ),
        Line(),
    )


def _breaks(t: Words, found: CommunityBreaks) -> Iterator[str]:
    for each in found.breaks:
        weeks = found.weeks(each.first_on, each.last_on)
        yield t.plural(
            "{days}: the week that begins on {weeks}",
            "{days}: the weeks that begin on {weeks}",
            len(weeks),
            days=_days(t, found.today, each.first_on, each.last_on),
            weeks=_weeks(t, found.today, weeks),
        )


def _days(t: Words, today: date, first_on: date, last_on: date) -> str:
    """A span of days, with the years where one is not this year."""
    if first_on.year == last_on.year == today.year:
        return t.days(first_on, last_on)
    return t("{first} to {last}", first=t.full_day(first_on), last=t.full_day(last_on))


def _weeks(t: Words, today: date, weeks: Sequence[date]) -> str:
    return t.list(t.month_day(each) if each.year == today.year else t.full_day(each) for each in weeks)
