"""What somebody is handed of what is stored about them: the files they sent apart from the rest, as they came."""

from __future__ import annotations

import json

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.writing import to_csv, to_json
from meetups.services.contacts import Choice, Details
from meetups.values import ImportState
from tests.services.pools import join
from tests.services.travelling import goes
from tests.support.office import Office, actor

KYLE, ROSA = actor(100), actor(200)
UNKNOWN_TABLE = b"Ada,Ulm,first\nBo,Berlin,second\n"


@pytest.mark.parametrize("file", [to_json([Entry("Ada", note="tall")]), to_csv([Entry("Ada")]), UNKNOWN_TABLE])
async def test_a_file_that_waits_is_handed_out_as_it_came(office: Office, file: bytes) -> None:
    await office.services.imports.open(KYLE, file)

    assert await office.services.mydata.files(KYLE) == [("import-1", file)]
    assert await office.services.mydata.files(ROSA) == []
    exported = await office.services.mydata.export(KYLE)
    assert [(each["state"], "file" in each) for each in exported["imports"]] == [(ImportState.SHOWN, False)]
    json.dumps(exported)


async def test_what_was_decided_on_is_no_file_any_more(office: Office) -> None:
    opened = await office.services.imports.open(KYLE, to_json([Entry("Ada", account_id=300)]))
    await office.services.imports.carry_out(KYLE, opened.import_id, Choice.NEW)

    assert await office.services.mydata.files(KYLE) == []
    exported = await office.services.mydata.export(KYLE)
    assert [(each["id"], each["state"], "file" in each) for each in exported["imports"]] == [
        (opened.import_id, ImportState.DONE, False)
    ]
    assert [(each["name"], each["account_is_seen"]) for each in exported["contacts"]] == [("Ada", False)]
    json.dumps(exported)


async def test_what_is_held_counts_visits_and_pools_too(office: Office) -> None:
    assert (await office.services.mydata.holdings(KYLE)).is_empty
    await goes(office, KYLE)
    held = await office.services.mydata.holdings(KYLE)
    assert (held.visits, held.pools, held.is_empty) == (1, 0, False)
    await office.services.visits.remove(KYLE, (await goes(office, KYLE)).visit.id)
    await join(office, 100, 200)
    held = await office.services.mydata.holdings(KYLE)
    assert (held.visits, held.pools, held.is_empty) == (0, 1, False)


async def test_forgetting_somebody_leaves_nothing_of_their_list_and_files(office: Office) -> None:
    await office.services.contacts.add(KYLE, Details(name="Ada"))
    await office.services.imports.open(KYLE, to_json([Entry("Bo")]))

    await office.services.mydata.forget(KYLE)

    assert await office.services.mydata.files(KYLE) == []
    assert len(await office.services.contacts.book(KYLE)) == 0
    exported = await office.services.mydata.export(KYLE)
    assert exported["contacts"] == exported["imports"] == []
