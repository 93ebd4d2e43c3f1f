"""Two towns in which much goes on, a Discord that remembers all it ever did, and the account that is made at the end.

Bloomington has its recaps in a text channel, Springfield in a forum. People put recaps up, have them changed and take
them down; nudges and news fall due meanwhile.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord

from tests.wire.discord_server import Channel, ChannelKind, DiscordServer, Json, Message, Upload, User
from tests.wire.town import PATIENCE, Town, a_town, stored

WEEKS = 11
_MANAGE_THREADS = discord.Permissions(manage_threads=True).value
_NUDGES = "kind IN ('kickoff', 'last_call')"
# A row that was not carried out for one of these was overtaken by what its people did meanwhile.
_OVERTAKEN = {
    "post": {"withdrawn"},
    "edit": {"superseded", "withdrawn", "never_posted"},
    "remove": {"never_posted"},
}
_CHANGES = ("edit", "remove")


class WitnessingServer(DiscordServer):
    """Remembers every message it was made to write: a delivery is known by what its custom ids say."""

    def __init__(self) -> None:
        super().__init__()
        self.written: Counter[int] = Counter()  # by delivery: how many messages it became
        self.drawn: defaultdict[int, list[int]] = defaultdict(list)  # by message: the deliveries that wrote it, in turn

    def post(self, *message: Any, **how: Any) -> Message:
        written = super().post(*message, **how)
        self.written.update(deliveries(written))
        self.drawn[written.id] += deliveries(written)
        return written

    def revise(self, message: Message, body: Json, files: dict[int, Upload] | None = None) -> None:
        super().revise(message, body, files)
        self.drawn[message.id] += deliveries(message)


def deliveries(message: Message) -> set[int]:
    """The delivery a message was, as its custom ids say."""
    return {int(each.rpartition("~")[2]) for each in message.custom_ids() if "~" in each}


@dataclass(frozen=True)
class Story:
    """A meeting with a card from which its author posts it, or somebody acts who is in it."""

    town: Town
    meeting_id: int
    author: User
    other: User
    card: Message


@dataclass
class Country:
    """Both towns and their stories; `acts` counts what people did."""

    server: WitnessingServer
    towns: list[Town]
    people: list[User]
    stories: list[Story] = field(default_factory=list)
    news: int = 0
    acts: int = 0

    @property
    def first(self) -> Town:
        """Of the two, to ask for what they share: the bot and its database."""
        return self.towns[0]

    async def settle_in(self) -> None:
        """Everybody starts a mission, and writes down the stories they will tell."""
        async with self.first.bot(DM_BUDGET_HOUR="1000", DM_BUDGET_DAY="1000") as bot:
            await bot.ready()
            for town in self.towns:
                await town.set_up()
                here = [each for each in self.people if each.id in town.guild.members]
                for person in here:
                    await town.start_mission(person)
                for author in here:
                    for other in here:
                        if author is not other:
                            self.stories.append(await _story(town, author, other))
            await self.first.settled()
        self._plan_weeks()

    def _plan_weeks(self) -> None:
        """The nudges of all further weeks, which only time would plan."""
        rows = self.first.rows(
            f"SELECT kind, subject, occasion, lane, due, created_at, person_id, community_id, mission_id, state, reason,"
            f" data, is_scheduled, faults FROM deliveries WHERE {_NUDGES} AND state = 'planned'"
        )
        for kind, subject, occasion, *rest in rows:
            for week in range(1, WEEKS):
                later = date.fromisoformat(occasion) + timedelta(weeks=week)
                self.first.write(
                    "INSERT INTO deliveries (id, kind, subject, occasion, lane, due, created_at, person_id, community_id,"
                    " mission_id, state, reason, data, is_scheduled, faults)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    self.server.snowflake(),
                    kind,
                    subject,
                    later.isoformat(),
                    *rest,
                )

    def make_some_due(self, dice: random.Random) -> None:
        """News for everybody and, for some, a kickoff and a last call; nobody is asleep, and all were seen today."""
        now = stored(datetime.now(UTC))
        self.first.write("UPDATE persons SET quiet_from = 0, quiet_until = 0, seen_at = ?", now)
        self.news += 1
        for town in self.towns:
            for person in self.people:
                if person.id in town.guild.members and dice.random() < 0.25:
                    town.plan_news(person, self.news)
        for person in self.people:
            if dice.random() < 0.4:
                self.first.write(
                    f"UPDATE deliveries SET due = ? WHERE state = 'planned' AND person_id = ? AND occasion ="
                    f" (SELECT min(occasion) FROM deliveries WHERE state = 'planned' AND person_id = ? AND {_NUDGES})",
                    now,
                    person.id,
                    person.id,
                )

    def moderate(self, dice: random.Random) -> None:
        """Between two runs Springfield lets the bot manage threads, or not any more, and some threads fall asleep."""
        forum = self.towns[1].recaps
        self.server.overwrite(forum, self.server.bot.id, allow=dice.choice((0, _MANAGE_THREADS)))
        for thread in threads_in(forum):
            if not thread.is_archived and dice.random() < 0.1:
                self.server.archive(thread)

    async def bustle(self, dice: random.Random) -> None:
        """Until cancelled: people act all the time, and now and then the gateway is cut."""
        while True:
            await asyncio.sleep(dice.expovariate(10))
            if not self.server.gateway.is_connected:
                continue
            if dice.random() < 0.02:
                await self.server.drop_gateway(resumable=dice.random() < 0.5)
            else:
                await self._act(dice)

    async def _act(self, dice: random.Random) -> None:
        """One click, answered or not."""
        story = dice.choice(self.stories)
        posts = self.first.rows("SELECT max(id) FROM posts WHERE subject = ?", story.meeting_id)
        what = dice.choices(("post", "me", "withdraw"), (3, 6, 2))[0]
        if what == "me":
            if posts[0][0] is None:
                return
            person, button = story.other, f"story.me:1:{posts[0][0]}.{dice.randrange(2)}"
        elif what == "post":
            person, button = story.author, f"story.post:1:{story.meeting_id}.{story.town.guild.id}"
        else:
            person, button = story.author, f"story.withdraw:1:{story.meeting_id}"
        self.acts += 1
        await self.server.click(person, story.card, button, is_stale=True)

    # The account

    def account(self) -> list[str]:
        """What is wrong with what stands there in the end; empty where all is well."""
        return [*self._unsettled(), *self._miscarried(), *self._misdrawn(), *self._not_as_wanted()]

    def _unsettled(self) -> Iterator[str]:
        now = stored(datetime.now(UTC))
        left = "state = 'claimed' OR state = 'planned' AND due <= ?"
        for row in self.first.rows(f"SELECT id, kind, state FROM deliveries WHERE {left}", now):
            yield f"left over: {row}"

    def _miscarried(self) -> Iterator[str]:
        """Sent means once, anything else means not at all and for a reason that was given."""
        known = set()
        for row_id, kind, state, reason in self.first.rows("SELECT id, kind, state, reason FROM deliveries"):
            known.add(row_id)
            if state not in ("sent", "planned", "claimed") and reason not in _OVERTAKEN.get(kind, ()):
                yield f"{kind} {row_id} is {state}: {reason}"
            times = self.server.written[row_id]
            if kind not in _CHANGES and times != (state == "sent"):
                yield f"{kind} {row_id} is {state} ({reason}) and was written {times} times"
        yield from (f"nobody knows of the message {each}" for each in self.server.written.keys() - known)

    def _misdrawn(self) -> Iterator[str]:
        """A post, then its edits in their order."""
        turns = dict(
            self.first.rows("SELECT id, CAST(occasion AS INTEGER) FROM deliveries WHERE kind IN ('post', 'edit')")
        )
        for message_id, drawn in self.server.drawn.items():
            revisions = [turns[each] for each in drawn if each in turns]
            if revisions != sorted(revisions):
                yield f"message {message_id} was drawn in the order of revisions {revisions}"

    def _not_as_wanted(self) -> Iterator[str]:
        """What is wanted stands as it is now, and nothing else does."""
        stories = {each.meeting_id: each for each in self.stories}
        named = dict(self.first.rows("SELECT meeting_id, is_named FROM participants WHERE part != 'recorder'"))
        standing = set()
        for subject, message_id, state in self.first.rows("SELECT subject, message_id, state FROM posts"):
            if state == "wanted":
                standing.add(message_id)
                yield from _story_faults(stories[subject], message_id, is_named=named[subject])
            elif (state, message_id) != ("removed", None):
                yield f"the post {message_id} is {state}"
        for message in self._ours():
            if message.id not in standing:
                yield f"{message.id} stands and is not wanted"
        for thread in threads_in(self.towns[1].recaps):
            if thread.id not in standing and (thread.name, thread.is_archived) != ("Taken down", True):
                yield f"the thread {thread.name} stands and is not wanted"

    def _ours(self) -> Iterator[Message]:
        for town in self.towns:
            for channel in [town.recaps, *threads_in(town.recaps)]:
                yield from channel.posts()

    def tally(self) -> dict[str, dict[str, int]]:
        """Deliveries by kind and state, those of the forum apart."""
        counts: dict[str, dict[str, int]] = {}
        for kind, guild_id, state, number in self.first.rows(
            "SELECT kind, community_id, state, count(*) FROM deliveries WHERE state != 'planned' GROUP BY 1, 2, 3"
        ):
            is_forum = kind in ("post", *_CHANGES) and guild_id == self.towns[1].guild.id
            counts.setdefault(kind + " in the forum" * is_forum, Counter())[state] += number
        return counts


async def _story(town: Town, author: User, other: User) -> Story:
    act = await town.server.slash(author, town.general, "met", {"member": other})
    modal = (await act.answer(PATIENCE)).modal
    assert modal is not None
    card = await town.tell(author, modal.custom_id, f"Tea, told by {author.name}.")
    return Story(town, int(modal.custom_id.rpartition(":")[2]), author, other, card)


def _story_faults(story: Story, message_id: int, *, is_named: bool) -> Iterator[str]:
    recaps, channels = story.town.recaps, story.town.guild.channels
    place = recaps if recaps.kind is ChannelKind.TEXT else channels.get(message_id)
    message = place.messages.get(message_id) if place else None
    if place is None or message is None or message.is_deleted:
        yield f"the story of {story.author.name} and {story.other.name} does not stand ({message_id})"
        return
    if (story.other.mention in message.text) != is_named or story.author.mention not in message.text:
        yield f"the story of {story.author.name} and {story.other.name} is an old one: {message.text}"
    name = f"{story.author.name} met {story.other.name if is_named else 'a friend'}"
    if place.is_thread and place.name != name:
        yield f"the thread of {story.author.name} and {story.other.name} is called {place.name}"


def threads_in(channel: Channel) -> list[Channel]:
    assert channel.guild is not None
    return [each for each in channel.guild.channels.values() if each.parent is channel]


@asynccontextmanager
async def a_country(folder: Path, residents: int) -> AsyncIterator[Country]:
    """So many people in each town; at its end nothing that was asked of Discord may have been wrong."""
    server = WitnessingServer()
    async with a_town(folder, server) as bloomington:
        springfield = Town(server, folder)
        springfield.recaps = server.add_channel(springfield.guild, "stories", kind=ChannelKind.FORUM)
        towns = [bloomington, springfield]
        people = [
            town.member(f"{name} {number}")
            for town, name in zip(towns, "bs", strict=True)
            for number in range(residents)
        ]
        yield Country(server, towns, people)
