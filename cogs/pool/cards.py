"""How a pool looks to one person: what it means, what they like, and when the next introduction comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.text import safe
from cogs.kit.words import N_, Words, stamp
from meetups.services.pool import Likes, PoolHome, Rested
from meetups.values import Community, DirectMessages

IN_PERSON, THREE, FINDABLE, ADULT = 1, 2, 4, 8
"""What somebody likes, as the bits of a custom id; the last is that they said that they are 18 or older."""
_NAMES = {
    IN_PERSON: N_("In person only"),
    THREE: N_("A group of three is fine"),
    FINDABLE: N_("Visitors may find me"),
}


def bits_of(likes: Likes) -> int:
    return IN_PERSON * likes.in_person_only + THREE * likes.likes_three + FINDABLE * likes.is_findable


def likes_of(bits: int) -> Likes:
    return Likes(
        in_person_only=bool(bits & IN_PERSON), likes_three=bool(bits & THREE), is_findable=bool(bits & FINDABLE)
    )


def home_card(t: Words, home: PoolHome, likes: Likes | None = None) -> Card:
    """A pool for one of its members; for anybody else what joining means, with these likes."""
    return _member_card(t, home) if home.member is not None else _invitation_card(t, home, likes or Likes())


def left_card(t: Words, home: PoolHome) -> Card:
    return Card.of(
        t("You're not in the pool of **{name}** any more.", name=safe(home.community.name)),
        t("You won't be introduced to anybody there. Nobody is told, and what you recorded stays."),
        _join_button(t, home, Likes(), t("Join again")) if home.community.has_pool else None,
    )


def never_in_card(t: Words) -> Card:
    """For somebody who leaves a pool in which they weren't."""
    return Card.of(t("You weren't in the pool. `/pool join` shows what it means, before anything happens."))


def which_pool_card(t: Words, communities: Sequence[Community], doing: str) -> Card:
    """Ask which pool is meant, in a direct message of somebody who is in several."""
    return Card.of(
        t("You're in more than one pool. Which one do you mean?"),
        *(Button(each.name, action(doing, each.id)) for each in communities),
    )


def rested_card(t: Words, rested: Rested) -> Card:
    """Told once, after a while without any answer; without a word of reproach."""
    community = rested.community
    return Card.of(
        t("### Shall I go on introducing you?"),
        t(
            "I haven't heard from you about the last introductions in **{name}**, so I leave you out for now. "
            "It goes on whenever you like.",
            name=safe(community.name),
        ),
        Button(t("I'm back"), action("pool.back", community.id), Style.PRIMARY),
        Button(t("Leave the pool"), action("pool.leave", community.id)),
        tone=Tone.WARM,
    )


def homeless(t: Words) -> str:
    """For somebody who did not say where they live: without it nobody can be looked for near them."""
    return t("Tell me your city with `/profile city:`, and I look for somebody near you. Nobody is told its name.")


def break_said(t: Words, until: date | None) -> str | None:
    """Why the next introductions are later than in a week."""
    return t("Everybody here has a break until {day}.", day=t.month_day(until)) if until else None


def in_person_button(t: Words, community_id: int) -> Button:
    """Takes back that somebody meets in person only."""
    return _toggle(t, IN_PERSON, action("pool.change", community_id, IN_PERSON, 0), is_on=True)


def _invitation_card(t: Words, home: PoolHome, likes: Likes) -> Card:
    """What joining means, said before anybody does."""
    community = home.community
    bits = bits_of(likes)
    return Card.of(
        t("### The pool of {name}", name=safe(community.name)),
        t(
            "Once a week I introduce you to somebody of this server who wants to meet people too. You both read each "
            "other's line, and what you share: languages, likes, free times, and roughly how far apart you live. "
            "**Never** your city, your list, or what you said no to. A no is quiet."
        ),
        _weekly(t, community),
        break_said(t, home.break_until),
        t("You'd be the first here: I introduce you as soon as somebody else is in.") if home.is_first else None,
        t("**What do you like?** Press what fits."),
        *_toggles(t, likes, lambda bit: action("pool.draft", community.id, bits ^ bit)),
        t(
            "-# *Visitors may find me* shows you to members of the pool who will be near your city, and only that you are "
            "near. Press it if you'd rather not."
        ),
        Line(),
        _join_button(t, home, likes, t("Join")),
        Button(t("About me"), action("profile.about")),
        tone=Tone.WARM,
    )


def _member_card(t: Words, home: PoolHome) -> Card:
    community, member = home.community, home.member
    assert member is not None
    likes = Likes(member.in_person_only, member.likes_three, member.is_findable)
    is_unreachable = home.person.dm_state is not DirectMessages.OPEN
    return Card.of(
        t("### You're in the pool of {name}", name=safe(community.name)),
        "\n".join(_standing(t, home)),
        t("I can't write to you directly, so introductions wait for you in `/inbox`.") if is_unreachable else None,
        None
        if home.person.introduction
        else t("Say a line about yourself with *About me*: whoever you're introduced to reads it."),
        None if home.person.city_id is not None else homeless(t),
        Line(),
        Button(t("I'm back"), action("pool.back", community.id), Style.PRIMARY) if member.rested_at else None,
        Button(t("This week's introduction"), action("match.show", home.run_id), Style.PRIMARY)
        if home.run_id
        else None,
        *_toggles(t, likes, lambda bit: action("pool.change", community.id, bit, 0 if bits_of(likes) & bit else 1)),
        Line(),
        Button(t("About me"), action("profile.about")),
        Button(t("When I'm free"), action("profile.free")),
        Button(t("Send me direct messages"), action("profile.reach")) if is_unreachable else None,
        Button(t("Leave the pool"), action("pool.leave", community.id)),
        t("-# Only you can see this."),
        tone=Tone.GLAD,
    )


def _standing(t: Words, home: PoolHome) -> Iterator[str]:
    member = home.member
    assert member is not None
    if not home.community.has_pool:
        yield t("The organisers have closed it for now. You keep your place, and it goes on when it opens again.")
    elif member.rested_at is not None:
        yield t("You're left out of the introductions until you press *I'm back*.")
    elif home.is_away:
        yield t("Your mission asks for no meeting just now, so you're left out of the introductions until it does.")
    elif home.is_first:
        yield t("You're the first here: I introduce you as soon as somebody else is in.")
    elif home.next_at is not None:
        if said := break_said(t, home.break_until):
            yield said
        yield t("Your next introduction comes **{when}**.", when=stamp(home.next_at, "F"))


def _weekly(t: Words, community: Community) -> str:
    return t(
        "Introductions come every **{weekday} at {time}** ({zone}).",
        weekday=t.weekday(community.match_weekday),
        time=t.clock(community.match_minute),
        zone=t.zone(community.time_zone),
    )


def _toggles(t: Words, likes: Likes, doing: Callable[[int], str]) -> Iterator[Button]:
    bits = bits_of(likes)
    return (_toggle(t, bit, doing(bit), is_on=bool(bits & bit)) for bit in _NAMES)


def _toggle(t: Words, bit: int, doing: str, *, is_on: bool) -> Button:
    name = t(_NAMES[bit])
    return Button(f"{name} ✓" if is_on else name, doing, Style.GOOD if is_on else Style.PLAIN)


def _join_button(t: Words, home: PoolHome, likes: Likes, label: str) -> Button:
    """Who has not said yet that they are of age says so by this press."""
    bits = bits_of(likes)
    if home.person.adult_since is None:
        return Button(
            t("I am 18 or older, and join"), action("pool.join", home.community.id, bits | ADULT), Style.PRIMARY
        )
    return Button(label, action("pool.join", home.community.id, bits), Style.PRIMARY)
