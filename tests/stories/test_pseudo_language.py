"""Whole stories in a language nobody speaks: whatever a reader sees in plain English was never in a catalogue.

The pseudo-language is 40 % longer than English, so that a label, title or hint that would not fit in German or
Finnish is cut here, which shows by its missing bracket.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cogs.kit.cards import Card
from cogs.kit.refusals import SENTENCES, sentence
from meetups.refusals import Refusal
from meetups.values import ChannelId
from tests.stories.tour import Tour, letters_with, texts_shown, words_outside
from tests.stories.world import custom_ids
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon, pseudo


async def test_organisers(tour: Tour) -> None:
    world, olivia = tour.world, tour.world.organiser
    setting = await tour.slash(olivia, "community settings")
    await tour.press(olivia, setting, "community.invite")
    closed = world.guild.create_text_channel("closed")
    await world.forbid(closed, "view_channel", "send_messages")
    missing = await tour.slash(olivia, "community setup", recap_channel=closed, organiser_channel=closed)
    await tour.press(olivia, missing, "community.setup")
    ready = await world.set_up(organiser_role=world.guild.create_role("Evenings"), first_weekday="Sunday")
    await tour.press(olivia, ready, "community.later")
    on = await tour.press(olivia, await tour.slash(olivia, "community events"), "community.events")
    await tour.press(olivia, on, "community.settings")
    await tour.press(olivia, on, "community.events")


async def test_a_promise(tour: Tour) -> None:
    await tour.world.click(tour.world.organiser, await tour.world.set_up(), pseudo("Post the invitation"))
    kyle = tour.person("kyle")
    invitation = tour.post()
    form = await tour.press(kyle, invitation, "mission.begin")
    faulty = await tour.submit(kyle, form, city="Nowhereville", weekly="noon", adult=["no"])
    form = await tour.press(kyle, faulty, "mission.refill")
    proposed = await tour.submit(kyle, form, city="Chicago", weekly="Friday 17:30", adult=["no"])
    proposed = await tour.choose(kyle, proposed, "mission.strength", ["persistent"])
    details = await tour.press(kyle, proposed, "mission.details")
    faulty = await tour.submit(kyle, details, ends="soonish")
    details = await tour.press(kyle, faulty, "mission.redetail")
    proposed = await tour.submit(kyle, details, ends="2026-06-30", promise="coffee over jam")
    await tour.press(kyle, proposed, "mission.adult")
    started = await tour.press(kyle, proposed, "mission.confirm")
    home = await tour.press(kyle, started, "mission.show")
    await tour.press(kyle, home, "mission.rules")
    changed = await tour.press(kyle, home, "mission.change")
    await tour.press(kyle, changed, "mission.confirm")
    edited = await tour.slash(
        kyle, "mission edit", every_second_week=True, new_people_only=True, video_counts=True, show_streak=True
    )
    await tour.press(kyle, edited, "mission.confirm")
    await tour.slash(kyle, "mission rules")
    await tour.slash(kyle, "mission edit", times_a_week=3)
    off = await tour.slash(kyle, "mission time-off", first="2026-01-12", last="2026-01-18")
    home = await tour.press(kyle, off, "mission.off")
    await tour.press(kyle, home, "mission.on_again")
    await tour.slash(kyle, "mission time-off", first="2026-02-03")
    await tour.slash(kyle, "mission pause")
    await tour.slash(kyle, "mission resume")
    end = await tour.slash(kyle, "mission end")
    await tour.press(kyle, end, "mission.end_now")


async def test_an_announcement_and_a_volunteer(tour: Tour) -> None:
    kyle, started = await tour.begin("kyle", city="Chicago")
    await tour.slash(kyle, "contact add", name="Chris Hadley", source="Seesmic")
    preview = await tour.press(kyle, started, "mission.announce")
    form = await tour.press(kyle, preview, "mission.promise")
    preview = await tour.submit(kyle, form, promise="coffee first")
    await tour.press(kyle, preview, "mission.post")
    rosa, ben = tour.person("rosa"), tour.person("ben")
    await tour.press(rosa, tour.post(), "ask.volunteer")
    await tour.press(kyle, tour.direct(kyle), "ask.yes")
    await tour.press(ben, tour.post(), "ask.volunteer")
    await tour.press(kyle, tour.direct(kyle), "ask.no")
    await tour.begin("rosa")
    await tour.press(rosa, await tour.slash(rosa, "inbox"), "inbox.next")
    await tour.press(kyle, tour.post(), "ask.volunteer")  # refused: it is one's own


async def test_a_meeting_and_its_story(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago")
    rosa, erin = tour.person("rosa"), tour.person("erin")
    await tour.begin("erin")
    form = await tour.slash(kyle, "met", contact="Chris Hadley, Ted", member=rosa)
    preview = await tour.submit(kyle, form, story="talked for hours", place="Chicago")
    preview = await tour.press(kyle, preview, "story.name")
    posted = await tour.press(kyle, preview, "story.post")
    named = await tour.press(rosa, tour.post(), "story.me")
    await tour.press(rosa, named, "story.me")
    await tour.press(erin, tour.post(), "story.me")  # refused: she was not there
    written = await tour.press(kyle, posted, "story.write")
    change = await tour.submit(kyle, written, story="talked over coffee")
    preview = await tour.press(kyle, await tour.press(kyle, change, "met.change"), "story.preview")
    await tour.press(kyle, preview, "story.withdraw")
    assert not tour.world.recaps.history(), "the recap is down"

    form = await kyle.context_menu(tour.world.general, "We met", erin)
    await tour.submit(kyle, form)
    await tour.press(erin, tour.direct(erin), "ask.yes")
    await tour.slash(rosa, "inbox")  # empty: saying "that's me" answered the question

    form = await tour.slash(kyle, "met", when="yesterday")
    faulty = await tour.submit(kyle, form, names="Karen", when="soonish", how=["video"])
    form = await tour.press(kyle, faulty, "met.refill")
    told = await tour.submit(kyle, form, names="Karen", when="2025-12-30", how=["video"], story="jam")
    await tour.press(kyle, told, "story.keep")
    again = await tour.slash(kyle, "met", contact="Karen", when="2025-12-30", how="text")
    await tour.submit(kyle, again)


async def test_correcting_a_meeting(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago")
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Chris Hadley, Ted"))
    choices = await kyle.autocomplete(tour.world.general, "story edit", "meeting", "")
    told = await tour.slash(kyle, "story edit", meeting=choices[0]["value"])
    form = await tour.press(kyle, told, "met.edit")
    faulty = await tour.submit(kyle, form, when="2030-01-01")
    form = await tour.press(kyle, faulty, "met.reedit")
    change = await tour.submit(kyle, form, when="2025-12-20", how=["call"], story="talked")
    told = await tour.press(kyle, change, "met.change")
    shown = await tour.press(kyle, told, "story.preview")
    await tour.press(kyle, shown, "story.post")
    removal = await tour.slash(kyle, "story remove", meeting=choices[0]["value"])
    kept = await tour.press(kyle, removal, "met.show")
    removal = await tour.press(kyle, kept, "met.remove")
    await tour.press(kyle, removal, "met.change")
    contact = await tour.slash(kyle, "contact show", contact="Chris Hadley")
    form = await tour.press(kyle, contact, "met.contact")
    faulty = await tour.submit(kyle, form, when="soonish")
    form = await tour.press(kyle, faulty, "met.refill_with")
    await tour.submit(kyle, form, when="2025-12-30", story="coffee", place="Chicago")
    await tour.slash(kyle, "contact list")
    await tour.slash(kyle, "suggest")


async def test_the_weeks_messages(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago", until="2026-02-10")
    await tour.slash(kyle, "contact add", name="Chris Hadley", source="Seesmic", city="Chicago")
    await tour.slash(kyle, "contact add", name="Ted", met_online="Twitter")
    await tour.world.travel(datetime(2026, 1, 5, 20, tzinfo=UTC))
    kickoff = tour.direct(kyle)
    await tour.press(kyle, kickoff, "suggest.else")
    await tour.press(kyle, tour.direct(kyle), "met.contact")
    await tour.world.travel(datetime(2026, 1, 12, 20, tzinfo=UTC))
    await tour.press(kyle, await tour.slash(kyle, "mission show"), "met.open")
    first, second = letters_with(kyle, "nudge.not")
    await tour.press(kyle, first, "nudge.off")
    await tour.press(kyle, second, "nudge.not")
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted", when="2026-01-12"))
    await tour.world.travel(timedelta(days=9))
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted", when="2026-01-20"))
    await tour.world.travel(datetime(2026, 2, 12, tzinfo=UTC))
    await tour.press(kyle, letters_with(kyle, "mission.begin")[-1], "mission.begin")


async def test_progress(tour: Tour) -> None:
    people = [tour.person(each) for each in ("kyle", "rosa", "erin", "ben", "chris")]
    kyle, rosa = people[:2]
    await tour.slash(kyle, "progress me")
    await tour.begin("kyle", city="Chicago")
    await tour.slash(tour.world.organiser, "community ranking", on=True)
    for each in people:
        await tour.submit(each, await tour.slash(each, "met", contact="Ted", when="2025-12-30"))
        await tour.slash(each, "progress sharing", progress=True, picture=True, ranking=True)
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted"), place="Bloomington, Indiana")
    mine = await tour.slash(kyle, "progress me")
    mine = await tour.press(kyle, await tour.press(kyle, mine, "progress.circle"), "progress.me")
    together = await tour.press(kyle, mine, "progress.community")
    shows = await tour.press(kyle, await tour.press(kyle, together, "progress.shows"), "progress.show")
    back = await tour.press(kyle, await tour.press(kyle, shows, "progress.me"), "progress.wrap")
    await tour.press(kyle, await tour.press(kyle, back, "progress.share"), "progress.unshare")
    await tour.slash(rosa, "progress member", member=kyle)
    await tour.press(tour.world.organiser, await tour.slash(tour.world.organiser, "community year"), "community.year")


async def test_who_cannot_be_written_to(tour: Tour) -> None:
    rosa = tour.person("rosa")
    tour.world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    _, started = await tour.begin("rosa")
    assert custom_ids(started)
    await tour.world.travel(datetime(2026, 1, 5, 20, tzinfo=UTC))
    knock = tour.world.general.history()[-1]
    waiting = await tour.press(rosa, knock, "inbox.open")
    await tour.press(rosa, waiting, "inbox.next")
    profile = await tour.slash(rosa, "profile")
    await tour.press(rosa, profile, "profile.reach")


async def test_profile_data_and_help(tour: Tour) -> None:
    erin = tour.person("erin")
    await tour.slash(erin, "help")
    await tour.slash(erin, "mydata forget")
    kyle, _ = await tour.begin("kyle", city="Chicago")
    profile = await tour.slash(kyle, "profile", city="Bloomington, Indiana", quiet_hours="22-7")
    await tour.choose(kyle, profile, "profile.strength", ["standard"])
    await tour.choose(kyle, profile, "profile.naming", ["never"])
    await tour.slash(kyle, "profile", zone="America/New_York")
    await tour.slash(kyle, "help")
    await tour.slash(kyle, "contact add", name="Ted")
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted"), story="jam")
    await tour.slash(kyle, "mydata export")
    forget = await tour.slash(kyle, "mydata forget")
    await tour.press(kyle, forget, "mydata.keep")
    forget = await tour.slash(kyle, "mydata forget")
    await tour.press(kyle, forget, "mydata.forget")


async def test_refusals(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago")
    await tour.slash(kyle, "mission start")
    await tour.slash(kyle, "mission start", city="Nowhereville")
    await tour.slash(kyle, "mission edit", until="2025-01-01")
    await tour.slash(kyle, "contact show", contact="Mumble")
    await tour.slash(kyle, "contact add", name="jam" * 40)
    await tour.slash(kyle, "met", contact="Ted", when="2027-01-01")
    await tour.slash(kyle, "mission time-off", first="2026-03-02", last="2026-03-01")
    await tour.slash(kyle, "profile", quiet_hours="noon")
    await tour.slash(tour.person("rosa"), "suggest")
    await kyle.context_menu(tour.world.general, "Add to my list", kyle)


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_refusals_sentence_is_translated_and_fits(key: str) -> None:
    t = PseudoLexicon().words("fi")
    values: dict[str, object] = {
        **dict.fromkeys(("typed", "name", "other", "example", "tag"), "Mumble"),
        **dict.fromkeys(("met_on", "ends_on", "starts_on"), date(2026, 1, 5)),
        **dict.fromkeys(("limit", "found", "line", "count", "most", "fewest"), 20),
        "again_at": datetime(2026, 1, 5, 20, tzinfo=UTC),
    }
    card = Card.of(sentence(t, Refusal(key, **values)))
    [text] = [each for each in card.blocks if isinstance(each, str)]

    assert words_outside(text) == []
    assert 0 < len(text) < 1_000
    assert card.view().total_children_count == 2


def test_the_check_would_find_a_sentence_outside_the_catalogues() -> None:
    assert words_outside(f"**Chris** {OPEN}îš öñ ÿöüŕ ļîšţ{CLOSE} since Monday") == ["since"]
    assert list(texts_shown([_Request({"components": [{"type": 10, "content": "Hello"}]})])) == ["Hello"]


@dataclass
class _Request:
    json: Any
    method: str = "POST"
    path: str = f"/channels/{ChannelId(1)}/messages"
