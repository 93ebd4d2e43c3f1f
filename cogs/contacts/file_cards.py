"""A file on its way in: what is in it, which column is what, what the import did, and taking it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cogs.contacts.likeness import why_alike
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.text import safe, shortened
from cogs.kit.words import N_, Words, stamp
from meetups.exchange.entry import Entry
from meetups.exchange.layouts import FIELDS
from meetups.exchange.parsed import Column, FaultKind, Kind
from meetups.services.contacts import Choice, Imported, Layout, Preview, Undone
from meetups.values import Mission

PAGE = 10
_NAME = 60
COLUMNS = 25
_EXAMPLES = 3
_KINDS = {
    Kind.VCARD: N_("vCards"),
    Kind.GOOGLE: N_("a Google Contacts file"),
    Kind.OUTLOOK: N_("an Outlook file"),
    Kind.LINKEDIN: N_("LinkedIn connections"),
    Kind.TABLE: N_("a table"),
    Kind.OWN_VCARD: N_("a list exported from here"),
    Kind.OWN_CSV: N_("a list exported from here"),
    Kind.OWN_JSON: N_("a list exported from here"),
}
_FAULTS = {
    FaultKind.NO_NAME: N_("no name"),
    FaultKind.NOT_A_PROPERTY: N_("not a line of a contact"),
    FaultKind.MISSING_END: N_("the card has no end"),
    FaultKind.BAD_DATE: N_("not a date"),
    FaultKind.UNCLEAR_DATE: N_("which is the day, which the month?"),
    FaultKind.BAD_VALUE: N_("not understood"),
    FaultKind.UNCLOSED_QUOTE: N_("a quotation mark is never closed"),
}
FIELD_NAMES = {
    "name": N_("Name"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "handle": N_("Handle or link"),
    "source": N_("Where you know them from"),
    "account_id": N_("Discord account number"),
    "city": N_("City"),
    "tags": N_("Tags"),
    "languages": N_("Languages"),
    "met_online": N_("How you met online"),
    "introduced_by": N_("Who introduced you"),
    "birthday": N_("Birthday"),
    "note": N_("Note"),
    "promised": N_("What you promised them"),
    "again_on": N_("Day to suggest them again"),
}


def waiting_card(line: str) -> Card:
    return Card.of(line)


def preview_card(t: Words, preview: Preview) -> Card:
    """What an import would do; nothing has changed yet."""
    if not preview.found:
        return _nobody_card(t, preview)
    likely = len(preview.likely)
    return Card.of(
        t.plural("### {n} person in {kind}", "### {n} people in {kind}", preview.found, kind=t(_KINDS[preview.kind])),
        "\n".join(f"- {line}" for line in _counts(t, preview)),
        t("**For example**") + "\n" + "\n".join(f"- {_person(each)}" for each in preview.examples)
        if preview.examples
        else None,
        t("**On your list already?**") + "\n" + "\n".join(_likely(t, preview, 0, _EXAMPLES)) if likely else None,
        t("**Could not be read**") + "\n" + "\n".join(_faults(t, preview, 0, _EXAMPLES)) if preview.faults else None,
        Line(),
        Button(t("Import the new ones ({n})", n=preview.fresh), _go(preview, Choice.NEW), Style.PRIMARY)
        if preview.fresh
        else None,
        Button(t("Merge"), _go(preview, Choice.MERGE), Style.PLAIN if preview.fresh else Style.PRIMARY)
        if likely or preview.repeated
        else None,
        Button(t("Import everything ({n})", n=preview.found), _go(preview, Choice.EVERYTHING))
        if likely or preview.repeated
        else None,
        Button(t("Change the columns"), action("import.layout", preview.import_id, 0))
        if preview.kind is Kind.TABLE
        else None,
        Button(t("Import nothing"), action("import.drop", preview.import_id)),
        Button(t("See all who look alike"), action("import.likely", preview.import_id, 0))
        if likely > _EXAMPLES
        else None,
        Button(t("See all that couldn't be read"), action("import.faults", preview.import_id, 0))
        if len(preview.faults) > _EXAMPLES
        else None,
        t(
            "-# *Merge* adds the new ones and fills in what your list doesn't say about the others; nothing is overwritten."
        )
        if likely or preview.repeated
        else None,
        t("-# Nothing has changed yet. Nobody in the file is told, and the file is deleted once you've chosen."),
        tone=Tone.WARM,
    )


def likely_card(t: Words, preview: Preview, number: int) -> Card:
    """A page of those who seem to be on the list already."""
    return _paged(t, preview, number, len(preview.likely), _likely(t, preview, number * PAGE, PAGE), "import.likely")


def faults_card(t: Words, preview: Preview, number: int) -> Card:
    """A page of what could not be read."""
    card = _paged(t, preview, number, len(preview.faults), _faults(t, preview, number * PAGE, PAGE), "import.faults")
    unlisted = preview.fault_count - len(preview.faults)
    return card.then(t.plural("-# And {n} more.", "-# And {n} more.", unlisted) if unlisted else None)


def layout_card(t: Words, layout: Layout, number: int = 0) -> Card:
    """A table nobody has seen before: choose a column, then say what is in it."""
    pages = -(-len(layout.columns) // COLUMNS)
    number = min(max(number, 0), pages - 1)
    start = number * COLUMNS
    shown = list(enumerate(layout.columns))[start : start + COLUMNS]
    return Card.of(
        t("### Which column is what?"),
        t("I don't know this kind of table. Choose a column to say what is in it; the rest is left out."),
        "\n".join(_mapped(t, layout)) or t("*Nothing chosen yet: begin with the name.*"),
        Select(
            action("import.column", layout.import_id),
            t("Choose a column…"),
            tuple(Option(_header(t, column, at), str(at), _about(t, layout, column, at)) for at, column in shown),
        ),
        Button(t("Preview"), action("import.preview", layout.import_id), Style.PRIMARY) if layout.has_name else None,
        Button(
            t("The first row is a person too") if layout.has_header else t("The first row names the columns"),
            action("import.header", layout.import_id, 0 if layout.has_header else 1),
        ),
        Button(t("Earlier columns"), action("import.layout", layout.import_id, number - 1)) if number > 0 else None,
        Button(t("More columns"), action("import.layout", layout.import_id, number + 1))
        if number < pages - 1
        else None,
        Button(t("Import nothing"), action("import.drop", layout.import_id)),
        tone=Tone.WARM,
    )


def column_card(t: Words, layout: Layout, at: int) -> Card:
    """What is in one column?"""
    column = layout.columns[at]
    options = [Option(t("Leave it out"), "-")]
    options += [Option(t(FIELD_NAMES[each]), each, is_chosen=layout.fields[at] == each) for each in FIELDS]
    return Card.of(
        t("### What is in “{column}”?", column=safe(_header(t, column, at))),
        "\n".join(f"- {safe(sample)}" for sample in column.samples if sample) or None,
        Select(action("import.field", layout.import_id, at), t("It is their…"), tuple(options)),
        Button(t("Back"), action("import.layout", layout.import_id, at // COLUMNS)),
        tone=Tone.WARM,
    )


def imported_card(t: Words, imported: Imported, mission: Mission | None) -> Card:
    """What came onto the list, and the way back."""
    is_changed = imported.added or imported.filled_in
    lines = [
        t.plural("**{n} person is new on your list.**", "**{n} people are new on your list.**", imported.added)
        if imported.added
        else t("Nobody new came onto your list.")
        if is_changed or imported.left_out
        else t("All of them were there already, with nothing to add."),
        t.plural("{n} person was filled in.", "{n} people were filled in.", imported.filled_in)
        if imported.filled_in
        else "",
        t.plural("{n} was left out.", "{n} were left out.", imported.left_out) if imported.left_out else "",
    ]
    return Card.of(
        "\n".join(line for line in lines if line),
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY) if mission else None,
        Button(t("My list"), action("contact.list", 0)),
        Button(t("Undo the import"), action("import.undo", imported.import_id)) if is_changed else None,
        t("-# *Undo* works until {until}; whoever you've met or changed by then stays.", until=stamp(imported.until))
        if is_changed
        else None,
        tone=Tone.GLAD if is_changed else Tone.CALM,
    )


def undone_card(t: Words, undone: Undone) -> Card:
    lines = [
        t.plural("{n} person left your list again.", "{n} people left your list again.", undone.removed)
        if undone.removed
        else "",
        t.plural("{n} person is as before.", "{n} people are as before.", undone.restored) if undone.restored else "",
        t.plural(
            "{n} person stays, because you met or changed them since.",
            "{n} people stay, because you met or changed them since.",
            undone.stayed,
        )
        if undone.stayed
        else "",
    ]
    return Card.of(
        t("### Undone"),
        "\n".join(line for line in lines if line),
        Button(t("My list"), action("contact.list", 0)),
    )


def dropped_card(t: Words) -> Card:
    return Card.of(t("All right: nothing was imported, and the file is deleted."))


def _go(preview: Preview, choice: Choice) -> str:
    return action("import.go", preview.import_id, list(Choice).index(choice))


def _nobody_card(t: Words, preview: Preview) -> Card:
    return Card.of(
        t("### Nobody in that file"),
        t("The only one in it is you.")
        if preview.oneself
        else t("I found no names in {kind}.", kind=t(_KINDS[preview.kind])),
        "\n".join(_faults(t, preview, 0, PAGE)) or None,
        Button(t("Import nothing"), action("import.drop", preview.import_id)),
    )


def _counts(t: Words, preview: Preview) -> list[str]:
    lines = [t.plural("**{n} is new**", "**{n} are new**", preview.fresh)] if preview.fresh else []
    if preview.likely:
        reasons = Counter(each.likeness for each in preview.likely)
        why = ", ".join(
            why_alike(t, each) if len(reasons) == 1 else f"{why_alike(t, each)}: {count}"
            for each, count in reasons.most_common()
        )
        lines.append(
            t.plural(
                "**{n} looks like somebody on your list** ({why})",
                "**{n} look like somebody on your list** ({why})",
                len(preview.likely),
                why=why,
            )
        )
    if preview.repeated:
        lines.append(t.plural("{n} stands in the file twice", "{n} stand in the file more than once", preview.repeated))
    if preview.oneself:
        lines.append(t("you are in it too, and left out"))
    if preview.unplaced:
        lines.append(
            t.plural(
                "{n} city I can't place is kept as written: {examples}",
                "{n} cities I can't place are kept as written: {examples}",
                len(preview.unplaced),
                examples=", ".join(f"“{safe(each)}”" for each in preview.unplaced[:_EXAMPLES]),
            )
        )
    if preview.fault_count:
        lines.append(t.plural("{n} thing couldn't be read", "{n} things couldn't be read", preview.fault_count))
    if preview.cut_count:
        first = preview.cuts[0]
        lines.append(
            t.plural(
                "{n} text is too long and is shortened (line {line})",
                "{n} texts are too long and are shortened (the first on line {line})",
                preview.cut_count,
                line=first.line,
            )
        )
    return lines


def _person(entry: Entry) -> str:
    """Somebody of the file in a line, as they will be stored."""
    details = [entry.city, " ".join(filter(None, [entry.source, entry.handle])), entry.met_online]
    return " · ".join([f"**{safe(entry.name)}**", *(safe(shortened(each, 80)) for each in details if each)])


def _likely(t: Words, preview: Preview, start: int, count: int) -> list[str]:
    return [
        t(
            "- {name} looks like **{known}** ({why})",
            name=safe(shortened(each.name, _NAME)),
            known=safe(shortened(each.known_as, _NAME)),
            why=why_alike(t, each.likeness),
        )
        for each in preview.likely[start : start + count]
    ]


def _faults(t: Words, preview: Preview, start: int, count: int) -> list[str]:
    return [
        t("- Line {line}: {why}", line=each.line, why=t(_FAULTS[each.why]))
        + (f": “{safe(each.text)}”" if each.text else "")
        for each in preview.faults[start : start + count]
    ]


def _paged(t: Words, preview: Preview, number: int, total: int, lines: Sequence[str], name: str) -> Card:
    return Card.of(
        "\n".join(lines) or t("Nothing more."),
        Button(t("Earlier"), action(name, preview.import_id, number - 1)) if number > 0 else None,
        Button(t("More"), action(name, preview.import_id, number + 1)) if (number + 1) * PAGE < total else None,
        Button(t("Back to the file"), action("import.preview", preview.import_id), Style.PRIMARY),
        tone=Tone.WARM,
    )


def _header(t: Words, column: Column, at: int) -> str:
    return column.header or t("Column {n}", n=at + 1)


def _about(t: Words, layout: Layout, column: Column, at: int) -> str:
    field = layout.fields[at]
    samples = ", ".join(sample for sample in column.samples if sample)
    return " · ".join(filter(None, [t(FIELD_NAMES[field]) if field else t("left out"), samples]))


def _mapped(t: Words, layout: Layout) -> list[str]:
    return [
        f"- **{t(FIELD_NAMES[field])}**: {safe(_header(t, layout.columns[at], at))}"
        for at, field in enumerate(layout.fields)
        if field
    ]
