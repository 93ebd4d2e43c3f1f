"""`check` and `sync` over real sockets: what Discord says of the bot, what its servers let it do, and what it is told."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from discord import Permissions
from discord.http import Route

from tests.data.database_files import empty_file
from tests.data.releases import RELEASES
from tests.operations.command_line import CommandLine
from tests.wire.bot_process import settings_for
from tests.wire.town import Town, a_town, stored

DONE, LOOK, CANNOT = 0, 1, 3
ALL = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    read_message_history=True,
)


class Operator:
    """At the command line of a town's bot."""

    def __init__(self, town: Town, line: CommandLine) -> None:
        self.town = town
        self.line = line

    async def __call__(self, *arguments: str) -> int:
        return await asyncio.to_thread(self.line, *arguments)

    async def check(self) -> tuple[int, dict[str, tuple[str, str]]]:
        """Give the exit code, and how everything stands that is not well."""
        code = await self("check", "--json")
        assert self.town.server.token not in self.line.said
        found = json.loads(self.line.said)
        return code, {each["what"]: (each["stands"], each["says"]) for each in found if each["stands"] != "well"}


@pytest.fixture
async def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Operator]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    async with a_town(tmp_path) as town:
        empty_file(town.database)
        line = CommandLine(tmp_path, monkeypatch)
        line.set(**settings_for(town.server, town.database))
        (tmp_path / "var" / "backups").mkdir(parents=True)
        (tmp_path / "var" / "backups" / f"daily-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db").touch()
        yield Operator(town, line)


def set_up(town: Town) -> None:
    """The bot knows the town, with a channel for recaps and one for nudges."""
    town.write(
        "INSERT INTO communities (id, name, created_at, recap_channel_id, nudge_channel_id, first_weekday, time_zone, locale)"
        " VALUES (?, 'Bloomington', ?, ?, ?, 0, 'UTC', 'en-US')",
        town.guild.id,
        stored(datetime.now(UTC)),
        town.recaps.id,
        town.general.id,
    )


def make_it_worse(folder: Path) -> None:
    [newest] = (folder / "var" / "backups").iterdir()
    newest.rename(newest.with_name("daily-20260101T000000Z.db"))
    database = folder / "meetward.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:8_192] + b"\x5a" * 8_192 + whole[16_384:])


async def test_where_all_is_well_it_says_so(operator: Operator) -> None:
    set_up(operator.town)
    assert await operator.check() == (DONE, {})
    assert "Meetward" in operator.line.said
    assert "in 1, of which 1 are set up" in operator.line.said
    assert await operator("check") == DONE
    before = len(operator.town.server.requests)
    operator.line.set(DISCORD_TOKEN="")
    assert (await operator.check())[1] == {"token": ("look", "there is none, so nothing was asked of Discord")}
    assert len(operator.town.server.requests) == before


async def test_what_the_developer_portal_has_wrong_is_named(operator: Operator) -> None:
    operator.town.server.application_flags = 1 << 15 | 1 << 18
    code, found = await operator.check()
    assert (code, found) == (LOOK, {"intents": ("look", "privileged ones are on: server members, message content")})


async def test_missing_permissions_are_named_by_server_and_channel(operator: Operator) -> None:
    town, server = operator.town, operator.town.server
    set_up(town)
    [own] = [role for role in town.guild.roles.values() if role.is_managed]
    server.overwrite(town.recaps, own.id, deny=Permissions(attach_files=True, create_public_threads=True).value)
    server.overwrite(town.general, own.id, deny=Permissions(view_channel=True).value)
    poor = server.add_guild("Poor [red]town[/red]", bot_permissions=Permissions.none())
    poor.roles[poor.id] = replace(poor.roles[poor.id], permissions=Permissions(view_channel=True))
    code, found = await operator.check()
    assert code == LOOK
    assert found.pop("server Bloomington, channel of recaps")[1] == "missing: attach files, create public threads"
    assert found.pop("server Bloomington, channel of nudges")[1] == "can't be seen by the bot"
    says = found.pop("server Poor [red]town[/red]")[1]
    assert "send messages" in says
    assert "view channel" not in says
    assert found == {}
    server.delete_channel(town.recaps)
    assert (await operator.check())[1]["server Bloomington, channel of recaps"][1] == "is gone"
    assert await operator("check") == LOOK
    assert "[red]" in operator.line.said


async def test_a_wrong_token_and_a_wrong_clock_are_faults(operator: Operator) -> None:
    operator.town.server.clock_skew = timedelta(hours=1).total_seconds()
    code, found = await operator.check()
    assert (code, list(found)) == (CANNOT, ["clock"])
    assert "behind Discord's" in found["clock"][1]
    operator.town.server.clock_skew = 0
    operator.line.set(DISCORD_TOKEN="not.the.token")
    code, found = await operator.check()
    assert (code, list(found)) == (CANNOT, ["token"])
    assert await operator("sync") == CANNOT
    assert "Discord refused the token" in operator.line.said
    operator.line.set(DISCORD_API_URL="http://127.0.0.1:1/api/v10")
    code, found = await operator.check()
    assert (code, list(found)) == (CANNOT, ["network"])


async def test_a_bad_day_for_discord_is_no_traceback(operator: Operator) -> None:
    operator.town.server.fail("GET", "/users/@me/guilds", "reset", times=20)
    code, found = await operator.check()
    assert (code, list(found)) == (CANNOT, ["Discord"])


async def test_a_damaged_database_and_an_old_backup_are_named(operator: Operator) -> None:
    set_up(operator.town)
    make_it_worse(operator.town.folder)
    code, found = await operator.check()
    assert code == CANNOT
    assert found["database"][0] == "fault"
    assert "hours old" in found["backup"][1]


async def test_an_older_database_is_only_worth_a_look(operator: Operator) -> None:
    empty_file(operator.town.database, list(RELEASES)[-1])
    code, found = await operator.check()
    assert (code, list(found)) == (LOOK, ["database"])


async def test_a_database_that_cannot_be_written_to_is_a_fault(operator: Operator) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser writes everywhere")
    operator.town.database.chmod(0o400)
    _code, found = await operator.check()
    assert found["database"][0] == "fault"


async def test_more_shards_are_recommended_than_set(operator: Operator) -> None:
    operator.town.server.shards_wanted = 3
    assert await operator.check() == (DONE, {})
    operator.line.set(SHARD_COUNT="2")
    code, found = await operator.check()
    assert (code, list(found)) == (LOOK, ["shards"])
    assert "recommends 3, 2 are set" in found["shards"][1]


async def test_commands_are_told_again_when_asked_for(operator: Operator) -> None:
    told = operator.town.server.requests
    for times in (1, 2):
        assert await operator("sync") == DONE
        assert [call.method for call in told if call.path.endswith("/commands")] == ["PUT"] * times
    count = len(operator.town.server.commands.synced())
    assert f"Discord knows {count} commands now." in operator.line.said
