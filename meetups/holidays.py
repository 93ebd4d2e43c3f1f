"""Public holidays of a country and its region, as the ``holidays`` library knows them, offline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import holidays

from meetups.folding import fold


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; ``name`` is in the language asked for where the library has it, else in English or its own."""

    day: date
    name: str


def load() -> None:
    """Load what the library takes its time for, once for all countries: beside an event loop, if there is one."""
    _of("US", "", 2008, "en_US")


def public_holidays(country: str, region: str, first_on: date, last_on: date, locale: str) -> tuple[Holiday, ...]:
    """The holidays from the first to the last day, both included, in order; none for a country nobody keeps them of.

    ``country`` is its ISO 3166 code, ``region`` a name of a part of it ("Indiana"), or empty for those of the whole
    country alone, ``locale`` as Discord writes it ("en-US").
    """
    return tuple(
        Holiday(day, name)
        for year in range(first_on.year, last_on.year + 1)
        for day, name in _of(country, fold(region), year, locale.replace("-", "_"))
        if first_on <= day <= last_on
    )


@lru_cache(maxsize=512)
def _of(country: str, region: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return ()
    found = holidays.country_holidays(
        country, subdiv=_subdivision(known, region), years=year, language=_language(known, language)
    )
    return tuple(sorted(found.items()))


def _subdivision(known: Any, region: str) -> str | None:
    """The library's code for a region by any of its names."""
    aliases: dict[str, list[str]] = known.get_subdivision_aliases()
    return next((code for code, names in aliases.items() if region in map(fold, [code, *names])), None)


def _language(known: Any, wanted: str) -> str | None:
    """The nearest language there are names in; None for the library's own choice."""
    return next((each for each in _nearest(wanted) if each in known.supported_languages), None)


def _nearest(wanted: str) -> Iterator[str]:
    yield from (wanted, wanted.partition("_")[0], "en_US", "en")
