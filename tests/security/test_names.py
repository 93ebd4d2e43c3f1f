"""What people call themselves on Discord is theirs to choose, and harmless wherever it is shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from simcord import MemberActor

from bot.demo.reading import walk
from meetups.rules.names import clean
from tests.stories.world import World, labels, text_of

HOSTILE = (
    "**Eve** @everyone <@1> @here",
    "[free](https://a.example) `x`",
    "\u202eevE\u2066 ||no||\u200b",
    "Z" + "\u0335\u0310" * 15,
    "\u200b\u2060",
    "# <#2> </met:3> <t:0>",
    "\U0001d4d4\U0001d4ff\U0001d4ee <:x:4>",
    "E" * 32,
)
# What Discord would format or follow; a backslash before it keeps it from that.
RAW = re.compile(r"(?<!\\)(?:@everyone|@here|<@1>|<#2>|</met:3>|<t:0>|<:x:4>|\*\*Eve|\|\|no)|\]\(https://a")


async def test_hostile_display_names_are_shown_as_they_are_typed_and_reach_nobody(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    alice = world.person("alice")
    await world.start_mission(alice, today=True)
    people = [member(world, number, name) for number, name in enumerate(HOSTILE)]
    for each in people:
        await world.start_mission(each, today=True)
        await each.slash(world.general, "progress sharing", progress=True, picture=True, ranking=True)
    await world.click(alice, await alice.slash(world.general, "mission show"), "Announce it")
    await met_and_told(world, alice, people)
    await planned_and_hosted(world, alice, people)
    for command in (
        "mission show",
        "contact list",
        "progress circle",
        "progress community",
        "plan show",
        "inbox",
        "suggest",
    ):
        await alice.slash(world.general, command)
    everything = [text for each in world.env.http_requests for text in texts(each.json)]
    assert sum("Eve" in each for each in everything) > 10, "they are shown"
    assert [each for each in everything if RAW.search(each)] == []
    turning = [each for each in everything if any(unicodedata.bidirectional(char) in DIRECTIONS for char in each)]
    assert turning == []
    assert not [each for each in everything if "\u0335\u0310" * 5 in each], "no letter reaches into other lines"
    assert set(world.pinged()) <= {str(each.id) for each in (alice, *people)}


DIRECTIONS = {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}


def member(world: World, number: int, name: str) -> MemberActor:
    found = world.guild.add_member(world.env.create_user(f"eve{number}", global_name=name))
    world.people[f"eve{number}"] = found
    return found


async def met_and_told(world: World, alice: MemberActor, people: list[MemberActor]) -> None:
    for each in people:
        await alice.slash(world.general, "contact add", member=each)
        post = await world.tell(alice, member=each)
        await world.click(each, post, "That's me, name me")
        await each.slash(world.general, "progress member", member=alice)
        await alice.slash(world.general, "progress member", member=each)
        await world.tell(each, member=alice)
        await each.slash(world.general, "progress me")


async def planned_and_hosted(world: World, alice: MemberActor, people: list[MemberActor]) -> None:
    card = await alice.slash(world.general, "host new", when="Sat 20:00", what="Games", place="Cafe")
    if "I am 18 or older" in text_of(card):
        card = await world.click(alice, card, "I am 18 or older")
    await world.click(alice, card, "Post it")
    for each in people:
        post = next(each for each in world.general.history() if "I'm in" in labels(each))
        await world.click(each, post, "I'm in")
        plan = await alice.slash(world.general, "plan new", member=each, when="Fri 19:00", place="Cafe")
        await world.click(alice, plan, "Send it")
        await world.click_letter(each, "No")
    await alice.slash(world.general, "host show")


def texts(body: Any) -> list[str]:
    """Every text that is formatted where it is shown, and every label."""
    if not isinstance(body, dict):
        return []
    body = body.get("data") or body
    parts = list(walk(body.get("components") or [])) if isinstance(body, dict) else []
    return [str(each.get("content") or "") for each in parts if each.get("type") == 10]


def test_letters_keep_the_marks_that_languages_write() -> None:
    for name in ("Nguyễn", "שָׁלוֹם", "ก็ได้", "हिन्दी", "Ṱ̵h", "👩🏽‍❤️‍💋‍👨🏿"):
        assert clean(name) == name
    assert len(clean("Z" + "\u0335" * 60)) == 9
    assert len(clean("Z" + "\u0335\u200b\u0310" * 60)) == 9
