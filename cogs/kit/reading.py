"""Days and times as people write them, read for one person; what cannot be read becomes a kind refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from babel import Locale
from babel.units import format_unit

from cogs.kit.words import MILE_KM, Words
from meetups.folding import fold
from meetups.refusals import Refusal
from meetups.spans import USUAL, parse_days
from meetups.values import Birthday
from meetups.written import UnreadableDate, UnreadableTime, parse_birthday, parse_day, parse_quiet, parse_weekly

if TYPE_CHECKING:
    from cogs.kit.act import Act

W = TypeVar("W", bound=StrEnum)

# Where the month is written before the day; everybody else writes the day first.
MONTH_FIRST = {"US"}

_DISTANCE: Final = re.compile(r"(?P<number>\d[\d.,' ]*)(?P<unit>\D*)", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+", re.ASCII)
_LONGEST_DISTANCE: Final = 30
_LENGTHS: Final[tuple[Literal["long", "short"], ...]] = ("long", "short")


async def read_day(act: Act, typed: str, *, prefer: Literal["past", "future"] = "past") -> date:
    today = await act.services.profiles.today(act.actor)
    locale = act.t.locale
    try:
        return parse_day(
            typed,
            today=today,
            languages=_languages(act),
            day_first=locale.territory not in MONTH_FIRST,
            prefer=prefer,
        )
    except UnreadableDate as error:
        raise Refusal("day.unreadable", typed=typed[:60]) from error


async def read_days(act: Act, typed: str, longest: timedelta = USUAL) -> tuple[date, date]:
    """The first and the last day of a span, the coming one or the one going on."""
    today = await act.services.profiles.today(act.actor)
    day_first = act.t.locale.territory not in MONTH_FIRST
    try:
        return parse_days(typed, today=today, languages=_languages(act), day_first=day_first, longest=longest)
    except UnreadableDate as error:
        raise Refusal("days.unreadable", typed=typed[:60]) from error


def read_birthday(act: Act, typed: str) -> Birthday:
    day_first = act.t.locale.territory not in MONTH_FIRST
    try:
        birthday = parse_birthday(typed, languages=_languages(act), day_first=day_first)
    except UnreadableDate as error:
        raise Refusal("birthday.unreadable", typed=typed[:60]) from error
    if birthday.year is not None and birthday.year > act.interaction.created_at.year:
        raise Refusal("birthday.unreadable", typed=typed[:60])
    return birthday


def read_texts(typed: str) -> tuple[str, ...]:
    """Several short texts in one field, with commas."""
    return tuple(text for part in typed.split(",") if (text := part.strip()))


def read_tags(typed: str) -> tuple[str, ...]:
    """Tags with commas, with or without the sign many write before them."""
    return tuple(tag for each in read_texts(typed) if (tag := each.lstrip("#").strip()))


def read_reach(t: Words, typed: str) -> int:
    """Whole kilometres of a distance. A bare number is in the unit in which its reader is shown distances."""
    match = _DISTANCE.fullmatch(" ".join(typed.split())[:_LONGEST_DISTANCE])
    written, unit = (match["number"].strip(), fold(match["unit"])) if match else ("", "")
    try:
        number = float(re.sub(r"\D", "", written) if _GROUPED.fullmatch(written) else written.replace(",", "."))
        return round(number * (_units(str(t.locale))[unit] if unit else MILE_KM if t.uses_miles else 1))
    except (ValueError, KeyError) as error:
        raise Refusal("reach.unreadable", typed=typed[:60]) from error


@cache
def _units(locale: str) -> dict[str, float]:
    """How kilometres and miles are written in English and in one language, and how long they are."""
    found = {"kms": 1.0}
    for each in (Locale("en"), Locale("en", "GB"), Locale.parse(locale)):
        # Languages have up to six forms for different numbers.
        for n in (1, 2, 3, 5, 11, 20, 100):
            for length in _LENGTHS:
                for unit, km in (("length-kilometer", 1.0), ("length-mile", MILE_KM)):
                    shown = format_unit(n, unit, length, locale=each)
                    found[fold(shown.replace(str(n), ""))] = km
    return found


def read_weekly(act: Act, typed: str) -> tuple[int, int]:
    """Weekday (0 is Monday) and minute of the day."""
    try:
        return parse_weekly(typed, locale=str(act.t.locale.language))
    except UnreadableTime as error:
        raise Refusal("time.unreadable", typed=typed[:60]) from error


def read_word(words: type[W], typed: str) -> W:
    """A word of an enumeration, as a form or menu offered it; a crafted one is refused."""
    try:
        return words(typed)
    except ValueError as error:
        raise Refusal("choice.unreadable") from error


def read_quiet(typed: str) -> tuple[int, int]:
    try:
        return parse_quiet(typed)
    except UnreadableTime as error:
        raise Refusal("quiet.unreadable", typed=typed[:60]) from error


def _languages(act: Act) -> Iterable[str]:
    return (str(act.t.locale.language),)
