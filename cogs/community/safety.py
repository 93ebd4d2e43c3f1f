"""`/community safety`: whom somebody can turn to when a meeting went wrong."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Tone
from cogs.kit.text import mention, quoted
from cogs.kit.words import N_, Words
from meetups.refusals import Refusal
from meetups.services.communities import SAFETY_TEXT
from meetups.values import Community, PersonId


def add_safety(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="safety", description=N_("Whom members turn to when a meeting went wrong"))
    @app_commands.describe(
        person=N_("An organiser they may write to"), text=N_("What they read, such as where to find help")
    )
    async def safety(
        interaction: discord.Interaction[Any],
        person: discord.Member | None = None,
        text: app_commands.Range[str, 1, SAFETY_TEXT] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        if person is not None and person.bot:
            raise Refusal("contact.bot")
        if person is None and text is None:
            community = await act.services.communities.for_organiser(act.actor)
        else:
            person_id = PersonId(person.id) if person else None
            community = await act.services.communities.keep_safe(act.actor, person_id, text)
        await act.answer(safety_card(act.t, community))


def safety_card(t: Words, community: Community) -> Card:
    return Card.of(
        t("### When somebody needs help"),
        t("Behind *I need help* on every plan they find {person}.", person=mention(community.safety_id))
        if community.safety_id
        else t("Nobody is named yet: `/community safety person:` names an organiser."),
        t("And they read:\n{text}", text=quoted(community.safety_text)) if community.safety_text else None,
        t("-# Nobody is told who opens it. Whoever met the named person themselves is shown the text alone."),
        Button(t("How Meetward runs here"), action("community.settings")),
        tone=Tone.CALM,
    )
