"""Whom to suggest: contacts in order of a score that is a sum of named reasons (§5).

A new reason is one function and one entry in ``REASONS``. Nothing here bans anyone but the never-list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from operator import itemgetter

from meetups.values import Contact, ContactId


class ReasonKey(StrEnum):
    """What speaks for a contact, and, last, what speaks against them for a while."""

    NEVER_MET = "never_met"
    LONG_SINCE = "long_since"
    SAME_CITY = "same_city"
    VOLUNTEERED = "volunteered"
    FRESH_ON_LIST = "fresh_on_list"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact and what is known about them this week.

    ``last_met_on`` is the last meeting in person, ``last_contact_on`` the last on any rung.
    """

    contact: Contact
    last_met_on: date | None = None
    times_met: int = 0
    last_contact_on: date | None = None
    same_city: bool = False
    skipped_weeks_ago: int | None = None

    @property
    def last_in_touch_on(self) -> date | None:
        """The day the "last contact" clock was last restarted (rule 1)."""
        return max((day for day in (self.last_met_on, self.last_contact_on) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score; ``weeks`` is how long ago it was, where the sentence says so.

    A card shows those of positive weight; the one of negative weight is nobody's business but the order's.
    """

    key: ReasonKey
    weight: int
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A contact's place in the order; ``score`` is the sum of the reasons' weights."""

    contact_id: ContactId
    score: int
    reasons: tuple[Reason, ...]


def rank(candidates: Iterable[Candidate], today: date, seed: int) -> tuple[Ranked, ...]:
    """The candidates, best first; the same arguments always give the same order.

    Equal scores go by the longest silence, then by a digest of ``seed`` and contact, so that a seed made of
    member and week varies the order between weeks but not between two looks at the same week.
    """
    ranked = {}
    for candidate in candidates:
        if not candidate.contact.is_never:
            reasons = tuple(_reasons(candidate, today))
            score = sum(reason.weight for reason in reasons)
            place = (-score, candidate.last_in_touch_on or date.min, _chance(seed, candidate.contact.id))
            ranked[candidate.contact.id] = (place, Ranked(candidate.contact.id, score, reasons))
    return tuple(entry for _, entry in sorted(ranked.values(), key=itemgetter(0)))


def _chance(seed: int, contact_id: ContactId) -> bytes:
    """A digest rather than a checksum, whose regularity would favour the same contacts week after week."""
    return blake2b(f"{seed}:{contact_id}".encode(), digest_size=8).digest()


def _reasons(candidate: Candidate, today: date) -> Iterator[Reason]:
    for reason_for in REASONS:
        reason = reason_for(candidate, today)
        if reason is not None:
            yield reason


def _never_met(candidate: Candidate, today: date) -> Reason | None:
    return Reason(ReasonKey.NEVER_MET, 60) if candidate.times_met == 0 else None


def _long_since(candidate: Candidate, today: date) -> Reason | None:
    """A point a week from the fourth on, for a year: always less than for someone never met."""
    if candidate.times_met == 0 or candidate.last_in_touch_on is None:
        return None
    weeks = (today - candidate.last_in_touch_on).days // 7
    return Reason(ReasonKey.LONG_SINCE, min(weeks, 52), weeks) if weeks >= 4 else None


def _same_city(candidate: Candidate, today: date) -> Reason | None:
    return Reason(ReasonKey.SAME_CITY, 25) if candidate.same_city else None


def _volunteered(candidate: Candidate, today: date) -> Reason | None:
    """Asked to be on the list, and not met since."""
    asked = candidate.contact.volunteered_at
    if asked is None or (candidate.last_met_on is not None and candidate.last_met_on >= asked.date()):
        return None
    return Reason(ReasonKey.VOLUNTEERED, 30)


def _fresh_on_list(candidate: Candidate, today: date) -> Reason | None:
    """Added in the last two weeks and not met yet: why they were added is still in mind."""
    age = today - candidate.contact.added_at.date()
    return Reason(ReasonKey.FRESH_ON_LIST, 5) if age < timedelta(weeks=2) and candidate.times_met == 0 else None


def _skipped(candidate: Candidate, today: date) -> Reason | None:
    """A skip outweighs at first all that can speak for a contact, and nothing after eight weeks."""
    weeks = candidate.skipped_weeks_ago
    return Reason(ReasonKey.SKIPPED, 16 * weeks - 128, weeks) if weeks is not None and weeks < 8 else None


REASONS: tuple[Callable[[Candidate, date], Reason | None], ...] = (
    _never_met,
    _long_since,
    _same_city,
    _volunteered,
    _fresh_on_list,
    _skipped,
)
