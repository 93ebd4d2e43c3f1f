"""What speaks for meeting a contact this week, and what against it: named reasons, whose weights are added up (§5).

A new reason is one function and one entry in ``REASONS``. The weights were judged by the situations in
``tests/rules/test_ranking_bench.py``: who changes one changes who comes first there. It knows no other contact, so that
nobody's place depends on who else is on the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from meetups.rules.birthdays import next_birthday
from meetups.values import REACH_KM, Birthday, ContactId

WEEK = timedelta(weeks=1)
BIRTHDAY_IS_NEAR = timedelta(days=3)
"""How long after the week a birthday may be to speak for this week."""
MET_ALREADY = timedelta(weeks=2)
"""Whoever was met so shortly before the day they were to be met again was met again."""
FRESH = timedelta(weeks=2)
SELDOM_LASTS = timedelta(weeks=26)
SAME_CITY_KM = 5
FAR_REACHES, FAR_KM = 3, 150
"""Far is what is more than both: so many times as far as the member travels, and so many kilometres."""


class ReasonKey(StrEnum):
    """What speaks for a contact, and, from ``SKIPPED`` on, what speaks against them for a while."""

    NEVER_MET = "never_met"
    LONG_SINCE = "long_since"
    AGAIN = "again"
    LATER = "later"
    VISIT_HERE = "visit_here"
    VISIT_THERE = "visit_there"
    SAME_CITY = "same_city"
    WITHIN_REACH = "within_reach"
    VOLUNTEERED = "volunteered"
    MUTUAL = "mutual"
    IN_POOL = "in_pool"
    BIRTHDAY = "birthday"
    HAD_BIRTHDAY = "had_birthday"
    SHARED_TAGS = "shared_tags"
    SHARED_LANGUAGE = "shared_language"
    AVAILABILITY = "availability"
    FRESH_ON_LIST = "fresh_on_list"
    SKIPPED = "skipped"
    PARKED = "parked"
    SELDOM = "seldom"
    FAR = "far"
    LOAD = "load"


class Candidate(NamedTuple):
    """A contact as the order sees them this week; a tuple because a list may have ten thousand.

    ``last_met_on`` is the last meeting in person, ``last_contact_on`` the last on any rung. ``skipped_weeks_ago`` is
    when they were last passed over, or asked without a yes; ``asked_this_week`` that this week's asking is shown
    elsewhere. ``later_on`` is when the "later" they said comes back; None once they were met after saying so.

    ``km`` are between the nearest of the member's places and the nearest of theirs in what is left of the week: homes,
    and visits one may know of. A visit is given, by the days on which it brings the two within reach and its city, only
    where these are not over: ``own_visit`` one of the member's, ``their_visit`` one of theirs.

    ``is_mutual``: each asked to be on the other's list. ``shared_languages`` leave out the one all speak anyway.
    ``shared_parts`` are bits as in ``Person.availability``. ``load`` is how often others are offered them this week.
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
    skipped_weeks_ago: int | None = None
    asked_this_week: bool = False
    later_on: date | None = None
    waits_near: bool = False
    km: int | None = None
    reach_km: int = REACH_KM
    own_visit_from: date | None = None
    own_visit_until: date | None = None
    own_visit_city: str = ""
    their_visit_from: date | None = None
    their_visit_until: date | None = None
    their_visit_city: str = ""
    is_mutual: bool = False
    in_pool: bool = False
    shared_tags: tuple[str, ...] = ()
    shared_languages: tuple[str, ...] = ()
    shared_parts: int = 0
    load: int = 0

    @property
    def last_in_touch_on(self) -> date | None:
        """The day the "last contact" clock was last restarted (rule 1)."""
        if self.last_met_on is None or self.last_contact_on is None:
            return self.last_met_on or self.last_contact_on
        return max(self.last_met_on, self.last_contact_on)

    @property
    def is_near(self) -> bool:
        if self.own_visit_until is not None or self.their_visit_until is not None:
            return True
        return self.km is not None and (self.km <= SAME_CITY_KM or self.km <= self.reach_km)


@dataclass(frozen=True, slots=True)
class Moment:
    """Today, and the week that is ranked: its seven days from ``first_on`` to ``last_on``.

    ``in_person_only``: nothing but a meeting in person fills it, so that whoever is far away is hardly of use.
    """

    today: date
    first_on: date
    last_on: date
    in_person_only: bool = True


class Reason(NamedTuple):
    """One term of a score, and what its sentence says besides.

    ``weeks`` is how long ago it was, ``day`` which day it is or the last one of a visit, ``first_on`` the first one of a
    visit that has not begun, ``place`` the city visited, ``km`` how far away, ``shared`` what both like or speak,
    ``parts`` the parts of the week both have, as bits.
    A card shows those of positive weight; one of negative weight is nobody's business but the order's.
    """

    key: ReasonKey
    weight: int
    weeks: int | None = None
    day: date | None = None
    km: int | None = None
    place: str = ""
    shared: tuple[str, ...] = ()
    parts: int = 0
    first_on: date | None = None


# Those that say nothing of the one contact are made once: a list of ten thousand has most of them thousands of times.
NEVER_MET = Reason(ReasonKey.NEVER_MET, 60)
AGAIN = Reason(ReasonKey.AGAIN, 90)
LATER = Reason(ReasonKey.LATER, 80)
PARKED = Reason(ReasonKey.PARKED, -150)
SAME_CITY = Reason(ReasonKey.SAME_CITY, 25)
FAR = Reason(ReasonKey.FAR, -100)
VOLUNTEERED = Reason(ReasonKey.VOLUNTEERED, 30)
MUTUAL = Reason(ReasonKey.MUTUAL, 15)
IN_POOL = Reason(ReasonKey.IN_POOL, 10)
FRESH_ON_LIST = Reason(ReasonKey.FRESH_ON_LIST, 5)
SELDOM = Reason(ReasonKey.SELDOM, -60)
LONG_SINCE = [Reason(ReasonKey.LONG_SINCE, weeks, weeks) for weeks in range(53)]
LOAD = [Reason(ReasonKey.LOAD, -8 * offers) for offers in range(6)]

VISIT = 80
NEAREST, AT_REACH = 20, 10
BIRTHDAY = 15
LANGUAGE = 8
TAG, MOST_TAGS = 6, 3
PART, MOST_PARTS = 3, 4
SKIP, FADING = -160, 20


def _never_met(candidate: Candidate, moment: Moment) -> Reason | None:
    return NEVER_MET if candidate.last_met_on is None else None


def _long_since(candidate: Candidate, moment: Moment) -> Reason | None:
    """A point a week from the fourth on, for a year: always less than for someone never met."""
    if candidate.last_met_on is None:
        return None
    weeks = (moment.today - (candidate.last_in_touch_on or candidate.last_met_on)).days // 7
    if weeks < 4:
        return None
    return LONG_SINCE[weeks] if weeks <= 52 else Reason(ReasonKey.LONG_SINCE, 52, weeks)


def _again(candidate: Candidate, moment: Moment) -> Reason | None:
    """The day to meet again: parked before the week it falls into, then wished for until they are met."""
    if candidate.again_on is None or _met_about(candidate, candidate.again_on):
        return None
    return AGAIN if candidate.again_on <= moment.last_on else PARKED


def _later(candidate: Candidate, moment: Moment) -> Reason | None:
    """Their own "later" is waited for even if they were met shortly before."""
    if candidate.later_on is None:
        return None
    if candidate.later_on > moment.last_on:
        return PARKED
    return None if _met_about(candidate, candidate.later_on) else LATER


def _met_about(candidate: Candidate, day: date) -> bool:
    return candidate.last_met_on is not None and candidate.last_met_on + MET_ALREADY > day


def _near(candidate: Candidate, moment: Moment) -> Reason | None:
    """One reason of place. A visit says why now, so it speaks alone; theirs first: it holds wherever they live."""
    km = candidate.km
    if (until := candidate.their_visit_until) is not None:
        first_on = _ahead(candidate.their_visit_from, moment)
        return Reason(ReasonKey.VISIT_HERE, VISIT, None, until, km, candidate.their_visit_city, first_on=first_on)
    if (until := candidate.own_visit_until) is not None:
        first_on = _ahead(candidate.own_visit_from, moment)
        return Reason(ReasonKey.VISIT_THERE, VISIT, None, until, km, candidate.own_visit_city, first_on=first_on)
    if km is None:
        return None
    if km <= SAME_CITY_KM:
        return SAME_CITY
    if km <= (reach := candidate.reach_km):
        falling = (NEAREST - AT_REACH) * (km - SAME_CITY_KM) // (reach - SAME_CITY_KM)
        return Reason(ReasonKey.WITHIN_REACH, NEAREST - falling, None, None, km)
    return FAR if moment.in_person_only and km > FAR_KM and km > FAR_REACHES * reach else None


def _ahead(day: date | None, moment: Moment) -> date | None:
    return day if day is not None and day > moment.today else None


def _volunteered(candidate: Candidate, moment: Moment) -> Reason | None:
    return VOLUNTEERED if _still_asks(candidate) else None


def _mutual(candidate: Candidate, moment: Moment) -> Reason | None:
    """Besides that they asked: the member asked the same of them."""
    return MUTUAL if candidate.is_mutual and _still_asks(candidate) else None


def _still_asks(candidate: Candidate) -> bool:
    """Asked to be on the list, and not met since."""
    asked_on, met_on = candidate.volunteered_on, candidate.last_met_on
    return asked_on is not None and (met_on is None or met_on < asked_on)


def _in_pool(candidate: Candidate, moment: Moment) -> Reason | None:
    return IN_POOL if candidate.in_pool else None


def _birthday(candidate: Candidate, moment: Moment) -> Reason | None:
    """All week long, so that the order stays; a weekday more than six days away would be mistaken for a nearer one."""
    if candidate.birthday is None:
        return None
    day = next_birthday(candidate.birthday, moment.first_on)
    if day > moment.last_on + BIRTHDAY_IS_NEAR or day <= moment.today - WEEK:
        return None
    if day < moment.today:
        return Reason(ReasonKey.HAD_BIRTHDAY, BIRTHDAY, day=day)
    return Reason(ReasonKey.BIRTHDAY, BIRTHDAY, day=day if day < moment.today + WEEK else None)


def _shared_tags(candidate: Candidate, moment: Moment) -> Reason | None:
    shared = candidate.shared_tags
    return Reason(ReasonKey.SHARED_TAGS, TAG * min(len(shared), MOST_TAGS), shared=shared) if shared else None


def _shared_language(candidate: Candidate, moment: Moment) -> Reason | None:
    """Once, however many: one is enough to talk."""
    shared = candidate.shared_languages
    return Reason(ReasonKey.SHARED_LANGUAGE, LANGUAGE, shared=shared) if shared else None


def _availability(candidate: Candidate, moment: Moment) -> Reason | None:
    parts = candidate.shared_parts
    return Reason(ReasonKey.AVAILABILITY, PART * min(parts.bit_count(), MOST_PARTS), parts=parts) if parts else None


def _fresh_on_list(candidate: Candidate, moment: Moment) -> Reason | None:
    """Added in the last two weeks and not met yet: why they were added is still in mind."""
    is_fresh = candidate.last_met_on is None and moment.today - candidate.added_on < FRESH
    return FRESH_ON_LIST if is_fresh else None


def _skipped(candidate: Candidate, moment: Moment) -> Reason | None:
    """Passing somebody over outweighs nearly all that can speak for them at first, and nothing after eight weeks."""
    weeks = candidate.skipped_weeks_ago
    return Reason(ReasonKey.SKIPPED, SKIP + FADING * weeks, weeks) if weeks is not None and weeks < 8 else None


def _seldom(candidate: Candidate, moment: Moment) -> Reason | None:
    """Wanted less often: at its time again after half a year, which someone never met has not begun."""
    if not candidate.is_seldom:
        return None
    last = candidate.last_in_touch_on
    if candidate.last_met_on is not None and last is not None and moment.today - last > SELDOM_LASTS:
        return None
    return SELDOM


def _load(candidate: Candidate, moment: Moment) -> Reason | None:
    """Who is offered to many gets many questions, and who is offered to few gets none."""
    return LOAD[min(candidate.load, 5)] if candidate.load else None


REASONS: tuple[Callable[[Candidate, Moment], Reason | None], ...] = (
    _never_met,
    _long_since,
    _again,
    _later,
    _near,
    _volunteered,
    _mutual,
    _in_pool,
    _birthday,
    _shared_tags,
    _shared_language,
    _availability,
    _fresh_on_list,
    _skipped,
    _seldom,
    _load,
)
"""In the order in which a card names them."""
