"""How an open invitation looks: to everybody as a post, before that to its host, and to each who answered it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cogs.hosting.wording import hosted_by, what_and_when, where
from cogs.kit.actions import action
from cogs.kit.activities import activity_named
from cogs.kit.calendars import calendar_buttons
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.channels import lacking_shown
from cogs.kit.conflicts import conflicts_shown
from cogs.kit.entries import gathering_entry
from cogs.kit.text import channel, mention, quoted, safe
from cogs.kit.words import Words, stamp
from meetups.services.gatherings import About, GatheringAhead, GatheringPost, Proposal, SeatNews, Sight, Standing
from meetups.values import GatheringState

_NAMED = 10


def post_card(t: Words, post: GatheringPost) -> Card:
    """The public post; who is not named is a number."""
    gathering = post.gathering
    title = t(
        "{activity}: {person} invites you",
        activity=activity_named(t, gathering.activity),
        person=mention(gathering.host_id),
    )
    if gathering.state is GatheringState.CANCELLED:
        return Card.of(*_invitation(t, post), t("**It's off.** It doesn't take place."), tone=Tone.QUIET, title=title)
    if post.is_over:
        return Card.of(*_invitation(t, post), t("-# This is over."), tone=Tone.QUIET, title=title)
    return Card.of(
        *_invitation(t, post),
        _places(t, post),
        _coming(t, post),
        Button(t("I'm in"), action("host.join", gathering.id), Style.PRIMARY),
        Button(t("Maybe"), action("host.maybe", gathering.id)),
        Button(t("Leave"), action("host.leave", gathering.id)),
        t("-# Your answer is private. Only those who let others name them are named here."),
        tone=Tone.WARM,
        title=title,
    )


def _invitation(t: Words, post: GatheringPost) -> tuple[Block, ...]:
    gathering = post.gathering
    blocks = (
        "## " + hosted_by(t, gathering),
        what_and_when(t, gathering),
        where(t, post.city, gathering.place if gathering.is_place_public else ""),
        t("-# The exact place is for those the host lets in.")
        if gathering.place and not gathering.is_place_public
        else None,
        quoted(gathering.words) if gathering.words else None,
    )
    return tuple(each for each in blocks if each)


def _places(t: Words, post: GatheringPost) -> str:
    parts = [
        "**"
        + t.plural("{left} of {n} place left", "{left} of {n} places left", post.gathering.seats, left=post.left)
        + "**",
        t.plural("{n} person waits for a place", "{n} people wait for a place", post.waiting) if post.waiting else "",
        t.plural("{n} maybe", "{n} maybe", post.maybe) if post.maybe else "",
    ]
    return " · ".join(filter(None, parts))


def _coming(t: Words, post: GatheringPost) -> str | None:
    named = [mention(each) for each in post.named[:_NAMED]]
    others = post.others + len(post.named) - len(named)
    if not named:
        return t.plural("{n} person is coming.", "{n} people are coming.", others) if others else None
    if others:
        named.append(t.plural("{n} more", "{n} more", others))
    return t("Coming: {people}", people=t.list(named))


def preview_card(t: Words, proposal: Proposal) -> Card:
    """The post as everybody would read it; nothing is posted before *Post it*."""
    gathering = proposal.gathering
    post = GatheringPost(gathering, proposal.city, False, gathering.seats, (), 0, 0, 0)
    return Card.of(
        t("This is what {channel} would read:", channel=channel(gathering.channel_id)),
        Line(),
        *_invitation(t, post),
        _places(t, post),
        Line(),
        t("Only those you let in read the exact place: **{place}**", place=safe(gathering.place))
        if gathering.place and not gathering.is_place_public
        else t("Everybody reads the place, so whoever joins is let in at once.")
        if gathering.is_place_public
        else None,
        conflicts_shown(t, proposal.conflicts),
        Button(t("Post it"), action("host.post", proposal.draft_id), Style.PRIMARY),
        Button(t("Change"), action("host.change", proposal.draft_id)),
        Button(t("Discard"), action("host.discard", proposal.draft_id)),
        tone=Tone.WARM,
    )


def discarded_card(t: Words) -> Card:
    return Card.of(t("Thrown away; nobody has seen it."), tone=Tone.QUIET)


def lacking_card(t: Words, missing: Mapping[int, Sequence[str]], again: str) -> Card:
    """What the bot may not do in the channel; what was typed is kept."""
    return Card.of(
        lacking_shown(t, missing),
        t(
            "Whoever looks after the server can give my role these permissions there. Or choose another channel: "
            "`/host new` has an option for it. What you typed is kept."
        ),
        Button(t("Check again"), again, Style.PRIMARY),
        tone=Tone.QUIET,
    )


def sight_card(t: Words, sight: Sight) -> Card:
    """How it stands for somebody who answered, and what they can do about it."""
    gathering = sight.gathering
    if gathering.state is GatheringState.CANCELLED:
        return _off_card(t, sight)
    if sight.standing is Standing.FULL:
        return _full_card(t)
    if sight.standing is Standing.NONE:
        return Card.of(
            t("You aren't down for it. If you change your mind, *I'm in* on the post is all it takes."), tone=Tone.QUIET
        )
    return _answered_card(t, sight, _STANDINGS[sight.standing](t, sight))


def _answered_card(t: Words, sight: Sight, head: str) -> Card:
    gathering = sight.gathering
    is_coming = sight.standing in (Standing.ASKED, Standing.LET_IN)
    return Card.of(
        head,
        what_and_when(t, gathering),
        where(t, sight.city, sight.place),
        conflicts_shown(t, sight.conflicts),
        None
        if sight.is_reachable or sight.is_over
        else t("-# I can't write to you yet, so what's new waits in your `/inbox`."),
        Line(),
        *_buttons(t, sight, is_coming=is_coming),
        tone=Tone.GLAD if is_coming else Tone.CALM,
    )


def _buttons(t: Words, sight: Sight, *, is_coming: bool) -> tuple[Block, ...]:
    if sight.is_over:
        return ()
    gathering_id = sight.gathering.id
    buttons = (
        *(calendar_buttons(t, gathering_entry(t, sight), action("host.calendar", gathering_id)) if is_coming else ()),
        Button(t("I'm in"), action("host.join", gathering_id), Style.PRIMARY)
        if sight.standing is Standing.MAYBE
        else None,
        Button(t("I can't come") if is_coming else t("Leave"), action("host.leave", gathering_id)),
        None if sight.is_reachable else Button(t("Send me direct messages"), action("profile.reach")),
    )
    return tuple(each for each in buttons if each is not None)


def _asked(t: Words, sight: Sight) -> str:
    head = t("### You're down for it")
    if not sight.gathering.place:
        return head + "\n" + t("{host} hears of it, and knows who comes.", host=mention(sight.gathering.host_id))
    more = t(
        "{host} lets people in one by one; I tell you the exact place then. As long as you hear nothing, please don't set "
        "out.",
        host=mention(sight.gathering.host_id),
    )
    return f"{head}\n{more}"


def _let_in(t: Words, sight: Sight) -> str:
    return t("### You're in")


def _waiting(t: Words, sight: Sight) -> str:
    more = t("If a place comes free for you, I tell you. As long as you hear nothing, there is none.")
    return t("### You're on the waiting list") + "\n" + more


def _maybe(t: Words, sight: Sight) -> str:
    return t("### Noted as a maybe") + "\n" + t("It keeps no place for you; *I'm in* does, while there is one.")


_STANDINGS = {
    Standing.HOST: _let_in,
    Standing.ASKED: _asked,
    Standing.LET_IN: _let_in,
    Standing.WAITING: _waiting,
    Standing.MAYBE: _maybe,
}


def seat_news_card(t: Words, news: SeatNews) -> Card:
    """What became of it for one of its people."""
    sight = news.sight
    if sight is None:
        return Card.of(
            t("### It's off"),
            t("What you had joined at {when} doesn't take place.", when=stamp(news.starts_at, "F")),
            tone=Tone.QUIET,
        )
    if news.about is About.OFF:
        return _off_card(t, sight)
    if news.about is About.NO_PLACE:
        return _full_card(t)
    host = mention(sight.gathering.host_id)
    if news.about is About.LET_IN:
        return _answered_card(t, sight, t("### You're in: {host} lets you in", host=host))
    if news.about is About.MOVED_UP:
        return _answered_card(t, sight, t("### A place came free for you") + _behind(t, sight))
    return _answered_card(t, sight, t("### Changed: what {host} invited you to", host=host))


def _behind(t: Words, sight: Sight) -> str:
    if sight.standing is not Standing.ASKED or not sight.gathering.place:
        return ""
    return "\n" + t(
        "{host} hears of it and lets you in; I tell you the exact place then.", host=mention(sight.gathering.host_id)
    )


def _off_card(t: Words, sight: Sight) -> Card:
    gathering = sight.gathering
    if sight.standing is Standing.HOST:
        return Card.of(
            t("### Your invitation is off"),
            what_and_when(t, gathering),
            t("Its post was removed from the channel, so I've told everybody who had joined that it's off."),
            Button(t("Take it out of my calendar"), action("host.calendar", gathering.id)),
            tone=Tone.QUIET,
        )
    return Card.of(
        t("### It's off: what {host} had invited to", host=mention(gathering.host_id)),
        what_and_when(t, gathering),
        t("These things happen; another time, perhaps."),
        Button(t("Take it out of my calendar"), action("host.calendar", gathering.id))
        if sight.standing in (Standing.ASKED, Standing.LET_IN)
        else None,
        tone=Tone.QUIET,
    )


def _full_card(t: Words) -> Card:
    return Card.of(
        t("There's no place for you at this one after all. That happens; there will be others."), tone=Tone.QUIET
    )


def ahead_card(t: Words, ahead: GatheringAhead) -> Card:
    """The reminder."""
    sight = ahead.sight
    head = t("### Coming up {when}", when=stamp(sight.gathering.starts_at, "R"))
    return _answered_card(t, sight, head + _behind(t, sight))
