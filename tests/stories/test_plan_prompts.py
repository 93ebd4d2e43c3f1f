"""The day of a plan: alice reads what she knows of bob and what she might ask him, and bob looks when he likes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.stories.planning import HOUR, THURSDAY_7, agreed, letters, neighbours, press
from tests.stories.tour import Tour, letters_with
from tests.stories.world import World, labels, text_of
from tests.support.pseudo import OPEN

BUTTON = "What do I know about them?"
AFTERNOON = datetime(2026, 1, 5, 18, tzinfo=UTC)


def questions(on: Any) -> list[str]:
    """The two that are to help when talk runs dry."""
    lines = text_of(on).partition("**Two questions, if talk runs dry**\n")[2].splitlines()
    return [line[3:] for line in lines if line.startswith(("1. ", "2. "))]


async def test_alice_is_reminded_of_what_she_knows_and_bob_looks_for_himself(world: World) -> None:
    alice = await neighbours(world, "bob", nudges="standard")
    bob = world.person("bob")
    about = {"tags": "chess, *film*", "met_online": "a thread about bridges", "note": "Has two <@1> cats"}
    await alice.slash(world.general, "contact add", member=bob, birthday="January 12", languages="German", **about)
    await alice.slash(world.general, "contact edit", contact="Bob", promised="the map of Ulm")
    await agreed(world, alice, bob, what="walk")

    await world.travel(THURSDAY_7 - HOUR)

    before, today = letters(world, alice, "you meet **Bob**")[-2:]
    assert "About" not in text_of(before)
    for words in (
        "**About Bob**",
        "- you meet in person for the first time",
        "- You met online: a thread about bridges",
        "- #chess, #\\*film\\*",
        "- speaks German",
        "- birthday on Monday, January 12",
        "- you promised them: the map of Ulm",
        "- your note: Has two \\<",
    ):
        assert words in text_of(today), text_of(today)
    assert len(questions(today)) == 2

    opened = await press(alice, letters(world, alice, f"[{BUTTON}]")[-1], BUTTON)
    assert questions(opened) == questions(today)
    assert labels(opened) == ["Open"]

    assert not letters(world, bob, "Two questions"), "he wants few nudges"
    looked = await press(bob, letters(world, bob, f"[{BUTTON}]")[-1], BUTTON)
    assert "isn't on your list" in text_of(looked)
    for secret in ("cats", "Ulm", "chess", "bridges", "January"):
        assert secret not in text_of(looked)
    assert len({*questions(looked), *questions(today)}) == 4

    assert not world.blunders()


async def test_in_a_language_nobody_speaks(tour: Tour) -> None:
    kyle, _ = await tour.begin("kyle", city="Chicago", nudges="standard")
    rosa, _ = await tour.begin("rosa")
    about = {"tags": "jam", "met_online": "talked for hours", "note": "coffee"}
    await tour.slash(kyle, "contact add", member=rosa, birthday="January 10", **about)
    await tour.slash(kyle, "contact edit", contact="Rosa", promised="jam")
    await tour.slash(kyle, "profile", tags="jam")
    await tour.world.travel(AFTERNOON)
    draft = await tour.slash(kyle, "plan new", member=rosa, when="2026-01-08 19:00", what="coffee")
    await tour.press(kyle, draft, "plan.send")
    await tour.press(rosa, tour.direct(rosa), "plan.yes")

    for person in (kyle, rosa):
        opened = await tour.press(person, letters_with(person, "plan.recall")[-1], "plan.recall")
        assert text_of(opened).count(OPEN) >= 5
    await tour.world.travel(datetime(2026, 1, 9, 0, tzinfo=UTC) + timedelta(minutes=30))
    assert "jam" in text_of(letters_with(kyle, "plan.file")[-1])
