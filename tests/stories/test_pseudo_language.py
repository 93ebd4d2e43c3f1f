"""Whole stories in a language nobody speaks: whatever a reader sees in plain English was never in a catalogue.

The pseudo-language is 40 % longer than English, so that a label, title or hint that would not fit in German or
Finnish is cut here, which shows by its missing bracket.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from babel import Locale
from simcord import MemberActor
from simcord.results import InteractionResult

from bot.demo.reading import message_of
from cogs.kit.cards import Card
from cogs.kit.refusals import SENTENCES, sentence
from meetups.refusals import Refusal
from meetups.values import ChannelId
from tests.stories.world import World, custom_ids, open_world, upload
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon, pseudo

TRANSLATED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
MARKUP = re.compile(r"<(?:[@#]!?&?\d+|t:\d+:\w)>|`/[a-z -]+`")
BLUNDER = pseudo("Something went wrong on my side")[1:28]
LETTERS = re.compile(r"[^\W\d_]+")
_DAYS, _MONTHS = Locale("en").days["format"], Locale("en").months["format"]
CLDR = {
    *(str(name) for width in ("wide", "abbreviated") for name in _DAYS[width].values()),
    *(str(name) for width in ("wide", "abbreviated") for name in _MONTHS[width].values()),
    *("AM", "PM", "and", "or", "United", "States"),
}
# What these stories' people type, are called, and where they live; Discord is where a contact was found.
TYPED = {
    *("Southern", "Indiana", "Tweetup", "Madden", "Evenings", "Discord"),
    *("Indianapolis", "Bloomington", "Chicago", "Illinois", "New", "York", "America", "Nowhereville"),
    *("Olivia", "Kyle", "Rosa", "Ben", "Chris", "Hadley", "Erin", "Karen", "Ted", "Ghost", "Mumble"),
    *("Seesmic", "Twitter", "talked", "for", "hours", "coffee", "first", "noon", "over", "jam", "soonish", "yesterday"),
}


@dataclass
class Tour:
    """A world read in the pseudo-language; buttons are found by what they do, for their labels are unreadable."""

    world: World

    def person(self, name: str) -> MemberActor:
        return self.world.person(name)

    async def slash(self, actor: MemberActor, command: str, **options: Any) -> InteractionResult:
        return await actor.slash(self.world.general, command, **options)

    async def press(self, actor: MemberActor, on: Any, name: str) -> InteractionResult:
        """Press a button; one of a post or direct message as that stands now."""
        message = message_of(on)
        is_direct = isinstance(message, discord.Message) and message.guild is None
        who = actor.user if is_direct else actor
        return await who.click(message, custom_id=_named(on, name))

    async def choose(self, actor: MemberActor, on: Any, name: str, values: list[Any]) -> InteractionResult:
        return await actor.select(message_of(on), values, custom_id=_named(on, name))

    async def submit(self, actor: MemberActor, form: InteractionResult, **changed: Any) -> InteractionResult:
        """Send a form with what it was filled with, but for what is changed."""
        assert form.modal is not None
        return await actor.submit_modal(form, {**_filled(form.modal["components"]), **changed})

    async def begin(self, name: str, **options: Any) -> tuple[MemberActor, InteractionResult]:
        """Somebody with a mission; gives the card that greets it too."""
        actor = self.person(name)
        proposed = await self.slash(actor, "mission start", **options)
        await self.press(actor, proposed, "mission.adult")
        await self.choose(actor, proposed, "mission.begins", ["today"])
        return actor, await self.press(actor, proposed, "mission.confirm")

    def direct(self, actor: MemberActor) -> Any:
        """The newest direct message."""
        return actor.user.dm_channel.history()[-1]

    def post(self) -> Any:
        """The newest post, as it stands now."""
        return self.world.recaps.history()[-1]


@pytest_asyncio.fixture
async def tour(tmp_path: Path) -> AsyncIterator[Tour]:
    async with open_world(tmp_path, lexicon=PseudoLexicon()) as world:
        await world.set_up(time_zone="America/Indiana/Indianapolis", nudge_channel=world.general, country="US")
        yield Tour(world)
        shown = list(_shown(world.env.http_requests))
        assert len(shown) > 15
        assert [text for text in shown if BLUNDER in text] == [], "something went wrong"
        assert [text for text in shown if _words_outside(text)] == [], "these are in no catalogue"
        assert [text for text in shown if text.count(OPEN) != text.count(CLOSE)] == [], "these were cut"


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


async def test_the_list_and_the_suggestion(tour: Tour) -> None:
    kyle, started = await tour.begin("kyle", city="Indianapolis, Indiana")
    await tour.slash(kyle, "contact list")
    await tour.slash(kyle, "suggest")
    picked = await tour.choose(kyle, started, "contact.pick", [tour.person("rosa"), tour.person("ben")])
    await tour.press(kyle, picked, "suggest.show")
    await tour.choose(kyle, started, "contact.pick", [kyle])
    added = await tour.slash(
        kyle, "contact add", name="Chris Hadley", city="Indianapolis, Indiana", source="Seesmic", met_online="jam"
    )
    await tour.slash(kyle, "contact add", name="Chris Hadley", note="over coffee")
    shown = await tour.press(kyle, added, "contact.show")
    form = await tour.press(kyle, shown, "contact.edit")
    faulty = await tour.submit(kyle, form, city="Nowhereville")
    form = await tour.press(kyle, faulty, "contact.refill")
    await tour.submit(kyle, form, city="Chicago")
    for number in range(12):
        await tour.slash(kyle, "contact add", name=f"Ghost {number}")
    page = await tour.slash(kyle, "contact list")
    page = await tour.press(kyle, page, "contact.list")
    await kyle.autocomplete(tour.world.general, "contact show", "contact", "Karen")
    opened = await tour.choose(kyle, page, "contact.open", [_options(page, "contact.open")[0]])
    never = await tour.press(kyle, opened, "contact.never")
    opened = await tour.press(kyle, never, "contact.show")
    await tour.press(kyle, opened, "contact.allow")
    gone = await tour.slash(kyle, "contact remove", contact="Chris Hadley")
    await tour.press(kyle, gone, "contact.remove_now")
    await tour.choose(kyle, started, "contact.pick", [tour.person("erin")])
    await tour.slash(kyle, "contact never", member=tour.person("erin"))
    suggestion = await tour.slash(kyle, "suggest")
    for _ in range(3):
        suggestion = await tour.press(kyle, suggestion, "suggest.else")
        suggestion = await tour.press(kyle, suggestion, "suggest.skip")
        suggestion = await tour.press(kyle, suggestion, "suggest.never")
    for _ in range(12):
        if any(each.startswith("suggest.skip") for each in custom_ids(suggestion)):
            suggestion = await tour.press(kyle, suggestion, "suggest.skip")
    assert any(each.startswith("contact.list") for each in custom_ids(suggestion)), "nobody is left"


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
    first, second = _letters(kyle, "nudge.not")
    await tour.press(kyle, first, "nudge.off")
    await tour.press(kyle, second, "nudge.not")
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted", when="2026-01-12"))
    await tour.world.travel(timedelta(days=9))
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted", when="2026-01-20"))
    await tour.world.travel(datetime(2026, 2, 12, tzinfo=UTC))
    await tour.press(kyle, _letters(kyle, "mission.begin")[-1], "mission.begin")


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
    await tour.press(kyle, profile, "profile.naming")
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


async def test_all_that_is_known_of_a_contact(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle")
    for name, birthday in (("Chris Hadley", "1 January"), ("Ted", "2 January 1980"), ("Karen", "9 May")):
        await tour.slash(kyle, "contact add", name=name, birthday=birthday, introduced_by="Chris Hadley", tags="jam")
    await tour.submit(kyle, await tour.slash(kyle, "met", contact="Ted"), story="jam")
    shown = await tour.slash(kyle, "contact show", contact="Ted")
    form = await tour.press(kyle, shown, "contact.more")
    faulty = await tour.submit(kyle, form, birthday="soonish", languages="Mumble", note="jam")
    await tour.submit(kyle, await tour.press(kyle, faulty, "contact.more_kept"), birthday="")
    form = await tour.press(kyle, shown, "contact.next")
    faulty = await tour.submit(kyle, form, topics="coffee", promised="jam", again="soonish")
    await tour.submit(kyle, await tour.press(kyle, faulty, "contact.next_kept"), again="2026-02-01")
    for value in _options(shown, "contact.when"):
        await tour.choose(kyle, shown, "contact.when", [value])
    page = await tour.slash(kyle, "contact list", city="Chicago", tag="jam", never_met=True, not_met_for=3)
    for value in _options(page, "contact.narrow"):
        await tour.choose(kyle, page, "contact.narrow", [value])


async def test_doubles(tour: Tour) -> None:
    kyle = tour.person("kyle")
    await tour.slash(kyle, "contact merge")
    await tour.slash(kyle, "contact add", name="Chris Hadley", city="Chicago", birthday="14 May", note="jam")
    added = await tour.slash(kyle, "contact add", name="Hadley Chris", birthday="15 May")
    await tour.press(kyle, added, "merge.propose")
    shown = await tour.slash(kyle, "contact show", contact="Chris Hadley")
    found = await tour.press(kyle, shown, "merge.find")
    await tour.choose(kyle, found, "merge.chosen", _options(found, "merge.chosen")[:1])
    pair = await tour.slash(kyle, "contact merge")
    await tour.press(kyle, pair, "merge.apart")
    again = await tour.slash(kyle, "contact merge", contact="Chris Hadley", other="Hadley Chris")
    await tour.press(kyle, again, "merge.now")


async def test_files_of_people(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle")
    await tour.slash(kyle, "contact export")
    await tour.slash(kyle, "contact add", name="Ghost 0")
    rows = [f"Ghost {at % 9};Chicago;soonish" for at in range(20)]
    table = upload("people.csv", "\n".join(["Mumble;jam;noon", *rows, ";Chicago;"]))
    layout = await tour.slash(kyle, "contact import", file=table)
    for column, field in (("0", "name"), ("1", "city"), ("2", "birthday")):
        chosen = await tour.choose(kyle, layout, "import.column", [column])
        layout = await tour.choose(kyle, chosen, "import.field", [field])
    preview = await tour.press(kyle, layout, "import.preview")
    faults = await tour.press(kyle, preview, "import.faults")
    preview = await tour.press(kyle, faults, "import.preview")
    done = await tour.press(kyle, preview, "import.go")
    await tour.press(kyle, done, "import.undo")
    vcard = "BEGIN:VCARD\nFN:Ghost 0\nEND:VCARD\nmumble\n"
    preview = await tour.slash(kyle, "contact import", file=upload("people.vcf", vcard))
    await tour.press(kyle, preview, "import.drop")
    await tour.slash(kyle, "contact import", file=upload("people.csv", "Ghost,Ted,Chicago\n,,Chicago\n"))
    await tour.slash(kyle, "contact export")


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_refusals_sentence_is_translated_and_fits(key: str) -> None:
    t = PseudoLexicon().words("fi")
    values: dict[str, object] = {
        **dict.fromkeys(("typed", "name", "other", "example", "tag"), "Mumble"),
        **dict.fromkeys(("met_on", "ends_on", "starts_on"), date(2026, 1, 5)),
        **dict.fromkeys(("limit", "found", "line", "count"), 20),
    }
    card = Card.of(sentence(t, Refusal(key, **values)))
    [text] = [each for each in card.blocks if isinstance(each, str)]

    assert _words_outside(text) == []
    assert 0 < len(text) < 1_000
    assert card.view().total_children_count == 2


def test_the_check_would_find_a_sentence_outside_the_catalogues() -> None:
    assert _words_outside(f"**Chris** {OPEN}îš öñ ÿöüŕ ļîšţ{CLOSE} since Monday") == ["since"]
    assert list(_shown([_Request({"components": [{"type": 10, "content": "Hello"}]})])) == ["Hello"]


@dataclass
class _Request:
    json: Any
    method: str = "POST"
    path: str = f"/channels/{ChannelId(1)}/messages"


def _shown(requests: Any) -> Iterator[str]:
    """Every text a reader sees, of every request but the commands themselves, which Discord shows in English."""
    for each in requests:
        if not each.path.endswith("/commands"):
            yield from _texts(each.json)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        keys = {"content", "label", "placeholder", "title", "description"}
        if "choices" in node:
            yield from (each["name"] for each in node["choices"] or [])
        if node.get("type") == 4 and "value" in node:  # what a form's field is filled with
            keys.add("value")
        for key, value in node.items():
            if key in keys and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from _texts(value)


def _words_outside(text: str) -> list[str]:
    """Words that are neither translated nor CLDR's nor somebody's."""
    rest = MARKUP.sub(" ", TRANSLATED.sub(" ", text))
    return [word for word in LETTERS.findall(rest) if word not in CLDR | TYPED]


def _named(on: Any, name: str) -> str:
    found = [each for each in custom_ids(on) if each.startswith(f"{name}:")]
    assert found, f"nothing does {name} among {custom_ids(on)}"
    return found[0]


def _options(on: Any, name: str) -> list[str]:
    components = message_of(on).components
    return [
        option["value"]
        for each in _walked(components)
        if str(each.get("custom_id", "")).startswith(f"{name}:")
        for option in each["options"]
    ]


def _filled(components: list[dict[str, Any]]) -> dict[str, Any]:
    """What a form is filled with when it opens: the texts, and the options chosen."""
    filled: dict[str, Any] = {}
    for each in components:
        inner = each.get("component", each)
        if inner["type"] == 4:
            filled[inner["custom_id"]] = inner.get("value") or ""
        elif inner["type"] == 3:
            chosen = [option["value"] for option in inner["options"] if option.get("default")]
            filled |= {inner["custom_id"]: chosen} if chosen else {}
    return filled


def _walked(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        yield each
        yield from _walked(each.get("components", []))


def _letters(actor: MemberActor, name: str) -> list[Any]:
    """The direct messages with a control that does this, oldest first."""
    return [
        message
        for message in actor.user.dm_channel.history()
        if any(each.startswith(f"{name}:") for each in custom_ids(message))
    ]
