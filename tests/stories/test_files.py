"""Files: attached to a command and given back with an answer, in a story and on the demo's page."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import discord
import simcord
from discord import app_commands, ui

from bot.demo.community import open_community
from bot.demo.main import open_page
from tests.stories.browser import needs_browser
from tests.stories.exports import files_in, unpacked
from tests.stories.test_demo_page import Toy, conversation, newcomer, toy_world
from tests.stories.world import World, files_of, text_of, upload

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

LARGEST = 2**20  # bytes
PEOPLE = "Name\nZoë\n"


class Said(ui.LayoutView):
    """A card that says something and may hold a file."""

    def __init__(self, text: str, file: str = "") -> None:
        super().__init__(timeout=None)
        self.add_item(ui.TextDisplay(text))
        if file:
            self.add_item(ui.File(f"attachment://{file}"))


class Copyist(Toy):
    """A toy that gives back the file it is handed, and waits at its gate when half of it is done."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()

    async def setup_hook(self) -> None:
        @self.tree.command(description="Copy a file")
        @app_commands.describe(file="What to copy")
        async def copy(interaction: discord.Interaction, file: discord.Attachment) -> None:
            if file.size > LARGEST:
                await interaction.response.send_message(view=Said("That is too large."), ephemeral=True)
                return
            await interaction.response.defer(ephemeral=True, thinking=True)
            data = io.BytesIO(await file.read())
            await interaction.edit_original_response(view=Said("Half of it is copied."))
            await self.gate.wait()
            copied = discord.File(data, f"copy-of-{file.filename}")
            done = Said("All of it is copied.", copied.filename)
            await interaction.edit_original_response(view=done, attachments=[copied])

        await super().setup_hook()


# ---------------------------------------------------------------------- in a story


async def test_a_member_attaches_a_file_and_reads_the_answers() -> None:
    async with simcord.run(Copyist()) as env:
        guild = env.create_guild("Bloomington")
        zoe, meetups = guild.add_member(env.create_user("zoe")), guild.create_text_channel("meetups")

        answer = await zoe.slash(meetups, "copy", file=upload("people.csv", PEOPLE))
        assert text_of(answer) == "All of it is copied."
        assert await files_of(answer) == {"copy-of-people.csv": PEOPLE.encode()}
        assert answer.ephemeral
        sent = await files_of(await zoe.slash(meetups, "copy", file=upload("picture.png", b"\x89PNG")))
        assert sent == {"copy-of-picture.png": b"\x89PNG"}


async def test_a_file_can_be_too_large_without_taking_its_memory() -> None:
    async with simcord.run(Copyist()) as env:
        guild = env.create_guild("Bloomington")
        zoe, meetups = guild.add_member(env.create_user("zoe")), guild.create_text_channel("meetups")

        before = resident()
        answer = await zoe.slash(meetups, "copy", file=upload("people.csv", size=200 * 2**20))
        assert text_of(answer) == "That is too large."
        assert await files_of(answer) == {}
        assert resident() - before < 50 * 2**20


def resident() -> int:
    """What this process holds in memory now, in bytes; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)


async def test_a_story_reads_what_is_exported(world: World) -> None:
    files = await unpacked(await world.person("zoe").slash(world.general, "mydata export"))
    assert "contacts" in json.loads(files["meetward.json"])


# ---------------------------------------------------------------------- on the demo's page


@asynccontextmanager
async def command(page: Page, name: str) -> AsyncIterator[Locator]:
    """Somebody picks a command in the conversation, fills it in, and sends it."""
    chat = conversation(page)
    await chat.locator("textarea#channel-composer-input").fill(name)
    await chat.locator(".command-entry", has_text=name).first.wait_for()
    await page.keyboard.press("Enter")
    await chat.locator(".command-chip").wait_for()
    yield chat
    await send(page)


async def send(page: Page) -> None:
    """By the composer's own button: where the focus is after a file was chosen is up to the browser."""
    await conversation(page).locator("#send-message").click()


async def attach(page: Page, file: Path) -> None:
    await choose(page, file)
    await conversation(page).locator(".command-file-remove").wait_for()


async def choose(page: Page, file: Path) -> None:
    chat = conversation(page)
    async with page.expect_file_chooser() as chooser:
        await chat.locator(".command-file-choose").click()
    await (await chooser.value).set_files(file)


async def downloaded(page: Page, name: str) -> bytes:
    async with page.expect_download() as download:
        await conversation(page).get_by_role("button", name=f"Download {name}").click()
    file = await download.value
    assert file.suggested_filename == name
    return await asyncio.to_thread(Path(await file.path()).read_bytes)


@needs_browser
async def test_a_visitor_attaches_a_file_watches_it_and_downloads_the_answer(chromium: Browser, tmp_path: Path) -> None:
    bot, people = Copyist(), tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    async with toy_world(bot) as world, newcomer(chromium, world) as page:
        chat = conversation(page)
        for place in ("meetups", "direct messages"):
            await page.locator("#panel").get_by_role("button", name=place).click()
            await page.locator("#veil").wait_for(state="hidden")
            await chat.get_by_text("No messages in this channel.").wait_for()
            bot.gate.clear()
            async with command(page, "/copy"):
                await attach(page, people)
            await chat.get_by_text("Half of it is copied.").wait_for()
            bot.gate.set()
            await chat.get_by_text("All of it is copied.").wait_for()
            assert await downloaded(page, "copy-of-people.csv") == PEOPLE.encode()
            assert await chat.get_by_text("Half of it is copied.").count() == 0


@needs_browser
async def test_a_visitor_is_told_what_is_too_large_and_goes_on(chromium: Browser, tmp_path: Path) -> None:
    """Too large for the bot is the bot's to say; simcord's page itself takes 10 MiB."""
    large, larger = tmp_path / "large.csv", tmp_path / "larger.csv"
    large.write_bytes(bytes(9 * 2**20))
    larger.write_bytes(bytes(11 * 2**20))
    async with toy_world(Copyist()) as world, newcomer(chromium, world) as page:
        chat = conversation(page)
        await chat.get_by_text("No messages in this channel.").wait_for()
        async with command(page, "/copy"):
            await choose(page, larger)
            await chat.get_by_text("File exceeds the 10 MiB per-file limit.").wait_for()
            await attach(page, large)
        await chat.get_by_text("That is too large.").wait_for()


@needs_browser
async def test_a_visitor_downloads_what_the_bot_knows_about_them(chromium: Browser) -> None:
    async with (
        open_community() as community,
        open_page(community, port=18941) as address,
        newcomer(chromium, address) as page,
    ):
        await conversation(page).get_by_text("The football game is on.").wait_for()
        async with command(page, "/mydata export"):
            pass
        assert "profile" in json.loads(files_in(await downloaded(page, "meetward.zip"))["meetward.json"])
