"""Who met whom, in a sentence: as a recap is headed, and as a digest lists it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    named = [
        mention(each.person_id) if each.person_id else shown(each.name)
        for each in others
        if each.person_id or each.name
    ][:most]
    friends = len(others) - len(named)
    if friends:
        named.append(t.plural("a friend", "{n} friends", friends))
    return t(_MET[how], author=mention(author_id), others=t.list(named))
