"""A small community in a simulated Discord, and what its people see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor, interactions
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from simcord.results import InteractionResult

from bot.app import App, open_app
from bot.demo.alarm import ImmediateAlarm
from bot.demo.reading import components_of, message_of, walk
from bot.demo.travel import travel
from bot.settings import Settings
from cogs.kit.words import Lexicon
from meetups.places import Places
from meetups.refusals import Refusal
from meetups.values import PersonId
from tests.support.database import forget_power_cuts, passing_database

PLACES = Places(kept_in=Path("var"))


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

    async def start_mission(
        self, actor: MemberActor, *, today: bool = False, adult: bool = True, **options: Any
    ) -> None:
        """The usual way in: the command, the age button, the start."""
        result = await actor.slash(self.general, "mission start", **options)
        if adult and "I am 18 or older: yes" not in labels(result):
            result = await self.click(actor, result, "I am 18 or older")
        if today:
            result = await self.select(actor, result, ["today"], "mission.begins")
        await self.click(actor, result, "Start my mission")

    async def click(self, actor: MemberActor, on: Any, label: str) -> InteractionResult:
        """Click a button of an answer or message; gives what the person sees then."""
        return await actor.click(message_of(on), custom_id=custom_id(on, label))

    async def select(self, actor: MemberActor, on: Any, values: list[Any], name: str) -> InteractionResult:
        wanted = next(each for each in custom_ids(on) if each.startswith(name + ":"))
        return await actor.select(message_of(on), values, custom_id=wanted)

    async def travel(self, until: datetime | timedelta) -> None:
        await travel(self.env, self.app, until if isinstance(until, datetime) else self.env.now() + until)

    async def restart(self) -> None:
        """Stop the bot and start it again, as after an update or a power cut."""
        await self.env.restart_bot(self.app.client())

    async def craft(
        self, actor: MemberActor, name: str, *subject: object, values: Sequence[str] = (), on: Any = None
    ) -> InteractionResult:
        """What a client that was tampered with can send: any custom id, on a message or on none that has it."""
        custom_id = f"{name}:1:{'.'.join(str(each) for each in subject)}" if ":" not in name else name
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": 2}
        if values:
            data |= {"component_type": 3, "values": list(values)}
        result, payload = self._click(actor, data, on or await actor.slash(self.general, "help"))
        self.env.backend.emit("INTERACTION_CREATE", payload)
        await self.env.settle()
        return result

    async def at_once(self, actor: MemberActor, on: Any, label: str) -> list[InteractionResult]:
        """Two clicks on one button, the second before the first was answered."""
        data = {"custom_id": custom_id(on, label), "component_type": 2}
        clicks = [self._click(actor, data, on) for _ in range(2)]
        for _, payload in clicks:
            self.env.backend.emit("INTERACTION_CREATE", payload)
        await self.env.settle()
        return [result for result, _ in clicks]

    def _click(self, actor: MemberActor, data: dict[str, Any], on: Any) -> tuple[InteractionResult, dict[str, Any]]:
        backend, message = self.env.backend, message_of(on)
        channel_id = getattr(message, "channel_id", None) or message.channel.id
        guild_id = backend.get_channel(channel_id).guild_id
        record, payload = interactions.base_payload(
            backend, type=3, channel_id=channel_id, guild_id=guild_id, user_id=actor.id, data=data
        )
        stored = backend.get_message(channel_id, message.id)
        record.source_message_id = stored.id
        payload["message"] = dict(serializers.message_payload(backend, stored))
        return InteractionResult(self.env, record), payload

    async def remove_bot(self) -> Callable[[], Awaitable[None]]:
        """Somebody removes the bot from the server; gives what invites it again."""
        backend = self.env.backend
        guild = backend.guilds[self.guild.id]
        channels = {each: backend.channels[each] for each in guild.channel_ids}
        messages = {each: backend.messages[each] for each in channels if each in backend.messages}
        backend.remove_guild(guild.id)
        await self.env.settle()

        async def invite() -> None:
            backend.guilds[guild.id] = guild
            backend.channels.update(channels)
            backend.messages.update(messages)
            backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
            await self.env.settle()

        return invite

    async def forbid(self, channel: ChannelHandle, *permissions: str) -> None:
        """Take permissions in a channel from the bot; none gives back all."""
        deny = discord.Permissions(**dict.fromkeys(permissions, True)).value
        overwrite = Overwrite(self.env.backend.bot_user.id, OverwriteType.MEMBER, deny=deny)
        self.env.backend.set_overwrite(channel.id, overwrite)
        await self.env.settle()

    async def delete_channel(self, channel: ChannelHandle) -> None:
        self.env.backend.delete_channel(channel.id)
        await self.env.settle()

    def close_direct_messages(self, actor: MemberActor) -> None:
        """From now on Discord opens the channel as always, and refuses every message in it."""
        path = f"/channels/{actor.user.dm_channel.id}/messages"
        self.env.inject_error("POST", path, status=403, code=50007, times=None)

    async def rows(self) -> dict[str, list[Any]]:
        """Everything people have made, by what it is; two equal answers mean that nothing changed between."""
        everybody = [PersonId(each.id) for each in self.people.values()]
        async with self.app.store.read() as work:
            missions = await work.missions.find(person_id=everybody)
            meetings = [meeting for each in everybody for meeting in await work.meetings.touching(each)]
            return {
                "missions": missions,
                "days_off": await work.excuses.find(mission_id=[each.id for each in missions]),
                "contacts": await work.contacts.find(owner_id=everybody),
                "posts": await work.posts.find(author_id=everybody),
                "asks": await work.asks.find(from_id=everybody),
                "invites": await work.invites.find(asker_id=everybody),
                "visits": await work.visits.find(person_id=everybody),
                "pool": await work.pool.find(person_id=everybody),
                "matched": await work.matched.find(person_id=everybody),
                "gatherings": await work.gatherings.find(host_id=everybody),
                "plans": list({plan.id: plan for each in everybody for plan in await work.plans.of(each)}.values()),
                "seats": await work.seats.find(person_id=everybody),
                "meetings": list({each.id: each for each in meetings}.values()),
            }

    def blunders(self) -> list[str]:
        """Every answer that said something went wrong on the bot's side: a story that bears with none checks this."""
        return [text for each in self.env.http_requests if "went wrong on my side" in (text := str(each.json))]

    def pinged(self) -> list[str]:
        """Everybody whom anything sent so far was allowed to ping: accounts, "everyone", "roles" or "users"."""
        found = []
        for each in self.env.http_requests:
            body = each.json if isinstance(each.json, dict) else {}
            body = body.get("data") or body
            if isinstance(body, dict) and "components" in body and "custom_id" not in body:
                allowed = body.get("allowed_mentions", {"parse": ["everyone", "roles", "users"]})
                found += [*allowed.get("parse", []), *map(str, allowed.get("users", [])), *allowed.get("roles", [])]
        return found

    async def sleep(self, time: timedelta) -> None:
        """Let time pass while the bot is down: nothing falls due on the way, and everything at the next sweep."""
        await self.env.advance_time(time.total_seconds())

    async def tell(self, actor: MemberActor, story: str = "We talked for hours.", **met: Any) -> Any:
        """Somebody records a meeting, tells it and posts it; gives the post as it stands in the channel."""
        form = await actor.slash(self.general, "met", **met)
        await self.click(actor, await actor.submit_modal(form, {"story": story}), "Post")
        return self.recaps.history()[-1]

    def letter(self, actor: MemberActor, number: int = -1) -> Any:
        """One of somebody's direct messages from the bot, the newest unless said otherwise."""
        return actor.user.dm_channel.history()[number]

    async def click_letter(self, actor: MemberActor, label: str, number: int = -1) -> InteractionResult:
        """Click a button of a direct message."""
        letter = self.letter(actor, number)
        result: InteractionResult = await actor.user.click(letter, custom_id=custom_id(letter, label))
        return result

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
    url = passing_database(folder)
    chosen = Settings(_env_file=None, database_url=url, discord_token=None, **settings)  # type: ignore[call-arg]
    # The environment that keeps the time is made from the app's client, so the clock finds it later.
    async with open_app(chosen, clock=lambda: clock[0].now(), places=PLACES, lexicon=lexicon) as app:  # noqa: PLW0108
        env_options: dict[str, Any] = {"settle_timeout": 20.0}
        await forget_power_cuts(app.store)
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
        errors = [each for each in env.errors if not isinstance(getattr(each, "original", each), Refusal)]
        if errors:
            raise BaseExceptionGroup("the bot raised in this story", errors)


def text_of(on: Any) -> str:
    """Everything a reader sees in words, the buttons in brackets."""
    parts = []
    for each in walk(components_of(on)):
        if each.get("type") == 10:
            parts.append(each["content"])
        elif each.get("type") == 2:
            parts.append(f"[{each['label']}]")
    return "\n".join(parts) or str(getattr(message_of(on), "content", ""))


def upload(name: str, data: str | bytes = b"", *, size: int = 0) -> tuple[str, bytes]:
    """What somebody gives to a command's attachment option: ``file=upload("people.csv", "Name,City")``.

    With ``size`` it is that many zero bytes, whose memory the system hands out only where somebody reads them.
    """
    return name, bytes(size) if size else data.encode() if isinstance(data, str) else data


async def files_of(on: Any) -> dict[str, bytes]:
    """The files of an answer or message, by name, as its reader downloads them."""
    return {each.filename: await each.read() for each in message_of(on).attachments}


def labels(on: Any) -> list[str]:
    return [each["label"] for each in walk(components_of(on)) if each.get("type") == 2]


def custom_ids(on: Any) -> list[str]:
    return [each["custom_id"] for each in walk(components_of(on)) if "custom_id" in each]


def custom_id(on: Any, label: str) -> str:
    found = [each["custom_id"] for each in walk(components_of(on)) if each.get("label") == label]
    assert found, f"no button {label!r} among {labels(on)}"
    return str(found[0])


def options_of(on: Any, name: str) -> dict[str, str]:
    """The choices of a menu, by what they are called."""
    menu = next(each for each in walk(components_of(on)) if str(each.get("custom_id")).startswith(name + ":"))
    return {each["label"]: each["value"] for each in menu["options"]}


def values_of(form: InteractionResult) -> dict[str, str]:
    """What a form is filled with when it opens, by field; empty fields are left out."""
    fields = walk((form.modal or {})["components"])
    return {each["custom_id"]: each["value"] for each in fields if each.get("type") == 4 and each.get("value")}
