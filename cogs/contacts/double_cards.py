"""Two contacts beside each other: are they one person?"""

from __future__ import annotations

from collections.abc import Sequence

from cogs.contacts.cards import birthday_shown
from cogs.contacts.likeness import why_alike
from cogs.kit.act import Kit
from cogs.kit.actions import action
from cogs.kit.autocomplete import told_apart
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.languages import language_names
from cogs.kit.text import linked, mention, quoted, safe, shortened
from cogs.kit.words import Words
from meetups.rows import Listed
from meetups.services.contacts import Merger
from meetups.values import Contact

_NOTE, _TEXT = 400, 120


def merger_card(t: Words, merger: Merger) -> Card:
    """What would become of two contacts; nothing changes before *Merge*."""
    kept = merger.kept
    return Card.of(
        t("### Make these two one?"),
        *_beside(t, merger),
        *_choices(t, merger),
        Button(t("Not now"), action("contact.show", kept.id)),
        tone=Tone.WARM,
    )


def pair_card(t: Words, merger: Merger, number: int, total: int) -> Card:
    """One of the pairs that look alike; each answer leads on to the next one."""
    return Card.of(
        t("### Pair {number} of {total} that look alike", number=number + 1, total=total)
        if total > 1
        else t("### These two look alike"),
        t("Why: {why}.", why=why_alike(t, merger.likeness)),
        *_beside(t, merger),
        *_choices(t, merger, number + 1),
        Button(t("Earlier"), action("merge.pairs", number - 1)) if number > 0 else None,
        Button(t("Next pair"), action("merge.pairs", number + 1)) if number + 1 < total else None,
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.WARM,
    )


def candidates_card(t: Words, kit: Kit, contact: Contact, others: Sequence[Listed]) -> Card:
    """Who else of the list may be this person."""
    if not others:
        return Card.of(
            t("Nobody else on your list is called anything like **{name}**.", name=safe(contact.name)),
            t("`/contact merge` takes any two you name."),
            Button(t("Open"), action("contact.show", contact.id)),
        )
    return Card.of(
        t("### Who is **{name}** a second time?", name=safe(contact.name)),
        t("You'll see what becomes of the two before anything changes."),
        Select(
            action("merge.chosen", contact.id),
            t("The same person as…"),
            tuple(Option(each.name, str(each.id), told_apart(kit, each) or each.handle) for each in others),
        ),
        Button(t("Back"), action("contact.show", contact.id)),
    )


def merged_card(t: Words, merged: Contact) -> Card:
    return Card.of(
        t("**{name}** is one person now; nothing of either was lost.", name=safe(merged.name)),
        Button(t("Open"), action("contact.show", merged.id), Style.PRIMARY),
        Button(t("Look for more"), action("merge.pairs", 0)),
        tone=Tone.GLAD,
    )


def apart_card(t: Words) -> Card:
    return Card.of(
        t("Noted: two people. I won't ask about these two again."),
        Button(t("Look for more"), action("merge.pairs", 0)),
        Button(t("My list"), action("contact.list", 0)),
    )


def nobody_alike_card(t: Words) -> Card:
    return Card.of(
        t("No two people on your list look alike."),
        t("If you know better: `/contact merge` takes any two you name."),
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD,
    )


def _beside(t: Words, merger: Merger) -> list[Block]:
    both: list[Block] = [_described(t, each, merger.cities) for each in (merger.kept, merger.other)]
    if merger.merged is None:
        return [*both, t("Their notes don't fit into one together. Shorten one of them first: *Edit*.")]
    return [*both, Line(), t("**Together**") + "\n" + _described(t, merger.merged, merger.cities)]


def _described(t: Words, contact: Contact, cities: dict[int, str]) -> str:
    """All that one contact says, each text at most a few lines."""
    account = f" · {mention(contact.account_id)}" if contact.account_id else ""
    network = " ".join(filter(None, [safe(contact.source), linked(contact.handle)]))
    tags = " ".join(f"#{safe(tag)}" for tag in contact.tags)
    speaks = t.list(safe(each) for each in language_names(t, contact.languages))
    again = contact.again_on
    facts = [
        cities.get(contact.city_id or 0, "") or safe(contact.city_written),
        network,
        tags,
        speaks,
        t("birthday on {day}", day=birthday_shown(t, contact.birthday)) if contact.birthday else "",
        _short(contact.met_online),
        t("introduced by {name}", name=safe(contact.introduced_by)) if contact.introduced_by else "",
        t("promised: {what}", what=_short(contact.promised)) if contact.promised else "",
        t("again from {day}", day=t.full_day(again)) if again else "",
        t("suggested less often") if contact.is_seldom else "",
        t("waits until you're near") if contact.waits_near else "",
    ]
    lines = [
        f"**{safe(contact.name)}**{account}",
        " · ".join(filter(None, facts)),
        t("*on your never-list*") if contact.is_never else "",
        quoted(shortened(contact.note, _NOTE)) if contact.note else "",
    ]
    return "\n".join(filter(None, lines))


def _short(text: str) -> str:
    return safe(shortened("; ".join(text.split("\n")), _TEXT))


def _choices(t: Words, merger: Merger, place: int = 0) -> list[Block]:
    """What can be done with two; ``place`` is their place among the pairs, from 1, to go on from there."""
    kept, other = merger.kept.id, merger.other.id
    swap = Button(t("Keep the other name"), action("merge.propose", other, kept))
    if merger.merged is None:
        edits = [
            Button(t("Edit {name}", name=each.name), action("contact.more", each.id))
            for each in (merger.kept, merger.other)
        ]
        return [*edits, Button(t("Two people"), action("merge.apart", kept, other, place))]
    return [
        t("-# All meetings with either, and all notes of both, stay."),
        Button(t("Merge"), action("merge.now", kept, other, place), Style.PRIMARY),
        Button(t("Two people"), action("merge.apart", kept, other, place)),
        *((swap,) if merger.kept.name != merger.other.name else ()),
    ]
