"""Who is found by what is typed, who comes first, and that nobody waits for it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.finding import Book
from meetups.folding import fold, fold_each
from meetups.rows import Listed
from meetups.values import ContactId

CITIES = {
    1: "Berlin, Germany",
    2: "Bloomington, Indiana, United States",
    3: "St. Louis, Missouri, United States",
    4: "Köln, North Rhine-Westphalia, Germany",
}


def listed(
    number: int,
    name: str,
    *tags: str,
    handle: str = "",
    city: int | None = None,
    written: str = "",
    source: str = "",
    is_never: bool = False,
) -> Listed:
    return Listed(ContactId(number), name, None, source, handle, city, written, tags, is_never)


def book(*people: Listed) -> Book:
    return Book(people, lambda city_id: CITIES.get(city_id, ""))


FRIENDS = (
    listed(1, "Chris Hadley", "chess", handle="@quietpawn", city=1),
    listed(2, "Tobias Meier", "film", city=2, handle="https://www.linkedin.com/in/tobi-m/?trk=x"),
    listed(3, "Jörg Göbel", "hiking", city=4),
    listed(4, "Anna Zimmer", "chess", city=2),
    listed(5, "Anna Berg", city=1),
    listed(6, "Anna Adler", handle="chess_anna"),
    listed(7, "Maria Anna Abel", city=3),
    listed(8, "Annabel Young"),
    listed(9, "Hadwig Christ"),
    listed(10, "Berlinda Moss"),
    listed(11, "Ольга Иванова", city=1),
    listed(12, "田中太郎"),
    listed(13, "山田 花子"),
    listed(14, "محمد علي"),
    listed(15, "Anne-Marie O'Neill", written="Springfield, IL"),
    listed(16, "Siân", "board games"),
    listed(17, "🙂"),
    listed(18, "Jon Snow"),
    listed(19, "John Stone"),
    listed(20, "김민수"),
)


FOUND = [
    # Spelling, accents, order of words, beginnings.
    ("Tobais Mier", ["Tobias Meier"]),
    ("tobai", ["Tobias Meier"]),
    ("gobel", ["Jörg Göbel"]),
    ("goebel", ["Jörg Göbel"]),
    ("JÖRG", ["Jörg Göbel"]),
    ("sian", ["Siân"]),
    ("hadley chris", ["Chris Hadley"]),
    ("chr had", ["Chris Hadley", "Hadwig Christ"]),
    ("hadw chr", ["Hadwig Christ"]),
    ("haddly", ["Chris Hadley"]),
    ("oneill", ["Anne-Marie O'Neill"]),
    ("annemarie", ["Anne-Marie O'Neill"]),
    ("anne marie", ["Anne-Marie O'Neill"]),
    # A name before its beginnings, those before what is only alike, a first name before a later one.
    ("anna", ["Anna Adler", "Anna Berg", "Anna Zimmer", "Maria Anna Abel", "Annabel Young"]),
    ("jon", ["Jon Snow"]),
    ("jon stone", ["John Stone"]),
    # Across fields.
    ("anna berlin", ["Anna Berg"]),
    ("chess berlin", ["Chris Hadley"]),
    ("berlin", ["Berlinda Moss", "Anna Berg", "Chris Hadley", "Ольга Иванова"]),
    ("chess", ["Anna Adler", "Anna Zimmer", "Chris Hadley"]),
    ("anna chess", ["Anna Adler", "Anna Zimmer"]),
    ("@quietpawn", ["Chris Hadley"]),
    ("pawn", ["Chris Hadley"]),
    ("tobi-m", ["Tobias Meier"]),
    ("https://de.linkedin.com/in/tobi-m/", ["Tobias Meier"]),
    ("linkedin", []),
    ("#hiking", ["Jörg Göbel"]),
    ("board", ["Siân"]),
    ("koeln", ["Jörg Göbel"]),
    ("saint louis", ["Maria Anna Abel"]),
    ("st. louis", ["Maria Anna Abel"]),
    ("springfield", ["Anne-Marie O'Neill"]),
    ("indiana", []),
    # Nobody has every word: those who have the most.
    ("tobias meier xqzxqz", ["Tobias Meier"]),
    ("xqzxqz", []),
    # Other scripts, with and without spaces.
    ("ольга", ["Ольга Иванова"]),
    ("Иван", ["Ольга Иванова"]),
    ("Иванва", ["Ольга Иванова"]),
    ("太郎", ["田中太郎"]),
    ("郎", ["田中太郎"]),
    ("田", ["田中太郎", "山田 花子"]),
    ("田中 太郎", ["田中太郎"]),
    ("山田花子", ["山田 花子"]),
    ("علي", ["محمد علي"]),
    ("민수", ["김민수"]),
    ("🙂", ["🙂"]),
]


@pytest.mark.parametrize(("typed", "names"), FOUND)
def test_who_is_found(typed: str, names: list[str]) -> None:
    found = [person.name for person in book(*FRIENDS).find(typed)]

    assert found[: len(names)] == names
    assert names or not found


def test_whoever_has_each_word_leaves_no_doubt_about_its_spelling() -> None:
    assert [person.name for person in book(*FRIENDS).find("jon")] == ["Jon Snow"]


@pytest.mark.parametrize(
    ("names", "typed", "first"),
    [
        (["Göbel", "Gobel"], "gobel", "Gobel"),
        (["Göbel", "Gobel"], "GÖBEL", "Göbel"),
        (["Ann Lee Park", "Ann Lee"], "ann lee", "Ann Lee"),
        (["Ann Adam Lee", "Ann Lee"], "lee ann", "Ann Lee"),
        (["Lee Ann", "Ann Lee"], "lee ann", "Lee Ann"),
        (["Marta", "Martin"], "martin", "Martin"),
        (["Tom", "@"], "@", "@"),
        (["A B C D E F G H I", "A B C D E F G H I J"], "a b c d e f g h i j", "A B C D E F G H I J"),
    ],
)
def test_the_whole_name_comes_first(names: list[str], typed: str, first: str) -> None:
    people = [listed(number, name) for number, name in enumerate(names)]

    for order in (people, people[::-1]):
        assert book(*order).find(typed)[0].name == first


def test_those_never_to_be_suggested_follow_their_equals() -> None:
    people = book(
        listed(1, "Anna Abel", is_never=True),
        listed(2, "Anna Berg"),
        listed(3, "Annabel Cole"),
        listed(4, "Anna Berg"),
    )

    assert [person.id for person in people.find("anna")] == [2, 4, 1, 3]
    assert people.find("anna abel")[0].id == 1
    assert [person.id for person in people.find("")] == [1, 2, 4, 3]


def test_nothing_typed_is_everyone_by_name() -> None:
    people = book(listed(3, "Émile"), listed(2, "zoe"), listed(1, "Adam"), listed(9, "emile"), listed(4, "Fay"))

    assert [person.id for person in people.by_name()] == [1, 3, 9, 4, 2]
    for nothing in ("", "  ", "@", "#"):
        assert [person.id for person in people.find(nothing, 4)] == [1, 3, 9, 4]
    assert len(people) == 5


def test_a_name_is_one_however_capitalised_and_spaced_but_not_accented() -> None:
    people = book(listed(1, "Jörg  Göbel"), listed(2, "JÖRG GÖBEL"), listed(3, "Jorg Gobel"), listed(4, "Jörg Göbeln"))

    assert [person.id for person in people.named(" jörg göbel ")] == [1, 2]
    assert [person.id for person in people.named("jorg gobel")] == [3]
    assert people.named("jörg") == people.named("") == []


def test_tags_cities_and_sources_most_used_first() -> None:
    people = book(
        listed(1, "A", "chess", "board games", city=2, source="X"),
        listed(2, "B", "chess", "Börse", city=2, source="Mastodon"),
        listed(3, "C", "go", "board games", "chess", city=1, source="X"),
        listed(4, "D"),
    )

    assert people.tags() == [("chess", 3), ("board games", 2), ("Börse", 1), ("go", 1)]
    assert people.tags("bo") == [("board games", 2), ("Börse", 1)]
    assert people.tags("#GAM") == [("board games", 2)]
    assert people.tags("ches") == people.tags("chses") == [("chess", 3)]
    assert people.tags("xqz") == []
    assert people.tags("#", 1) == people.tags(limit=1) == [("chess", 3)]
    assert people.cities() == [(2, 2), (1, 1)]
    assert people.sources() == [("X", 2), ("Mastodon", 1)]


def test_an_empty_list_has_nobody() -> None:
    nobody = book()

    assert len(nobody) == 0
    assert nobody.find("") == nobody.find("anna") == nobody.named("anna") == list(nobody.by_name()) == []
    assert nobody.tags("x") == nobody.sources() == []
    assert nobody.cities() == []


# Letters that collide, and any others: with those alone no two names would ever be alike.
WORDS = st.text(alphabet="abéßöo 'İſ-@#田中ب🙂\u0308\u200d", min_size=1, max_size=12) | st.text(min_size=1, max_size=12)
TYPED = WORDS | st.text(max_size=150) | st.lists(WORDS, max_size=12).map(" ".join)
PEOPLE = st.lists(
    st.builds(
        listed,
        st.integers(1, 2**63),
        WORDS.filter(str.strip),
        WORDS,
        handle=WORDS,
        city=st.sampled_from([None, 1, 2, 99]),
        written=st.just("") | WORDS,
        is_never=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda person: person.id,
)


@given(PEOPLE, TYPED, st.integers(-1, 12))
def test_whatever_is_typed_finds_people_of_the_list_once(people: list[Listed], typed: str, limit: int) -> None:
    found = book(*people).find(typed, limit)

    assert len(found) <= max(limit, 0)
    assert len({person.id for person in found}) == len(found)
    assert set(found) <= set(people)
    assert found == book(*reversed(people)).find(typed, limit)
    assert found == book(*people).find(typed, 12)[: max(limit, 0)]


@given(PEOPLE.filter(bool), st.data())
def test_whoever_is_named_is_found_first(people: list[Listed], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(people))
    searched = book(*people)
    namesakes = searched.named(f" {wanted.name.casefold()}\n")

    assert wanted in namesakes
    assert set(searched.find(wanted.name, len(namesakes))) == set(namesakes)


@given(PEOPLE, WORDS)
def test_tags_are_of_the_list(people: list[Listed], typed: str) -> None:
    counts = Counter(tag for person in people for tag in person.tags)

    assert set(book(*people).tags(typed)) <= counts.items()
    assert dict(book(*people).tags()) == {tag: number for tag, number in counts.items() if tag}


@given(st.lists(st.text(max_size=20) | st.text(alphabet="aB'\n\r _^é", max_size=8)))
def test_many_texts_fold_as_each_does(texts: list[str]) -> None:
    assert fold_each(texts) == [fold(text) for text in texts]


@given(st.text())
def test_what_is_folded_stays_so(text: str) -> None:
    assert fold(text.casefold()) == fold(text)
    assert " ".join(fold(text).split()) == fold(text)
