"""What `/mydata export` hands over, as files by name; photos are added where the archives are filled."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from cogs.kit.act import Act
from cogs.kit.callings import names_in
from cogs.kit.chapters import book
from cogs.kit.entries import gathering_entry, plan_entry
from cogs.kit.words import Words
from meetups.calendar import to_ics
from meetups.exchange.parcels import File
from meetups.services.contacts.exporting import Format
from meetups.services.mydata import SCHEMA_FILE, Agenda

DATA, SCHEMA, README, CALENDAR = "meetward.json", "schema.json", "README.txt", "calendar.ics"
_STORIES = "stories/"


async def files_of(act: Act) -> tuple[list[File], dict[int, str]]:
    """Everything but the photos, and what these are to be called."""
    services = act.services
    data = await services.mydata.export(act.actor)
    stories, photos = await _stories(act)
    files: list[File] = [
        (DATA, json.dumps(data, indent=2, ensure_ascii=False).encode()),
        (SCHEMA, SCHEMA_FILE.read_bytes()),
    ]
    for kind in (Format.CSV, Format.VCARD):
        files += await services.exports.export(act.actor, kind)
    if (calendar := calendar_of(act.t, await services.mydata.agenda(act.actor))) is not None:
        files.append((CALENDAR, calendar))
    files += [(_STORIES + name, words) for name, words in stories.items()]
    files += [(f"imports/{name}", content) for name, content in await services.mydata.files(act.actor)]
    is_known = any(value for key, value in data.items() if key not in ("schema", "exported_at"))
    about = readme(act.t, [name for name, _ in files], has_photos=bool(data["photos"]), is_known=is_known)
    return [(README, about.encode()), *files], photos


def calendar_of(t: Words, agenda: Agenda) -> bytes | None:
    """What they come to or came to in one calendar; None where there is nothing with a time."""
    entries = [plan_entry(t, each) for each in agenda.plans]
    found = [each for each in entries if each is not None]
    found += [gathering_entry(t, each) for each in agenda.gatherings]
    return to_ics(*found) if found else None


def readme(t: Words, names: Collection[str], *, has_photos: bool, is_known: bool) -> str:
    """What each of these files is, a line each."""
    lines = [t("This is everything I know about you."), ""]
    if not is_known:
        lines += [t("I know nothing: no list, no meetings, no messages. The files say the same."), ""]
    lines += [
        t("{file}: all of it, for programs and for reading with patience.", file=DATA),
        t("{file}: what each part of {other} means.", file=SCHEMA, other=DATA),
    ]
    described = {
        "contacts": t("contacts: your list, as a table for spreadsheets (.csv) and for address books (.vcf)."),
        CALENDAR: t(
            "{file}: your plans and open invitations, for any calendar. Meetings have a day but no time of day; "
            "they are in {other}.",
            file=CALENDAR,
            other=DATA,
        ),
        _STORIES: t("stories: what you wrote about your meetings, a file each, with the names your recaps show."),
        "imports/": t("imports: files of contacts you sent and have not decided on, as they came."),
    }
    lines += [words for start, words in described.items() if any(each.startswith(start) for each in names)]
    if has_photos:
        lines.append(t("photos: the photos of your stories. Many photos come in further archives."))
    lines += [
        "",
        t(
            "A file whose name ends in .1, .2 and so on was too large for one archive: put its pieces together in order."
        ),
        t("`/mydata forget` erases all of it."),
    ]
    return "\r\n".join(lines) + "\r\n"


async def _stories(act: Act) -> tuple[dict[str, bytes], dict[int, str]]:
    from meetups.exchange.storybook.binding import leaves  # it brings libraries that nothing else needs

    interaction: Any = act.interaction
    tales = await act.services.shelf.mine(act.actor)
    if not tales:
        return {}, {}
    found = book(act.t, act.t("My stories"), "", tales, await names_in(interaction, tales))
    kept = {photo.id for tale in tales for photo in tale.photos}
    return await act.services.desk.aside(lambda: leaves(found, kept, up="../"))
