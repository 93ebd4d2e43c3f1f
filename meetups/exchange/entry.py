"""What a file says about one person, fitted into our limits; it decides nothing about who that person is."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from meetups.rules.names import LONGEST_NAME, clean
from meetups.values import Birthday

NAME: Final = LONGEST_NAME
HANDLE: Final = 200
SOURCE: Final = 60
CITY: Final = 100
TAG: Final = 30
TAGS: Final = 20
LANGUAGE: Final = 35  # the longest language tag of RFC 5646 §4.4.1
LANGUAGES: Final = 10
MET_ONLINE: Final = 500
INTRODUCED_BY: Final = LONGEST_NAME
NOTE: Final = 4_000  # what a form of Discord takes
PROMISED: Final = 500

_LOOKED_AT: Final = 4  # times the limit, of a text before it is cleaned: what a text of invisible signs may cost
_EARLIEST: Final = 1800  # Apple writes 1604, others 0000 or 1753, for "no year"
_LARGEST_ID: Final = 2**63 - 1
_EDGES: Final = "\u200c\u200d \n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a file. ``line`` is where it began, from 1; ``handle`` may be a link; ``city`` is as written.

    ``promised`` is what the owner of the list promised them.
    """

    name: str
    handle: str = ""
    source: str = ""
    account_id: int | None = None
    city: str = ""
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    met_online: str = ""
    introduced_by: str = ""
    birthday: Birthday | None = None
    note: str = ""
    promised: str = ""
    again_on: date | None = None
    is_never: bool = False
    is_seldom: bool = False
    snoozed_until: date | None = None
    waits_near: bool = False
    line: int = 0


@dataclass(slots=True)
class Rough:
    """One person as a reader found them: of any length, not cleaned."""

    line: int = 0
    name: str = ""
    handle: str = ""
    source: str = ""
    account_id: int | None = None
    city: str = ""
    tags: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    met_online: str = ""
    introduced_by: str = ""
    birthday: Birthday | None = None
    note: str = ""
    promised: str = ""
    again_on: date | None = None
    is_never: bool = False
    is_seldom: bool = False
    snoozed_until: date | None = None
    waits_near: bool = False


def birthday(month: int, day: int, year: int | None = None) -> Birthday | None:
    """The birthday, or None if there is no such day; years before 1800 are how programs write "no year"."""
    if year is not None and not _EARLIEST <= year <= date.max.year:
        year = None
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2000 if year is None else year, month)[1]:
        return None
    return Birthday(month, day, year)


def fit(rough: Rough) -> tuple[Entry, tuple[str, ...]]:
    """The entry, cleaned and within the limits, and the names of the fields that had to be cut.

    Its name is empty if nothing of it could be shown: the caller refuses that. Fitting what was fitted changes nothing.
    """
    cut: list[str] = []
    entry = Entry(
        name=_line(rough.name, NAME, "name", cut),
        handle=_line(rough.handle, HANDLE, "handle", cut),
        source=_line(rough.source, SOURCE, "source", cut),
        account_id=account(rough.account_id),
        city=_line(rough.city, CITY, "city", cut),
        tags=_several(rough.tags, TAG, TAGS, "tags", cut),
        languages=_several(rough.languages, LANGUAGE, LANGUAGES, "languages", cut),
        met_online=_lines(rough.met_online, MET_ONLINE, "met_online", cut),
        introduced_by=_line(rough.introduced_by, INTRODUCED_BY, "introduced_by", cut),
        birthday=rough.birthday,
        note=_lines(rough.note, NOTE, "note", cut),
        promised=_lines(rough.promised, PROMISED, "promised", cut),
        again_on=rough.again_on,
        is_never=rough.is_never,
        is_seldom=rough.is_seldom,
        snoozed_until=rough.snoozed_until,
        waits_near=rough.waits_near,
        line=rough.line,
    )
    return entry, tuple(dict.fromkeys(cut))


def account(number: int | None) -> int | None:
    """A Discord account id, if the number can be one."""
    return number if number is not None and 0 < number <= _LARGEST_ID else None


def shown(text: str, limit: int) -> str:
    """The beginning of a text on one line, cleaned: what stood there, for a person to recognise it."""
    return _line(text, limit, "", [])


def _line(text: str, limit: int, name: str, cut: list[str]) -> str:
    if not text:
        return ""
    looked_at = text.strip()[: limit * _LOOKED_AT]
    tidy = _clean(looked_at)
    if len(tidy) > limit or len(text) > len(looked_at) == limit * _LOOKED_AT:
        cut.append(name)
    return tidy[:limit].strip(_EDGES)


def _lines(text: str, limit: int, name: str, cut: list[str]) -> str:
    """Several lines, each cleaned, with at most one empty line between two."""
    if not text:
        return ""
    looked_at = text.strip()[: limit * _LOOKED_AT]
    kept: list[str] = []
    for line in looked_at.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        tidy = _clean(line)
        if tidy or (kept and kept[-1]):
            kept.append(tidy)
    whole = "\n".join(kept).strip(_EDGES)
    if len(whole) > limit or len(text) > len(looked_at) == limit * _LOOKED_AT:
        cut.append(name)
    return whole[:limit].strip(_EDGES)


def _several(texts: Iterable[str], limit: int, most: int, name: str, cut: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for count, text in enumerate(texts):
        tidy = _line(text, limit, name, cut) if count < most * _LOOKED_AT else ""
        if tidy and tidy.casefold() not in kept:
            if len(kept) == most:
                cut.append(name)
                break
            kept[tidy.casefold()] = tidy
    return tuple(kept.values())


def _clean(text: str) -> str:
    """``names.clean``, with a short way for what has nothing invisible; there each sign costs a look-up."""
    return " ".join(text.split()) if text.isprintable() else clean(text)
