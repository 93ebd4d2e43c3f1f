"""`/inbox` and its one button; each waiting message is shown as it would have been sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.services.outgoing import Outgoing, is_question


def load(registry: Registry) -> None:
    registry.commands.append(_command(registry.kit, registry))
    on = registry.actions.on

    @on("inbox.open")
    async def open_inbox(act: Act) -> None:
        await act.answer(await _first(act, registry))

    @on("inbox.next")
    async def read_next(act: Act) -> None:
        waiting = await act.services.inbox.read(act.actor.person_id)
        ids: list[int] = [each.delivery.id for each in waiting]
        passed = ids.index(act.number()) + 1 if act.number() in ids else 0
        await act.services.inbox.seen(act.actor.person_id, act.number())
        await act.update(_card(act, registry, waiting, passed))


def _command(kit: Kit, registry: Registry) -> Any:
    @app_commands.command(name="inbox", description=N_("What waits for you"))
    async def inbox(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(await _first(act, registry))

    return inbox


async def _first(act: Act, registry: Registry) -> Card:
    return _card(act, registry, await act.services.inbox.read(act.actor.person_id), passed=0)


def _card(act: Act, registry: Registry, waiting: Sequence[Outgoing], passed: int) -> Card:
    """The waiting message behind those passed by; a question stays in the inbox until it is answered."""
    if passed >= len(waiting):
        return _end_card(act, questions=sum(is_question(each.body) for each in waiting))
    body, delivery = waiting[passed].body, waiting[passed].delivery
    assert body is not None
    left = len(waiting) - passed - 1
    onward = act.t("Next ({n} more)", n=left) if left else act.t("Done")
    return registry.render(act.t, body).then(Line(), Button(onward, action("inbox.next", delivery.id)))


def _end_card(act: Act, questions: int) -> Card:
    if not questions:
        return Card.of(act.t("Nothing waits for you. All clear."))
    return Card.of(
        act.t.plural(
            "That was everything. {n} question stays here until you answer it.",
            "That was everything. {n} questions stay here until you answer them.",
            questions,
        ),
        Button(act.t("Look again"), action("inbox.open")),
    )
