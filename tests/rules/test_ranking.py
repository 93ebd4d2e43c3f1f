"""Whom to suggest: an honest order, with reasons that add up."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

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
    return candidate._replace(km=0)


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
        pytest.param(skipped(someone(), 7), [Reason(ReasonKey.SKIPPED, -20, weeks=7)], id="a skip nearly forgotten"),
        pytest.param(skipped(someone(), 8), [], id="a skip forgotten"),
    ],
)
def test_the_reasons_are_named(candidate: Candidate, expected: list[Reason]) -> None:
    assert reasons_for(candidate, MOMENT) == expected
    assert score(candidate, MOMENT) == sum(reason.weight for reason in expected)


FRIDAY = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"km": 5}, [Reason(ReasonKey.SAME_CITY, 25)], id="five kilometres are the same city"),
        pytest.param({"km": 6}, [Reason(ReasonKey.WITHIN_REACH, 20, km=6)], id="a little way"),
        pytest.param({"km": 28}, [Reason(ReasonKey.WITHIN_REACH, 15, km=28)], id="half way to the end of one's reach"),
        pytest.param({"km": 50}, [Reason(ReasonKey.WITHIN_REACH, 10, km=50)], id="the end of one's reach"),
        pytest.param({"km": 6, "reach_km": 6}, [Reason(ReasonKey.WITHIN_REACH, 10, km=6)], id="a very short reach"),
        pytest.param({"km": 4, "reach_km": 2}, [Reason(ReasonKey.SAME_CITY, 25)], id="a reach within the city"),
        pytest.param({"km": 51}, [], id="beyond it"),
        pytest.param({"km": 150}, [], id="not yet far"),
        pytest.param({"km": 151}, [Reason(ReasonKey.FAR, -100)], id="far"),
        pytest.param({"km": 600, "reach_km": 200}, [], id="not far for who travels far"),
        pytest.param({"km": 150, "reach_km": 20}, [], id="not far for anyone"),
        pytest.param({"is_mutual": True}, [], id="the member asked, and nobody else"),
        pytest.param(
            {"is_mutual": True, "volunteered_on": TODAY},
            [Reason(ReasonKey.VOLUNTEERED, 30), Reason(ReasonKey.MUTUAL, 15)],
            id="both asked",
        ),
        pytest.param({"is_mutual": True, "volunteered_on": date(2026, 10, 26)}, [], id="both asked, and met that day"),
        pytest.param({"in_pool": True}, [Reason(ReasonKey.IN_POOL, 10)], id="in the pool"),
        pytest.param(
            {"shared_tags": ("chess", "film", "go", "tea")},
            [Reason(ReasonKey.SHARED_TAGS, 18, shared=("chess", "film", "go", "tea"))],
            id="three of the shared tags count",
        ),
        pytest.param(
            {"shared_languages": ("de", "fr")},
            [Reason(ReasonKey.SHARED_LANGUAGE, 8, shared=("de", "fr"))],
            id="one language is enough",
        ),
        pytest.param({"shared_parts": 0b101}, [Reason(ReasonKey.AVAILABILITY, 6, parts=0b101)], id="two parts"),
        pytest.param({"shared_parts": 0b11111}, [Reason(ReasonKey.AVAILABILITY, 12, parts=0b11111)], id="many parts"),
        pytest.param({"load": 2}, [Reason(ReasonKey.LOAD, -16)], id="offered to two others"),
        pytest.param({"load": 50}, [Reason(ReasonKey.LOAD, -40)], id="offered to fifty others"),
    ],
)
def test_what_a_reason_says_besides(facts: dict[str, Any], expected: list[Reason]) -> None:
    assert reasons_for(someone()._replace(**facts), MOMENT) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            {"km": 3, "their_visit_until": FRIDAY, "their_visit_city": "Bloomington"},
            [Reason(ReasonKey.VISIT_HERE, 80, day=FRIDAY, km=3, place="Bloomington")],
            id="a visit says why now, and not besides that it is near",
        ),
        pytest.param(
            {"km": 30, "own_visit_until": FRIDAY, "own_visit_city": "Evansville"},
            [Reason(ReasonKey.VISIT_THERE, 80, day=FRIDAY, km=30, place="Evansville")],
            id="the member's own visit",
        ),
        pytest.param(
            {"their_visit_from": date(2026, 11, 3), "their_visit_until": FRIDAY},
            [Reason(ReasonKey.VISIT_HERE, 80, day=FRIDAY, first_on=date(2026, 11, 3))],
            id="a visit that has not begun",
        ),
        pytest.param(
            {"own_visit_from": TODAY, "own_visit_until": FRIDAY},
            [Reason(ReasonKey.VISIT_THERE, 80, day=FRIDAY)],
            id="one that begins today has",
        ),
        pytest.param(
            {"own_visit_until": TODAY, "their_visit_until": FRIDAY, "their_visit_city": "Evansville"},
            [Reason(ReasonKey.VISIT_HERE, 80, day=FRIDAY, place="Evansville")],
            id="both visit, which counts once",
        ),
    ],
)
def test_a_visit_speaks_alone_and_by_its_days(facts: dict[str, Any], expected: list[Reason]) -> None:
    assert reasons_for(someone()._replace(**facts), MOMENT) == expected


def test_far_is_nothing_against_somebody_where_a_video_call_fills_the_week() -> None:
    assert reasons_for(someone()._replace(km=9000), Moment(TODAY, TODAY, MOMENT.last_on, in_person_only=False)) == []


@pytest.mark.parametrize(
    ("later_on", "last_met_on", "expected"),
    [
        pytest.param(date(2026, 11, 9), None, [Reason(ReasonKey.PARKED, -150)], id="not a day sooner"),
        pytest.param(
            date(2026, 11, 9), date(2026, 11, 1), [Reason(ReasonKey.PARKED, -150)], id="met before they said it"
        ),
        pytest.param(date(2026, 11, 8), None, [Reason(ReasonKey.LATER, 80)], id="from the first day of that week on"),
        pytest.param(date(2026, 9, 1), date(2026, 8, 1), [Reason(ReasonKey.LATER, 80)], id="until they are met"),
        pytest.param(date(2026, 9, 1), date(2026, 10, 1), [], id="met since"),
    ],
)
def test_when_later_is_now(later_on: date, last_met_on: date | None, expected: list[Reason]) -> None:
    reasons = reasons_for(someone()._replace(last_met_on=last_met_on, later_on=later_on), MOMENT)
    assert [each for each in reasons if each.key in (ReasonKey.LATER, ReasonKey.PARKED)] == expected


@pytest.mark.parametrize(
    ("facts", "is_near"),
    [
        pytest.param({}, False, id="nobody knows where they are"),
        pytest.param({"km": 51}, False, id="beyond one's reach"),
        pytest.param({"km": 50}, True, id="within reach"),
        pytest.param({"km": 5, "reach_km": 2}, True, id="the same city, however short the reach"),
        pytest.param({"their_visit_until": FRIDAY}, True, id="they come"),
        pytest.param({"own_visit_until": FRIDAY}, True, id="the member goes there"),
    ],
)
def test_who_is_to_wait_until_near_is_welcome_then(facts: dict[str, Any], is_near: bool) -> None:
    assert is_welcome(someone()._replace(waits_near=True, **facts), MOMENT) is is_near


@pytest.mark.parametrize(("day", "is_fresh"), [(19, False), (20, True)])
def test_an_addition_is_fresh_for_two_weeks(day: int, is_fresh: bool) -> None:
    candidate = never_met(someone())._replace(added_on=date(2026, 10, day))
    assert (Reason(ReasonKey.FRESH_ON_LIST, 5) in reasons_for(candidate, MOMENT)) is is_fresh


DUE, WAITING = Reason(ReasonKey.AGAIN, 90), Reason(ReasonKey.PARKED, -150)


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
    assert (Reason(ReasonKey.SELDOM, -60) in reasons_for(seldom(candidate), MOMENT)) is is_later


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
