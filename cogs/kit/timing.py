"""Finding a time with somebody who wants to meet: when both are free, and a line to send them."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.parts import part_name, parts_shown
from cogs.kit.text import mention
from cogs.kit.words import Words
from meetups.values import PersonId

_PROPOSED = 2
_PLANNED = 3
"""As many accounts as a custom id has room for."""
PROFILE = "https://discord.com/users/{}"
"""Discord opens somebody's profile at this address, from which they can be written to."""


def timing_card(t: Words, others: Sequence[PersonId], parts: int, *more: Block | None) -> Card:
    """For one of those who want to meet; ``parts`` of the week suit all of them (0 where that is not known)."""
    return Card.of(
        t("### Find a time"),
        t("You are both free: {parts}.", parts=parts_shown(t, parts))
        if parts and len(others) == 1
        else t("You are all free: {parts}.", parts=parts_shown(t, parts))
        if parts
        else None,
        t("A line you can send to {people}:", people=t.list(mention(each) for each in others)),
        f"> {_line(t, parts)}",
        t("-# A public place and the daytime are good for a first time."),
        Line(),
        Button(t("Plan it"), action("plan.member", *others), Style.PRIMARY) if len(others) <= _PLANNED else None,
        *(Button(_profile(t, index, len(others)), url=PROFILE.format(each)) for index, each in enumerate(others, 1)),
        *more,
        tone=Tone.WARM,
    )


def _profile(t: Words, number: int, of: int) -> str:
    return t("Write to them") if of == 1 else t("Write to no. {number}", number=number)


def _line(t: Words, parts: int) -> str:
    times = _times(t, parts)
    if not times:
        return t("Hi! So we both want to meet. When would suit you? A coffee or a walk would be nice.")
    return t("Hi! So we both want to meet. How about {times}? A coffee or a walk would be nice.", times=times)


def _times(t: Words, parts: int) -> str:
    """Up to two of these parts; empty for none."""
    bits = [bit for bit in range(parts.bit_length()) if parts >> bit & 1]
    if not bits:
        return ""
    # Two that are not on the same day leave more of a choice.
    other = next((bit for bit in bits if bit // 3 != bits[0] // 3), bits[-1])
    return t.list([part_name(t, bit) for bit in dict.fromkeys((bits[0], other))][:_PROPOSED], style="or")
