"""What holds of every list, whatever is true of those on it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from meetups.rules.ranking import Candidate, Moment, ReasonKey, rank, reasons_for, score
from meetups.values import Birthday, ContactId

TODAY = date(2026, 11, 2)
WEEK = timedelta(weeks=1)
MOMENT = Moment(TODAY, first_on=TODAY, last_on=date(2026, 11, 8))


about_now = st.integers(-500, 100).map(lambda days: TODAY + timedelta(days=days))
past = st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days))
this_week = st.integers(0, 6).map(lambda days: TODAY + timedelta(days=days))
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "added_on": past,
    "volunteered_on": past,
    "birthday": st.builds(Birthday, st.integers(10, 12), st.integers(1, 30)),
    "again_on": about_now,
    "is_never": st.just(True),
    "is_seldom": st.just(True),
    "snoozed_until": about_now,
    "last_met_on": past,
    "last_contact_on": past,
    "skipped_weeks_ago": st.integers(0, 12),
    "asked_this_week": st.just(True),
    "later_on": about_now,
    "waits_near": st.just(True),
    "km": st.integers(0, 400),
    "reach_km": st.integers(1, 200),
    "own_visit_until": this_week,
    "their_visit_until": this_week,
    "is_mutual": st.just(True),
    "in_pool": st.just(True),
    "shared_tags": st.sampled_from([("chess",), ("chess", "film", "go", "tea")]),
    "shared_languages": st.sampled_from([("de",), ("de", "fr")]),
    "shared_parts": st.integers(1, (1 << 21) - 1),
    "load": st.integers(1, 9),
}
a_fact = st.sampled_from(sorted(FACTS)).flatmap(lambda name: st.tuples(st.just(name), FACTS[name]))


def contact(number: int, facts: list[tuple[str, Any]]) -> Candidate:
    return Candidate(ContactId(number), added_on=TODAY - 9 * WEEK)._replace(**dict(facts))


some_facts = st.lists(a_fact, max_size=5)
candidates = st.builds(contact, st.integers(1, 6), some_facts)
lists = st.lists(some_facts, max_size=6).map(
    lambda everyone: [contact(number, facts) for number, facts in enumerate(everyone, 1)]
)


def may_be_suggested(candidate: Candidate) -> bool:
    near = candidate.km is not None and candidate.km <= max(candidate.reach_km, 5)
    visits = candidate.own_visit_until or candidate.their_visit_until
    return not (
        candidate.is_never
        or candidate.asked_this_week
        or (candidate.snoozed_until or TODAY) > TODAY
        or (candidate.waits_near and not near and not visits)
    )


@given(st.lists(candidates, max_size=8), st.integers())
def test_nobody_appears_twice_and_exactly_those_appear_who_may(everyone: list[Candidate], seed: int) -> None:
    assert sorted(rank(everyone, MOMENT, seed)) == sorted({c.contact_id for c in everyone if may_be_suggested(c)})


@given(lists, st.integers(), st.randoms())
def test_the_order_of_the_list_is_irrelevant(everyone: list[Candidate], seed: int, chance: Random) -> None:
    shuffled = chance.sample(everyone, len(everyone))
    assert rank(shuffled, MOMENT, seed) == rank(everyone, MOMENT, seed)


@given(lists, st.integers(), st.randoms())
def test_who_comes_before_whom_has_nothing_to_do_with_the_others(
    everyone: list[Candidate], seed: int, chance: Random
) -> None:
    some = chance.sample(everyone, len(everyone) // 2)
    kept = {each.contact_id for each in some}
    assert rank(some, MOMENT, seed) == [each for each in rank(everyone, MOMENT, seed) if each in kept]


WELCOME: dict[str, Any] = {"is_never": False, "asked_this_week": False, "snoozed_until": None, "waits_near": False}
JUST_MET = {"last_met_on": TODAY, "last_contact_on": TODAY}
NOWHERE = {"km": None, "own_visit_until": None, "their_visit_until": None}
ADDED: list[tuple[ReasonKey, dict[str, Any], dict[str, Any]]] = [
    (ReasonKey.NEVER_MET, JUST_MET, {"last_met_on": None, "last_contact_on": None}),
    (ReasonKey.LONG_SINCE, JUST_MET, {"last_met_on": TODAY - 80 * WEEK, "last_contact_on": None}),
    (ReasonKey.AGAIN, {"again_on": None, "last_met_on": None}, {"again_on": TODAY}),
    (ReasonKey.LATER, {"later_on": None, "last_met_on": None}, {"later_on": TODAY}),
    (ReasonKey.VISIT_HERE, {"their_visit_until": None}, {"their_visit_until": TODAY}),
    (ReasonKey.VISIT_THERE, {"own_visit_until": None, "their_visit_until": None}, {"own_visit_until": TODAY}),
    (ReasonKey.SAME_CITY, NOWHERE, {"km": 0}),
    (ReasonKey.WITHIN_REACH, NOWHERE, {"km": 20, "reach_km": 20}),
    (ReasonKey.VOLUNTEERED, {"volunteered_on": None, "is_mutual": False}, {"volunteered_on": date.max}),
    (ReasonKey.MUTUAL, {"volunteered_on": date.max, "is_mutual": False}, {"is_mutual": True}),
    (ReasonKey.IN_POOL, {"in_pool": False}, {"in_pool": True}),
    (ReasonKey.BIRTHDAY, {"birthday": None}, {"birthday": Birthday(11, 5)}),
    (ReasonKey.SHARED_TAGS, {"shared_tags": ()}, {"shared_tags": ("chess",)}),
    (ReasonKey.SHARED_LANGUAGE, {"shared_languages": ()}, {"shared_languages": ("de",)}),
    (ReasonKey.AVAILABILITY, {"shared_parts": 0}, {"shared_parts": 1}),
    (ReasonKey.FRESH_ON_LIST, {"added_on": TODAY - 9 * WEEK, "last_met_on": None}, {"added_on": TODAY}),
]
"""Every reason of positive weight, with what is true without it and with it."""


@given(some_facts, lists, st.sampled_from(ADDED), st.integers())
def test_one_more_reason_never_lowers_a_rank(
    facts: list[tuple[str, Any]],
    others: list[Candidate],
    added: tuple[ReasonKey, dict[str, Any], dict[str, Any]],
    seed: int,
) -> None:
    key, without, with_it = added
    worse = contact(9, facts)._replace(**WELCOME, **without)
    better = worse._replace(**with_it)
    had, has = ({each.key for each in reasons_for(one, MOMENT)} for one in (worse, better))
    assume(has - had == {key})  # that they were met settles other things too, which come back without it
    before, after = rank([worse, *others], MOMENT, seed), rank([better, *others], MOMENT, seed)
    assert after.index(better.contact_id) <= before.index(worse.contact_id)


def test_that_is_every_reason_which_speaks_for_somebody() -> None:
    against = {ReasonKey.SKIPPED, ReasonKey.PARKED, ReasonKey.SELDOM, ReasonKey.FAR, ReasonKey.LOAD}
    assert {key for key, *_ in ADDED} == set(ReasonKey) - against - {ReasonKey.HAD_BIRTHDAY}


@given(candidates)
def test_passing_somebody_over_fades_and_is_forgotten_after_eight_weeks(candidate: Candidate) -> None:
    by_weeks = [score(candidate._replace(skipped_weeks_ago=weeks), MOMENT) for weeks in range(12)]
    forgotten = score(candidate._replace(skipped_weeks_ago=None), MOMENT)
    assert all(sooner < longer_ago for sooner, longer_ago in pairwise(by_weeks[:9]))
    assert by_weeks[8:] == [forgotten] * 4
