"""Stories in words: who met whom, as a recap is headed and a digest lists it, and what a photo shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from cogs.kit.text import mention
from cogs.kit.words import N_, Words
from meetups.services.stories import Shown
from meetups.values import How, PersonId

_MET: Final = {
    How.IN_PERSON: N_("{author} met {others}"),
    How.VIDEO: N_("{author} met {others} by video"),
    How.CALL: N_("{author} talked to {others} on the phone"),
    How.TEXT: N_("{author} had a good conversation with {others}"),
}


def who_met_whom(
    t: Words,
    how: How,
    author_id: PersonId,
    others: Sequence[Shown],
    shown: Callable[[str], str],
    most: int | None = None,
) -> str:
    """The sentence, with names of people outside Discord as ``shown`` makes them; past ``most`` names all are friends."""
    people = listed(t, others, mention, shown, most)
    return t(_MET[how], author=mention(author_id), others=t.list(people))


def listed(
    t: Words,
    others: Sequence[Shown],
    account: Callable[[PersonId], str],
    outsider: Callable[[str], str],
    most: int | None = None,
) -> list[str]:
    """The others of a story, each in words; those who are not named come last, together."""
    named = [
        account(each.person_id) if each.person_id else outsider(each.name)
        for each in others
        if each.person_id or each.name
    ][:most]
    friends = len(others) - len(named)
    return [*named, t.plural("a friend", "{n} friends", friends)] if friends else named


def photo_in_words(t: Words, alt: str, met_on: date, place: str = "") -> str:
    """What a photo shows, or at least where and when it was taken."""
    day = t.full_day(met_on)
    return alt or (
        t("A photo from {place}, {day}", place=place, day=day) if place else t("A photo from {day}", day=day)
    )
