"""`/community year` and `/community ranking`: a community's year to share, and a list of those who want to be in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Sketch, Style, Tone
from cogs.kit.registry import Registry
from cogs.kit.text import plain, safe
from cogs.kit.words import N_, Words
from meetups.pictures.values import Figure, YearPicture
from meetups.rules.weeks import week_start
from meetups.services.progress import Year, YearPreview
from meetups.values import Community


def load_year(registry: Registry) -> None:
    registry.renderers[Year] = year_card

    @registry.actions.on("community.year")
    async def share(act: Act) -> None:
        await act.defer()
        await act.update(year_preview_card(act.t, await act.services.progress.share_year(act.actor)))

    @registry.actions.on("community.ranking")
    async def rank(act: Act) -> None:
        await act.update(ranking_card(act.t, await act.services.progress.rank(act.actor, is_on=bool(act.number()))))


def add_year(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="year", description=N_("Look back on the year of this community, and share it"))
    async def year(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.defer()
        await act.update(year_preview_card(act.t, await act.services.progress.year(act.actor)))

    @group.command(name="ranking", description=N_("Whether there is a list of who met most, of those who want"))
    @app_commands.describe(on=N_("Whether there is one"))
    async def ranking(interaction: discord.Interaction[Any], on: bool) -> None:
        act = Act(kit, interaction)
        await act.answer(ranking_card(act.t, await act.services.progress.rank(act.actor, is_on=on)))


def year_card(t: Words, year: Year) -> Card:
    """The public post: counts, and nobody's name."""
    title = t("{year} in {community}", year=year.year, community=safe(year.community.name))
    return Card.of(
        f"## {title}",
        *_year_blocks(t, year),
        Button(t("Start your own"), action("mission.begin", year.community.id)),
        tone=Tone.GLAD,
        title=t("{year} in {community}", year=year.year, community=plain(year.community.name)),
    )


def year_preview_card(t: Words, preview: YearPreview) -> Card:
    year = preview.year
    return Card.of(
        t("### {year} in {community}", year=year.year, community=safe(year.community.name)),
        *_year_blocks(t, year),
        Line(),
        t("It's shared in the recap channel.")
        if preview.post
        else t("-# Only you see this. Shared, it goes to the recap channel as it is here: counts, and nobody's name."),
        None if preview.post else Button(t("Share it"), action("community.year"), Style.PRIMARY),
        tone=Tone.GLAD,
    )


def ranking_card(t: Words, community: Community) -> Card:
    if not community.has_ranking:
        return Card.of(
            t("There is no list of who met most people here."),
            Button(t("Have one"), action("community.ranking", 1)),
        )
    return Card.of(
        t(
            "`/progress community` now lists who met most people this year: only those who put themselves on the list with "
            "`/progress sharing`. A list can hurt those at its end, so nobody is on it by default."
        ),
        Button(t("Have none"), action("community.ranking", 0)),
    )


def _year_blocks(t: Words, year: Year) -> tuple[Block, ...]:
    return (
        Sketch(
            "year.png",
            YearPicture(
                look=year.look,
                title=t("{year} in {community}", year=year.year, community=plain(year.community.name)),
                subtitle=t("up to {day}", day=t.full_day(year.until)),
                figures=(
                    Figure(str(year.people), t.plural("person met someone", "people met someone", year.people)),
                    Figure(str(year.meetings), t.plural("meeting in person", "meetings in person", year.meetings)),
                    Figure(str(year.first_times), t.plural("first time", "first times", year.first_times)),
                ),
                weeks=year.weeks,
                months=tuple(_months(t, year)),
                axis=t("Meetings in person, week by week"),
            ),
            t(
                "A bar for each week of the year, as high as it held meetings; most in one week: {n}.",
                n=max(year.weeks),
            ),
        ),
        t.plural("**{n} person** met someone in person,", "**{n} people** met someone in person,", year.people)
        + " "
        + t.plural("at **{n} meeting**.", "at **{n} meetings**.", year.meetings)
        + (
            " "
            + t.plural(
                "**{n} pair** met for the first time.", "**{n} pairs** met for the first time.", year.first_times
            )
            if year.first_times
            else ""
        ),
    )


def _months(t: Words, year: Year) -> Iterator[tuple[int, str]]:
    """Every month by the week its first day is in."""
    starts = week_start(date(year.year, 1, 1), year.community.first_weekday)
    for month in range(1, 13):
        first = date(year.year, month, 1)
        yield (first - starts).days // 7, t.month(first)
