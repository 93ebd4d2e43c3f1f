"""Communities as they are: a few large cities and many small ones, tastes that a few share, and who met whom before.

Made from a seed alone, and for no matcher in particular.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meetups.matching import Member, Pool, pool_of

TAGS, PARTS = 60, 21
WEEKS = 12
"""For how many weeks everybody was matched before, mostly with people of their own city."""
_REACHES = (10, 25, 50, 100)
_SPOKEN = ("de", "es", "fr", "ja", "pt", "zh")


@dataclass(frozen=True)
class Community:
    members: list[Member]
    past: list[tuple[int, int, int]]
    never: list[tuple[int, int]]

    @cached_property
    def pool(self) -> Pool:
        return pool_of(self.members, self.past, self.never)


def community(n: int, seed: int = 2008) -> Community:
    chance = np.random.default_rng([seed, n])
    city = chance.choice(len(_popular(_cities(n))), n, p=_popular(_cities(n)))
    where = np.c_[chance.uniform(30, 48, _cities(n)), chance.uniform(-120, -75, _cities(n))]
    sizes = np.bincount(city, minlength=_cities(n))
    members = [_member(chance, where[home], int(home), int(sizes[home])) for home in city]
    never = [(int(one), int(other)) for one, other in chance.integers(0, n, (n // 50, 2)) if one != other]
    return Community(members, _past(chance, city), never)


def _cities(n: int) -> int:
    return max(3, int(n**0.55))


def _popular(count: int) -> NDArray[np.float64]:
    """Shares by Zipf's law."""
    ranks = np.arange(1, count + 1)
    shares: NDArray[np.float64] = 1 / (ranks * (1 / ranks).sum())
    return shares


def _member(chance: np.random.Generator, where: NDArray[np.float64], home: int, size: int) -> Member:
    tags = chance.choice(TAGS, chance.integers(2, 7), replace=False, p=_popular(TAGS))
    parts = chance.choice(PARTS, chance.integers(2, 9) if chance.random() < 0.8 else 0, replace=False)
    languages = {"en"} if chance.random() < 0.9 else set()
    if chance.random() < 0.25:
        languages.add(_SPOKEN[home % len(_SPOKEN)])
    return Member(
        latitude=float(where[0]),
        longitude=float(where[1]),
        reach_km=int(chance.choice(_REACHES)),
        tags=frozenset(f"tag {tag}" for tag in tags),
        languages=frozenset(languages),
        parts=sum(1 << int(part) for part in parts),
        in_person_only=bool(size >= 10 and chance.random() < 0.1),
        likes_three=bool(chance.random() < 0.1),
    )


def _past(chance: np.random.Generator, city: NDArray[np.intp]) -> list[tuple[int, int, int]]:
    met = []
    for weeks_ago in range(1, min(WEEKS, len(city) // 4) + 1):
        mixed = chance.permutation(len(city))
        mixed = mixed[np.argsort(np.where(chance.random(len(city)) < 0.7, city[mixed], -1), kind="stable")]
        met += [(int(one), int(other), weeks_ago) for one, other in zip(mixed[::2], mixed[1::2], strict=False)]
    return met
