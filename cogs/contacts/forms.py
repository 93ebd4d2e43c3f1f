"""The forms about a contact: who they are, more about them, and what to remember for next time."""

from __future__ import annotations

from cogs.contacts.cards import birthday_shown
from cogs.kit.actions import action
from cogs.kit.forms import Form, TextField
from cogs.kit.languages import language_names
from cogs.kit.words import Words
from meetups.exchange import entry
from meetups.rules.names import LONGEST_NAME
from meetups.services.contacts import Memory

EDITED = ("name", "city", "source", "handle", "met_online")
MORE = ("tags", "languages", "introduced_by", "birthday", "note")
NEXT = ("topics", "promised", "again")
_LIST = 400


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
            TextField("tags", t("Tags"), t("Several with commas"), typed["tags"], most=_LIST),
            TextField("languages", t("Languages they speak"), t("Several with commas"), typed["languages"], most=_LIST),
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


def next_form(t: Words, contact_id: int, typed: dict[str, str], *, has_met: bool) -> Form:
    """For next time; what was talked about only where something was."""
    topics = TextField(
        "topics", t("What you talked about last time"), value=typed["topics"], is_long=True, most=entry.MET_ONLINE
    )
    return Form(
        action("contact.remembered", contact_id),
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
        "topics": memory.moments[0].words if memory.moments else "",
        "promised": contact.promised,
        "again": contact.again_on.isoformat() if contact.again_on else "",
    }
