"""The zones people live in, as one language names them, and the keys they were known by."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple, cast
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from meetups.places.folding import fold, locale_of
from meetups.places.model import Zone

_EXACT, _BEGINS, _HAS_WORD, ABSENT = range(4)  # how well a zone's names fit


class NamedZone(NamedTuple):
    """A zone with its folded names, and the words it is found by without being named by them."""

    zone: Zone
    names: frozenset[str]
    country: str

    def grade(self, asked: str) -> int:
        names = (*self.names, self.country)
        if asked in names:
            return _EXACT
        if any(name.startswith(asked) for name in names):
            return _BEGINS
        return _HAS_WORD if any(f" {asked}" in name for name in names) else ABSENT


@lru_cache(maxsize=8)
def catalogue(tag: str) -> tuple[NamedZone, ...]:
    """UTC and each zone people live in (tzdata's zone.tab: no links), as one language names them."""
    locale = locale_of(tag)
    utc = NamedZone(Zone("UTC", "UTC"), frozenset({"utc", "gmt", "coordinated universal time"}), "")
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return (utc, *(_named_zone(row[2], locale.territories.get(row[0], row[0]), locale) for row in rows))


def _named_zone(key: str, country: str, locale: Locale) -> NamedZone:
    city = get_timezone_location(key, locale=locale, return_city=True)
    former = _former_keys().get(key, [])
    # CLDR files some zones under a former key.
    groups = get_global(cast(Any, "meta_zones"))  # the stubs lack this table
    common = locale.meta_zones.get(next((groups[name] for name in (key, *former) if name in groups), ""), {})
    full, short = dict(common.get("long", {})), dict(common.get("short", {}))
    name = full.get("generic") or full.get("standard") or country
    label = f"{city} ({name})" if name != city else city
    names = {city, label, *full.values(), *short.values()}
    names.update(part for known in (key, *former) for part in (known, known.rpartition("/")[2]))
    return NamedZone(Zone(key, label), frozenset(map(fold, names)) - {""}, fold(country))


@lru_cache(maxsize=1)
def _former_keys() -> dict[str, list[str]]:
    """What today's keys were called: 'Europe/Kyiv' was 'Europe/Kiev'. Bare ones mislead: 'EST' is Panama."""
    former: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        if "/" in old:
            former.setdefault(new, []).append(old)
    return former


@lru_cache(maxsize=1)
def iana_keys() -> dict[str, str]:
    """Every key tzdata accepts, in small letters, and the one we keep for it."""
    kept = {named.zone.key for named in catalogue("en")}
    renamed = {"Etc/UTC": "UTC", "Etc/GMT": "UTC", **get_global("zone_aliases")}
    found: dict[str, str] = {}
    for key in available_timezones() - {"Factory", "localtime"}:
        new = key if key in kept else renamed.get(key, key)
        found[key.lower()] = renamed.get(new, new) if new not in kept else new
    return found
