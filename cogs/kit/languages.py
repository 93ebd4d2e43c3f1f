"""Languages people speak, by the names they have in the reader's own: kept as tags, shown as words."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError

from cogs.kit.reading import read_texts
from cogs.kit.words import Words


def read_languages(t: Words, typed: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Tags such as "pt" for names in the reader's language or in English; what is no language stays as typed.

    ``known`` are tags whose names, as they were shown, mean just them.
    """
    shown = {_name(t.locale, each).casefold(): each for each in known}
    tags = {**_tags(str(t.locale)), **shown}
    return tuple(tags.get(each.casefold(), each) for each in read_texts(typed))


def language_names(t: Words, tags: tuple[str, ...]) -> list[str]:
    """What languages are called in the reader's own."""
    return [_name(t.locale, each) for each in tags]


def languages_like(t: Words, typed: str) -> list[str]:
    """Names of languages that begin with what was typed, and those with a word that does."""
    wanted = typed.strip().casefold()
    names = sorted(set(t.locale.languages.values()), key=str.casefold)
    begins = [each for each in names if each.casefold().startswith(wanted)]
    return [*begins, *(each for each in names if f" {wanted}" in each.casefold() and each not in begins)]


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
    found: dict[str, str] = {}
    for each in (Locale.parse("en"), Locale.parse(locale)):
        # Later entries are rarer variants of the same name.
        for tag, name in reversed(list(each.languages.items())):
            found[name.casefold()] = str(tag).replace("_", "-")
    tags = [str(tag).replace("_", "-") for tag in Locale.parse("en").languages]
    return {**{tag.casefold(): tag for tag in tags}, **found}
