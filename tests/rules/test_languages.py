"""Languages as words and as tags: in English, in the reader's own, and what is no language."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from cogs.kit.languages import language_names, languages_like, read_languages
from cogs.kit.words import Words

SPOKEN = ("en", "de", "fr", "es", "pt", "it", "ja", "ko", "zh", "ru", "uk", "ar", "fa", "hi", "tr", "pl", "nl", "sv")
READERS = ("en_US", "de", "fr", "pt_BR", "ja", "zh_Hant_TW")


def _words(reader: str = "en_US") -> Words:
    return Words(Locale.parse(reader), NullTranslations())


@pytest.mark.parametrize(
    ("reader", "typed", "tags"),
    [
        ("en_US", "German, english", ("de", "en")),
        ("en_US", " PORTUGUESE ,, ", ("pt",)),
        ("en_US", "pt, DE, Japanese", ("pt", "de", "ja")),
        ("en_US", "pt-BR", ("pt-BR",)),
        ("en_US", "Brazilian Portuguese", ("pt-BR",)),
        ("en_US", "Deutsch, espanol, FRANÇAIS, 日本語", ("de", "es", "fr", "ja")),
        ("en_US", "Elvish, Sindarin!", ("Elvish", "Sindarin!")),
        ("en_US", "", ()),
        ("de", "Deutsch, englisch, Französisch", ("de", "en", "fr")),
        ("de", "German, French", ("de", "fr")),
        ("pt_BR", "alemão, Inglês", ("de", "en")),
        ("ja", "日本語, English", ("ja", "en")),
        ("zh_Hant_TW", "德文", ("de",)),
    ],
)
def test_names_become_tags(reader: str, typed: str, tags: tuple[str, ...]) -> None:
    assert read_languages(_words(reader), typed) == tags


@pytest.mark.parametrize(
    ("reader", "tags", "names"),
    [
        ("en_US", ("de", "pt", "nb"), ["German", "Portuguese", "Norwegian Bokmål"]),
        ("de", ("de", "en"), ["Deutsch", "Englisch"]),
        ("ja", ("ja",), ["日本語"]),
        ("en_US", ("Elvish", "de", ""), ["Elvish", "German", ""]),
        ("en_US", ("en-XX-nonsense-🙂", "-", "a" * 35), ["en-XX-nonsense-🙂", "-", "a" * 35]),
        ("en_US", (), []),
    ],
)
def test_tags_are_shown_by_name_and_anything_else_as_it_is(
    reader: str, tags: tuple[str, ...], names: list[str]
) -> None:
    assert language_names(_words(reader), tags) == names


@pytest.mark.parametrize("reader", READERS)
def test_what_is_shown_is_read_back(reader: str) -> None:
    t = _words(reader)

    assert read_languages(t, ", ".join(language_names(t, SPOKEN))) == SPOKEN


@pytest.mark.parametrize("tag", ["pt-BR", "zh-Hans", "en-GB", "de-AT", "es-419", "tl"])
def test_variants_of_languages_are_read_back(tag: str) -> None:
    t = _words()

    assert read_languages(t, ", ".join(language_names(t, (tag,)))) == (tag,)


@pytest.mark.parametrize("tag", ["sr-Latn", "sr-Latn-ME", "de-CH"])
@pytest.mark.parametrize("reader", READERS)
def test_what_a_contact_speaks_already_means_just_that(tag: str, reader: str) -> None:
    t = _words(reader)

    assert read_languages(t, ", ".join(language_names(t, (tag,))), known=(tag,)) == (tag,)


@pytest.mark.parametrize("name", ["Klingon", "Ancient Greek", "Bavarian", "Ladino", "Fijian", "Crimean Tatar"])
def test_a_language_with_a_name_is_shown_by_it(name: str) -> None:
    t = _words()

    assert language_names(t, read_languages(t, name)) == [name]


@given(st.text(max_size=40), st.sampled_from(READERS))
def test_no_text_is_too_strange(typed: str, reader: str) -> None:
    t = _words(reader)
    tags = read_languages(t, typed)

    assert all(each == each.strip() and each for each in tags)
    assert len(language_names(t, tags)) == len(tags)


def test_names_are_offered_while_somebody_types() -> None:
    found = languages_like(_words(), "germ")

    assert found[0] == "German"
    assert "Swiss German" in found
    assert languages_like(_words("de"), " DEUT ")[0] == "Deutsch"
    assert languages_like(_words(), "zzzz") == []


def test_whatever_is_offered_is_read_as_a_tag() -> None:
    t = _words()
    tags = {str(each).replace("_", "-") for each in t.locale.languages}

    offered = [name for name in languages_like(t, "") if "," not in name]
    assert {each for name in offered for each in read_languages(t, name)} <= tags
