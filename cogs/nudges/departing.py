"""How somebody reads that they were found to have left a community, and what going on without it means."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.text import safe
from cogs.kit.words import Words, stamp
from meetups.services.missions import Home
from meetups.services.outgoing import Farewell


def farewell_card(t: Words, farewell: Farewell) -> Card:
    """What happened, what it means, and the two ways on; no word of why they left."""
    mission, community = farewell.mission, safe(farewell.community.name)
    if farewell.is_back:
        return Card.of(
            t("### Good to see you in {community} again", community=community),
            t("You weren't there for a while, so I paused your mission. *Resume* goes on from this week."),
            Line(),
            Button(t("Resume"), action("nudge.still", mission.id), Style.PRIMARY),
            Button(t("My mission"), action("mission.show", mission.id)),
            tone=Tone.GLAD,
        )
    return Card.of(
        t("### Your mission rests for now"),
        t("You are no longer in **{community}**; your mission was paused already, and stays so.", community=community)
        if farewell.was_paused
        else t(
            "You are no longer in **{community}**, so I paused your mission: no nudges, and these weeks don't count.",
            community=community,
        ),
        t(
            "Everything you recorded stays yours. You can go on without the community: I write to you alone, and post "
            "nothing new there. If you ever come back, resume it there."
        ),
        Line(),
        Button(t("Keep going without the community"), action("nudge.without", mission.id), Style.PRIMARY),
        Button(t("Forget me"), action("mydata.ask")),
        tone=Tone.WARM,
    )


def without_card(t: Words, home: Home) -> Card:
    """On again, on one's own."""
    return Card.of(
        t("### On you go"),
        t("I write to you alone, and post nothing new in **{community}**.", community=safe(home.community.name)),
        t("The next suggestion comes {when}. Or now, if you like:", when=stamp(home.next_nudge.due, "F"))
        if home.next_nudge is not None
        else None,
        Button(t("Whom shall I meet?"), action("suggest.show", home.mission.id), Style.PRIMARY),
        Button(t("My mission"), action("mission.show", home.mission.id)),
        tone=Tone.GLAD,
    )
