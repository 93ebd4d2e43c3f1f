"""2,500 servers as real ones are, the people in them, and a database in which all of them have used the bot for a year.

A server has 40 channels (8 categories, 26 for text, 5 for voice, a forum), 25 roles, 30 emojis, and those members the bot has
to do with. In half of the categories everything has three overwrites, as of its category. That is a lively community of a
few hundred people; where we guess, we guess high. The first of the text channels takes the recaps.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord

from benchmarks.due import fill_due
from benchmarks.filled import person_id
from tests.wire.discord_server import Channel, ChannelKind, DiscordServer, Fault, Guild, User
from tests.wire.discord_server.weather import Storm, path_pattern

SERVERS = 2_500
PEOPLE = 10_000
LIMIT = 50
"""Requests a second."""
NEAREST, FARTHEST = 0.05, 0.1
"""Seconds to Discord and back."""
_CATEGORIES, _TEXT, _VOICE = 8, 26, 5
_ROLES, _EMOJIS = 25, 30
_OPEN, _CLOSED = discord.Permissions(view_channel=True), discord.Permissions(send_messages=True)
_NOTHING = discord.Permissions.none()

_COMMUNITIES = """INSERT INTO communities (id, name, created_at, recap_channel_id, first_weekday, time_zone, locale)
    SELECT place.id, place.name, created_at, place.channel, first_weekday, time_zone, locale FROM communities, place"""
_MOVED = "UPDATE {table} SET community_id = (SELECT id FROM place WHERE number = ({person} - :first) % :servers)"
_TABLES = (("missions", "person_id"), ("meetings", "recorder_id"), ("deliveries", "person_id"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mission in the server of this channel."""

    number: int
    user: User
    channel: Channel


class Distance(Storm):
    """Every request under the bot's token takes as long as over a real network; what answers people takes nothing.

    An answer's way to Discord is as long for a bare `/ping` as for anything else, and would only hide how they differ.
    """

    def __init__(self) -> None:
        super().__init__(random.Random(2008), share=1, delay=FARTHEST)

    def strike(self, method: str, path: str) -> Fault | None:
        if path.startswith(("/interactions/", "/webhooks/")):
            return None
        delay = self.dice.uniform(NEAREST, self.delay)
        return Fault(method, path_pattern(path), "slow", 1, False, None, 0, False, delay)


def build(server: DiscordServer) -> list[Person]:
    """Make the servers and their people, as many in each; gives the people."""
    channels = [_furnished(server, number) for number in range(SERVERS)]
    return [_settled(server, number, channels[number % SERVERS]) for number in range(PEOPLE)]


def fill(database: Path, server: DiscordServer, people: Sequence[Person]) -> None:
    """Make the database of these people: lists, missions, a meeting in each week of the past, open direct messages."""
    fill_due(database, len(people), len(people), lambda number: server.dm(people[number].user).id)
    places = [(number, *_place(people[number].channel)) for number in range(SERVERS)]
    values = {"first": person_id(0), "servers": SERVERS}
    with _writing(database) as connection:
        connection.execute("CREATE TEMP TABLE place (number INTEGER PRIMARY KEY, id, name, channel)")
        connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", places)
        connection.execute(_COMMUNITIES)
        for table, person in _TABLES:
            connection.execute(_MOVED.format(table=table, person=person), values)
        connection.execute("DELETE FROM communities WHERE id NOT IN (SELECT id FROM place)")


def plan(database: Path, kickoffs: int, begins: datetime, every: float) -> None:
    """Have the first people's kickoffs of this week fall due one after the other, and nobody else's."""
    values = {"heard": person_id(kickoffs), "now": _stored(datetime.now(UTC))}
    due = [(_stored(begins + timedelta(seconds=each * every)), person_id(each)) for each in range(kickoffs)]
    with _writing(database) as connection:
        connection.execute("DELETE FROM deliveries WHERE due < :now AND person_id >= :heard", values)
        later = "UPDATE deliveries SET due = ? WHERE person_id = ? AND due < ?"
        connection.executemany(later, [(*each, values["now"]) for each in due])


@contextmanager
def _writing(database: Path) -> Iterator[sqlite3.Connection]:
    """One transaction on a database that nobody uses yet, at its end in the file itself."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-300000; PRAGMA temp_store=MEMORY")
        with connection:
            yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _furnished(server: DiscordServer, number: int) -> Channel:
    """Make a server; gives the first of its text channels."""
    guild = server.add_guild(f"Community {number}")
    roles = [server.add_role(guild, f"role {each}", _OPEN).id for each in range(_ROLES - len(guild.roles))]
    guild.emojis += [_emoji(server.snowflake(), f"emoji_{each}") for each in range(_EMOJIS)]
    kinds = [ChannelKind.CATEGORY] * _CATEGORIES + [ChannelKind.TEXT] * _TEXT
    kinds += [ChannelKind.VOICE] * _VOICE + [ChannelKind.FORUM]
    made: list[Channel] = []
    for each, kind in enumerate(kinds):
        category = each % _CATEGORIES
        closed = {guild.id: (_NOTHING, _CLOSED), roles[category]: (_OPEN, _NOTHING), roles[-1]: (_OPEN, _NOTHING)}
        # The first text channel is in an open category: the recaps go there.
        overwrites = closed if category % 2 else {}
        channel = server.add_channel(guild, f"{kind.name.lower()}-{each}", kind=kind, overwrites=overwrites)
        channel.parent = None if kind is ChannelKind.CATEGORY else made[category]
        made.append(channel)
    return made[_CATEGORIES]


def _emoji(emoji_id: int, name: str) -> dict[str, object]:
    flags = {"require_colons": True, "managed": False, "animated": False, "available": True}
    return {"id": str(emoji_id), "name": name, "roles": [], **flags}


def _settled(server: DiscordServer, number: int, channel: Channel) -> Person:
    assert channel.guild is not None
    user = User(person_id(number), f"person {number}")
    server.users[user.id] = user
    server.add_member(channel.guild, user)
    return Person(number, user, channel)


def _place(channel: Channel) -> tuple[int, str, int]:
    guild: Guild | None = channel.guild
    assert guild is not None
    return guild.id, guild.name, channel.id


def _stored(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")
