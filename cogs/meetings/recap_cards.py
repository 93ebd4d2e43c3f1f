"""A recap as the community reads it, and as its author sees it before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Gallery, Line, Picture, Style, Tone
from cogs.kit.milestones import milestone_told
from cogs.kit.rulings import HOW
from cogs.kit.stories import photo_in_words, who_met_whom
from cogs.kit.text import channel, mention, plain, quoted, safe
from cogs.kit.words import Words
from cogs.meetings.cards import again, thanks, unreachable
from meetups.services.meetings import Told
from meetups.services.stories import Half, Preview, Recap, Rest, Shot, Untold
from meetups.values import How, Meeting, PostState

_COUNTING_BY_NAME = 5
ON_PAGE = 1
"""In a button: its reader was told of the community's page. One drawn before there was a page says nothing of it."""


def recap_card(t: Words, recap: Recap) -> Card:
    """The public post: who met whom, the story, and how to join in."""
    assert recap.post is not None
    has_members = any(each.person_id for each in recap.meeting.others)
    return Card.of(
        *recap_blocks(t, recap),
        Button(t("That's me, name me"), action("story.me", recap.post.id, 1)) if has_members else None,
        Button(t("Put me on your list"), action("ask.volunteer", recap.meeting.id), emoji="🙋"),
        Button(t("Start your own"), action("mission.begin")),
        tone=Tone.WARM,
        title=_who_met_whom(t, recap, plain),
        tags=_tags(t, recap),
    )


def rest_card(t: Words, rest: Rest) -> Card:
    """What of a long story stands in the recap's thread."""
    return Card.of(
        quoted(rest.words),
        Button(t("Put me on your list"), action("ask.volunteer", rest.meeting.id), emoji="🙋"),
        tone=Tone.WARM,
    )


def recap_blocks(t: Words, recap: Recap) -> tuple[Block, ...]:
    story = (quoted(recap.story),) if recap.story else ()
    goes_on = (t("-# The story goes on in the thread below."),) if recap.rest else ()
    photos = (Gallery(pictures(t, recap.photos, recap.meeting.met_on, recap.meeting.place)),) if recap.photos else ()
    return (
        "## " + _who_met_whom(t, recap, safe),
        *story,
        *goes_on,
        *photos,
        *(_half(t, each) for each in recap.halves),
        *(milestone_told(t, each, recap.meeting.recorder_id) for each in recap.milestones),
        "-# " + " · ".join(_footer(t, recap)),
    )


def pictures(t: Words, photos: Iterable[Shot], met_on: date, place: str = "") -> tuple[Picture, ...]:
    """Photos for a card, each with words for whoever cannot see it."""
    return tuple(
        Picture(f"photo-{number}.jpg", each.data, photo_in_words(t, each.alt, met_on, place))
        for number, each in enumerate(photos, start=1)
    )


def preview_card(t: Words, preview: Preview) -> Card:
    """The recap as the community would read it; nothing is posted before *Post*."""
    recap = preview.recap
    meeting = recap.meeting
    is_up = recap.post is not None and recap.post.state is PostState.WANTED
    return Card.of(
        _whose_eyes(t, preview, is_up=is_up),
        Line(),
        *recap_blocks(t, recap),
        Line(),
        *_posting_buttons(t, preview, is_up=is_up),
        *_outsider_buttons(t, preview),
        Button(t("Change the words"), action("story.write", meeting.id)),
        _photo_button(t, preview),
        t(
            "⚠️ Your words name **{people}**, who hasn't agreed to be named here. *Change the words* to say “a friend”.",
            people=t.list(safe(each) for each in preview.given_away),
        )
        if preview.given_away
        else None,
        _held_back(t, preview.photos - len(recap.photos)),
        t("-# I write “a friend” for members of this server until they press *That's me*.")
        if any(each.person_id for each in meeting.others)
        else None,
        _about_the_page(t, preview),
        tone=Tone.WARM,
    )


def posted_card(t: Words, told: Told, held_back: int) -> Card:
    """``held_back`` is how many photos the story goes without so far."""
    return Card.of(
        t("### On its way"),
        t("Edits and removals follow in the post."),
        _held_back(t, held_back),
        thanks(t, told),
        unreachable(t, told),
        Button(t("Change the words"), action("story.write", told.meeting.id)),
        Button(t("Photos"), action("photo.album", told.meeting.id)),
        Button(t("Take it down"), action("story.withdraw", told.meeting.id)),
        again(t, told),
        tone=Tone.GLAD,
    )


def kept_card(t: Words, told: Told) -> Card:
    return Card.of(
        t("Kept private. It counts all the same.")
        if any(each.ruling.counts for each in told.rulings)
        else t("Kept private, in your history."),
        thanks(t, told),
        unreachable(t, told),
        Button(t("Tell it after all"), action("story.preview", told.meeting.id)),
        Button(t("Correct it"), action("met.edit", told.meeting.id)),
        Button(t("Remove"), action("met.remove", told.meeting.id)),
        again(t, told),
        tone=Tone.GLAD,
    )


def later_card(t: Words, meeting: Meeting) -> Card:
    return Card.of(
        t("All right: I ask you again tomorrow. What you wrote is kept."),
        Button(t("Tell it now"), action("story.preview", meeting.id)),
        Button(t("Keep private"), action("story.keep", meeting.id)),
    )


def untold_card(t: Words, untold: Untold) -> Card:
    """The day after: whether the story shall be told."""
    meeting = untold.meeting
    people = t.list(safe(each) or t("a friend") for each in untold.names)
    return Card.of(
        t("### Tell it now?"),
        t(
            "You met **{names}** on {day}, and wanted to tell of it later.",
            names=people,
            day=t.full_day(meeting.met_on),
        ),
        Button(t("See the recap"), action("story.preview", meeting.id), Style.PRIMARY),
        Button(t("Write the story"), action("story.write", meeting.id)),
        Button(t("Keep private"), action("story.keep", meeting.id)),
        tone=Tone.WARM,
    )


def withdrawn_card(t: Words, meeting: Meeting) -> Card:
    return Card.of(
        t("The recap comes down. The meeting stays recorded, with your words and photos, for you alone."),
        Button(t("Put it up again"), action("story.preview", meeting.id)),
    )


def _footer(t: Words, recap: Recap) -> list[str]:
    meeting = recap.meeting
    return [
        *([safe(meeting.place)] if meeting.place else []),
        t.day(meeting.met_on),
        *([t("meeting no. {n}", n=recap.number)] if recap.number is not None else []),
        *([t.plural("{n} week in a row", "{n} weeks in a row", recap.streak)] if recap.streak is not None else []),
        *([t("again")] if recap.is_again else [t("first time")] if meeting.how is How.IN_PERSON else []),
    ]


def _tags(t: Words, recap: Recap) -> tuple[str, ...]:
    """Words a forum may have tags for: how and where they met, and whether again."""
    meeting = recap.meeting
    return (t(HOW[meeting.how]), meeting.place.split(",")[0], t("again") if recap.is_again else t("new"))


def _half(t: Words, half: Half) -> str:
    return t("{person} adds:", person=mention(half.person_id)) + "\n" + quoted(half.words)


def _who_met_whom(t: Words, recap: Recap, shown: Callable[[str], str]) -> str:
    return who_met_whom(t, recap.meeting.how, recap.meeting.recorder_id, recap.others, shown)


def _whose_eyes(t: Words, preview: Preview, *, is_up: bool) -> str:
    where = preview.community
    if where is None or where.recap_channel_id is None:
        return t("This is what everyone reads:") if is_up else t("This is what everyone would read:")
    if is_up:
        return t("This is what {channel} reads:", channel=channel(where.recap_channel_id))
    return t("This is what {channel} would read:", channel=channel(where.recap_channel_id))


def _posting_buttons(t: Words, preview: Preview, *, is_up: bool) -> list[Block]:
    meeting = preview.recap.meeting
    if is_up:
        return [Button(t("Take it down"), action("story.withdraw", meeting.id)), *_page_button(t, preview)]
    keep = Button(t("Keep private"), action("story.keep", meeting.id))
    if preview.community is None and len(preview.communities) > 1:
        posts: list[Block] = [
            Button(
                t("Post in {community}", community=each.name), action("story.post", meeting.id, each.id), Style.PRIMARY
            )
            for each in preview.communities[:4]
        ]
        return [*posts, keep]
    where = preview.community or next(iter(preview.communities), None)
    if where is None or not where.is_ready:
        return [keep]
    if not where.web_key:
        return [Button(t("Post"), action("story.post", meeting.id, where.id), Style.PRIMARY), keep]
    return [
        Button(t("Post"), action("story.post", meeting.id, where.id, ON_PAGE), Style.PRIMARY),
        Button(t("Post, but not on the page"), action("story.post", meeting.id, where.id)),
        keep,
    ]


def _page_button(t: Words, preview: Preview) -> list[Block]:
    """The switch between the channel alone and the community's page too."""
    post, where = preview.recap.post, preview.community
    if post is None or where is None or not where.has_page_since(post.created_at):
        return []
    label = t("Take it off the page") if post.is_on_web else t("Show it on the page too")
    return [Button(label, action("story.page", preview.recap.meeting.id, int(not post.is_on_web)))]


def _about_the_page(t: Words, preview: Preview) -> str | None:
    if preview.community is None or not preview.community.web_key:
        return None
    return t("-# This community has a web page of its stories, for anyone with its address.")


def on_the_page(t: Words) -> str:
    """For those in a story that anyone may read."""
    return t("-# This story stands on the community's web page, too, for anyone with its address.")


def _photo_button(t: Words, preview: Preview) -> Button:
    meeting = preview.recap.meeting
    if not preview.photos:
        return Button(t("Add photos"), action("photo.new", meeting.id))
    label = t.plural("{n} photo", "{n} photos", preview.photos)
    return Button(label, action("photo.album", meeting.id))


def _held_back(t: Words, missing: int) -> str | None:
    """That photos are missing, and why."""
    if not missing:
        return None
    return t.plural(
        "-# {n} photo stays out until it is said who can be seen in it and everybody agreed.",
        "-# {n} photos stay out until it is said who can be seen in them and everybody agreed.",
        missing,
    )


def _outsider_buttons(t: Words, preview: Preview) -> list[Block]:
    """People outside Discord appear by first name or as "a friend", as the author chooses."""
    meeting = preview.recap.meeting
    return [
        Button(
            t("Say “a friend” for {name}", name=name) if is_named else t("Name {name}, if they agree", name=name),
            action("story.name", meeting.id, position),
        )
        for position, name, is_named in preview.outsiders[:_COUNTING_BY_NAME]
    ]
