"""Looking back on a mission: for its member first, and for the community only if they share it."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.standings import own_sketch, said_privately, said_publicly, shown_sketch
from cogs.kit.text import mention, safe
from cogs.kit.words import Words
from meetups.services.progress import Wrap, WrapPreview


def wrap_card(t: Words, wrap: Wrap) -> Card:
    """The public post: it names nobody but its member, and says nothing of weeks without a meeting."""
    standing = wrap.standing
    person = mention(standing.person.id)
    return Card.of(
        t("## {person} looks back", person=person),
        shown_sketch(t, standing, t("A promise, kept in person")),
        "\n".join(f"- {each}" for each in said_publicly(t, standing)),
        Button(t("Start your own"), action("mission.begin", standing.community.id)),
        tone=Tone.GLAD,
        title=t("{person} looks back", person=person),
    )


def wrap_preview_card(t: Words, preview: WrapPreview, name: str) -> Card:
    wrap = preview.wrap
    standing = wrap.standing
    is_over = standing.mission.ended_at is not None or standing.today > standing.mission.ends_on
    first, *rest = said_privately(t, standing)
    return Card.of(
        t("### Your mission, looked back on") if is_over else t("### Your mission so far"),
        own_sketch(t, standing, name),
        first,
        "\n".join(f"- {each}" for each in rest),
        t(
            "You met most: {people}.",
            people=t.list(f"**{safe(each.name) or t('a friend')}**" for each in wrap.friends),
        )
        if wrap.friends
        else None,
        Line(),
        *_sharing(t, preview),
        Button(t("Start the next one"), action("mission.begin", standing.community.id), Style.PRIMARY)
        if is_over
        else None,
        Button(t("My progress"), action("progress.me")),
        tone=Tone.GLAD,
    )


def _sharing(t: Words, preview: WrapPreview) -> list[Button | str]:
    mission_id = preview.wrap.standing.mission.id
    if preview.post is not None:
        return [
            t("-# It's shared in the community, with numbers only."),
            Button(t("Take it back"), action("progress.unshare", mission_id)),
        ]
    if not preview.may_share:
        return []
    return [
        t(
            "-# Shared, it shows the weeks you met someone and how many people: nobody else's name, no places, and nothing "
            "about the other weeks."
        ),
        Button(t("Share it"), action("progress.share", mission_id)),
    ]
