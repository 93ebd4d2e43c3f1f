"""Stories in words for readers outside Discord, where nobody can be mentioned: names stand in for people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cogs.kit.rulings import HOW
from cogs.kit.stories import listed, photo_in_words, who_met_whom
from cogs.kit.text import plain
from cogs.kit.words import Words
from meetups.exchange.storybook import Book, Chapter, Half, Labels, Plate, isolated
from meetups.rules.names import clean
from meetups.services.stories import Shown, Tale
from meetups.values import PersonId, Photo

Names = Mapping[PersonId, str]

_MENTION: Final = re.compile(r"<@(\d+)>")


def book(t: Words, title: str, about: str, tales: Sequence[Tale], names: Names) -> Book:
    """Stories to be read from the first to the last; whoever is not among ``names`` is "a member"."""
    return Book(
        title=title,
        about=about,
        chapters=tuple(_chapter(t, each, names) for each in tales),
        language=str(t.locale).replace("_", "-"),
        direction=t.locale.text_direction,
        labels=Labels(
            skip=t("Skip to the stories"),
            nothing=t("No stories yet. The first one is on its way, somewhere over a cup of coffee."),
            newer=t("Newer stories"),
            older=t("Older stories"),
            pages=t("Pages"),
            feed=t("Follow these stories in a feed reader"),
        ),
    )


def _chapter(t: Words, tale: Tale, names: Names) -> Chapter:
    author = clean(names.get(tale.author_id, "")) or t("A member")
    people = _people(t, tale, names)
    return Chapter(
        id=tale.id,
        title=_title(t, tale, {**names, tale.author_id: author}),
        slug=t("met {others}", others=t.list(people)),
        met_on=tale.met_on,
        day=t.full_day(tale.met_on),
        author=author,
        people=tuple(people),
        how=t(HOW[tale.how]),
        place=tale.place,
        story=tale.story,
        halves=tuple(
            Half(
                t("{person} adds:", person=isolated(clean(names.get(each.person_id, "")) or t("A member"))), each.words
            )
            for each in tale.halves
        ),
        plates=tuple(_plate(t, tale, each) for each in tale.photos),
        told_at=tale.told_at,
        changed_at=tale.changed_at,
    )


def _title(t: Words, tale: Tale, names: Names) -> str:
    """Who met whom, with names where a message would mention people."""
    sentence = who_met_whom(t, tale.how, tale.author_id, _visible(tale), lambda name: isolated(plain(name)))
    return _MENTION.sub(lambda found: isolated(_called(t, names, PersonId(int(found[1])))), sentence)


def _called(t: Words, names: Names, person_id: PersonId) -> str:
    return clean(names.get(person_id, "")) or t("a member")


def _people(t: Words, tale: Tale, names: Names) -> list[str]:
    return listed(t, _visible(tale), lambda person_id: _called(t, names, person_id), clean)


def _visible(tale: Tale) -> list[Shown]:
    """The others; whoever has a name of which nothing would be seen is a friend."""
    return [each if clean(each.name) else replace(each, name="") for each in tale.others]


def _plate(t: Words, tale: Tale, photo: Photo) -> Plate:
    return Plate(photo.id, photo_in_words(t, photo.alt, tale.met_on, tale.place), photo.width, photo.height)
