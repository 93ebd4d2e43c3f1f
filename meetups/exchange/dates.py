"""Birthdays and days as address books write them; an unclear order of day and month is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Final

from meetups.exchange.entry import birthday
from meetups.values import Birthday

_ISO: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", re.ASCII)
_NO_YEAR: Final = re.compile(r"--(\d\d)-?(\d\d)(?:T.*)?", re.ASCII)
_NUMBERS: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?", re.ASCII)
_LONGEST: Final = 40
_YEARS: Final = range(1900, 2200)  # of days to come; others are slips, and overflow sums


class Order(Enum):
    """Which number of a written date is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Unclear(ValueError):  # noqa: N818  what it is, not an error of ours
    """Day and month of a birthday could be either way round."""


def birthday_of(text: str, order: Order | None = None) -> Birthday | None:
    """A birthday in any form of vCard, ISO 8601 or numbers; None if there is none. Raises ``Unclear``, ``ValueError``.

    A year or a month alone is no birthday, and neither are Outlook's zeros: both are None, not faults.
    """
    text = text.strip()[:_LONGEST]
    if found := _ISO.fullmatch(text):
        return _real(int(found[2]), int(found[3]), int(found[1]))
    if found := _NO_YEAR.fullmatch(text):
        return _real(int(found[1]), int(found[2]), None)
    if found := _NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if not first and not second:
            return None
        year = int(found[4]) if len(found[4]) == 4 else None
        month, day = _in_order(first, second, Order.DAY_FIRST if found[2] == "." else order)
        return _real(month, day, year)
    if not text or re.fullmatch(r"\d{4}(-\d\d)?|-{2,3}\d\d", text, re.ASCII):
        return None
    raise ValueError(text)


def order_of(texts: Iterable[str]) -> Order | None:
    """The order that the dates of one file prove by the numbers above twelve; None if they prove none, or both."""
    proven = set()
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip()[:_LONGEST])
        if found and found[2] != "." and int(found[1]) > 12:
            proven.add(Order.DAY_FIRST)
        elif found and found[2] != "." and int(found[3]) > 12:
            proven.add(Order.MONTH_FIRST)
    return proven.pop() if len(proven) == 1 else None


def written(day: Birthday) -> str:
    """ISO 8601 with a year, and without one the form of vCard 4: ``--02-29``."""
    return f"--{day.month:02}-{day.day:02}" if day.year is None else f"{day.year:04}-{day.month:02}-{day.day:02}"


def day_of(text: str) -> date | None:
    """A day in ISO 8601, or None for an empty text. Raises ``ValueError``."""
    if not text.strip():
        return None
    day = date.fromisoformat(text.strip()[:_LONGEST])
    if day.year not in _YEARS:
        raise ValueError(text)
    return day


def _in_order(first: int, second: int, order: Order | None) -> tuple[int, int]:
    """Month and day."""
    if first > 12 or (order is Order.DAY_FIRST and second <= 12):
        return second, first
    if second > 12 or first == second or order is Order.MONTH_FIRST:
        return first, second
    raise Unclear


def _real(month: int, day: int, year: int | None) -> Birthday | None:
    found = birthday(month, day, year)
    if found is None and (month or day):
        raise ValueError(f"{year}-{month}-{day}")
    return found
