"""Progress by the front door: pictures, the same in words, and what others see only where somebody says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from simcord import MemberActor

from bot import app
from bot.studio import Studio
from tests.stories.test_bad_clicks import show_to_everybody
from tests.stories.test_photos import pictures
from tests.stories.world import World, files_of, labels, open_world, text_of

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PNG = b"\x89PNG"
NAMES = ("kyle", "rosa", "dana", "erin", "finn")


async def picture(on: Any, name: str) -> bytes:
    """The one picture of a card."""
    [(found, data)] = (await files_of(on)).items()
    assert found == name
    assert data.startswith(PNG)
    assert [each for each, _ in pictures(on)] == [name]
    return data


def alt(on: Any) -> str:
    """What a card says of its picture to whoever cannot see it."""
    [(_, words)] = pictures(on)
    return words


async def confirm(world: World, who: MemberActor) -> None:
    await world.click(who, await who.slash(world.general, "inbox"), "Yes, we met")


async def test_a_member_looks_at_their_progress_shows_it_and_hides_it_again(world: World) -> None:
    await world.set_up()
    kyle, rosa, general = world.person("kyle"), world.person("rosa"), world.general
    nothing = await kyle.slash(general, "progress me")
    assert "Nothing to look at yet" in text_of(nothing)
    assert await files_of(nothing) == {}
    await world.start_mission(kyle, today=True, city="Bloomington, Indiana", until="2026-03-31")
    form = await kyle.slash(general, "met", contact="Ted Secret")
    await kyle.submit_modal(form, {"story": "Tea.", "place": "Chicago"})

    mine = await kyle.slash(general, "progress me")
    assert mine.response is not None
    assert mine.response.ephemeral
    dark = await picture(mine, "progress.png")
    for words in (alt(mine), text_of(mine)):
        assert "1 person met, 1 new." in words
        assert "Where: Chicago." in words
        assert "the first meeting and the first meeting away from home" in words
        assert "3 more weeks to a month without a gap" in words
    assert "1 met and 13 ahead. 1 of 14 weeks filled." in alt(mine), "and no stars to be read aloud"
    light = await picture(await world.click(kyle, mine, "On a light ground"), "progress.png")
    assert light != dark
    assert await picture(await world.click(kyle, mine, "On a dark ground"), "progress.png") == dark

    circle = await world.click(kyle, mine, "My circle")
    assert await picture(circle, "circle.png") != dark
    assert "**Ted Secret** · once, last on December 31, 2025" in text_of(circle)
    assert "Your circle" in text_of(await rosa.slash(general, "progress circle"))

    assert "they show nothing here" in text_of(await rosa.slash(general, "progress member", member=kyle))
    mine = await world.click(kyle, circle, "My progress")
    shows = await world.click(kyle, mine, "Who may see this?")
    assert text_of(shows).count("🔒 Hidden:") == 2, "nothing is shown before somebody says so, and there is no ranking"
    shows = await world.click(kyle, shows, "Show my progress")
    assert "✅ Shown: **Your progress**" in text_of(shows)
    seen = await rosa.slash(general, "progress member", member=kyle)
    assert await picture(seen, "progress.png") not in (dark, light)
    for words in (alt(seen), text_of(seen).replace("**", "")):
        assert "1 week with a meeting." in words
        assert not [each for each in ("Secret", "Chicago", "no meeting", " of ", "remaining") if each in words]
    assert labels(seen) == []
    await world.click(kyle, shows, "Hide my progress")
    hidden = await rosa.slash(general, "progress member", member=kyle)
    assert "they show nothing here" in text_of(hidden)
    assert "Who may see this?" in labels(await kyle.slash(general, "progress member", member=kyle)), "it is one's own"
    assert not world.blunders()


async def test_five_who_want_to_be_seen_are_the_communitys_picture(world: World) -> None:
    await world.set_up()
    general = world.general
    kyle, rosa, dana, *others = people = [world.person(each) for each in NAMES]
    eve = world.person("eve")
    for who, met in ((kyle, rosa), (rosa, dana), (kyle, eve)):
        await who.slash(general, "met", member=met)
        await confirm(world, met)
    await kyle.slash(general, "met", member=others[0])
    for each in people[1:]:
        await each.slash(general, "progress sharing", picture=True)
    few = await kyle.slash(general, "progress community")
    assert "as soon as 5 members want" in text_of(few)
    assert await files_of(few) == {}
    assert not [each for each in NAMES if each.title() in text_of(few)]

    await world.click(kyle, few, "Put me in the picture")
    seen = await eve.slash(general, "progress community")
    await picture(seen, "who-met-whom.png")
    assert "5 members with 2 lines" in alt(seen)
    assert "**5 members** want to be seen here, and **2 pairs** of them have met." in text_of(seen)
    assert "- Kyle and Rosa, first on" in text_of(seen)
    assert "Eve" not in text_of(seen) + alt(seen), "who did not say so is not named, whoever they met"
    assert "Kyle and Erin" not in text_of(seen), "Erin has not said that they met"

    await kyle.slash(general, "progress sharing", ranking=True)
    show_to_everybody(world, "community")
    for who in (eve, kyle):
        assert "Only the organisers" in text_of(await who.slash(general, "community ranking", on=True))
        assert "Only the organisers" in text_of(await world.craft(who, "community.ranking", 1))
    assert "who met most" not in text_of(await eve.slash(general, "progress community")).lower()
    await world.organiser.slash(general, "community ranking", on=True)
    ranked = text_of(await eve.slash(general, "progress community"))
    assert "**Who met most people this year**" in ranked
    assert "1. Kyle · 3 people" in ranked
    assert "2. " not in ranked
    leaving = await rosa.slash(general, "progress sharing", picture=False)
    assert "🔒 Hidden: **You in the picture" in text_of(leaving)
    assert await files_of(await eve.slash(general, "progress community")) == {}
    assert not world.blunders()


async def test_a_mission_that_ends_is_looked_back_on_shared_and_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a painter of the world's own, as every bot has one."""
    monkeypatch.setattr(app, "Studio", Studio)
    async with open_world(tmp_path) as world:
        await world.set_up()
        kyle, eve = world.person("kyle"), world.person("eve")
        await world.start_mission(kyle, today=True, until="2026-02-08")
        await kyle.slash(world.general, "mission edit", show_streak=True)
        edited = await kyle.slash(world.general, "mission edit", show_streak=True)
        await world.click(kyle, edited, "Save the changes")
        told = []
        for _ in range(5):
            told.append(text_of(await world.tell(kyle, contact="Ted Secret")))
            await world.travel(WEEK)
        assert f"🎉 {kyle.mention}'s very first meeting. Here's to many more!" in told[0]
        assert "🎉" not in told[1] + told[2]
        assert f"🎉 That makes a month without a gap for {kyle.mention}!" in told[3]
        assert f"🎉 5 meetings: well done, {kyle.mention}!" in told[4]

        await world.travel(MONDAY + 5 * WEEK + DAY)
        closing = world.letter(kyle)
        assert "Your mission is complete" in text_of(closing)
        await picture(closing, "progress.png")
        posts = len(world.posts())
        back = await world.click_letter(kyle, "Look back")
        assert "You met most: **Ted Secret**." in text_of(back)
        assert {"Share it", "Start the next one"} <= set(labels(back))
        await picture(back, "progress.png")
        assert len(world.posts()) == posts, "private first"
        mission_id = (await world.rows())["missions"][0].id
        for name in ("wrap", "share", "unshare"):
            crafted = await world.craft(eve, f"progress.{name}", mission_id)
            assert "Ted" not in text_of(crafted)
            assert "Kyle" not in text_of(crafted)
        assert len(world.posts()) == posts

        shared = await world.click_letter(kyle, "Share it")
        assert "Take it back" in labels(shared)
        assert "Share it" not in labels(shared)
        post = world.recaps.history()[-1]
        assert f"{kyle.mention} looks back" in text_of(post)
        await picture(post, "progress.png")
        for words in (text_of(post).replace("**", ""), alt(post)):
            assert "5 weeks with a meeting." in words
            assert "a month without a gap" in words
            assert "Secret" not in words
        assert world.pinged() == []
        await world.click_letter(kyle, "Take it back")
        assert len(world.posts()) == posts
        assert not world.blunders()


async def test_organisers_share_the_year_once(world: World) -> None:
    await world.set_up()
    olivia, general = world.organiser, world.general
    people = [world.person(each) for each in NAMES]
    for each in people[1:]:
        await each.submit_modal(
            await each.slash(general, "met", contact="Ted Secret", when="2025-12-30"), {"story": ""}
        )
    assert "Fewer than 5 people" in text_of(await olivia.slash(general, "community year"))
    kyle = people[0]
    await kyle.slash(general, "met", contact="Ted Secret", when="2025-11-30")
    await kyle.slash(general, "met", contact="Ted Secret", when="2026-01-01")
    show_to_everybody(world, "community")
    assert "Only the organisers" in text_of(await kyle.slash(general, "community year"))
    assert "Only the organisers" in text_of(await world.craft(kyle, "community.year"))

    preview = await olivia.slash(general, "community year")
    await picture(preview, "year.png")
    assert "most in one week: 4." in alt(preview)
    assert "**5 people** met someone in person, at **5 meetings**." in text_of(preview)
    assert world.posts() == []
    shared = await world.at_once(olivia, preview, "Share it")
    assert "It's shared in the recap channel." in text_of(shared[0])
    [post] = world.recaps.history()
    assert "2025 in Southern Indiana Tweetup" in text_of(post)
    await picture(post, "year.png")
    everything = text_of(post) + alt(post)
    assert not [each for each in (*NAMES, "ted", "olivia") if each.title() in everything]
    assert "Share it" not in labels(await olivia.slash(general, "community year"))
    assert not world.blunders()


async def test_where_nothing_can_be_drawn_the_words_come_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "Studio", partial(Studio, painter="tests.support.no_painter"))
    async with open_world(tmp_path) as world:
        await world.set_up()
        kyle = world.person("kyle")
        await world.start_mission(kyle, today=True)
        await kyle.slash(world.general, "met", contact="Ted")
        mine = await kyle.slash(world.general, "progress me")
        assert "1 person met" in text_of(mine)
        assert "The weeks of the mission" not in text_of(mine)
        assert pictures(mine) == []
        assert await files_of(mine) == {}
        assert "Ted" in text_of(await world.click(kyle, mine, "My circle"))
        assert not world.blunders()
