"""The list: a page of it, narrowed or whole, with menus to open somebody and to narrow it."""

from __future__ import annotations

from cogs.contacts.cards import since
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Option, Select
from cogs.kit.common_cards import empty_list_card
from cogs.kit.text import safe
from cogs.kit.words import Words
from meetups.services.contacts import Filter, Memory, Page, tag_number

_MONTHS = (3, 6, 12)
_CITIES = 9
_TAGS = 11


def list_card(t: Words, page: Page) -> Card:
    """One page of the list; an empty list says how to fill it, and a filter nobody passes how to widen it."""
    if page.everyone == 0:
        return empty_list_card(t)
    return Card.of(
        t.plural("### Your list: {n} person", "### Your list: {n} people", page.everyone),
        _narrowed(t, page),
        "\n".join(f"- {_row(t, each)}" for each in page.people)
        or t("Nobody like that. Choose *Everyone* below to see all."),
        Select(
            _with(page.wanted, "contact.open", page.number),
            t("Open somebody"),
            tuple(Option(each.contact.name, str(each.contact.id), _told_apart(t, each)) for each in page.people),
        )
        if page.people
        else None,
        Select(action("contact.narrow"), t("Show only…"), _filters(t, page)),
        Button(t("Earlier"), list_action(page.wanted, page.number - 1)) if page.number > 0 else None,
        Button(t("More"), list_action(page.wanted, page.number + 1)) if page.number < page.pages - 1 else None,
        Button(t("Look for doubles"), action("merge.pairs", 0)) if page.everyone > 1 else None,
        t("-# Page {page} of {pages} · only you can see this", page=page.number + 1, pages=page.pages),
        t("-# `/contact import` brings more people in, `/contact export` takes your list along."),
    )


def list_action(wanted: Filter, number: int) -> str:
    """The custom id that shows a page of what a filter leaves."""
    return _with(wanted, "contact.list", number)


def _with(wanted: Filter, name: str, number: int) -> str:
    return action(name, number, *_numbers(wanted))


def _numbers(wanted: Filter) -> tuple[int, int, int, int]:
    """A filter as a custom id and a menu carry it; ``filter_from`` reads it."""
    return wanted.city_id, wanted.tag, int(wanted.never_met), wanted.months


def filter_from(numbers: tuple[int, int, int, int]) -> Filter:
    """A filter from the numbers of a custom id or of a menu."""
    city_id, tag, never_met, months = numbers
    return Filter(city_id, tag, bool(never_met), months)


def _narrowed(t: Words, page: Page) -> str | None:
    wanted = page.wanted
    parts = [
        t("in {city}", city=page.city.label) if page.city else None,
        f"#{safe(page.tag)}" if page.tag else None,
        t("not met yet") if wanted.never_met else None,
        t.plural("not met for {n} month", "not met for {n} months", wanted.months) if wanted.months else None,
    ]
    if wanted.is_empty:
        return None
    shown = " · ".join(part for part in parts if part) or t("with that tag")
    return t.plural("{filter}: {n} person", "{filter}: {n} people", page.total, filter=shown)


def _filters(t: Words, page: Page) -> tuple[Option, ...]:
    found: list[tuple[str, Filter, str]] = [
        (t("Everyone"), Filter(), ""),
        (t("Not met yet"), Filter(never_met=True), ""),
        *((t("Not met for {n} months", n=months), Filter(months=months), "") for months in _MONTHS),
        *((city.label, Filter(city_id=city.id), _count(t, count)) for city, count in page.cities[:_CITIES]),
        *((f"#{tag}", Filter(tag=tag_number(tag)), _count(t, count)) for tag, count in page.tags[:_TAGS]),
    ]
    options = [
        Option(label, ".".join(map(str, _numbers(wanted))), count, wanted == page.wanted)
        for label, wanted, count in found
    ]
    return tuple({each.value: each for each in options}.values())


def _count(t: Words, count: int) -> str:
    return t.plural("{n} person", "{n} people", count)


def _told_apart(t: Words, memory: Memory) -> str:
    return " · ".join(filter(None, [memory.town, memory.contact.source, since(t, memory)]))


def _row(t: Words, memory: Memory) -> str:
    contact = memory.contact
    name = f"~~{safe(contact.name)}~~" if contact.is_never else f"**{safe(contact.name)}**"
    return " · ".join(filter(None, [name, safe(memory.town), safe(contact.source), since(t, memory)]))
