"""Whom to suggest: contacts in order of a score that is a sum of named reasons (§5).

A new reason is one function and one entry in ``REASONS``. Nothing here bans anyone but the never-list, and
whoever is snoozed until their day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from meetups.rules.birthdays import next_birthday
from meetups.values import Birthday, ContactId

WEEK = timedelta(weeks=1)
BIRTHDAY_IS_NEAR = timedelta(days=3)
"""How long after the week a birthday may be to speak for this week."""
MET_ALREADY = timedelta(weeks=2)
"""Whoever was met so shortly before the day they were to be met again was met again."""
SELDOM = timedelta(weeks=26)


class ReasonKey(StrEnum):
    """What speaks for a contact, and, last, what speaks against them for a while."""

    NEVER_MET = "never_met"
    LONG_SINCE = "long_since"
    AGAIN = "again"
    SAME_CITY = "same_city"
    VOLUNTEERED = "volunteered"
    BIRTHDAY = "birthday"
    HAD_BIRTHDAY = "had_birthday"
    FRESH_ON_LIST = "fresh_on_list"
    SKIPPED = "skipped"
    PARKED = "parked"
    SELDOM = "seldom"


class Candidate(NamedTuple):
    """A contact as the order sees them this week; a tuple because a list may have ten thousand.

    ``last_met_on`` is the last meeting in person, ``last_contact_on`` the last on any rung.
    """

    contact_id: ContactId
    added_on: date
    volunteered_on: date | None = None
    birthday: Birthday | None = None
    again_on: date | None = None
    is_never: bool = False
    is_seldom: bool = False
    snoozed_until: date | None = None
    last_met_on: date | None = None
    last_contact_on: date | None = None
    same_city: bool = False
    skipped_weeks_ago: int | None = None

    @property
    def last_in_touch_on(self) -> date | None:
        """The day the "last contact" clock was last restarted (rule 1)."""
        if self.last_met_on is None or self.last_contact_on is None:
            return self.last_met_on or self.last_contact_on
        return max(self.last_met_on, self.last_contact_on)


@dataclass(frozen=True, slots=True)
class Moment:
    """Today, and the week that is ranked: its seven days from ``first_on`` to ``last_on``."""

    today: date
    first_on: date
    last_on: date


class Reason(NamedTuple):
    """One term of a score; ``weeks`` is how long ago it was and ``day`` which day it is, where the sentence says so.

    A card shows those of positive weight; the one of negative weight is nobody's business but the order's.
    """

    key: ReasonKey
    weight: int
    weeks: int | None = None
    day: date | None = None


def rank(candidates: Iterable[Candidate], moment: Moment, seed: int) -> list[ContactId]:
    """The candidates, best first; the same arguments always give the same order.

    Equal scores go by the longest silence, then by a digest of ``seed`` and contact, so that a seed made of
    member and week varies the order between weeks but not between two looks at the same week.
    """
    places = {
        each.contact_id: (-score(each, moment), each.last_in_touch_on or date.min, _chance(seed, each.contact_id))
        for each in candidates
        if is_welcome(each, moment)
    }
    return sorted(places, key=places.__getitem__)


def score(candidate: Candidate, moment: Moment) -> int:
    """The sum of the reasons' weights."""
    return sum([each.weight for each in reasons_for(candidate, moment)])


def is_welcome(candidate: Candidate, moment: Moment) -> bool:
    """Whether they may be suggested at all; on the day they are snoozed until, they may again."""
    return not candidate.is_never and (candidate.snoozed_until is None or candidate.snoozed_until <= moment.today)


def reasons_for(candidate: Candidate, moment: Moment) -> list[Reason]:
    return [reason for reason_for in REASONS if (reason := reason_for(candidate, moment)) is not None]


def _chance(seed: int, contact_id: ContactId) -> bytes:
    """A digest rather than a checksum, whose regularity would favour the same contacts week after week."""
    return blake2b(b"%d:%d" % (seed, contact_id), digest_size=8).digest()


def _never_met(candidate: Candidate, moment: Moment) -> Reason | None:
    return Reason(ReasonKey.NEVER_MET, 60) if candidate.last_met_on is None else None


def _long_since(candidate: Candidate, moment: Moment) -> Reason | None:
    """A point a week from the fourth on, for a year: always less than for someone never met."""
    if candidate.last_met_on is None or candidate.last_in_touch_on is None:
        return None
    weeks = (moment.today - candidate.last_in_touch_on) // WEEK
    return Reason(ReasonKey.LONG_SINCE, min(weeks, 52), weeks) if weeks >= 4 else None


def _again(candidate: Candidate, moment: Moment) -> Reason | None:
    """The day to meet again: parked before the week it falls into, then wished for until they are met."""
    if candidate.again_on is None:
        return None
    if candidate.last_met_on is not None and candidate.last_met_on + MET_ALREADY > candidate.again_on:
        return None
    return Reason(ReasonKey.AGAIN, 40) if candidate.again_on <= moment.last_on else Reason(ReasonKey.PARKED, -60)


def _same_city(candidate: Candidate, moment: Moment) -> Reason | None:
    return Reason(ReasonKey.SAME_CITY, 25) if candidate.same_city else None


def _volunteered(candidate: Candidate, moment: Moment) -> Reason | None:
    """Asked to be on the list, and not met since."""
    asked_on, met_on = candidate.volunteered_on, candidate.last_met_on
    if asked_on is None or (met_on is not None and met_on >= asked_on):
        return None
    return Reason(ReasonKey.VOLUNTEERED, 30)


def _birthday(candidate: Candidate, moment: Moment) -> Reason | None:
    """All week long, so that the order stays; a weekday more than six days away would be mistaken for a nearer one."""
    if candidate.birthday is None:
        return None
    day = next_birthday(candidate.birthday, moment.first_on)
    if day > moment.last_on + BIRTHDAY_IS_NEAR or day <= moment.today - WEEK:
        return None
    if day < moment.today:
        return Reason(ReasonKey.HAD_BIRTHDAY, 15, day=day)
    return Reason(ReasonKey.BIRTHDAY, 15, day=day if day < moment.today + WEEK else None)


def _fresh_on_list(candidate: Candidate, moment: Moment) -> Reason | None:
    """Added in the last two weeks and not met yet: why they were added is still in mind."""
    is_fresh = candidate.last_met_on is None and moment.today - candidate.added_on < 2 * WEEK
    return Reason(ReasonKey.FRESH_ON_LIST, 5) if is_fresh else None


def _skipped(candidate: Candidate, moment: Moment) -> Reason | None:
    """A skip outweighs at first all that can speak for a contact, and nothing after eight weeks."""
    weeks = candidate.skipped_weeks_ago
    return Reason(ReasonKey.SKIPPED, 16 * weeks - 128, weeks) if weeks is not None and weeks < 8 else None


def _seldom(candidate: Candidate, moment: Moment) -> Reason | None:
    """Wanted less often: at its time again after half a year, which someone never met has not begun."""
    if not candidate.is_seldom:
        return None
    last = candidate.last_in_touch_on
    if candidate.last_met_on is not None and last is not None and moment.today - last > SELDOM:
        return None
    return Reason(ReasonKey.SELDOM, -45)


REASONS: tuple[Callable[[Candidate, Moment], Reason | None], ...] = (
    _never_met,
    _long_since,
    _again,
    _same_city,
    _volunteered,
    _birthday,
    _fresh_on_list,
    _skipped,
    _seldom,
)
"""In the order in which a card names them."""
