"""What was typed about a contact, in options or in a form, as details for the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cogs.kit.act import Act
from cogs.kit.languages import read_languages
from cogs.kit.reading import read_birthday, read_day, read_tags
from meetups.refusals import Refusal
from meetups.services.common import identifier
from meetups.services.contacts import CLEAR, Details
from meetups.services.guests import people_from

MOST_WEEKS = 520
_PLAIN = ("name", "city", "source", "handle", "met_online", "introduced_by", "note", "promised")


def details_from(
    act: Act, typed: Mapping[str, str | None], before: Mapping[str, str] | None = None, known: tuple[str, ...] = ()
) -> Details:
    """Details from texts by field; what is None, or stands as it was ``before``, is left as it is.

    A dash clears a field. ``known`` are the languages of the contact so far. Raises ``Refusal`` for a birthday that
    cannot be read.
    """
    changed: dict[str, Any] = {
        name: text.strip() for name, text in typed.items() if text is not None and (before or {}).get(name) != text
    }
    changed = {name: "" if text == "-" and name != "name" else text for name, text in changed.items()}
    tags, languages, birthday = (changed.get(each) for each in ("tags", "languages", "birthday"))
    return Details(
        **{name: text for name, text in changed.items() if name in _PLAIN},
        tags=None if tags is None else read_tags(tags),
        languages=None if languages is None else read_languages(act.t, languages, known),
        birthday=None if birthday is None else read_birthday(act, birthday) if birthday else CLEAR,
    )


async def weeks_from_now(act: Act, weeks: int) -> date:
    return await act.services.profiles.today(act.actor) + timedelta(weeks=weeks)


async def again_from(act: Act, typed: str) -> date | None:
    """The day from which to suggest somebody again, as typed; None for an empty field."""
    return await read_day(act, typed, prefer="future") if typed.strip() else None


async def when_chosen(act: Act) -> Details:
    """What was chosen in the menu *When shall I suggest them?*."""
    kind, _, weeks = act.chosen.partition(".")
    number = identifier(weeks)
    if kind not in ("again", "snooze", "near", "seldom", "usual") or number > MOST_WEEKS:
        raise Refusal("choice.unreadable")
    day = await weeks_from_now(act, number)
    if kind == "again":
        return Details(again_on=day, snoozed_until=CLEAR, waits_near=False)
    if kind == "snooze":
        return Details(snoozed_until=day, again_on=CLEAR, waits_near=False)
    if kind == "near":
        return Details(waits_near=True, again_on=CLEAR, snoozed_until=CLEAR)
    if kind == "seldom":
        return Details(is_seldom=True)
    return Details(again_on=CLEAR, snoozed_until=CLEAR, is_seldom=False, waits_near=False)


async def contact_meant(act: Act, typed: str) -> int:
    """The one contact an option names, picked or typed."""
    people = people_from(typed)
    if people.contact_ids:
        return people.contact_ids[0]
    return int((await act.services.contacts.meant(act.actor, typed)).id)
