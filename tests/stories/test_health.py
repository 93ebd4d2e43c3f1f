"""The organiser's care view by the front door: counts of people, and no member by any name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cogs.community.health_cards import health_card
from cogs.kit.words import Lexicon
from meetups.rows import Step
from meetups.services.health import Care, Letters, WeekFunnel
from meetups.services.reaching import Budget
from meetups.values import Community, CommunityId
from tests.stories.pools import join
from tests.stories.test_bad_clicks import show_to_everybody
from tests.stories.tour import CLDR, words_outside
from tests.stories.world import World, labels, text_of
from tests.support.pseudo import CLOSE, OPEN, PseudoLexicon

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NASTY = "**Eve** @everyone <@1> [free](https://a.example) \u202e"
COMMUNITY = Community(CommunityId(10), NASTY, MONDAY)
NAMES = ("ada", "bo", "chris", "dora")


async def test_organisers_read_how_things_are_and_nobody_else_does(world: World) -> None:
    await world.set_up(organiser_role=world.guild.create_role("Evenings"))
    olivia, general = world.organiser, world.general
    people = await join(world, *NAMES, reach=False)
    few = await olivia.slash(general, "community health")
    assert "Fewer than 5 people are on a mission or in the pool here" in text_of(few)
    assert "Post the invitation" in labels(few)

    eve = world.person("eve")
    await world.start_mission(eve, today=True)
    for each in (*people, eve):
        await world.tell(each, contact="Ted")
    await world.travel(MONDAY + timedelta(hours=1))

    settings = await world.click(olivia, few, "How Meetward runs here")
    seen = await world.click(olivia, settings, "How are things?")
    text = text_of(seen)
    assert "in the week from December 29 to January 4" in text
    assert "Met in person: **5**" in text
    assert "Told a story here: **5**" in text
    assert "Had a plan: fewer than 5" in text
    assert "never names; fewer than 5 are not shown" in text
    assert "usual" not in text, "the weeks before had nobody to compare with"
    assert not [each for each in (*people, eve) if each.mention in text or str(each.id) in text]
    assert not [each for each in (*NAMES, "eve", "ted") if each.title() in text]
    # Even where a server shows the command to everybody.
    show_to_everybody(world, "community")
    for answer in (await people[0].slash(general, "community health"), await world.craft(eve, "community.health")):
        assert "Only the organisers of this server" in text_of(answer)
        assert "**5**" not in text_of(answer)


def care(people: int | None, *before: int | None, is_stopped: bool = False, **known: Any) -> Care:
    """A last week in which so many took each step, between those before and the current one."""
    weeks = (WeekFunnel(MONDAY.date(), dict.fromkeys(Step, each)) for each in (*before, people, None))
    looks = dict.fromkeys(("newcomers", "alone", "passed_over"), people) | known
    letters = Letters(Budget(), people, None, is_stopped)
    return Care(COMMUNITY, tuple(weeks), letters=letters, **looks)


@pytest.mark.parametrize(
    "seen",
    [
        Care(COMMUNITY),
        care(None, 10),
        care(20, 10),
        care(10, 20),
        care(10, None, 10, is_stopped=True),
        care(5, newcomers=None, passed_over=None),
    ],
)
def test_every_card_fits_is_harmless_and_translated(seen: Care) -> None:
    card = health_card(PseudoLexicon().words("en"), seen)
    texts = [each for each in card.blocks if isinstance(each, str)]
    known = CLDR | {"Eve", "everyone", "free", "https", "a", "example"}
    assert [word for each in texts for word in words_outside(each) if word not in known] == []
    text = "\n".join(texts)
    assert text.count(OPEN) == text.count(CLOSE)
    assert "@everyone" not in text
    assert "<@1>" not in text
    assert card.drawn({}).view().total_children_count <= 40
    assert card.pings == ()


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (care(20, 10), "Met in person: **20** · ▲ more than usual"),
        (care(10, 10), "Met in person: **10** · ＝ as usual"),
        (care(5, 10), "Met in person: **5** · ▼ fewer than usual"),
        (care(5, None), "Met in person: **5**"),
        (care(None, 10), "Met in person: fewer than 5"),
    ],
)
def test_a_trend_is_said_in_words_and_a_sign(seen: Care, line: str) -> None:
    text = "\n".join(map(str, health_card(Lexicon().words("en"), seen).blocks))
    assert f"- {line}" in text.splitlines()
