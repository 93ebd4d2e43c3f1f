"""Adding without overwriting: the same name again, what cannot be read, and whom a typed name may mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from meetups.values import Birthday, Contact
from tests.stories import samples
from tests.stories.world import World, labels, options_of, text_of, upload, values_of

SAME, ANOTHER = "The same: add what's new", "Somebody else"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def add(world: World, person: MemberActor, **details: Any) -> InteractionResult:
    return await person.slash(world.general, "contact add", **details)


async def contacts(world: World) -> list[Contact]:
    return sorted((await world.rows())["contacts"], key=lambda each: int(each.id))


async def asked_again(world: World, alice: MemberActor) -> InteractionResult:
    """Alice has a Chris of Ulm, and adds a Chris of Bonn."""
    await add(world, alice, name="Chris", city="Ulm", note="tall")
    return await add(world, alice, name="chris", city="Bonn", note="plays go", tags="wine")


# ---------------------------------------------------------------------- the same name


async def test_the_same_name_with_more_details_asks_whether_it_is_the_same_person(world: World) -> None:
    alice = world.person("alice")
    asked = await asked_again(world, alice)
    assert "**Chris** is on your list already: Ulm" in text_of(asked)
    assert "Is it the same person?" in text_of(asked)
    assert labels(asked) == [SAME, ANOTHER, "Open"]
    [chris] = await contacts(world)
    assert (chris.note, chris.tags) == ("tall", ()), "nothing changes before the answer"
    again = await add(world, alice, name="Chris")
    assert "was on your list already" in text_of(again), "nothing more was said, so nothing is asked"
    assert len(await contacts(world)) == 1


async def test_the_same_person_is_filled_in_and_nothing_is_overwritten(world: World) -> None:
    alice = world.person("alice")
    asked = await asked_again(world, alice)
    before = (await contacts(world))[0]
    await world.restart()
    for _ in range(2):
        await world.click(alice, asked, SAME) if SAME in labels(asked) else None
    [chris] = await contacts(world)
    assert chris.city_id == before.city_id
    assert (chris.name, chris.tags) == ("Chris", ("wine",))
    assert chris.note == "tall\nplays go\nBonn, Germany", "what cannot stand beside the other is kept in the note"


async def test_somebody_else_of_the_same_name_is_added_once(world: World) -> None:
    alice = world.person("alice")
    asked = await asked_again(world, alice)
    await world.restart()
    await world.at_once(alice, asked, ANOTHER)
    first, second = await contacts(world)
    assert (first.note, second.note) == ("tall", "plays go")
    assert second.tags == ("wine",)
    assert first.city_id != second.city_id


async def test_the_one_who_is_there_is_opened_and_the_question_may_be_left_open(world: World) -> None:
    alice = world.person("alice")
    opened = await world.click(alice, await asked_again(world, alice), "Open")
    assert text_of(opened).startswith("### Chris")
    assert "> tall" in text_of(opened)
    assert len(await contacts(world)) == 1


async def test_nobody_else_answers_the_question(world: World) -> None:
    alice, mallory = world.person("alice"), world.person("mallory")
    asked = await asked_again(world, alice)
    chris = (await contacts(world))[0]
    await add(world, mallory, name="Erin")
    [erin] = [each for each in await contacts(world) if each.owner_id == mallory.id]
    draft = labels_to_ids(asked)[ANOTHER].rsplit(":", 1)[1]
    for forged in (
        ("contact.fill", chris.id, draft),
        ("contact.fill", erin.id, draft),
        ("contact.another", draft),
        ("contact.retype", draft),
    ):
        refused = await world.craft(mallory, *forged)
        assert refused.modal is None
        assert "go" not in text_of(refused).split("confirmed")[0]
    assert [each.name for each in await contacts(world)] == ["Chris", "Erin"]
    await world.click(alice, asked, ANOTHER)
    assert [each.name for each in await contacts(world)] == ["Chris", "Erin", "chris"], "the draft is still hers"


def labels_to_ids(on: Any) -> dict[str, str]:
    from tests.stories.world import custom_id

    return {label: custom_id(on, label) for label in labels(on)}
