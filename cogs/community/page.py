"""`/community page`: the stories of a community on the web, for whoever has the address."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style, Tone
from cogs.kit.registry import Registry
from cogs.kit.words import N_, Words
from meetups.services.stories import Door
from meetups.values import Community

_OFF, _ON, _RENEWED = 0, 1, 2


def load_page(registry: Registry) -> None:
    @registry.actions.on("community.page")
    async def page(act: Act) -> None:
        shelf, chosen = act.services.shelf, act.number()
        if chosen == _ON:
            door = await shelf.turn_on(act.actor)
        elif chosen == _RENEWED:
            door = await shelf.renew(act.actor)
        else:
            door = await shelf.turn_off(act.actor)
        await act.update(page_card(act.t, door, is_new=chosen == _RENEWED))


def add_page(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="page", description=N_("Your stories on the web, for whoever has the address"))
    async def page(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(page_card(act.t, await act.services.shelf.door(act.actor)))


def page_card(t: Words, door: Door, *, is_new: bool = False) -> Card:
    if not door.is_served:
        return _unserved_card(t, door)
    if not door.address:
        return Card.of(
            t("### The page is off"),
            t(
                "Stories told here can also stand on a web page, with a feed, for family and friends who aren't on "
                "Discord. It gets an address that nobody can guess."
            ),
            t(
                "**Anyone who has the address can read it.** Only stories told from now on stand there; authors are told "
                "before they post, and may keep theirs off. Whoever is “a friend” in a story is so there too."
            ),
            Button(t("Turn the page on"), action("community.page", _ON), Style.PRIMARY),
            _back(t),
            tone=Tone.CALM,
        )
    return Card.of(
        t("### The page has a new address") if is_new else t("### The page is on"),
        f"<{door.address}>",
        t("The address before leads nowhere any more.") if is_new else None,
        t(
            "**Anyone who has the address can read it**: pass it on as you would a key. Only stories told since you turned "
            "it on stand there; authors may keep theirs off. What is taken down here is gone there within the minute."
        ),
        Button(t("Open it"), url=door.address),
        Button(t("New address"), action("community.page", _RENEWED)),
        Button(t("Turn the page off"), action("community.page", _OFF)),
        _back(t),
        tone=Tone.GLAD,
    )


def page_row(t: Words, community: Community) -> str:
    """One line about the page for the settings."""
    if community.web_key:
        return t("The stories stand on a page, too: `/community page`")
    return t("No page of the stories on the web: `/community page`")


def _unserved_card(t: Words, door: Door) -> Card:
    """Whoever runs the bot comes first; a page that is on from before can still be ended."""
    return Card.of(
        t("### The page is off"),
        t(
            "This bot serves no web pages. Whoever runs it can turn them on with the setting `WEB_PORT`; its "
            "documentation says how. After that you can turn on yours here."
        ),
        t("Yours is on from before, and comes back with them unless you turn it off.")
        if door.community.web_key
        else None,
        Button(t("Turn the page off"), action("community.page", _OFF)) if door.community.web_key else None,
        _back(t),
        tone=Tone.QUIET,
    )


def _back(t: Words) -> Button:
    return Button(t("How Meetward runs here"), action("community.settings"))
