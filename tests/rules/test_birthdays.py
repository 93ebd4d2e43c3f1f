"""When a birthday comes round again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.birthdays import next_birthday
from meetups.values import Birthday


@pytest.mark.parametrize(
    ("birthday", "today", "expected"),
    [
        pytest.param(Birthday(11, 5), date(2026, 11, 2), date(2026, 11, 5), id="later this year"),
        pytest.param(Birthday(11, 5, 1980), date(2026, 11, 5), date(2026, 11, 5), id="on the day itself"),
        pytest.param(Birthday(11, 5), date(2026, 11, 6), date(2027, 11, 5), id="the day after, next year"),
        pytest.param(Birthday(1, 1), date(2026, 12, 28), date(2027, 1, 1), id="over New Year"),
        pytest.param(Birthday(2, 29), date(2027, 2, 1), date(2027, 2, 28), id="on the 28th in a year without one"),
        pytest.param(Birthday(2, 29), date(2028, 2, 28), date(2028, 2, 29), id="on the day in a leap year"),
        pytest.param(Birthday(2, 29), date(2027, 3, 1), date(2028, 2, 29), id="from a common year to a leap year"),
        pytest.param(Birthday(2, 29), date(2096, 3, 1), date(2097, 2, 28), id="from a leap year to a common year"),
        pytest.param(Birthday(2, 29), date(2100, 1, 1), date(2100, 2, 28), id="2100 has none"),
    ],
)
def test_the_next_birthday(birthday: Birthday, today: date, expected: date) -> None:
    assert next_birthday(birthday, today) == expected


@given(st.dates(date(2020, 1, 1), date(2120, 1, 1)), st.dates())
def test_it_is_within_a_year_and_on_the_day_or_the_28th(today: date, born: date) -> None:
    found = next_birthday(Birthday(born.month, born.day), today)
    assert 0 <= (found - today).days <= 366
    assert found.month == born.month
    assert found.day == born.day or (born.month, born.day, found.day) == (2, 29, 28)
