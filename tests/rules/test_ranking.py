"""Whom to suggest: an honest order, with reasons that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.ranking import Candidate, Reason, ReasonKey, rank
from meetups.values import Contact, ContactId, PersonId

TODAY = date(2026, 11, 2)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def someone(number: int = 1) -> Candidate:
    contact = Contact(ContactId(number), PersonId(9), f"Contact {number}", added_at=LONG_AGO)
    return Candidate(contact, times_met=1, last_met_on=TODAY - timedelta(weeks=1))


def never_met(candidate: Candidate) -> Candidate:
    return replace(candidate, times_met=0, last_met_on=None, last_contact_on=None)


def met_weeks_ago(candidate: Candidate, weeks: int) -> Candidate:
    return replace(candidate, last_met_on=TODAY - timedelta(weeks=weeks))


def nearby(candidate: Candidate) -> Candidate:
    return replace(candidate, same_city=True)


def volunteered(candidate: Candidate) -> Candidate:
    asked_at = datetime(2026, 11, 1, tzinfo=UTC)
    return replace(candidate, contact=replace(candidate.contact, volunteered_at=asked_at))


def fresh(candidate: Candidate) -> Candidate:
    return replace(candidate, contact=replace(candidate.contact, added_at=datetime(2026, 10, 25, tzinfo=UTC)))


def skipped(candidate: Candidate, weeks_ago: int = 0) -> Candidate:
    return replace(candidate, skipped_weeks_ago=weeks_ago)


def never_again(candidate: Candidate) -> Candidate:
    return replace(candidate, contact=replace(candidate.contact, is_never=True))


def order(*candidates: Candidate, seed: int = 1) -> list[int]:
    return [ranked.contact_id for ranked in rank(candidates, TODAY, seed)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(never_met(someone(2)), met_weeks_ago(someone(1), 50), id="never met before long not met"),
        pytest.param(met_weeks_ago(someone(2), 9), met_weeks_ago(someone(1), 8), id="longer since before shorter"),
        pytest.param(nearby(never_met(someone(2))), never_met(someone(1)), id="the same city before another"),
        pytest.param(volunteered(someone(2)), nearby(someone(1)), id="who asked for it before who lives near"),
        pytest.param(fresh(never_met(someone(2))), never_met(someone(1)), id="fresh on the list before old"),
        pytest.param(someone(2), skipped(volunteered(nearby(someone(1)))), id="anyone before who was just skipped"),
        pytest.param(
            skipped(never_met(someone(2)), 6),
            skipped(never_met(someone(1)), 2),
            id="a skip fades with the weeks",
        ),
        pytest.param(
            met_weeks_ago(someone(2), 2),
            met_weeks_ago(someone(1), 1),
            id="equal scores go by the longest silence",
        ),
        pytest.param(
            met_weeks_ago(someone(2), 20),
            replace(met_weeks_ago(someone(1), 90), last_contact_on=TODAY - timedelta(weeks=2)),
            id="a recent call restarts the clock",
        ),
    ],
)
def test_who_comes_first(better: Candidate, worse: Candidate) -> None:
    assert order(better, worse) == order(worse, better) == [2, 1]


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        pytest.param(someone(), [], id="nothing speaks for someone met last week"),
        pytest.param(met_weeks_ago(someone(), 3), [], id="three weeks are not long"),
        pytest.param(
            met_weeks_ago(someone(), 4),
            [Reason(ReasonKey.LONG_SINCE, 4, weeks=4)],
            id="four weeks begin to be",
        ),
        pytest.param(
            met_weeks_ago(someone(), 80),
            [Reason(ReasonKey.LONG_SINCE, 52, weeks=80)],
            id="a year is as long as two",
        ),
        pytest.param(
            nearby(never_met(someone())),
            [Reason(ReasonKey.NEVER_MET, 60), Reason(ReasonKey.SAME_CITY, 25)],
            id="reasons add up",
        ),
        pytest.param(
            replace(volunteered(someone()), last_met_on=date(2026, 11, 1)),
            [],
            id="who volunteered and was met since",
        ),
        pytest.param(skipped(someone(), 7), [Reason(ReasonKey.SKIPPED, -16, weeks=7)], id="a skip nearly forgotten"),
        pytest.param(skipped(someone(), 8), [], id="a skip forgotten"),
    ],
)
def test_the_reasons_are_named(candidate: Candidate, expected: list[Reason]) -> None:
    (ranked,) = rank([candidate], TODAY, seed=1)
    assert list(ranked.reasons) == expected
    assert ranked.score == sum(reason.weight for reason in expected)


def test_among_people_all_met_before_the_longest_since_comes_first() -> None:
    assert order(*(met_weeks_ago(someone(weeks), weeks) for weeks in (1, 70, 3, 60, 30))) == [
        70,
        60,
        30,
        3,
        1,
    ]


def test_the_only_one_on_the_list_is_suggested_even_after_a_skip() -> None:
    assert order(skipped(someone(5))) == [5]


def test_the_never_listed_never_appear() -> None:
    assert order(never_again(never_met(someone(1))), someone(2)) == [2]


def test_an_empty_list_suggests_nobody() -> None:
    assert order() == []


def test_equals_keep_their_order_from_look_to_look() -> None:
    equals = [never_met(someone(number)) for number in range(1, 9)]
    assert order(*equals, seed=5) == order(*reversed(equals), seed=5) == [2, 4, 8, 6, 1, 3, 5, 7]


def test_equals_take_fair_turns_from_week_to_week() -> None:
    equals = [never_met(someone(number)) for number in range(1, 5)]
    firsts = Counter(order(*equals, seed=seed)[0] for seed in range(400))
    assert min(firsts.values()) > 75


weeks = st.integers(0, 200)
changes: st.SearchStrategy[Callable[[Candidate], Candidate]] = st.sampled_from(
    [nearby, volunteered, fresh, never_met, skipped, never_again]
)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    candidate = met_weeks_ago(someone(draw(st.integers(1, 6))), draw(weeks))
    for change in draw(st.lists(changes, max_size=2)):
        candidate = change(candidate)
    return candidate


@given(st.lists(candidates(), max_size=8), st.integers())
def test_nobody_appears_twice_and_nobody_is_left_out_but_the_never_listed(
    given_candidates: list[Candidate], seed: int
) -> None:
    found = order(*given_candidates, seed=seed)
    welcome = {each.contact.id for each in given_candidates if not each.contact.is_never}
    assert sorted(found) == sorted(welcome)


@given(st.lists(candidates(), max_size=5, unique_by=lambda each: each.contact.id), st.integers(), st.randoms())
def test_the_order_of_the_list_is_irrelevant(given_candidates: list[Candidate], seed: int, chance: Random) -> None:
    shuffled = chance.sample(given_candidates, len(given_candidates))
    assert rank(shuffled, TODAY, seed) == rank(given_candidates, TODAY, seed)


@given(
    st.lists(candidates(), min_size=1, max_size=5, unique_by=lambda each: each.contact.id),
    st.sampled_from([nearby, volunteered, fresh, never_met, lambda each: skipped(each, 8)]),
    st.integers(),
)
def test_one_more_reason_never_lowers_a_rank(
    given_candidates: list[Candidate], improve: Callable[[Candidate], Candidate], seed: int
) -> None:
    first, *others = given_candidates
    if first.contact.is_never:
        return
    before, after = order(first, *others, seed=seed), order(improve(first), *others, seed=seed)
    assert after.index(first.contact.id) <= before.index(first.contact.id)
