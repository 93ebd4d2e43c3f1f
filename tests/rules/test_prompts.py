"""Two questions for people who meet: they fit, differ, are nobody else's, and do not come again next time."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.kit.words import Lexicon
from cogs.plans.prompts import SENTENCES, question_shown
from meetups.rules.prompts import LONG_SINCE, SEATS, TURNS, Ground, Kind, Prompt, Question, turn_of, two_questions
from meetups.values import Activity

some_words = st.lists(st.text(min_size=1, max_size=9), max_size=3, unique=True).map(tuple)
grounds = st.builds(
    Ground,
    others=st.integers(0, 8),
    tags=some_words,
    languages=some_words,
    met_online=st.booleans(),
    promised=st.booleans(),
    weeks_since=st.none() | st.integers(0, 300),
    activity=st.sampled_from([*Activity, "", "Madden"]),
)
seeds, seats, turns = st.integers(0, 2**63 - 1), st.integers(0, SEATS - 1), st.integers(0, TURNS - 1)
people = st.sets(st.sampled_from("abcd"), min_size=1, max_size=TURNS - 1)
histories = st.lists(st.tuples(seeds, people), min_size=1, max_size=9, unique_by=lambda plan: plan[0])
THEIRS = {Kind.TAG, Kind.LANGUAGE, Kind.ONLINE, Kind.PROMISED, Kind.LONG_SINCE}
FULL = Ground(1, ("chess",), ("pt",), met_online=True, promised=True, weeks_since=LONG_SINCE, activity="walk")


def kinds(ground: Ground, seed: int = 1, seat: int = 0, turn: int = 0) -> set[Kind]:
    return {each.prompt.kind for each in two_questions(ground, seed, seat, turn)}


def ever(ground: Ground) -> set[Kind]:
    """The kinds that come up for some seed, seat or turn."""
    hands = [(seed, seat, turn) for seed in range(30) for seat in range(SEATS) for turn in range(TURNS)]
    return {kind for hand in hands for kind in kinds(ground, *hand)}


@given(grounds, seeds, seats, turns)
def test_two_of_different_kinds_that_fit_and_the_same_again_when_looked_at_twice(
    ground: Ground, seed: int, seat: int, turn: int
) -> None:
    one, other = two_questions(ground, seed, seat, turn)

    assert one.prompt.kind is not other.prompt.kind
    for each in (one, other):
        assert ground.bears(each.prompt.kind)
        named = {Kind.TAG: ground.tags, Kind.LANGUAGE: ground.languages}.get(each.prompt.kind, ("",))
        assert each.about in named
    assert two_questions(ground, seed, seat, turn) == (one, other)


@given(grounds, grounds, seeds, seeds, st.tuples(seats, turns), st.tuples(seats, turns))
def test_another_seat_or_turn_shares_no_question_whatever_the_two_have_in_common(
    one: Ground, other: Ground, seed: int, another: int, here: tuple[int, int], there: tuple[int, int]
) -> None:
    shared = {each.prompt for each in two_questions(one, seed, *here)} & {
        each.prompt for each in two_questions(other, another, *there)
    }
    assert not shared or here == there


@given(histories)
def test_two_plans_in_a_row_with_somebody_have_different_turns(history: list[tuple[int, set[str]]]) -> None:
    numbers = [turn_of(history[: count + 1]) for count in range(len(history))]
    for index, (_, met) in enumerate(history):
        for each in met:
            before = [at for at in range(index) if each in history[at][1]]
            assert not before or numbers[before[-1]] != numbers[index]


@given(histories, seeds)
def test_whom_one_meets_besides_changes_no_turn(history: list[tuple[int, set[str]]], number: int) -> None:
    assert turn_of([(number, {"somebody else"}), *history]) == turn_of(history)


@given(grounds, seeds, seats, turns)
def test_who_likes_the_same_is_always_asked_about_something_they_share(
    ground: Ground, seed: int, seat: int, turn: int
) -> None:
    assert kinds(replace(ground, tags=("chess",)), seed, seat, turn) & THEIRS


def test_one_of_what_they_share_and_one_of_the_day() -> None:
    for seed in range(50):
        for seat in range(SEATS):
            for turn in range(TURNS):
                assert len(kinds(FULL, seed, seat, turn) & THEIRS) == 1
    assert ever(FULL) == THEIRS | {Kind.AGAIN, Kind.WALK}


@pytest.mark.parametrize(
    ("ground", "wanted"),
    [
        (Ground(), {Kind.FIRST, Kind.ANYBODY}),
        (Ground(weeks_since=LONG_SINCE - 1), {Kind.AGAIN, Kind.ANYBODY}),
        (Ground(weeks_since=LONG_SINCE), {Kind.AGAIN, Kind.LONG_SINCE, Kind.ANYBODY}),
        (Ground(activity="coffee"), {Kind.FIRST, Kind.TABLE, Kind.ANYBODY}),
        (Ground(activity="lunch"), {Kind.FIRST, Kind.TABLE, Kind.ANYBODY}),
        (Ground(activity="game"), {Kind.FIRST, Kind.GAME, Kind.ANYBODY}),
        (Ground(activity="Madden"), {Kind.FIRST, Kind.ANYBODY}),
        (Ground(others=2, promised=True), {Kind.FIRST, Kind.SEVERAL, Kind.ANYBODY}),
        (Ground(promised=True), {Kind.FIRST, Kind.PROMISED, Kind.ANYBODY}),
        (Ground(met_online=True), {Kind.FIRST, Kind.ONLINE, Kind.ANYBODY}),
    ],
)
def test_what_there_is_decides_what_may_come_up(ground: Ground, wanted: set[Kind]) -> None:
    assert ever(ground) == wanted


def test_a_new_acquaintance_every_week_brings_new_questions() -> None:
    def asked(number: int) -> set[Prompt]:
        turn = turn_of([(number, {f"somebody {number}"})])
        return {each.prompt for each in two_questions(Ground(), number, 0, turn)}

    assert len(set().union(*map(asked, range(20)))) == 2 * TURNS


# In words


def test_there_is_a_sentence_for_each_and_no_two_are_alike() -> None:
    assert set(SENTENCES) == set(Prompt)
    assert len(set(SENTENCES.values())) == len(Prompt) >= 40


@pytest.mark.parametrize("prompt", Prompt)
def test_a_sentence_is_a_short_question_that_names_what_its_kind_is_about(prompt: Prompt) -> None:
    sentence = SENTENCES[prompt]
    named = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    assert named == {Kind.TAG: {"tag"}, Kind.LANGUAGE: {"language"}}.get(prompt.kind, set())
    assert sentence.endswith("?")
    assert len(sentence) <= 100


_DELICATE = re.compile(
    r"\b(?:work\w*|jobs?|career|boss|office|colleague\w*|earn\w*|money|salary|rich|poor|afford|buy|cost\w*|health\w*|ill|"
    r"sick|doctor|diet|weight|sleep|vote\w*|politic\w*|government|church|gods?|faith|pray\w*|religio\w*|body|look like|"
    r"wear|beautiful|handsome|thin|fat|age|old|married|single|parents?|children)\b",
    re.IGNORECASE,
)


def test_none_is_about_what_is_nobodys_business() -> None:
    assert [each for each in SENTENCES.values() if _DELICATE.search(each)] == []
    assert _DELICATE.search("Where do you work?")


@pytest.mark.parametrize("about", ["**chess** <@1>", "[here](https://example.org)", "@everyone"])
def test_a_tag_is_shown_as_nothing_but_text(about: str) -> None:
    shown = question_shown(Lexicon().words("en-US"), Question(Prompt.TAG_MEMORY, about))
    assert "<@1>" not in shown
    assert "](" not in shown
    assert "@everyone" not in shown
    assert "**chess**" not in shown


def test_a_language_is_called_by_its_name() -> None:
    def shown(tag: Any) -> str:
        return question_shown(Lexicon().words("en-US"), Question(Prompt.LANGUAGE_WORD, tag))

    assert shown("pt") == "Which word in Portuguese do you like the sound of?"
    assert "<@1>" not in shown("<@1>")
