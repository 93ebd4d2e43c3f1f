"""One interaction, whatever it came from: who acts, where, in which language, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import discord

from cogs.kit.cards import Card
from cogs.kit.forms import Form, typed
from cogs.kit.sketches import Studio, developed, nothing_drawn
from cogs.kit.watch import Watch
from cogs.kit.words import Lexicon, Words
from meetups.refusals import Refusal
from meetups.services.all import Services
from meetups.services.common import identifier
from meetups.services.contacts import Account
from meetups.values import Actor, CommunityId, PersonId


@dataclass(frozen=True, slots=True)
class Kit:
    """What the features are built with."""

    services: Services
    lexicon: Lexicon
    studio: Studio = nothing_drawn
    watch: Watch = field(default_factory=Watch)


class Act:
    """A command, click, choice or form of one person; ``subject`` is what the custom id says it is about."""

    def __init__(self, kit: Kit, interaction: discord.Interaction[Any], subject: str = "") -> None:
        self.kit = kit
        self.services = kit.services
        self.interaction = interaction
        self.subject = subject
        self.t: Words = kit.lexicon.words(str(interaction.locale))
        self.actor = actor_of(interaction)

    @property
    def data(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self.interaction.data or {})

    @property
    def values(self) -> list[str]:
        """What was chosen in a select."""
        return [str(each) for each in self.data.get("values", [])]

    @property
    def chosen(self) -> str:
        """The first thing chosen in a select; empty for a crafted answer without one."""
        return next(iter(self.values), "")

    @property
    def fields(self) -> dict[str, list[str]]:
        """What was entered into a form, by field name."""
        return typed(self.data)

    def field(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def number(self, index: int = 0) -> int:
        """A number of the subject, whose parts are joined with dots; 0 where it is not one."""
        parts = self.subject.split(".")
        return identifier(parts[index]) if index < len(parts) else 0

    def day(self, index: int) -> date:
        """A day of the subject, written as its ordinal. Raises ``Refusal`` ``mission.week_gone`` for no day."""
        try:
            return date.fromordinal(self.number(index))
        except (ValueError, OverflowError) as error:
            raise Refusal("mission.week_gone") from error

    def accounts(self, ids: list[str]) -> list[Account]:
        """The accounts chosen in a people picker, by the names they go by here."""
        resolved = self.data.get("resolved", {})
        users, members = resolved.get("users", {}), resolved.get("members", {})
        found = []
        for each in filter(identifier, ids):
            user, member = users.get(each, {}), members.get(each, {})
            name = member.get("nick") or user.get("global_name") or user.get("username") or each
            found.append(Account(PersonId(int(each)), name, bool(user.get("bot"))))
        return found

    def uploads(self, name: str) -> list[discord.Attachment]:
        """The files given in a field of a form."""
        resolved = self.data.get("resolved", {}).get("attachments", {})
        state = self.interaction._state
        return [
            discord.Attachment(data=resolved[each], state=state)
            for each in self.fields.get(name, [])
            if each in resolved
        ]

    async def answer(self, card: Card) -> None:
        """Answer for this person's eyes only."""
        await self._send(card)

    async def update(self, card: Card) -> None:
        """Draw the card this act came from anew; where it came from no private card, answer."""
        response = self.interaction.response
        if response.is_done():
            await self.redraw(card)
        elif self._came_from_private_card:
            card = await developed(card, self.kit.studio)
            await response.edit_message(view=card.view(), attachments=card.files(), allowed_mentions=card.mentions())
        else:
            await self.answer(card)

    @property
    def _came_from_private_card(self) -> bool:
        message = self.interaction.message
        return message is not None and (message.flags.ephemeral or self.actor.community_id is None)

    async def defer(self) -> None:
        """Ask for time; what is drawn later comes where ``update`` would bring it (see ``redraw``)."""
        if self._came_from_private_card:
            await self.interaction.response.defer()
        else:
            await self.interaction.response.defer(ephemeral=True, thinking=True)

    async def redraw(self, card: Card) -> None:
        """Draw anew what this act was answered with, or the card it deferred."""
        card = await developed(card, self.kit.studio)
        await self.interaction.edit_original_response(
            view=card.view(), attachments=card.files(), allowed_mentions=card.mentions()
        )

    async def ask(self, form: Form) -> None:
        await self.interaction.response.send_modal(form.modal())

    async def _send(self, card: Card) -> None:
        card = await developed(card, self.kit.studio)
        options: dict[str, Any] = {"view": card.view(), "ephemeral": True, "allowed_mentions": card.mentions()}
        if files := card.files():
            options["files"] = files
        if self.interaction.response.is_done():
            await self.interaction.followup.send(**options)
        else:
            await self.interaction.response.send_message(**options)


def actor_of(interaction: discord.Interaction[Any]) -> Actor:
    member = interaction.user if isinstance(interaction.user, discord.Member) else None
    return Actor(
        person_id=PersonId(interaction.user.id),
        locale=str(interaction.locale),
        community_id=CommunityId(interaction.guild_id) if interaction.guild_id else None,
        manages=interaction.guild_id is not None and interaction.permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles) if member else frozenset(),
    )


def account_of(user: discord.User | discord.Member) -> Account:
    return Account(PersonId(user.id), user.display_name, user.bot)
