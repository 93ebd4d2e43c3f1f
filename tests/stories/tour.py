"""A tour of a world in a language nobody speaks: whatever is read there in plain English is in no catalogue."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
from babel import Locale
from simcord import MemberActor
from simcord.results import InteractionResult

from bot.demo.reading import message_of
from tests.stories.world import World, custom_ids, open_world
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon, pseudo

TRANSLATED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
MARKUP = re.compile(r"<(?:[@#]!?&?\d+|t:\d+:\w)>|`/[a-z -]+`|\]\(https://discord\.com/[a-z\d/]+\)")
BLUNDER = pseudo("Something went wrong on my side")[1:28]
LETTERS = re.compile(r"[^\W\d_]+")
_DAYS, _MONTHS = Locale("en").days["format"], Locale("en").months["format"]
CLDR = {
    *(str(name) for width in ("wide", "abbreviated") for name in _DAYS[width].values()),
    *(str(name) for width in ("wide", "abbreviated") for name in _MONTHS[width].values()),
    # And the names of holidays, from their library.
    *("Martin", "Luther", "King", "Jr", "Day"),
    *("AM", "PM", "mi", "and", "or", "United", "States"),
    *("hour", "hours", "minute", "minutes"),
}
# What these stories' people type, are called, and where they live; Discord is where a contact was found.
TYPED = {
    *("Southern", "Indiana", "Tweetup", "Madden", "Evenings", "Discord"),
    *("Indianapolis", "Bloomington", "Chicago", "Illinois", "New", "York", "America", "Nowhereville"),
    *("Olivia", "Kyle", "Rosa", "Ben", "Chris", "Hadley", "Erin", "Karen", "Ted", "Ghost", "Mumble"),
    *("Seesmic", "Twitter", "talked", "for", "hours", "coffee", "first", "noon", "over", "jam", "soonish", "yesterday"),
    *("Hadlee", "Karenn", "Tedd", "Minnesota", "California", "Lowell", "Arkansas"),
}


@dataclass
class Tour:
    """A world read in the pseudo-language; buttons are found by what they do, for their labels are unreadable."""

    world: World

    def person(self, name: str) -> MemberActor:
        return self.world.person(name)

    async def slash(self, actor: MemberActor, command: str, **options: Any) -> InteractionResult:
        return await actor.slash(self.world.general, command, **options)

    async def press(self, actor: MemberActor, on: Any, name: str) -> InteractionResult:
        """Press a button; one of a post or direct message as that stands now."""
        message = message_of(on)
        is_direct = isinstance(message, discord.Message) and message.guild is None
        who = actor.user if is_direct else actor
        return await who.click(message, custom_id=_named(on, name))

    async def press_direct(self, actor: MemberActor, on: Any, name: str) -> InteractionResult:
        """Press a button of an answer that came into the direct messages."""
        result: InteractionResult = await actor.user.click(message_of(on), custom_id=_named(on, name))
        return result

    async def choose(self, actor: MemberActor, on: Any, name: str, values: list[Any]) -> InteractionResult:
        return await actor.select(message_of(on), values, custom_id=_named(on, name))

    async def submit(self, actor: MemberActor, form: InteractionResult, **changed: Any) -> InteractionResult:
        """Send a form with what it was filled with, but for what is changed."""
        assert form.modal is not None
        return await actor.submit_modal(form, {**_filled(form.modal["components"]), **changed})

    async def begin(self, name: str, **options: Any) -> tuple[MemberActor, InteractionResult]:
        """Somebody with a mission; gives the card that greets it too."""
        actor = self.person(name)
        proposed = await self.slash(actor, "mission start", **options)
        await self.press(actor, proposed, "mission.adult")
        await self.choose(actor, proposed, "mission.begins", ["today"])
        return actor, await self.press(actor, proposed, "mission.confirm")

    def direct(self, actor: MemberActor) -> Any:
        """The newest direct message."""
        return actor.user.dm_channel.history()[-1]

    def post(self) -> Any:
        """The newest post, as it stands now."""
        return self.world.recaps.history()[-1]


@asynccontextmanager
async def open_tour(folder: Path) -> AsyncIterator[Tour]:
    async with open_world(folder, lexicon=PseudoLexicon()) as world:
        await world.set_up(time_zone="America/Indiana/Indianapolis", nudge_channel=world.general, country="US")
        yield Tour(world)
        shown = list(texts_shown(world.env.http_requests))
        assert len(shown) > 15
        for fault, found in (
            ("something went wrong", [text for text in shown if BLUNDER in text]),
            ("these are in no catalogue", [text for text in shown if words_outside(text)]),
            ("these were cut", [text for text in shown if text.count(OPEN) != text.count(CLOSE)]),
        ):
            assert not found, f"{fault}: {found}"


def texts_shown(requests: Any) -> Iterator[str]:
    """Every text a reader sees, of every request but the commands themselves, which Discord shows in English."""
    for each in requests:
        if not each.path.endswith("/commands"):
            yield from _texts(each.json)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        keys = {"content", "label", "placeholder", "title", "description"}
        if "choices" in node:
            yield from (each["name"] for each in node["choices"] or [])
        if node.get("type") == 4 and "value" in node:  # what a form's field is filled with
            keys.add("value")
        for key, value in node.items():
            if key in keys and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from _texts(value)


def words_outside(text: str) -> list[str]:
    """Words that are neither translated nor CLDR's nor somebody's."""
    rest = MARKUP.sub(" ", TRANSLATED.sub(" ", text))
    return [word for word in LETTERS.findall(rest) if word not in CLDR | TYPED]


def _named(on: Any, name: str) -> str:
    found = [each for each in custom_ids(on) if each.startswith(f"{name}:")]
    assert found, f"nothing does {name} among {custom_ids(on)}"
    return found[0]


def values_offered(on: Any, name: str) -> list[str]:
    components = message_of(on).components
    return [
        option["value"]
        for each in _walked(components)
        if str(each.get("custom_id", "")).startswith(f"{name}:")
        for option in each["options"]
    ]


def _filled(components: list[dict[str, Any]]) -> dict[str, Any]:
    """What a form is filled with when it opens: the texts, and the options chosen."""
    filled: dict[str, Any] = {}
    for each in components:
        inner = each.get("component", each)
        if inner["type"] == 4:
            filled[inner["custom_id"]] = inner.get("value") or ""
        elif inner["type"] == 3:
            chosen = [option["value"] for option in inner["options"] if option.get("default")]
            filled |= {inner["custom_id"]: chosen} if chosen else {}
    return filled


def _walked(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        yield each
        yield from _walked(each.get("components", []))


def letters_with(actor: MemberActor, name: str) -> list[Any]:
    """The direct messages with a control that does this, oldest first."""
    return [
        message
        for message in actor.user.dm_channel.history()
        if any(each.startswith(f"{name}:") for each in custom_ids(message))
    ]
