"""Whom to suggest: an honest order, with reasons that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meetups.rules.ranking import Candidate, Moment, Reason, ReasonKey, is_welcome, rank, reasons_for, score
from meetups.values import Birthday, ContactId

TODAY = date(2026, 11, 2)  # a Monday
WEEK = timedelta(weeks=1)
MOMENT = Moment(TODAY, first_on=TODAY, last_on=date(2026, 11, 8))
LONG_AGO = date(2026, 1, 1)


def someone(number: int = 1) -> Candidate:
    return Candidate(ContactId(number), added_on=LONG_AGO, last_met_on=TODAY - WEEK)


def never_met(candidate: Candidate) -> Candidate:
    return candidate._replace(last_met_on=None, last_contact_on=None)


def met_weeks_ago(candidate: Candidate, weeks: int) -> Candidate:
    return candidate._replace(last_met_on=TODAY - weeks * WEEK)


def nearby(candidate: Candidate) -> Candidate:
    return candidate._replace(same_city=True)


def volunteered(candidate: Candidate) -> Candidate:
    return candidate._replace(volunteered_on=date(2026, 11, 1))


def fresh(candidate: Candidate) -> Candidate:
    return candidate._replace(added_on=date(2026, 10, 25))


def skipped(candidate: Candidate, weeks_ago: int = 0) -> Candidate:
    return candidate._replace(skipped_weeks_ago=weeks_ago)


def never_again(candidate: Candidate) -> Candidate:
    return candidate._replace(is_never=True)


def again(candidate: Candidate, on: date = TODAY) -> Candidate:
    return candidate._replace(again_on=on)


def parked(candidate: Candidate) -> Candidate:
    return again(candidate, date(2026, 12, 24))


def seldom(candidate: Candidate) -> Candidate:
    return candidate._replace(is_seldom=True)


def snoozed(candidate: Candidate, until: date = date(2026, 11, 3)) -> Candidate:
    return candidate._replace(snoozed_until=until)


def born(candidate: Candidate, month: int = 11, day: int = 5) -> Candidate:
    return candidate._replace(birthday=Birthday(month, day))


def order(*candidates: Candidate, seed: int = 1) -> list[int]:
    return list(rank(candidates, MOMENT, seed))


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
            met_weeks_ago(someone(1), 90)._replace(last_contact_on=TODAY - 2 * WEEK),
            id="a recent call restarts the clock",
        ),
        pytest.param(
            again(met_weeks_ago(someone(2), 5)),
            met_weeks_ago(someone(1), 40),
            id="who was to be met again about now before somebody met longer ago",
        ),
        pytest.param(met_weeks_ago(someone(2), 4), parked(never_met(someone(1))), id="anyone before who is to wait"),
        pytest.param(born(never_met(someone(2))), never_met(someone(1)), id="who has a birthday before who has none"),
        pytest.param(never_met(someone(2)), seldom(volunteered(never_met(someone(1)))), id="seldom means later"),
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
        pytest.param(volunteered(someone())._replace(last_met_on=date(2026, 11, 1)), [], id="volunteered, met since"),
        pytest.param(skipped(someone(), 7), [Reason(ReasonKey.SKIPPED, -16, weeks=7)], id="a skip nearly forgotten"),
        pytest.param(skipped(someone(), 8), [], id="a skip forgotten"),
    ],
)
def test_the_reasons_are_named(candidate: Candidate, expected: list[Reason]) -> None:
    assert reasons_for(candidate, MOMENT) == expected
    assert score(candidate, MOMENT) == sum(reason.weight for reason in expected)


DUE, WAITING = Reason(ReasonKey.AGAIN, 40), Reason(ReasonKey.PARKED, -60)


@pytest.mark.parametrize(
    ("again_on", "last_met_on", "expected"),
    [
        pytest.param(date(2026, 11, 8), date(2026, 9, 1), [DUE], id="from the first day of that week on"),
        pytest.param(date(2026, 11, 9), date(2026, 10, 20), [WAITING], id="not a day sooner"),
        pytest.param(date(2026, 10, 20), date(2026, 10, 5), [DUE], id="until they are met"),
        pytest.param(date(2026, 10, 20), date(2026, 10, 25), [], id="met since"),
        pytest.param(date(2026, 10, 20), date(2026, 10, 7), [], id="met less than a fortnight before"),
        pytest.param(date(2026, 11, 9), date(2026, 10, 27), [], id="met before the day came"),
        pytest.param(date(2026, 10, 20), date(2026, 10, 6), [DUE], id="again in two weeks, wished for on the day"),
        pytest.param(date.min, None, [DUE], id="as early as a calendar goes"),
        pytest.param(date.max, None, [WAITING], id="as late as a calendar goes"),
    ],
)
def test_when_to_meet_again(again_on: date, last_met_on: date | None, expected: list[Reason]) -> None:
    reasons = reasons_for(again(someone()._replace(last_met_on=last_met_on), again_on), MOMENT)
    assert [each for each in reasons if each.key in (ReasonKey.AGAIN, ReasonKey.PARKED)] == expected


def test_a_call_is_not_meeting_again() -> None:
    called = again(met_weeks_ago(someone(), 3))._replace(last_contact_on=TODAY)
    assert reasons_for(called, MOMENT) == [DUE]


@pytest.mark.parametrize(
    ("today", "birthday", "expected"),
    [
        pytest.param(2, (11, 1), [], id="before the week"),
        pytest.param(2, (11, 2), [Reason(ReasonKey.BIRTHDAY, 15, day=date(2026, 11, 2))], id="today"),
        pytest.param(2, (11, 8), [Reason(ReasonKey.BIRTHDAY, 15, day=date(2026, 11, 8))], id="on its last day"),
        pytest.param(2, (11, 11), [Reason(ReasonKey.BIRTHDAY, 15)], id="soon: another Wednesday comes first"),
        pytest.param(5, (11, 11), [Reason(ReasonKey.BIRTHDAY, 15, day=date(2026, 11, 11))], id="by now the next one"),
        pytest.param(2, (11, 12), [], id="four days after the week"),
        pytest.param(6, (11, 5), [Reason(ReasonKey.HAD_BIRTHDAY, 15, day=date(2026, 11, 5))], id="over, this week"),
    ],
)
def test_a_birthday_of_the_week(today: int, birthday: tuple[int, int], expected: list[Reason]) -> None:
    moment = Moment(date(2026, 11, today), MOMENT.first_on, MOMENT.last_on)
    found = reasons_for(born(someone(), *birthday), moment)
    assert found == expected


def test_a_birthday_counts_across_new_year() -> None:
    moment = Moment(date(2026, 12, 28), date(2026, 12, 28), date(2027, 1, 3))
    candidate = born(someone()._replace(last_met_on=date(2026, 12, 20)), 1, 1)
    assert reasons_for(candidate, moment) == [Reason(ReasonKey.BIRTHDAY, 15, day=date(2027, 1, 1))]


@pytest.mark.parametrize(
    ("candidate", "is_later"),
    [
        pytest.param(met_weeks_ago(someone(), 26), True, id="half a year is not over"),
        pytest.param(met_weeks_ago(someone(), 27), False, id="more than half a year"),
        pytest.param(met_weeks_ago(someone(), 40)._replace(last_contact_on=TODAY - WEEK), True, id="called since"),
        pytest.param(never_met(someone()), True, id="never met"),
        pytest.param(never_met(someone())._replace(last_contact_on=LONG_AGO), True, id="only ever called"),
    ],
)
def test_less_often_lifts_after_half_a_year(candidate: Candidate, is_later: bool) -> None:
    assert (Reason(ReasonKey.SELDOM, -45) in reasons_for(seldom(candidate), MOMENT)) is is_later


@pytest.mark.parametrize(("day", "is_back"), [(1, True), (2, True), (3, False)])
def test_the_snoozed_are_back_on_the_day_itself(day: int, is_back: bool) -> None:
    candidate = snoozed(someone(1), date(2026, 11, day))
    assert is_welcome(candidate, MOMENT) is is_back
    assert (1 in order(candidate, someone(2))) is is_back


def test_who_is_to_wait_is_still_there_when_nobody_else_is() -> None:
    assert order(parked(seldom(someone(5)))) == [5]


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
    [nearby, volunteered, fresh, never_met, skipped, never_again, again, parked, seldom, snoozed, born]
)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    candidate = met_weeks_ago(someone(draw(st.integers(1, 6))), draw(weeks))
    for change in draw(st.lists(changes, max_size=2)):
        candidate = change(candidate)
    return candidate


@given(st.lists(candidates(), max_size=8), st.integers())
def test_nobody_appears_twice_and_nobody_is_left_out_but_the_never_listed_and_the_snoozed(
    given_candidates: list[Candidate], seed: int
) -> None:
    found = order(*given_candidates, seed=seed)
    welcome = {each.contact_id for each in given_candidates if not each.is_never and each.snoozed_until is None}
    assert sorted(found) == sorted(welcome)


@given(st.lists(candidates(), max_size=5, unique_by=lambda each: each.contact_id), st.integers(), st.randoms())
def test_the_order_of_the_list_is_irrelevant(given_candidates: list[Candidate], seed: int, chance: Random) -> None:
    shuffled = chance.sample(given_candidates, len(given_candidates))
    assert rank(shuffled, MOMENT, seed) == rank(given_candidates, MOMENT, seed)


@given(
    st.lists(candidates(), min_size=1, max_size=5, unique_by=lambda each: each.contact_id),
    st.sampled_from([nearby, volunteered, fresh, never_met, again, born, lambda each: skipped(each, 8)]),
    st.integers(),
)
def test_one_more_reason_never_lowers_a_rank(
    given_candidates: list[Candidate], improve: Callable[[Candidate], Candidate], seed: int
) -> None:
    first, *others = given_candidates
    better = improve(first)
    # Never having met also brings back what a meeting had settled: that they were to wait, or come seldom.
    assume(is_welcome(first, MOMENT) and against(better) >= against(first))
    before, after = order(first, *others, seed=seed), order(better, *others, seed=seed)
    assert after.index(first.contact_id) <= before.index(first.contact_id)


def against(candidate: Candidate) -> int:
    """What speaks against them, as a negative sum."""
    return sum(each.weight for each in reasons_for(candidate, MOMENT) if each.weight < 0)
