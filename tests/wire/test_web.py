"""A community's page of stories, served by the bot as it is shipped, read over real sockets and in a real browser."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser  # type: ignore[import-untyped]
import pytest
from aiohttp import ClientSession, TCPConnector
from PIL import Image
from yarl import URL

from bot.web import MOST
from tests.stories.browser import needs_browser, open_browser
from tests.wire.bot_process import BotProcess
from tests.wire.town import Town, a_town

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage

FRESH = 0.6
"""Seconds for which a page may be shown as it was."""
NEVER_GIVEN = "A" * 32


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Reader:
    """Somebody with a browser; ``address`` is the page's own, under ``base``."""

    town: Town
    bot: BotProcess
    base: str
    session: ClientSession
    address: str = ""

    async def get(self, path: str = "", method: str = "GET", **headers: str) -> Answer:
        """What is answered under the page's address."""
        return await self.ask(self.address + path, method, headers)

    async def ask(self, address: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        async with self.session.request(method, URL(address, encoded=True), headers=headers) as answer:
            return Answer(answer.status, answer.headers, await answer.read())

    async def until_gone(self, words: str, seconds: float = 5) -> None:
        deadline = asyncio.get_running_loop().time() + seconds
        while words in (await self.get()).text:
            assert asyncio.get_running_loop().time() < deadline, f"{words!r} is still there"
            await asyncio.sleep(0.1)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def serving(town: Town, stories: int = 1) -> AsyncIterator[Reader]:
    """The bot with its pages, one of them on, and stories of alice's on it; the first has a photo."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    bot = town.bot(WEB_PORT=str(port), WEB_ADDRESS=base, WEB_CACHE_SECONDS=str(FRESH))
    async with ClientSession(connector=TCPConnector(limit=0)) as session, bot:
        await bot.ready()
        await town.set_up()
        card = await town.slash(town.olivia, "community page")
        card = await town.click(town.olivia, card, "community.page")
        [(key,)] = town.rows("SELECT web_key FROM communities")
        assert f"{base}/s/{key}" in card.text
        for number in range(stories):
            await _told(town, number)
        _photograph(town)
        yield Reader(town, bot, base, session, f"{base}/s/{key}")
    assert "Traceback" not in bot.output
    assert key not in bot.output


async def _told(town: Town, number: int) -> None:
    preview = await town.tell(town.alice, await town.met(town.alice, f"Chris {number}"), f"Story {number}. <b>Tea</b>")
    await town.click(town.alice, preview, "story.post")
    await town.post_in(town.recaps, number + 1)
    await town.settled()


def _photograph(town: Town) -> None:
    """A photo in every story, as if it had been uploaded and sorted; its number is the story's."""
    for meeting_id, owner_id, recorded_at in town.rows("SELECT id, recorder_id, recorded_at FROM meetings"):
        out = BytesIO()
        Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(out, "JPEG")
        town.write(
            "INSERT INTO photos (id, meeting_id, owner_id, created_at, width, height, size, alt, is_sorted)"
            " VALUES (?, ?, ?, ?, 800, 600, ?, 'A gradient', 1)",
            *(meeting_id, meeting_id, owner_id, recorded_at, len(out.getvalue())),
        )
        town.write("INSERT INTO photo_files (photo_id, data) VALUES (?, ?)", meeting_id, out.getvalue())


def _photo_of(town: Town) -> int:
    return int(town.rows("SELECT min(id) FROM photos")[0][0])


# Reading


async def test_a_page_is_read_with_its_feed_and_its_photos(town: Town) -> None:
    async with serving(town) as reader:
        page = await reader.get()
        text = page.text
        assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "<bdi>alice</bdi> met a friend" in text
        assert "Story 0. &lt;b&gt;Tea&lt;/b&gt;" in text
        assert "Chris" not in text

        photo_id = _photo_of(town)
        assert f"/photos/{photo_id}.jpg" in text
        photo = await reader.get(f"/photos/{photo_id}.jpg")
        assert (photo.status, photo.headers["Content-Type"]) == (200, "image/jpeg")
        assert Image.open(BytesIO(photo.body)).size == (800, 600)
        assert photo.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

        feed = await reader.get("/feed.atom")
        assert (feed.status, feed.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
        read = feedparser.parse(feed.body)
        assert (read.bozo, [each.title for each in read.entries]) == (False, ["alice met a friend"])
        assert read.feed.link == reader.address


async def test_whoever_has_it_already_is_not_given_it_again(town: Town) -> None:
    async with serving(town) as reader:
        for path in ("", "/feed.atom", f"/photos/{_photo_of(town)}.jpg"):
            whole = await reader.get(path)
            tag = whole.headers["ETag"]
            assert not tag.startswith("W/")
            assert whole.headers["Cache-Control"] == f"public, max-age={int(FRESH)}"
            again = await reader.get(path, **{"If-None-Match": tag})
            assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
            other = await reader.get(path, **{"If-None-Match": '"other"'})
            assert (other.status, other.body) == (200, whole.body)
            head = await reader.get(path, "HEAD")
            assert (head.status, head.body, head.headers["ETag"]) == (200, b"", tag)
            assert head.headers["Content-Length"] == whole.headers["Content-Length"]


async def test_every_answer_is_guarded(town: Town) -> None:
    async with serving(town) as reader:
        for path in ("", "/feed.atom", f"/photos/{_photo_of(town)}.jpg", "/", "?page=99"):
            headers = (await reader.get(path)).headers
            policy = headers["Content-Security-Policy"].split("; ")
            assert policy[:2] == ["default-src 'none'", "img-src 'self'"]
            assert "script" not in headers["Content-Security-Policy"]
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Robots-Tag"].startswith("noindex")
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
            assert "camera=()" in headers["Permissions-Policy"]
            assert headers["Server"] == "Meetward"
            assert "Set-Cookie" not in headers


async def test_nothing_tells_whether_a_community_has_a_page(town: Town) -> None:
    async with serving(town) as reader:
        photo_id = _photo_of(town)
        key = reader.address.rsplit("/", 1)[1]
        answers = [
            await reader.ask(reader.base + path, method)
            for method, path in [
                *(("GET", each) for each in ("/", "/s", "/s/", f"/s/{NEVER_GIVEN}", f"/s/{NEVER_GIVEN}/feed.atom")),
                *(("GET", each) for each in (f"/s/{NEVER_GIVEN}/photos/{photo_id}.jpg", f"/s/{key.swapcase()}")),
                *(("GET", f"/s/{key}{each}") for each in ("/", "/x", "/photos/1.jpg", "/photos/x.jpg", "?page=2")),
                *(("GET", f"/s/{key}{each}") for each in ("?page=0", "?page=-1", "?page=x", "?page=" + "9" * 30)),
                *((method, f"/s/{key}") for method in ("POST", "PUT", "DELETE", "OPTIONS")),
                *((method, f"/s/{NEVER_GIVEN}") for method in ("POST", "OPTIONS")),
                *(("GET", each) for each in ("/s/%2e%2e/%2e%2e/etc/passwd", "/s/%00", "/robots.txt")),
            ]
        ]
        assert {each.status for each in answers} == {404}
        assert {each.body for each in answers} == {b"Nothing here.\n"}
        assert len({tuple(sorted(each.headers.keys())) for each in answers}) == 1


# What changes


async def test_a_withdrawn_story_disappears_from_page_feed_and_photos(town: Town) -> None:
    async with serving(town, stories=2) as reader:
        photo_id = _photo_of(town)
        assert "Story 0" in (await reader.get()).text
        [(meeting_id,)] = town.rows("SELECT min(id) FROM meetings")
        card = await town.slash(town.alice, "story edit", meeting=str(meeting_id))
        preview = await town.click(town.alice, card, "story.preview")
        await town.click(town.alice, preview, "story.withdraw")

        await reader.until_gone("Story 0")
        assert "Story 1" in (await reader.get()).text
        assert "Story 0" not in (await reader.get("/feed.atom")).text
        assert (await reader.get(f"/photos/{photo_id}.jpg")).status == 404


async def test_an_old_address_dies_at_once(town: Town) -> None:
    async with serving(town) as reader:
        assert (await reader.get()).status == 200
        card = await town.slash(town.olivia, "community page")
        renew = next(each for each in card.custom_ids() if each.startswith("community.page:1:2"))
        act = await town.server.click(town.olivia, card, renew)
        await act.answer(10)

        assert (await reader.get()).status == 404
        [(key,)] = town.rows("SELECT web_key FROM communities")
        assert (await reader.ask(f"{reader.base}/s/{key}")).status == 200


async def test_names_are_asked_of_discord_once_an_hour(town: Town) -> None:
    async with serving(town, stories=2) as reader:
        for _ in range(4):
            assert "<bdi>alice</bdi>" in (await reader.get()).text
            await asyncio.sleep(FRESH / 2)
        asked = [each for each in town.server.requests if f"/members/{town.alice.id}" in each.path]
        assert len(asked) == 1


async def test_while_discord_does_not_answer_the_page_says_a_member(town: Town) -> None:
    async with serving(town) as reader:
        town.server.fail("GET", f"/guilds/{town.guild.id}/members/{town.alice.id}", 403)
        assert "<bdi>A member</bdi> met" in (await reader.get()).text
        await asyncio.sleep(FRESH)
        assert "<bdi>alice</bdi> met" in (await reader.get()).text


async def test_many_readers_at_once_are_answered_and_more_than_many_asked_to_come_back(town: Town) -> None:
    async with serving(town) as reader:
        town.server.fail("GET", f"/guilds/{town.guild.id}/members/{town.alice.id}", "slow", delay=1.5)
        crowd = [asyncio.create_task(reader.get()) for _ in range(MOST + 40)]
        assert (await town.slash(town.alice, "help")).is_ephemeral, "the bot goes on"
        answers = await asyncio.gather(*crowd)

        assert Counter(each.status for each in answers) == {200: MOST, 503: 40}
        assert len({each.body for each in answers if each.status == 200}) == 1
        assert {each.headers.get("Retry-After") for each in answers} == {None, "30"}
        asked = [each for each in town.server.requests if f"/members/{town.alice.id}" in each.path]
        assert len(asked) == 1, "all of them read what was made once"
        assert (await reader.get()).status == 200


async def test_before_it_is_connected_readers_are_asked_to_come_back(town: Town) -> None:
    async with serving(town) as reader:
        address = reader.address
    await town.server.__aexit__(None, None, None)
    settings = {"WEB_PORT": address.split(":")[2].split("/")[0], "WEB_ADDRESS": address.rsplit("/", 2)[0]}
    async with town.bot(is_forked=True, **settings) as bot, ClientSession() as session:
        await bot.said("keep trying")
        again = Reader(town, bot, "", session, address)
        answer = await again.get()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert (await again.ask(address.swapcase().replace("HTTP", "http").replace("/S/", "/s/"))).status == 404
        await town.server.__aenter__()
        await bot.ready()
        assert (await again.get()).status == 200, "what could not be made is made again"


async def test_nonsense_is_answered_and_nothing_is_logged_of_it(town: Town) -> None:
    async with serving(town) as reader:
        port = int(reader.base.rsplit(":", 1)[1])
        for nonsense in (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n"):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(nonsense)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        assert (await reader.get()).status == 200


async def test_a_fault_is_a_plain_answer_and_a_line_in_the_log(town: Town) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    async with town.bot(WEB_PORT=str(port), WEB_ADDRESS=base) as bot, ClientSession() as session:
        await bot.ready()
        await town.set_up()
        await town.click(town.olivia, await town.slash(town.olivia, "community page"), "community.page")
        [(key,)] = town.rows("SELECT web_key FROM communities")
        town.write("ALTER TABLE posts RENAME TO lost_posts")
        async with session.get(f"{base}/s/{key}") as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (500, "no-store")
            assert await answer.text() == "Something went wrong here. Please try again later.\n"
        town.write("ALTER TABLE lost_posts RENAME TO posts")
        async with session.get(f"{base}/s/{key}") as answer:
            assert answer.status == 200, "the fault is not kept"
    assert bot.output.count("web_request_failed") == 1


# Starting


async def test_a_port_that_is_taken_is_said_and_ends_it(town: Town) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with town.bot(WEB_PORT=str(port), WEB_ADDRESS="https://stories.example.org") as bot:
            assert await bot.ended() == 3
    assert f"can't be served at 127.0.0.1:{port}" in bot.output
    assert "Traceback" not in bot.output


async def test_a_port_without_an_address_is_said_and_ends_it(town: Town) -> None:
    async with town.bot(WEB_PORT="8080") as bot:
        assert await bot.ended() == 2
    assert "WEB_ADDRESS: is needed with WEB_PORT" in bot.output


async def test_without_a_port_nothing_listens(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        card = await town.slash(town.olivia, "community page")
        assert "WEB_PORT" in card.text
        assert await bot.stopped() == 0


# In a browser


@needs_browser
async def test_a_page_in_a_browser_loads_whole_and_breaks_no_rule_of_its_own(tmp_path: Path) -> None:
    async with open_browser() as chromium, a_town(tmp_path) as town, serving(town, stories=4) as reader:
        for width, scheme in ((1280, "light"), (390, "dark")):
            is_dark = scheme == "dark"
            async with await chromium.new_page(
                viewport={"width": width, "height": 900}, color_scheme="dark" if is_dark else "light"
            ) as page:
                said: list[str] = []
                page.on("console", partial(_note, said))
                await page.goto(reader.address)
                photos = page.get_by_role("img", name="A gradient")
                for number in range(4):
                    await photos.nth(number).scroll_into_view_if_needed()
                    await photos.nth(number).evaluate("each => each.decode()")
                assert await photos.nth(3).evaluate("each => each.naturalWidth") == 800
                assert await page.get_by_role("article").count() == 4
                assert await page.evaluate("document.documentElement.scrollWidth") == width
                ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert ground == ("rgb(25, 22, 20)" if is_dark else "rgb(251, 248, 244)")
                await page.evaluate("scrollTo(0, 0)")
                await page.keyboard.press("Tab")
                skip = page.get_by_role("link", name="Skip to the stories")
                assert await skip.evaluate("each => each === document.activeElement")
                assert [each for each in said if "favicon" not in each and "404" not in each] == []


def _note(said: list[str], message: ConsoleMessage) -> None:
    said.append(message.text)
