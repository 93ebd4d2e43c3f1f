"""The one door through which every interaction comes in, and every failure goes out as a sentence.

A refusal is answered with its words. Weather (an interaction Discord gave up on, a channel deleted meanwhile)
is logged in one line, anything else as a fault of ours. Whoever sees a short code finds it in the log: there it
stands beside what was called.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, cast

import aiohttp
import discord
import structlog
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import Actions, Called
from cogs.kit.cards import Card, Tone
from cogs.kit.common_cards import which_card
from cogs.kit.refusals import sentence
from cogs.kit.watch import UNKNOWN, Outcome
from cogs.kit.whom import which_contact_card
from meetups.refusals import Refusal
from meetups.services.common import WhichContact, WhichMission

_log = structlog.get_logger(__name__)

_UNKNOWN_INTERACTION = 10062
_UNKNOWN_WEBHOOK = 10015
_ALREADY_ANSWERED = 40060
_WEATHER = {_UNKNOWN_INTERACTION, _UNKNOWN_WEBHOOK, _ALREADY_ANSWERED}
_CLICKS = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class Door:
    """Finds what a click or form is for, and answers for whatever goes wrong behind it."""

    def __init__(self, kit: Kit, actions: Actions, new_code: Callable[[], str] = lambda: secrets.token_hex(3)) -> None:
        self._kit = kit
        self._actions = actions
        self._new_code = new_code

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Handle clicks, choices and forms; commands and autocompletion go through the command tree."""
        self._kit.watch.arrived(interaction, self._name(interaction))
        if interaction.type not in _CLICKS:
            return
        act = Act(self._kit, interaction)
        called = Called.read(str(act.data.get("custom_id", "")))
        doing = self._actions.find(called) if called is not None else None
        act.subject = called.subject if called is not None else ""
        try:
            if doing is None:
                await act.answer(Card.of(act.t("This button is from an older version. `/help` shows the way.")))
            else:
                await doing(act)
        except Exception as error:
            await self.answer(act, error)

    async def on_command_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.answer(Act(self._kit, interaction), cause)

    async def answer(self, act: Act, error: BaseException) -> None:
        """Tell the person what happened in a sentence; never raises what Discord may refuse meanwhile."""
        try:
            await act.answer(self._card(act, error))
        except discord.HTTPException as refused:
            _log.info("answer_refused", code=refused.code, status=refused.status)
        except aiohttp.ClientError as lost:
            _log.info("answer_lost", cause=type(lost).__name__)

    def _name(self, interaction: discord.Interaction[Any]) -> str:
        """What was called, if there is such a thing: nothing is repeated that could have been made up."""
        if interaction.type in _CLICKS:
            data = cast("dict[str, object]", interaction.data or {})
            called = Called.read(str(data.get("custom_id", "")))
            return called.name if called is not None and self._actions.find(called) is not None else UNKNOWN
        return interaction.command.qualified_name if interaction.command is not None else UNKNOWN

    def _card(self, act: Act, error: BaseException) -> Card:
        name = self._name(act.interaction)
        refusal = _refusal(act, error)
        if refusal is not None:
            self._kit.watch.ended(act.interaction, name, Outcome.REFUSED)
            return refusal
        code = self._new_code()
        if isinstance(error, discord.HTTPException) and error.code in _WEATHER:
            outcome = Outcome.LOST
            _log.info("interaction_expired", code=code, called=name, discord=error.code)
        elif isinstance(error, (discord.DiscordServerError, aiohttp.ClientError)):
            outcome = Outcome.LOST
            _log.warning("interaction_lost", code=code, called=name, cause=type(error).__name__)
        else:
            outcome = Outcome.FAILED
            _log.error("unexpected", code=code, called=name, exc_info=error)
        self._kit.watch.ended(act.interaction, name, outcome)
        return Card.of(
            act.t(
                "Something went wrong on my side. What you had confirmed is safe. "
                "Please try again; if it happens once more, tell an organiser this code: `{code}`",
                code=code,
            ),
            tone=Tone.QUIET,
        )


def _refusal(act: Act, error: BaseException) -> Card | None:
    """The card of what is no failure; None where it is one."""
    if isinstance(error, WhichMission):
        return _which(act, error)
    if isinstance(error, WhichContact):
        # Each choice opens somebody, where everything can be done.
        return which_contact_card(act, error, "contact.open", 0)
    if isinstance(error, Refusal):
        return Card.of(sentence(act.t, error), tone=Tone.QUIET)
    if isinstance(error, app_commands.CheckFailure):
        return Card.of(act.t("You can't use that command here."), tone=Tone.QUIET)
    if isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
        return Card.of(act.t("That command has changed. Wait a minute, reload Discord and try again."))
    return None


_ASKED_AGAIN = {
    "suggest": "suggest.show",
    "mission pause": "mission.pause",
    "mission resume": "mission.resume",
    "mission end": "mission.end",
    "mission rules": "mission.rules",
}


def _which(act: Act, which: WhichMission) -> Card:
    """Ask which mission is meant: a button does for it what the command asked, or else opens its home."""
    command = act.interaction.command
    return which_card(act.t, which, _ASKED_AGAIN.get(command.qualified_name if command else "", "mission.show"))
