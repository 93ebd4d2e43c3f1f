"""The digest by the front door: turned on, read, following its stories, and posted when an organiser asks for it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.demo.reading import message_of
from cogs.community.digest_cards import digest_card, digest_preview_card
from cogs.kit.cards import TEXT_LIMIT, Card
from cogs.kit.words import Lexicon
from meetups.services.digests import Ahead, Digest, DigestPreview, DigestState, Entry, Place, Thanks
from meetups.services.stories import Shown
from meetups.values import ChannelId, Community, CommunityId, How, MessageId, PersonId
from tests.stories.tour import Tour, words_outside
from tests.stories.world import World, labels, text_of
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon

SUNDAY = datetime(2026, 1, 4, 18, tzinfo=UTC)
LINK = re.compile(r"\]\(https://discord\.com/channels/\d+/\d+(?:/\d+)?\)")
NASTY = "**Eve** @everyone <@1> [free](https://a.example) \u202e"


def the_digest(world: World) -> Any:
    """The newest digest as it stands now."""
    return next(each for each in reversed(world.recaps.history()) if "Stories from" in text_of(each))


async def withdraw(world: World, actor: Any) -> None:
    (choice,) = await actor.autocomplete(world.general, "story edit", "meeting", "")
    shown = await actor.slash(world.general, "story edit", meeting=choice["value"])
    await world.click(actor, await world.click(actor, shown, "See the recap"), "Take it down")


async def test_a_week_in_one_post_that_follows_its_stories(world: World) -> None:
    await world.set_up()
    olivia = world.organiser
    off = await olivia.slash(world.general, "community digest")
    assert "The digest is off" in text_of(off)
    await world.select(olivia, off, ["6"], "digest.day")
    at = await world.select(olivia, off, ["18"], "digest.hour")
    assert "Every Sunday at 6:00 PM" in text_of(at)
    on = await world.click(olivia, off, "Turn it on")
    assert f"<t:{int(SUNDAY.timestamp())}:F>" in text_of(on)
    settings = await world.click(olivia, on, "How Meetward runs here")
    assert "The digest comes every Sunday at 6:00 PM" in text_of(settings)
    assert "The digest is on" in text_of(await world.click(olivia, settings, "The digest"))

    alice, bob, carol, dave = (world.person(each) for each in ("alice", "bob", "carol", "dave"))
    told = await world.tell(alice, member=bob)
    await world.tell(bob, contact="Ted")
    await world.tell(carol, member=dave)
    await world.travel(SUNDAY + timedelta(minutes=1))
    read = text_of(the_digest(world))
    assert "**3 stories** since December" in read
    assert "**3 of you** met in person." in read
    assert f"{alice.mention} met a friend · [Read it](https://discord.com/channels/{world.guild.id}/" in read
    assert f"{world.recaps.id}/{told.id})" in read
    assert dave.mention not in read, "who did not say so is not in it"
    assert f"For the first time here: {alice.mention}, {bob.mention}, and {carol.mention}. Welcome!" in read
    assert not {str(each.id) for each in (alice, bob, carol, dave)} & set(world.pinged())

    await world.restart()
    await world.click(bob, told, "That's me, name me")
    assert f"{alice.mention} met {bob.mention}" in text_of(the_digest(world))
    await withdraw(world, alice)
    await carol.slash(world.general, "mydata forget")
    await world.click(carol, await carol.slash(world.general, "mydata forget"), "Forget me")
    read = text_of(the_digest(world))
    assert "**1 story** since" in read
    assert alice.mention not in read
    assert carol.mention not in read
    assert sum("Stories from" in each for each in world.posts()) == 1
    await world.travel(SUNDAY + timedelta(weeks=1, hours=1))
    assert sum("Stories from" in each for each in world.posts()) == 1, "there was nothing new to tell"


async def test_on_request_with_a_single_story_and_only_by_organisers(world: World) -> None:
    await world.set_up()
    olivia, alice = world.organiser, world.person("alice")
    state = await olivia.slash(world.general, "community digest", at="Friday 17:30")
    assert "Every Friday at 5:30 PM" in text_of(state)
    assert "Post it now" not in labels(state)
    empty = await world.click(olivia, state, "Show me what it would say")
    assert "no new story" in text_of(empty)
    await world.craft(olivia, "digest.post", on=empty)
    await world.tell(alice, contact="Ted", story=NASTY)

    preview = await world.click(olivia, await world.click(olivia, empty, "The digest"), "Show me what it would say")
    assert "With fewer than 3 stories" in text_of(preview)
    assert f"{alice.mention} met a friend" in text_of(preview)
    assert len(world.posts()) == 1, "nothing was posted yet"
    for name, subject in (("digest.post", ""), ("digest.turn", 1), ("digest.preview", ""), ("digest.show", "")):
        await world.craft(alice, name, subject)
    for crafted in ("99", "x"):
        await world.craft(olivia, "digest.hour", values=[crafted])
    assert len(world.posts()) == 1

    await world.at_once(olivia, preview, "Post it now")
    assert len(world.posts()) == 2
    assert "Eve" not in text_of(the_digest(world))
    assert "The digest is off" in text_of(await olivia.slash(world.general, "community digest"))
    assert "Every Friday at 5:30 PM" in text_of(await olivia.slash(world.general, "community digest"))
    assert world.blunders() == []
    form = await world.click(world.person("bob"), the_digest(world), "Start your own")
    assert form.modal is not None


async def test_in_a_forum_it_has_a_name_and_links_to_threads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = world.env.backend
    create_post, create_thread = backend.create_forum_post, backend.create_thread

    def numbered_alike(forum_id: int, name: str, starter: Any, **others: Any) -> Any:
        monkeypatch.setattr(backend, "create_thread", partial(create_thread, message_id=starter.id))
        return create_post(forum_id, name, starter, **others)

    monkeypatch.setattr(backend, "create_forum_post", numbered_alike)
    world.recaps = world.guild.create_forum_channel("stories")
    await world.set_up()
    alice = world.person("alice")
    form = await alice.slash(world.general, "met", contact="Ted")
    await world.click(alice, await alice.submit_modal(form, {"story": "We talked."}), "Post")
    (thread,) = world.recaps.threads

    state = await world.organiser.slash(world.general, "community digest")
    await world.click(world.organiser, state, "Post it now")

    digest = next(each for each in world.recaps.threads if each.id != thread.id)
    assert digest.name == "Stories from Southern Indiana Tweetup, January 1"
    assert f"[Read it](https://discord.com/channels/{world.guild.id}/{thread.id})" in text_of(digest.history()[0])


async def test_in_a_language_nobody_speaks(tour: Tour) -> None:
    olivia, kyle = tour.world.organiser, tour.person("kyle")
    empty = await tour.press(olivia, await tour.slash(olivia, "community digest"), "digest.preview")
    state = await tour.press(olivia, empty, "digest.show")
    await tour.choose(olivia, state, "digest.day", ["5"])
    await tour.choose(olivia, state, "digest.hour", ["9"])
    await tour.press(olivia, state, "digest.turn")
    await tour.slash(olivia, "community settings")
    for how, name in (("in_person", "Ted"), ("video", "Karen"), ("call", "Chris Hadley"), ("text", "Erin")):
        form = await tour.slash(kyle, "met", contact=name, how=how)
        preview = await tour.submit(kyle, form, story="jam", place="Chicago")
        await tour.press(kyle, preview, "story.post")
    preview = await tour.press(olivia, state, "digest.preview")
    await tour.press(olivia, preview, "digest.post")
    await tour.press(olivia, await tour.slash(olivia, "community digest"), "digest.turn")
    assert message_of(tour.post())


def full(stories: int) -> Digest:
    """More of everything than there is room for, all of it as long and as hostile as it may be."""
    guild = CommunityId(2**63 - 1)
    at = Place(guild, ChannelId(2**63 - 1), MessageId(2**63 - 1))
    hour = timedelta(hours=1)
    others = (*(Shown(PersonId(2**63 - each)) for each in range(2, 5)), *(Shown(name="*" * 100) for _ in range(5)))
    return Digest(
        community=Community(guild, "*" * 100, SUNDAY),
        since=SUNDAY - timedelta(weeks=1),
        until=SUNDAY,
        entries=tuple(Entry(PersonId(2**63 - 1), (*others, Shown()), how, at) for how in How for _ in range(stories)),
        met=stories,
        places=tuple("<" * 99 + str(each) for each in range(8)),
        newcomers=tuple(PersonId(2**63 - each) for each in range(1, stories + 1)),
        ahead=tuple(Ahead(SUNDAY + each * hour, at, "*" * 100, NASTY * 3) for each in range(stories)),
        thanks=Thanks(PersonId(2**63 - 1), is_host=False),
    )


def written(card: Card) -> str:
    return "\n".join(each for each in card.blocks if isinstance(each, str))


@pytest.mark.parametrize("lexicon", [Lexicon(), PseudoLexicon()])
def test_it_fits_however_much_there_is_to_tell(lexicon: Lexicon) -> None:
    t, digest = lexicon.words("en-US"), full(300)
    state = DigestState(digest.community, None, None, 2)
    for card in (digest_card(t, digest), digest_preview_card(t, DigestPreview(state, digest))):
        text = written(card)
        assert len(text) <= TEXT_LIMIT, "nothing is cut in the middle"
        assert len(LINK.findall(text)) == text.count("](") > 5
        assert "@everyone" not in text
    short = digest_card(t, replace(digest, entries=(), ahead=(), newcomers=(), places=(), thanks=None, met=0))
    assert len(written(short)) < 400


def test_every_part_of_it_is_translated() -> None:
    t, digest = PseudoLexicon().words("fi"), full(40)
    plain = replace(
        digest,
        community=Community(digest.community.id, "Tweetup", SUNDAY),
        entries=tuple(replace(each, others=(Shown(PersonId(2)), Shown(), Shown())) for each in digest.entries),
        places=("Chicago",),
        ahead=(Ahead(SUNDAY, digest.ahead[0].at, "", "Chicago"), Ahead(SUNDAY, digest.ahead[0].at)),
    )
    for thanks in (True, False):
        card = digest_card(t, replace(plain, thanks=Thanks(PersonId(2), is_host=thanks)))
        text = written(card)
        assert text.count(OPEN) == text.count(CLOSE)
        assert words_outside(text) == []
