"""The matching of some facts: who was left over comes first, repeats are counted, and the same facts give the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from meetups.matching import ReasonKey
from meetups.rows import PoolRun
from meetups.services.pool.entrants import Entrant
from meetups.services.pool.facts import Facts
from meetups.services.pool.outcome import Outcome, work_out
from meetups.services.pool.slots import Slot
from meetups.values import Community, MatchAnswer, Person, PersonId, PoolMember, RunId, RunPart
from tests.services.pools import BLOOMINGTON, CHICAGO, MONDAY
from tests.support.office import COMMUNITY, PLACES, START

KYLE, LENA, ROSA, TED = (PersonId(each) for each in (1, 2, 3, 4))
TODAY = date(2026, 1, 5)


def entrant(person_id: PersonId, **profile: Any) -> Entrant:
    person = Person(person_id, START, adult_since=START, **profile)
    return Entrant(PoolMember(person_id, COMMUNITY, START), person, person.city_id)


def place(person_id: PersonId, group: int, weeks_ago: int, run: int | None = None) -> PoolRun:
    week_on = TODAY - timedelta(weeks=weeks_ago)
    return PoolRun(RunId(run or 100 - weeks_ago), week_on, person_id, group, MatchAnswer.NONE)


def matched(entrants: list[Entrant], *earlier: PoolRun, **known: Any) -> Outcome:
    community = Community(COMMUNITY, "Tweetup", START)
    values = {"nevers": frozenset(), "met": (), **known}
    return work_out(
        Facts(community, Slot(TODAY, RunPart.WEEKLY, MONDAY), tuple(entrants), earlier=earlier, **values), PLACES
    )


def likes_and_left() -> list[Entrant]:
    """Rosa and Kyle like the same things, Rosa and Lena nothing in common; Kyle and Lena must not meet."""
    return [entrant(KYLE, tags=("tea", "maps")), entrant(LENA), entrant(ROSA, tags=("Tea", "maps"))]


NEVERS = frozenset({(LENA, KYLE)})


def test_two_who_share_more_come_before_two_who_share_less() -> None:
    outcome = matched(likes_and_left(), nevers=NEVERS)

    assert (outcome.groups, outcome.left_over) == (((KYLE, ROSA),), (LENA,))


@pytest.mark.parametrize(
    ("earlier", "first"),
    [
        ([place(LENA, 0, 1)], LENA),
        # Left over first, and matched when others' partners could not: that week left nobody over.
        ([place(LENA, 0, 1), place(LENA, 1, 1, run=991)], KYLE),
        # Nine runs ago is long ago.
        ([place(LENA, 0, 9), *(place(TED, 0, week) for week in range(8, 0, -1))], KYLE),
        ([place(LENA, 0, 8), *(place(TED, 0, week) for week in range(7, 0, -1))], LENA),
    ],
)
def test_for_whom_nobody_was_left_comes_first_the_next_time(earlier: list[PoolRun], first: PersonId) -> None:
    assert matched(likes_and_left(), *earlier, nevers=NEVERS).groups == ((first, ROSA),)


def test_a_never_pair_stays_alone_rather_than_together() -> None:
    outcome = matched([entrant(KYLE), entrant(ROSA)], nevers=frozenset({(ROSA, KYLE)}))

    assert (outcome.groups, outcome.left_over, outcome.weight) == ((), (KYLE, ROSA), 0)


def test_who_saw_nobody_comes_first_the_next_time() -> None:
    """Lena was matched with somebody last week; when she read of it, nobody could be shown to her."""
    alone = place(LENA, 1, 1)._replace(is_alone=True)

    assert matched(likes_and_left(), alone, nevers=NEVERS).groups == ((LENA, ROSA),)
    assert matched(likes_and_left(), place(LENA, 1, 1), nevers=NEVERS).groups == ((KYLE, ROSA),)


@pytest.mark.parametrize(
    ("earlier", "met"),
    [([place(KYLE, 1, 3), place(ROSA, 1, 3)], ()), ([], ((KYLE, ROSA, date(2025, 12, 20)),))],
)
def test_meeting_again_is_counted_whether_matched_or_met_before(earlier: list[PoolRun], met: Any) -> None:
    assert matched([entrant(KYLE), entrant(ROSA)], *earlier, met=met).again == 1
    assert matched([entrant(KYLE), entrant(ROSA)], place(KYLE, 1, 3), place(ROSA, 2, 3)).again == 0


def test_this_weeks_partner_is_the_last_to_come_again() -> None:
    """Midweek the pair of this week's first run counts as one that just met; who met long ago comes before."""
    earlier = [
        *(place(each, 1, 40) for each in (KYLE, LENA)),
        *(place(each, 2, 40) for each in (ROSA, TED)),
        *(place(each, 1, 0) for each in (KYLE, ROSA)),
        *(place(each, 2, 0) for each in (LENA, TED)),
        *(place(each, 1, 5) for each in (KYLE, TED)),
        *(place(each, 2, 5) for each in (LENA, ROSA)),
    ]

    assert set(matched([entrant(each) for each in (KYLE, LENA, ROSA, TED)], *earlier).groups) == {
        (KYLE, LENA),
        (ROSA, TED),
    }


def test_reasons_are_counted_for_whole_groups() -> None:
    everybody = [
        entrant(KYLE, city_id=BLOOMINGTON, languages=("en",)),
        entrant(LENA, city_id=BLOOMINGTON, languages=("en", "de")),
        entrant(ROSA, city_id=CHICAGO, languages=("de",)),
    ]

    outcome = matched(everybody)

    assert (outcome.pairs, outcome.trios) == (0, 1)
    assert outcome.reasons[ReasonKey.LANGUAGES] == 0, "Kyle and Rosa share none"
    assert outcome.reasons[ReasonKey.WITHIN_REACH] == 0
    assert matched(everybody[:2]).reasons[ReasonKey.WITHIN_REACH] == 1


def test_the_same_facts_give_the_same() -> None:
    people = [entrant(PersonId(each)) for each in range(1, 12)]

    assert matched(people) == matched(people)
    assert sum(map(len, matched(people).groups)) == 11


def test_one_alone_is_left_over() -> None:
    assert matched([entrant(KYLE)]).left_over == (KYLE,)


@pytest.mark.parametrize(
    ("others", "is_far"),
    [
        ([{"city_id": CHICAGO}, {"city_id": CHICAGO}], True),
        ([{"city_id": CHICAGO, "reach_km": 900}, {"city_id": CHICAGO}], False),
        ([{"city_id": CHICAGO}, {}], False),
    ],
)
def test_who_lives_too_far_from_all_is_known_by_cities_and_reach_alone(
    others: list[dict[str, Any]], is_far: bool
) -> None:
    """Kyle, who meets in person only, is left over for the distance, or because he may meet neither of them."""
    kyle = entrant(KYLE, city_id=BLOOMINGTON)
    kyle = replace(kyle, member=replace(kyle.member, in_person_only=True))
    entrants = [kyle, *(entrant(each, **known) for each, known in zip((LENA, ROSA), others, strict=True))]
    shunning = frozenset({(LENA, KYLE), (KYLE, ROSA)})
    for nevers in [shunning, frozenset[tuple[PersonId, PersonId]]()] if is_far else [shunning]:
        outcome = matched(entrants, nevers=nevers)
        assert outcome.left_over == (KYLE,)
        assert outcome.out_of_reach == ({KYLE} if is_far else set())
