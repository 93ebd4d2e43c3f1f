"""Stories leave Discord: in an archive for who told them, and by an address that organisers hand on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest_asyncio
import yaml
from PIL import Image

from cogs.community.page import page_card
from cogs.kit.chapters import book
from cogs.kit.words import Lexicon
from cogs.meetings.exporting import exported
from meetups.exchange.storybook.chapters import unmarked
from meetups.exchange.storybook.html import to_page
from meetups.services.stories import Bound, Door, Half, Shown, Tale, Upload
from meetups.values import Actor, Community, CommunityId, How, PersonId
from tests.stories.tour import words_outside
from tests.stories.world import World, custom_id, files_of, labels, open_world, text_of
from tests.support.pseudo import PseudoLexicon

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESS = "https://stories.example.org"


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[World]:
    """A world whose bot has pages of stories turned on; nothing listens here."""
    async with open_world(tmp_path, web_port=8080, web_address=ADDRESS + "/") as opened:
        yield opened


async def test_a_member_takes_their_stories_along(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    empty = await alice.slash(world.general, "story export")
    assert "no story yet" in text_of(empty)
    assert empty.ephemeral

    post = await world.tell(alice, "# Pie\n\n@everyone <@1> had **pie**.", member=bob.user, when="2025-12-30")
    await world.click(bob, post, "That's me, name me")
    form = await alice.slash(world.general, "met", contact="Zoë Núñez", when="2025-12-31")
    await world.click(alice, await alice.submit_modal(form, {"story": "For me alone."}), "Keep private")
    await _photograph(world, PersonId(alice.id))

    answer = await alice.slash(world.general, "story export")
    assert answer.ephemeral
    assert "Here are your 2 stories." in text_of(answer)
    archive = ZipFile(BytesIO((await files_of(answer))["stories.zip"]))
    assert archive.namelist() == [
        "2025-12-30-met-bob.md",
        "2025-12-31-met-a-friend.md",
        "photos/2025-12-31-met-a-friend-1.jpg",
        "stories.html",
    ]
    _, head, body = archive.read("2025-12-30-met-bob.md").decode().split("---\n", 2)
    assert yaml.safe_load(head)["title"] == "Alice met Bob"
    assert "\\# Pie" in body
    assert "\\@everyone \\<\\@1\\> had \\*\\*pie\\*\\*." in body
    page = archive.read("stories.html").decode()
    assert "<bdi>Alice</bdi> met <bdi>Bob</bdi>" in page
    assert "For me alone." in page
    assert "Zoë" not in page

    assert "no story yet" in text_of(await bob.slash(world.general, "story export"))


async def test_an_organiser_turns_the_page_on_renews_its_address_and_turns_it_off(served: World) -> None:
    await served.set_up()
    card = await served.organiser.slash(served.general, "community page")
    assert "Anyone who has the address can read it" in text_of(card)
    on = await served.click(served.organiser, card, "Turn the page on")
    first = _address(text_of(on))
    assert first.startswith(f"{ADDRESS}/s/")
    assert "Open it" in labels(on)

    alice = served.person("alice")
    form = await alice.slash(served.general, "met", contact="Chris")
    preview = await alice.submit_modal(form, {"story": "Tea."})
    assert "Post, but not on the page" in labels(preview)

    stranger = await served.craft(alice, custom_id(on, "New address"))
    assert "Only the organisers" in text_of(stranger)

    renewed = await served.click(served.organiser, on, "New address")
    second = _address(text_of(renewed))
    assert "leads nowhere any more" in text_of(renewed)
    assert second != first
    assert _address(text_of(await served.organiser.slash(served.general, "community page"))) == second

    off = await served.click(served.organiser, renewed, "Turn the page off")
    assert "The page is off" in text_of(off)
    assert ADDRESS not in text_of(off)


async def test_without_a_server_the_card_says_who_can_turn_it_on(world: World) -> None:
    await world.set_up()
    card = await world.organiser.slash(world.general, "community page")

    assert "WEB_PORT" in text_of(card)
    assert labels(card) == ["How Meetward runs here"]
    crafted = await world.craft(world.organiser, "community.page", 1)
    assert "serves no web pages" in text_of(crafted)


async def _photograph(world: World, person_id: PersonId) -> None:
    """A photo in the story that was recorded last, with nobody else in it."""
    out = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    who = Actor(person_id)
    [(meeting, _), *_] = await world.app.services.meetings.recent(who, 1)
    await world.app.services.photos.add(who, meeting.id, [Upload("pie.jpg", out.getvalue())])


def _address(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("<http")).strip("<>")


def test_all_of_it_can_be_translated() -> None:
    t = PseudoLexicon().words("fi")
    community = Community(CommunityId(1), "Tweetup", NOW, web_key="KEY")
    doors = [Door(community, ADDRESS, is_served=True), Door(community, "", is_served=True), Door(community, "", False)]
    cards = [page_card(t, each, is_new=is_new) for each in doors for is_new in (False, True)]
    said = [each if isinstance(each, str) else each.label for card in cards for each in card.blocks if each]  # type: ignore[union-attr]
    said += exported(t, 2, Bound(b"", is_smaller=True, left_out=1)).splitlines()
    tales = tuple(told(how=how, others=(Shown(PersonId(5)), Shown(), Shown())) for how in How)
    page = to_page(book(t, "Tweetup", "", tales, {}), "KEY", number=2, has_older=True).decode()
    said += re.findall(r">([^<]+)<", page.replace("<bdi>", "").replace("</bdi>", "").partition("</style>")[2])

    assert len(said) > 40
    assert [each for each in said if words_outside(each.replace(ADDRESS, ""))] == []


def test_names_cannot_pass_for_somebody_else() -> None:
    t = Lexicon().words("en-US")
    names = {PersonId(1): "Kyle", PersonId(5): "<@1> {author} \u202eevil"}
    tale = told(others=(Shown(name="<@1>"), Shown(PersonId(5)), Shown(PersonId(6)), Shown(name="\u202e")))

    [chapter] = book(t, "Tweetup", "", [tale], names).chapters

    assert unmarked(chapter.title) == "Kyle met ‹@1›, <@1> {author} evil, a member, and a friend"
    assert chapter.people == ("<@1>", "<@1> {author} evil", "a member", "a friend")
    assert chapter.slug == "met <@1>, <@1> {author} evil, a member, and a friend"


def told(**changed: Any) -> Tale:
    values = {
        "id": 1,
        "author_id": PersonId(1),
        "community_id": CommunityId(1),
        "met_on": date(2026, 1, 5),
        "how": How.IN_PERSON,
        "place": "",
        "story": "",
        "others": (),
        "halves": (Half(PersonId(5), "coffee"),),
        "photos": (),
        **changed,
    }
    return Tale(**values)
