"""Forgetting where it is not plain whose something is: meetings two people count, lists, lines in a channel, drafts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.writing import to_json
from meetups.services.all import Services
from meetups.services.contacts import Choice, Details
from meetups.services.outgoing import Knock
from meetups.values import AskKind, DeliveryKind, Part
from tests.data.full_world import stored
from tests.data.small_world import TABLES
from tests.services.gathering import ALICE, CAROL, MINUTE, TONIGHT, hosted, join
from tests.services.gathering import BOB as GUEST
from tests.services.plans import BO, KYLE, ROSA
from tests.services.telling import evening
from tests.support.office import NUDGES, Office, account, actor
from tests.support.stopping import Stops

STRANGER = actor(900)


async def everything(office: Office) -> str:
    """Every stored cell, as text."""
    return str([await stored(office, each) for each in TABLES])


async def test_a_meeting_that_was_confirmed_becomes_theirs_with_their_words_and_without_mine(office: Office) -> None:
    told = await evening(office, ROSA, BO, "Ted", story="Kyle's own words.")
    mission = await office.mission(ROSA)
    known = await office.services.contacts.add(ROSA, Details(name="Ky"), account(100, "Kyle"))
    await told.photo(1)
    await told.post()
    await told.decide(ROSA, met=True)
    await told.name(ROSA)
    await told.half(ROSA, "Rosa's half.")
    assert await told.halves() == {200: "Rosa's half."}

    held = await office.services.mydata.forget(KYLE)
    await told.carry()

    assert (held.meetings, held.kept_meetings) == (0, 1)
    assert told.recap is None
    stored = await told.stored()
    assert (stored.recorder_id, stored.story, stored.place) == (200, "Rosa's half.", "")
    assert [(each.part, each.person_id, each.contact_id, each.shown_as) for each in stored.participants] == [
        (Part.DENIED, None, known.contact.id, ""),
        (Part.RECORDER, 200, None, ""),
        (Part.DENIED, None, None, ""),
        (Part.DENIED, None, None, ""),
    ]
    left = await everything(office)
    assert not [each for each in ("Kyle's own words", "Bloomington", "Ted") if each in left]
    home = await office.services.missions.home(ROSA, mission.id)
    assert sum(each.met for each in home.progress.results) == 1
    # And theirs to change, tell or remove, as if they had recorded it.
    await office.services.stories.post(ROSA, told.meeting_id)
    assert await told.names() == []


async def test_a_meeting_nobody_confirmed_goes_with_whoever_recorded_it(office: Office) -> None:
    told = await evening(office, ROSA)
    held = await office.services.mydata.forget(KYLE)
    assert (held.meetings, held.kept_meetings) == (1, 0)
    async with office.store.read() as work:
        assert await work.meetings.get(told.meeting_id) is None


async def test_of_three_the_first_to_confirm_keeps_it_and_it_still_counts_for_the_other(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    for each in (ROSA, BO):
        await told.decide(each, met=True)
    await office.services.mydata.forget(KYLE)
    assert {each.person_id: each.part for each in (await told.stored()).others} == {
        None: Part.DENIED,
        300: Part.CONFIRMED,
    }
    await office.services.mydata.forget(ROSA)
    assert (await told.stored()).recorder_id == BO.person_id
    await office.services.mydata.forget(BO)
    async with office.store.read() as work:
        assert await work.meetings.get(told.meeting_id) is None


async def test_taking_an_import_back_does_not_bring_the_account_back(office: Office) -> None:
    added = await office.services.contacts.add(ROSA, Details(name="Ky"), account(100, "Kyle"))
    file = to_json([Entry("Ky", account_id=100, handle="@ky")])
    opened = await office.services.imports.open(ROSA, file)
    await office.services.imports.carry_out(ROSA, opened.import_id, Choice.MERGE)
    await office.services.mydata.forget(KYLE)
    assert '"account_id":100' not in await everything(office)
    await office.services.imports.undo(ROSA, opened.import_id)
    async with office.store.read() as work:
        contact = await work.contacts.get(added.contact.id)
    assert contact is not None
    assert contact.account_id is None


async def test_a_host_reads_no_more_of_somebody_who_came_left_and_was_forgotten(office: Office) -> None:
    gathering_id = await hosted(office)
    for each in (GUEST, CAROL):
        await join(office, each, gathering_id)
    office.clock.now = TONIGHT + MINUTE
    await office.services.gatherings.choose(ALICE, gathering_id, [GUEST.person_id, CAROL.person_id])
    await office.services.seating.leave(GUEST, gathering_id)
    await office.carry()
    await office.services.mydata.forget(GUEST)
    async with office.store.read() as work:
        news = await work.deliveries.find(kind=DeliveryKind.GATHERING, subject=gathering_id)
        drafts = await work.drafts.find(person_id=ALICE.person_id, kind="came")
    assert "200" not in json.dumps([each.data for each in news])
    assert [each.data["ids"] for each in drafts] == [[300]]


async def test_a_line_that_mentions_somebody_in_a_channel_is_taken_down(office: Office) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await evening(office, STRANGER)
    [line] = [each for each in await office.carry() if isinstance(each.body, Knock)]
    [sent] = await office.deliveries(kind=DeliveryKind.KNOCK)
    await office.services.mydata.forget(STRANGER)
    [removal] = await office.carry()
    assert (removal.delivery.kind, removal.body) == (DeliveryKind.REMOVE, None)
    assert (removal.channel_id, removal.message_id) == (line.channel_id, sent.message_id)
    assert "900" not in [str(each.subject) for each in await office.deliveries()]


async def test_what_cannot_be_done_as_a_whole_is_not_done_at_all(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await told.carry()
    before = await everything(office)
    with pytest.raises(ProcessLookupError):
        await Services.over(replace(office.desk, store=Stops(office.store, 0))).mydata.forget(KYLE)
    assert await everything(office) == before


@pytest.mark.parametrize("times", [1, 2])
async def test_somebody_who_never_used_the_bot_is_forgotten_everywhere_and_may_ask_again(
    office: Office, times: int
) -> None:
    told = await evening(office, STRANGER)
    await office.services.contacts.add(ROSA, Details(note="my own words"), account(900, "Sam"))
    await told.post()
    assert not (await office.services.mydata.holdings(STRANGER)).is_empty
    for _ in range(times):
        await office.services.mydata.forget(STRANGER)
    assert (await office.services.mydata.holdings(STRANGER)).is_empty
    async with office.store.read() as work:
        [contact] = await work.contacts.find(owner_id=ROSA.person_id)
        assert (contact.account_id, contact.name, contact.note) == (None, "Sam", "my own words")
        assert await work.asks.count(kind=AskKind.CONFIRM) == 0
        assert await work.contacts.count(account_id=STRANGER.person_id) == 0
    assert (await told.stored()).others[0].person_id is None
