"""Everything the bot knows about somebody, handed to them, and its erasure."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
import vobject
from jsonschema import Draft202012Validator
from PIL import Image
from sqlalchemy import select

from bot.demo.reading import message_of
from data import tables
from tests.stories import kept_plans
from tests.stories.exports import files_in, unpacked
from tests.stories.world import World, files_of, labels, text_of, upload
from tests.support.pictures import jpeg

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


async def lived_in(world: World) -> tuple[Any, Any]:
    """Alice and Bob, who did nearly everything one can do, with and to each other and to others."""
    await world.set_up(nudge_channel=world.general)
    alice, bob, carol = world.person("alice"), world.person("bob"), world.person("carol")
    for each in (alice, bob):
        await world.start_mission(each, today=True, city="Bloomington, Indiana", promise=f"{each.name}'s own words")
        shown = await each.slash(world.general, "mission show")
        await world.click(each, await world.click(each, shown, "Announce it"), "Post it")
    for each, other in ((alice, bob), (bob, alice)):
        await world.click(each, world.recaps.history()[0 if other is alice else 1], "Put me on your list")
        await world.click_letter(other, "Put them on my list")
    await alice.slash(world.general, "contact add", member=bob, note="alice's note about bob")
    await alice.slash(world.general, "contact edit", contact="Bob", name="Bobby")
    await alice.slash(world.general, "contact add", name="Chris Hadley", source="Seesmic", met_online="alice and chris")
    await bob.slash(world.general, "contact add", member=alice, note="bob's note about alice")
    await bob.slash(world.general, "contact add", name="Zelda", note="bob knows zelda")
    await bob.slash(world.general, "contact never", member=carol)
    await world.tell(alice, "alice's story", member=bob, contact="Chris Hadley")
    await world.click(bob, world.recaps.history()[-1], "That's me, name me")
    form = await bob.slash(world.general, "met", contact="Alice, Zelda", when="yesterday")
    await bob.submit_modal(form, {"story": "bob's unposted story", "place": "bob's kitchen"})
    await carol.slash(world.general, "met", member=bob)
    off = await bob.slash(world.general, "mission time-off", first="2026-01-12", last="2026-01-18")
    await world.click(bob, off, "Take it off")
    await bob.slash(world.general, "mission time-off", first="2026-02-01")
    await bob.slash(world.general, "suggest")
    await world.travel(WEEK)
    alike = await bob.slash(world.general, "contact merge", contact="Alice", other="Zelda")
    await world.click(bob, alike, "Two people")
    await bob.slash(world.general, "contact import", file=upload("people.csv", "Name,City\nbob's cousin,Ulm\n"))
    await kept_plans.asked(world, bob, alice, "bob's favourite bench")
    await kept_plans.asked(world, alice, bob, "a café alice likes")
    await kept_plans.hosted(world, bob, "bob's cellar", alice, carol)
    await kept_plans.hosted(world, alice, "alice's attic", bob, carol)
    return alice, bob


async def export(world: World, person: Any) -> tuple[dict[str, Any], str]:
    """The exported data, read and as they are written."""
    answer = await person.slash(world.general, "mydata export")
    assert message_of(answer).ephemeral
    written = (await unpacked(answer))["meetward.json"].decode()
    return json.loads(written), written


async def rows_about(world: World, person_id: int) -> list[str]:
    """Every stored row, of every table, in which somebody's account appears, even inside a text."""
    found = []
    async with world.app.store._reader.connect() as connection:
        for table in tables.metadata.sorted_tables:
            rows = (await connection.execute(select(table))).mappings().all()
            found += [f"{table.name}: {dict(each)}" for each in rows if str(person_id) in str(dict(each))]
    return found


async def test_an_export_holds_everything_of_mine_from_every_table(world: World) -> None:
    _, bob = await lived_in(world)
    data, written = await export(world, bob)
    for mine in (
        "bob's own words",
        "bob's note about alice",
        "Zelda",
        "bob knows zelda",
        "bob's unposted story",
        "bob's kitchen",
        "bob's favourite bench",
        "bob's cellar",
        "a café alice likes",
        "alice invites everybody",
    ):
        assert mine in written
    assert data["profile"]["time_zone"] == "America/Indiana/Indianapolis"
    assert [each["first_on"] for each in data["days_off"]] == ["2026-01-12"]
    assert {each["name"] for each in data["contacts"] if each["is_never"]} == {"Carol"}
    assert len(data["meetings"]) == 3
    for kept in ("posts", "questions_asked", "questions_received", "suggestions", "messages", "drafts"):
        assert data[kept], f"nothing in {kept}"

    # Of a list itself only the number of its changes is kept.
    holding = {row.split(":")[0] for row in await rows_about(world, bob.id)} - {"lists"}
    exported = {
        "persons": "profile",
        "missions": "missions",
        "contacts": "contacts",
        "apart": "told_apart",
        "imports": "imports",
        "meetings": "meetings",
        "participants": "meetings",
        "posts": "posts",
        "asks": "questions_asked",
        "deliveries": "messages",
        "drafts": "drafts",
        "plans": "plans_made",
        "guests": "plans_asked",
        "gatherings": "gatherings_hosted",
        "seats": "gatherings_joined",
    }
    assert {"apart", "imports", "plans", "guests", "gatherings", "seats"} <= holding <= set(exported), (
        "a table holds something about people that the export does not know"
    )
    assert all(data[exported[each]] for each in holding)


async def test_everything_comes_in_one_archive_whose_every_file_opens(world: World) -> None:
    _, bob = await lived_in(world)
    await bob.slash(world.general, "contact add", name="=HYPERLINK(1)", note="+1 for coffee")
    form = await bob.slash(world.general, "met", contact="Zelda", when="today")
    photos = [("us.jpg", jpeg(size=(64, 48)))]
    await bob.submit_modal(form, {"story": "bob's second story", "photos": photos})
    files = await unpacked(await bob.slash(world.general, "mydata export"))

    Draft202012Validator(json.loads(files["schema.json"])).validate(json.loads(files["meetward.json"]))
    rows = list(csv.DictReader(io.StringIO(files["contacts.csv"].decode("utf-8-sig"))))
    names = {row["name"] for row in rows}
    assert {"Alice", "Zelda", "Carol"} <= names
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    cards = [each.fn.value for each in vobject.readComponents(files["contacts.vcf"].decode())]
    assert {"Alice", "Zelda", "Carol", "=HYPERLINK(1)"} == set(cards)
    entries = icalendar.Calendar.from_ical(files["calendar.ics"]).walk("VEVENT")
    where = [str(each.get("LOCATION", "")) for each in entries]
    assert any("bob's cellar" in each for each in where)
    assert not any("alice's attic" in each for each in where), "he was not let in yet"
    stories = {name: words.decode() for name, words in files.items() if name.startswith("stories/")}
    assert any("bob's unposted story" in each for each in stories.values())
    [second] = [each for each in stories.values() if "second" in each]
    [picture] = [name for name in files if name.startswith("photos/")]
    assert f"../{picture}" in second
    assert Image.open(io.BytesIO(files[picture])).size == (64, 48)
    assert files["imports/import-1"] == b"Name,City\nbob's cousin,Ulm\n"
    about = files["README.txt"].decode()
    assert not [each for each in ("contacts", "calendar.ics", "stories", "imports", "photos") if each not in about]


async def test_what_one_message_cannot_hold_comes_in_several_and_nothing_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob = await lived_in(world)
    whole = await unpacked(await bob.slash(world.general, "mydata export"))
    with monkeypatch.context() as smaller:
        smaller.setattr("cogs.mydata.commands.MOST_BYTES", 60_000)  # 8 MB take long to fill
        answer = await bob.slash(world.general, "mydata export")
    archives = {
        name: data for each in (answer.response, *answer.followups) for name, data in (await files_of(each)).items()
    }
    assert list(archives)[:2] == ["meetward.zip", "meetward-2.zip"]
    assert max(map(len, archives.values())) < 10_000
    parts = [files_in(each) for each in archives.values()]
    assert {*whole} <= {re.sub(r"\.\d+$", "", name) for part in parts for name in part}


async def test_an_export_holds_nothing_of_anybody_elses_list_notes_or_words(world: World) -> None:
    alice, bob = await lived_in(world)
    sure = await alice.slash(world.general, "contact remove", contact="Bobby")
    await world.click(alice, sure, "Remove")
    _, written = await export(world, bob)
    for not_mine in ("Bobby", "alice's note", "Chris", "Hadley", "Seesmic", "alice's own words", "alice's story"):
        assert not_mine not in written
    assert "alice's attic" not in written, "he was not let in yet"
    async with world.app.store.read() as work:
        hers = await work.contacts.find(owner_id=alice.id)
    assert len(hers) > 0
    assert not [each for each in hers if str(each.id) in written]


async def test_an_export_does_not_tell_who_said_no(world: World) -> None:
    await world.set_up()
    alice, bob, carol = world.person("alice"), world.person("bob"), world.person("carol")
    for each in (bob, carol):
        await world.start_mission(each, today=True)
        shown = await each.slash(world.general, "mission show")
        await world.click(each, await world.click(each, shown, "Announce it"), "Post it")
        await world.click(alice, world.recaps.history()[-1], "Put me on your list")
        await alice.slash(world.general, "met", member=each)
    await world.click_letter(bob, "No", -1)
    await world.click_letter(bob, "Not now", -2)
    data, _ = await export(world, alice)
    answers: dict[Any, list[Any]] = {bob.id: [], carol.id: []}
    for question in data["questions_asked"]:
        answers[question["to_id"]].append((question["kind"], question["state"], question["answered_at"]))
    for meeting in data["meetings"]:
        for each in meeting["participants"]:
            answers.get(each["person_id"], []).append(each["part"])
    assert answers[bob.id] == answers[carol.id]


async def test_forgetting_shows_first_what_goes_and_what_stays(world: World) -> None:
    _, bob = await lived_in(world)
    plain = text_of(await bob.slash(world.general, "mydata forget"))
    assert not [word for word in ("visit", "pool") if word in plain]
    await bob.slash(world.general, "visit add", city="Chicago", dates="Friday")
    await world.click(bob, await bob.slash(world.general, "pool join"), "Join")
    sure = await bob.slash(world.general, "mydata forget")
    for number in ("1 mission", "3 contacts", "1 meeting you recorded", "1 public post", "2 meetings others recorded"):
        assert number in text_of(sure)
    assert "- 1 visit you told me of\n- your place in 1 pool\n" in text_of(sure)
    assert "- 2 plans to come\n- 2 open invitations to come, made or answered\n" in text_of(sure)
    await world.click(bob, sure, "Keep everything")
    assert len((await export(world, bob))[0]["meetings"]) == 3


async def test_forgetting_erases_every_row_about_me_and_nothing_of_others(world: World) -> None:
    alice, bob = await lived_in(world)
    assert await rows_about(world, bob.id)
    own_before = (await export(world, alice))[0]
    await world.restart()
    await world.click(bob, await bob.slash(world.general, "mydata forget"), "Forget me")
    await world.travel(timedelta(minutes=5))
    assert await rows_about(world, bob.id) == []
    kept = await _all_rows(world)
    assert len([each for each in kept if "alice's attic" in str(each) or "a café alice likes" in str(each)]) == 2
    for gone in ("bob's", "Zelda"):
        assert not any(gone in str(each) for each in kept)

    assert not any(bob.mention in each for each in world.posts())
    assert any("alice's story" in each and "2 friends" in each for each in world.posts())
    own_after, written = await export(world, alice)
    assert "alice's note about bob" in written
    assert [len(own_after[each]) for each in ("plans_made", "plans_asked", "gatherings_joined")] == [1, 0, 0]
    assert (own_before["gatherings_hosted"][0]["seats_taken"], own_after["gatherings_hosted"][0]["seats_taken"]) == (
        2,
        1,
    )
    [before], [after] = own_before["missions"], own_after["missions"]
    assert after == {**before, "seen_here_at": after["seen_here_at"]}
    assert "**1 of 1**" in text_of(await alice.slash(world.general, "mission show"))
    card = await alice.slash(world.general, "contact show", contact="Bobby")
    assert "alice's note about bob" in text_of(card)


async def test_after_forgetting_old_buttons_say_so_nothing_more_comes_and_one_starts_as_a_stranger(
    world: World,
) -> None:
    _, bob = await lived_in(world)
    home = await bob.slash(world.general, "mission show")
    await world.click(bob, await bob.slash(world.general, "mydata forget"), "Forget me")
    for label in ("Pause", "What counts", "Whom shall I meet?"):
        answer = text_of(await world.click(bob, home, label))
        assert "went wrong" not in answer
        assert "/mission start" in answer
    letters = len(world.direct(bob))
    await world.travel(3 * WEEK)
    assert len(world.direct(bob)) == letters
    assert "no mission running" in text_of(await bob.slash(world.general, "mission show"))
    proposal = await bob.slash(world.general, "mission start")
    assert "I am 18 or older: yes" not in labels(proposal)
    assert "Bloomington" not in text_of(proposal)


async def test_a_stranger_exports_and_forgets_next_to_nothing(world: World) -> None:
    await world.set_up()
    mallory = world.person("mallory")
    data, _ = await export(world, mallory)
    assert not any(value for key, value in data.items() if key not in ("schema", "exported_at"))
    files = await unpacked(await mallory.slash(world.general, "mydata export"))
    assert sorted(files) == ["README.txt", "meetward.json", "schema.json"]
    assert "I know nothing" in files["README.txt"].decode()
    sure = await mallory.slash(world.general, "mydata forget")
    assert "next to nothing" in text_of(sure)
    await world.click(mallory, sure, "Erase even that")
    assert await rows_about(world, mallory.id) == []


async def test_somebody_who_never_used_the_bot_reads_and_erases_what_others_data_says_of_their_account(
    world: World,
) -> None:
    await world.set_up(nudge_channel=world.general)
    alice, dave = world.person("alice"), world.person("dave")
    await world.start_mission(alice, today=True)
    await alice.slash(world.general, "contact add", member=dave, note="alice's note about dave")
    await world.tell(alice, "alice's story", member=dave)
    await world.travel(timedelta(minutes=5))
    data, written = await export(world, dave)
    assert [len(data[each]) for each in ("meetings", "questions_received", "contacts")] == [1, 1, 0]
    assert not [each for each in ("alice's note", "alice's story") if each in written]

    sure = await dave.slash(world.general, "mydata forget")
    assert "1 meeting somebody else recorded" in text_of(sure)
    assert "without your account" in text_of(sure)
    # Pressed twice before the first press is answered.
    for each in await world.at_once(dave, sure, "Forget me"):
        assert "forgotten you" in text_of(each)
    await world.travel(timedelta(minutes=5))
    assert await rows_about(world, dave.id) == []
    assert not [each for each in world.posts() if dave.mention in each]
    assert not [each for each in map(text_of, world.general.history()) if dave.mention in each]
    card = await alice.slash(world.general, "contact show", contact="Dave")
    assert "alice's note about dave" in text_of(card)
    assert "**1 of 1**" in text_of(await alice.slash(world.general, "mission show"))
    assert await export(world, dave)
    assert await rows_about(world, dave.id) == []
    assert world.blunders() == []


async def test_housekeeping_tells_whoever_is_long_unseen_and_lets_go_of_a_server_that_put_the_bot_out(
    world: World,
) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await alice.slash(world.general, "contact add", name="Zelda")
    await bob.slash(world.general, "contact add", name="Ada")
    await world.start_mission(bob, today=True)
    invite = await world.remove_bot()
    await world.travel(31 * DAY)
    await world.app.keep_house()
    await invite()
    assert "no mission running" in text_of(await bob.slash(world.general, "mission show"))
    assert "Ada" in text_of(await bob.slash(world.general, "contact list"))

    await world.travel(309 * DAY)
    await world.app.keep_house()
    await world.travel(DAY)
    waiting = text_of(await alice.slash(world.general, "inbox"))
    assert "forget everything I know about you" in waiting
    await world.app.keep_house()
    await world.travel(40 * DAY)
    await world.app.keep_house()
    assert "Zelda" in text_of(await alice.slash(world.general, "contact list"))
    assert world.blunders() == []


async def _all_rows(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with world.app.store._reader.connect() as connection:
        for table in tables.metadata.sorted_tables:
            found += [dict(each) for each in (await connection.execute(select(table))).mappings()]
    return found
