"""Birthdays as people write them, with the year or without, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.values import Birthday
from meetups.written import UnreadableDate, parse_birthday

ENGLISH = {
    "5 May": Birthday(5, 5),
    "May 5": Birthday(5, 5),
    " may 5th. ": Birthday(5, 5),
    "the 5th of May": Birthday(5, 5),
    "May 5 1980": Birthday(5, 5, 1980),
    "5 May 1980": Birthday(5, 5, 1980),
    "Monday, May 5, 1980": Birthday(5, 5, 1980),
    "1 Jan": Birthday(1, 1),
    "31 December": Birthday(12, 31),
    "29 Feb": Birthday(2, 29),
    "February 29th, 1980": Birthday(2, 29, 1980),
    "1980-02-29": Birthday(2, 29, 1980),
    "19800229": Birthday(2, 29, 1980),
    "1899-05-05": Birthday(5, 5, 1899),
    "--02-29": Birthday(2, 29),
    "--0229": Birthday(2, 29),
    "29.02.1980": Birthday(2, 29, 1980),
    "31/12": Birthday(12, 31),
    "12/31/1980": Birthday(12, 31, 1980),
    "１２/３１": Birthday(12, 31),
    "\u200f31/12\u200f": Birthday(12, 31),
    "0000-05-05": Birthday(5, 5),  # how programs write "no year"
    "1604-05-05": Birthday(5, 5),
    "5/5/80": Birthday(5, 5),  # of which century is anybody's guess
}
NO_BIRTHDAY = [
    "", " ", ".", "May", "1980", "May 1980", "5", "friday", "today", "yesterday", "tomorrow", "last friday",
    "3 days ago", "in 3 days", "2 weeks from now", "1 week ago", "friday 20", "31.02.1980", "Feb 29 1981",
    "1981-02-29", "30 February", "11/31", "99/99", "13/13/1980", "5 May '80", "5 may 1980 2001", "05-05", "12/2000",
    "born 5 May", "5 May 99999", "0-0-0000", "--13-01", "x" * 61, "\0", "Ada",
]  # fmt: skip


@pytest.mark.parametrize(("text", "birthday"), ENGLISH.items())
def test_a_birthday(text: str, birthday: Birthday) -> None:
    assert parse_birthday(text) == birthday


@pytest.mark.parametrize("day_first", [False, True])
@pytest.mark.parametrize("text", NO_BIRTHDAY)
def test_what_is_no_birthday(text: str, day_first: bool) -> None:
    with pytest.raises(UnreadableDate):
        parse_birthday(text, day_first=day_first)


@pytest.mark.parametrize("text", ["the 20th", "20th", "on the 5th"])
def test_a_day_without_its_month_is_none(text: str) -> None:
    with pytest.raises(UnreadableDate):
        parse_birthday(text)


@pytest.mark.parametrize(
    ("text", "month_first", "day_first"),
    [
        ("3/4", Birthday(3, 4), Birthday(4, 3)),
        ("3/4/1980", Birthday(3, 4, 1980), Birthday(4, 3, 1980)),
        ("3-4-1980", Birthday(3, 4, 1980), Birthday(4, 3, 1980)),
        ("3.4.1980", Birthday(4, 3, 1980), Birthday(4, 3, 1980)),
        ("20/11", Birthday(11, 20), Birthday(11, 20)),
        ("1980-03-04", Birthday(3, 4, 1980), Birthday(3, 4, 1980)),
    ],
)
def test_which_number_is_the_day(text: str, month_first: Birthday, day_first: Birthday) -> None:
    assert parse_birthday(text) == month_first
    assert parse_birthday(text, day_first=True) == day_first


@pytest.mark.parametrize(
    ("text", "language", "birthday"),
    [
        ("5. Mai", "de", Birthday(5, 5)),
        ("5. März 1980", "de", Birthday(3, 5, 1980)),
        ("5 mars", "fr", Birthday(3, 5)),
        ("5 de maio de 1980", "pt-BR", Birthday(5, 5, 1980)),
        ("5月5日", "ja", Birthday(5, 5)),
        ("1980年5月5日", "ja", Birthday(5, 5, 1980)),
        ("5 May", "ja", Birthday(5, 5)),
    ],
)
def test_other_languages_beside_english(text: str, language: str, birthday: Birthday) -> None:
    assert parse_birthday(text, languages=[language], day_first=True) == birthday


def test_the_clock_on_the_wall_does_not_matter() -> None:
    for moment in ("1999-12-31T23:59:59Z", "2031-03-01T00:00:00Z"):
        with time_machine.travel(moment, tick=False):
            assert [parse_birthday(text) for text in ENGLISH] == list(ENGLISH.values())


@settings(deadline=None, max_examples=60)
@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
def test_every_birthday_written_out_is_read_back(day: date) -> None:
    born, yearly = Birthday(day.month, day.day, day.year), Birthday(day.month, day.day)
    for written in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%m/%d/%Y}", f"{day:%B} {day.day}, {day.year}"):
        assert parse_birthday(written) == born
    for written in (f"--{day:%m-%d}", f"{day:%m/%d}", f"{day:%B} {day.day}", f"{day.day} {day:%b}"):
        assert parse_birthday(written) == yearly


WORDS = st.sampled_from(
    ["5", "05", "20th", "31", "may", "feb", "29", "1980", "2000", "-", "--02-29", "ago", "in", "days", "the", "12/24"]
)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=70) | st.lists(WORDS, max_size=5).map(" ".join), st.booleans())
def test_any_text_is_a_real_day_or_unreadable(text: str, day_first: bool) -> None:
    try:
        found = parse_birthday(text, day_first=day_first)
    except UnreadableDate:
        return
    assert date(found.year or 2000, found.month, found.day)
