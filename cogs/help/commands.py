"""`/help` in plain words."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.registry import Registry
from cogs.kit.words import N_, Words


def load(registry: Registry) -> None:
    registry.commands.append(_command(registry.kit))


def _command(kit: Kit) -> Any:
    @app_commands.command(name="help", description=N_("What this is, in plain words"))
    async def help_me(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(help_card(act.t, has_mission=await act.services.missions.has_running(act.actor)))

    return help_me


def help_card(t: Words, *, has_mission: bool) -> Card:
    steps = [
        t("**Promise.** `/mission start`: meet someone you know online, in person, once a week."),
        t(
            "**Say whom you know.** Pick people of this server, bring your address book with `/contact import`, or "
            "`/contact add` anyone. Only you see your list."
        ),
        t("**Get a suggestion.** Once a week I propose somebody and say why. `/suggest` asks me any time."),
        t(
            "**Meet.** *Invite* asks them for you, privately; `/plan new` proposes a time and a place, with an entry for "
            "both calendars. Or arrange it the way you always do."
        ),
        t("**Tell me.** `/met` takes ten seconds. If you like, tell the story; you see it before anyone else does."),
    ]
    return Card.of(
        t("### How Meetward works"),
        "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        Line(),
        t(
            "Commands are typed where you write messages: type `/` and pick one from the list. "
            "A week off is fine (`/mission time-off`), and so is a rest (`/mission pause`). "
            "Nobody is told when you didn't meet anyone."
        ),
        t(
            "**More:** `/host new` invites whoever likes to come; `/pool join` introduces you to somebody of this server "
            "every week; `/visit add` shows who is where you'll be; `/profile` tells me where you live and what you like."
        ),
        t("`/mydata export` gives you everything I know about you; `/mydata forget` erases it."),
        Button(t("My mission"), action("mission.show"), Style.PRIMARY)
        if has_mission
        else Button(t("Start your mission"), action("mission.begin"), Style.PRIMARY),
        tone=Tone.WARM,
    )
