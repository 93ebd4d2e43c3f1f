"""Bloomington: one server on the wire with an organiser and members, and what they do step by step.

Buttons are found by the name of their action (`mission.confirm`), so that the words on them may change.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.database import fresh_file
from tests.wire.bot_process import BotProcess, settings_for
from tests.wire.discord_server import Channel, DiscordServer, Message, User

IN_FLIGHT = 0.4
NONCE_WINDOW = 1.5
PATIENCE = 15.0
SERVER_NONCE_WINDOW = 2.0
"""Seconds. Discord remembers a nonce longer than the bot counts on, so does this one."""


class Town:
    """The server and its people, and the database of the bot that serves them."""

    def __init__(self, server: DiscordServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.database = folder / "meetward.db"
        self.olivia = server.add_user("olivia")
        self.guild = server.add_guild("Bloomington", self.olivia)
        self.alice = self.member("alice")
        self.bob = self.member("bob")
        self.general = server.add_channel(self.guild, "general")
        self.recaps = server.add_channel(self.guild, "recaps")

    def member(self, name: str) -> User:
        user = self.server.add_user(name)
        self.server.add_member(self.guild, user)
        return user

    def bot(self, *, is_forked: bool = True, **settings: str) -> BotProcess:
        """A run of the bot on this town's database, its windows small; a forked one finds it there and empty."""
        if is_forked and not self.database.exists():
            fresh_file(self.folder)
        windows = {"IN_FLIGHT_SECONDS": str(IN_FLIGHT), "NONCE_WINDOW_SECONDS": str(NONCE_WINDOW)}
        known = settings_for(self.server, self.database)
        return BotProcess(self.folder, {**known, **windows, **settings}, is_forked=is_forked)

    # What people do

    async def slash(self, user: User, name: str, **options: Any) -> Message:
        """A command that answers with a card."""
        act = await self.server.slash(user, self.general, name, options)
        return card_of((await act.answer(PATIENCE)).message)

    async def click(self, user: User, message: Message, action: str) -> Message:
        """Press the button of this action; gives the card it leads to, the same one where it was redrawn."""
        act = await self.server.click(user, message, custom_id(message, action))
        return card_of((await act.answer(PATIENCE)).message)

    async def set_up(self, **options: Any) -> Message:
        return await self.slash(self.olivia, "community setup", recap_channel=self.recaps, **options)

    async def propose_mission(self, user: User) -> Message:
        """A mission about to start next week, everything said but yes."""
        card = await self.slash(user, "mission start", city="Bloomington, Indiana")
        return await self.click(user, card, "mission.adult")

    async def confirm_mission(self, user: User, card: Message) -> Message:
        act = await self.server.click(user, card, custom_id(card, "mission.confirm"))
        return await act.edited(seconds=PATIENCE)

    async def start_mission(self, user: User) -> Message:
        return await self.confirm_mission(user, await self.propose_mission(user))

    async def a_kickoff_is_due(self, user: User) -> None:
        """The town is set up, this member on a mission and greeted, and their kickoff due when the bot runs again."""
        async with self.bot() as bot:
            await bot.ready()
            await self.set_up()
            await self.start_mission(user)
            await self.post_in(self.server.dm(user))
            await self.settled()
        assert self.make_due("kickoff") == 1

    async def met(self, user: User, contact: str) -> str:
        """Record a meeting; gives the custom id of the form that opens for its story."""
        act = await self.server.slash(user, self.general, "met", {"contact": contact})
        modal = (await act.answer(PATIENCE)).modal
        assert modal is not None
        return modal.custom_id

    async def tell(self, user: User, form: str, story: str) -> Message:
        """Submit the open form; gives the preview."""
        act = await self.server.submit(user, form, {"story": story})
        return card_of((await act.answer(PATIENCE)).message)

    # What there is to see

    def direct(self, user: User) -> list[Message]:
        """What the bot wrote to this person."""
        return self.server.dm(user).posts()

    async def post_in(self, channel: Channel, number: int = 1, seconds: float = 10) -> Message:
        """Wait for the channel's post with this number, counted from 1."""
        await eventually(lambda: len(channel.posts()) >= number, seconds)
        return channel.posts()[number - 1]

    async def settled(self, seconds: float = 15) -> None:
        """Wait until nothing is on its way: no delivery is claimed, and none that is due is planned."""

        def nothing_left() -> bool:
            due = "state = 'claimed' OR state = 'planned' AND due <= ?"
            return self.rows(f"SELECT count(*) FROM deliveries WHERE {due}", stored(datetime.now(UTC))) == [(0,)]

        await eventually(nothing_left, seconds)

    # What its database says. Writing is for while the bot is stopped.

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        with closing(sqlite3.connect(self.database, timeout=10)) as connection, connection:
            return connection.execute(statement, values).rowcount

    def outcomes(self, kind: str) -> list[tuple[str, str]]:
        """State and reason of the deliveries of a kind, oldest first."""
        return self.rows("SELECT state, reason FROM deliveries WHERE kind = ? ORDER BY due, id", kind)

    def make_due(self, kind: str) -> int:
        """Have everything planned of a kind be due a second ago, and nobody be asleep; gives how many there are."""
        self.write("UPDATE persons SET quiet_from = 0, quiet_until = 0")
        ago = stored(datetime.now(UTC) - timedelta(seconds=1))
        return self.write("UPDATE deliveries SET due = ? WHERE kind = ? AND state = 'planned'", ago, kind)

    def plan_news(self, user: User, number: int) -> None:
        """One more private message that is due now, whatever the time of day."""
        now = stored(datetime.now(UTC))
        data = json.dumps({"key": "post_failed", "channel_id": str(self.recaps.id), "failure": "channel_gone"})
        self.write(
            "INSERT INTO deliveries (id, kind, subject, occasion, lane, due, created_at, person_id, community_id,"
            " state, reason, data) VALUES (?, 'news', ?, ?, ?, ?, ?, ?, ?, 'planned', '', ?)",
            self.server.snowflake(),
            number,
            f"test {user.id}",
            f"person:{user.id}",
            now,
            now,
            user.id,
            self.guild.id,
            data,
        )


@asynccontextmanager
async def a_town(folder: Path, server: DiscordServer | None = None) -> AsyncIterator[Town]:
    """A town on a running server. At its end nothing that was asked of Discord may have been wrong."""
    server = server or DiscordServer()
    server.nonce_window = SERVER_NONCE_WINDOW
    # These tests ask what is done, not how fast: a busy machine may take longer than Discord's three seconds.
    server.interactions.answer_window = PATIENCE
    async with server:
        yield Town(server, folder)
    assert server.faults == []


def custom_id(message: Message, action: str) -> str:
    """The custom id on the message that calls this action. Raises LookupError where there is none."""
    found = next((each for each in message.custom_ids() if each.startswith(f"{action}:")), None)
    if found is None:
        raise LookupError(f"no {action} on the message, only {message.custom_ids()}")
    return found


def card_of(message: Message | None) -> Message:
    assert message is not None, "it was answered without a message"
    return message


def stored(instant: datetime) -> str:
    """An instant as SQLite's rows hold it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


async def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until it holds. Raises AssertionError."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"did not come true in {seconds} s"
        await asyncio.sleep(0.02)
