"""Column types that keep their meaning on every database: instants, words of an enumeration, lists, birthdays."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from meetups.exchange.dates import birthday_of, written
from meetups.values import Birthday


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite forgets the zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return instant.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A member of a StrEnum, stored as its value so that a person can read the table."""

    impl = String(24)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """Short texts, one on a line, which is quick to read: a list may have ten thousand contacts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        if any("\n" in each or not each for each in value or ()):
            raise ValueError("a text of a list must be one line")
        return "\n".join(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value.split("\n")) if value else ()


class Instants(TypeDecorator[tuple[datetime, ...]]):
    """A few instants in ISO 8601 and UTC, one behind the other."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[datetime, ...] | None, dialect: Dialect) -> str:
        if any(each.tzinfo is None for each in value or ()):
            raise ValueError("an instant must be aware")
        return " ".join(each.astimezone(UTC).isoformat() for each in value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[datetime, ...]:
        return tuple(map(datetime.fromisoformat, value.split())) if value else ()


class Yearly(TypeDecorator[Birthday]):
    """A birthday as ISO 8601 writes it: ``1980-02-29``, or ``--02-29`` without the year."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: Birthday | None, dialect: Dialect) -> str | None:
        return None if value is None else written(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Birthday | None:
        return None if value is None else birthday_of(value)
