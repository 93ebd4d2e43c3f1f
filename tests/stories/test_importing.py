"""Files coming in and going out: a preview before anything changes, one transaction, and a day to take it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from meetups.values import Contact
from tests.stories import samples
from tests.stories.world import World, custom_id, files_of, labels, options_of, text_of, upload

NOT_CARRIED = ("id", "owner_id", "added_at", "account_is_seen")
EXAMPLES = Path(__file__).parent.parent / "exchange" / "samples"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def opened(world: World, person: MemberActor, data: str | bytes, name: str = "people.csv") -> InteractionResult:
    return await person.slash(world.general, "contact import", file=upload(name, data))


async def add(world: World, person: MemberActor, name: str, **details: Any) -> None:
    assert "is on your list" in text_of(await person.slash(world.general, "contact add", name=name, **details))


async def on_list(world: World, owner: MemberActor) -> dict[str, Contact]:
    return {each.name: each for each in (await world.rows())["contacts"] if each.owner_id == owner.id}


async def described(world: World, person: MemberActor, name: str) -> str:
    return text_of(await person.slash(world.general, "contact show", contact=name))


# ---------------------------------------------------------------------- every kind of file


@pytest.mark.parametrize(
    ("file", "kind", "name", "facts"),
    [
        (
            "android21.vcf",
            "2 people in vCards",
            "Dr. Jörg Müller",
            ("- Köln", "April 12, 1979", "Und im Wiki."),
        ),
        ("apple30.vcf", "2 people in vCards", "Ngozi Okafor", ("birthday on February 29", "#makers, #work, old")),
        ("v40.vcf", "1 person in vCards", "Mei Lin", ("Taipei", "speaks Chinese and English", "February 3", "#chess")),
        ("google_new.csv", "1 person in a Google", "Ida M. Berg", ("Bergen, ", "from Bluesky", "#Sailing")),
        ("outlook.csv", "3 people in an Outlook", "Renée Dubois", ("Lyon, ", "March 25, 1984", "Café Noir", "#Food")),
        ("linkedin.csv", "2 people in LinkedIn", "João da Silva", ("from LinkedIn: ", "in/joao>")),
    ],
)
async def test_an_address_book_of_each_kind_comes_in(
    world: World, file: str, kind: str, name: str, facts: tuple[str, ...]
) -> None:
    alice = world.person("alice")
    preview = await opened(world, alice, (EXAMPLES / file).read_bytes(), file)
    assert kind in text_of(preview)
    assert not await on_list(world, alice), "nothing is on the list before somebody chooses"
    button = next(each for each in labels(preview) if each.startswith("Import the new ones"))
    assert "new on your list" in text_of(await world.click(alice, preview, button))
    shown = await described(world, alice, name)
    assert [fact for fact in facts if fact not in shown] == []


async def test_a_table_nobody_knows_comes_in_by_choosing_its_columns(world: World) -> None:
    alice = world.person("alice")
    layout = await opened(world, alice, (EXAMPLES / "unknown.csv").read_bytes())
    assert "Preview" not in labels(layout), "without a name there is nobody to show"
    assert "**City**: Stadt" in text_of(layout)
    await world.restart()
    column = await world.select(alice, layout, [options_of(layout, "import.column")["Wer"]], "import.column")
    assert text_of(column).startswith("### What is in “Wer”?\n- Ada\n- Bo")
    layout = await world.select(alice, column, ["name"], "import.field")
    column = await world.select(alice, layout, [options_of(layout, "import.column")["Notizen"]], "import.column")
    layout = await world.select(alice, column, ["-"], "import.field")
    assert "**Note**" not in text_of(layout)
    layout = await world.click(alice, layout, "The first row is a person too")
    assert "3 people in a table" in text_of(await world.craft(alice, "import.preview", subject_of(layout)))
    layout = await world.click(alice, layout, "The first row names the columns")
    preview = await world.click(alice, layout, "Preview")
    await world.click(alice, preview, "Import the new ones (2)")
    assert {name: each.note for name, each in (await on_list(world, alice)).items()} == {"Ada": "", "Bo": ""}
    assert "- Ulm, Germany" in await described(world, alice, "Bo")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
async def test_a_table_is_read_however_it_was_saved(world: World, encoding: str, separator: str) -> None:
    alice = world.person("alice")
    rows = (("Name", "City", "Note"), ("Zoë Müller", "Köln", "ißt “Käse” – gern"), ("Bob", "Ulm", "two words"))
    data = "\r\n".join(separator.join(cells) for cells in rows).encode(encoding)
    preview = await opened(world, alice, data)
    await world.click(alice, preview, "Import the new ones (2)")
    shown = await described(world, alice, "Zoë Müller")
    assert "- Köln, Germany" in shown
    assert "> ißt “Käse” – gern" in shown


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("many.csv", samples.many(50_000), "More than 5000 people"),
        ("big.vcf", 200_000_000, "has 200 MB, and I read up to 10 MB"),
        ("people.zip", b"PK\x03\x04" + bytes(300), "a packed file"),
        ("people.json", '{"format": "meetward", "contacts": [{"name"', "file is broken"),
        ("nothing.csv", "", "file is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "can't find people in that file"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    world: World, name: str, data: str | bytes | int, why: str
) -> None:
    alice = world.person("alice")
    file = upload(name, size=data) if isinstance(data, int) else upload(name, data)
    refused = await alice.slash(world.general, "contact import", file=file)
    assert why in text_of(refused)
    assert "Reading your file" not in text_of(refused), "the refusal stands where the waiting card did"
    assert not refused.followups
    assert labels(refused) == ([] if isinstance(data, int) else ["My list"])
    assert not await on_list(world, alice)


# ---------------------------------------------------------------------- before, while and after


async def test_a_preview_counts_the_new_the_likely_and_the_faults_with_their_lines(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Ngozi Okafor", city="Lagos")
    await add(world, alice, "Somebody", source="GitHub", handle="https://github.com/zebra")
    preview = await opened(world, alice, samples.MIXED, "people.vcf")
    text = text_of(preview)
    for line in (
        "### 5 people in vCards",
        "- **2 are new**",
        "**2 look like somebody on your list** (much the same name in the same city: 1, the same handle: 1)",
        "- 1 stands in the file twice",
        "- Ngozzi Okafor looks like **Ngozi Okafor** (much the same name in the same city)",
        "- Zoë looks like **Somebody** (the same handle)",
        "- Line 22: no name: “nobody”",
        "- Line 29: not a date: “someday”",
    ):
        assert line in text
    assert "Nothing has changed yet" in text
    assert set(await on_list(world, alice)) == {"Ngozi Okafor", "Somebody"}


async def test_a_table_whose_headers_are_all_known_is_shown_at_once(world: World) -> None:
    alice = world.person("alice")
    table = "Name,City,Birthday\nAda,Bloomington,1980-05-14\nBo,Narnia,\nCy,Narnia,\nDo,Ulm,\n"
    preview = await opened(world, alice, table)
    text = text_of(preview)
    for line in (
        "### 4 people in a table",
        "- **4 are new**",
        "- 2 cities I can't place are kept as written: “Bloomington”, “Narnia”",
        "**For example**\n- **Ada** · Bloomington\n- **Bo** · Narnia\n- **Cy** · Narnia\n",
        "Nothing has changed yet",
    ):
        assert line in text
    assert labels(preview) == ["Import the new ones (4)", "Change the columns", "Import nothing"]
    layout = await world.click(alice, preview, "Change the columns")
    assert "**City**: City" in text_of(layout)
    column = await world.select(alice, layout, [options_of(layout, "import.column")["City"]], "import.column")
    layout = await world.select(alice, column, ["note"], "import.field")
    preview = await world.click(alice, layout, "Preview")
    assert "can't place" not in text_of(preview)
    await world.click(alice, preview, "Import the new ones (4)")
    assert {name: each.note for name, each in (await on_list(world, alice)).items()}["Bo"] == "Narnia"


async def test_many_likely_and_many_faults_have_pages_of_their_own(world: World) -> None:
    alice = world.person("alice")
    await imported(world, alice, samples.many(20), "Import the new ones (20)")
    preview = await opened(world, alice, samples.many(20) + "\n" + ",Ulm,x\n" * 20)
    assert text_of(preview).count("looks like") == 3
    page = await world.click(alice, preview, "See all who look alike")
    assert text_of(page).count("looks like") == 10
    page = await world.click(alice, page, "More")
    assert "Person 00019 looks like" in text_of(page)
    faults = await world.click(
        alice, await world.click(alice, page, "Back to the file"), "See all that couldn't be read"
    )
    assert "- Line 22: no name" in text_of(faults)
    assert text_of(await world.click(alice, faults, "More")).count("no name") == 10


async def imported(world: World, person: MemberActor, data: str | bytes, button: str) -> InteractionResult:
    return await world.click(person, await opened(world, person, data), button)


@pytest.mark.parametrize(
    ("button", "done", "names", "note"),
    [
        ("Import the new ones (1)", ("1 person is new", "2 were left out"), ["Ada", "Chris"], "tall"),
        ("Merge", ("1 person is new", "1 person was filled in"), ["Ada", "Chris"], "tall\nplays go"),
        ("Import everything (3)", ("3 people are new",), ["Ada", "Ada", "Chris", "Chris"], "tall"),
    ],
)
async def test_what_is_imported_is_chosen(
    world: World, button: str, done: tuple[str, ...], names: list[str], note: str
) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris", city="Ulm", note="tall")
    first = (await on_list(world, alice))["Chris"]
    result = await imported(world, alice, samples.THREE_OF_TWO, button)
    assert [line for line in done if line not in text_of(result)] == []
    everyone = [each for each in (await world.rows())["contacts"] if each.owner_id == alice.id]
    assert sorted(each.name for each in everyone) == names
    [now] = [each for each in everyone if each.id == first.id]
    assert now.note == note
    assert now.city_id == first.city_id


async def test_a_preview_is_chosen_from_after_the_bot_was_restarted(world: World) -> None:
    alice = world.person("alice")
    preview = await opened(world, alice, samples.THREE_OF_TWO)
    await world.restart()
    await add(world, alice, "Chris", city="Ulm")  # the list changes between the preview and the choice
    done = await world.click(alice, preview, "Import the new ones (2)")
    assert "1 person is new" in text_of(done)
    assert set(await on_list(world, alice)) == {"Ada", "Chris"}
    await world.restart()
    assert "Undone" in text_of(await world.click(alice, done, "Undo the import"))
    assert set(await on_list(world, alice)) == {"Chris"}


async def test_two_clicks_at_once_import_once(world: World) -> None:
    alice = world.person("alice")
    preview = await opened(world, alice, samples.many(50))
    everything = f"import.go:1:{subject_of(preview)}.2"
    for each in await world.at_once(alice, preview, "Import the new ones (50)"):
        assert "50 people are new on your list" in text_of(each)
    assert len(await on_list(world, alice)) == 50
    assert "50 people are new on your list" in text_of(await world.craft(alice, everything, on=preview))
    assert len(await on_list(world, alice)) == 50
    await world.at_once(alice, preview, "Undo the import")
    assert not await on_list(world, alice)


async def test_two_clicks_at_once_on_undo_leave_what_was_done_to_be_read(world: World) -> None:
    alice = world.person("alice")
    done = await imported(world, alice, samples.many(5), "Import the new ones (5)")
    for each in await world.at_once(alice, done, "Undo the import"):
        assert "5 people left your list again" in text_of(each)


def subject_of(card: InteractionResult) -> str:
    """Which import a card is about."""
    return custom_id(card, "Import nothing").rsplit(":", 1)[1]


async def test_importing_nothing_forgets_the_file(world: World) -> None:
    alice = world.person("alice")
    preview = await opened(world, alice, samples.THREE_OF_TWO)
    everything = f"import.go:1:{subject_of(preview)}.2"
    assert "nothing was imported" in text_of(await world.click(alice, preview, "Import nothing"))
    assert "decided on or put away already" in text_of(await world.craft(alice, everything))
    older = await opened(world, alice, samples.THREE_OF_TWO)
    await opened(world, alice, samples.many(2))
    gone = await world.click(alice, older, "Change the columns")
    assert "decided on or put away already" in text_of(gone), "a file opened later takes its place"
    assert not await on_list(world, alice)


async def test_an_import_is_undone_but_for_whom_was_met_or_changed_since(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris", city="Ulm", note="tall")
    await add(world, alice, "Dana")
    before = await on_list(world, alice)
    done = await imported(world, alice, samples.FIVE, "Merge")
    assert "3 people are new" in text_of(done)
    assert "2 people were filled in" in text_of(done)
    await alice.slash(world.general, "met", contact="Ada")
    await alice.slash(world.general, "contact edit", contact="Dana", note="changed since")
    await world.travel(timedelta(hours=23))
    undone = text_of(await world.click(alice, done, "Undo the import"))
    for line in ("2 people left your list again", "1 person is as before", "2 people stay"):
        assert line in undone
    after = await on_list(world, alice)
    assert set(after) == {"Chris", "Dana", "Ada"}
    assert after["Chris"] == before["Chris"]
    assert after["Dana"].note == "changed since"


async def test_whoever_was_filled_in_and_met_since_stays_filled_in(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris", city="Ulm", note="tall")
    await add(world, alice, "Dana")
    done = await imported(world, alice, samples.FIVE, "Merge")
    await alice.slash(world.general, "met", contact="Chris")
    undone = text_of(await world.click(alice, done, "Undo the import"))
    for line in ("3 people left your list again", "1 person is as before", "1 person stays"):
        assert line in undone
    after = await on_list(world, alice)
    assert set(after) == {"Chris", "Dana"}
    assert after["Chris"].note == "tall\nplays go"


async def test_an_import_cannot_be_undone_after_a_day(world: World) -> None:
    alice = world.person("alice")
    done = await imported(world, alice, samples.FIVE, "Import the new ones (5)")
    await world.travel(timedelta(hours=25))
    refused = await world.click(alice, done, "Undo the import")
    assert "that day is over" in text_of(refused)
    assert "Taking the import back" not in text_of(refused), "it stands where the waiting card did"
    assert labels(refused) == ["My list"]
    assert text_of(await world.click(alice, refused, "My list")).startswith("### Your list: 5 people")


async def test_a_file_is_decided_on_within_a_day(world: World) -> None:
    alice, bob = world.person("alice"), world.person("bob")
    in_time, late = [await opened(world, each, samples.FIVE) for each in (alice, bob)]
    await world.travel(timedelta(hours=23))
    await world.click(alice, in_time, "Import the new ones (5)")
    assert len(await on_list(world, alice)) == 5
    await world.travel(timedelta(hours=2))
    refused = await world.click(bob, late, "Import the new ones (5)")
    assert "waited for more than a day" in text_of(refused)
    assert "Comparing" not in text_of(refused), "it stands where the waiting card did"
    assert labels(refused) == ["Back to the file", "My list"]
    assert not await on_list(world, bob)


async def test_nobody_is_asked_whom_only_a_file_named(world: World) -> None:
    await world.set_up()
    alice, carol = world.person("alice"), world.person("carol")
    for each in (alice, carol):
        await world.start_mission(each, today=True)
    await imported(world, alice, f"Name,Discord\nMy Carol,{carol.id}\n", "Import the new ones (1)")
    assert (await on_list(world, alice))["My Carol"].account_id == carol.id
    letters = world.direct(carol)
    await alice.slash(world.general, "met", contact="My Carol", when="yesterday")
    assert world.direct(carol) == letters
    assert "Nothing waits" in text_of(await carol.slash(world.general, "inbox"))
    shown = await alice.slash(world.general, "contact add", member=carol)
    assert "was on your list already" in text_of(shown)
    await alice.slash(world.general, "met", contact="My Carol", when="2025-12-30")
    [letter] = world.direct(carol)[len(letters) :]
    assert alice.mention in letter
    assert "December 30" in letter


async def test_filling_in_by_name_does_not_show_an_account(world: World) -> None:
    alice, carol = world.person("alice"), world.person("carol")
    await imported(world, alice, f"Name,Discord\nCarol,{carol.id}\n", "Import the new ones (1)")
    asked = await alice.slash(world.general, "contact add", name="Carol", note="plays go")
    await world.click(alice, asked, "The same: add what's new")
    await alice.slash(world.general, "met", contact="Carol")
    assert "Nothing waits" in text_of(await carol.slash(world.general, "inbox"))


@pytest.mark.parametrize("way", ["picker", "option", "menu"])
async def test_whoever_discord_showed_is_asked(world: World, way: str) -> None:
    await world.set_up()
    alice, carol = world.person("alice"), world.person("carol")
    await world.start_mission(carol, today=True)
    empty = await alice.slash(world.general, "contact list")
    await imported(world, alice, f"Name,Discord\nCarol,{carol.id}\n", "Import the new ones (1)")
    letters = len(world.direct(carol))
    if way == "picker":
        await world.select(alice, empty, [carol], "contact.pick")
    elif way == "option":
        await alice.slash(world.general, "met", member=carol)
    else:
        await alice.context_menu(world.general, "Add to my list", carol)
    if way != "option":
        await alice.slash(world.general, "met", contact="Carol")
    assert alice.mention in "\n".join(world.direct(carol)[letters:])


async def test_five_thousand_come_in_and_one_sees_how_far_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cogs.contacts.files._EVERY", 0.0)  # however fast this machine is
    alice = world.person("alice")
    preview = await opened(world, alice, samples.many(5_000))
    assert "5,000 people" in text_of(preview) or "5000 people" in text_of(preview)
    before = len(world.env.http_requests)
    button = next(each for each in labels(preview) if each.startswith("Import the new ones"))
    await world.click(alice, preview, button)
    shown = [str(each.json) for each in world.env.http_requests[before:]]
    assert any("Comparing with your list" in each for each in shown)
    assert any("Writing…" in each for each in shown)
    assert any("people are new on your list" in each for each in shown[-1:])
    assert len(await on_list(world, alice)) == 5_000


# ---------------------------------------------------------------------- going out


@pytest.mark.parametrize("kind", ["vcard", "csv", "json"])
async def test_a_list_taken_elsewhere_is_the_same_there(world: World, kind: str) -> None:
    alice, bob = world.person("alice"), world.person("bob")
    await a_rich_list(world, alice)
    [(name, data)] = (await files_of(await alice.slash(world.general, "contact export", format=kind))).items()
    preview = await opened(world, bob, data, name)
    assert "a list exported from here" in text_of(preview)
    await world.click(bob, preview, "Import the new ones (4)")
    assert portable(await on_list(world, bob)) == portable(await on_list(world, alice))


async def a_rich_list(world: World, alice: MemberActor) -> None:
    await add(world, alice, "=Dana, “the” Fox; \\n", note="two\\nlines", tags="a b, #c")
    await add(world, alice, "Chris Hadley", **samples.HADLEY, introduced_by="=Dana, “the” Fox; \\n")
    await alice.slash(
        world.general, "contact edit", contact="Chris Hadley", promised="a book", again_in=6, less_often=True
    )
    await alice.slash(world.general, "contact add", member=world.person("carol"), birthday="29 February")
    await add(world, alice, "Eve", introduced_by="a stranger")
    await alice.slash(world.general, "contact never", contact="Eve")
    shown = await alice.slash(world.general, "contact show", contact="Chris Hadley")
    await world.select(alice, shown, ["snooze.12"], "contact.when")


def portable(contacts: dict[str, Contact]) -> list[dict[str, Any]]:
    """Contacts but for what a new list gives them anew, or no file can know; who introduced them by name."""
    names = {each.id: each.name for each in contacts.values()}
    rows = []
    for each in contacts.values():
        row = {name: getattr(each, name) for name in each.__slots__ if name not in NOT_CARRIED}
        rows.append(row | {"introducer_id": names.get(each.introducer_id or each.id) if each.introducer_id else None})
    return sorted(rows, key=lambda row: str(row["name"]))


async def test_an_empty_list_says_how_to_fill_it_instead_of_a_file(world: World) -> None:
    answer = await world.person("alice").slash(world.general, "contact export")
    assert "Your list is empty" in text_of(answer)
    assert not await files_of(answer)
