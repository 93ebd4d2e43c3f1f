"""Finding cities and zones by what a person types."""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from meetups.places.folding import fold
from meetups.places.index import INNER, OWN, Index, index_of
from meetups.places.model import City, Zone
from meetups.places.zones import ABSENT, catalogue, iana_keys

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr")
LONGEST: Final = 100  # characters read of a search; the longest label is shorter
_OWN_NAME: Final = 20  # times that a city's own name outweighs an alternate one; Cologne is on the Rhine
_DOMINANT: Final = 5  # `find` takes the largest of several cities only if it is this many times the next
_FEW_ZONES: Final = 5  # where fewer zones bear a name, those of the cities that do are added
_SHORTEST_SLIP: Final = 4  # letters; in shorter names one slip makes any other name


class Places:
    """The city and zone list. It is read once, in seconds, on first use from any thread or by `load`.

    ``kept_in`` is a folder where the built list is kept for the next start, which then takes milliseconds.
    `languages` are those in which country names are understood after a comma ("München, Deutschland").
    """

    def __init__(self, languages: Iterable[str] = LANGUAGES, kept_in: Path | None = None) -> None:
        self._languages = tuple(languages)
        self._kept_in = kept_in
        self._lock = threading.Lock()
        self._loaded: Index | None = None

    def load(self) -> None:
        """Read the list now, in the caller's thread, rather than during someone's first search."""
        with self._lock:
            if self._loaded is None:
                catalogue("en")
                self._loaded = index_of(self._languages, self._kept_in)

    @property
    def _index(self) -> Index:
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

    def label(self, city_id: int) -> str:
        """A city as it is shown; empty for one the list does not have."""
        city = self.by_id(city_id)
        return city.label if city else ""

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
            owners = [owner for owner in found if owner & 3 != INNER]
            labelled = [owner for owner in owners if owner & 3 == OWN and self._is_label(text, owner)]
            weights = {owner >> 2: self._weight(owner) for owner in reversed(labelled or owners)}
            if weights:
                first, second = [*sorted(weights.items(), key=lambda item: -item[1]), (0, 0)][:2]
                return index.city(first[0]) if first[1] >= _DOMINANT * second[1] else None
        return None

    def zones(self, text: str, limit: int = 25, locale: str = "en") -> list[Zone]:
        """Zones by key, city, country or common name ("Eastern Time", "EST") in `locale`, most peopled first.

        Where few bear the name, the zones of cities that do are added: "Bloomington" finds Indiana's.
        """
        key = fold(text[:LONGEST])
        if not key or limit < 1:
            return []
        order, last = self._index.largest, len(self._index.ids)
        named_zones = catalogue(locale)
        graded = ((named.grade(key), order.get(named.zone.key, last), named) for named in named_zones)
        ordered = sorted((row for row in graded if row[0] < ABSENT), key=lambda row: row[:2])
        found = [named.zone for _, _, named in ordered]
        if len(found) < _FEW_ZONES:
            labels = {named.zone.key: named.zone for named in named_zones}
            found += [labels[city.zone] for city in self.search(text) if city.zone in labels]
        return list(dict.fromkeys(found))[:limit]

    def zone(self, text: str, locale: str = "en") -> str | None:
        """The key for an IANA key (old ones give their successor), a label or a common name; None otherwise.

        "EST" is Eastern Time as people there mean it, with its summer time. Of several, the most peopled.
        """
        written = " ".join(text[:LONGEST].split()).casefold()
        if "/" in written and written in iana_keys():
            return iana_keys()[written]
        if (best := self.zones(text, 1, locale)) and (key := fold(text[:LONGEST])):
            names = next(named.names for named in catalogue(locale) if named.zone == best[0])
            if key in names:
                return best[0].key
        return iana_keys().get(written)

    def _readings(self, text: str, *, guess: bool) -> list[tuple[str, set[int] | None]]:
        """Ways to take a text apart into a folded name and the areas it may lie in (None: anywhere).

        With `guess`, a region may be half typed, and one that the list does not know is passed over.
        """
        name, *rest = re.split("[,，،、]", text[:LONGEST])
        name, qualifiers = fold(name), [part for part in map(fold, rest) if part]
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
        begun = self._largest(owners[high:end], areas, limit)
        # An alternate name gives way to far larger places whose own name goes on: "bloom" is rather a Bloomington.
        known = max((self._weight(owner) for owner in begun if owner & 3 == OWN), default=0)
        whole = [
            (int(owner & 3 != OWN and self._weight(owner) * _OWN_NAME < known), owner)
            for owner in self._largest(owners[low:high], areas, limit)
        ]
        graded = [
            (grade + 2 * (owner & 3 == INNER), owner) for grade, owner in [*whole, *((1, each) for each in begun)]
        ]
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
        return fold(self._index.city(owner >> 2).label) == fold(text[:LONGEST])

    def _weight(self, owner: int) -> int:
        weight = self._index.populations[owner >> 2] + 1
        return weight * _OWN_NAME if owner & 3 == OWN else weight

    def _inside(self, owner: int, areas: set[int] | None) -> bool:
        return areas is None or self._index.area[owner >> 2] in areas
