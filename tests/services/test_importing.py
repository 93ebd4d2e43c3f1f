"""Files coming in: shown before anything changes, carried out whole or not at all, and forgotten in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.likeness import Likeness
from meetups.exchange.parsed import Kind
from meetups.exchange.writing import to_csv, to_json, to_vcards
from meetups.refusals import Refusal
from meetups.services import common
from meetups.services.all import Services
from meetups.services.contacts import Choice, Details, Imported, Imports, Layout, Preview
from meetups.services.contacts.importing import Likely
from meetups.values import Actor, Birthday, Contact, Import, ImportState
from tests.services.lists import everyone
from tests.support.office import START, Office, account, actor

T = TypeVar("T")
KYLE, ROSA = actor(100), actor(200)
UNKNOWN_TABLE = b"Ada,Ulm,first\nBo,Berlin,second\n"


class BrokenOffError(Exception):
    """Raised in the middle of an import."""


async def _add(office: Office, name: str, account_id: int | None = None, **details: Any) -> Contact:
    added = account(account_id, name) if account_id else None
    return (await office.services.contacts.add(KYLE, Details(name=name, **details), added)).contact


async def _open(office: Office, *entries: Entry, owner: Actor = KYLE) -> Preview:
    opened = await office.services.imports.open(owner, to_json(entries))
    assert isinstance(opened, Preview)
    return opened


async def _list(office: Office, owner: Actor = KYLE) -> dict[str, Contact]:
    """The list by name; where two have one, by name and number."""
    async with office.desk.store.read() as work:
        found: dict[str, Contact] = {}
        for each in await work.contacts.find(owner_id=owner.person_id):
            found[each.name if each.name not in found else f"{each.name} {len(found)}"] = each
        return found


async def _stored(office: Office) -> list[Import]:
    async with office.desk.store.read() as work:
        return await work.imports.find(person_id=KYLE.person_id)


# Shown


async def test_a_preview_says_who_is_new_and_who_seems_known_and_changes_nothing(office: Office) -> None:
    before = [await _add(office, "Ada King", city="Ulm"), await _add(office, "Rosa", 200)]
    file = [
        Entry("Rosy", account_id=200),
        Entry("Ada Kings", city="Ulm"),
        Entry("Bo"),
        Entry("bo", note="again"),
        Entry("Kyle himself", account_id=100),
        Entry("Cy"),
    ]

    found = await _open(office, *file)

    assert found == Preview(
        import_id=found.import_id,
        kind=Kind.OWN_JSON,
        fresh=3,
        likely=(
            Likely("Rosy", "Rosa", Likeness.SAME_ACCOUNT),
            Likely("Ada Kings", "Ada King", Likeness.CLOSE_NAME_SAME_CITY),
        ),
        repeated=0,
        oneself=1,
        faults=(),
        fault_count=0,
        cuts=(),
        cut_count=0,
        examples=(replace(file[2], line=4), replace(file[3], line=5), replace(file[5], line=7)),
        unplaced=(),
    )
    assert found.found == 5
    assert await office.services.imports.preview(KYLE, found.import_id) == found
    assert list((await _list(office)).values()) == before
    assert [(each.state, each.created_at) for each in await _stored(office)] == [(ImportState.SHOWN, START)]


async def test_a_preview_names_some_who_are_new_and_cities_nobody_can_tell(office: Office) -> None:
    cities = ("Springfield", "Ulm", "Nowhereville", "Springfield", "")
    found = await _open(office, *(Entry(f"Person {at}", city=city) for at, city in enumerate(cities)))

    assert [each.name for each in found.examples] == ["Person 0", "Person 1", "Person 2"]
    assert found.unplaced == ("Springfield", "Nowhereville")


async def test_what_cannot_be_read_is_refused_and_keeps_nothing(office: Office) -> None:
    refused = []
    for file in (b"", b"{}", b"PK\x03\x04" + b"x" * 50, b"x" * 10_000_001, to_json([Entry("A")] * 5_001)):
        with pytest.raises(Refusal) as caught:
            await office.services.imports.open(KYLE, file)
        refused.append(caught.value.key)

    assert refused == ["import.empty", "import.not_recognised", "import.archive", "import.too_big", "import.too_many"]
    assert await _stored(office) == []


async def test_a_file_opened_later_puts_the_earlier_away(office: Office) -> None:
    first, second = await _open(office, Entry("Ada")), await _open(office, Entry("Bo"))

    assert [each.id for each in await _stored(office)] == [second.import_id]
    with pytest.raises(Refusal, match=r"import\.gone"):
        await office.services.imports.carry_out(KYLE, first.import_id, Choice.NEW)


async def test_a_table_whose_columns_all_have_known_names_needs_no_questions(office: Office) -> None:
    found = await office.services.imports.open(KYLE, b"Name,City,Notes\nAda,Ulm,tall\nBo,Berlin,\n")

    assert isinstance(found, Preview)
    assert (found.kind, found.fresh, [each.note for each in found.examples]) == (Kind.TABLE, 2, ["tall", ""])
    await office.services.imports.carry_out(KYLE, found.import_id, Choice.NEW)
    assert [(each.name, each.note) for each in await everyone(office, KYLE)] == [("Ada", "tall"), ("Bo", "")]


@pytest.mark.parametrize("header", [b"Name,City,Shoe size", b"City,Notes,Tags"])
async def test_a_table_with_a_column_unknown_or_without_names_is_asked_about(office: Office, header: bytes) -> None:
    assert isinstance(await office.services.imports.open(KYLE, header + b"\nAda,Ulm,40\n"), Layout)


async def test_columns_nobody_knows_are_chosen_by_hand(office: Office) -> None:
    imports = office.services.imports
    layout = await imports.open(KYLE, UNKNOWN_TABLE)
    assert isinstance(layout, Layout)
    number = layout.import_id

    for column, field in ((0, "name"), (1, "city"), (2, "note"), (1, "note")):
        layout = await imports.map_column(KYLE, number, column, field)
    assert layout.fields == ("name", "note", "")
    layout = await imports.map_column(KYLE, number, 1, "city")
    layout = await imports.map_column(KYLE, number, 2, "note")
    assert (layout.fields, layout.has_name) == (("name", "city", "note"), True)
    layout = await imports.set_header(KYLE, number, has_header=False)
    for column, field in ((3, "name"), (-1, "name"), (0, "nonsense")):
        with pytest.raises(Refusal, match=r"choice\.unreadable"):
            await imports.map_column(KYLE, number, column, field)
    assert await imports.layout(KYLE, number) == layout

    assert (await imports.preview(KYLE, number)).fresh == 2
    await imports.carry_out(KYLE, number, Choice.NEW)
    assert {name: each.note for name, each in (await _list(office)).items()} == {"Ada": "first", "Bo": "second"}


# Carried out

FILE = [
    Entry("Ada Kings", city="Ulm", note="kind", tags=("tea",)),
    Entry("Rosy", account_id=200, met_online="a forum"),
    Entry("Bo", introduced_by="ada king", birthday=Birthday(2, 29)),
    Entry("BO", handle="@bo"),
    Entry("Kyle", account_id=100),
    Entry("Cy", account_id=300, city="Springfield"),
    Entry("Sy", account_id=300, note="twice"),
]


@pytest.mark.parametrize(
    ("choice", "counts", "names"),
    [
        (Choice.NEW, (3, 0, 3), ["Ada King", "Rosa", "Bo", "BO", "Cy"]),
        (Choice.MERGE, (3, 2, 0), ["Ada King", "Rosa", "Bo", "BO", "Cy"]),
        (Choice.EVERYTHING, (4, 1, 0), ["Ada King", "Rosa", "Ada Kings", "Bo", "BO", "Cy"]),
    ],
)
async def test_the_three_choices(
    office: Office, choice: Choice, counts: tuple[int, int, int], names: list[str]
) -> None:
    ada = await _add(office, "Ada King", city="Ulm", note="tall", tags=("chess",))
    rosa = await _add(office, "Rosa", 200)
    found = await _open(office, *FILE)

    done = await office.services.imports.carry_out(KYLE, found.import_id, choice)

    assert (done.added, done.filled_in, done.left_out) == counts
    assert done.until == START + timedelta(days=1)
    now = await _list(office)
    assert list(now) == names
    assert (now["Bo"].introduced_by, now["Bo"].introducer_id) == ("ada king", ada.id)
    assert (now["Cy"].account_id, now["Cy"].city_written, now["Cy"].added_at) == (300, "Springfield", START)
    assert now["Cy"].note == ("" if choice is Choice.NEW else "twice\nSy")
    merged_ada = replace(ada, note="tall\nkind\nAda Kings", tags=("chess", "tea"))
    assert now["Ada King"] == (merged_ada if choice is Choice.MERGE else ada)
    filled_rosa = replace(rosa, met_online="a forum", note="Rosy")
    assert now["Rosa"] == (rosa if choice is Choice.NEW else filled_rosa), "one account is one person"
    assert (now["Bo"].handle, now["BO"].handle) == ("", "@bo"), "who were two where the file was made"
    assert not now["Cy"].account_is_seen


@pytest.mark.parametrize("write", [to_vcards, to_csv, to_json])
async def test_merging_the_same_file_again_changes_nothing(
    office: Office, write: Callable[[list[Entry]], bytes]
) -> None:
    file = write([each for each in FILE if each.handle == ""])
    for expected in (2, 0):
        opened = await office.services.imports.open(KYLE, file)
        assert isinstance(opened, Preview)
        before = await _list(office)
        done = await office.services.imports.carry_out(KYLE, opened.import_id, Choice.MERGE)
        assert done.filled_in == 0
        assert (done.added > 0) == (expected > 0)
    assert await _list(office) == before


async def test_a_namesake_with_another_account_is_somebody_else(office: Office) -> None:
    await _add(office, "Ada", 300)
    found = await _open(office, Entry("Ada", note="which?"), Entry("Ada", account_id=301))

    done = await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE)

    assert (done.added, done.filled_in) == (1, 1)
    assert sorted(each.account_id or 0 for each in (await _list(office)).values()) == [300, 301]


async def test_what_no_note_can_hold_comes_beside_it(office: Office) -> None:
    ada = await _add(office, "Ada", note="a" * 3_000)
    found = await _open(office, Entry("Ada", note="b" * 3_000))

    done = await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE)

    assert (done.added, done.filled_in) == (1, 0)
    assert [each.note[0] for each in (await _list(office)).values()] == ["a", "b"]
    assert (await _list(office))["Ada"] == ada


async def test_one_account_whose_notes_do_not_fit_together_can_be_imported(office: Office) -> None:
    await _add(office, "Ada", 300, note="a" * 3_000)
    found = await _open(office, Entry("Ada", account_id=300, note="b" * 3_000))

    await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE)


async def test_importing_only_the_new_leaves_the_others_as_they_are(office: Office) -> None:
    ada = await _add(office, "Ada", introduced_by="Zoe")
    found = await _open(office, Entry("Ada"), Entry("Zoe"))

    done = await office.services.imports.carry_out(KYLE, found.import_id, Choice.NEW)

    assert (done.added, done.filled_in, (await _list(office))["Ada"]) == (1, 0, ada)


async def test_an_import_that_would_overfill_the_list_brings_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "MOST_CONTACTS", 3)
    ada = await _add(office, "Ada")
    found = await _open(office, Entry("Ada", note="tall"), Entry("Bo"), Entry("Cy"), Entry("Dee"))

    for choice in Choice:
        with pytest.raises(Refusal, match=r"contact\.full"):
            await office.services.imports.carry_out(KYLE, found.import_id, choice)
    assert await _list(office) == {"Ada": ada}
    assert (await office.services.imports.preview(KYLE, found.import_id)).fresh == 3


# All or nothing, once


async def test_progress_is_heard_and_what_breaks_off_leaves_nothing(office: Office) -> None:
    known = [await _add(office, f"Known {number}") for number in range(3)]
    file = [Entry(each.name, note="new") for each in known] + [Entry(f"New {number}") for number in range(1_200)]
    found = await _open(office, *file)
    before = await _list(office)
    heard: list[tuple[int, int]] = []

    def broken_off(done: int, total: int) -> None:
        heard.append((done, total))
        if len(heard) == 3:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE, broken_off)
    assert await _list(office) == before
    assert [each.state for each in await _stored(office)] == [ImportState.SHOWN]

    heard.clear()
    done = await office.services.imports.carry_out(
        KYLE, found.import_id, Choice.MERGE, lambda done, total: heard.append((done, total))
    )
    assert heard == [(500, 1_203), (1_000, 1_203), (1_200, 1_203), (1_203, 1_203)]
    assert (done.added, done.filled_in) == (1_200, 3)


async def test_a_list_that_changed_since_the_preview_is_compared_again(office: Office) -> None:
    found = await _open(office, Entry("Ada"), Entry("Bo"))
    ada = await _add(office, "Ada")

    done = await office.services.imports.carry_out(KYLE, found.import_id, Choice.NEW)

    assert (done.added, done.left_out) == (1, 1)
    assert (await _list(office))["Ada"] == ada


async def test_a_list_that_changes_while_it_is_compared_is_compared_again(office: Office) -> None:
    """Between reading the list and writing it, somebody adds one of those in the file by another window."""
    found = await _open(office, Entry("Ada"), Entry("Bo", account_id=300))
    meanwhile = [lambda: _add(office, "Ada"), lambda: _add(office, "Robert", 300)]

    async def aside(work: Callable[[], T]) -> T:
        result = work()
        if meanwhile:
            await meanwhile.pop()()
        return result

    services = Services.over(replace(office.desk, aside=aside))
    done = await services.imports.carry_out(KYLE, found.import_id, Choice.NEW)

    assert (done.added, done.left_out) == (0, 2)
    assert list(await _list(office)) == ["Robert", "Ada"]


async def test_a_second_press_finds_it_done(office: Office) -> None:
    found = await _open(office, Entry("Ada"), Entry("Ada"))
    press: Callable[[Choice], Awaitable[object]] = lambda choice: office.services.imports.carry_out(  # noqa: E731
        KYLE, found.import_id, choice
    )

    pressed = await asyncio.gather(*(press(Choice.EVERYTHING) for _ in range(4)))
    office.clock.forward(hours=3)
    later = await press(Choice.NEW)

    assert pressed == [later] * 4
    assert len(await _list(office)) == 2
    assert [(each.file, each.state) for each in await _stored(office)] == [(b"", ImportState.DONE)]
    with pytest.raises(Refusal, match=r"import\.gone"):
        await office.services.imports.preview(KYLE, found.import_id)


async def test_a_second_press_at_any_moment_finds_it_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other press is through between the looks of this one."""
    found = await _open(office, Entry("Ada"))
    slow, quick = Imports(office.desk), Imports(office.desk)
    look = slow._get
    done: list[Imported] = []

    async def then_done(owner: Actor, import_id: int) -> Import:
        seen = await look(owner, import_id)
        if not done:
            done.append(await quick.carry_out(KYLE, found.import_id, Choice.NEW))
        return seen

    monkeypatch.setattr(slow, "_get", then_done)
    assert await slow.carry_out(KYLE, found.import_id, Choice.NEW) == done[0]


# Whose, and how long


async def test_somebody_elses_import_is_as_good_as_none(office: Office) -> None:
    found = await _open(office, Entry("Ada"))
    table = await office.services.imports.open(ROSA, UNKNOWN_TABLE)
    imports = office.services.imports

    for act in (
        imports.preview(ROSA, found.import_id),
        imports.layout(KYLE, table.import_id),
        imports.map_column(KYLE, table.import_id, 0, "name"),
        imports.set_header(KYLE, table.import_id, has_header=False),
        imports.carry_out(ROSA, found.import_id, Choice.NEW),
        imports.undo(ROSA, found.import_id),
        imports.carry_out(KYLE, 99, Choice.NEW),
    ):
        with pytest.raises(Refusal, match=r"import\.gone"):
            await act
    await imports.put_away(ROSA, found.import_id)
    assert await imports.preview(KYLE, found.import_id) == found
    assert await _list(office) == await _list(office, ROSA) == {}
    await imports.carry_out(KYLE, found.import_id, Choice.NEW)
    with pytest.raises(Refusal, match=r"import\.gone"):
        await imports.undo(ROSA, found.import_id)
    assert list(await _list(office)) == ["Ada"]


async def test_what_is_put_away_is_forgotten_but_not_what_was_done(office: Office) -> None:
    first = await _open(office, Entry("Ada"))
    await office.services.imports.put_away(KYLE, first.import_id)
    assert await _stored(office) == []
    second = await _open(office, Entry("Bo"))
    await office.services.imports.carry_out(KYLE, second.import_id, Choice.NEW)
    await office.services.imports.put_away(KYLE, second.import_id)

    assert (await office.services.imports.undo(KYLE, second.import_id)).removed == 1


async def test_after_two_days_a_file_nobody_decided_on_is_forgotten(office: Office) -> None:
    found = await _open(office, Entry("Ada"))
    office.clock.forward(days=1)
    assert (await office.services.imports.preview(KYLE, found.import_id)).fresh == 1
    office.clock.forward(seconds=1)
    for act in (
        office.services.imports.preview(KYLE, found.import_id),
        office.services.imports.carry_out(KYLE, found.import_id, Choice.NEW),
    ):
        with pytest.raises(Refusal, match=r"import\.expired"):
            await act
    assert await _list(office) == {}

    office.clock.forward(days=1)
    await office.services.imports.tidy()
    assert await _stored(office) == []
