"""What two members have in common: told as reasons, and the same in the matrices a matching is made from."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.distance import EARTH_KM, km_between
from meetups.matching import FORBIDDEN, Member, ReasonKey, match, pool_of, reasons, score
from meetups.matching.ground import met_price, trio_weight

CITIES = [(39.17, -86.53), (37.97, -87.57), (39.77, -86.16), (52.52, 13.4), (-33.87, 151.21), (None, None)]
BLOOMINGTON, EVANSVILLE, INDIANAPOLIS, BERLIN, *_ = CITIES
MONDAY_EVENING, SUNDAY_MORNING = 1 << 2, 1 << 18


def someone(place: tuple[float | None, float | None] = BLOOMINGTON) -> Member:
    return Member(*place)


def keys(one: Member, other: Member, weeks: int | None = None) -> dict[ReasonKey, int]:
    return {reason.key: reason.weight for reason in reasons(one, other, weeks)}


def are_too_far(one: Member, other: Member) -> bool:
    """Whether one of two wants to meet in person, and both live where neither would travel to the other."""
    if None in (one.latitude, other.latitude) or not (one.in_person_only or other.in_person_only):
        return False
    return km_between(one.latitude, one.longitude, other.latitude, other.longitude) > max(one.reach_km, other.reach_km)  # type: ignore[arg-type]


def may_meet(one: Member, other: Member) -> bool:
    return bool(pool_of([one, other]).score(np.array([0]), np.array([1]))[0, 0] != FORBIDDEN)


words = st.frozensets(st.sampled_from("abcdefgh"), max_size=7)
members = st.builds(
    lambda place, **features: Member(*place, **features),
    st.sampled_from(CITIES),
    reach_km=st.sampled_from([0, 10, 100, 500, 40_000]),
    tags=words,
    languages=words,
    parts=st.integers(0, 2**21 - 1) | st.just(0),
    in_person_only=st.booleans(),
    likes_three=st.booleans(),
    left_out=st.integers(0, 3),
    trios=st.integers(0, 3),
)


@given(st.lists(members, min_size=1, max_size=9), st.data())
@settings(deadline=None)
def test_a_matrix_says_what_the_reasons_say(some: list[Member], data: st.DataObject) -> None:
    number = st.integers(0, len(some) - 1)
    past = data.draw(st.dictionaries(st.tuples(number, number), st.integers(0, 2_000), max_size=6))
    never = data.draw(st.sets(st.tuples(number, number), max_size=3))
    weeks: dict[frozenset[int], int] = {}
    for pair, ago in past.items():
        weeks[frozenset(pair)] = min(ago, weeks.get(frozenset(pair), ago))
    apart = {frozenset(pair) for pair in never}

    pool = pool_of(some, [(*pair, ago) for pair, ago in past.items()], never)
    weights = pool.score(np.arange(len(some)), np.arange(len(some)))

    for one, other in np.ndindex(len(some), len(some)):
        both = frozenset((one, other))
        if one == other:
            continue
        if both in apart or are_too_far(some[one], some[other]):
            assert weights[one, other] == FORBIDDEN
        else:
            assert weights[one, other] == score(some[one], some[other], weeks.get(both))


@given(members, members, st.none() | st.integers(0, 200))
def test_reasons_hold_both_ways(one: Member, other: Member, weeks: int | None) -> None:
    assert reasons(one, other, weeks) == reasons(other, one, weeks)


def test_a_block_is_a_part_of_the_whole() -> None:
    some = [Member(*CITIES[each % 6], tags=frozenset("ab"), parts=each) for each in range(30)]
    pool = pool_of(some, [(1, 2, 3), (4, 20, 5)], [(3, 9)])
    whole = pool.score(np.arange(30), np.arange(30))
    rows, columns = np.array([3, 2, 20, 11]), np.array([1, 4, 9, 29, 0])

    assert (pool.score(rows, columns) == whole[np.ix_(rows, columns)]).all()


def test_more_tags_than_fit_a_word() -> None:
    some = [Member(tags=frozenset({f"tag {each}", f"tag {(each + 1) % 150}"})) for each in range(150)]
    weights = pool_of(some).score(np.arange(150), np.arange(150))

    assert weights[0, 1] == weights[149, 0] == score(some[0], some[1])
    assert weights[0, 2] == score(some[0], some[2])


@pytest.mark.parametrize(
    ("there", "weight"), [(BLOOMINGTON, 60), (EVANSVILLE, 8), (INDIANAPOLIS, 20), (BERLIN, None), ((None, None), None)]
)
def test_who_lives_near_counts_more(there: tuple[float | None, float | None], weight: int | None) -> None:
    assert keys(someone(), someone(there)).get(ReasonKey.DISTANCE) == weight


def test_distances_are_great_circles() -> None:
    assert isclose(km_between(0, 0, 0, 180), np.pi * EARTH_KM)
    assert isclose(km_between(52.52, 13.405, 48.8566, 2.3522), 877.5, rel_tol=0.001)


def test_what_is_shared_is_told() -> None:
    one = someone()._replace(
        tags=frozenset({"bees", "chess", "wine"}), languages=frozenset({"en"}), parts=MONDAY_EVENING
    )
    other = one._replace(tags=frozenset({"wine", "bees"}), parts=MONDAY_EVENING | SUNDAY_MORNING)
    told = {reason.key: reason for reason in reasons(one, other)}

    assert told[ReasonKey.TAGS].shared == ("bees", "wine")
    assert told[ReasonKey.LANGUAGES].shared == ("en",)
    assert told[ReasonKey.AVAILABILITY].parts == MONDAY_EVENING
    assert told[ReasonKey.FIRST_TIME].weight > 0
    assert told[ReasonKey.DISTANCE].km == 0


def test_what_was_not_said_counts_neither_way() -> None:
    silent = someone()
    talker = silent._replace(languages=frozenset({"fr"}), parts=MONDAY_EVENING)

    assert keys(silent, talker) == keys(silent, silent)
    assert keys(talker, talker._replace(languages=frozenset({"de"})))[ReasonKey.LANGUAGES] < 0
    assert keys(talker, talker._replace(parts=SUNDAY_MORNING))[ReasonKey.AVAILABILITY] < 0


def test_in_person_only_needs_one_who_would_travel_so_far() -> None:
    picky = someone()._replace(in_person_only=True, reach_km=20)

    assert not may_meet(picky, someone(INDIANAPOLIS))
    assert may_meet(picky, someone(INDIANAPOLIS)._replace(reach_km=100))


@pytest.mark.parametrize("reach_km", [1, 40_000])
def test_where_a_city_was_not_said_nobody_is_too_far(reach_km: int) -> None:
    picky = someone()._replace(in_person_only=True, reach_km=reach_km)

    assert may_meet(picky, someone((None, None)))
    assert may_meet(picky._replace(latitude=None, longitude=None), someone(BERLIN))


def test_what_speaks_for_a_pair_for_a_year_weighs_less_than_a_repeat_saved() -> None:
    most = Member(0, 0, tags=frozenset("abcdefg"), languages=frozenset("a"), parts=2**21 - 1, left_out=1)
    least = Member(0, 0, languages=frozenset("b"), parts=1), Member(90, 0, languages=frozenset("c"), parts=2)

    assert (score(most, most) - score(*least)) * 150 / 2 < met_price(52)
    assert met_price(1) > met_price(2) > met_price(60) > 0


def test_trios_go_first_to_who_likes_them_and_last_to_who_had_one() -> None:
    silent = someone()

    assert trio_weight(silent._replace(likes_three=True)) > trio_weight(silent) > trio_weight(silent._replace(trios=1))


def test_nobody_is_one_of_three_again_while_others_were_not() -> None:
    some = [someone()._replace(trios=1) for _ in range(6)] + [someone() for _ in range(3)]

    assert match(pool_of(some), seed=4).trios == ((6, 7, 8),)


def test_never_is_never_however_few_there_are() -> None:
    matching = match(pool_of([someone(), someone(), someone()], never=[(2, 0)]), seed=0)

    assert len(matching.pairs) == len(matching.alone) == 1
    assert (0, 2) not in matching.pairs


def test_near_places_are_near_in_order() -> None:
    some = [someone(CITIES[each]) for each in (0, 3, 1, 4, 2)]
    groups = pool_of(some).groups

    assert abs(groups[0] - groups[4]) == 1
