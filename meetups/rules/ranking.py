"""Whom to suggest: contacts in order of a score that is a sum of named reasons (§5).

Nothing here bans anyone but the never-list, and for a while whoever is snoozed, asked, or to come near first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from meetups.rules.reasons import MET_ALREADY, REASONS, Candidate, Moment, Reason, ReasonKey
from meetups.values import ContactId

__all__ = [
    "MET_ALREADY",
    "REASONS",
    "Candidate",
    "Moment",
    "Reason",
    "ReasonKey",
    "is_welcome",
    "rank",
    "reasons_for",
    "score",
]


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
    return sum([reason.weight for reason_for in REASONS if (reason := reason_for(candidate, moment)) is not None])


def is_welcome(candidate: Candidate, moment: Moment) -> bool:
    """Whether they may be suggested at all; on the day they are snoozed until, they may again."""
    if candidate.is_never or candidate.asked_this_week or (candidate.waits_near and not candidate.is_near):
        return False
    return candidate.snoozed_until is None or candidate.snoozed_until <= moment.today


def reasons_for(candidate: Candidate, moment: Moment) -> list[Reason]:
    return [reason for reason_for in REASONS if (reason := reason_for(candidate, moment)) is not None]


def _chance(seed: int, contact_id: ContactId) -> bytes:
    """A digest rather than a checksum, whose regularity would favour the same contacts week after week."""
    return blake2b(b"%d:%d" % (seed, contact_id), digest_size=8).digest()
