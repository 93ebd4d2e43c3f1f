"""Two contacts made one: every field by itself, and that nothing of either is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.exchange.entry import LANGUAGES, MET_ONLINE, NOTE, PROMISED, TAGS
from meetups.rules.merging import TooLong, combine
from meetups.values import Birthday, Contact, ContactId, PersonId
from tests.support.office import START

KEPT, OTHER, THIRD = ContactId(40), ContactId(41), ContactId(42)
ULM, BONN = 1, 2
TOWNS = {ULM: "Ulm, Germany", BONN: "Bonn, Germany"}
LATER = START + timedelta(days=3)
UNSEEN = {"account_id": 7, "account_is_seen": False}
SAYS = {"name", "source", "handle", "met_online", "note", "promised", "city_written"}


def _contact(number: ContactId, **changed: Any) -> Contact:
    return Contact(**{"id": number, "owner_id": PersonId(1), "name": "Ada", "added_at": START, **changed})


def _combined(kept: Contact, other: Contact) -> Contact:
    return combine(kept, other, TOWNS.__getitem__)


# Each field: what the kept one says, what the other says, and what of both is in the end different from the kept one.
FIELDS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({}, {}, {}),
    ({"name": "Ada"}, {"name": "ADA"}, {}),
    ({"name": "Ada"}, {"name": "Ada King"}, {"note": "Ada King"}),
    ({}, {"account_id": 7}, {"account_id": 7}),
    ({"account_id": 7}, {}, {}),
    ({"account_id": 7}, {"account_id": 7}, {}),
    ({}, UNSEEN, UNSEEN),
    (UNSEEN, {}, {}),
    (UNSEEN, UNSEEN, {}),
    (UNSEEN, {"account_id": 7}, {"account_is_seen": True}),
    ({"account_id": 7}, UNSEEN, {}),
    ({"account_is_seen": False}, {"account_id": 7}, {"account_id": 7, "account_is_seen": True}),
    ({"account_is_seen": False}, UNSEEN, UNSEEN),
    ({}, {"handle": "@ada", "source": "X"}, {"handle": "@ada", "source": "X"}),
    ({}, {"source": "X"}, {"source": "X"}),
    ({"source": "x"}, {"handle": "@ada", "source": "X"}, {"handle": "@ada"}),
    ({"source": "X"}, {"handle": "@ada"}, {"handle": "@ada"}),
    ({"handle": "@ada"}, {"source": "X"}, {"source": "X"}),
    ({"handle": "@ada", "source": "X"}, {"handle": "@ADA", "source": "x"}, {}),
    ({"handle": "@ada", "source": "X"}, {"handle": "ada1", "source": "X"}, {"note": "ada1"}),
    ({"handle": "@ada", "source": "X"}, {"source": "GitHub"}, {"note": "GitHub"}),
    ({"source": "X"}, {"handle": "@ada", "source": "GitHub"}, {"note": "GitHub · @ada"}),
    ({}, {"city_id": ULM}, {"city_id": ULM}),
    ({}, {"city_written": "Springfield"}, {"city_written": "Springfield"}),
    ({"city_id": ULM}, {"city_id": ULM}, {}),
    ({"city_id": ULM}, {"city_id": BONN}, {"note": "Bonn, Germany"}),
    ({"city_id": ULM}, {"city_written": "Springfield"}, {"note": "Springfield"}),
    ({"city_written": "Springfield"}, {"city_id": BONN}, {"note": "Bonn, Germany"}),
    ({"city_written": "Springfield"}, {"city_written": "SPRINGFIELD"}, {}),
    ({"tags": ("chess", "Tea")}, {"tags": ("tea", "go")}, {"tags": ("chess", "Tea", "go")}),
    ({"languages": ("en",)}, {"languages": ("de", "EN")}, {"languages": ("en", "de")}),
    ({"met_online": "a forum"}, {"met_online": "a game"}, {"met_online": "a forum\na game"}),
    ({"met_online": "a forum, long ago"}, {"met_online": "a forum"}, {"met_online": "a forum, long ago\na forum"}),
    ({"met_online": "a forum\nlong ago"}, {"met_online": "long ago"}, {}),
    ({"met_online": "a" * 300}, {"met_online": "b" * 300}, {"note": "b" * 300}),
    ({"promised": "a book"}, {"promised": "a call"}, {"promised": "a book\na call"}),
    ({"promised": "a" * 500}, {"promised": "a call"}, {"note": "a call"}),
    ({"note": "tall"}, {"note": "kind"}, {"note": "tall\nkind"}),
    ({"note": "tall, kind"}, {"note": "kind"}, {"note": "tall, kind\nkind"}),
    ({"note": "tall\nkind\nold"}, {"note": "kind"}, {}),
    ({"note": "kind"}, {"note": "tall\nkind"}, {"note": "kind\ntall\nkind"}),
    ({}, {"birthday": Birthday(5, 1, 1980)}, {"birthday": Birthday(5, 1, 1980)}),
    ({"birthday": Birthday(5, 1)}, {"birthday": Birthday(5, 1)}, {}),
    ({"birthday": Birthday(5, 1)}, {"birthday": Birthday(2, 29, 980)}, {"note": "0980-02-29"}),
    ({"birthday": Birthday(5, 1, 1980)}, {"birthday": Birthday(12, 9)}, {"note": "--12-09"}),
    ({}, {"introduced_by": "Bo", "introducer_id": THIRD}, {"introduced_by": "Bo", "introducer_id": THIRD}),
    ({"introduced_by": "Bo"}, {"introduced_by": "BO"}, {}),
    ({"introduced_by": "Bo"}, {"introduced_by": "Cy", "introducer_id": THIRD}, {"note": "Cy"}),
    ({}, {"introduced_by": "Ada", "introducer_id": KEPT}, {}),
    ({"introduced_by": "Ada", "introducer_id": OTHER}, {}, {"introduced_by": "", "introducer_id": None}),
    (
        {"introduced_by": "Ada", "introducer_id": OTHER},
        {"introduced_by": "Bo", "introducer_id": THIRD},
        {"introduced_by": "Bo", "introducer_id": THIRD},
    ),
    ({}, {"again_on": date(2026, 5, 1)}, {"again_on": date(2026, 5, 1)}),
    ({"again_on": date(2026, 6, 1)}, {"again_on": date(2026, 5, 1)}, {"again_on": date(2026, 5, 1)}),
    ({"again_on": date(2026, 4, 1)}, {"again_on": date(2026, 5, 1)}, {}),
    ({}, {"snoozed_until": date(2026, 5, 1)}, {"snoozed_until": date(2026, 5, 1)}),
    ({"snoozed_until": date(2026, 4, 1)}, {"snoozed_until": date(2026, 5, 1)}, {"snoozed_until": date(2026, 5, 1)}),
    ({"snoozed_until": date(2026, 6, 1)}, {"snoozed_until": date(2026, 5, 1)}, {}),
    ({}, {"is_never": True}, {"is_never": True}),
    ({"is_never": True}, {}, {}),
    ({}, {"is_seldom": True}, {"is_seldom": True}),
    ({"is_seldom": True}, {}, {}),
    ({}, {"volunteered_at": LATER}, {"volunteered_at": LATER}),
    ({"volunteered_at": LATER}, {"volunteered_at": START}, {"volunteered_at": START}),
    ({"volunteered_at": START}, {}, {}),
    ({"added_at": LATER}, {}, {"added_at": START}),
    ({}, {"added_at": LATER}, {}),
]


@pytest.mark.parametrize(("kept", "other", "changed"), FIELDS)
def test_what_becomes_of_each_field(kept: dict[str, Any], other: dict[str, Any], changed: dict[str, Any]) -> None:
    before = _contact(KEPT, **kept)

    assert _combined(before, _contact(OTHER, **other)) == replace(before, **changed)


def test_what_does_not_fit_is_noted_line_by_line() -> None:
    kept = _contact(KEPT, note="tall", city_id=ULM, tags=tuple(f"t{each}" for each in range(19)))
    other = _contact(OTHER, name="Ada King", city_id=BONN, note="kind", tags=("a", "b", "c"))

    merged = _combined(kept, other)

    assert merged.tags == (*kept.tags, "a")
    assert merged.note == "tall\nkind\nAda King · Bonn, Germany\nb · c"


def test_two_accounts_are_never_made_one() -> None:
    with pytest.raises(AssertionError):
        _combined(_contact(KEPT, account_id=7), _contact(OTHER, account_id=8))


@pytest.mark.parametrize("spare", [0, 1])
def test_a_note_is_as_long_as_it_may_be_and_no_longer(spare: int) -> None:
    kept = _contact(KEPT, note="x" * (NOTE - 4 - spare))
    fitting = _combined(kept, _contact(OTHER, note="abc"))

    assert len(fitting.note) == NOTE - spare
    with pytest.raises(TooLong):
        _combined(kept, _contact(OTHER, note="abcde"))


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        ({"source": "X"}, {"handle": "@ada"}),
        ({"handle": "@ada"}, {"source": "X"}),
    ],
)
def test_a_network_filled_in_is_not_noted_when_merged_again(kept: dict[str, Any], other: dict[str, Any]) -> None:
    merged = _combined(_contact(KEPT, **kept), _contact(OTHER, **other))

    assert _combined(merged, _contact(OTHER, **other)) == merged


def test_the_network_of_both_is_not_noted() -> None:
    kept = _contact(KEPT, handle="@ada", source="LinkedIn")

    assert _combined(kept, _contact(OTHER, source="LinkedIn")) == kept


def test_who_introduced_them_stays_known() -> None:
    other = _contact(OTHER, introduced_by="Bo", introducer_id=THIRD)

    assert _combined(_contact(KEPT, introduced_by="Bo"), other).introducer_id == THIRD


words = st.sampled_from(["", "a", "A", "bo", "Bo", "tea · tea", "Ulm, Germany", "two\nlines", "x" * 60])
lines = words.filter(lambda text: "\n" not in text)
long = words | st.builds(lambda text, times: text * times, st.sampled_from("ab\U0001f600"), st.integers(0, 500))
longest = long | st.builds(lambda text, times: text * times, st.sampled_from("ab"), st.integers(3_900, 4_000))
cities = st.one_of(
    st.sampled_from(list(TOWNS)).map(lambda number: {"city_id": number}),
    lines.map(lambda written: {"city_written": written}),
)
introducers = st.one_of(
    st.just({}),
    st.builds(
        lambda name, number: {"introduced_by": name, "introducer_id": number},
        st.sampled_from(["Bo", "bo", "Cy"]),
        st.sampled_from([None, KEPT, OTHER, THIRD]),
    ),
)
networks = st.builds(lambda handle, source: {"handle": handle, "source": source}, lines, lines)
both_or_none = networks.filter(lambda network: bool(network["handle"]) == bool(network["source"]))
several = st.lists(st.sampled_from([f"t{each}" for each in range(30)] + ["T1", "T2"]), max_size=20, unique=True)


@st.composite
def _people(draw: st.DrawFn, number: ContactId, network: st.SearchStrategy[dict[str, str]] = networks) -> Contact:
    facts = {**draw(cities), **draw(introducers), **draw(network)}
    return _contact(
        number,
        name=draw(lines.filter(bool)),
        tags=tuple({each.casefold(): each for each in draw(several)}.values()),
        languages=tuple(draw(st.lists(st.sampled_from(["en", "de", "fr", *map(str, range(9))]), max_size=10))),
        met_online=draw(long)[:500],
        promised=draw(long)[:500],
        note=draw(longest)[:NOTE],
        birthday=draw(st.sampled_from([None, Birthday(5, 1), Birthday(5, 1, 1980), Birthday(2, 29, 99)])),
        again_on=draw(st.none() | st.dates()),
        snoozed_until=draw(st.none() | st.dates()),
        is_never=draw(st.booleans()),
        is_seldom=draw(st.booleans()),
        volunteered_at=draw(st.sampled_from([None, START, LATER])),
        **facts,
    )


def _says(contact: Contact) -> list[str]:
    """Every text of a contact."""
    texts = [getattr(contact, name) for name in SAYS]
    town = TOWNS[contact.city_id] if contact.city_id else ""
    introducer = contact.introduced_by if contact.introducer_id not in (KEPT, OTHER) else ""
    day = contact.birthday
    born = f"{f'{day.year:04}' if day.year else '-'}-{day.month:02}-{day.day:02}" if day else ""
    return [*filter(None, [*texts, town, introducer, born, *contact.tags, *contact.languages])]


@settings(deadline=None)
@given(_people(KEPT), _people(OTHER))
def test_nothing_of_either_is_lost_unless_there_is_no_room(kept: Contact, other: Contact) -> None:
    room = NOTE - len(kept.note) - sum(len(each) + 3 for each in _says(other))
    try:
        merged = _combined(kept, other)
    except TooLong:
        assert room < 0, "all of it would have fitted"
        return

    found = [each.casefold() for each in _says(merged)]
    for text in (*_says(kept), *_says(other)):
        # A birthday without its year is told by the same one with it.
        assert any(text.casefold().removeprefix("-") in each for each in found)
    assert (merged.id, merged.owner_id, merged.name) == (kept.id, kept.owner_id, kept.name)


@settings(deadline=None)
@given(_people(KEPT), _people(OTHER))
def test_the_limits_hold_and_nobody_is_introduced_by_themselves(kept: Contact, other: Contact) -> None:
    try:
        merged = _combined(kept, other)
    except TooLong:
        return

    assert len(merged.note) <= NOTE
    assert len(merged.met_online) <= MET_ONLINE
    assert len(merged.promised) <= PROMISED
    assert len(merged.tags) <= TAGS
    assert len(merged.languages) <= LANGUAGES
    assert len({each.casefold() for each in merged.tags}) == len(merged.tags)
    assert merged.introducer_id not in (KEPT, OTHER)
    assert not (merged.introducer_id and not merged.introduced_by)
    assert merged.is_never == (kept.is_never or other.is_never)
    assert merged.is_seldom == (kept.is_seldom or other.is_seldom)
    assert bool(merged.volunteered_at) == bool(kept.volunteered_at or other.volunteered_at)


@settings(deadline=None)
@given(_people(KEPT, both_or_none), _people(OTHER, both_or_none))
def test_merging_again_adds_nothing(kept: Contact, other: Contact) -> None:
    try:
        merged = _combined(kept, other)
    except TooLong:
        return

    assert _combined(merged, other) == merged
    assert _combined(merged, merged) == merged
