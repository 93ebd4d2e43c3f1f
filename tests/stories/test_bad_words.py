"""Bad input in words: days, places and names nobody can use; each gets a sentence that says what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from bot.demo.reading import walk
from tests.stories.world import World, custom_ids, labels, text_of

JANUARY_7 = datetime(2026, 1, 7, 15, tzinfo=UTC)
NASTY = "**Eve** @everyone <@1> [free](https://a.example) [beer](https://b.example) `x`"
REVERSED = "Ann\u202egnp.exe\u2066 Lee\u200b"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def a_running_mission(world: World, name: str = "kyle") -> MemberActor:
    """Somebody whose mission began on Monday, 5 January; today is the Wednesday after it."""
    await world.set_up()
    person = world.person(name)
    await world.start_mission(person)
    await world.travel(JANUARY_7)
    return person


async def says(world: World, person: MemberActor, command: str, **options: object) -> str:
    answer = await person.slash(world.general, command, **options)
    assert answer.response is not None
    assert answer.response.ephemeral, "what concerns one person is for their eyes only"
    return text_of(answer)


def field_of(form: InteractionResult, name: str) -> str:
    """What stands in a field of an open form."""
    assert form.modal is not None
    return next(
        str(each.get("value") or "") for each in walk(form.modal["components"]) if each.get("custom_id") == name
    )


async def test_a_meeting_that_has_not_happened_yet_waits_until_it_has(world: World) -> None:
    kyle = await a_running_mission(world)
    text = await says(world, kyle, "met", contact="Chris", when="2026-01-09")
    assert "January 9, 2026" in text
    assert "/met" in text
    rows = await world.rows()
    assert not rows["meetings"]
    assert not rows["contacts"], "nobody is added by a meeting that was not recorded"


async def test_a_meeting_before_the_promise_is_kept_and_says_why_it_does_not_count(world: World) -> None:
    kyle = await a_running_mission(world)
    form = await kyle.slash(world.general, "met", contact="Chris", when="January 4")
    assert form.modal is not None
    note = form.modal["components"][0]["content"]
    assert "doesn't count" in note
    assert "January 5, 2026" in note, "the day from which it would have"
    [meeting] = (await world.rows())["meetings"]
    assert meeting.met_on == date(2026, 1, 4)
    assert "**0 of 0**" in await says(world, kyle, "mission show")
    assert "last on" in (chris := await says(world, kyle, "contact show", contact="Chris")) or "met once" in chris


async def test_a_day_in_nonsense_is_asked_again_with_examples(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    for when in ("the day after never", "31 February", "2026-13-45", "🤷", "x" * 300, "1"):
        text = await says(world, kyle, "met", contact="Chris", when=when)
        assert "last Friday" in text, when
    assert not (await world.rows())["meetings"]


async def test_days_of_a_mission_in_nonsense_start_nothing(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    assert "last Friday" in await says(world, kyle, "mission start", until="when pigs fly")
    past = await says(world, kyle, "mission start", until="2025-12-01")
    assert "later end" in past or "in the future" in past
    assert "earlier end" in await says(world, kyle, "mission start", until="2099-01-01")
    assert "Mon 9:00" in await says(world, kyle, "mission start", weekly_time="whenever")
    await world.start_mission(kyle)
    assert "backwards" in await says(world, kyle, "mission time-off", first="2026-03-09", last="2026-03-02")
    assert "outside" in await says(world, kyle, "mission time-off", first="2031-03-02")
    rows = await world.rows()
    assert len(rows["missions"]) == 1
    assert not rows["days_off"]


async def test_an_unknown_city_zone_or_country_is_asked_again(world: World) -> None:
    unknown = await says(world, world.organiser, "community setup", recap_channel=world.recaps, time_zone="Mars/Base")
    assert "Mars/Base" in unknown
    assert "pick one from the list" in unknown
    country = await says(world, world.organiser, "community setup", recap_channel=world.recaps, country="Narnia")
    assert "Narnia" in country
    await world.set_up()
    kyle = world.person("kyle")
    for command, option in (
        ("mission start", "city"),
        ("profile", "city"),
        ("profile", "zone"),
        ("contact add", "city"),
    ):
        named = {"name": "Chris"} if command == "contact add" else {}
        assert "pick one from the list" in await says(world, kyle, command, **named, **{option: "Narnia *Deep*"})
    assert not (await world.rows())["contacts"]


async def test_a_name_nobody_can_see_is_no_name(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    for name in ("   ", "\u200b\u2060\u202e", "\u3164", "\u2800 \u2800"):
        assert "I need a name" in await says(world, kyle, "contact add", name=name), ascii(name)
        text = await says(world, kyle, "met", contact=name)
        assert "I need a name" in text or "Who did you meet" in text, ascii(name)
    rows = await world.rows()
    assert not rows["contacts"]
    assert not rows["meetings"]


async def test_a_name_of_three_hundred_characters_is_too_long_and_says_how_long_is_not(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    for command, option in (("contact add", "name"), ("met", "contact")):
        assert "100 characters" in await says(world, kyle, command, **{option: "n" * 300})
    for command in ("contact show", "contact never", "contact edit", "contact remove"):
        text = await says(world, kyle, command, contact="n" * 300)
        assert "/contact list" in text
    rows = await world.rows()
    assert not rows["contacts"]
    assert not rows["meetings"]


@pytest.mark.parametrize("name", [NASTY, REVERSED])
async def test_a_nasty_name_is_shown_as_typed_everywhere_and_pings_nobody(world: World, name: str) -> None:
    kyle = await a_running_mission(world)
    shown = [
        await says(
            world, kyle, "contact add", name=name, source=name[:60], met_online=name, note=name, city="Bloomington"
        )
    ]
    shown += [await says(world, kyle, "contact list"), await says(world, kyle, "contact show", contact=name)]
    shown += [await says(world, kyle, "suggest"), await says(world, kyle, "contact show", contact=name + "x")]
    form = await kyle.slash(world.general, "met", contact=name)
    preview = await kyle.submit_modal(form, {"story": f"{name}\n# Loud\n> deep\n-# small", "place": name[:80]})
    preview = await world.click(kyle, preview, next(each for each in labels(preview) if each.startswith("Name ")))
    posted = await world.click(kyle, preview, "Post")
    shown += [text_of(preview), text_of(posted), *world.posts()]
    assert len(world.posts()) == 1, "the story is up"
    for text in shown:
        harmless(text)
    assert not world.pinged()


def harmless(text: str) -> None:
    """Nothing in it formats, links, mentions or turns around, though it can be read."""
    for bad in (r"\*\*Eve\*\*", "@(everyone|here)", r"(?<!\\)<@!?\d\b", r"\]\(", "[\u202e\u2066]", r"\n> (#|-#|>)"):
        assert not re.search(bad, text), f"{bad!r} in {text!r}"


async def test_a_nasty_name_in_the_announcement_and_in_a_refusal_is_harmless(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    await world.start_mission(kyle, promise=f"{NASTY} {REVERSED}")
    await kyle.slash(world.general, "contact add", name="@everyone", source="<@1>")
    home = await kyle.slash(world.general, "mission show")
    preview = await world.click(kyle, home, "Announce it")
    await world.click(kyle, preview, "Post it")
    [post] = world.posts()
    harmless(post)
    assert "everyone" in post, "it is made harmless, not left out"
    harmless(await says(world, kyle, "contact show", contact=NASTY))
    harmless(await says(world, kyle, "profile", city=NASTY))
    assert not world.pinged()


async def test_neither_oneself_nor_a_bot_can_be_met_or_listed(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    for other, word in ((kyle, "That's you"), (robot, "That's a bot")):
        for command in ("contact add", "met", "contact never"):
            text = await says(world, kyle, command, member=other)
            assert word in text
            assert "Pick" in text
        for menu in ("Add to my list", "We met"):
            answer = await kyle.context_menu(world.general, menu, other)
            assert word in text_of(answer)
    rows = await world.rows()
    assert not rows["contacts"]
    assert not rows["meetings"]


async def test_picking_oneself_and_a_bot_among_others_adds_the_others(world: World) -> None:
    await world.set_up()
    kyle, bob = world.person("kyle"), world.person("bob")
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    empty = await kyle.slash(world.general, "contact list")
    only = await world.select(kyle, empty, [kyle, robot], "contact.pick")
    assert "Nobody was added" in text_of(only)
    picked = await world.select(kyle, empty, [kyle, robot, bob], "contact.pick")
    assert "1 person is new" in text_of(picked)
    again = await world.select(kyle, empty, [bob], "contact.pick")
    assert "already" in text_of(again)
    [contact] = (await world.rows())["contacts"]
    assert contact.account_id == bob.id


async def test_somebody_whose_name_cannot_be_seen_has_a_place_on_the_list(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    ghost = world.guild.add_member(world.env.create_user("ghost"), nick="\u3164\u200b")
    await says(world, kyle, "contact add", member=ghost)
    listed = await kyle.slash(world.general, "contact list")
    assert "1 person" in text_of(listed)
    assert str(ghost.id) in text_of(listed) or "ghost" in text_of(listed)
    assert any(each.startswith("contact.open") for each in custom_ids(listed))


async def test_a_form_with_a_fault_keeps_what_was_typed(world: World) -> None:
    kyle = await a_running_mission(world)
    form = await kyle.slash(world.general, "met")
    story = "We talked until the *lights* went out."
    faulty = await kyle.submit_modal(form, {"names": "Chris", "when": "someday", "how": ["video"], "story": story})
    assert "someday" in text_of(faulty)
    assert "is kept" in text_of(faulty)
    await world.restart()
    again = await world.click(kyle, faulty, "Fix it")
    assert (field_of(again, "names"), field_of(again, "when"), field_of(again, "story")) == ("Chris", "someday", story)
    told = await kyle.submit_modal(
        again, {"names": "Chris", "when": "yesterday", "how": ["in_person"], "story": field_of(again, "story")}
    )
    assert "lights" in text_of(told)
    [meeting] = (await world.rows())["meetings"]
    assert meeting.met_on == date(2026, 1, 6)
    assert meeting.story == story


async def test_every_form_reopens_filled_after_a_fault(world: World) -> None:
    kyle = await a_running_mission(world)
    await says(world, kyle, "contact add", name="Chris")
    form = await kyle.slash(world.general, "contact edit", contact="Chris")
    faulty = await kyle.submit_modal(form, {"name": "Chris H.", "city": "Narnia", "met_online": "a tea forum"})
    again = await world.click(kyle, faulty, "Fix it")
    assert (field_of(again, "name"), field_of(again, "met_online")) == ("Chris H.", "a tea forum")
    await kyle.submit_modal(again, {"name": "Chris H.", "city": "", "met_online": field_of(again, "met_online")})
    assert "a tea forum" in await says(world, kyle, "contact show", contact="Chris H.")

    home = await kyle.slash(world.general, "mission show")
    change = await world.click(kyle, home, "Change it")
    details = await world.click(kyle, change, "City, time, end, words…")
    faulty = await kyle.submit_modal(details, {"ends": "2020-01-01", "promise": "Tea with everyone"})
    assert "is over already" in text_of(faulty) or "later end" in text_of(faulty)
    again = await world.click(kyle, faulty, "Fix it")
    assert field_of(again, "promise") == "Tea with everyone"
    proposal = await kyle.submit_modal(again, {"ends": "2026-06-30", "promise": field_of(again, "promise")})
    await world.click(kyle, proposal, "Save the changes")
    [mission] = (await world.rows())["missions"]
    assert (mission.ends_on, mission.promise) == (date(2026, 6, 30), "Tea with everyone")


async def test_a_mission_begun_from_a_button_survives_a_fault_in_its_form(world: World) -> None:
    ready = await world.set_up()
    await world.click(world.organiser, ready, "Post the invitation")
    kyle = world.person("kyle")
    form = await world.click(kyle, world.recaps.history()[0], "Start your mission")
    faulty = await kyle.submit_modal(
        form, {"city": "Narnia", "weekly": "Tuesday 8:00", "strength": ["gentle"], "adult": ["yes"], "promise": "Tea"}
    )
    assert "Narnia" in text_of(faulty)
    again = await world.click(kyle, faulty, "Fix it")
    assert (field_of(again, "weekly"), field_of(again, "promise")) == ("Tuesday 8:00", "Tea")
    proposal = await kyle.submit_modal(
        again, {"city": "Berlin", "weekly": "Tuesday 8:00", "strength": ["gentle"], "adult": ["yes"], "promise": "Tea"}
    )
    await world.click(kyle, proposal, "Start my mission")
    [mission] = (await world.rows())["missions"]
    assert (mission.kickoff_weekday, mission.kickoff_minute, mission.time_zone) == (1, 480, "Europe/Berlin")


async def test_a_form_put_away_loses_nothing(world: World) -> None:
    kyle = await a_running_mission(world)
    await kyle.slash(world.general, "met", contact="Chris")  # the form for the story opens, and is put away
    [meeting] = (await world.rows())["meetings"]
    assert "**1 of 0**" not in (home := await says(world, kyle, "mission show"))
    assert "🟩" in home
    choices = await kyle.autocomplete(world.general, "story edit", "meeting", "")
    told = await kyle.slash(world.general, "story edit", meeting=choices[0]["value"])
    form = await world.click(kyle, told, "Tell the story")
    await kyle.submit_modal(form, {"story": "Better late."})
    [meeting] = (await world.rows())["meetings"]
    assert meeting.story == "Better late."


@pytest.mark.parametrize("name", [NASTY, REVERSED])
async def test_nasty_words_in_a_plan_are_harmless_on_every_side(world: World, name: str) -> None:
    kyle, bob = await a_running_mission(world), world.person("bob")
    await world.start_mission(bob)
    words = {"what": name[:80], "place": name, "words": f"{name}\n# Loud\n> deep", "when": "Fri 19:00"}
    shown = [draft := await kyle.slash(world.general, "plan new", contact=name, member=bob, **words)]
    shown += [await world.click(kyle, draft, "Send it"), world.letter(bob)]
    shown += [await world.click_letter(bob, "Yes, gladly"), world.letter(kyle), world.letter(bob)]
    shown += [await kyle.slash(world.general, "plan show"), await world.click_letter(kyle, "Share my plan")]
    await world.click_letter(kyle, "Back")
    shown += [await world.click_letter(kyle, "Call it off")]
    shown += [await world.click_letter(kyle, "Call it off"), world.letter(bob)]
    for each in shown:
        # What stands on a button is shown as it is.
        harmless("\n".join(line for line in text_of(each).splitlines() if line[1:-1] not in labels(each)))
    assert "Loud" in text_of(shown[1]), "it is made harmless, not left out"
    assert not [each for each in world.pinged() if each not in (str(kyle.id), str(bob.id))]


async def test_a_plan_in_nonsense_is_asked_again(world: World) -> None:
    kyle = await a_running_mission(world)
    for options, hint in (
        ({"contact": "Chris", "when": "soonish"}, "Fri 19:00"),
        ({"contact": "Chris", "when": "yesterday at noon"}, "still to come"),
        ({"contact": "Chris", "city": "Narnia"}, "pick one from the list"),
        ({"contact": "\u200b"}, "Whom would you like to meet?"),
        ({"contact": ", ".join(f"Chris {at}" for at in range(9))}, "/host new"),
        ({"member": kyle}, "That's you"),
    ):
        assert hint in await says(world, kyle, "plan new", **options), options
    for command, options in (("plan show", {}), ("plan cancel", {}), ("plan move", {"when": "Fri 19:00"})):
        for plan in ("x", "-1", "9" * 40):
            assert "isn't there any more" in await says(world, kyle, command, plan=plan, **options), plan
    rows = await world.rows()
    assert not rows["plans"]
    assert not rows["contacts"]
