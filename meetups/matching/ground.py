"""What two members have in common, as a sum of named reasons; ``scoring`` computes the same sum for many at once.

It knows no member by name and no reason to keep two apart but that one wants to meet in person only.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from meetups.distance import km_between

FAR = 30_000
"""More kilometres than any two places are apart: for places nobody told."""

BANDS = ((5, 60), (25, 50), (50, 35), (100, 20), (250, 8))
"""Up to how many kilometres which weight; beyond the last none. Coordinates are of cities, so the first is the same city."""
WITHIN_REACH = 20
TAG, MOST_TAGS = 8, 5
LANGUAGE, NO_LANGUAGE = 30, -60
"""Any shared language, and none though both said which they speak."""
PART, MOST_PARTS, NO_PART = 3, 10, -30
"""Each shared part of the week, and none though both said when they can."""
FIRST_TIME = 10
LEFT_OUT = 20
"""For each time one of the two was left over lately."""
LIKES_THREE, TRIO_LATELY = 40, -25

REPEAT, HALF_LIFE = 48_000, 52
"""What meeting again costs right after, and after how many weeks it costs half.

Sparing one repeat can take re-matching n / 2 pairs, each losing at most what speaks for a pair, some 240: so for a year no
pool that is matched exactly repeats a pair while another way is left. Being a price and not a ban, it lets those who
have all met meet again, the longest ago first."""


class ReasonKey(StrEnum):
    """What speaks for two members to meet; where the weight is negative, against it, and then it is not shown."""

    DISTANCE = "distance"
    WITHIN_REACH = "within_reach"
    LANGUAGES = "languages"
    TAGS = "tags"
    AVAILABILITY = "availability"
    FIRST_TIME = "first_time"
    MET_BEFORE = "met_before"
    LEFT_OUT = "left_out"


class Member(NamedTuple):
    """One of the pool. ``parts`` are parts of the week as bits: part p (0 to 2) of weekday d (0 to 6) is bit 3 * d + p.

    What is empty, zero or None was not said and counts neither way. ``left_out`` and ``trios`` are how often they
    were left over, and one of three, lately.
    """

    latitude: float | None = None
    longitude: float | None = None
    reach_km: int = 50
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    parts: int = 0
    in_person_only: bool = False
    likes_three: bool = False
    left_out: int = 0
    trios: int = 0


class Reason(NamedTuple):
    """One term of a score, with what a sentence about it needs."""

    key: ReasonKey
    weight: int
    km: int | None = None
    shared: tuple[str, ...] = ()
    parts: int = 0
    weeks: int | None = None


def score(one: Member, other: Member, met_weeks_ago: int | None = None) -> int:
    """The sum of the reasons' weights."""
    return sum(reason.weight for reason in reasons(one, other, met_weeks_ago))


def reasons(one: Member, other: Member, met_weeks_ago: int | None = None) -> list[Reason]:
    """In the order in which a card names them; those of no weight are left away."""
    return [reason for reason in _terms(one, other, met_weeks_ago) if reason.weight]


def met_price(weeks: int) -> int:
    """What it costs that two meet again after so many weeks."""
    return round(float(REPEAT * 0.5 ** (weeks / HALF_LIFE)))


def trio_weight(member: Member) -> int:
    """What being one of three is worth to a member: those who like it first, those who were lately last."""
    return LIKES_THREE * member.likes_three + TRIO_LATELY * member.trios


def _terms(one: Member, other: Member, met_weeks_ago: int | None) -> Iterator[Reason]:
    km = _km(one, other)
    yield Reason(ReasonKey.DISTANCE, next((weight for most, weight in BANDS if km <= most), 0), km=km)
    yield Reason(ReasonKey.WITHIN_REACH, WITHIN_REACH * _is_reachable(one, other, km), km=km)
    languages = one.languages & other.languages
    if one.languages and other.languages:
        yield Reason(ReasonKey.LANGUAGES, LANGUAGE if languages else NO_LANGUAGE, shared=tuple(sorted(languages)))
    tags = one.tags & other.tags
    yield Reason(ReasonKey.TAGS, TAG * min(len(tags), MOST_TAGS), shared=tuple(sorted(tags)))
    parts = one.parts & other.parts
    if one.parts and other.parts:
        weight = PART * min(parts.bit_count(), MOST_PARTS) if parts else NO_PART
        yield Reason(ReasonKey.AVAILABILITY, weight, parts=parts)
    if met_weeks_ago is None:
        yield Reason(ReasonKey.FIRST_TIME, FIRST_TIME)
    else:
        yield Reason(ReasonKey.MET_BEFORE, -met_price(met_weeks_ago), weeks=met_weeks_ago)
    yield Reason(ReasonKey.LEFT_OUT, LEFT_OUT * (one.left_out + other.left_out))


def _km(one: Member, other: Member) -> int:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return FAR
    return round(km_between(one.latitude, one.longitude, other.latitude, other.longitude))


def _is_reachable(one: Member, other: Member, km: int) -> bool:
    return km < FAR and km <= max(one.reach_km, other.reach_km)
