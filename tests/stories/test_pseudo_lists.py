"""Stories of the list, of doubles and of files in a language nobody speaks (see `test_pseudo_language.py`)."""

from __future__ import annotations

from tests.stories.tour import Tour, values_offered
from tests.stories.world import custom_ids, upload


async def test_the_list_and_the_suggestion(tour: Tour) -> None:
    kyle, started = await tour.begin("kyle", city="Indianapolis, Indiana")
    await tour.slash(kyle, "contact list")
    await tour.slash(kyle, "suggest")
    picked = await tour.choose(kyle, started, "contact.pick", [tour.person("rosa"), tour.person("ben")])
    await tour.press(kyle, picked, "suggest.show")
    await tour.choose(kyle, started, "contact.pick", [kyle])
    added = await tour.slash(
        kyle, "contact add", name="Chris Hadley", city="Indianapolis, Indiana", source="Seesmic", met_online="jam"
    )
    await tour.slash(kyle, "contact add", name="Chris Hadley", note="over coffee")
    shown = await tour.press(kyle, added, "contact.show")
    form = await tour.press(kyle, shown, "contact.edit")
    faulty = await tour.submit(kyle, form, city="Nowhereville")
    form = await tour.press(kyle, faulty, "contact.refill")
    await tour.submit(kyle, form, city="Chicago")
    for number in range(12):
        await tour.slash(kyle, "contact add", name=f"Ghost {number}")
    page = await tour.slash(kyle, "contact list")
    page = await tour.press(kyle, page, "contact.list")
    await kyle.autocomplete(tour.world.general, "contact show", "contact", "Karen")
    opened = await tour.choose(kyle, page, "contact.open", [values_offered(page, "contact.open")[0]])
    never = await tour.press(kyle, opened, "contact.never")
    opened = await tour.press(kyle, never, "contact.show")
    await tour.press(kyle, opened, "contact.allow")
    gone = await tour.slash(kyle, "contact remove", contact="Chris Hadley")
    await tour.press(kyle, gone, "contact.remove_now")
    await tour.choose(kyle, started, "contact.pick", [tour.person("erin")])
    await tour.slash(kyle, "contact never", member=tour.person("erin"))
    suggestion = await tour.slash(kyle, "suggest")
    for _ in range(3):
        suggestion = await tour.press(kyle, suggestion, "suggest.else")
        suggestion = await tour.press(kyle, suggestion, "suggest.skip")
        suggestion = await tour.press(kyle, suggestion, "suggest.never")
    for _ in range(12):
        if any(each.startswith("suggest.skip") for each in custom_ids(suggestion)):
            suggestion = await tour.press(kyle, suggestion, "suggest.skip")
    assert any(each.startswith("contact.list") for each in custom_ids(suggestion)), "nobody is left"


async def test_all_that_is_known_of_a_contact(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle")
    for name, birthday in (("Chris Hadley", "1 January"), ("Ted", "2 January 1980"), ("Karen", "9 May")):
        await tour.slash(kyle, "contact add", name=name, birthday=birthday, introduced_by="Chris Hadley", tags="jam")
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted"), story="jam")
    shown = await tour.slash(kyle, "contact show", contact="Ted")
    form = await tour.press(kyle, shown, "contact.more")
    faulty = await tour.submit(kyle, form, birthday="soonish", languages="Mumble", note="jam")
    await tour.submit(kyle, await tour.press(kyle, faulty, "contact.more_kept"), birthday="")
    form = await tour.press(kyle, shown, "contact.next")
    faulty = await tour.submit(kyle, form, topics="coffee", promised="jam", again="soonish")
    await tour.submit(kyle, await tour.press(kyle, faulty, "contact.next_kept"), again="2026-02-01")
    for value in values_offered(shown, "contact.when"):
        await tour.choose(kyle, shown, "contact.when", [value])
    page = await tour.slash(kyle, "contact list", city="Chicago", tag="jam", never_met=True, not_met_for=3)
    for value in values_offered(page, "contact.narrow"):
        await tour.choose(kyle, page, "contact.narrow", [value])


async def test_adding_without_overwriting(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle")
    await tour.slash(kyle, "contact add", name="Chris Hadley", city="Chicago", source="Seesmic")
    for name in ("contact.fill", "contact.another"):
        asked = await tour.slash(kyle, "contact add", name="Chris Hadley", note="jam")
        await tour.press(kyle, asked, name)
    await tour.slash(kyle, "contact show", contact="Chris Hadley")  # there are two now
    near = await tour.slash(kyle, "contact show", contact="Hadlee")
    await tour.choose(kyle, near, "contact.open", values_offered(near, "contact.open")[:1])
    faulty = await tour.slash(kyle, "contact add", name="Ted", city="Bloomington", birthday="noon")
    faulty = await tour.submit(kyle, await tour.press(kyle, faulty, "contact.retype"), birthday="")
    await tour.submit(kyle, await tour.press(kyle, faulty, "contact.retype"), city="Chicago")
    await tour.slash(kyle, "contact list", tag="Mumble")
    table = upload("people.csv", "Name,City\nKaren,Bloomington\nErin,Nowhereville\n")
    await tour.press(kyle, await tour.slash(kyle, "contact import", file=table), "import.go")
    await tour.slash(kyle, "contact show", contact="Erin")
    shown = await tour.slash(kyle, "contact show", contact="Karen")
    await tour.choose(kyle, shown, "contact.city", values_offered(shown, "contact.city")[:1])


async def test_doubles(tour: Tour) -> None:
    kyle = tour.person("kyle")
    await tour.slash(kyle, "contact merge")
    await tour.slash(kyle, "contact add", name="Chris Hadley", city="Chicago", birthday="14 May", note="jam")
    added = await tour.slash(kyle, "contact add", name="Hadley Chris", birthday="15 May")
    await tour.press(kyle, added, "merge.propose")
    shown = await tour.slash(kyle, "contact show", contact="Chris Hadley")
    found = await tour.press(kyle, shown, "merge.find")
    await tour.choose(kyle, found, "merge.chosen", values_offered(found, "merge.chosen")[:1])
    pair = await tour.slash(kyle, "contact merge")
    await tour.press(kyle, pair, "merge.apart")
    for name in ("Ghost Karen", "Ghost Karenn", "Mumble Ted", "Mumble Tedd"):
        await tour.slash(kyle, "contact add", name=name, city="Chicago")
    pair = await tour.slash(kyle, "contact merge")
    pair = await tour.press(kyle, pair, "merge.pairs")
    await tour.press(kyle, pair, "merge.now")
    for name in ("Ben", "Rosa"):
        await tour.slash(kyle, "contact add", name=name, note="jam " * 400)
    await tour.slash(kyle, "contact merge", contact="Ben", other="Rosa")
    again = await tour.slash(kyle, "contact merge", contact="Chris Hadley", other="Hadley Chris")
    await tour.press(kyle, again, "merge.now")


async def test_files_of_people(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle")
    await tour.slash(kyle, "contact export")
    await tour.slash(kyle, "contact add", name="Ghost 0")
    rows = [f"Ghost {at % 9};Chicago;soonish" for at in range(20)]
    table = upload("people.csv", "\n".join(["Mumble;jam;noon", *rows, ";Chicago;"]))
    layout = await tour.slash(kyle, "contact import", file=table)
    for column, field in (("0", "name"), ("1", "city"), ("2", "birthday")):
        chosen = await tour.choose(kyle, layout, "import.column", [column])
        layout = await tour.choose(kyle, chosen, "import.field", [field])
    preview = await tour.press(kyle, layout, "import.preview")
    faults = await tour.press(kyle, preview, "import.faults")
    preview = await tour.press(kyle, faults, "import.preview")
    done = await tour.press(kyle, preview, "import.go")
    await tour.press(kyle, done, "import.undo")
    vcard = "BEGIN:VCARD\nFN:Ghost 0\nEND:VCARD\nmumble\n"
    preview = await tour.slash(kyle, "contact import", file=upload("people.vcf", vcard))
    await tour.press(kyle, preview, "import.drop")
    await tour.slash(kyle, "contact import", file=upload("people.csv", "Ghost,Ted,Chicago\n,,Chicago\n"))
    await tour.slash(kyle, "contact export")
