"""The private list: what is known of somebody, finding them again, and what to remember for next time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from tests.stories.world import World, custom_id, labels, options_of, text_of, values_of

HADLEY = {
    "source": "Seesmic",
    "handle": "https://seesmic.example/chris",
    "city": "Bloomington, IN",
    "tags": "wine, climbing",
    "languages": "Portuguese, German",
    "met_online": "a long thread about bicycles",
    "introduced_by": "Dana",
    "birthday": "January 10, 1980",
    "note": "owes me a beer",
}


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def says(world: World, person: MemberActor, command: str, **options: Any) -> str:
    return text_of(await person.slash(world.general, command, **options))


async def add(world: World, person: MemberActor, *names: str, **details: Any) -> None:
    for name in names:
        assert "is on your list" in await says(world, person, "contact add", name=name, **details)


async def offered(world: World, person: MemberActor, command: str, option: str, typed: str) -> list[str]:
    return [str(each["name"]) for each in await person.autocomplete(world.general, command, option, typed)]


def listed(on: Any) -> list[str]:
    """The names in the rows of a page of the list."""
    rows = [line for line in text_of(on).splitlines() if line.startswith("- ")]
    return [row.split(" · ")[0].strip("-* ~") for row in rows]


async def card(world: World, person: MemberActor, name: str) -> InteractionResult:
    return await person.slash(world.general, "contact show", contact=name)


# ---------------------------------------------------------------------- what is known


async def test_all_that_is_known_of_somebody_stands_on_their_card(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Dana")
    await add(world, alice, "Chris Hadley", **HADLEY)
    await alice.slash(world.general, "contact edit", contact="chris hadley", promised="a book", again_in=6)
    shown = await says(world, alice, "contact show", contact="Chris Hadley")
    for fact in (
        "### Chris Hadley",
        "- Bloomington, Indiana, United States",
        "from Seesmic: <https://seesmic.example/chris>",
        "#wine, #climbing",
        "speaks Portuguese and German",
        "You met online: a long thread about bicycles",
        "introduced by Dana",
        "birthday in 9 days (January 10, 1980)",
        "not met yet",
        "**You promised them**\n> a book",
        "from February 12, 2026 on I suggest them again",
        "> owes me a beer",
    ):
        assert fact in shown
    await alice.slash(world.general, "contact edit", contact="Dana", name="Dana Fox")
    assert "introduced by Dana Fox" in await says(world, alice, "contact show", contact="Chris Hadley")


async def test_somebody_with_an_account_is_added_once_and_filled_in(world: World) -> None:
    alice, bob = world.person("alice"), world.person("bob")
    assert "is on your list" in await says(world, alice, "contact add", member=bob)
    again = await says(world, alice, "contact add", member=bob, name="Bobby", note="plays chess")
    assert "**Bob** was on your list already; I filled in what is new" in again
    shown = await says(world, alice, "contact show", contact="Bob")
    assert f"### Bob · {bob.mention}" in shown
    assert "> plays chess" in shown
    again = await says(world, alice, "contact add", member=bob, note="plays chess")
    assert again.startswith("**Bob** was on your list already.\n"), "nothing was new"
    await says(world, alice, "contact add", member=bob, note="plays go", city="Ulm")
    [contact] = (await world.rows())["contacts"]
    assert (contact.account_id, contact.name) == (bob.id, "Bob")
    assert contact.note == "plays chess\nBobby\nplays go", "nothing was overwritten, nothing lost"


async def test_the_list_is_the_same_in_every_community(world: World) -> None:
    alice = world.person("alice")
    guild = world.env.create_guild("Elsewhere", owner=world.env.create_user("nora"))
    lobby, there = guild.create_text_channel("lobby"), guild.add_member(alice.user)
    await add(world, alice, "Chris Hadley", **HADLEY)
    assert listed(await there.slash(lobby, "contact list")) == ["Chris Hadley"]
    here, elsewhere = (
        await card(world, alice, "Chris Hadley"),
        await there.slash(lobby, "contact show", contact="chris hadley"),
    )
    assert text_of(here) == text_of(elsewhere)
    await there.slash(lobby, "contact edit", contact="Chris Hadley", note="moved to Ulm", city="Ulm")
    await there.slash(lobby, "contact add", name="Dana")
    assert "> moved to Ulm" in text_of(await card(world, alice, "Chris Hadley"))
    assert listed(await alice.slash(world.general, "contact list")) == ["Chris Hadley", "Dana"]
    assert "Dana" in [each["name"] for each in await there.autocomplete(lobby, "met", "contact", "dan")]


async def test_a_city_may_be_written_as_it_is_there_and_elsewhere(world: World) -> None:
    alice = world.person("alice")
    for at, (typed, shown) in enumerate(
        (
            ("Bloomington, IN", "Bloomington, Indiana, United States"),
            ("Bloomington, IL", "Bloomington, Illinois, United States"),
            ("München", "Munich, Germany"),
            ("Munich", "Munich, Germany"),
            ("Koeln", "Köln, Germany"),
            ("Cologne", "Köln, Germany"),
            ("東京", "Tokyo, Japan"),
            ("Lisboa", "Lisbon, Portugal"),
            ("NYC", "New York City, New York, United States"),
        )
    ):
        await add(world, alice, f"Person {at}", city=typed)
        assert f"- {shown}\n" in text_of(await card(world, alice, f"Person {at}"))
    which = await says(world, alice, "contact add", name="Eve", city="Bloomington")
    assert "several places called “Bloomington”" in which
    assert "Narnia" in await says(world, alice, "contact add", name="Eve", city="Narnia")
    assert "Eve" not in [each.name for each in (await world.rows())["contacts"]], "nothing was written halfway"


async def test_birthdays_today_tomorrow_and_in_a_leap_year(world: World) -> None:
    alice = world.person("alice")
    for typed, shown in (
        ("1 January", "birthday today! (January 1)"),
        ("January 2", "birthday tomorrow (January 2)"),
        ("May 14", "birthday on May 14"),
        ("1980-05-14", "birthday on May 14, 1980"),
        ("29 February", "birthday on February 29"),
    ):
        await add(world, alice, f"Born {typed}", birthday=typed)
        assert f"- {shown}\n" in text_of(await card(world, alice, f"Born {typed}"))
    for faulty in ("30 February", "29 February 1981", "soon"):
        assert "as a birthday" in await says(world, alice, "contact add", name="Eve", birthday=faulty)


async def test_details_change_in_two_forms_and_a_fault_keeps_what_was_typed(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Dana", "Chris")
    shown = await card(world, alice, "Chris")
    form = await world.click(alice, shown, "More about them")
    faulty = await alice.submit_modal(form, {"tags": "wine, Wine, climbing", "birthday": "Smarch 13", "note": "tea"})
    assert "“Smarch 13” as a birthday" in text_of(faulty)
    again = await world.click(alice, faulty, "Fix it")
    assert values_of(again) == {"tags": "wine, Wine, climbing", "birthday": "Smarch 13", "note": "tea"}
    typed = values_of(again) | {"birthday": "March 13", "languages": "german", "introduced_by": "dana"}
    text = text_of(await alice.submit_modal(again, typed))
    for fact in ("#wine, #climbing\n", "birthday on March 13", "speaks German", "introduced by Dana", "> tea"):
        assert fact in text
    form = await world.click(alice, shown, "Edit")
    text = text_of(
        await alice.submit_modal(form, {"name": "Chris H.", "handle": "https://github.com/chris", "city": "Ulm"})
    )
    for fact in ("### Chris H.", "- Ulm, Germany", "from GitHub: <https://github.com/chris>", "#wine, #climbing"):
        assert fact in text
    form = await world.click(alice, shown, "More about them")
    await alice.submit_modal(form, {"note": "tea"})
    emptied = text_of(await card(world, alice, "Chris H."))
    assert not [gone for gone in ("#", "birthday", "speaks", "introduced") if gone in emptied.removeprefix("###")]


# ---------------------------------------------------------------------- finding


async def a_full_list(world: World, alice: MemberActor) -> None:
    await add(world, alice, "Zoë Müller", handle="@zebra@social.example", tags="Wein", city="Ulm")
    await add(world, alice, "Chris Hadley", city="Bloomington, IN", tags="climbing")
    await add(world, alice, "Ngozi Okafor", city="Bloomington, IN", tags="climbing, wine")
    await add(world, alice, "Bob", city="Bloomington, IL")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Chris", "Chris Hadley"),
        ("hadley chris", "Chris Hadley"),
        ("Hadly", "Chris Hadley"),
        ("zoe muller", "Zoë Müller"),
        ("Mueller", "Zoë Müller"),
        ("ngozzi", "Ngozi Okafor"),
        ("@zebra", "Zoë Müller"),
        ("ulm", "Zoë Müller"),
        ("wein", "Zoë Müller"),
        ("bob, okafor", "bob, Ngozi Okafor"),
    ],
)
async def test_somebody_is_found_by_what_one_remembers(world: World, typed: str, found: str) -> None:
    alice = world.person("alice")
    await a_full_list(world, alice)
    choices = await alice.autocomplete(world.general, "met", "contact", typed)
    assert str(choices[0]["name"]).split(" · ")[0] == found
    opened = await alice.slash(world.general, "contact show", contact=choices[0]["value"])
    assert text_of(opened).startswith(f"### {found.removeprefix('bob, ')}")


async def test_choices_are_offered_for_every_detail(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris Hadley", **HADLEY)
    for option, typed, first in (
        ("source", "", "Seesmic"),
        ("source", "mast", "Mastodon"),
        ("source", "link", "LinkedIn"),
        ("tags", "", "climbing"),
        ("tags", "wine, c", "wine, climbing"),
        ("tags", "wine, new", "wine, new"),
        ("languages", "swed", "Swedish"),
        ("languages", "German, portu", "German, Portuguese"),
        ("introduced_by", "hadl", "Chris Hadley · Bloomington, Indiana · Seesmic"),
        ("city", "bloomington, in", "Bloomington, Indiana, United States"),
    ):
        assert (await offered(world, alice, "contact add", option, typed))[0] == first
    assert await offered(world, alice, "contact list", "city", "") == ["Bloomington, Indiana, United States"]
    assert await offered(world, alice, "contact list", "tag", "wi") == ["wine"]


async def test_the_list_is_narrowed_by_command_and_by_menu(world: World) -> None:
    alice = world.person("alice")
    await a_full_list(world, alice)
    await met(world, alice, "Chris Hadley", "2025-08-01")
    await met(world, alice, "Bob", "2025-12-20")
    for options, names in (
        ({"city": "Bloomington, Indiana"}, ["Chris Hadley", "Ngozi Okafor"]),
        ({"tag": "Climbing"}, ["Chris Hadley", "Ngozi Okafor"]),
        ({"never_met": True}, ["Ngozi Okafor", "Zoë Müller"]),
        ({"not_met_for": 3}, ["Chris Hadley"]),
        ({"never_met": True, "not_met_for": 3}, ["Ngozi Okafor", "Zoë Müller"]),
        ({"city": "Bloomington, IN", "tag": "climbing", "never_met": True}, ["Ngozi Okafor"]),
    ):
        assert listed(await alice.slash(world.general, "contact list", **options)) == names
    unknown = await says(world, alice, "contact list", tag="#nothing like it")
    assert "Nobody on your list has the tag “nothing like it”" in unknown
    everyone = await alice.slash(world.general, "contact list")
    assert listed(everyone) == ["Bob", "Chris Hadley", "Ngozi Okafor", "Zoë Müller"]
    for label, names in (
        ("Not met yet", ["Ngozi Okafor", "Zoë Müller"]),
        ("Not met for 3 months", ["Chris Hadley"]),
        ("Not met for 6 months", []),
        ("Bloomington, Indiana, United States", ["Chris Hadley", "Ngozi Okafor"]),
        ("#wine", ["Ngozi Okafor"]),
        ("Everyone", ["Bob", "Chris Hadley", "Ngozi Okafor", "Zoë Müller"]),
    ):
        value = options_of(everyone, "contact.narrow")[label]
        assert listed(await world.select(alice, everyone, [value], "contact.narrow")) == names


async def test_the_list_is_leafed_through_and_somebody_opened(world: World) -> None:
    alice = world.person("alice")
    names = [f"Person {at:02}" for at in range(23)]
    await add(world, alice, *names, tags="many")
    page = await alice.slash(world.general, "contact list", tag="many")
    assert "Earlier" not in labels(page)
    seen = [listed(page)]
    while "More" in labels(page):
        page = await world.click(alice, page, "More")
        seen.append(listed(page))
    assert seen == [names[:10], names[10:20], names[20:]]
    assert "#many: 23 people" in text_of(page), "the filter stays from page to page"
    page = await world.click(alice, page, "Earlier")
    assert listed(page) == names[10:20]
    opened = await world.select(alice, page, [options_of(page, "contact.open")["Person 13"]], "contact.open")
    assert text_of(opened).startswith("### Person 13")
    back = await world.click(alice, opened, "My list")
    assert listed(back) == names[10:20], "it leads back to the page it was opened from"
    assert "#many: 23 people" in text_of(back)


# ---------------------------------------------------------------------- meetings and next time


async def met(world: World, person: MemberActor, names: str, when: str, story: str = "", **how: Any) -> None:
    form = await person.slash(world.general, "met", contact=names, when=when, **how)
    if story:
        await person.submit_modal(form, {"story": story, "place": "the library"})


async def test_a_card_remembers_the_last_times_and_what_comes_next(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris")
    shown = await card(world, alice, "Chris")
    assert "topics" not in str((await world.click(alice, shown, "For next time")).modal), "there was no last time yet"
    for day in (10, 11, 12, 13):
        await met(world, alice, "Chris", f"2025-12-{day}", f"Story {day}.")
    text = text_of(await card(world, alice, "Chris"))
    assert "met 4 times, last on December 13, 2025" in text
    assert "- December 13, 2025, in person, the library: Story 13." in text
    assert [f"Story {day}" in text for day in (10, 11, 12, 13)] == [False, True, True, True], "the last three"
    form = await world.click(alice, shown, "For next time")
    assert "topics" not in values_of(form), "the story is no note, and is not offered as one"
    wishes = {"topics": "bees and jazz", "promised": "the bee book", "again": "in 6 weeks"}
    text = text_of(await alice.submit_modal(form, wishes))
    for fact in ("the library: bees and jazz", "> the bee book", "from February 12, 2026 on"):
        assert fact in text
    faulty = await alice.submit_modal(await world.click(alice, shown, "For next time"), wishes | {"again": "Smarch"})
    kept = values_of(await world.click(alice, faulty, "Fix it"))
    assert kept == wishes | {"again": "Smarch"}
    await world.travel(timedelta(weeks=7))
    assert "**Next time:** about now" in text_of(await card(world, alice, "Chris"))


async def test_for_next_time_is_written_to_the_meeting_it_was_opened_for(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris")
    await met(world, alice, "Chris", "2025-12-10", "Story 10.")
    form = await world.click(alice, await card(world, alice, "Chris"), "For next time")
    await met(world, alice, "Chris", "2025-12-20", "Story 20.")
    text = text_of(await alice.submit_modal(form, {"topics": "bees and jazz", "promised": "", "again": ""}))
    assert "- December 10, 2025, in person, the library: bees and jazz" in text
    assert "- December 20, 2025, in person, the library: Story 20." in text
    form = await world.click(alice, await card(world, alice, "Chris"), "For next time")
    await alice.submit_modal(form, {"promised": "a book"})
    assert ": Story 20." in text_of(await card(world, alice, "Chris")), (
        "the story is not lost by leaving the note empty"
    )


async def test_a_card_names_its_note_and_orders_its_buttons(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris", note="tall")
    shown = await card(world, alice, "Chris")
    assert "**Note**\n> tall" in text_of(shown)
    first = ["Invite", "We met", "For next time", "Edit", "More about them"]
    assert labels(shown) == [*first, "My list", "Merge…", "Never suggest", "Remove"]


async def test_wishes_about_when_to_suggest_somebody_are_kept(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris")
    shown = await card(world, alice, "Chris")
    for value, fact in (
        ("again.4", "from January 29, 2026 on I suggest them again"),
        ("snooze.12", "Not suggested before March 26, 2026"),
        ("seldom.0", "Suggested less often"),
    ):
        assert fact in text_of(await world.select(alice, shown, [value], "contact.when"))
    usual = text_of(await world.select(alice, shown, ["usual.0"], "contact.when"))
    assert not [fact for fact in ("Next time", "Not suggested", "less often") if fact in usual]
    await alice.slash(world.general, "contact edit", contact="Chris", again_in=2, less_often=True)
    [contact] = (await world.rows())["contacts"]
    assert (contact.again_on, contact.is_seldom) == (date(2026, 1, 15), True)
    near = await says(world, alice, "contact edit", contact="Chris", next_time_near=True)
    assert "Waiting until you're near each other" in near
    assert "suggest them again" not in near, "the later wish holds"
    assert "Waiting" not in await says(world, alice, "contact edit", contact="Chris", not_for=3)
    both = await says(world, alice, "contact edit", contact="Chris", next_time_near=True, again_in=2)
    assert "Waiting" in both
    assert "suggest them again" in both, "what is said at once holds at once"
    assert "Waiting" not in await says(world, alice, "contact edit", contact="Chris", next_time_near=False)
    await alice.slash(world.general, "contact edit", contact="Chris", again_in=0, less_often=False)
    [contact] = (await world.rows())["contacts"]
    assert (contact.again_on, contact.is_seldom) == (None, False)


async def test_never_and_snoozed_are_not_suggested(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, today=True)
    await add(world, alice, "Chris", "Dana", "Eve")
    await world.click(alice, await card(world, alice, "Dana"), "Never suggest")
    await world.select(alice, await card(world, alice, "Eve"), ["snooze.4"], "contact.when")
    suggested = text_of(await alice.slash(world.general, "suggest"))
    assert "Chris" in suggested
    assert not [name for name in ("Dana", "Eve") if name in suggested]
    assert "~~Dana~~" in await says(world, alice, "contact list")
    assert "When shall I suggest them?" not in str((await card(world, alice, "Dana")).response)
    await world.click(alice, await card(world, alice, "Dana"), "Allow again")
    assert "~~" not in await says(world, alice, "contact list")


async def test_whoever_is_removed_stays_in_history_and_as_introducer_by_name(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Dana")
    await add(world, alice, "Chris", introduced_by="Dana")
    await met(world, alice, "Dana", "2025-12-10", "Tea with Dana.")
    sure = await alice.slash(world.general, "contact remove", contact="Dana")
    assert "meetings with them stay in your history" in text_of(sure)
    assert text_of(await world.click(alice, sure, "Keep")).startswith("### Dana")
    await alice.slash(world.general, "contact remove", contact="Dana")
    gone = custom_id(sure, "Remove").rsplit(":", 1)[1]
    await world.craft(alice, "contact.remove_now", gone)
    assert listed(await alice.slash(world.general, "contact list")) == ["Chris"]
    assert "introduced by Dana" in text_of(await card(world, alice, "Chris"))
    [meeting] = (await world.rows())["meetings"]
    assert [each.shown_as for each in meeting.participants][1:] == ["Dana"]
