"""The organiser's side by the front door, and everything about pools in a language nobody speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cogs.kit.cards import Button
from cogs.kit.words import Lexicon
from cogs.pool.cards import home_card, left_card, never_in_card, rested_card, which_pool_card
from cogs.pool.match_cards import introduction_card, shunned_card, time_card, whom_card
from meetups.services.pool import Introduced, Introduction, PoolHome, Rested, Shunned
from meetups.values import (
    Community,
    CommunityId,
    Contact,
    ContactId,
    MatchAnswer,
    MatchRun,
    Person,
    PersonId,
    PoolMember,
    RunId,
    RunPart,
)
from tests.stories.pools import DAY, HOUR, MONDAY, SOON, THURSDAY, WEEK, introduced, join, letters
from tests.stories.tour import CLDR, Tour, words_outside
from tests.stories.world import World, labels, text_of
from tests.support.office import START
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon

NASTY = "**Eve** @everyone <@1> [free](https://a.example)"


async def test_an_organiser_looks_tries_starts_and_undoes(world: World) -> None:
    await world.set_up()
    olivia, general = world.organiser, world.general
    empty = await olivia.slash(general, "community pool")
    assert "Nobody has joined yet" in text_of(empty)
    people = await join(world, "ada", "bo", "cy", "di", "eli", city="Bloomington, Indiana")
    shown = await olivia.slash(general, "community pool", at="Wednesday 18:00")
    assert "5 members" in text_of(shown)
    assert "every Wednesday at 6:00 PM" in text_of(shown)
    dry = await world.click(olivia, shown, "Dry run")
    assert "5 people would take part" in text_of(dry)
    assert "1 pair" in text_of(dry)
    assert "1 group of three" in text_of(dry)
    assert "Within reach of each other: 2 of 2" in text_of(dry)
    for each in people:
        assert str(each.id) not in text_of(dry) + text_of(shown)
        assert each.name.title() not in text_of(dry) + text_of(shown)
    started = await world.click(olivia, dry, "Start now")
    assert "Nobody has heard of it yet" in text_of(started)
    undone = await world.click(olivia, started, "Undo the last run")
    assert "Last run" not in text_of(undone)
    await world.travel(timedelta(hours=1))
    assert not letters(world, people[0], "This week")

    await world.restart()
    started = await world.click(olivia, undone, "Start now")
    await world.travel(timedelta(minutes=20))
    assert all(letters(world, each, "This week") for each in people if each.user.dm_channel)
    late = await world.click(olivia, started, "Undo the last run")
    assert "can't be undone" in text_of(late)
    again = await world.click(olivia, await olivia.slash(general, "community pool"), "Start now")
    assert "made already" in text_of(again)
    for each in people[:2]:
        await world.click_letter(each, "I'm in")
    assert "2 answered so far, 2 of them with yes" in text_of(await olivia.slash(general, "community pool"))


async def test_the_weekly_run_is_undone_before_anybody_hears_and_the_next_one_comes(world: World) -> None:
    await world.set_up(organiser_role=world.guild.create_role("Evenings"))
    ada, bo = await join(world, "ada", "bo")
    olivia = world.organiser
    await world.travel(MONDAY - SOON)
    setting = await olivia.slash(world.general, "community settings")
    assert "introductions go out every Monday at 9:00 AM" in text_of(setting)
    shown = await world.click(olivia, setting, "The pool")
    assert "2 members" in text_of(shown)
    dry = await world.click(olivia, shown, "Dry run")
    back = await world.click(olivia, dry, "The pool")
    for card in (dry, back):
        assert "With fewer than 5 people I give no numbers" in text_of(card)
        assert not any(each in text_of(card) for each in ("pair", "left over", "rest"))
    await world.click(olivia, back, "Undo the last run")
    await world.travel(THURSDAY + DAY)
    assert not letters(world, ada, "This week")
    await world.travel(MONDAY + WEEK + SOON)
    assert len(letters(world, ada, "This week")) == 1
    assert len(letters(world, bo, "This week")) == 1


async def test_a_closed_pool_says_so_and_keeps_everybodys_place(world: World) -> None:
    await world.set_up()
    [ada] = await join(world, "ada")
    closed = await world.organiser.slash(world.general, "community pool", open=False)
    assert "No pool" in text_of(closed)
    assert "Dry run" not in labels(closed)
    assert "no pool at the moment" in text_of(await world.person("bo").slash(world.general, "pool join"))
    assert "You keep your place" in text_of(await ada.slash(world.general, "pool show"))
    unreadable = await world.organiser.slash(world.general, "community pool", at="whenever")
    assert "Try “Mon 9:00”" in text_of(unreadable)
    opened = await world.organiser.slash(world.general, "community pool", open=True)
    assert "Dry run" in labels(opened)


async def test_a_pool_in_a_language_nobody_speaks(tour: Tour) -> None:
    world = tour.world
    people = []
    for name in ("kyle", "rosa"):
        person = tour.person(name)
        people.append(person)
        await tour.slash(person, "profile", city="Bloomington, Indiana")
        card = await tour.slash(person, "pool join")
        card = await tour.press(person, card, "pool.draft")
        joined = await tour.press(person, card, "pool.join")
        joined = await tour.press(person, joined, "pool.change")
        await tour.press(person, joined, "profile.reach")
    kyle, rosa = people
    olivia = world.organiser
    shown = await tour.slash(olivia, "community pool", at="Tuesday 18:00")
    dry = await tour.press(olivia, shown, "community.dry_run")
    started = await tour.press(olivia, dry, "community.start")
    await tour.press(olivia, started, "community.undo")
    await world.travel(MONDAY + DAY + 16 * HOUR)
    await tour.press(kyle, tour.direct(kyle), "match.in")
    for name in ("match.in", "match.time"):
        await tour.press(rosa, tour.direct(rosa), name)
    await tour.press(kyle, tour.direct(kyle), "match.out")
    for name in ("match.never", "match.unshun"):
        await tour.press(kyle, tour.direct(kyle), name)
    await tour.slash(tour.person("lena"), "pool leave")
    left = await tour.slash(kyle, "pool leave")
    await tour.press(kyle, left, "pool.join")
    await tour.slash(olivia, "community pool", open=False)
    await tour.slash(kyle, "pool show")


COMMUNITY = Community(CommunityId(10), NASTY, START)
RUN = MatchRun(RunId(2**62), COMMUNITY.id, START.date(), RunPart.WEEKLY, START, START)
BUSY = Introduced(PersonId(1), NASTY * 6, True, 70, True, ("de",), (NASTY,) * 20, 0b101010101, 14)
QUIET = Introduced(PersonId(2), "", False)
GUEST = Introduced(PersonId(3), NASTY, False, is_near_then=True)


def introduction(*others: Introduced, **known: Any) -> Introduction:
    values = {"answer": MatchAnswer.NONE, "is_over": False, "next_at": START, **known}
    return Introduction(run=RUN, community=COMMUNITY, others=others, **values)


SOME = [
    introduction(),
    introduction(BUSY),
    introduction(QUIET, BUSY),
    introduction(has_home=False, midweek_at=START),
    introduction(GUEST),
    introduction(is_out_of_reach=True, in_person_only=True, break_until=START.date()),
    introduction(QUIET, answer=MatchAnswer.IN, midweek_at=START),
    introduction(BUSY, QUIET, answer=MatchAnswer.IN),
    introduction(BUSY, answer=MatchAnswer.IN),
    introduction(BUSY, answer=MatchAnswer.OUT),
    introduction(BUSY, is_over=True, next_at=None),
]


@pytest.mark.parametrize("shown", SOME)
def test_every_introduction_fits_and_is_harmless(shown: Introduction) -> None:
    t = PseudoLexicon().words("en")
    contact = Contact(ContactId(1), PersonId(1), NASTY, START)
    names = {PersonId(2**62 + number): NASTY * 3 for number in range(2)}
    for card in (
        introduction_card(t, shown),
        time_card(t, shown),
        whom_card(t, shown, names),
        shunned_card(t, Shunned(contact, shown)),
    ):
        text = "\n".join(each for each in card.blocks if isinstance(each, str))
        assert text.count(OPEN) == text.count(CLOSE)
        assert "@everyone" not in text
        assert "[free](" not in text
        assert card.view(2**62).total_children_count <= 40
        assert card.pings == ()


def test_who_comes_for_a_week_lives_nowhere() -> None:
    t = Lexicon().words("en")
    [shared] = [each for each in introduction_card(t, introduction(GUEST)).blocks if str(each).startswith("You two")]

    assert shared == "You two will be near each other this week."


def test_of_three_nothing_is_said_of_whom_one_shares_nothing_with() -> None:
    t = Lexicon().words("en")
    alone, three = (
        "\n".join(map(str, introduction_card(t, introduction(*others)).blocks)) for others in ((QUIET,), (QUIET, BUSY))
    )
    assert "for you to find out" in alone
    assert "for you to find out" not in three


def test_for_whom_all_live_too_far_there_is_something_to_do() -> None:
    t = Lexicon().words("en")
    for is_choosy in (True, False):
        card = introduction_card(t, introduction(is_out_of_reach=True, in_person_only=is_choosy))
        text = "\n".join(each for each in card.blocks if isinstance(each, str))
        buttons = [each.label for each in card.blocks if isinstance(each, Button)]
        assert "Nobody who travels as far as to you is in the pool yet." in text
        assert "numbers" not in text
        assert ("In person only ✓" in buttons) is is_choosy
        assert "Change my reach" in buttons


def test_nothing_is_promised_for_midweek_when_that_is_past() -> None:
    t = Lexicon().words("en")
    for known in ({}, {"answer": MatchAnswer.IN}):
        others = (QUIET,) if known else ()
        ahead, past = (
            "\n".join(map(str, introduction_card(t, introduction(*others, midweek_at=at, **known)).blocks))
            for at in (START, None)
        )
        assert "midweek" in ahead
        assert "midweek" not in past


@pytest.mark.parametrize("is_member", [True, False])
def test_every_pool_card_fits_and_is_harmless(is_member: bool) -> None:
    t = PseudoLexicon().words("en")
    member = PoolMember(PersonId(1), COMMUNITY.id, START, rested_at=START) if is_member else None
    home = PoolHome(COMMUNITY, Person(PersonId(1), START), member, START, True, RUN.id)
    for card in (
        home_card(t, home),
        home_card(t, replace(home, is_first=True, is_away=False, member=member and replace(member, rested_at=None))),
        home_card(t, replace(home, break_until=START.date(), is_away=False)),
        left_card(t, home),
        never_in_card(t),
        rested_card(t, Rested(COMMUNITY)),
        which_pool_card(t, [COMMUNITY], "pool.show"),
    ):
        texts = [each for each in card.blocks if isinstance(each, str)]
        known = CLDR | {"Eve", "everyone", "free", "https", "a", "example", "UTC", "Unknown"}
        assert [word for each in texts for word in words_outside(each) if word not in known] == []
        assert "@everyone" not in "\n".join(texts)
        assert card.view(2**62).total_children_count <= 40


async def test_what_an_introduction_shows_is_asked_of_the_moment(world: World) -> None:
    """Bo takes his line back and Ada is put on his never-list between the matching and the message."""
    await world.set_up()
    ada, bo = await join(world, "ada", "bo")
    await world.travel(MONDAY - SOON)
    card = await bo.slash(world.general, "contact add", member=ada)
    await world.click(bo, await world.click(bo, card, "Open"), "Never suggest")
    await world.travel(MONDAY + SOON)
    for person, other in ((ada, bo), (bo, ada)):
        assert "Nobody for you this week" in text_of(world.letter(person))
        assert str(other.id) not in text_of(world.letter(person))
    with pytest.raises(StopIteration):
        introduced(world, ada)
