"""Who meets whom in a community's pool this week, as one matching of all; decides nothing about when or how they hear of it.

Pure: no clock, no input or output, and no chance but a seed. Importing this package is cheap; numpy, lapx and
rustworkx are imported when first a pool is built or matched.

- ``ground``: what two members have in common, as named reasons with weights; what a card says.
- ``scoring``: the same sum for whole blocks of members at once, as matrices.
- ``kinds``: the part of it that is the same for all who live in one place, go as far and speak the same languages.
- ``sparse``: what is known of few pairs: who met, who never shall.
- ``blossom``: the best matching of few.
- ``assignment``: a block of members assigned to itself, and the pairs read from that; what no matching can exceed.
- ``blocks``: the best matching of a small pool, and nearly that of a large one, by blocks with repair.
- ``trios``: seats whoever is left beside a pair.
- ``arrays``: the kinds of arrays they hand each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetups.matching.ground import Member, Reason, ReasonKey, reasons, score

if TYPE_CHECKING:
    from meetups.matching.arrays import Indices, Weights

__all__ = [
    "FORBIDDEN",
    "Matching",
    "Member",
    "Pool",
    "Reason",
    "ReasonKey",
    "make_ready",
    "match",
    "pool_of",
    "reasons",
    "score",
]

FORBIDDEN = -(2**30)
"""The weight of a pair that may not be; every other weight lies strictly between it and its opposite."""
EXACT = 150
"""Pools up to this size are matched exactly: blossom takes time in the cube of it, and holds the interpreter's lock."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Members 0 to n - 1, and what it is worth that two of them meet.

    ``score`` gives for rows and columns of members the (rows, columns) matrix of weights, symmetric in its
    arguments; what it says of a member with themselves is ignored. ``groups`` numbers where members live, near
    ones near, and ``likeness`` orders those of one place, the like beside each other: they only decide who shares a
    block. ``trio`` is what being one of three is worth to each member, on the same scale; it decides who is, and is no
    part of a matching's weight.
    """

    n: int
    groups: Sequence[int]
    score: Callable[[Indices, Indices], Weights]
    trio: Sequence[int] = ()
    likeness: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Everybody once. ``alone`` are only those for whom nobody allowed was found.

    ``weight`` is the sum over pairs, and over trios half the sum of their three pairs: as if each met one other
    half the time. ``bound`` is what no matching that leaves as few alone exceeds; None where finding it would take
    longer than matching, or it is not known because fewer could be alone if one might meet two others half the time
    each (see ``assignment.upper_bound``).
    """

    pairs: tuple[tuple[int, int], ...]
    trios: tuple[tuple[int, int, int], ...]
    alone: tuple[int, ...]
    weight: int
    bound: int | None


def make_ready() -> None:
    """Import what matching needs, which takes a tenth of a second, most of it with the interpreter's lock held."""
    from meetups.matching import blocks, scoring  # noqa: F401


def match(pool: Pool, seed: int, rounds: int = 1) -> Matching:
    """A matching that leaves out as few as can be and then weighs the most, or nearly; the same for the same arguments.

    ``rounds`` bounds the work above ``EXACT`` members: how often a nearly best matching is taken apart and improved.
    """
    from meetups.matching import blocks

    return blocks.match(pool, seed, rounds)


def pool_of(
    members: Sequence[Member], past: Iterable[tuple[int, int, int]] = (), never: Iterable[tuple[int, int]] = ()
) -> Pool:
    """The pool of these members, numbered as they come; see ``ground`` for what their scores are made of.

    ``past`` are pairs matched before, with how many weeks ago; ``never`` are pairs that may not be, in either order.
    """
    from meetups.matching import scoring

    return scoring.pool_of(members, past, never)
