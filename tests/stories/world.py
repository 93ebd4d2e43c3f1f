"""A small community in a simulated Discord, and what its people see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import simcord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor
from simcord.results import InteractionResult

from bot.app import App, open_app
from bot.demo.alarm import ImmediateAlarm
from bot.demo.travel import travel
from bot.settings import Settings
from cogs.kit.words import Lexicon
from meetups.places import Places

PLACES = Places()


@dataclass
class World:
    """The app, the simulated Discord, one server with a recap channel, and its people."""

    app: App
    env: Env
    guild: GuildHandle
    recaps: ChannelHandle
    general: ChannelHandle
    people: dict[str, MemberActor] = field(default_factory=dict)

    def person(self, name: str) -> MemberActor:
        if name not in self.people:
            self.people[name] = self.guild.add_member(self.env.create_user(name, global_name=name.title()))
        return self.people[name]

    @property
    def organiser(self) -> MemberActor:
        return self.people["olivia"]

    async def set_up(self, **options: Any) -> InteractionResult:
        return await self.organiser.slash(self.general, "community setup", recap_channel=self.recaps, **options)

    async def start_mission(self, actor: MemberActor, *, today: bool = False, adult: bool = True, **options: Any) -> None:
        """The usual way in: the command, the age button, the start."""
        result = await actor.slash(self.general, "mission start", **options)
        if adult and "I am 18 or older: yes" not in labels(result):
            result = await self.click(actor, result, "I am 18 or older")
        if today:
            result = await self.select(actor, result, ["today"], "mission.begins")
        await self.click(actor, result, "Start my mission")

    async def click(self, actor: MemberActor, on: Any, label: str) -> InteractionResult:
        """Click a button of an answer or message; gives what the person sees then."""
        result = await actor.click(message_of(on), custom_id=custom_id(on, label))
        return result

    async def select(self, actor: MemberActor, on: Any, values: list[Any], name: str) -> InteractionResult:
        wanted = next(each for each in custom_ids(on) if each.startswith(name + ":"))
        return await actor.select(message_of(on), values, custom_id=wanted)

    async def travel(self, until: datetime | timedelta) -> None:
        await travel(self.env, self.app, until if isinstance(until, datetime) else self.env.now() + until)

    async def restart(self) -> None:
        """Stop the bot and start it again, as after an update or a power cut."""
        await self.env.restart_bot(self.app.client())

    def direct(self, actor: MemberActor) -> list[str]:
        """The texts of somebody's direct messages with the bot, oldest first."""
        channel = self.env.backend.dm_channels.get(actor.id)
        if channel is None:
            return []
        return [text_of(each) for each in actor.user.dm_channel.history()]

    def posts(self) -> list[str]:
        return [text_of(each) for each in self.recaps.history()]


@asynccontextmanager
async def open_world(folder: Path, lexicon: Lexicon | None = None, **settings: Any) -> AsyncIterator[World]:
    """A world whose clock stands at Thursday, 1 January 2026, 00:00 UTC."""
    clock: list[Env] = []
    chosen = Settings(
        _env_file=None, database_url=f"sqlite+aiosqlite:///{folder / 'meetward.db'}", discord_token=None, **settings
    )
    async with open_app(chosen, clock=lambda: clock[0].now(), places=PLACES, lexicon=lexicon) as app:
        env_options: dict[str, Any] = {"settle_timeout": 20.0}
        client = app.client()
        env = simcord.Env(client, **env_options)
        clock.append(env)
        alarm = ImmediateAlarm(app.courier.sweep, env.now)
        app.store.on_planned = alarm.wake
        await env.start()
        try:
            olivia = env.create_user("olivia", global_name="Olivia")
            guild = env.create_guild("Southern Indiana Tweetup", owner=olivia)
            world = World(app, env, guild, guild.create_text_channel("recaps"), guild.create_text_channel("general"))
            world.people["olivia"] = guild.add_member(olivia)
            yield world
        finally:
            await env.shutdown()
        env.raise_errors()


def message_of(on: Any) -> Any:
    """The message of an answer: its newest follow-up, else its response; a message stays itself."""
    if isinstance(on, InteractionResult):
        return on.followups[-1] if on.followups else on.response
    return on


def components_of(on: Any) -> list[dict[str, Any]]:
    message = message_of(on)
    assert message is not None, "there is no message"
    raw = message.components
    return [each if isinstance(each, dict) else each.to_dict() for each in raw]


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        yield each
        yield from walk(each.get("components", []))
        if "component" in each:
            yield from walk([each["component"]])


def text_of(on: Any) -> str:
    """Everything a reader sees in words, the buttons in brackets."""
    parts = []
    for each in walk(components_of(on)):
        if each.get("type") == 10:
            parts.append(each["content"])
        elif each.get("type") == 2:
            parts.append(f"[{each['label']}]")
    return "\n".join(parts) or str(getattr(message_of(on), "content", ""))


def labels(on: Any) -> list[str]:
    return [each["label"] for each in walk(components_of(on)) if each.get("type") == 2]


def custom_ids(on: Any) -> list[str]:
    return [each["custom_id"] for each in walk(components_of(on)) if "custom_id" in each]


def custom_id(on: Any, label: str) -> str:
    found = [each["custom_id"] for each in walk(components_of(on)) if each.get("label") == label]
    assert found, f"no button {label!r} among {labels(on)}"
    return str(found[0])
