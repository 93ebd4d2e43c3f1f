"""The demo's page with a toy bot, driven by a real browser: somebody clicks through it as a newcomer would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord
import pytest
import simcord
from aiohttp import ClientSession
from discord import app_commands, ui

from bot.demo.page import serve
from bot.demo.stage import CannotDoError, Jump, Person, Stage, Tip
from tests.stories.browser import needs_browser

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

# ---------------------------------------------------------------------- a toy bot


class Story(ui.Modal, title="Tell the story"):
    words: ui.Label[Story] = ui.Label(text="What happened?", component=ui.TextInput(custom_id="words"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.words.component, ui.TextInput)
        await interaction.response.send_message(f"The story: {self.words.component.value}")


class Card(ui.LayoutView):
    def __init__(self, waves: int = 0) -> None:
        super().__init__(timeout=None)
        wave: ui.Button[Card] = ui.Button(label="Wave back", style=discord.ButtonStyle.primary, custom_id="wave")
        wave.callback = self.wave  # type: ignore[method-assign]
        self.waves = waves
        text: ui.TextDisplay[Card] = ui.TextDisplay(f"## Hello!\nWaved {waves} times.")
        self.add_item(ui.Container(text, ui.ActionRow(wave), accent_colour=discord.Colour(0xFF7A6B)))

    async def wave(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=Card(self.waves + 1))


class Toy(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        @self.tree.command(description="Say hello")
        async def hello(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(view=Card())

        @self.tree.command(description="Tell a story")
        async def tell(interaction: discord.Interaction) -> None:
            await interaction.response.send_modal(Story())

        @self.tree.context_menu(name="We met")
        async def met(interaction: discord.Interaction, member: discord.Member) -> None:
            await interaction.response.send_message(f"You met {member.display_name}.", ephemeral=True)

        @self.tree.context_menu(name="Tell about it")
        async def about(interaction: discord.Interaction, _member: discord.Member) -> None:
            await interaction.response.send_modal(Story())

        await self.tree.sync()


@dataclass(frozen=True)
class World:
    """The running demo, the way to it, and the bot in it."""

    address: str
    stage: Stage
    bot: Toy


@asynccontextmanager
async def toy_world(bot: Toy | None = None) -> AsyncIterator[World]:
    bot = bot or Toy()
    async with simcord.run(bot) as env:
        guild = env.create_guild("Bloomington")
        channels = [guild.create_text_channel(name) for name in ("meetups", "stories")]
        hidden = discord.PermissionOverwrite(view_channel=False)
        channels.append(guild.create_text_channel("organisers", overwrites={guild.default_role: hidden}))
        zone = ZoneInfo("America/Indiana/Indianapolis")
        people = [
            Person(name.lower(), name, guild.add_member(env.create_user(name.lower(), global_name=name)), zone)
            for name in ("Chris", "Erin", "Karen")
        ]

        async def travel(until: datetime) -> None:
            await env.advance_time((until - env.now()).total_seconds())
            erin = await bot.fetch_user(people[1].actor.id)
            await erin.send("It is Monday. Whom will you meet?")

        def jumps(_person: Person) -> list[Jump]:
            return [Jump("Now", env.now()), Jump("+1 week", env.now() + timedelta(weeks=1))]

        tips = [Tip("Say hello.", "/hello"), Tip("Let a week pass.")]
        async with (
            Stage(env, guild, channels, people, travel=travel, jumps=jumps, tips=tips) as stage,
            serve(stage, port=18765) as address,
        ):
            yield World(address, stage, bot)


# ---------------------------------------------------------------------- the stage


async def test_what_is_posted_elsewhere_is_unread_until_looked_at() -> None:
    async with toy_world() as world:
        stage = world.stage
        erin = stage.people[1]
        assert not stage.waiting(erin)
        await stage.jump(stage.now + timedelta(days=7))
        assert stage.waiting(erin)
        assert not stage.waiting(stage.people[2])
        await stage.look(person="erin", place="direct-erin")
        await stage.catch_up()
        assert not stage.waiting(erin)


async def test_a_person_takes_ones_place_as_far_as_they_may() -> None:
    async with toy_world() as world:
        stage = world.stage
        assert [place.name for place in stage.places(stage.person)] == ["meetups", "stories", stage.bot]
        await stage.look(place="direct-chris")
        await stage.look(person="erin")
        assert stage.place.owner == stage.person == stage.people[1]
        with pytest.raises(CannotDoError):
            await stage.look(place="direct-chris")
        with pytest.raises(CannotDoError):
            await stage.look(person="nobody")


async def test_time_only_goes_forward() -> None:
    async with toy_world() as world:
        assert [jump.label for jump in world.stage.jumps()] == ["+1 week"]
        with pytest.raises(CannotDoError):
            await world.stage.jump(world.stage.now)


async def test_user_menus_lead_back_to_the_community() -> None:
    async with toy_world() as world:
        stage = world.stage
        await stage.look(place="direct-chris")
        await stage.menu("We met", "erin")
        assert stage.place.name == "meetups"
        with pytest.raises(CannotDoError):
            await stage.menu("Dance", "erin")


# ---------------------------------------------------------------------- the doors


async def test_only_our_own_page_gets_in() -> None:
    async with toy_world() as world, ClientSession() as browser:

        async def look(**headers: str) -> int:
            async with browser.post(f"{world.address}demo/look", json={}, headers=headers) as answer:
                return answer.status

        assert await look() == HTTPStatus.OK
        assert await look(Origin=world.address.rstrip("/")) == HTTPStatus.OK
        assert await look(Origin="http://evil.example") == HTTPStatus.FORBIDDEN
        assert await look(Origin="null") == HTTPStatus.FORBIDDEN
        assert await look(Host="evil.example") == HTTPStatus.FORBIDDEN
        async with browser.post(f"{world.address}demo/look", data="{}") as answer:
            assert answer.status == HTTPStatus.CONFLICT
        async with browser.get(f"{world.address}demo/state", headers={"Host": "evil.example"}) as answer:
            assert answer.status == HTTPStatus.FORBIDDEN


async def test_the_conversation_may_be_framed_by_us_alone() -> None:
    async with toy_world() as world, ClientSession() as browser:
        async with browser.get(f"{world.address}chat") as answer:
            assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
            assert "/demo/chat.css" in await answer.text()
        async with browser.get(world.address) as answer:
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        async with browser.get(f"{world.address}api/state") as answer:
            assert answer.status == HTTPStatus.UNAUTHORIZED


async def test_a_taken_port_means_the_next_one() -> None:
    async with toy_world() as world:
        taken = int(world.address.rstrip("/").rpartition(":")[2])
        async with serve(world.stage, taken) as other:
            assert other.startswith("http://127.0.0.1:")
            assert other != world.address


# ---------------------------------------------------------------------- the browser


@asynccontextmanager
async def newcomer(chromium: Browser, world: World | str) -> AsyncIterator[Page]:
    """The demo's page in a browser, as somebody new to it; fails the test when the page complains."""
    complaints: list[str] = []
    async with await chromium.new_page(viewport={"width": 1440, "height": 900}) as page:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Security" in line.text else None)
        await page.goto(world if isinstance(world, str) else world.address)
        yield page
    assert complaints == []


def conversation(page: Page) -> Locator:
    """What the visitor sees of simcord's page; the workbench around it is in the document, but hidden."""
    return page.frame_locator("#chat").locator("#preview-app")


async def become(page: Page, name: str, place: str) -> None:
    """Look through somebody's eyes, at the place where the one before was."""
    await page.locator("#panel").get_by_role("button", name=name).first.click()
    await arrived(page, f"{name} in #{place}")


async def arrived(page: Page, where: str) -> None:
    """Until the veil is gone, the frame still holds what was seen before; and there is none until the page knows."""
    await page.get_by_text(where).wait_for(state="attached")
    await page.locator("#veil").wait_for(state="hidden")


@needs_browser
async def test_a_newcomer_clicks_through_the_demo(chromium: Browser) -> None:
    async with toy_world() as world, newcomer(chromium, world) as page:
        chat, panel = conversation(page), page.locator("#panel")

        # A chip types its command; the picker and the command itself each take one Enter.
        await chat.get_by_text("No messages in this channel.").wait_for()
        await panel.get_by_role("button", name="/hello").click()
        await chat.locator(".command-entry", has_text="/hello").wait_for()
        await page.keyboard.press("Enter")
        await chat.locator(".command-chip").press("Enter")
        await chat.get_by_text("Waved 0 times.").wait_for()
        for waves in (1, 2):
            await chat.get_by_role("button", name="Wave back").click()
            await chat.get_by_text(f"Waved {waves} times.").wait_for()

        # User menus: an answer for oneself alone, and a form.
        await panel.get_by_role("button", name="We met").click()
        await chat.get_by_text("You met Erin.").wait_for()
        await chat.get_by_text("Only you can see this").wait_for()
        await panel.get_by_role("button", name="Tell about it").click()
        form = chat.get_by_role("dialog")
        await form.get_by_role("textbox").fill("We had coffee.")
        await form.get_by_role("button", name="Submit").click()
        await chat.get_by_text("The story: We had coffee.").wait_for()

        # Somebody else, in another place, sees other things.
        await become(page, "Karen", "meetups")
        await chat.get_by_text("The story: We had coffee.").wait_for()
        assert await chat.get_by_text("You met Erin.").count() == 0
        await panel.get_by_role("button", name="stories").click()
        await chat.get_by_text("No messages in this channel.").wait_for()

        # A week passes, and Erin finds a message.
        before = await page.locator(".clock-day").inner_text()
        await panel.get_by_role("button", name="+1 week").click()
        await panel.get_by_role("button", name="Erin has a new direct message").click()
        assert await page.locator(".clock-day").inner_text() != before
        await panel.get_by_role("button", name="direct messages new messages").click()
        await chat.get_by_text("Whom will you meet?").wait_for()
        await panel.locator(".place[aria-current] .dot").wait_for(state="detached")


@needs_browser
async def test_on_a_phone_the_panel_folds_away(chromium: Browser) -> None:
    async with toy_world() as world, newcomer(chromium, world) as page:
        await page.set_viewport_size({"width": 420, "height": 860})
        panel, fold = page.locator("#panel"), page.locator("#fold")
        await page.get_by_text("Chris in #meetups").wait_for()
        await panel.wait_for(state="hidden")
        await fold.press("Enter")
        await panel.get_by_role("button", name="stories").click()
        await panel.wait_for(state="hidden")
        await page.get_by_text("Chris in #stories").wait_for()
        await conversation(page).locator("#channel-composer-input").wait_for()


@needs_browser
async def test_what_the_bot_does_by_itself_appears_by_itself(chromium: Browser) -> None:
    async with toy_world() as world, newcomer(chromium, world) as page:
        await become(page, "Erin", "meetups")
        await page.locator("#panel").get_by_role("button", name="direct messages").click()
        await arrived(page, "Erin in @")
        chat = conversation(page)
        await chat.get_by_text("No messages in this channel.").wait_for()
        erin = await world.bot.fetch_user(world.stage.people[1].actor.id)
        await erin.send("Still on for Thursday?")
        await chat.get_by_text("Still on for Thursday?").wait_for()
