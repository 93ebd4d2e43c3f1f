"""What organisers read, and the invitation everyone reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cogs.community.digest_cards import digest_row
from cogs.community.events import events_row
from cogs.community.page import page_row
from cogs.community.pool_cards import pool_row
from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.channels import lacking_shown
from cogs.kit.text import channel, mention, safe
from cogs.kit.words import N_, Words
from meetups.services.outgoing import Invitation
from meetups.values import Community

_INVITATION = N_("Meet one of your online contacts in person, every week")


def missing_card(t: Words, missing: Mapping[int, Sequence[str]], draft_id: int) -> Card:
    """What the bot may not do where it was sent, channel by channel; nothing was changed yet."""
    return Card.of(
        t("### Almost there"),
        lacking_shown(t, missing),
        t(
            "Give my role these permissions in the channel's settings, then press *Check again*. Nothing is lost meanwhile."
        ),
        Button(t("Check again"), action("community.setup", draft_id), Style.PRIMARY),
        tone=Tone.WARM,
    )


def ready_card(t: Words, community: Community) -> Card:
    return Card.of(
        t("### {name} is ready", name=safe(community.name)),
        _settings(t, community),
        Line(),
        t("Tell everyone with one post in {channel}? This is how it looks:", channel=_channel(t, community)),
        *invitation_blocks(t),
        Line(),
        Button(t("Post the invitation"), action("community.invite"), Style.PRIMARY),
        Button(t("Not now"), action("community.later")),
        tone=Tone.GLAD,
    )


def settings_card(t: Words, community: Community) -> Card:
    return Card.of(
        t("### How Meetward runs in {name}", name=safe(community.name)),
        _settings(t, community),
        t("`/community setup` changes any of this. Missions already running keep the week they were promised in."),
        Button(t("Post the invitation"), action("community.invite")),
        Button(t("The pool"), action("community.pool")),
        Button(t("Breaks"), action("community.breaks")),
        Button(t("The digest"), action("digest.show")),
        Button(t("How are things?"), action("community.health")),
    )


def invited_card(t: Words, community: Community) -> Card:
    return Card.of(t("The invitation is on its way to {channel}.", channel=_channel(t, community)), tone=Tone.GLAD)


def later_card(t: Words) -> Card:
    return Card.of(t("All right. `/community settings` has the invitation whenever you want it."))


def invitation_card(t: Words, invitation: Invitation) -> Card:
    """The public post; its button is how most people begin."""
    return Card.of(
        *invitation_blocks(t),
        Button(t("Start your mission"), action("mission.begin"), Style.PRIMARY),
        tone=Tone.WARM,
        title=t(_INVITATION),
    )


def invitation_blocks(t: Words) -> tuple[Block, ...]:
    return (
        "## " + t(_INVITATION),
        t(
            "You promise; I suggest whom to meet, nudge you gently until it happened, and once you have met, "
            "you tell the story here if you like."
        ),
        t(
            "**Never shown:** your list of contacts, who did not meet, who declined. "
            "Nobody is named in a story unless they say so themselves."
        ),
    )


def _settings(t: Words, community: Community) -> str:
    rows = [
        t("Recaps go to {channel}", channel=_channel(t, community)),
        t("Nudge channel: {channel}", channel=channel(community.nudge_channel_id))
        if community.nudge_channel_id
        else t("No nudge channel: whoever can't be written to finds everything in `/inbox`"),
        t("Reports to organisers: {channel}", channel=channel(community.organiser_channel_id))
        if community.organiser_channel_id
        else None,
        t("Organisers: everyone who manages the server, and {role}", role=f"<@&{community.organiser_role_id}>")
        if community.organiser_role_id
        else None,
        t(
            "Weeks begin on {weekday}; {zone}",
            weekday=t.weekday(community.first_weekday),
            zone=t.zone(community.time_zone),
        ),
        t.plural(
            "An invitation waits {n} hour for an answer",
            "An invitation waits {n} hours for an answer",
            community.answer_hours,
        ),
        pool_row(t, community),
        events_row(t, community),
        digest_row(t, community),
        page_row(t, community),
        t("For help after a meeting: {person} (`/community safety`)", person=mention(community.safety_id))
        if community.safety_id
        else t("Nobody is named for help after a meeting: `/community safety`"),
        t("Country: {country}", country=str(t.locale.territories.get(community.country, community.country)))
        if community.country
        else None,
    ]
    return "\n".join(f"- {row}" for row in rows if row)


def _channel(t: Words, community: Community) -> str:
    assert community.recap_channel_id is not None
    return channel(community.recap_channel_id)
