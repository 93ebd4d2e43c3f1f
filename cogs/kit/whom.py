"""A menu of people one of whom is meant, with what tells namesakes apart."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.autocomplete import told_apart
from cogs.kit.cards import OPTIONS_LIMIT, Card, Option, Select, Tone
from cogs.kit.refusals import sentence
from meetups.rows import Listed
from meetups.services.common import WhichContact


def which_menu(act: Act, name: str, subject: int, people: Sequence[Listed]) -> Select:
    """Choosing somebody does ``name`` about ``subject``, with their number as what was chosen."""
    options = tuple(Option(each.name, str(each.id), told_apart(act.kit, each)) for each in people[:OPTIONS_LIMIT])
    return Select(action(name, subject), act.t("Choose somebody…"), options)


def which_contact_card(act: Act, which: WhichContact, name: str, subject: int) -> Card:
    """Ask who is meant by a name that does not tell."""
    return Card.of(sentence(act.t, which), which_menu(act, name, subject, which.people), tone=Tone.QUIET)
