"""Days and times as people write them: what is read, and above all what is not."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetups.written import (
    Prefer,
    UnreadableDate,
    UnreadableTime,
    parse_day,
    parse_quiet,
    parse_time_of_day,
    parse_weekly,
)

TODAY = date(2026, 11, 23)  # a Monday

PAST = {
    "today": "2026-11-23",
    "Yesterday": "2026-11-22",
    " yesterday. ": "2026-11-22",
    "the day before yesterday": "2026-11-21",
    "last night": "2026-11-22",
    "yesterday evening": "2026-11-22",
    "last Friday": "2026-11-20",
    "last Monday": "2026-11-16",
    "on friday": "2026-11-20",
    "Fri.": "2026-11-20",
    "friday at 10pm": "2026-11-20",
    "Sunday morning": "2026-11-22",
    "monday": "2026-11-23",
    "Tuesday last week": "2026-11-17",
    "last week Sunday": "2026-11-22",
    "3 days ago": "2026-11-20",
    "three days ago": "2026-11-20",
    "a week ago": "2026-11-16",
    "2 weeks ago": "2026-11-09",
    "2026-11-20": "2026-11-20",
    "2026/10/02": "2026-10-02",
    "20.11.2026": "2026-11-20",
    "20-11-26": "2026-11-20",
    "20 Nov": "2026-11-20",
    "Nov 20": "2026-11-20",
    "November 20th": "2026-11-20",
    "20th of November": "2026-11-20",
    "Friday, Nov 20": "2026-11-20",
    "Nov 20 at 10:30 pm": "2026-11-20",
    "23 nov": "2026-11-23",
    "24 nov": "2025-11-24",
    "29 Feb": "2024-02-29",
    "29/2": "2024-02-29",
    "11/20": "2026-11-20",
    "20/11": "2026-11-20",
    "12/25": "2025-12-25",
    "the 20th": "2026-11-20",
    "the 25th": "2026-10-25",
    "the 31st": "2026-10-31",
    "１１/２０": "2026-11-20",
    "١١/٢٠": "2026-11-20",
    "\u200fyesterday\u200f": "2026-11-22",
    # These say themselves where they lie; whether a day to come will do is for the caller to rule.
    "tomorrow": "2026-11-24",
    "tomorrow morning": "2026-11-24",
    "in 2 weeks": "2026-12-07",
    "next friday": "2026-11-27",
}

FUTURE = {
    "today": "2026-11-23",
    "friday": "2026-11-27",
    "monday": "2026-11-23",
    "20 nov": "2027-11-20",
    "23 nov": "2026-11-23",
    "24 nov": "2026-11-24",
    "29 feb": "2028-02-29",
    "11/20": "2027-11-20",
    "12/25": "2026-12-25",
    "the 25th": "2026-11-25",
    "the 1st": "2026-12-01",
    "yesterday": "2026-11-22",
    "last friday": "2026-11-20",
    "day after tomorrow": "2026-11-25",
    "2 days from now": "2026-11-25",
}

# Most of these are days to dateparser: "5" is 23 May, "a" the first of a month, "now" and "may" today.
NO_DAY = [
    "", " ", ".", "a", "m", "z", "at", "1", "5", "12", "-1", "0", "2026", "1700000000", "may", "March",
    "nov 2026", "now", "10:30", "at 5pm", "12pm", "1 hour ago", "20 hours ago", "5 min", "a day", "1 day",
    "2 weeks", "month", "last week", "next week", "last month", "a month ago", "last year", "1 year ago",
    "friday 25 nov", "fri 25 nov", "a week from today", "3 days after tomorrow",
    "two days before yesterday", "31.02.2026", "Nov 31", "99/99", "2 1", "3-4", "10-7", "20 nov 1800",
    "0001-01-01", "9999 days ago and more", "x" * 61, "1 " * 30, "\0", "20 nov - 22 nov",
    "friday or saturday", "with Anna", "EST", "second", "99999999999999 days ago",
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), PAST.items())
def test_a_day_that_has_been(text: str, day: str) -> None:
    assert parse_day(text, today=TODAY).isoformat() == day


@pytest.mark.parametrize(("text", "day"), FUTURE.items())
def test_a_day_to_come(text: str, day: str) -> None:
    assert parse_day(text, today=TODAY, prefer="future").isoformat() == day


@pytest.mark.parametrize("prefer", ["past", "future"])
@pytest.mark.parametrize("day_first", [False, True])
@pytest.mark.parametrize("text", NO_DAY)
def test_what_names_no_day_is_refused_as_written(text: str, day_first: bool, prefer: Prefer) -> None:
    with pytest.raises(UnreadableDate) as refused:
        parse_day(text, today=TODAY, day_first=day_first, prefer=prefer)
    assert refused.value.args == (text,)


@pytest.mark.parametrize(
    ("text", "month_first", "day_first"),
    [
        ("3/4", "2026-03-04", "2026-04-03"),
        ("3/4/2025", "2025-03-04", "2025-04-03"),
        ("11.12.", "2026-11-12", "2025-12-11"),
        ("20/11", "2026-11-20", "2026-11-20"),
        ("2026-10-02", "2026-10-02", "2026-10-02"),
    ],
)
def test_which_number_is_the_day(text: str, month_first: str, day_first: str) -> None:
    assert parse_day(text, today=TODAY).isoformat() == month_first
    assert parse_day(text, today=TODAY, day_first=True).isoformat() == day_first


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("gestern", "de", "2026-11-22"),
        ("vor 3 Tagen", "de", "2026-11-20"),
        ("am Freitag", "de", "2026-11-20"),
        ("20. November 18:00 Uhr", "de", "2026-11-20"),
        ("hier", "fr", "2026-11-22"),
        ("mardi", "fr", "2026-11-17"),
        ("20 mar", "es-419", "2026-03-20"),
        ("昨日", "ja", "2026-11-22"),
        ("11月20日", "ja", "2026-11-20"),
        ("昨天", "zh-CN", "2026-11-22"),
        ("i går", "no", "2026-11-22"),
        ("yesterday", "ja", "2026-11-22"),
    ],
)
def test_other_languages_beside_english(text: str, language: str, day: str) -> None:
    assert parse_day(text, today=TODAY, languages=[language], day_first=True).isoformat() == day


def test_last_week_begins_where_the_community_says() -> None:
    assert parse_day("sunday last week", today=TODAY) == date(2026, 11, 22)
    assert parse_day("sunday last week", today=TODAY, first_weekday=6) == date(2026, 11, 15)


def test_the_clock_on_the_wall_does_not_matter() -> None:
    texts = ["yesterday", "last friday", "20 nov", "29 feb", "3 days ago", "sunday", "the 20th"]
    readings = []
    for moment in ("1999-12-31T23:59:59Z", "2031-03-01T00:00:00Z"):
        with time_machine.travel(moment, tick=False):
            readings.append([parse_day(text, today=TODAY) for text in texts])
    assert readings[0] == readings[1]


WORDS = st.sampled_from(
    ["a", "in", "on", "last", "next", "the", "may", "nov", "friday", "sun", "week", "days", "ago",
     "from", "now", "before", "after", "night", "1", "20", "20th", "31", "2026", "11/20"]
)  # fmt: skip
ANY_TEXT = st.text(max_size=70) | st.lists(WORDS, max_size=7).map(" ".join)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@settings(deadline=None)
@given(text=ANY_TEXT, today=DAYS, day_first=st.booleans(), prefer=st.sampled_from(["past", "future"]))
@example(text="9999 weeks ago", today=TODAY, day_first=False, prefer="past")
def test_any_text_is_a_day_or_unreadable(text: str, today: date, day_first: bool, prefer: Prefer) -> None:
    try:
        found = parse_day(text, today=today, day_first=day_first, prefer=prefer)
    except UnreadableDate:
        return
    assert type(found) is date
    assert 1900 <= found.year < 2200


@settings(deadline=None)
@given(day=DAYS, today=DAYS)
def test_every_day_written_out_is_read_back(day: date, today: date) -> None:
    assert parse_day(day.isoformat(), today=today) == day
    assert parse_day(f"{day:%d.%m.%Y}", today=today, day_first=True) == day
    assert parse_day(f"{day:%A, %B} {day.day}, {day.year}", today=today) == day


@settings(deadline=None)
@given(today=DAYS, back=st.integers(0, 6))
def test_a_bare_weekday_is_within_a_week_on_the_preferred_side(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    assert parse_day(f"{day:%A}", today=today) == day
    assert parse_day(f"{day:%A}", today=today, prefer="future") == day + timedelta(days=7 if back else 0)


@pytest.mark.parametrize(
    ("text", "locale", "weekly"),
    [
        ("Mon 9:00", "en", (0, 540)),
        ("monday 9am", "en", (0, 540)),
        ("Friday 17.30", "en", (4, 1050)),
        ("sun 8 pm", "en", (6, 1200)),
        ("every Tuesday at 9", "en", (1, 540)),
        ("Mondays, 9:00 a.m.", "en", (0, 540)),
        ("9:00 on Monday", "en", (0, 540)),
        ("Thurs noon", "en", (3, 720)),
        ("Montag 9 Uhr", "de", (0, 540)),
        ("Di. um 18:00", "de", (1, 1080)),
        ("lundi 9h30", "fr", (0, 570)),
        ("samedi à 20h", "fr", (5, 1200)),
        ("segunda-feira às 9h", "pt-BR", (0, 540)),
        ("月曜日9:00", "ja", (0, 540)),
        ("Friday 9", "fr", (4, 540)),
    ],
)
def test_a_weekly_time(text: str, locale: str, weekly: tuple[int, int]) -> None:
    assert parse_weekly(text, locale=locale) == weekly


@pytest.mark.parametrize(
    "text", ["", "mon", "9:00", "mon 25:00", "mon 24:00", "mon 9:60", "Montag 9", "moonday 9", "mon tue 9"]
)
def test_what_is_no_weekly_time(text: str) -> None:
    with pytest.raises(UnreadableTime):
        parse_weekly(text)


@pytest.mark.parametrize(
    ("text", "minute"),
    [("22:00", 1320), ("10 pm", 1320), ("12 am", 0), ("12pm", 720), ("0:00", 0), ("9", 540), ("17h30", 1050),
     ("at 9:05 P.M.", 1265), ("noon", 720), ("midnight", 0), ("٢٢:٠٠", 1320)],
)  # fmt: skip
def test_a_time_of_day(text: str, minute: int) -> None:
    assert parse_time_of_day(text) == minute


@pytest.mark.parametrize(
    "text", ["", "24:00", "25", "13 pm", "0 am", "9:60", "9.5", "-1", "nine", "22:00:00", "²:00" * 20]
)
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(UnreadableTime):
        parse_time_of_day(text)


@pytest.mark.parametrize(
    ("text", "quiet"),
    [("22-7", (1320, 420)), ("22:00 to 07:30", (1320, 450)), ("10pm-7am", (1320, 420)),
     ("22–24", (1320, 0)),
     ("from 10 p.m. until 6 a.m.", (1320, 360)),
     ("22 Uhr bis 7 Uhr", (1320, 420)), ("13:00 ~ 14:00", (780, 840))],
)  # fmt: skip
def test_quiet_hours(text: str, quiet: tuple[int, int]) -> None:
    assert parse_quiet(text) == quiet


@pytest.mark.parametrize("text", ["", "22", "7-7", "0-24", "22-", "-7", "22-25", "never", "1-2-3"])
def test_what_is_no_quiet_hours(text: str) -> None:
    with pytest.raises(UnreadableTime) as refused:
        parse_quiet(text)
    assert refused.value.args == (text,)


TIMES = st.sampled_from(
    ["mon", "sunday", "9", "22", "9:00", "17.30", "am", "pm", "-", "to", "7", "at", "noon", "24:00", "99"]
)


@settings(deadline=None)
@given(text=st.text(max_size=70) | st.lists(TIMES, max_size=5).map(" ".join))
def test_any_text_is_a_valid_time_or_unreadable(text: str) -> None:
    for parse in (parse_time_of_day, parse_weekly, parse_quiet):
        try:
            found = parse(text)
        except UnreadableTime:
            continue
        numbers = found if isinstance(found, tuple) else (found,)
        assert all(0 <= number < 1440 for number in numbers)
        assert parse is not parse_weekly or numbers[0] < 7


@settings(deadline=None)
@given(minute=st.integers(0, 1439), weekday=st.integers(0, 6))
def test_every_minute_written_out_is_read_back(minute: int, weekday: int) -> None:
    written = f"{minute // 60:02}:{minute % 60:02}"
    day = f"{date(2026, 11, 23) + timedelta(days=weekday):%A}"
    assert parse_time_of_day(written) == minute
    assert parse_weekly(f"{day} {written}") == (weekday, minute)
