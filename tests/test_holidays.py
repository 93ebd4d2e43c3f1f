"""Public holidays by country, region and language, beside what anybody can look up for 2026."""

from __future__ import annotations

from datetime import date

import pytest

from meetups.holidays import public_holidays


@pytest.mark.parametrize(
    ("country", "region", "first", "last", "found"),
    [
        ("US", "Indiana", "2026-11-23", "2026-11-29", {"2026-11-26", "2026-11-27"}),
        ("US", "California", "2026-11-23", "2026-11-29", {"2026-11-26", "2026-11-27"}),
        ("US", "", "2026-11-23", "2026-11-29", {"2026-11-26"}),
        ("US", "Nowhere", "2026-11-23", "2026-11-29", {"2026-11-26"}),
        ("DE", "", "2026-12-21", "2027-01-03", {"2026-12-25", "2026-12-26", "2027-01-01"}),
        ("DE", "Bayern", "2026-06-01", "2026-06-07", {"2026-06-04"}),
        ("DE", "Berlin", "2026-06-01", "2026-06-07", set()),
        ("JP", "", "2026-05-04", "2026-05-10", {"2026-05-04", "2026-05-05", "2026-05-06"}),
        ("XX", "", "2026-01-01", "2026-12-31", set()),
        ("", "", "2026-01-01", "2026-12-31", set()),
    ],
)
def test_days(country: str, region: str, first: str, last: str, found: set[str]) -> None:
    days = public_holidays(country, region, date.fromisoformat(first), date.fromisoformat(last), "en-US")
    assert {each.day.isoformat() for each in days} == found
    assert [each.day for each in days] == sorted(each.day for each in days)


@pytest.mark.parametrize(
    ("locale", "name"),
    [("de", "Erster Weihnachtstag"), ("en-US", "Christmas Day"), ("fr", "Christmas Day"), ("en-GB", "Christmas Day")],
)
def test_names_are_in_the_readers_language_where_there_are_any(locale: str, name: str) -> None:
    (christmas,) = public_holidays("DE", "", date(2026, 12, 25), date(2026, 12, 25), locale)
    assert christmas.name == name
