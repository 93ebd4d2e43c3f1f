"""Somebody else's story, for one of those in it: being named, one's own half, a change asked for, photos left out."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Gallery, Tone
from cogs.kit.forms import Form, TextField
from cogs.kit.text import mention, quoted
from cogs.kit.words import Words
from cogs.meetings.recap_cards import on_the_page, pictures
from meetups.services.stories import CHANGE_CHARACTERS, HALF_CHARACTERS, ChangeWished, MyPart
from meetups.values import Meeting


def part_card(t: Words, part: MyPart, *, is_back: bool = False) -> Card:
    """What a story says of its reader, and everything they can do about it; ``is_back``: they just became "a friend" again."""
    meeting = part.meeting
    shown = pictures(t, part.photos, meeting.met_on, meeting.place)
    return Card.of(
        _state(t, part, is_back=is_back),
        quoted(part.mine.story) if part.mine.story else None,
        Gallery(shown) if shown else None,
        Button(t("Change your half") if part.mine.story else t("Add your half"), action("story.half", meeting.id)),
        _name_button(t, part, is_back=is_back),
        Button(t("Ask for a change"), action("story.wish", meeting.id)),
        *(
            Button(
                t("Leave the photo out") if len(shown) == 1 else t("Leave photo {n} out", n=number),
                action("photo.out", meeting.id, each.id),
            )
            for number, each in enumerate(part.photos, start=1)
        ),
        t("-# Your half stands under your name. Becoming “a friend” takes it, and photos of you, out of the story."),
        on_the_page(t) if part.is_on_page else None,
        tone=Tone.GLAD if part.is_named else Tone.CALM,
    )


def _state(t: Words, part: MyPart, *, is_back: bool) -> str:
    if not part.is_told:
        return t(
            "{person} hasn't told this meeting. What you add is shown once they do.",
            person=mention(part.meeting.recorder_id),
        )
    if part.is_named:
        return t("You're named in this story now, and the meeting counts for you too.")
    if part.asks_again:
        return t("You're “a friend” in this story again, and from now on I ask before I name you in any.")
    return t("You're “a friend” in this story again.") if is_back else t("You're “a friend” in this story.")


def _name_button(t: Words, part: MyPart, *, is_back: bool = False) -> Button | None:
    if part.post is None or not part.is_told:
        return None
    unnamed = t("Name me after all") if is_back else t("Name me")
    label = t("Make me “a friend” again") if part.is_named else unnamed
    return Button(label, action("story.me", part.post.id, int(not part.is_named)))


def change_wished_card(t: Words, wish: ChangeWished) -> Card:
    """For the author: what somebody in their story would rather have different."""
    meeting = wish.meeting
    return Card.of(
        t(
            "### {person} asks for a change\nIn your story of {day} they would rather have this different:",
            person=mention(wish.person_id),
            day=t.full_day(meeting.met_on),
        ),
        quoted(wish.words),
        t("Only you read this. I don't tell them what you do; the post follows."),
        Button(t("Change the words"), action("story.write", meeting.id)),
        Button(t("Photos"), action("photo.album", meeting.id)),
        Button(t("Take it down"), action("story.withdraw", meeting.id)),
    )


def half_form(t: Words, meeting: Meeting, value: str) -> Form:
    field = TextField(
        "half",
        t("Your half of the story"),
        t("It names you; leave it empty to take it away"),
        value,
        is_long=True,
        most=HALF_CHARACTERS,
    )
    return Form(action("story.halved", meeting.id), t("Your half"), (field,))


def wish_form(t: Words, meeting: Meeting) -> Form:
    field = TextField(
        "words",
        t("What should be different?"),
        t("Only the author reads this"),
        is_long=True,
        is_required=True,
        most=CHANGE_CHARACTERS,
    )
    return Form(action("story.wished", meeting.id), t("Ask for a change"), (field,))


def wished_card(t: Words, part: MyPart) -> Card:
    return Card.of(
        t(
            "I tell {person}, and nobody else. You decide whether you're named meanwhile.",
            person=mention(part.meeting.recorder_id),
        ),
        _name_button(t, part),
        Button(t("Your part in the story"), action("story.mine", part.meeting.id)),
    )
