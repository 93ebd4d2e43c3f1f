"""A long story is cut where its reader pauses, and nothing of it is lost."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from meetups.rules.telling import HEAD, WHOLE, head_and_rest
from meetups.services.meetings import STORY_CHARACTERS

# Long texts of few pieces, so that cuts of every kind are near where they may be made.
pieces = st.sampled_from(
    ["word ", "x" * 30, "We met. ", "Really? ", "No… ", "\n", "\n\n", "  ", "Ω", "🎈", "Dr. Who ", "!\n"]
)
blocks = st.tuples(pieces, st.integers(1, 120)).map(lambda each: each[0] * each[1])
stories = st.lists(blocks, max_size=12).map("".join).map(lambda text: text.strip()[:STORY_CHARACTERS])


def without_space(text: str) -> str:
    return "".join(text.split())


@given(stories)
@example("x" * STORY_CHARACTERS)
@example(" " * 10 + "x" * WHOLE)
@example("x" * HEAD + " " * 600)
def test_nothing_is_lost_but_white_space_and_nothing_is_too_long(story: str) -> None:
    head, rest = head_and_rest(story)
    assert without_space(head) + without_space(rest) == without_space(story)
    assert len(head) <= (HEAD if rest else WHOLE)
    assert rest == rest.lstrip()
    if len(story) <= WHOLE:
        assert (head, rest) == (story, "")


@given(stories)
def test_both_parts_are_worth_reading(story: str) -> None:
    """The head is at least half of what it may be, unless that is blank; a thread is never opened for nothing."""
    assume(len(story) > WHOLE)
    head, rest = head_and_rest(story)
    assert rest
    assert len(story[: len(story) - len(rest)]) > HEAD // 2
    assert head or not story[: HEAD // 2].strip()


@given(stories)
def test_no_word_is_cut_that_could_have_been_spared(story: str) -> None:
    assume(len(story) > WHOLE)
    head, rest = head_and_rest(story)
    if any(each.isspace() for each in story[HEAD // 2 + 1 : HEAD]):
        cut = story[len(head) : len(story) - len(rest)]
        assert cut.isspace()


def test_it_is_cut_at_a_paragraph_before_a_line_before_a_sentence_before_a_word() -> None:
    cuts = {
        "a" * 600 + "\n\n" + "b" * 100 + "\n" + "c. d" * 50 + "e " * 600: "a" * 600,
        "a " * 350 + "b\n" + "Done. " * 20 + "e " * 600: "a " * 350 + "b",
        "a " * 350 + "Done. " + "e" * 300 + " " + "f" * 900: "a " * 350 + "Done.",
        "a " * 350 + "e" * 300 + " " + "f" * 900: "a " * 350 + "e" * 300,
        "a" * 3_000: "a" * HEAD,
    }
    for story, head in cuts.items():
        assert head_and_rest(story)[0] == head


def test_an_end_too_near_the_beginning_is_no_place_to_cut() -> None:
    story = "Hello.\n\n" + "word " * 400
    assert len(head_and_rest(story)[0]) > HEAD - 10
