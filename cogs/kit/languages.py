"""Languages people speak, by the names they have in the reader's own: kept as tags, shown as words."""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from cogs.kit.reading import read_texts
from cogs.kit.words import Words
from meetups.folding import fold

_USUAL: Final = ("en", "es", "fr", "de", "pt", "it", "nl", "pl", "uk", "ru", "tr", "ar", "hi", "zh", "ja", "ko")


def read_languages(t: Words, typed: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Tags such as "pt" for names in the reader's language or in English; what is no language stays as typed.

    ``known`` are tags whose names, as they were shown, mean just them.
    """
    shown = {_name(t.locale, each).casefold(): each for each in known}
    tags = _tags(str(t.locale))
    return tuple(shown.get(each.casefold()) or tags.get(fold(each), each) for each in read_texts(typed))


def language_names(t: Words, tags: tuple[str, ...]) -> list[str]:
    """What languages are called in the reader's own."""
    return [_name(t.locale, each) for each in tags]


def languages_like(t: Words, typed: str) -> list[str]:
    """Names of languages that begin with what was typed, and those with a word that does."""
    wanted = fold(typed)
    names = sorted(set(t.locale.languages.values()), key=fold)
    usual = [_name(t.locale, each) for each in dict.fromkeys((t.locale.language, *_USUAL))]
    begins = [each for each in (*usual, *names) if fold(each).startswith(wanted)]
    return list(dict.fromkeys([*begins, *(each for each in names if f" {wanted}" in fold(each))]))


def _name(locale: Locale, tag: str) -> str:
    """A language's name without commas, because commas stand between languages."""
    name = locale.languages.get(tag.replace("-", "_"))
    if name is None:
        try:
            name = Locale.parse(tag, sep="-").get_display_name(locale)
        except (UnknownLocaleError, ValueError):
            name = tag
    return str(name or tag).replace(", ", " ").replace(",", " ")


@cache
def _tags(locale: str) -> dict[str, str]:
    """Tags by folded name: of English, of the reader's language, and what each language calls itself; by tag too."""
    found: dict[str, str] = {}
    tags = [str(tag).replace("_", "-") for tag in Locale.parse("en").languages]
    found |= {fold(tag): tag for tag in tags}
    for tag in _USUAL:
        found[fold(_name(Locale.parse(tag), tag))] = tag
    for each in (Locale.parse("en"), Locale.parse(locale)):
        # Later entries are rarer variants of the same name.
        found |= {fold(name): str(tag).replace("_", "-") for tag, name in reversed(list(each.languages.items()))}
    return found
