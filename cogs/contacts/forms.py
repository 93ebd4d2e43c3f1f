"""The forms about a contact: who they are, more about them, and what to remember for next time."""

from __future__ import annotations

from cogs.contacts.cards import birthday_shown
from cogs.kit.actions import action
from cogs.kit.forms import Form, TextField
from cogs.kit.languages import language_names
from cogs.kit.text import shortened
from cogs.kit.words import Words
from meetups.exchange import entry
from meetups.rules.names import LONGEST_NAME
from meetups.services.contacts import Memory

EDITED = ("name", "city", "source", "handle", "met_online")
MORE = ("tags", "languages", "introduced_by", "birthday", "note")
NEXT = ("topics", "promised", "again")
ADDED = ("name", "city", "birthday", "introduced_by", "note")
_TAGS = entry.TAGS * (entry.TAG + 2)
_LANGUAGES = entry.LANGUAGES * (entry.LANGUAGE + 2)


def edit_form(t: Words, contact_id: int, typed: dict[str, str]) -> Form:
    return Form(
        action("contact.edited", contact_id),
        t("Edit"),
        (
            TextField("name", t("Name"), value=typed["name"], is_required=True, most=LONGEST_NAME),
            TextField("city", t("City"), value=typed["city"]),
            TextField(
                "source",
                t("Where you know them from"),
                t("Mastodon, LinkedIn, a forum…"),
                typed["source"],
                most=entry.SOURCE,
            ),
            TextField("handle", t("Their handle or link there"), value=typed["handle"], most=entry.HANDLE),
            TextField(
                "met_online", t("How you met online"), value=typed["met_online"], is_long=True, most=entry.MET_ONLINE
            ),
        ),
    )


def more_form(t: Words, contact_id: int, typed: dict[str, str]) -> Form:
    return Form(
        action("contact.told_more", contact_id),
        t("More about them"),
        (
            TextField("tags", t("Tags"), t("Several with commas"), typed["tags"], most=_TAGS),
            TextField(
                "languages", t("Languages they speak"), t("Several with commas"), typed["languages"], most=_LANGUAGES
            ),
            TextField(
                "introduced_by",
                t("Who introduced you"),
                t("Someone on your list, or any name"),
                typed["introduced_by"],
                most=LONGEST_NAME,
            ),
            TextField(
                "birthday", t("Birthday"), t("A day such as “May 14”, with the year if you know it"), typed["birthday"]
            ),
            TextField("note", t("Note to yourself"), value=typed["note"], is_long=True, most=entry.NOTE),
        ),
    )


def added_form(t: Words, draft_id: int, typed: dict[str, str]) -> Form:
    """What could not be read of somebody to be added or changed; everything else typed waits in the draft."""
    return Form(
        action("contact.typed", draft_id),
        t("Fix it"),
        (
            TextField("name", t("Name"), value=typed.get("name", ""), most=LONGEST_NAME),
            TextField("city", t("City"), t("“Bloomington, Indiana”; empty if unsure"), typed.get("city", "")),
            TextField("birthday", t("Birthday"), t("“May 14” or “14 May 1980”"), typed.get("birthday", "")),
            TextField(
                "introduced_by",
                t("Who introduced you"),
                t("Someone on your list, or any name"),
                typed.get("introduced_by", ""),
                most=LONGEST_NAME,
            ),
            TextField("note", t("Note to yourself"), value=typed.get("note", ""), is_long=True, most=entry.NOTE),
        ),
    )


def as_shown(form: Form) -> dict[str, str]:
    """What stands in a form's fields as its reader gets it: a text too long for its field is cut there."""
    return {each.name: shortened(each.value, each.most) for each in form.fields if isinstance(each, TextField)}


def next_form(t: Words, contact_id: int, typed: dict[str, str]) -> Form:
    """For next time; what was talked about only where they met, and about that meeting."""
    has_met = typed["meeting"] != "0"
    topics = TextField(
        "topics", t("What you talked about last time"), value=typed["topics"], is_long=True, most=entry.MET_ONLINE
    )
    return Form(
        action("contact.remembered", contact_id, typed["meeting"]),
        t("For next time"),
        (
            *((topics,) if has_met else ()),
            TextField(
                "promised",
                t("What you promised them"),
                t("A book title, an introduction, a photo…"),
                typed["promised"],
                is_long=True,
                most=entry.PROMISED,
            ),
            TextField(
                "again",
                t("Suggest them again from"),
                t("A day, or “in 6 weeks”; empty for no wish"),
                typed["again"],
                most=40,
            ),
        ),
    )


def filled_in(t: Words, memory: Memory) -> dict[str, str]:
    """The fields of all three forms as the contact has them."""
    contact = memory.contact
    return {
        "name": contact.name,
        "city": memory.city.label if memory.city else contact.city_written,
        "source": contact.source,
        "handle": contact.handle,
        "met_online": contact.met_online,
        "tags": ", ".join(contact.tags),
        "languages": ", ".join(language_names(t, contact.languages)),
        "introduced_by": memory.introducer.name if memory.introducer else contact.introduced_by,
        "birthday": birthday_shown(t, contact.birthday) if contact.birthday else "",
        "note": contact.note,
        "meeting": str(memory.moments[0].meeting_id) if memory.moments else "0",
        "topics": memory.moments[0].note if memory.moments else "",
        "promised": contact.promised,
        "again": contact.again_on.isoformat() if contact.again_on else "",
    }
