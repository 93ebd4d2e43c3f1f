"""A form with a fault: what was typed is kept, the card says what is wrong, and a button reopens it filled."""

from __future__ import annotations

from collections import defaultdict

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style
from cogs.kit.refusals import sentence
from meetups.refusals import Refusal

_KIND = "form"


async def answer_faulty_form(act: Act, refusal: Refusal, typed: dict[str, str], reopen: str) -> None:
    """Answer a form that cannot be taken; ``reopen`` names the action that asks it again (see ``kept_form``)."""
    draft_id = await keep_form(act, typed)
    await act.answer(
        Card.of(
            sentence(act.t, refusal),
            act.t("What you typed is kept."),
            Button(act.t("Fix it"), action(reopen, draft_id), Style.PRIMARY),
        )
    )


async def keep_form(act: Act, typed: dict[str, str]) -> int:
    """Keep what was typed for an action that will come back to it; gives the draft's number."""
    return await act.services.drafts.keep(act.actor, _KIND, typed)


async def kept_form(act: Act, index: int = 0) -> dict[str, str]:
    """What was typed into the form this action reopens, by field name; ``index`` is where its id has the draft.

    A field that form did not have is empty: a tampered client may name the draft of another one.
    """
    return defaultdict(str, await act.services.drafts.open(act.actor, _KIND, act.number(index)))


async def take_form(act: Act) -> dict[str, str]:
    """The same, once: a second press finds it taken."""
    return await act.services.drafts.take(act.actor, _KIND, act.number())
