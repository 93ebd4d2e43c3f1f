"""Sentences in the reader's language: gettext catalogues for words, CLDR (Babel) for days, times and lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_day_names, get_timezone_location
from babel.lists import format_list
from babel.units import format_unit

CATALOGUES = Path(__file__).parent.parent / "locale"
DOMAIN = "meetward"
MILE_KM = 1.609344
# The territories of CLDR's measurement systems other than the metric one, which Babel does not carry.
_MILES = {"US", "GB", "LR", "MM"}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate me later"
    """Mark a sentence for the catalogue where it is written down before its reader is known."""
    return message


class Words:
    """One language. ``t("Hello {name}", name=...)`` gives the sentence; values are put in after translation.

    ``reader`` is the locale of somebody who reads another language than their own for want of a catalogue.
    """

    def __init__(self, locale: Locale, translations: NullTranslations, reader: Locale | None = None) -> None:
        self.locale = locale
        self.uses_miles = (reader or locale).territory in _MILES
        self._translations = translations

    def __call__(self, message: str, /, **values: object) -> str:
        return self._translations.gettext(message).format(**values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        return self._translations.ngettext(one, many, n).format(n=n, **values)

    def day(self, day: date) -> str:
        """A day with its weekday: "Monday, January 5"."""
        return self("{weekday}, {day}", weekday=self.weekday(day.weekday()), day=self.month_day(day))

    def month_day(self, day: date) -> str:
        """A day without weekday and year: "January 5"."""
        return str(format_skeleton("MMMMd", day, locale=self.locale))

    def month(self, day: date) -> str:
        """The month a day is in, in short: "Jan"."""
        return str(format_skeleton("MMM", day, locale=self.locale))

    def full_day(self, day: date) -> str:
        """A day with its year: "January 5, 2026"."""
        return str(format_date(day, "long", locale=self.locale))

    def days(self, first: date, last: date) -> str:
        return (
            self.day(first) if first == last else self("{first} to {last}", first=self.day(first), last=self.day(last))
        )

    def clock(self, minute: int) -> str:
        """A wall-clock time from minutes after midnight: "9:00 AM"."""
        return str(format_time(time(minute // 60, minute % 60), "short", locale=self.locale)).replace("\u202f", " ")

    def weekday(self, weekday: int) -> str:
        """The name of a weekday, 0 being Monday."""
        return str(get_day_names("wide", locale=self.locale)[weekday])

    def zone(self, key: str) -> str:
        """A time zone by its city: "Indianapolis time"."""
        return self("{city} time", city=get_timezone_location(key, locale=self.locale, return_city=True).split("/")[-1])

    def distance(self, km: float) -> str:
        """A distance as it is told where the reader is, in whole units: "50 km", "31 mi"."""
        unit, n = ("length-mile", km / MILE_KM) if self.uses_miles else ("length-kilometer", km)
        # More than nothing is never "0 mi".
        return str(format_unit(max(round(n), int(km > 0)), unit, length="short", locale=self.locale))

    def list(self, items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
        found = list(items)
        return str(format_list(found, style=style, locale=self.locale)) if found else ""


def stamp(instant: datetime, style: Literal["t", "f", "F", "D", "R"] = "f") -> str:
    """An instant as Discord shows it to each reader in their own zone."""
    return f"<t:{int(instant.timestamp())}:{style}>"


class Lexicon:
    """All languages there are catalogues for; any other reader gets English."""

    def words(self, locale: str) -> Words:
        return _words(locale)


@cache
def _words(tag: str) -> Words:
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en", "US")
    languages = [str(locale), locale.language]
    found = translation(DOMAIN, CATALOGUES, languages, fallback=True)
    has_catalogue = type(found) is not NullTranslations
    return Words(locale if has_catalogue or locale.language == "en" else Locale("en", "US"), found, locale)
