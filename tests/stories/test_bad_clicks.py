"""Bad input in clicks: late, twice, on somebody else's button, on none at all; nothing is shown, lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from meetups.values import PersonId
from tests.stories.world import World, custom_id, labels, text_of, upload

WEDNESDAY = datetime(2026, 1, 7, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def a_running_mission(world: World, name: str = "kyle", *listed: str) -> MemberActor:
    """Somebody whose mission began on Monday, 5 January, with people on the list; today is the Wednesday after."""
    await world.set_up()
    person = world.person(name)
    await world.start_mission(person)
    for each in listed:
        await person.slash(world.general, "contact add", name=each)
    await world.travel(WEDNESDAY)
    return person


async def a_recap(world: World, author: MemberActor, member: MemberActor) -> Any:
    form = await author.slash(world.general, "met", member=member)
    preview = await author.submit_modal(form, {"story": "Tea."})
    await world.click(author, preview, "Post")
    return world.recaps.history()[-1]


def calm(result: InteractionResult) -> str:
    """What an answer says, which is for one person's eyes only."""
    assert result.response is not None
    assert result.response.ephemeral
    return text_of(result)


async def test_a_contact_taken_off_the_list_meanwhile_is_said_to_be_gone(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Chris", "Bob")
    shown = await kyle.slash(world.general, "contact show", contact="Chris")
    listed = await kyle.slash(world.general, "contact list")
    suggested = await kyle.slash(world.general, "suggest")
    removing = await kyle.slash(world.general, "contact remove", contact="Chris")
    gone = custom_id(shown, "Edit").rsplit(":", 1)[1]
    await world.click(kyle, removing, "Remove")
    for label in ("We met", "Edit", "Never suggest", "Remove"):
        assert "isn't on your list any more" in calm(await world.click(kyle, shown, label))
    assert "/contact list" in calm(await world.select(kyle, listed, [gone], "contact.open"))
    # The suggestion may have been the one removed: every button of it still leads on.
    for label in ("Someone else", "Not this week"):
        moved = await world.click(kyle, await kyle.slash(world.general, "suggest"), label)
        assert "Chris" not in text_of(moved)
    assert "Chris" not in text_of(await world.click(kyle, suggested, "Someone else"))
    assert [each.name for each in (await world.rows())["contacts"]] == ["Bob"]


async def test_a_story_typed_about_somebody_removed_meanwhile_is_kept(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Chris")
    shown = await kyle.slash(world.general, "contact show", contact="Chris")
    form = await world.click(kyle, shown, "We met")
    removing = await kyle.slash(world.general, "contact remove", contact="Chris")
    await world.click(kyle, removing, "Remove")
    faulty = await kyle.submit_modal(form, {"how": ["in_person"], "story": "Two hours of tea."})
    assert "is kept" in text_of(faulty)
    again = await world.click(kyle, faulty, "Fix it")
    assert "Two hours of tea." in str(again.modal)
    await kyle.submit_modal(again, {"names": "Chris", "how": ["in_person"], "story": "Two hours of tea."})
    [meeting] = (await world.rows())["meetings"]
    assert meeting.story == "Two hours of tea."


async def test_a_click_on_last_weeks_card_shows_this_weeks(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Chris", "Bob", "Dora", "Eve")
    last_week = await kyle.slash(world.general, "suggest")
    proposed = text_of(last_week)
    await world.travel(timedelta(days=8))
    this_week = text_of(await kyle.slash(world.general, "suggest"))
    first = this_week.splitlines()[1]
    moved = await world.click(kyle, last_week, "Someone else")
    assert "This week" in text_of(moved)
    if first not in proposed:
        assert first in text_of(moved), "this week's suggestion stays: only last week's was passed over"
    home = await kyle.slash(world.general, "mission show")
    assert "**0 of 1**" in text_of(home)


async def test_last_weeks_letter_takes_off_the_week_it_was_about(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Chris")
    letter = world.letter(kyle)
    assert "Take the week off" in labels(letter)
    await world.travel(timedelta(days=8))
    off = await kyle.user.click(letter, custom_id=custom_id(letter, "Take the week off"))
    assert "week of Monday, January 5" in text_of(off), "it says which week, for the reader is a week further"
    [excuse] = (await world.rows())["days_off"]
    assert excuse.first_on.isoformat() == "2026-01-05"
    await kyle.user.click(off.response, label="My mission")


async def test_the_buttons_of_an_ended_mission_lead_to_the_one_that_runs(world: World) -> None:
    kyle = await a_running_mission(world)
    old = await kyle.slash(world.general, "mission show")
    ending = await kyle.slash(world.general, "mission end")
    await world.click(kyle, ending, "End it")
    await world.start_mission(kyle, adult=False)
    before = await world.rows()
    for label in ("Whom shall I meet?", "Pause", "End it", "Change it", "What counts", "Announce it"):
        text = calm(await world.click(kyle, old, label))
        assert "/mission show" in text
    assert await world.rows() == before


async def test_a_button_nobody_knows_shows_the_way(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    for unknown in ("mission.dance", "mission.show:99:1", "nonsense", "a:b:c:d", ":::", "contact.show:1:1~x"):
        assert "/help" in calm(await world.craft(kyle, unknown if ":" in unknown else unknown + ":1:"))


NO_NUMBERS = ("", "x", "-1", "²", "9" * 60, str(2**63), "1; DROP TABLE contacts")
OWN_WISHES = ("mydata.", "profile.", "mission.strength", "mission.begins")


async def test_a_subject_that_is_no_number_finds_nothing(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    await world.start_mission(kyle)
    before = await world.rows()
    on = await kyle.slash(world.general, "help")
    doings = sorted(name for name in world.app.registry.actions.doings if not name.startswith(OWN_WISHES))
    for number, name in enumerate(doings):
        for subject in (NO_NUMBERS[number % len(NO_NUMBERS)], NO_NUMBERS[(number + 4) % len(NO_NUMBERS)]):
            values = [subject or "x"] * (name == "contact.open")
            assert calm_or_form(await world.craft(kyle, f"{name}:1:{subject}", on=on, values=values)), name
    for subject in NO_NUMBERS:
        found = await kyle.slash(world.general, "contact show", contact=f"id:{subject}")
        assert "/contact list" in text_of(found)
        found = await kyle.slash(world.general, "story edit", meeting=subject or "x")
        assert "can't find that meeting" in text_of(found)
    after = await world.rows()
    assert after["missions"] == before["missions"]
    assert after["posts"] == before["posts"]


def calm_or_form(result: InteractionResult) -> bool:
    return result.modal is not None or bool(calm(result))


async def test_somebody_elses_buttons_show_nothing_and_change_nothing(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Secret Chris")
    bob, eve = world.person("bob"), world.person("eve")
    await world.start_mission(eve)
    form = await kyle.slash(world.general, "met", contact="Secret Chris")
    await kyle.submit_modal(form, {"story": "A secret story."})
    await kyle.slash(world.general, "met", member=bob)
    announcing = await world.click(kyle, await kyle.slash(world.general, "mission show"), "Announce it")
    await world.click(kyle, announcing, "Post it without the name")
    await world.click(bob, world.recaps.history()[-1], "Put me on your list")
    off = await kyle.slash(world.general, "mission time-off", first="2026-02-02", last="2026-02-08")
    home = await world.click(kyle, off, "Take it off")
    removal = await kyle.slash(world.general, "story remove", meeting=await some_meeting(world, kyle))
    proposal = await kyle.slash(world.general, "mission edit", promise="A secret promise")
    faulty = await kyle.submit_modal(
        await kyle.slash(world.general, "met"), {"names": "Secret", "when": "?", "how": ["call"]}
    )
    table = upload("people.csv", "Name,City\nSecret Dana,Ulm\n")
    await kyle.slash(world.general, "contact import", file=table)
    plan = {"when": "Fri 19:00", "place": "Secret Gardens", "words": "Secret"}
    draft = await kyle.slash(world.general, "plan new", contact="Secret Chris", **plan)
    await world.click(kyle, await kyle.slash(world.general, "plan new", member=bob, **plan), "Send it")
    ids = await everything_of(world, kyle, bob)
    steps = ((removal, "Remove it"), (proposal, "Save the changes"), (faulty, "Fix it"))
    removing, saving, fixing = (custom_id(card, label).split(":")[2] for card, label in steps)
    drafts = {"mission": [saving, fixing], "met": [removing, fixing], "contact": [fixing], "community": [saving]}
    before = await world.rows()
    on = await eve.slash(world.general, "help")
    for name in sorted(world.app.registry.actions.doings):
        if name.startswith((*OWN_WISHES, "ask.volunteer")):
            continue  # about oneself, or open to everybody who reads the announcement
        about = name.split(".")[0]
        for subject in (*ids[about], *drafts.get(about, ())):
            values = [str(subject)] * (name == "contact.open")
            result = await world.craft(eve, name, subject, *ids["contact"], on=on, values=values)
            seen = (text_of(result) if result.response else "") + str(result.modal)
            assert "ecret" not in seen, f"{name} {subject} shows: {seen}"
    assert without(await world.rows(), eve) == without(before, eve)
    assert "February" in text_of(home)
    assert "Secret Gardens" in text_of(await world.click(kyle, draft, "45 minutes")), "the draft is as it was"


def without(rows: dict[str, list[Any]], person: MemberActor) -> dict[str, list[Any]]:
    """The rows that are not this person's own, who may well change their own mission with crafted ids."""
    owners = ("person_id", "owner_id", "from_id", "asker_id", "host_id")
    return {
        name: [each for each in found if all(getattr(each, owner, None) != person.id for owner in owners)]
        for name, found in rows.items()
    }


async def some_meeting(world: World, person: MemberActor) -> str:
    choices = await person.autocomplete(world.general, "story edit", "meeting", "")
    return str(choices[-1]["value"])


async def everything_of(world: World, *people: MemberActor) -> dict[str, list[int]]:
    """What these people have and a button could name, by the first word of the actions that would."""
    rows = await world.rows()
    async with world.app.store.read() as work:
        letters = await work.deliveries.find(person_id=[PersonId(each.id) for each in people])
        files = await work.imports.find(person_id=[PersonId(each.id) for each in people])
        drafts = [each.id for each in await work.drafts.find(kind="plan")]
        photos = [each.id for each in await work.photos.find(owner_id=[PersonId(each.id) for each in people])]
    ids = {name: [each.id for each in found if hasattr(each, "id")] for name, found in rows.items()}
    return {
        "mission": [*ids["missions"], *ids["days_off"]],
        "suggest": ids["missions"],
        "nudge": ids["missions"],
        "progress": ids["missions"],
        "contact": ids["contacts"][:1],
        "merge": ids["contacts"][:1],
        "import": [each.id for each in files],
        "met": [*ids["meetings"], ids["contacts"][0]],
        "story": [*ids["meetings"], *ids["posts"]],
        "ask": [*ids["asks"], *ids["missions"]],
        "invite": [*ids["asks"], *ids["missions"]],
        "visit": ids["visits"],
        "pool": [each.community_id for each in rows["pool"]],
        "match": [each.run_id for each in rows["matched"]],
        "host": ids["gatherings"],
        "plan": [*ids["plans"], *drafts],
        "inbox": [each.id for each in letters],
        "photo": [*photos, *ids["meetings"], *ids["asks"]],
        **{name: [] for name in ("community", "digest", "form", "page")},
    }


async def test_a_story_goes_only_where_its_author_is(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Chris")
    elsewhere = await another_server(world)
    await kyle.slash(world.general, "met", contact="Chris")
    [meeting] = (await world.rows())["meetings"]
    refused = await world.craft(kyle, "story.post", meeting.id, elsewhere)
    assert "Which server" in calm(refused)
    assert not (await world.rows())["posts"]


async def another_server(world: World) -> int:
    """A server where others run Meetward; gives its identifier."""
    guild = world.env.create_guild("Elsewhere", owner=world.env.create_user("nora"))
    nora = guild.add_member(guild.owner)
    channel = guild.create_text_channel("stories")
    await nora.slash(channel, "community setup", recap_channel=channel)
    return guild.id


async def test_volunteering_for_a_promise_never_announced_finds_none(world: World) -> None:
    kyle = await a_running_mission(world)
    [mission] = (await world.rows())["missions"]
    text = calm(await world.craft(world.person("eve"), "ask.volunteer", mission.id))
    assert str(kyle.id) not in text, "whose promise it is stays theirs"
    assert not (await world.rows())["asks"]


async def test_members_cannot_do_what_organisers_can(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    assert not [each for each in kyle.available_commands(world.general) if each.startswith("community")]
    settings = await world.organiser.slash(world.general, "community settings")
    blocked = world.guild.create_text_channel("blocked")
    await world.forbid(blocked, "send_messages")
    almost = await world.organiser.slash(world.general, "community setup", recap_channel=blocked)
    for stolen in (custom_id(almost, "Check again"), custom_id(settings, "Post the invitation")):
        text = calm(await world.craft(kyle, stolen))
        assert "organisers" in text or "put away" in text
    assert not world.posts()
    # Even where a server shows the command to everybody, only organisers may use it.
    show_to_everybody(world, "community")
    for channel in (world.general, blocked):
        refused = await kyle.slash(world.general, "community setup", recap_channel=channel)
        assert "Only the organisers" in calm(refused)
    assert "Only the organisers" in calm(await kyle.slash(world.general, "community settings"))
    community = await world.app.services.communities.get(world.guild.id)  # type: ignore[arg-type]
    assert community is not None
    assert community.recap_channel_id == world.recaps.id


def show_to_everybody(world: World, name: str) -> None:
    command = world.env.backend.find_command(name, world.guild.id, type=1)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {world.guild.default_role: True})


async def test_an_organiser_by_role_may(world: World) -> None:
    role = world.guild.create_role("hosts")
    await world.set_up(organiser_role=role)
    show_to_everybody(world, "community")
    kyle = world.guild.add_member(world.env.create_user("kyle"), roles=[role])
    assert "How Meetward runs" in calm(await kyle.slash(world.general, "community settings"))


async def test_two_clicks_at_once_start_one_mission(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    proposal = await kyle.slash(world.general, "mission start")
    proposal = await world.click(kyle, proposal, "I am 18 or older")
    start = custom_id(proposal, "Start my mission")
    both = await world.at_once(kyle, proposal, "Start my mission")
    both.append(await world.craft(kyle, start, on=proposal))
    for each in both:
        assert "It's a promise!" in text_of(each), "a further click shows what the first did, with its next steps"
    third = await world.click(kyle, proposal, "Whom shall I meet?")
    assert "list is empty" in text_of(third)
    assert len((await world.rows())["missions"]) == 1
    assert len([each for each in world.direct(kyle) if "Hello!" in each]) == 1


async def test_two_clicks_at_once_post_one_story_and_take_it_down_once(world: World) -> None:
    kyle = await a_running_mission(world)
    form = await kyle.slash(world.general, "met", contact="Chris")
    preview = await kyle.submit_modal(form, {"story": "Tea."})
    for each in await world.at_once(kyle, preview, "Post"):
        assert "On its way" in text_of(each)
    assert len(world.posts()) == 1
    for each in await world.at_once(kyle, preview, "Take it down"):
        assert "comes down" in text_of(each)
    assert not world.posts()
    [post] = (await world.rows())["posts"]
    assert post.state == "removed"


async def test_two_clicks_at_once_volunteer_accept_and_announce_once(world: World) -> None:
    kyle, bob = await a_running_mission(world), world.person("bob")
    await world.start_mission(bob)
    home = await kyle.slash(world.general, "mission show")
    announcing = await world.click(kyle, home, "Announce it")
    await world.at_once(kyle, announcing, "Post it")
    assert len(world.posts()) == 1
    for each in await world.at_once(bob, world.recaps.history()[-1], "Put me on your list"):
        assert "Thank you" in calm(each)
    assert len((await world.rows())["asks"]) == 1
    questions = [each for each in kyle.user.dm_channel.history() if "would like to be on your list" in text_of(each)]
    assert len(questions) == 1
    for each in await world.at_once(kyle, questions[0], "Put them on my list"):
        assert "is on your list" in text_of(each)
    assert len((await world.rows())["contacts"]) == 1
    assert len([each for each in world.direct(bob) if "You're on" in each]) == 1


async def test_two_clicks_at_once_record_confirm_and_name_once(world: World) -> None:
    kyle, bob = await a_running_mission(world), world.person("bob")
    await world.start_mission(bob)
    recap = await a_recap(world, kyle, bob)
    question = next(each for each in bob.user.dm_channel.history() if "You met" in text_of(each))
    for each in await world.at_once(bob, question, "Yes, we met"):
        assert "counts for you too" in text_of(each)
    assert len((await world.rows())["meetings"]) == 1
    named = await world.click(bob, recap, "That's me, name me")
    assert "You're named" in calm(named)
    assert str(bob.id) in world.posts()[-1]
    await kyle.slash(world.general, "met", member=bob)
    assert len((await world.rows())["meetings"]) == 1, "the same people on the same day within minutes are one meeting"


async def test_two_clicks_at_once_set_up_and_invite_once(world: World) -> None:
    await world.forbid(world.recaps, "send_messages")
    almost = await world.set_up()
    await world.forbid(world.recaps)
    for each in await world.at_once(world.organiser, almost, "Check again"):
        assert "is ready" in text_of(each)
    await world.at_once(world.organiser, almost, "Post the invitation")
    assert len(world.posts()) == 1


async def test_two_clicks_at_once_take_time_off_and_remove_once(world: World) -> None:
    kyle = await a_running_mission(world, "kyle", "Chris")
    off = await kyle.slash(world.general, "mission time-off", first="2026-02-02", last="2026-02-08")
    for each in await world.at_once(kyle, off, "Take it off"):
        assert "Your mission in" in text_of(each)
    assert len((await world.rows())["days_off"]) == 1
    removing = await kyle.slash(world.general, "contact remove", contact="Chris")
    first, second = await world.at_once(kyle, removing, "Remove")
    assert "/contact list" in text_of(second) or "off your list" in text_of(second)
    assert text_of(first)
    assert not (await world.rows())["contacts"]


async def test_the_bot_restarts_between_any_two_steps(world: World) -> None:
    ready = await world.set_up()
    kyle, bob = world.person("kyle"), world.person("bob")
    await world.restart()
    await world.click(world.organiser, ready, "Post the invitation")
    await world.restart()
    form = await world.click(kyle, world.recaps.history()[-1], "Start your mission")
    await world.restart()
    proposal = await kyle.submit_modal(form, {"strength": ["gentle"], "adult": ["yes"], "promise": "Tea."})
    await world.restart()
    proposal = await world.select(kyle, proposal, ["standard"], "mission.strength")
    await world.restart()
    await world.click(kyle, proposal, "Start my mission")
    await world.restart()
    form = await kyle.slash(world.general, "met", member=bob)
    await world.restart()
    preview = await kyle.submit_modal(form, {"story": "We met between two restarts."})
    await world.restart()
    await world.click(kyle, preview, "Post")
    assert "between two restarts" in world.posts()[-1]
    await world.restart()
    inbox = await bob.slash(world.general, "inbox")
    await world.restart()
    confirmed = await world.click(bob, inbox, "Yes, we met")
    assert "counts for you too" in text_of(confirmed)
    rows = await world.rows()
    assert [len(rows[name]) for name in ("missions", "meetings", "asks")] == [1, 1, 1]
    assert len(world.posts()) == 2
