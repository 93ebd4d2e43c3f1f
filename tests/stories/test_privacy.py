"""What is somebody's own stays theirs, whatever others type, choose, press or forge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord import ChannelHandle, MemberActor, UserHandle
from simcord.results import InteractionResult
from sqlalchemy import select

from bot.demo.reading import message_of
from cogs.kit.actions import VERSION
from data import tables
from meetups.values import DeliveryKind, PostKind
from tests.stories import kept_plans
from tests.stories.world import World, custom_ids, text_of, upload

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SECRETS = (
    "Hadley",
    "Seesmic",
    "a long thread",
    "owes me a beer",
    "Reykjav",
    "secret garden",
    "my quiet promise",
    "Carol",
)
OWN_TABLES = (
    *("persons", "missions", "excuses", "contacts", "meetings", "participants", "posts", "asks", "drafts"),
    *("invites", "visits", "pool_members", "plans", "guests", "gatherings", "seats", "showings"),
)
FORGETS = "mydata.forget"
FORMS = {"met.entered", "met.with", "met.edited", "story.told"}
FORMS |= {"contact.edited", "mission.begun", "mission.detailed", "mission.promised"}
CHOSEN = {"mission.strength": "gentle", "mission.begins": "today", "profile.strength": "gentle"}
CHOSEN |= {"invite.weeks": "2"}
ABOUT = {
    "mission": ("mission", "draft 0", "excuse 0"),
    "contact": ("contact 0", "draft 0"),
    "merge": ("contact 0",),
    "met": ("meeting", "contact 0", "draft 0"),
    "story": ("meeting", "draft 0"),
    "photo": ("meeting", "draft 0"),
    "ask": ("mission", "meeting", "invitation"),
    "invite": ("mission", "invitation"),
    "plan": ("plan", "draft 0", "meeting", "contact 0"),
    "nudge": ("mission", "letter 0"),
    "progress": ("mission",),
    "inbox": ("letter 0", "mission"),
}
"""What of hers the actions of a feature look for, by the first word of their names; others are tried with some of all."""
AT_ONCE = 25


@dataclass
class Secretive:
    """Alice, and every identifier that something of hers bears."""

    alice: MemberActor
    ids: dict[str, int]


async def secretive(world: World) -> Secretive:
    """Alice with contacts, a mission, a meeting, drafts and questions; nothing of it is public."""
    await world.set_up(nudge_channel=world.general)
    alice, carol = world.person("alice"), world.person("carol")
    await world.start_mission(alice, today=True, city="Reykjavík", promise="my quiet promise")
    await alice.slash(
        world.general,
        "contact add",
        name="Chris Hadley",
        source="Seesmic",
        met_online="a long thread",
        note="owes me a beer",
        city="Reykjavík",
    )
    await alice.slash(world.general, "contact never", member=carol)
    form = await alice.slash(world.general, "met", contact="Chris Hadley, Dana", how="video")
    await alice.submit_modal(form, {"story": "In the secret garden.", "place": "secret garden"})
    off = await alice.slash(world.general, "mission time-off", first="2026-01-12", last="2026-01-18")
    await world.click(alice, off, "Take it off")
    await alice.slash(world.general, "mission time-off", first="2026-02-02")
    await alice.slash(world.general, "mission edit", times_a_week=2)
    await alice.slash(world.general, "story remove", meeting=(await _choices(world, alice, "story edit", "meeting"))[0])
    await alice.slash(world.general, "suggest")
    await alice.slash(world.general, "progress sharing", progress=True, picture=True, ranking=True)
    await world.travel(WEEK + DAY)
    frank = world.person("frank")
    await asked(world, alice, frank)
    plan_id = await kept_plans.asked(world, alice, frank, "secret garden")
    await kept_plans.hosted(world, alice, "secret garden", frank)
    async with world.app.store.read() as work:
        mission = (await work.missions.find(person_id=alice.id))[0]
        contacts = (await work.contacts.find(owner_id=alice.id))[:1]
        meeting = (await work.meetings.touching(alice.id))[0]  # type: ignore[arg-type]
        invites = await work.invites.find(asker_id=alice.id)
        ids = {"mission": mission.id, "meeting": meeting.id, "invitation": invites[0].id, "plan": plan_id}
        ids |= {f"contact {index}": each.id for index, each in enumerate(contacts)}
        ids |= {f"draft {index}": each.id for index, each in enumerate(await work.drafts.find(person_id=alice.id))}
        ids |= {f"excuse {index}": each.id for index, each in enumerate(await work.excuses.find(mission_id=mission.id))}
        ids |= {
            f"letter {index}": each.id
            for index, each in enumerate(await work.deliveries.find(person_id=alice.id, kind=DeliveryKind.KICKOFF))
        }
    return Secretive(alice, {name: int(each) for name, each in ids.items()})


async def asked(world: World, alice: MemberActor, whom: MemberActor) -> None:
    """Alice has asked somebody to meet this week."""
    await alice.slash(world.general, "contact add", member=whom)
    async with world.app.store.read() as work:
        contact = await work.contacts.one(owner_id=alice.id, account_id=whom.id)
        mission = (await work.missions.find(person_id=alice.id))[0]
    assert contact is not None
    assert "I've asked" in text_of(await world.craft(alice, "invite.ask", mission.id, contact.id))


async def stranger_elsewhere(world: World) -> tuple[MemberActor, ChannelHandle]:
    """Mallory, who manages another community in which the bot is set up too."""
    mallory = world.env.create_user("mallory", global_name="Mallory")
    guild = world.env.create_guild("Elsewhere", owner=mallory)
    lobby, recaps = guild.create_text_channel("lobby"), guild.create_text_channel("stories")
    actor = guild.add_member(mallory)
    await actor.slash(lobby, "community setup", recap_channel=recaps)
    return actor, lobby


def leaked(*results: InteractionResult) -> list[str]:
    """Alice's secrets in whatever the bot showed: messages, forms, choices."""
    shown = []
    for each in results:
        shown.append(str(each.modal or ""))
        shown += [text_of(message) + str(message.components) for message in (each.response, *each.followups) if message]
    return sorted({secret for secret in SECRETS for text in shown if secret in text})


async def hers(world: World, alice: MemberActor) -> list[str]:
    """Every row that is Alice's, as stored; who answers a plan or an invitation of hers stands in rows without her name."""
    async with world.app.store._reader.connect() as connection:
        rows = []
        for name in OWN_TABLES:
            table = tables.metadata.tables[name]
            found = [dict(each) for each in (await connection.execute(select(table))).mappings()]
            rows += [f"{name}: {each}" for each in found if name in ("guests", "seats") or str(alice.id) in str(each)]
    return sorted(rows)


async def press_all(
    world: World, who: MemberActor, channel: ChannelHandle, forged: Sequence[str], chosen: int = 0
) -> list[InteractionResult]:
    """Forged clicks and choices on a message of one's own, many at once; ``chosen`` is what menus of people say."""
    on = await who.slash(channel, "help")
    results = []
    for start in range(0, len(forged), AT_ONCE):
        for each in forged[start : start + AT_ONCE]:
            value = CHOSEN.get(each.split(":")[0], str(chosen))
            data = {"custom_id": each, "component_type": 3, "values": [value]}
            result, payload = world._click(who, data, on)
            results.append(result)
            world.env.backend.emit("INTERACTION_CREATE", payload)
        await world.env.settle()
    return results


def pressable(world: World) -> list[str]:
    """Every name that a forged click may bear; forms are forged elsewhere."""
    return sorted(set(world.app.registry.actions.doings) - FORMS - {FORGETS})


def leaves(world: World) -> Iterator[app_commands.Command[Any, ..., Any]]:
    for command in world.app.current_client.tree.walk_commands(type=discord.AppCommandType.chat_input):
        if isinstance(command, app_commands.Command):
            yield command


def attached(command: app_commands.Command[Any, ..., Any], user: UserHandle) -> dict[str, Any]:
    """A file for every option that asks for one; where a command must be told, this user and yes."""
    kinds = discord.AppCommandOptionType
    files = [each for each in command.parameters if each.type is kinds.attachment]
    needed: dict[discord.AppCommandOptionType, Any] = {kinds.user: user, kinds.boolean: True}
    return {
        **{each.display_name: upload("people.csv", "Name,City\nErin,Ulm\n") for each in files},
        **{
            each.display_name: needed[each.type] for each in command.parameters if each.required and each.type in needed
        },
    }


async def _choices(world: World, who: MemberActor, command: str, option: str, typed: str = "") -> list[str]:
    return [str(each["value"]) for each in await who.autocomplete(world.general, command, option, typed)]


async def test_no_command_shows_anything_of_somebody_else(world: World) -> None:
    her = await secretive(world)
    bob = world.person("bob")
    mallory, lobby = await stranger_elsewhere(world)
    before = await hers(world, her.alice)
    for who, channel in ((bob, world.general), (mallory, lobby)):
        for command in leaves(world):
            if command.qualified_name not in who.available_commands(channel) or "setup" in command.name:
                continue
            for typed in (f"id:{her.ids['contact 0']}", str(her.ids["meeting"]))[: 2 if who is bob else 1]:
                options = {
                    each.display_name: typed
                    for each in command.parameters
                    if each.type is discord.AppCommandOptionType.string and not each.choices
                }
                result = await who.slash(
                    channel, command.qualified_name, **options, **attached(command, her.alice.user)
                )
                assert leaked(result) == [], command.qualified_name
    assert await hers(world, her.alice) == before


async def test_no_autocompletion_offers_anything_of_somebody_else(world: World) -> None:
    her = await secretive(world)
    bob = world.person("bob")
    offered = []
    for command in leaves(world):
        if command.qualified_name not in bob.available_commands(world.general):
            continue
        for each in command.parameters:
            if not each.autocomplete or each.display_name == "city":
                continue
            for typed in ("", "chr", f"id:{her.ids['contact 0']}, d", "2026"):
                choices = await bob.autocomplete(world.general, command.qualified_name, each.display_name, typed)
                offered += [str(choice) for choice in choices]
    assert offered
    assert not [each for each in offered for secret in SECRETS if secret in each]


@pytest.mark.usefixtures("unlimited")
async def test_no_forged_button_shows_or_changes_anything_of_somebody_else(world: World) -> None:
    her = await secretive(world)
    bob = world.person("bob")
    await world.start_mission(bob)
    mallory, lobby = await stranger_elsewhere(world)
    posts, letters, before = world.posts(), world.direct(her.alice), await hers(world, her.alice)
    contact = her.ids["contact 0"]
    some = ("mission", "meeting", "contact 0")
    for who, channel in ((bob, world.general), (mallory, lobby)):
        forged = [
            f"{name}:{VERSION}:{her.ids[each]}.{contact}"
            for name in pressable(world)
            for each in (some if who is mallory else ABOUT.get(name.split(".")[0], (*some, "draft 0")))
        ]
        results = await press_all(world, who, channel, forged, contact)
        assert {each: found for each, result in zip(forged, results, strict=True) if (found := leaked(result))} == {}
    assert await hers(world, her.alice) == before
    assert world.direct(her.alice) == letters
    assert world.posts() == posts


async def test_no_button_that_somebody_really_has_works_for_another(world: World) -> None:
    her = await secretive(world)
    alice, bob = her.alice, world.person("bob")
    cards: list[Any] = [
        await alice.slash(world.general, name) for name in ("mission show", "contact list", "suggest", "mission edit")
    ]
    cards.append(await alice.slash(world.general, "contact show", contact="Chris Hadley"))
    meeting = (await _choices(world, alice, "story edit", "meeting"))[0]
    cards.append(await alice.slash(world.general, "story edit", meeting=meeting))
    cards.append(await world.click(alice, cards[-1], "See the recap"))
    cards += alice.user.dm_channel.history()
    before, posts = await hers(world, alice), world.posts()
    found = [each for card in cards for each in custom_ids(card) if not each.startswith(FORGETS)]
    results = await press_all(world, bob, world.general, found, her.ids["contact 0"])
    assert len(results) > 30
    assert leaked(*results) == []
    assert await hers(world, alice) == before
    assert world.posts() == posts


async def test_a_forged_form_changes_nothing_of_somebody_else(world: World) -> None:
    her = await secretive(world)
    bob = world.person("bob")
    await world.start_mission(bob, today=True)
    await bob.slash(world.general, "contact add", name="Erin")
    before = await hers(world, her.alice)

    async def forge(form: InteractionResult, name: str, subject: int, values: dict[str, Any]) -> None:
        assert form._interaction.modal is not None
        assert form._interaction.modal["custom_id"].split(":")[0] == name
        form._interaction.modal["custom_id"] = f"{name}:{VERSION}:{subject}"
        assert leaked(await bob.submit_modal(form, values)) == []

    told = {"story": "bob was here", "place": "x"}
    await forge(await bob.slash(world.general, "met", contact="Erin"), "story.told", her.ids["meeting"], told)
    edit = await bob.slash(world.general, "contact edit", contact="Erin")
    await forge(edit, "contact.edited", her.ids["contact 0"], {"name": "bob was here"})
    card = await bob.slash(world.general, "contact show", contact="Erin")
    await forge(await world.click(bob, card, "We met"), "met.with", her.ids["contact 0"], {"how": ["in_person"]})
    mine = await bob.slash(
        world.general, "story edit", meeting=(await _choices(world, bob, "story edit", "meeting"))[0]
    )
    corrected = {"when": "2026-01-02", "how": ["call"]} | told
    await forge(await world.click(bob, mine, "Correct it"), "met.edited", her.ids["meeting"], corrected)
    proposal = await bob.slash(world.general, "mission edit")
    details = await world.click(bob, proposal, "City, time, end, words…")
    for index in range(2):
        await forge(details, "mission.detailed", her.ids[f"draft {index}"], {"promise": "bob was here"})
        details = await world.click(bob, proposal, "City, time, end, words…")
    home = await bob.slash(world.general, "mission show")
    promise = await world.click(bob, await world.click(bob, home, "Announce it"), "In my own words…")
    await forge(promise, "mission.promised", her.ids["mission"], {"promise": "bob was here"})
    assert await hers(world, her.alice) == before


async def test_a_guest_of_a_meeting_reads_neither_its_story_nor_the_names_on_the_recorders_list(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await world.start_mission(bob)
    await alice.slash(world.general, "contact add", member=bob)
    form = await alice.slash(world.general, "met", contact="Bob, Chris Hadley")
    await alice.submit_modal(form, {"story": "In the secret garden.", "place": "secret garden"})
    meeting = int((await _choices(world, alice, "story edit", "meeting"))[0])
    await world.click_letter(bob, "Yes, we met")
    results = await press_all(
        world, bob, world.general, [f"{each}:{VERSION}:{meeting}.1" for each in pressable(world)], meeting
    )
    results.append(await bob.slash(world.general, "story edit", meeting=str(meeting)))
    results.append(await bob.slash(world.general, "story remove", meeting=str(meeting)))
    assert leaked(*results) == []
    assert not [each for each in world.direct(bob) for secret in SECRETS if secret in each]
    assert not await _choices(world, bob, "story edit", "meeting")


async def test_a_story_cannot_be_posted_into_a_community_one_has_nothing_to_do_with(world: World) -> None:
    await world.set_up()
    bob = world.person("bob")
    mallory, lobby = await stranger_elsewhere(world)
    await mallory.slash(lobby, "met", contact="Somebody")
    (meeting,) = [str(each["value"]) for each in await mallory.autocomplete(lobby, "story edit", "meeting", "")]
    card = await mallory.slash(lobby, "story edit", meeting=meeting)
    await press_all(world, mallory, lobby, [f"story.post:{VERSION}:{meeting}.{world.guild.id}"])
    assert world.posts() == []
    assert message_of(card)
    await press_all(world, bob, world.general, [f"story.post:{VERSION}:{meeting}.{world.guild.id}"])
    assert world.posts() == []


async def test_an_invitation_is_answered_and_read_by_whom_it_is_for(world: World) -> None:
    her = await secretive(world)
    bob, frank, invitation = world.person("bob"), world.person("frank"), her.ids["invitation"]
    before = await hers(world, her.alice)
    names = [each for each in pressable(world) if each.startswith("invite.")]
    forged = [f"{each}:{VERSION}:{invitation}.1" for each in names]
    assert len(forged) > 6
    results = await press_all(world, bob, world.general, forged)
    assert not [each for each in results if her.alice.mention in text_of(each) or each.modal]
    assert await hers(world, her.alice) == before
    await world.craft(frank, "invite.yes", invitation, 1)
    await world.travel(DAY / 2)
    assert f"{frank.mention} says yes!" in world.direct(her.alice)[-1]
    results = await press_all(world, bob, world.general, forged)
    assert not [each for each in results if her.alice.mention in text_of(each) or frank.mention in text_of(each)]


async def test_nobody_can_volunteer_for_a_promise_that_was_never_announced(world: World) -> None:
    her = await secretive(world)
    bob = world.person("bob")
    before = world.direct(her.alice)
    (answer,) = await press_all(world, bob, world.general, [f"ask.volunteer:{VERSION}:{her.ids['mission']}"])
    assert her.alice.mention not in text_of(answer)
    assert world.direct(her.alice) == before


async def test_only_organisers_set_a_community_up_or_invite_everyone(world: World) -> None:
    await world.set_up()
    bob = world.person("bob")
    assert not [each for each in bob.available_commands(world.general) if each.startswith("community")]
    (answer,) = await press_all(world, bob, world.general, [f"community.invite:{VERSION}:"])
    assert "organisers" in text_of(answer)
    assert world.posts() == []


async def test_nothing_public_ever_says_who_did_not_meet(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    alice, bob = world.person("alice"), world.person("bob")
    for each in (alice, bob):
        await world.start_mission(each, today=True)
        await each.slash(world.general, "contact add", name="Chris")
    world.close_direct_messages(bob)
    for _ in range(3):
        await world.travel(WEEK)
        await world.tell(alice, contact="Chris")
    public = [text_of(each) for channel in (world.recaps, world.general) for each in channel.history()]
    about_bob = {each for each in public if bob.mention in each}
    assert len(about_bob) <= 1
    assert all("someone has a question for you" in each for each in about_bob)
    everything = public + world.direct(alice) + world.direct(bob)
    for word in ("missed", "failed", "forgot", "behind"):
        assert not [each for each in everything if word in each]
    mine = text_of(await bob.slash(world.general, "mission show"))
    assert "no meeting" in mine
    assert "missed" not in mine


async def test_nothing_is_public_that_its_author_did_not_post(world: World) -> None:
    await secretive(world)
    async with world.app.store.read() as work:
        assert await work.posts.count(kind=PostKind.RECAP) == 0
        assert await work.deliveries.count(kind=DeliveryKind.POST) == 0
    assert world.posts() == []
    shown = [text_of(each) for each in world.general.history()]
    assert not [each for each in shown for secret in SECRETS if secret in each]


async def test_every_answer_to_a_command_is_for_its_asker_alone(world: World) -> None:
    her = await secretive(world)
    for command in leaves(world):
        required = {each.display_name: "x" for each in command.parameters if each.required} | attached(
            command, her.alice.user
        )
        if command.qualified_name not in her.alice.available_commands(world.general):
            continue
        result = await her.alice.slash(world.general, command.qualified_name, **required)
        for message in (result.response, *result.followups):
            assert message is None or message.ephemeral, command.qualified_name
