"""Who of a file is already on the list, and why we think so; it merges nobody, people decide that.

A difference outweighs a likeness: two Discord accounts, or two accounts on one network, are two people however alike
their names. Among likenesses the order of ``Likeness`` decides, then the order of those known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.process import extract

from meetups.exchange.handles import Sameness, sameness
from meetups.folding import fold

CLOSE: Final = 88.0
"""Of 100, from which names are close: rapidfuzz ``fuzz.ratio`` of the folded words in order."""

_SHORTEST: Final = 4  # letters of a name, folded, that may be close; shorter ones must be equal
_NAMESAKES: Final = 20  # looked at of those with one name in one town: with more, who is meant cannot be told anyway
_BLOCK: Final = 1_000  # names of one town with one beginning that are compared; in a larger town the rest must be equal
_BEGINNING: Final = 3  # letters in which at least one word of two close names must agree
_WORDS: Final = 3  # of a name, the longest, that are looked at for that
_NUMBER: Final = re.compile(r"\d+")
Key = TypeVar("Key")


class Likeness(StrEnum):
    """Why two seem to be one, the surest first. ``SAME_NAME`` is where the city of one of them is not known."""

    SAME_ACCOUNT = "same_account"
    SAME_HANDLE = "same_handle"
    CLOSE_NAME_SAME_CITY = "close_name_same_city"
    SAME_NAME = "same_name"


class Described(Protocol):
    """What is compared of a person: an ``Entry``, a ``Known``, or a contact with these."""

    @property
    def name(self) -> str: ...
    @property
    def handle(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def city(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Known(Generic[Key]):
    """Someone on the list. ``city`` is best given as a file would write it: town, then region or country."""

    key: Key
    name: str
    handle: str = ""
    source: str = ""
    account_id: int | None = None
    city: str = ""


def alike(one: Described, other: Described) -> Likeness | None:
    """Why two seem to be the same person, or None."""
    return _likeness(_Folded.of(one), _Folded.of(other))


def pair_up(
    new: Sequence[Described], known: Iterable[Known[Key]], *, once: bool = False
) -> dict[int, tuple[Key, Likeness]]:
    """For each of the new, by position, who of the known they seem to be; whoever is like nobody is left out.

    With ``once`` nobody known is two of the new: namesakes go in their order.
    """
    index: _Index[Key] = _Index()
    for each in known:
        index.add(each.key, _Folded.of(each))
    taken: set[Key] = set()
    pairs: dict[int, tuple[Key, Likeness]] = {}
    for at, person in enumerate(new):
        if pair := index.find(_Folded.of(person), taken):
            pairs[at] = pair
            if once:
                taken.add(pair[0])
    return pairs


def repeated(
    entries: Sequence[Described], apart: Collection[tuple[int, int]] = frozenset()
) -> dict[int, tuple[int, Likeness]]:
    """For each of a list that seems to be an earlier one: the position of that one, which is not a repeat itself.

    ``apart`` are pairs of positions, the earlier one first, of those known to be two people.
    """
    index: _Index[int] = _Index()
    found: dict[int, tuple[int, Likeness]] = {}
    for at, entry in enumerate(entries):
        folded = _Folded.of(entry)
        others = {earlier for earlier, later in apart if later == at} if apart else ()
        if pair := index.find(folded, others):
            found[at] = pair
        else:
            index.add(at, folded)
    return found


class _Folded(NamedTuple):
    """A person made comparable: ``name`` is its words in order, ``town`` the city without what stands after a comma."""

    name: str
    handle: Sameness | None
    account_id: int | None
    town: str
    area: tuple[str, ...]

    @classmethod
    def of(cls, person: Described) -> _Folded:
        town, *area = person.city.split(",")
        handle = sameness(person.handle, person.source)
        words = " ".join(sorted(fold(person.name).split()))
        return cls(words, handle, person.account_id, fold(town), tuple(filter(None, map(fold, area))))


@dataclass(slots=True)
class _Index(Generic[Key]):
    """Those known, to be found by what can make them like someone."""

    keys: list[Key] = field(default_factory=list)
    people: list[_Folded] = field(default_factory=list)
    accounts: dict[int, int] = field(default_factory=dict)
    handles: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    names: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # by name, then by town
    blocks: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # names by town and the beginning of a word

    def add(self, key: Key, person: _Folded) -> None:
        at = len(self.people)
        self.keys.append(key)
        self.people.append(person)
        if person.account_id is not None:
            self.accounts.setdefault(person.account_id, at)
        if person.handle:
            holders = self.handles.setdefault(person.handle.account, {}).setdefault(person.handle.network, [])
            if len(holders) < _NAMESAKES:
                holders.append(at)
        if person.name:
            namesakes = self.names.setdefault(person.name, {}).setdefault(person.town, [])
            if not namesakes:
                self._block(person)
            if len(namesakes) < _NAMESAKES:
                namesakes.append(at)

    def find(self, person: _Folded, others: Collection[Key] = ()) -> tuple[Key, Likeness] | None:
        """The surest likeness, and of equals the one added first; never one of the ``others``."""
        best: tuple[int, int] | None = None
        for at in self._candidates(person):
            likeness = None if self.keys[at] in others else _likeness(person, self.people[at])
            if likeness and (best is None or (_ORDER[likeness], at) < best):
                best = (_ORDER[likeness], at)
                if best[0] == 0:
                    break
        return (self.keys[best[1]], _SURENESS[best[0]]) if best else None

    def _candidates(self, person: _Folded) -> Iterator[int]:
        if person.account_id in self.accounts:
            yield self.accounts[person.account_id]
        if person.handle and (holders := self.handles.get(person.handle.account)):
            wanted = (person.handle.network, "") if person.handle.network else tuple(islice(holders, _NAMESAKES))
            yield from (at for network in wanted for at in holders.get(network, ()))
        same = self.names.get(person.name, {})
        towns = (person.town, "") if person.town else tuple(islice(same, _NAMESAKES))
        for town in towns:
            yield from same.get(town, ())
        for block in _blocks(person):
            names = self.blocks.get(block, ())
            for name, _, _ in extract(person.name, names, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=_NAMESAKES):
                yield from self.names[name][person.town]

    def _block(self, person: _Folded) -> None:
        for block in _blocks(person):
            names = self.blocks.setdefault(block, [])
            if len(names) < _BLOCK:
                names.append(person.name)


_SURENESS: Final = tuple(Likeness)
_ORDER: Final = {likeness: at for at, likeness in enumerate(_SURENESS)}


def _likeness(one: _Folded, other: _Folded) -> Likeness | None:
    if one.account_id is not None and other.account_id is not None:
        return Likeness.SAME_ACCOUNT if one.account_id == other.account_id else None
    if one.handle and other.handle:
        networks = {one.handle.network, other.handle.network}
        if one.handle.account == other.handle.account and (len(networks) == 1 or "" in networks):
            return Likeness.SAME_HANDLE
        if len(networks) == 1 and "" not in networks:
            return None
    if not one.name or not other.name:
        return None
    if not one.town or not other.town:
        return Likeness.SAME_NAME if one.name == other.name else None
    if one.town != other.town or not _may_be_one(one.area, other.area):
        return None
    return Likeness.CLOSE_NAME_SAME_CITY if _are_close(one.name, other.name) else None


def _blocks(person: _Folded) -> Iterator[tuple[str, str]]:
    """Where names that may be close to this one are found: all pairs of 5,000 and 10,000 would take long."""
    if person.town and len(person.name) >= _SHORTEST:
        words = sorted(person.name.split(), key=len, reverse=True)[:_WORDS]
        yield from ((person.town, beginning) for beginning in dict.fromkeys(word[:_BEGINNING] for word in words))


def _are_close(one: str, other: str) -> bool:
    """Whether one may be the other misspelt; nobody mistypes a number that is part of a name."""
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST or _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    return fuzz.ratio(one, other) >= CLOSE


def _may_be_one(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two areas can be the same: "IN" and "IL" cannot; "IN" and "Indiana" can: a code proves nothing."""
    if not one or not other or one[0] in other or other[0] in one:
        return True
    return (len(one[0]) <= 3) != (len(other[0]) <= 3)
