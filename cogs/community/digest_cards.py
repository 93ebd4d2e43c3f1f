"""The digest as everybody reads it, and what organisers read of it; it fits into one message however much was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cogs.kit.actions import action
from cogs.kit.activities import activity_named
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.stories import who_met_whom
from cogs.kit.text import channel, mention, plain, safe, shortened
from cogs.kit.words import Words, stamp
from meetups.rules.weeks import local_day
from meetups.services.digests import FEWEST, Ahead, Digest, DigestPreview, DigestState, Entry, Place
from meetups.values import Community

ON, OFF = 1, 0
_MOST_ENTRIES: Final = 10
_MOST_AHEAD: Final = 5
_MOST_NEW: Final = 8
_NAMED: Final = 3
_ENTRIES_ROOM, _AHEAD_ROOM = 1_600, 800
"""Characters of stories, and of what is ahead: all of a digest together is far from Discord's 4,000."""
_NAME, _PLACE, _ACTIVITY, _COMMUNITY = 30, 30, 40, 60


def digest_card(t: Words, digest: Digest) -> Card:
    """The public post."""
    zone = digest.community.time_zone
    return Card.of(
        *digest_blocks(t, digest),
        Button(t("Start your own"), action("mission.begin")),
        tone=Tone.WARM,
        title=t(
            "Stories from {name}, {day}",
            name=plain(shortened(digest.community.name, _COMMUNITY)),
            day=t.month_day(local_day(digest.until, zone)),
        ),
    )


def digest_blocks(t: Words, digest: Digest) -> tuple[Block | None, ...]:
    ahead = _fitting(t, [_coming(t, each) for each in digest.ahead], _MOST_AHEAD, _AHEAD_ROOM)
    return (
        "## " + t("Stories from {name}", name=safe(shortened(digest.community.name, _COMMUNITY))),
        " ".join(_summary(t, digest)),
        # What was told last is read first.
        _fitting(t, [_told(t, each) for each in reversed(digest.entries)], _MOST_ENTRIES, _ENTRIES_ROOM),
        _welcome(t, digest),
        Line() if ahead else None,
        t("**Coming up**") + "\n" + ahead if ahead else None,
        _thanks(t, digest),
    )


def digest_state_card(t: Words, state: DigestState) -> Card:
    """Whether there is a digest, when, and what can be done about it."""
    community = state.community
    return Card.of(
        t("### The digest is on") if community.has_digest else t("### The digest is off"),
        t(
            "One post a week in {channel} of what you told there: how many met, where, who did for the first time, every "
            "story with its link, what is hosted next, and a thank-you.",
            channel=channel(community.recap_channel_id or 0),
        ),
        "\n".join(f"- {line}" for line in _standing(t, state)),
        Select(
            action("digest.day"),
            t("The day it comes on"),
            tuple(Option(t.weekday(each), str(each), is_chosen=each == community.digest_weekday) for each in range(7)),
        ),
        Select(
            action("digest.hour"),
            t("The hour it comes at"),
            tuple(
                Option(t.clock(each * 60), str(each), is_chosen=each * 60 == community.digest_minute)
                for each in range(24)
            ),
        ),
        _turn(t, community),
        Button(t("Show me what it would say"), action("digest.preview")),
        _post_now(t, state),
        Button(t("How Meetward runs here"), action("community.settings")),
        t("-# It says only what can be read here already, and never who did not meet. It follows its stories."),
        tone=Tone.GLAD if community.has_digest else Tone.CALM,
    )


def digest_preview_card(t: Words, preview: DigestPreview) -> Card:
    """What it would say now, also where it would be left out."""
    state = preview.state
    if not state.stories:
        return Card.of(
            t("There is no new story to tell of yet. Once there is one, this shows what the digest would say."),
            Button(t("The digest"), action("digest.show")),
        )
    return Card.of(
        t("This is what {channel} would read now:", channel=channel(state.community.recap_channel_id or 0))
        if state.is_enough
        else t(
            "With fewer than {n} stories since the last, the weekly digest would be left out. It would say:", n=FEWEST
        ),
        Line(),
        *digest_blocks(t, preview.digest),
        Line(),
        _post_now(t, state),
        Button(t("The digest"), action("digest.show")),
        tone=Tone.WARM,
    )


def digest_posted_card(t: Words, state: DigestState) -> Card:
    return Card.of(
        t("The digest is on its way to {channel}.", channel=channel(state.community.recap_channel_id or 0)),
        Button(t("The digest"), action("digest.show")),
        tone=Tone.GLAD,
    )


def digest_row(t: Words, community: Community) -> str:
    """One line about the digest for the settings."""
    if not community.has_digest:
        return t("No digest of the week's stories: `/community digest`")
    return t(
        "The digest comes every {weekday} at {time}",
        weekday=t.weekday(community.digest_weekday),
        time=t.clock(community.digest_minute),
    )


def _summary(t: Words, digest: Digest) -> Iterator[str]:
    if not digest.entries:
        yield t("The stories this told of were taken back.")
        return
    day = t.month_day(local_day(digest.since, digest.community.time_zone))
    yield t.plural("**{n} story** since {day}.", "**{n} stories** since {day}.", len(digest.entries), day=day)
    if digest.met:
        yield t.plural("**{n} of you** met somebody in person.", "**{n} of you** met in person.", digest.met)
    if digest.places:
        yield t("You met in {places}.", places=t.list(safe(shortened(each, _PLACE)) for each in digest.places))


def _told(t: Words, entry: Entry) -> str:
    met = who_met_whom(t, entry.how, entry.author_id, entry.others, lambda name: safe(shortened(name, _NAME)), _NAMED)
    return f"{met} · {_link(t('Read it'), entry.at)}"


def _welcome(t: Words, digest: Digest) -> str | None:
    if not digest.newcomers:
        return None
    people = [mention(each) for each in digest.newcomers[:_MOST_NEW]]
    if (more := len(digest.newcomers) - len(people)) > 0:
        people.append(t.plural("{n} more", "{n} more", more))
    return t("For the first time here: {people}. Welcome!", people=t.list(people))


def _coming(t: Words, ahead: Ahead) -> str:
    when, link = stamp(ahead.starts_at, "F"), _link(t("See it"), ahead.at)
    if ahead.activity is None:
        return f"{when} · {channel(ahead.at.channel_id)} · {link}"
    what = safe(shortened(activity_named(t, ahead.activity), _ACTIVITY))
    city = [safe(shortened(ahead.city, _PLACE))] if ahead.city else []
    return " · ".join([f"**{what}**", *city, when, link])


def _thanks(t: Words, digest: Digest) -> str | None:
    if digest.thanks is None:
        return None
    person = mention(digest.thanks.person_id)
    if digest.thanks.is_host:
        return t("Thank you, {person}, for bringing people together.", person=person)
    return t("Thank you, {person}, for meeting so many of us and telling of it.", person=person)


def _link(label: str, at: Place) -> str:
    # What opens a thread is the first message of the thread that bears its number.
    place = f"{at.message_id}" if at.is_thread else f"{at.channel_id}/{at.message_id}"
    return f"[{label}](https://discord.com/channels/{at.community_id}/{place})"


def _fitting(t: Words, lines: Sequence[str], most: int, room: int) -> str:
    """The first lines of a list, as many as there is room for, and how many more there are."""
    shown: list[str] = []
    for each in lines[:most]:
        room -= len(each) + 3
        if room < 0:
            break
        shown.append(f"- {each}")
    if (more := len(lines) - len(shown)) > 0:
        shown.append("- " + t.plural("and {n} more", "and {n} more", more))
    return "\n".join(shown)


def _standing(t: Words, state: DigestState) -> Iterator[str]:
    community = state.community
    yield t(
        "Every {weekday} at {time}, {zone}",
        weekday=t.weekday(community.digest_weekday),
        time=t.clock(community.digest_minute),
        zone=t.zone(community.time_zone),
    )
    if state.next_at is not None:
        yield t("Next: {when}", when=stamp(state.next_at, "F"))
    if state.last_at is not None:
        yield t("Last: {when}", when=stamp(state.last_at, "F"))
    yield t.plural("{n} new story to tell of", "{n} new stories to tell of", state.stories)
    yield t("Left out in a week with fewer than {n} new stories, which then wait for the next", n=FEWEST)


def _turn(t: Words, community: Community) -> Button:
    if community.has_digest:
        return Button(t("Turn it off"), action("digest.turn", OFF))
    return Button(t("Turn it on"), action("digest.turn", ON), Style.PRIMARY)


def _post_now(t: Words, state: DigestState) -> Button | None:
    return Button(t("Post it now"), action("digest.post")) if state.stories else None
