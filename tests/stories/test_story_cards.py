"""Every card about a story, drawn and compared with how it was drawn when somebody last looked at it.

`pytest --snapshot-update` accepts a change; look at the cards in the demo first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from cogs.community.digest_cards import digest_card, digest_posted_card, digest_preview_card, digest_state_card
from cogs.community.page import page_card
from cogs.kit.cards import Card
from cogs.kit.forms import Form
from cogs.kit.words import Lexicon, Words
from cogs.meetings.forms import story_form
from cogs.meetings.part_cards import change_wished_card, half_form, part_card, wish_form, wished_card
from cogs.meetings.photo_cards import album_card, photo_form, photo_question_card, photos_answered_card, words_form
from cogs.meetings.recap_cards import (
    kept_card,
    later_card,
    posted_card,
    preview_card,
    recap_card,
    rest_card,
    untold_card,
    withdrawn_card,
)
from meetups.rules.telling import head_and_rest
from meetups.services.digests import Ahead, Digest, DigestPreview, DigestState, Entry, Place, Thanks
from meetups.services.meetings import Told
from meetups.services.stories import (
    Album,
    ChangeWished,
    Door,
    Half,
    InPhoto,
    MyPart,
    PhotoQuestion,
    Pictured,
    Preview,
    Recap,
    Rest,
    Shot,
    Shown,
    Untold,
)
from meetups.values import (
    Ask,
    AskId,
    AskKind,
    ChannelId,
    Community,
    CommunityId,
    Consent,
    ContactId,
    How,
    Meeting,
    MeetingId,
    MessageId,
    Part,
    Participant,
    PersonId,
    Photo,
    PhotoId,
    Post,
    PostId,
    PostKind,
    PostState,
)

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
ALICE, BOB = PersonId(1), PersonId(2)
LONG = "We had tea, and talked until they closed. " * 50
HOSTILE = "# [free](https://x.example) @everyone <@5> `code`\n> quoted \u202etxet\n-# small\n```\n**bold** ||spoiler||"
MEETING = Meeting(
    MeetingId(10),
    ALICE,
    date(2026, 1, 9),
    How.IN_PERSON,
    NOW,
    CommunityId(20),
    "Bloomington",
    "We had tea.",
    (
        Participant(MeetingId(10), 0, Part.RECORDER, ALICE),
        Participant(MeetingId(10), 1, Part.CONFIRMED, BOB, ContactId(30), is_named=True),
        Participant(MeetingId(10), 2, Part.GUEST, contact_id=ContactId(31), shown_as="Chris", is_named=True),
    ),
)
COMMUNITY = Community(CommunityId(20), "Tweetup", NOW, recap_channel_id=ChannelId(21))
ON_THE_WEB = replace(COMMUNITY, web_key="key")
POST = Post(PostId(40), PostKind.RECAP, 10, ALICE, CommunityId(20), ChannelId(21), NOW, message_id=MessageId(41))
SHOTS = (Shot(PhotoId(50), b"one", ""), Shot(PhotoId(51), b"two", "Two people at a table"))
RECAP = Recap(MEETING, COMMUNITY.id, (Shown(BOB), Shown(name="Chris")), 4, 3, False, POST, story=MEETING.story)
TOLD = Told(MEETING, ("Bob", "Chris"), (), POST)
PREVIEW = Preview(replace(RECAP, post=None), COMMUNITY, (COMMUNITY,), ((2, "Chris", True),))
UP = replace(PREVIEW, recap=RECAP)


def recap_of(story: str, **changes: Any) -> Recap:
    head, rest = head_and_rest(story)
    return replace(RECAP, meeting=replace(MEETING, story=story), story=head, rest=rest, **changes)


def pictured(number: int, *consents: Consent | None, is_sorted: bool = True) -> Pictured:
    photo = Photo(PhotoId(50 + number), MEETING.id, ALICE, NOW, 640, 480, 9, is_sorted=is_sorted)
    people = [
        InPhoto(at, name, at == 1, said) for at, name, said in zip((1, 2), ("Bob", "Chris"), consents, strict=True)
    ]
    return Pictured(photo, SHOTS[0], tuple(people))


def album(*photos: Pictured, **changes: Any) -> Album:
    return Album(MEETING, photos, **changes)


def part(**changes: Any) -> MyPart:
    mine = MEETING.participants[1]
    return MyPart(**{"meeting": MEETING, "post": POST, "mine": mine, "is_named": True, **changes})


ASK = Ask(AskId(60), AskKind.PHOTOS, ALICE, BOB, MEETING.id, NOW)
HALF = replace(MEETING.participants[1], story="And cake!")
DIGEST = Digest(
    COMMUNITY,
    since=datetime(2026, 1, 4, tzinfo=UTC),
    until=datetime(2026, 1, 11, 18, tzinfo=UTC),
    entries=tuple(
        Entry(
            PersonId(number),
            (Shown(BOB), Shown()),
            How.IN_PERSON,
            Place(CommunityId(20), ChannelId(21), MessageId(number)),
        )
        for number in range(3, 16)
    ),
    met=5,
    places=("Bloomington", "*Nashville*"),
    newcomers=(PersonId(7), PersonId(8)),
    ahead=(
        Ahead(
            datetime(2026, 1, 13, 20, tzinfo=UTC),
            Place(CommunityId(20), ChannelId(21), MessageId(90)),
            "Madden",
            "Bedford",
        ),
        Ahead(datetime(2026, 1, 14, 20, tzinfo=UTC), Place(CommunityId(20), ChannelId(22), MessageId(91))),
    ),
    thanks=Thanks(PersonId(9), is_host=True),
)
STATE = DigestState(replace(COMMUNITY, has_digest=True), datetime(2026, 1, 18, 18, tzinfo=UTC), None, 13)
CARDS: dict[str, Callable[[Words], Card]] = {
    "recap": lambda t: recap_card(t, RECAP),
    "recap of a friend, again, without words": lambda t: recap_card(
        t, recap_of("", others=(Shown(), Shown()), is_again=True, streak=None)
    ),
    "recap by video": lambda t: recap_card(
        t, replace(RECAP, meeting=replace(MEETING, how=How.VIDEO), number=None, streak=None)
    ),
    "recap with everything": lambda t: recap_card(t, recap_of(LONG, halves=(Half(BOB, "And cake!"),), photos=SHOTS)),
    "recap of a hostile story": lambda t: recap_card(t, recap_of(HOSTILE, halves=(Half(BOB, HOSTILE),))),
    "the rest of a story": lambda t: rest_card(t, Rest(MEETING, head_and_rest(LONG)[1], ChannelId(21))),
    "preview": lambda t: preview_card(t, PREVIEW),
    "preview of what stands": lambda t: preview_card(t, UP),
    "preview with a page, photos held back, and a name given away": lambda t: preview_card(
        t, replace(PREVIEW, community=ON_THE_WEB, photos=3, given_away=("Dora",), recap=replace(RECAP, photos=SHOTS))
    ),
    "preview of what stands on the page": lambda t: preview_card(t, replace(UP, community=ON_THE_WEB)),
    "preview where nobody knows the server": lambda t: preview_card(
        t,
        replace(PREVIEW, community=None, communities=(COMMUNITY, replace(COMMUNITY, id=CommunityId(22), name="Chess"))),
    ),
    "posted": lambda t: posted_card(t, TOLD, 1),
    "kept": lambda t: kept_card(t, TOLD),
    "later": lambda t: later_card(t, MEETING),
    "untold": lambda t: untold_card(t, Untold(MEETING, ("Bob", ""))),
    "withdrawn": lambda t: withdrawn_card(t, MEETING),
    "album without photos": lambda t: album_card(t, album()),
    "album": lambda t: album_card(
        t,
        album(
            pictured(0, None, None, is_sorted=False),
            pictured(1, None, None),
            pictured(2, Consent.GIVEN, Consent.GIVEN),
            pictured(3, Consent.REFUSED, None),
            faulty=("notes.txt",),
        ),
    ),
    "question about a photo": lambda t: photo_question_card(t, PhotoQuestion(ASK, MEETING.met_on, SHOTS[:1])),
    "question about photos": lambda t: photo_question_card(t, PhotoQuestion(ASK, MEETING.met_on, SHOTS)),
    "photos agreed to": lambda t: photos_answered_card(t, MEETING.id, is_agreed=True),
    "photos not agreed to": lambda t: photos_answered_card(t, MEETING.id, is_agreed=False),
    "part: named, with photos and a half": lambda t: part_card(t, part(mine=HALF, photos=SHOTS)),
    "part: named, on the page too": lambda t: part_card(t, part(is_on_page=True)),
    "question about a photo that goes on the page": lambda t: photo_question_card(
        t, PhotoQuestion(ASK, MEETING.met_on, SHOTS[:1], is_on_page=True)
    ),
    "part: a friend": lambda t: part_card(t, part(is_named=False)),
    "part: a friend again": lambda t: part_card(t, part(is_named=False), is_back=True),
    "part: asked again in every story": lambda t: part_card(t, part(is_named=False, asks_again=True), is_back=True),
    "part: not told": lambda t: part_card(t, part(post=None, is_named=False)),
    "part: taken down": lambda t: part_card(t, part(post=replace(POST, state=PostState.REMOVED))),
    "change asked for": lambda t: wished_card(t, part()),
    "digest": lambda t: digest_card(t, DIGEST),
    "digest whose stories were taken back": lambda t: digest_card(
        t, replace(DIGEST, entries=(), met=0, places=(), newcomers=())
    ),
    "digest for organisers": lambda t: digest_state_card(t, STATE),
    "digest for organisers, off": lambda t: digest_state_card(
        t, replace(STATE, community=COMMUNITY, next_at=None, stories=0)
    ),
    "digest before it is posted": lambda t: digest_preview_card(t, DigestPreview(replace(STATE, stories=2), DIGEST)),
    "digest with nothing to tell": lambda t: digest_preview_card(t, DigestPreview(replace(STATE, stories=0), DIGEST)),
    "digest on its way": lambda t: digest_posted_card(t, STATE),
    "page, off": lambda t: page_card(t, Door(COMMUNITY, "", is_served=True)),
    "page, on": lambda t: page_card(t, Door(ON_THE_WEB, is_served=True, address="https://stories.example/s/key")),
    "page with a new address": lambda t: page_card(
        t, Door(ON_THE_WEB, is_served=True, address="https://stories.example/s/new"), is_new=True
    ),
    "page where none are served": lambda t: page_card(t, Door(ON_THE_WEB, "", is_served=False)),
    "change wished": lambda t: change_wished_card(t, ChangeWished(MEETING, BOB, HOSTILE)),
}
FORMS: dict[str, Callable[[Words], Form]] = {
    "story": lambda t: story_form(t, MEETING, "You met Bob."),
    "story that stands": lambda t: story_form(t, MEETING, is_new=False),
    "photos": lambda t: photo_form(t, MEETING.id, 2),
    "words for photos": lambda t: words_form(t, album(pictured(0, None, None), pictured(1, None, None))),
    "half": lambda t: half_form(t, MEETING, "And cake!"),
    "change": lambda t: wish_form(t, MEETING),
}


@pytest.fixture(scope="module")
def t() -> Words:
    return Lexicon().words("en-US")


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_as_it_was_looked_at(t: Words, name: str, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](t)
    drawn = _drawn(card)
    assert len(card.files()) == str(drawn).count("attachment://")
    assert "\n".join(lines(drawn)) == snapshot


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_as_it_was_looked_at(t: Words, name: str, snapshot: SnapshotAssertion) -> None:
    modal = FORMS[name](t).modal().to_dict()
    assert "\n".join([modal["title"], *lines(modal["components"])]) == snapshot


def _drawn(card: Card) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = card.view().to_components()  # type: ignore[no-untyped-call]
    return components


def lines(components: Any, depth: int = 0) -> list[str]:
    """Components as a person would draw them: one a line, those within others further in."""
    found = []
    for each in components:
        said = (
            each.get("content")
            or each.get("label")
            or each.get("placeholder")
            or " | ".join(f"{item['media']['url']} ({item.get('description', '')})" for item in each.get("items", ()))
        )
        about = [
            str(each[key]) for key in ("custom_id", "style", "description", "value", "max_values") if each.get(key)
        ]
        found.append("  " * depth + f"{each['type']}: {said} [{' · '.join(about)}]")
        options = each.get("options", ())
        found += [
            "  " * (depth + 1) + f"- {one['label']} = {one['value']}{' *' * one.get('default', False)}"
            for one in options
        ]
        inner = each.get("components") or ([each["component"]] if "component" in each else [])
        found += lines(inner, depth + 1)
    return found
