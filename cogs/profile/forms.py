"""The forms of a profile, and what was typed into them or into the command's options."""

from __future__ import annotations

from collections.abc import Mapping

from cogs.kit.act import Act
from cogs.kit.actions import action
from cogs.kit.forms import Form, TextField
from cogs.kit.languages import language_names, read_languages
from cogs.kit.reading import read_quiet, read_reach, read_tags
from cogs.kit.words import Words
from meetups.exchange import entry
from meetups.services.profiles import INTRODUCTION, Wishes
from meetups.values import REACH_KM, Person

ABOUT = ("introduction", "tags", "languages", "reach")
READ = ("city", "zone", "quiet_hours", "reach")
"""The options that cannot be taken as they come."""
_CLEARED = ("introduction", "tags", "languages")


def about_form(t: Words, typed: Mapping[str, str]) -> Form:
    return Form(
        action("profile.told"),
        t("About me"),
        (
            TextField(
                "introduction",
                t("A line about you"),
                t("Whoever you're matched with reads it first"),
                typed["introduction"],
                most=INTRODUCTION,
            ),
            TextField(
                "tags",
                t("What you like to do"),
                t("Several with commas: coffee, climbing"),
                typed["tags"],
                most=entry.TAGS * (entry.TAG + 2),
            ),
            TextField(
                "languages",
                t("Languages you speak"),
                t("Several with commas"),
                typed["languages"],
                most=entry.LANGUAGES * (entry.LANGUAGE + 2),
            ),
            TextField(
                "reach",
                t("How far you travel to meet"),
                t("In km or miles; empty for {distance}", distance=t.distance(REACH_KM)),
                typed["reach"],
                most=40,
            ),
        ),
    )


def options_form(t: Words, draft_id: int, typed: Mapping[str, str]) -> Form:
    """Options of the command that could not be read; all else that was typed with them waits in the draft."""
    return Form(
        action("profile.retyped", draft_id),
        t("Fix it"),
        (
            TextField("city", t("Your city"), t("Such as “Bloomington, Indiana”"), typed.get("city", "")),
            TextField("zone", t("Your time zone"), t("If it isn't your city's"), typed.get("zone", "")),
            TextField("quiet_hours", t("Quiet hours"), t("Such as “22-7”"), typed.get("quiet_hours", ""), most=40),
            TextField("reach", t("How far you travel to meet"), t("In km or miles"), typed.get("reach", ""), most=40),
        ),
    )


def filled_in(t: Words, person: Person) -> dict[str, str]:
    """The fields of *About me* as the person has them."""
    return {
        "introduction": person.introduction,
        "tags": ", ".join(person.tags),
        "languages": ", ".join(language_names(t, person.languages)),
        "reach": t.distance(person.reach_km),
    }


def wishes_from(
    act: Act, typed: Mapping[str, str], before: Mapping[str, str] | None = None, known: tuple[str, ...] = ()
) -> Wishes:
    """Wishes from texts by field; one that stands as it was ``before`` is left as it is, and a dash clears texts.

    ``known`` are the languages so far. Raises ``Refusal`` for what cannot be read.
    """
    changed = {name: text.strip() for name, text in typed.items() if (before or {}).get(name) != text.strip()}
    changed = {name: "" if text == "-" and name in _CLEARED else text for name, text in changed.items()}
    tags, languages, reach = (changed.get(each) for each in ("tags", "languages", "reach"))
    quiet = changed.get("quiet_hours")
    return Wishes(
        city=changed.get("city"),
        zone=changed.get("zone"),
        quiet=read_quiet(quiet) if quiet else None,
        reach_km=None if reach is None else read_reach(act.t, reach) if reach else REACH_KM,
        tags=None if tags is None else read_tags(tags),
        languages=None if languages is None else read_languages(act.t, languages, known),
        introduction=changed.get("introduction"),
    )
