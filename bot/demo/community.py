"""The demo's community: five people in a simulated Discord, and a story already under way.

Everything in it happened through the front door: its organiser set the bot up, a member started a mission, met
somebody and told about it. The clock of the simulation begins on Thursday, 1 January 2026.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor
from simcord.results import InteractionResult

from bot.app import App, open_app, warm_up
from bot.demo.alarm import ImmediateAlarm
from bot.demo.reading import components_of, custom_id_named, custom_id_of, message_of
from bot.demo.travel import travel
from bot.settings import Settings

INDIANA = ZoneInfo("America/Indiana/Indianapolis")
CITY = "Bloomington, Indiana, United States"
NAMES = ("Robin", "Erin", "Kyle", "James", "Polina")
POOL = {
    "Kyle": ("Bloomington, Indiana, United States", "coffee, maps"),
    "James": ("Bloomington, Indiana, United States", "games, football"),
    "Erin": ("Bedford, Indiana, United States", "games, football"),
}
"""Who is in the community's pool, where they live and what they like."""
MET = (("Kyle", "James"), ("Polina", "Erin"), ("Erin", "James"), ("Polina", "Kyle"))
"""Who met whom by now; of the first two there is a story."""


@dataclass
class Community:
    """A running demo: the app, the simulated Discord, its channels and people."""

    app: App
    env: Env
    guild: GuildHandle
    stories: ChannelHandle
    lounge: ChannelHandle
    people: dict[str, MemberActor]

    async def travel(self, until: datetime) -> None:
        await travel(self.env, self.app, until)

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A moment of January 2026, by the clocks of Bloomington."""
        return datetime(2026, 1, day, hour, minute, tzinfo=INDIANA).astimezone(UTC)

    async def press(self, who: str, on: Any, label: str) -> InteractionResult:
        return await self.people[who].click(message_of(on), custom_id=custom_id_of(on, label))

    async def choose(self, who: str, on: Any, name: str, values: list[Any]) -> InteractionResult:
        return await self.people[who].select(message_of(on), values, custom_id=custom_id_named(on, name))

    async def start_mission(self, who: str, *, today: bool, **options: Any) -> InteractionResult:
        card = await self.people[who].slash(self.lounge, "mission start", **options)
        card = await self.press(who, card, "I am 18 or older")
        if today:
            card = await self.choose(who, card, "mission.begins", ["today"])
        return await self.press(who, card, "Start my mission")

    async def join_pool(self, who: str, **profile: Any) -> InteractionResult:
        """Say something about oneself, and join the community's pool."""
        await self.people[who].slash(self.lounge, "profile", **profile)
        card = await self.people[who].slash(self.lounge, "pool join")
        adult = "I am 18 or older, and join"
        return await self.press(who, card, adult if adult in str(components_of(card)) else "Join")

    async def announce(self, who: str, card: Any) -> discord.Message:
        preview = await self.press(who, card, "Announce it")
        await self.press(who, preview, "Post it")
        posted = self.stories.last_message
        assert posted is not None
        return posted


@asynccontextmanager
async def open_community() -> AsyncIterator[Community]:
    """The community on Saturday morning of its second week; its database goes with it."""
    with tempfile.TemporaryDirectory(prefix="meetward-demo-") as folder:
        world: list[Env] = []

        def clock() -> datetime:
            return world[0].now()

        settings = Settings(
            database_url=f"sqlite+aiosqlite:///{Path(folder) / 'demo.db'}", discord_token=None, web_port=None
        )
        async with open_app(settings, clock=clock) as app:
            await warm_up(app)
            env = Env(app.client(), settle_timeout=30.0)
            world.append(env)
            app.store.on_planned = ImmediateAlarm(app.courier.sweep, env.now).wake
            await env.start()
            try:
                community = await _gather(app, env)
                await _first_week(community)
                yield community
            finally:
                await env.shutdown()


async def _gather(app: App, env: Env) -> Community:
    assert app.current_client.user is not None
    await app.current_client.user.edit(username="Meetward")
    users = {name: env.create_user(name.lower(), global_name=name) for name in NAMES}
    guild = env.create_guild("Bloomington Online", owner=users["Polina"])
    stories = guild.create_text_channel("stories")
    lounge = guild.create_text_channel("lounge")
    people = {name: guild.add_member(user) for name, user in users.items()}
    await env.settle()
    return Community(app, env, guild, stories, lounge, people)


async def _first_week(community: Community) -> None:
    """Polina sets the bot up; Kyle promises, meets James, and tells about it."""
    await community.travel(community.at(1, 10))
    polina, kyle = community.people["Polina"], community.people["Kyle"]
    ready = await polina.slash(
        community.lounge,
        "community setup",
        recap_channel=community.stories,
        time_zone=INDIANA.key,
        country="US",
    )
    await community.press("Polina", ready, "Post the invitation")
    await community.travel(community.at(1, 11))
    await kyle.slash(
        community.lounge,
        "contact add",
        name="Chris Hadley",
        source="Seesmic",
        city="Indianapolis, Indiana, United States",
        met_online="We kept answering each other's videos",
    )
    started = await community.start_mission(
        "Kyle",
        today=True,
        city=CITY,
        promise="I am going to make it a point to meet one online contact, in person, once a week until the end of the year.",
    )
    await community.announce("Kyle", started)
    await community.travel(community.at(9, 20))
    form = await kyle.slash(community.lounge, "met", member=community.people["James"].user)
    preview = await kyle.submit_modal(
        form,
        {"story": "Two hours went by like nothing. He draws maps of towns that don't exist.", "place": "Bloomington"},
    )
    await community.press("Kyle", preview, "Post")
    for name, (city, tags) in POOL.items():
        await community.join_pool(name, city=city, tags=tags)
    await _get_together(community)
    await community.travel(community.at(10, 9, 40))
    await community.people["James"].send(community.lounge, "Starting tonight: Madden, my house.")
    await community.people["Erin"].send(
        community.lounge, "The football game is on. Why would you be playing Madden? :-)"
    )
    await community.travel(community.at(10, 10))


async def _get_together(community: Community) -> None:
    """Others met too, and all want to be seen in the picture of who met whom: with the newcomer they are enough for one."""
    for who, other in MET:
        if (who, other) != MET[0]:
            await community.people[who].slash(community.lounge, "met", member=community.people[other].user)
        asked = await community.people[other].slash(community.lounge, "inbox")
        await community.press(other, asked, "Yes, we met")
    for who in dict.fromkeys(each for pair in MET for each in pair):
        await community.people[who].slash(community.lounge, "progress sharing", picture=True)


async def volunteer(community: Community, who: str, post: discord.Message) -> bool:
    """Press *Put me on your list* under an announcement, once it is there; gives whether it was."""
    if "Put me on your list" not in str([each.to_dict() for each in post.components]):
        return False
    await community.people[who].click(post, custom_id=custom_id_of(post, "Put me on your list"))
    return True
