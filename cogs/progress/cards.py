"""Progress as cards: every picture comes with the same in words, and with the switch for who else may see it."""

from __future__ import annotations

from datetime import date
from typing import Final

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Sketch, Style
from cogs.kit.standings import own_sketch, said_privately, said_publicly, shown_sketch
from cogs.kit.text import mention, plain, safe
from cogs.kit.words import Words
from meetups.pictures.values import MOST_PEOPLE, CirclePicture, CommunityPicture, Dot, Link
from meetups.rules.weeks import DAY
from meetups.services.pool import FLOOR
from meetups.services.progress import Circle, Friend, Shows, Standing, Together
from meetups.values import Look, PersonId

SHOWN, PICTURED, RANKED = 1, 2, 3
_BOUNDS: Final = (91, 182)
_BY_NAME: Final = 25
_MOMENTS: Final = 6


def mine_card(t: Words, standing: Standing, name: str, *, is_here: bool) -> Card:
    """``is_here``: it is asked for in a community, which has others to show it to."""
    first, *rest = said_privately(t, standing)
    return Card.of(
        t("### Your progress in {community}", community=safe(standing.community.name)),
        own_sketch(t, standing, name),
        first,
        "\n".join(f"- {each}" for each in rest),
        Line(),
        Button(t("My circle"), action("progress.circle"), Style.PRIMARY),
        Button(t("Who met whom here"), action("progress.community")) if is_here else None,
        Button(t("Look back"), action("progress.wrap", standing.mission.id)) if standing.progress.meetings else None,
        Button(t("Who may see this?"), action("progress.shows")) if is_here else None,
        _look_button(t, standing.person.look, "me"),
        t("-# Only you see this card."),
    )


def no_mission_card(t: Words) -> Card:
    return Card.of(
        t("### Nothing to look at yet"),
        t("You have no mission so far. Promise to meet someone every week, and here you see how it goes."),
        Button(t("Start a mission"), action("mission.begin"), Style.PRIMARY),
        Button(t("My circle"), action("progress.circle")),
    )


def member_card(t: Words, standing: Standing, name: str) -> Card:
    return Card.of(
        t("### How it goes for {person}", person=mention(standing.person.id)),
        shown_sketch(t, standing, name),
        "\n".join(f"- {each}" for each in said_publicly(t, standing)),
        t("-# They chose to show this here."),
    )


def circle_card(t: Words, circle: Circle, centre: str, names: dict[PersonId, str]) -> Card:
    """``names`` are what those on no list are called here."""
    friends = circle.friends
    if not friends:
        return Card.of(
            t("### Your circle"),
            t(
                "It's empty so far: whoever you meet in person comes into it, and whoever you met last stands nearest to you."
            ),
            Button(t("Whom shall I meet?"), action("suggest.show", 0), Style.PRIMARY),
        )
    return Card.of(
        t("### Your circle"),
        _circle_sketch(t, circle, centre, names),
        t.plural("You met **{n} person** in person.", "You met **{n} people** in person.", len(friends)),
        "\n".join(_friend(t, each, names) for each in friends[:_BY_NAME]),
        t("-# …and {n} more, the longest ago at the edge.", n=len(friends) - _BY_NAME)
        if len(friends) > _BY_NAME
        else None,
        Line(),
        Button(t("My progress"), action("progress.me"), Style.PRIMARY),
        _look_button(t, circle.person.look, "circle"),
        t("-# Only you see this card."),
    )


def together_card(t: Words, together: Together) -> Card:
    ranking = _ranking(t, together)
    if not together.names:
        return Card.of(
            t("### Who met whom in {community}", community=safe(together.community.name)),
            t(
                "The picture comes as soon as {n} members want to be seen in it. In it are only their names, and which of them "
                "met each other in person.",
                n=FLOOR,
            ),
            *ranking,
            *_joining(t, together),
        )
    pairs = len(together.pairs)
    return Card.of(
        t("### Who met whom in {community}", community=safe(together.community.name)),
        _together_sketch(t, together),
        t.plural("**{n} member** wants to be seen here,", "**{n} members** want to be seen here,", len(together.names))
        + " "
        + t.plural("and **{n} pair** of them has met.", "and **{n} pairs** of them have met.", pairs)
        if pairs
        else t("**{n} members** want to be seen here; none of them have met each other yet.", n=len(together.names)),
        "\n".join(_pairs(t, together)),
        *ranking,
        Line(),
        *_joining(t, together),
        _look_button(t, together.look, "community"),
    )


def shows_card(t: Words, shows: Shows) -> Card:
    """What others here may see, each with its switch."""
    showing, community = shows.showing, shows.community
    where = safe(community.name)
    return Card.of(
        t("### What others in {community} may see", community=where),
        _switch(
            t,
            t("**Your progress**, with `/progress member`: the weeks you met someone, how many people, milestones."),
            is_on=showing.is_shown,
        ),
        _switch(
            t,
            t(
                "**You in the picture of who met whom**: your name, and whom of the others in it you met in person at "
                "meetings recorded here."
            ),
            is_on=showing.is_pictured,
        ),
        _switch(
            t,
            t("**You in the list of who met most people** here this year: your name, and how many."),
            is_on=showing.is_ranked,
        )
        if community.has_ranking or showing.is_ranked
        else None,
        Line(),
        _toggle(t, SHOWN, t("Show my progress"), t("Hide my progress"), is_on=showing.is_shown),
        _toggle(t, PICTURED, t("Put me in the picture"), t("Take me out of the picture"), is_on=showing.is_pictured),
        _toggle(t, RANKED, t("List me"), t("Don't list me"), is_on=showing.is_ranked)
        if community.has_ranking or showing.is_ranked
        else None,
        Button(t("My progress"), action("progress.me")),
        Button(t("Who met whom here"), action("progress.community")),
        t("-# Weeks without a meeting, your list, places and who declined are never shown to anybody."),
    )


def _switch(t: Words, what: str, *, is_on: bool) -> str:
    return (t("✅ Shown:") if is_on else t("🔒 Hidden:")) + " " + what


def _toggle(t: Words, what: int, on: str, off: str, *, is_on: bool) -> Button:
    return Button(off if is_on else on, action("progress.show", what, int(not is_on)))


def _joining(t: Words, together: Together) -> list[Block]:
    button = (
        Button(t("What others may see"), action("progress.shows"))
        if together.is_pictured
        else Button(t("Put me in the picture"), action("progress.show", PICTURED, 1), Style.PRIMARY)
    )
    return [button, Button(t("My progress"), action("progress.me"))]


def _look_button(t: Words, look: Look, back: str) -> Button:
    """The other ground, and which card to draw on it."""
    if look is Look.DARK:
        return Button(t("On a light ground"), action("progress.light", back))
    return Button(t("On a dark ground"), action("progress.dark", back))


def _circle_sketch(t: Words, circle: Circle, centre: str, names: dict[PersonId, str]) -> Sketch:
    friends = circle.friends[:MOST_PEOPLE]
    lately = sum((circle.today - each.last_on).days <= _BOUNDS[0] for each in circle.friends)
    picture = CirclePicture(
        look=circle.person.look,
        title=t("Your circle"),
        subtitle=t.plural("{n} person met", "{n} people met", len(circle.friends))
        + " · "
        + t.plural("{n} of them in the last three months", "{n} of them in the last three months", lately),
        centre=plain(centre),
        dots=tuple(
            Dot(plain(_called(each, names)), each.meetings, max(0, (circle.today - each.last_on).days))
            for each in friends
        ),
        spans=(t("in the last three months"), t("in the last half year"), t("longer ago")),
        bounds=_BOUNDS,
        sizes=(t("often"), t("once")),
    )
    return Sketch(
        "circle.png",
        picture,
        t(
            "The people you met, you in the middle: whoever you met last is nearest. {n} were met in the last three months, "
            "of {all} in all. The list below names them.",
            n=lately,
            all=len(circle.friends),
        ),
    )


def _called(friend: Friend, names: dict[PersonId, str]) -> str:
    return friend.name or (names.get(friend.account_id, "") if friend.account_id else "")


def _friend(t: Words, friend: Friend, names: dict[PersonId, str]) -> str:
    name = safe(_called(friend, names)) or t("a friend")
    times = t.plural("once", "{n} times", friend.meetings)
    return t("- **{name}** · {times}, last on {day}", name=name, times=times, day=t.full_day(friend.last_on))


def _together_sketch(t: Words, together: Together) -> Sketch:
    moments = _moments(together)
    shown = {place for place in range(len(together.names)) if place < MOST_PEOPLE}
    picture = CommunityPicture(
        look=together.look,
        title=t("Who met whom in {community}", community=plain(together.community.name)),
        subtitle=t.plural("{n} member", "{n} members", len(together.names))
        + " · "
        + t.plural("{n} pair met", "{n} pairs met", len(together.pairs)),
        names=tuple(plain(each) for each in together.names[:MOST_PEOPLE]),
        links=tuple(
            Link(each.one, each.other, each.meetings, sum(each.first_on > day for day in moments))
            for each in together.pairs
            if each.one in shown and each.other in shown
        ),
        moments=tuple(_moment(t, day, moments) for day in moments),
        legend=(t("met in person"), t("a bridge between groups"), t("hasn't met anybody of these yet")),
    )
    return Sketch(
        "who-met-whom.png",
        picture,
        t(
            "A net of {n} members with {pairs} lines between those who met in person; members who met one another often are "
            "near each other. Small pictures show how it grew.",
            n=len(together.names),
            pairs=len(together.pairs),
        ),
    )


def _moments(together: Together) -> tuple[date, ...]:
    """The days up to which the small pictures show it: evenly from the first meeting of this year to today."""
    year = together.today.replace(month=1, day=1)
    days = sorted({max(year, each.first_on) for each in together.pairs})
    count = min(_MOMENTS, len(days))
    if count < 2:
        return ()
    span = (together.today - days[0]).days
    return tuple(days[0] + DAY * (span * part // (count - 1)) for part in range(count))


def _moment(t: Words, day: date, days: tuple[date, ...]) -> str:
    """A month names one of several; within few weeks it takes the day."""
    is_short = (days[-1] - days[0]).days < 31 * (len(days) - 1)
    return t.month_day(day) if is_short else t.month(day)


def _pairs(t: Words, together: Together) -> list[str]:
    """The newest pairs by name, for whoever cannot see the picture."""
    newest = sorted(together.pairs, key=lambda each: (-each.first_on.toordinal(), each.one, each.other))
    lines = [
        t(
            "- {one} and {other}, first on {day}",
            one=safe(together.names[each.one]),
            other=safe(together.names[each.other]),
            day=t.full_day(each.first_on),
        )
        for each in newest[:10]
    ]
    more = len(newest) - len(lines)
    return [*lines, *([t("-# …and {n} earlier", n=more)] if more > 0 else [])]


def _ranking(t: Words, together: Together) -> list[Block]:
    if not together.ranking:
        return []
    lines = [
        t.plural(
            "{place}. {name} · {n} person",
            "{place}. {name} · {n} people",
            each.people,
            place=place,
            name=safe(each.name),
        )
        for place, each in enumerate(together.ranking, start=1)
    ]
    return [t("**Who met most people this year**, of those who want to be listed:") + "\n" + "\n".join(lines)]
