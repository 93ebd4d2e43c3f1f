"""The demo itself: the whole job in a browser, as a newcomer does it, and in a terminal.

With ``KEEP_SCREENSHOTS=docs/pictures`` the pictures of the README are taken on the way (`make screenshots`).
"""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.demo.community import CITY, open_community
from bot.demo.main import open_page
from bot.demo.play import play
from bot.demo.reading import components_of
from tests.stories.browser import needs_browser
from tests.stories.test_demo_page import become, conversation
from tests.stories.test_files import attach, command, send

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page


BOOK = "\r\n".join(
    [
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Chris Hadley", "ADR:;;;Indianapolis;Indiana;;United States"),
        *("NOTE:We kept answering each other's videos", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Madeline Okafor", "ADR:;;;Bloomington;Indiana;;United States"),
        *("URL:https://www.linkedin.com/in/madeline-okafor", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Karen Blackwell", "ADR:;;;Springfield;;;", "END:VCARD"),
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Zoë Núñez", "BDAY:1990-13-41", "END:VCARD", ""),
    ]
)


async def test_the_week_plays_itself() -> None:
    """The whole job in a terminal: promise, volunteer, suggestion, recap, consent, and the next Monday."""
    told = io.StringIO()
    async with open_community() as community:
        await play(community, Console(file=told, width=100, soft_wrap=True), pause=0)
    story = told.getvalue()
    expected = (
        "It's a promise!",
        "@Robin made a promise",
        "@Erin would like to be on your list",
        "asked to be on your list",
        "It's agreed: you meet @Robin",
        "How did it go with Erin",
        "It counts: the week of Monday, January 12 is filled.",
        "@Robin met a friend",
        "@Robin met @Erin",
        "1 of 1 weeks filled",
    )
    places = [story.find(each) for each in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)
    assert "Robin, direct message" not in story[story.index("Sunday evening") : story.index("Mon 19 Jan")]


@asynccontextmanager
async def _browser(chromium: Browser, address: str) -> AsyncIterator[Page]:
    async with await chromium.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light") as page:
        await page.goto(address)
        yield page


async def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("KEEP_SCREENSHOTS")
    if folder:
        await page.wait_for_timeout(400)
        await page.screenshot(path=f"{folder}/{name}.png")


@needs_browser
async def test_a_newcomer_brings_the_people_they_know(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "people.vcf"
    file.write_text(BOOK, "utf-8")
    async with open_community() as community:
        # Before the page is open: it takes no command while it learns of something new.
        robin = community.people["Robin"]
        await robin.slash(community.lounge, "contact add", name="Madeline Okafor", city="Bloomington, Indiana")
        async with open_page(community, port=18931) as address, _browser(chromium, address) as page:
            await _bring_people(page, file)


async def _bring_people(page: Page, file: Path) -> None:
    chat = conversation(page)
    await chat.get_by_text("The football game is on.").wait_for()
    async with command(page, "/contact import"):
        await attach(page, file)
    await chat.get_by_text("4 people in vCards").wait_for(timeout=15_000)
    await _picture(page, "import")
    await chat.get_by_role("button", name="Merge", exact=True).last.click()
    await chat.get_by_text("3 people are new on your list.").wait_for(timeout=15_000)
    await chat.get_by_role("button", name="My list", exact=True).last.click()
    await chat.get_by_text("Your list: 4 people").wait_for()
    await _picture(page, "list")


@needs_browser
async def test_a_newcomer_goes_from_the_promise_to_the_recap(chromium: Browser) -> None:
    async with (
        open_community() as community,
        open_page(community, port=18901) as address,
        _browser(chromium, address) as page,
    ):
        chat, panel = conversation(page), page.locator("#panel")

        async def press(label: str) -> None:
            await chat.get_by_role("button", name=label, exact=True).last.click()

        # The command, its card, the start.
        await chat.get_by_text("The football game is on.").wait_for()
        await panel.get_by_role("button", name="/mission start").click()
        await chat.locator(".command-entry", has_text="/mission start").wait_for()
        await page.keyboard.press("Enter")
        await chat.locator(".command-chip").wait_for()
        await send(page)
        await chat.get_by_text("Your promise").wait_for()
        await press("I am 18 or older")
        await chat.get_by_role("button", name="I am 18 or older: yes").wait_for()
        await press("Start my mission")
        await chat.get_by_text("It's a promise!").wait_for()
        await _picture(page, "promise")

        # The announcement, and somebody who volunteers under it.
        await press("Announce it")
        await chat.get_by_text("This would go to").wait_for()
        await press("Post it")
        await chat.get_by_text("It's on its way.").wait_for()
        await panel.get_by_role("button", name="stories").click()
        await chat.get_by_text("1 person has offered so far.").wait_for(timeout=15_000)

        # Monday: the nudge in the direct messages, with the volunteer.
        await panel.get_by_role("button", name="Meetward direct messages").click()
        await press("Put them on my list")
        await chat.get_by_text("is on your list. I'll let them know.").wait_for()
        await panel.get_by_role("button", name="Monday 09:00").click()
        await chat.get_by_text("asked to be on your list").wait_for(timeout=15_000)
        await _picture(page, "kickoff")

        # They met: the form, the preview, the recap everyone reads.
        await press("We met")
        form = chat.get_by_role("dialog")
        await form.get_by_label("The story, if you like").fill("The best pie in town, and we had never spoken before!")
        await form.get_by_label("Where?").fill("Bloomington")
        await form.get_by_role("button", name="Submit").click()
        await chat.get_by_text("This is what").wait_for()
        await press("Post")
        await chat.get_by_text("Edits and removals follow in the post.").wait_for()
        await panel.get_by_role("button", name="stories").click()
        await chat.get_by_text("The best pie in town").wait_for()
        await _picture(page, "recap")
        await _look_at_progress(page)

        # Erin is named only by her own press.
        await become(page, "Erin", "stories")
        await press("That's me, name me")
        await chat.get_by_text("You're named in this story now").wait_for()


async def _look_at_progress(page: Page) -> None:
    """One's own weeks, and with the newcomer there are enough for the picture of who met whom."""
    chat, panel = conversation(page), page.locator("#panel")
    await panel.get_by_role("button", name="lounge").click()
    await chat.get_by_text("The football game is on.").wait_for()
    async with command(page, "/progress me"):
        pass
    await _drawn(page, "The weeks of the mission")
    await chat.get_by_role("button", name="Who met whom here", exact=True).last.click()
    await chat.get_by_role("button", name="Put me in the picture", exact=True).last.click()
    await chat.get_by_text("You in the picture of who met whom").wait_for()
    await chat.get_by_role("button", name="Who met whom here", exact=True).last.click()
    await _drawn(page, "A net of 5 members")
    await panel.get_by_role("button", name="stories").click()
    await chat.get_by_text("The best pie in town").wait_for()


async def _drawn(page: Page, words: str) -> None:
    """A picture is there, with words for whoever cannot see it."""
    picture = conversation(page).locator(f"img[alt^='{words}']").last
    await picture.wait_for(timeout=15_000)
    await picture.scroll_into_view_if_needed()


@needs_browser
async def test_a_newcomer_is_introduced_to_somebody_of_the_pool(chromium: Browser) -> None:
    async with open_community() as community:
        # Before the page is open: it takes no command while it learns of something new.
        await community.start_mission("Robin", today=True, city=CITY)
        await community.people["Robin"].slash(community.lounge, "contact add", name="Madeline Okafor", city=CITY)
        joined = await community.join_pool("Robin", tags="maps, coffee", reach="40 km")
        assert "You're in the pool" in str(components_of(joined))
        async with open_page(community, port=18961) as address, _browser(chromium, address) as page:
            chat, panel = conversation(page), page.locator("#panel")
            await chat.get_by_text("The football game is on.").wait_for()
            await panel.get_by_role("button", name="Meetward direct messages").click()
            await chat.get_by_text("This is where I'll write").wait_for()
            await panel.get_by_role("button", name="Monday 09:00").click()
            await chat.get_by_text("live in the same city").first.wait_for(timeout=15_000)
            await _picture(page, "introduction")
            await chat.get_by_role("button", name="I'm in", exact=True).last.click()
            await chat.get_by_text("You're in").first.wait_for()
            await chat.get_by_text("is in too, you hear from me").first.wait_for()


@needs_browser
async def test_a_newcomer_makes_a_plan(chromium: Browser) -> None:
    async with open_community() as community:
        # Before the page is open: it takes no command while it learns of something new.
        await community.start_mission("Robin", today=True, city=CITY)
        async with open_page(community, port=18971) as address, _browser(chromium, address) as page:
            chat = conversation(page)
            await chat.get_by_text("The football game is on.").wait_for()
            async with command(page, "/plan new"):
                pass
            form = chat.get_by_role("dialog")
            await form.get_by_label("Or anyone else, by name").fill("Madeline Okafor")
            await form.get_by_label("When?").fill("Friday 18:00, or Saturday 11:00")
            await form.get_by_label("Where?").fill("Soma Coffee, Kirkwood Avenue")
            await form.get_by_role("button", name="Submit").click()
            await chat.get_by_text("Nobody is asked before you press").wait_for()
            await chat.get_by_role("button", name="A walk", exact=True).click()
            await chat.get_by_text("A walk · 1 hour").wait_for()
            await _picture(page, "plan")
            await chat.get_by_role("button", name="Send it", exact=True).last.click()
            await chat.get_by_text("to send wherever you know each other").wait_for()
            await chat.get_by_role("button", name="said yes to 2").click()
            await chat.get_by_text("It's agreed: you meet").wait_for()
            await _picture(page, "agreed")
