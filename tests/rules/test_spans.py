"""Spans of days as people write them: what is meant, what is refused, and whatever else is typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.spans import parse_days
from meetups.written import UnreadableDate

TODAY = date(2026, 9, 23)  # a Wednesday
GERMAN: dict[str, Any] = {"languages": ("de",), "day_first": True}


def days(text: str, today: date = TODAY, **options: Any) -> str:
    """The span in a form that is short to compare: "10-03 10-09", with years where it is another one."""
    first, last = parse_days(text, today=today, **options)
    return " ".join(each.isoformat().removeprefix(f"{today.year}-") for each in (first, last))


@pytest.mark.parametrize(
    "text",
    [
        "3–9 October",
        "3-9 october",
        "3 - 9 Oct",
        "3 — 9 October",
        "3‑9 October",
        "3−9 October",
        "Oct 3-9",
        "October 3rd to 9th",
        "3rd–9th of October",
        "3 to 9 October",
        "from 3 to 9 October",
        "from 3 until 9 October",
        "3 through 9 October",
        "between 3 and 9 October",
        "3 Oct → 9 Oct",
        "3 Oct - 9 Oct",
        "October 3 – 9, 2026",
        "3 October 2026-9 October 2026",
        "2026-10-03..2026-10-09",
        "2026-10-03/2026-10-09",
        "2026-10-03 - 2026-10-09",
        "2026-10-03-2026-10-09",
        "2026-10-03 to 2026-10-09",
        "10/3-10/9",
        " 3–9 october. ",
    ],
)
def test_a_week_in_october_in_many_hands(text: str) -> None:
    assert days(text) == "10-03 10-09"


@pytest.mark.parametrize(
    "text",
    [
        "3.–9. Oktober",
        "3. bis 9. Oktober",
        "vom 3. bis zum 9. Oktober",
        "zwischen 3. und 9. Oktober",
        "3. Okt. – 9. Okt.",
        "3.-9.10.",
        "3.10.-9.10.2026",
    ],
)
def test_the_same_in_german(text: str) -> None:
    assert days(text, **GERMAN) == "10-03 10-09"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("du 3 au 9 octobre", "fr"),
        ("del 3 al 9 de octubre", "es"),
        ("van 3 tot 9 oktober", "nl"),
        ("od 3 do 9 października", "pl"),
        ("10月3日〜9日", "ja"),
        ("10月3日～10月9日", "ja"),
    ],
)
def test_and_in_other_languages(text: str, language: str) -> None:
    assert days(text, languages=(language,), day_first=True) == "10-03 10-09"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("today", "09-23 09-23"),
        ("tomorrow", "09-24 09-24"),
        ("Friday", "09-25 09-25"),
        ("3 October", "10-03 10-03"),
        ("2026-10-03", "10-03 10-03"),
        ("10-03-2026", "10-03 10-03"),
        ("23 September", "09-23 09-23"),
        ("22 September", "2027-09-22 2027-09-22"),
        ("this weekend", "09-26 09-27"),
        ("the weekend", "09-26 09-27"),
        ("next weekend", "10-03 10-04"),
        ("this week", "09-23 09-27"),
        ("next week", "09-28 10-04"),
        ("Friday to Sunday", "09-25 09-27"),
        ("Fri-Sun", "09-25 09-27"),
        ("Mo-Fr", "09-28 10-02"),
        ("Friday to Friday", "09-25 10-02"),
        ("Wednesday to Monday", "09-23 09-28"),
        ("today to Friday", "09-23 09-25"),
        ("tomorrow till 3 October", "09-24 10-03"),
        ("3 October until Sunday", "10-03 10-04"),
        ("in 3 days to 9 October", "09-26 10-09"),
        ("Saturday and Sunday", "09-26 09-27"),
        ("3 and 4 October", "10-03 10-04"),
        ("the 3rd to the 9th", "10-03 10-09"),
        ("Fri 2 – Sun 4 October", "10-02 10-04"),
        ("Fri, Oct 2 – Sun, Oct 4", "10-02 10-04"),
        ("28 Sep – 3 Oct", "09-28 10-03"),
    ],
)
def test_days_weekends_and_weeks(text: str, meant: str) -> None:
    assert days(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nächstes Wochenende", "10-03 10-04"),
        ("dieses Wochenende", "09-26 09-27"),
        ("am Wochenende", "09-26 09-27"),
        ("nächste Woche", "09-28 10-04"),
        ("Freitag bis Sonntag", "09-25 09-27"),
        ("Fr-So", "09-25 09-27"),
        ("Fr. bis So.", "09-25 09-27"),
        ("kommenden Freitag", "09-25 09-25"),
        ("morgen bis Freitag", "09-24 09-25"),
        ("28.9.-3.10.", "09-28 10-03"),
    ],
)
def test_german_days_weekends_and_weeks(text: str, meant: str) -> None:
    assert days(text, **GERMAN) == meant


def test_the_weekend_lasts_until_sunday_night() -> None:
    saturday, sunday = date(2026, 9, 26), date(2026, 9, 27)
    assert days("this weekend", saturday) == days("this weekend", sunday) == "09-26 09-27"
    assert days("next weekend", sunday) == "10-03 10-04"
    assert days("this weekend", sunday + timedelta(days=1)) == "10-03 10-04"


def test_a_week_begins_on_the_day_said() -> None:
    assert days("next week", first_weekday=6) == "09-27 10-03"


def test_what_goes_on_is_meant_rather_than_next_years() -> None:
    assert days("20–30 September") == "09-20 09-30"
    assert days("1–23 September") == "09-01 09-23"
    assert days("1–22 September") == "2027-09-01 2027-09-22"
    assert days("28 December – 3 January", date(2027, 1, 2)) == "2026-12-28 01-03"


def test_a_year_said_once_is_that_of_both_days_and_winter_passes_over_it() -> None:
    assert days("28 Dec – 3 Jan") == days("28 Dec 2026 – 3 Jan") == "12-28 2027-01-03"
    assert days("28 Sep – 3 Oct 2027") == "2027-09-28 2027-10-03"
    assert days("Oct 3-9, 2027") == "2027-10-03 2027-10-09"
    assert days("2025-10-03 to 2025-10-09") == "2025-10-03 2025-10-09", "whether that is over is not asked here"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "whenever",
        "3",
        "3-9",
        "9–3 October",
        "3 –",
        "– 9 October",
        "October",
        "mid-October",
        "3 and 9 October",
        "3 - 9 - 12 October",
        "31 September - 3 October",
        "29 Feb - 2 Mar",
        "3 bananas – 9 october",
        "1.5 days",
        "🤷",
        "x" * 5_000,
        "oct 3 - " * 12,
        "1-" * 49,
    ],
)
def test_what_names_no_days_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate):
        parse_days(text, today=TODAY)


def test_a_long_span_without_years_is_read_for_whoever_takes_it() -> None:
    text = "1 October - 30 June"
    with pytest.raises(UnreadableDate):
        parse_days(text, today=TODAY)

    first, last = parse_days(text, today=TODAY, longest=timedelta(days=366))

    assert (first.month, first.day, last.month, last.day) == (10, 1, 6, 30)
    assert last.year == first.year + 1


_PIECES = st.sampled_from(
    (
        "3",
        "9.",
        "31",
        "oct",
        "october",
        "feb",
        "fri",
        "so",
        "to",
        "bis",
        "and",
        "-",
        "–",
        "..",
        "/",
        "2026",
        "next",
        "week",
    )
)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40), st.lists(_PIECES, max_size=7).map(" ".join), st.lists(_PIECES, max_size=7).map("".join)
    ),
    st.dates(date(2020, 1, 1), date(2100, 1, 1)),
    st.booleans(),
)
def test_whatever_is_typed_is_a_span_that_runs_forward_or_refused(text: str, today: date, day_first: bool) -> None:
    try:
        first, last = parse_days(text, today=today, languages=("en", "de"), day_first=day_first)
    except UnreadableDate:
        return
    assert first <= last


@given(st.dates(date(2026, 9, 23), date(2027, 9, 1)), st.integers(0, 91))
@settings(max_examples=60, deadline=None)
def test_two_full_days_are_taken_as_they_stand(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    expected = (first, last)
    assert parse_days(f"{first} – {last}", today=TODAY) == expected
    written = f"{first:%-d %B %Y} to {last:%-d %B %Y}"
    assert parse_days(written, today=TODAY) == expected
