"""Discord lets the bot open no direct message: too many at once (40003), or none at all (20026)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app as command_line
from tests.stories.world import World, labels, text_of

OPENING = "/users/@me/channels"
TOO_MANY, QUARANTINED = 40003, 20026
REACH = "Send me direct messages"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


def refuse(world: World, code: int, times: int | None = None) -> None:
    """Discord's answer to whoever opens a direct message from now on."""
    world.env.inject_error("POST", OPENING, status=429 if code == TOO_MANY else 403, code=code, times=times)


def asked(world: World) -> int:
    """How often Discord was asked to open a direct message."""
    return sum(each.path.endswith(OPENING) for each in world.env.http_requests)


async def wish(world: World, person: Any) -> str:
    """Somebody presses *Send me direct messages* in their profile; gives what they read."""
    profile = await person.slash(world.general, "profile")
    return text_of(await world.click(person, profile, REACH))


@pytest.mark.parametrize("code", [TOO_MANY, QUARANTINED])
async def test_a_mission_starts_all_the_same_and_everything_waits_in_the_inbox(world: World, code: int) -> None:
    await world.set_up()
    alice = world.person("alice")
    refuse(world, code)
    adult = await world.click(alice, await alice.slash(world.general, "mission start"), "I am 18 or older")
    started = text_of(await world.click(alice, adult, "Start my mission"))
    assert "It's a promise!" in started
    assert "I can't write to you directly, so everything will wait for you in `/inbox`." in started
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert world.direct(alice) == []
    assert "Chris" in text_of(await alice.slash(world.general, "inbox"))
    assert REACH in labels(await alice.slash(world.general, "profile"))


async def test_when_it_was_too_many_nobody_is_opened_for_an_hour_and_then_they_are(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    refuse(world, TOO_MANY, times=1)
    assert "as many new direct messages" in await wish(world, alice)
    tried = asked(world)
    for person in (alice, bob):
        assert "in an hour or so" in await wish(world, person)
    assert asked(world) == tried, "Discord was not asked again"
    await world.sleep(timedelta(hours=1))
    for person in (alice, bob):
        assert "by direct message" in await wish(world, person)


async def test_a_quarantine_stops_all_opening_until_the_operator_releases_it_and_is_told_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.set_up()
    alice, bob, carol = (world.person(each) for each in ("alice", "bob", "carol"))
    await world.start_mission(carol)
    refuse(world, QUARANTINED, times=1)
    with structlog.testing.capture_logs() as logs:
        assert "no new direct messages at the moment" in await wish(world, alice)
        tried = asked(world)
        await world.restart()
        await world.sleep(timedelta(days=3))
        assert "no new direct messages at the moment" in await wish(world, bob)
        await world.start_mission(bob)
    assert asked(world) == tried
    [told] = [each for each in logs if each["event"] == "direct_messages_quarantined"]
    assert "python -m bot release" in told["what_to_do"]
    # Whoever had an open one is still written to.
    letters = len(world.direct(carol))
    await world.travel(timedelta(days=7))
    assert len(world.direct(carol)) > letters

    monkeypatch.setenv("DATABASE_URL", world.app.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("COLUMNS", "200")
    for command, said in (
        ("status", "Discord lets this bot open no new direct messages since 2026-01-01"),
        ("release", "Direct messages are opened again."),
        ("release", "Nothing was held back"),
    ):
        # The command line has a loop of its own.
        result = await asyncio.to_thread(CliRunner().invoke, command_line, [command])
        assert result.exit_code == 0
        assert said in result.output
    assert "by direct message" in await wish(world, alice)
