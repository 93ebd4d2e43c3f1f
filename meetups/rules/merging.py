"""Two contacts that are one person, made one: what cannot stand beside the other is kept in the note."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, TypeVar

from meetups.exchange.dates import written
from meetups.exchange.entry import LANGUAGES, MET_ONLINE, NOTE, PROMISED, TAGS
from meetups.values import Contact

_LONGEST: Final = {"met_online": MET_ONLINE, "promised": PROMISED}
_MOST: Final = {"tags": TAGS, "languages": LANGUAGES}
_SEPARATOR: Final = " · "
T = TypeVar("T", date, datetime)


class TooLong(ValueError):  # noqa: N818 - it is a refusal
    """The notes of both do not fit into one."""


def combine(kept: Contact, other: Contact, city_label: Callable[[int], str]) -> Contact:
    """``kept`` with all that ``other`` says; where both say something else, the other's goes into the note.

    Their accounts must not differ. Raises ``TooLong`` where the note would be longer than ``NOTE``.
    """
    assert kept.account_id is None or other.account_id is None or kept.account_id == other.account_id
    leftovers: list[str] = []
    holder = kept if kept.account_id else other
    changes: dict[str, Any] = {"account_id": holder.account_id, "account_is_seen": _is_seen(kept, other)}
    if other.name.casefold() != kept.name.casefold():
        leftovers.append(other.name)
    changes |= _network(kept, other, leftovers)
    changes |= _city(kept, other, city_label, leftovers)
    changes |= _introducer(kept, other, leftovers)
    changes |= _birthday(kept, other, leftovers)
    lines = [other.note, _SEPARATOR.join(filter(None, leftovers))]
    for name in ("met_online", "promised"):
        changes[name], left = _joined(getattr(kept, name), getattr(other, name), _LONGEST[name])
        lines.append(left)
    for name in ("tags", "languages"):
        changes[name], more = _union(getattr(kept, name), getattr(other, name), _MOST[name])
        lines.append(_SEPARATOR.join(more))
    note = kept.note
    for line in lines:
        note, left = _joined(note, line, NOTE)
        if left:
            raise TooLong
    return replace(
        kept,
        **changes,
        note=note,
        added_at=min(kept.added_at, other.added_at),
        again_on=_earlier(kept.again_on, other.again_on),
        is_never=kept.is_never or other.is_never,
        is_seldom=kept.is_seldom or other.is_seldom,
        waits_near=kept.waits_near or other.waits_near,
        snoozed_until=max(filter(None, (kept.snoozed_until, other.snoozed_until)), default=None),
        volunteered_at=_earlier(kept.volunteered_at, other.volunteered_at),
    )


def _is_seen(kept: Contact, other: Contact) -> bool:
    return any(each.account_is_seen for each in (kept, other) if each.account_id) or not (
        kept.account_id or other.account_id
    )


def _network(kept: Contact, other: Contact, leftovers: list[str]) -> dict[str, Any]:
    """The handle and the network it is on go together; where one has only one of them, the other may fill it in."""
    same_source = _same(kept.source, other.source)
    same_handle = _same(kept.handle, other.handle)
    if same_source and same_handle:
        return {"source": kept.source or other.source, "handle": kept.handle or other.handle}
    if same_source and kept.source:
        leftovers.append(other.handle)
    elif same_handle and kept.handle:
        leftovers.append(other.source)
    else:
        leftovers += [other.source, other.handle]
    return {}


def _same(one: str, other: str) -> bool:
    """Whether two texts may stand for one: they are alike, or one says nothing."""
    return not one or not other or one.casefold() == other.casefold()


def _city(kept: Contact, other: Contact, city_label: Callable[[int], str], leftovers: list[str]) -> dict[str, Any]:
    written = city_label(other.city_id) if other.city_id else other.city_written
    if kept.city_id or kept.city_written:
        same = kept.city_id == other.city_id and kept.city_written.casefold() == other.city_written.casefold()
        if written and not same:
            leftovers.append(written)
        return {}
    return {"city_id": other.city_id, "city_written": other.city_written}


def _introducer(kept: Contact, other: Contact, leftovers: list[str]) -> dict[str, Any]:
    """Nobody is introduced by themselves: where one of the two introduced the other, that is left out."""
    found: tuple[str, Any] = ("", None)
    for each in (kept, other):
        if each.introduced_by and each.introducer_id not in (kept.id, other.id):
            if not found[0]:
                found = (each.introduced_by, each.introducer_id)
            elif each.introduced_by.casefold() != found[0].casefold():
                leftovers.append(each.introduced_by)
            else:
                found = (found[0], found[1] or each.introducer_id)
    return {"introduced_by": found[0], "introducer_id": found[1]}


def _birthday(kept: Contact, other: Contact, leftovers: list[str]) -> dict[str, Any]:
    """The same day is one birthday, with its year where one of them knows it."""
    mine, theirs = kept.birthday, other.birthday
    if mine is None or theirs is None:
        return {"birthday": mine or theirs}
    same_day = (mine.month, mine.day) == (theirs.month, theirs.day)
    if same_day and (mine.year is None or theirs.year in (None, mine.year)):
        return {"birthday": mine if mine.year else theirs}
    leftovers.append(written(theirs))
    return {"birthday": mine}


def _joined(kept: str, other: str, limit: int) -> tuple[str, str]:
    """Both texts, the second only where it says something new, and what did not fit."""
    if not other or f"\n{other}\n" in f"\n{kept}\n":
        return kept, ""
    both = f"{kept}\n{other}" if kept else other
    return (both, "") if len(both) <= limit else (kept, other)


def _union(kept: Iterable[str], other: Iterable[str], limit: int) -> tuple[tuple[str, ...], list[str]]:
    found = {each.casefold(): each for each in reversed((*kept, *other))}
    ordered = list(dict.fromkeys(found[each.casefold()] for each in (*kept, *other)))
    return tuple(ordered[:limit]), ordered[limit:]


def _earlier(one: T | None, other: T | None) -> T | None:
    return min((each for each in (one, other) if each is not None), default=None)
