"""Days and times as people write them, read for one person; what cannot be read becomes a kind refusal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeVar

from meetups.refusals import Refusal
from meetups.values import Birthday
from meetups.written import UnreadableDate, UnreadableTime, parse_birthday, parse_day, parse_quiet, parse_weekly

if TYPE_CHECKING:
    from cogs.kit.act import Act

W = TypeVar("W", bound=StrEnum)

# Where the month is written before the day; everybody else writes the day first.
_MONTH_FIRST = {"US"}


async def read_day(act: Act, typed: str, *, prefer: Literal["past", "future"] = "past") -> date:
    today = await act.services.profiles.today(act.actor)
    locale = act.t.locale
    try:
        return parse_day(
            typed,
            today=today,
            languages=_languages(act),
            day_first=locale.territory not in _MONTH_FIRST,
            prefer=prefer,
        )
    except UnreadableDate as error:
        raise Refusal("day.unreadable", typed=typed[:60]) from error


def read_birthday(act: Act, typed: str) -> Birthday:
    day_first = act.t.locale.territory not in _MONTH_FIRST
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
