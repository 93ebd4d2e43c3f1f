"""When a birthday comes round again; it knows the calendar and nobody's age."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from meetups.values import Birthday


def next_birthday(birthday: Birthday, on_or_after: date) -> date:
    """The first day from ``on_or_after`` on that it is celebrated: 29 February on the 28th in a year without one."""
    day = _celebrated(birthday, on_or_after.year)
    return day if day >= on_or_after else _celebrated(birthday, on_or_after.year + 1)


def _celebrated(birthday: Birthday, year: int) -> date:
    if birthday.day <= 28:
        return date(year, birthday.month, birthday.day)
    return date(year, birthday.month, min(birthday.day, monthrange(year, birthday.month)[1]))
