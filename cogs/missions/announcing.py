"""Telling the community about a promise: the preview, and the post everyone reads."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.text import channel, mention, quoted, safe
from cogs.kit.words import Words
from cogs.missions.proposal import home_button
from meetups.services.outgoing import Announcement
from meetups.values import Community, Mission


def announce_preview_card(t: Words, mission: Mission, community: Community) -> Card:
    """The announcement as the community would read it; nothing is posted before *Post it*."""
    assert community.recap_channel_id is not None
    first = mission.first_shown
    return Card.of(
        t("This would go to {channel}:", channel=channel(community.recap_channel_id)),
        Line(),
        *_announcement(t, mission),
        Line(),
        Button(t("Post it"), action("mission.post", mission.id, 1), Style.PRIMARY),
        Button(t("Post it without the name"), action("mission.post", mission.id, 0)) if first else None,
        Button(t("In my own words…"), action("mission.promise", mission.id)),
        Button(t("Not now"), action("mission.show", mission.id)),
        tone=Tone.WARM,
    )


def announced_card(t: Words, mission: Mission) -> Card:
    return Card.of(
        t("It's on its way. When somebody presses *Put me on your list*, I ask you first."),
        home_button(t, mission),
        tone=Tone.GLAD,
    )


def announcement_card(t: Words, announcement: Announcement) -> Card:
    """The public post of a promise."""
    mission = announcement.mission
    if mission.ended_at is not None:
        return Card.of(
            *_announcement(t, mission),
            t("-# This mission is over."),
            Button(t("Start your own"), action("mission.begin"), Style.PRIMARY),
            tone=Tone.QUIET,
            title=_who_promised(t, mission),
        )
    volunteers = announcement.volunteers
    return Card.of(
        *_announcement(t, mission),
        t.plural("🙋 {n} person has offered so far.", "🙋 {n} people have offered so far.", volunteers)
        if volunteers
        else None,
        Button(t("Put me on your list"), action("ask.volunteer", mission.id), Style.PRIMARY, "🙋"),
        Button(t("Start your own"), action("mission.begin")),
        tone=Tone.WARM,
        title=_who_promised(t, mission),
    )


def _who_promised(t: Words, mission: Mission) -> str:
    return t("{person} made a promise", person=mention(mission.person_id))


def _announcement(t: Words, mission: Mission) -> tuple[Block, ...]:
    blocks: list[Block] = [
        "## " + _who_promised(t, mission),
        quoted(mission.promise)
        if mission.promise
        else t("To keep meeting online contacts, and to tell about it here."),
    ]
    until = t("Until **{ends_on}**.", ends_on=t.full_day(mission.ends_on))
    if mission.first_shown:
        until += " " + t("First one: **{name}**.", name=safe(mission.first_shown))
    return (*blocks, until)
