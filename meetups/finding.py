"""Finding the people of one list by whatever is typed of them; it reads no store and learns nothing from searches."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate, count, permutations
from operator import attrgetter
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import extract

from meetups.folding import fold, fold_each
from meetups.places.folding import fold as fold_place
from meetups.rows import Listed

LONGEST: Final = 100  # characters read of what is typed, as many as a name may have
_WORDS: Final = 8  # of those, the first that are looked for; names have fewer
_RESPELT: Final = 3  # words, the longest, whose spelling is doubted: each costs a look at every word of the list
_PLENTY: Final = 25  # found as typed, an autocomplete full: nobody would see those found otherwise
_SHORTEST_SLIP: Final = 3  # letters of a word whose spelling is doubted: "Jon" may be John, "Al" is not Ali
_SHORTEST_BEGINNING: Final = 5  # letters of a misspelt beginning: more words begin like "Jon" than can be meant
_SHORTEST_PART: Final = 4  # letters of a word that is looked for inside others
_ALIKE: Final = 0.85  # Jaro-Winkler similarity, a quick first look; the slips of what passes are counted
_UNSPACED: Final = "\u0e00"  # here begin the scripts without spaces between words: Thai, Chinese, Japanese
_LAST: Final = "\U0010ffff"

# Where a word stands, in the low bits of a "bearing"; the others are its bearer's place in the order of names.
_FIRST, _NAME, _HANDLE, _CITY, _TAG = range(5)
_BITS: Final = 3
_FIELD: Final = (1 << _BITS) - 1

# What a word is worth, by where it stands: whole, its beginning, one slip away, inside another, more slips away.
# A name of which only the beginning was typed outweighs every other field; whole, those outweigh a misspelt name.
_WHOLE: Final = (104, 100, 56, 50, 48)
_BEGUN: Final = (82, 78, 44, 40, 38)
_NEAR: Final = (46, 43, 20, 18, 16)
_PART: Final = (36, 35, 19, 14, 12)
_FAR: Final = (32, 30, 12, 10, 8)
# What the name as a whole adds: it begins as typed; it has these words in any order, in this one, to the letter.
_OPENING, _REORDERED, _IN_ORDER, _TO_THE_LETTER = 10, 1_000, 1_000, 1_000
_UMLAUTS: Final = frozenset("äöüøå\u0308\u030a")
_SPELT_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})

Scores = dict[int, int]  # by place in the order of names


class Book:
    """One list in memory, ready to be searched; made anew when the list changes.

    ``city_label`` gives a city as it is shown, or ""; what stands before the first comma is searched.
    """

    def __init__(self, people: Sequence[Listed], city_label: Callable[[int], str]) -> None:
        by_id = sorted(people, key=attrgetter("id"))
        folded = fold_each(person.name for person in by_id)
        keys = [key or _plain(person.name) for key, person in zip(folded, by_id, strict=True)]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._keys = [keys[at] for at in order]
        self._people = tuple(by_id[at] for at in order)
        self._city_label = city_label

    def __len__(self) -> int:
        return len(self._people)

    def by_name(self) -> Sequence[Listed]:
        """Everyone in alphabetical order, accents and capitals aside; namesakes by id."""
        return self._people

    def named(self, name: str) -> list[Listed]:
        """Those of exactly this name, however it is capitalised and spaced."""
        wanted = _plain(name)
        return [self._people[at] for at in self._keyed(_key(name)) if _plain(self._people[at].name) == wanted]

    def find(self, typed: str, limit: int = 25) -> list[Listed]:
        """Those meant by what was typed of name, handle, city, tags and source, best first; by name if nothing was.

        Whoever is found has every word; where nobody has them all, it is those who have the most. Spelling is doubted
        where nobody has each word just as typed, and few have words that begin so. The never-list follows its equals.
        """
        limit, text = max(limit, 0), " ".join(typed.split())[:LONGEST]
        if not text.strip("@#") and not self.named(text):
            return list(self._people[:limit])
        words = list(dict.fromkeys(_key(_account(text)).split()))[:_WORDS]
        totals = self._index.scores(words)
        self._add_names(totals, text, words)
        best = nsmallest(limit, totals, key=lambda at: (-totals[at], self._people[at].is_never, at))
        return [self._people[at] for at in best]

    def tags(self, typed: str = "", limit: int = 25) -> list[tuple[str, int]]:
        """The tags in use with how many bear each, most used first; of those that match, if something was typed."""
        rows, wanted = self._tags, _key(typed[:LONGEST])
        if wanted.strip("@#"):
            near = sorted(at for at, _ in _misspelt(wanted, [key for key, _, _ in rows]))
            rows = [row for row in rows if f" {wanted}" in f" {row[0]}"] or [rows[at] for at in near]
        return [(tag, number) for _, tag, number in rows[: max(limit, 0)]]

    def cities(self) -> list[tuple[int, int]]:
        """The ids of the cities in use with how many live there, most used first."""
        counts = Counter(person.city_id for person in self._people if person.city_id is not None)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def sources(self) -> list[tuple[str, int]]:
        """Where people are known from with how many are, most used first."""
        return [(source, number) for _, source, number in _counted(person.source for person in self._people)]

    @cached_property
    def _tags(self) -> list[tuple[str, str, int]]:
        return _counted(tag for person in self._people for tag in set(person.tags))

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._people, self._keys, self._city_label)

    def _keyed(self, key: str) -> range:
        """The places of those whose folded name this is."""
        return range(bisect_left(self._keys, key), bisect_right(self._keys, key))

    def _add_names(self, totals: Scores, text: str, words: list[str]) -> None:
        """Put first whose whole name was typed, then whose name begins so."""
        key, plain = _key(text), _plain(text)
        for at in range(bisect_left(self._keys, key), bisect_left(self._keys, key + _LAST)):
            if at in totals:
                totals[at] += _OPENING
        orders = {" ".join(order) for order in permutations(words)} if len(words) <= 3 else set()
        for order in orders | {key}:
            for at in self._keyed(order):
                totals[at] = totals.get(at, 0) + _REORDERED
        for at in self._keyed(key):
            totals[at] += _IN_ORDER + _TO_THE_LETTER * (_plain(self._people[at].name) == plain)


class _Index:
    """Every word of a list, in order, with its bearings; a word's and a beginning's are one run of them."""

    def __init__(self, people: Sequence[Listed], keys: Sequence[str], city_label: Callable[[int], str]) -> None:
        bearings = _bearings(people, keys, city_label)
        self._keys, self._words = keys, sorted(bearings)
        self._bearings, self._starts = array("I"), array("I", [0])
        for word in self._words:
            self._bearings.extend(bearings[word])
            self._starts.append(len(self._bearings))

    @cached_property
    def _lines(self) -> _Lines:
        return _Lines(self._words)

    @cached_property
    def _run_together(self) -> _Lines:
        return _Lines([key.replace(" ", "") for key in self._keys])

    def scores(self, words: Sequence[str]) -> Scores:
        """What everyone found is worth: each word as typed, and where that does not settle it, misspelt."""
        found = [self._as_typed(word) for word in words]
        every = _having_all(found)
        if len(every) < _PLENTY and not any(all(scores[at] in _WHOLE for scores in found) for at in every):
            longest = sorted(zip(words, found, strict=True), key=lambda pair: -len(pair[0]))
            for word, scores in longest[:_RESPELT]:
                self._add_misspelt(word, scores)
            every = _having_all(found)
        if every:
            return {at: sum(scores[at] for scores in found) for at in every}
        counts = Counter(at for scores in found for at in scores)
        most = max(counts.values(), default=0)
        return {at: sum(scores.get(at, 0) for scores in found) for at, number in counts.items() if number == most}

    def _as_typed(self, word: str) -> Scores:
        low = bisect_left(self._words, word)
        end = bisect_left(self._words, word + _LAST, low)
        whole = low + (low < end and self._words[low] == word)
        scores: Scores = {}
        self._add(scores, low, whole, _WHOLE)
        self._add(scores, whole, end, _BEGUN)
        if max(word) >= _UNSPACED:
            self._add_parts(word, scores)
        return scores

    def _add_misspelt(self, word: str, scores: Scores) -> None:
        if len(word) >= _SHORTEST_PART:
            self._add_parts(word, scores)
        for at, slips in _misspelt(word, self._words):
            self._add(scores, at, at + 1, _NEAR if slips <= 1 else _FAR)

    def _add_parts(self, word: str, scores: Scores) -> None:
        """Words with this one inside, and names that have it if their spaces are taken out."""
        for at in self._lines.having(word):
            self._add(scores, at, at + 1, _PART)
        for at in self._run_together.having(word):
            scores[at] = max(scores.get(at, 0), _PART[_NAME])

    def _add(self, scores: Scores, low: int, end: int, worth: Sequence[int]) -> None:
        """Count the words from one to another for their bearers, of whom each keeps the best."""
        for bearing in self._bearings[self._starts[low] : self._starts[end]]:
            at, score = bearing >> _BITS, worth[bearing & _FIELD]
            if score > scores.get(at, 0):
                scores[at] = score


class _Lines:
    """Many short texts as one, in which a part of them is found at once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = "\n".join(lines)
        self._starts = array("I", accumulate((len(line) + 1 for line in lines), initial=0))

    def having(self, part: str) -> Iterator[int]:
        """The numbers of the lines that have it somewhere."""
        found = self._text.find(part)
        while found >= 0:
            line = bisect_right(self._starts, found) - 1
            yield line
            found = self._text.find(part, self._starts[line + 1])


def _bearings(people: Sequence[Listed], keys: Sequence[str], city_label: Callable[[int], str]) -> dict[str, list[int]]:
    """Where each word of the list stands."""
    bearings: defaultdict[str, list[int]] = defaultdict(list)
    cities: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
    tags: defaultdict[str, list[int]] = defaultdict(list)
    handles = fold_each(_account(person.handle) for person in people)
    for base, person, key, handle in zip(count(0, 1 << _BITS), people, keys, handles, strict=False):
        field = _FIRST
        for word in key.split():
            bearings[word].append(base | field)
            field = _NAME
        if not person.name.isascii():
            for word in _spelt_out(person.name):
                bearings[word].append(base | _NAME)
        for word in handle.split():
            bearings[word].append(base | _HANDLE)
        if person.city_id is not None or person.city_written:
            cities[person.city_id, person.city_written].append(base | _CITY)
        for tag in filter(None, (*person.tags, person.source)):
            tags[tag].append(base | _TAG)
    for (city_id, written), those in cities.items():
        town = "" if city_id is None else city_label(city_id).partition(",")[0]
        for word in _words(town) | _words(written) | {*fold_place(town).split(), *fold_place(written).split()}:
            bearings[word] += those
    for tag, those in tags.items():
        for word in _words(tag):
            bearings[word] += those
    return bearings


def _having_all(found: Sequence[Scores]) -> set[int]:
    fewest, *others = sorted(found, key=len) or [{}]
    return set(fewest).intersection(*others)


def _misspelt(word: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Those of many words that may be meant by one, or go on from it, by position, and the slips that takes."""
    if len(word) < _SHORTEST_SLIP:
        return
    most = 1 + (len(word) > 5) + (len(word) > 10)
    for other, _, at in extract(word, words, scorer=JaroWinkler.similarity, score_cutoff=_ALIKE, limit=None):
        slips = OSA.distance(word, other, score_cutoff=most)
        if slips > 1 and len(word) >= _SHORTEST_BEGINNING:
            slips = min(slips, OSA.distance(word, other[: len(word)], score_cutoff=most))
        if slips <= most:
            yield at, slips


def _counted(texts: Iterable[str]) -> list[tuple[str, str, int]]:
    """Folded, as written, and how often, most often first; nothing for empty ones."""
    rows = ((_key(text), text, number) for text, number in Counter(texts).items() if text)
    return sorted(rows, key=lambda row: (-row[2], row))


def _key(text: str) -> str:
    """Folded; signs and emoji, of which folding leaves nothing, as they are."""
    return fold(text) or _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> set[str]:
    return {*_key(text).split(), *_spelt_out(text)}


def _spelt_out(text: str) -> list[str]:
    """The words with an umlaut, which is written as two letters in them: "goebel" of Göbel."""
    if _UMLAUTS.isdisjoint(small := text.casefold()):
        return []
    words = unicodedata.normalize("NFC", small).split()
    spelt = (word.translate(_SPELT_OUT) for word in words if not _UMLAUTS.isdisjoint(word))
    return [part for word in spelt for part in fold(word).split()]


def _account(handle: str) -> str:
    """A link's last part; the rest of it is the same for everyone."""
    is_link = "://" in handle or "." in handle.partition("/")[0]
    return handle.partition("?")[0].rstrip("/").rpartition("/")[2] if is_link and "/" in handle else handle
