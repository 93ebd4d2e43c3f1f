"""Who is taken for whom, and who is not."""

from __future__ import annotations

import random

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.handles import sameness
from meetups.exchange.likeness import Known, Likeness, alike, pair_up, repeated


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Entry("A", account_id=5), Entry("B", account_id=5), Likeness.SAME_ACCOUNT),
        (Entry("Ada King", account_id=5), Entry("Ada King", account_id=6), None),
        (Entry("A", "https://www.LinkedIn.com/in/Ada/?x=1"), Entry("B", "@ada", "linkedin"), Likeness.SAME_HANDLE),
        (Entry("A", "https://de.linkedin.com/in/ada"), Entry("B", "linkedin.com/in/ada/"), Likeness.SAME_HANDLE),
        (Entry("A", "https://twitter.com/ada"), Entry("B", "http://x.com/@ADA/"), Likeness.SAME_HANDLE),
        (
            Entry("A", "@ada@example.social"),
            Entry("B", "https://example.social/@ada", "Mastodon"),
            Likeness.SAME_HANDLE,
        ),
        (Entry("A", "@ada"), Entry("B", "ada", "X"), Likeness.SAME_HANDLE),
        (Entry("A", "@ada", "GitHub"), Entry("B", "ada", "X"), None),
        (Entry("John Smith", "@js1", "X"), Entry("John Smith", "@js2", "X"), None),
        (Entry("Jörg Müller", city="Köln"), Entry("Mueller Jorg", city="köln, NRW"), Likeness.CLOSE_NAME_SAME_CITY),
        (Entry("Müller, José"), Entry("jose MULLER", city="Bonn"), Likeness.SAME_NAME),
        (
            Entry("Jon Smith", city="Bloomington, IN"),
            Entry("John Smith", city="Bloomington, Indiana"),
            Likeness.CLOSE_NAME_SAME_CITY,
        ),
        (Entry("Jon Smith", city="Bloomington, IN"), Entry("John Smith", city="Bloomington, IL"), None),
        (Entry("Jon Smith"), Entry("John Smith"), None),
        (Entry("Room Mate 11", city="Bonn"), Entry("Room Mate 12", city="Bonn"), None),
        (Entry("Al", city="Ulm"), Entry("Ali", city="Ulm"), None),
        (Entry("🙂"), Entry("🙃"), None),
    ],
)
def test_who_is_alike(one: Entry, other: Entry, expected: Likeness | None) -> None:
    assert alike(one, other) is expected
    assert alike(other, one) is expected
    paired = pair_up([one], [Known("key", other.name, other.handle, other.source, other.account_id, other.city)])
    assert paired == ({0: ("key", expected)} if expected else {})


def test_the_surest_likeness_wins() -> None:
    known = [Known(1, "Ada King", city="Ulm"), Known(2, "Someone", "@ada", "X"), Known(3, "Else", account_id=9)]
    assert pair_up([Entry("Ada King", "@ada", "X", 9, "Ulm")], known) == {0: (3, Likeness.SAME_ACCOUNT)}
    assert pair_up([Entry("Ada King", "@ada", "X", city="Ulm")], known) == {0: (2, Likeness.SAME_HANDLE)}


def test_repeats_inside_a_file() -> None:
    people = [Entry("Ada King"), Entry("Bo"), Entry("King Ada"), Entry("Bo", city="Ulm"), Entry("ada king")]
    assert repeated(people) == {2: (0, Likeness.SAME_NAME), 3: (1, Likeness.SAME_NAME), 4: (0, Likeness.SAME_NAME)}


@pytest.mark.parametrize("handle", ["", "@", "https://", "//", "http://x.com/", "@@@", "https://x.com/in", "..../"])
def test_handles_of_nothing(handle: str) -> None:
    sameness(handle, "X")


def test_five_thousand_against_ten_thousand_of_one_town() -> None:
    dice = random.Random(8)
    parts = ["an", "be", "ka", "lo", "mi", "ra", "to", "ve", "sch", "ner", "son", "ell", "ia", "or", "us"]

    def name() -> str:
        return f"{''.join(dice.choices(parts, k=3))} {''.join(dice.choices(parts, k=4))}".title()

    known = [Known(at, name(), city="Berlin") for at in range(10_000)]
    new = [Entry(each.name[:-1] + "x", city="Berlin") for each in known[::2]]
    paired = pair_up(new, known)
    assert sum(key == at * 2 for at, (key, _) in paired.items()) > 4_500
