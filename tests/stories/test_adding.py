"""Adding without overwriting: the same name again, what cannot be read, and whom a typed name may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from meetups.values import Birthday, Contact
from tests.stories import samples
from tests.stories.world import World, custom_id, custom_ids, labels, options_of, text_of, upload, values_of

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
    for each in await world.at_once(alice, asked, SAME):
        assert "**Chris** was on your list already" in text_of(each)
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
    draft = custom_id(asked, ANOTHER).rsplit(":", 1)[1]
    for forged in (
        ("contact.fill", chris.id, draft),
        ("contact.fill", erin.id, draft),
        ("contact.another", draft),
        ("contact.retype", draft),
    ):
        refused = await world.craft(mallory, *forged)
        assert refused.modal is None
        assert not [word for word in ("Chris", "plays", "wine") if word in text_of(refused)]
    assert [each.name for each in await contacts(world)] == ["Chris", "Erin"]
    await world.click(alice, asked, ANOTHER)
    assert [each.name for each in await contacts(world)] == ["Chris", "Erin", "chris"], "the draft is still hers"


# ---------------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    ("option", "typed", "why"),
    [
        ("city", "Bloomington", "several places called “Bloomington”"),
        ("city", "Nowhereville", "don't know a place called “Nowhereville”"),
        ("birthday", "Smarch 13", "can't read “Smarch 13” as a birthday"),
    ],
)
async def test_what_cannot_be_read_keeps_everything_typed(world: World, option: str, typed: str, why: str) -> None:
    alice = world.person("alice")
    await add(world, alice, name="Dana")
    everything = {"name": "Chris Hadley", **samples.HADLEY, "introduced_by": "dana"}
    refused = await add(world, alice, **{**everything, option: typed})
    assert why in text_of(refused)
    assert "What you typed is kept" in text_of(refused)
    assert [each.name for each in await contacts(world)] == ["Dana"], "nothing was written halfway"
    await world.restart()
    form = await world.click(alice, refused, "Fix it")
    kept = {each: everything[each] for each in ("name", "city", "birthday", "introduced_by", "note")}
    assert values_of(form) == {**kept, option: typed}
    still = await alice.submit_modal(form, {**kept, option: typed})
    assert why in text_of(still), "the same again is asked again"
    done = await alice.submit_modal(await world.click(alice, still, "Fix it"), kept)
    assert "**Chris Hadley** is on your list." in text_of(done)
    shown = text_of(await alice.slash(world.general, "contact show", contact="Chris Hadley"))
    for fact in (
        "- Bloomington, Indiana, United States",
        "from Seesmic: <https://seesmic.example/chris>",
        "#wine, #climbing",
        "speaks Portuguese and German",
        "You met online: a long thread about bicycles",
        "introduced by Dana",
        "(January 10, 1980)",
        "> owes me a beer",
    ):
        assert fact in shown


async def test_an_account_is_kept_too_behind_fix_it(world: World) -> None:
    alice, bob = world.person("alice"), world.person("bob")
    refused = await add(world, alice, member=bob, birthday="soon", tags="wine")
    form = await world.click(alice, refused, "Fix it")
    assert values_of(form) == {"birthday": "soon"}
    await alice.submit_modal(form, {"birthday": "May 14"})
    [contact] = await contacts(world)
    assert (contact.name, contact.account_id, contact.tags) == ("Bob", bob.id, ("wine",))
    assert contact.birthday == Birthday(5, 14)


async def test_a_fault_in_a_change_keeps_the_whole_change(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, name="Chris", note="tall", birthday="May 14", tags="wine")
    refused = await alice.slash(
        world.general, "contact edit", contact="Chris", city="Nowhereville", promised="a book", not_for=4,
        less_often=True, tags="go", handle="@chris", met_online="a forum", languages="German",
    )  # fmt: skip
    assert "Nowhereville" in text_of(refused)
    [chris] = await contacts(world)
    assert (chris.promised, chris.tags) == ("", ("wine",))
    form = await world.click(alice, refused, "Fix it")
    assert values_of(form) == {"city": "Nowhereville"}
    shown = text_of(await alice.submit_modal(form, {"city": "Ulm"}))
    for fact in ("- Ulm, Germany", "> a book", "Not suggested before January 29, 2026", "less often", "#go\n", "\u200bchris",
                 "a forum", "speaks German", "> tall", "birthday on May 14"):  # fmt: skip
        assert fact in shown, "what the form left empty is as it was"


async def test_a_city_taken_back_in_fix_it_leaves_the_one_that_stands(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, name="Chris", city="Ulm")
    refused = await alice.slash(world.general, "contact edit", contact="Chris", city="Nowhereville", note="tall")
    form = await world.click(alice, refused, "Fix it")
    shown = text_of(await alice.submit_modal(form, {"note": "tall"}))
    assert "> tall" in shown
    assert "- Ulm, Germany" in shown, "the form says: empty if unsure"


async def test_a_dash_clears_a_field(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, name="Dana")
    await add(world, alice, name="Chris Hadley", **samples.HADLEY, introduced_by="Dana")
    await alice.slash(world.general, "contact edit", contact="Chris Hadley", promised="a book", not_for=4)
    fields = ("city", "source", "handle", "tags", "languages", "met_online", "introduced_by", "birthday", "note")
    shown = text_of(
        await alice.slash(
            world.general, "contact edit", contact="Chris Hadley", promised="-", **dict.fromkeys(fields, "-")
        )
    )
    assert shown.split("[")[0].strip() == ("### Chris Hadley\n- not met yet\nNot suggested before January 29, 2026."), (
        "only the wish is left, which is no text"
    )
    await alice.slash(world.general, "contact edit", contact="Chris Hadley", not_for=0)
    chris = (await contacts(world))[1]
    assert chris.snoozed_until is None


async def test_a_wish_not_to_be_suggested_them_is_given_in_weeks(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, name="Chris")
    shown = text_of(await alice.slash(world.general, "contact edit", contact="Chris", not_for=12))
    assert "Not suggested before March 26, 2026" in shown
    assert (await contacts(world))[0].snoozed_until == date(2026, 3, 26)
    shown = text_of(await alice.slash(world.general, "contact edit", contact="Chris", not_for=0))
    assert "Not suggested" not in shown


# ---------------------------------------------------------------------- whom a name may mean


NAMING = ("contact show", "contact edit", "contact remove", "contact never", "contact merge")


@pytest.mark.parametrize("command", NAMING)
async def test_a_name_of_nobody_offers_those_called_much_like_it(world: World, command: str) -> None:
    alice = world.person("alice")
    await add(world, alice, name="Chris Hadley", city="Ulm")
    await add(world, alice, name="Ngozi Okafor")
    asked = await alice.slash(world.general, command, contact="Chriss Hadlee")
    assert "Nobody called “Chriss Hadlee” is on your list. Did you mean one of these?" in text_of(asked)
    choices = options_of(asked, "contact.open")
    assert list(choices) == ["Chris Hadley"]
    await world.restart()
    opened = await world.select(alice, asked, [choices["Chris Hadley"]], "contact.open")
    assert text_of(opened).startswith("### Chris Hadley")
    unknown = await alice.slash(world.general, command, contact="Zebulon")
    assert "`/contact add` adds them" in text_of(unknown)
    assert not custom_ids(unknown)


@pytest.mark.parametrize("command", NAMING)
async def test_a_name_of_several_asks_which_one(world: World, command: str) -> None:
    alice = world.person("alice")
    for at, city in enumerate(("Ulm", "Bonn", "Köln")):
        await add(world, alice, name=f"Person {at}", city=city)
        await alice.slash(world.general, "contact edit", contact=f"Person {at}", name="Chris")
    before = await contacts(world)
    asked = await alice.slash(world.general, command, contact="chris", **({"note": "x"} if "edit" in command else {}))
    assert "There are 3 people called “chris” on your list. Which one?" in text_of(asked)
    for city in ("Ulm", "Bonn", "Köln"):
        assert city in str(asked.response.components)  # type: ignore[union-attr]
    opened = await world.select(
        alice, asked, [str(before[1].id)], "contact.meant" if "edit" in command else "contact.open"
    )
    assert "- Bonn, Germany" in text_of(opened)
    if "edit" in command:
        assert "> x" in text_of(opened), "what was to be changed waited until it was said whom it is for"
        before[1] = replace(before[1], note="x")
    assert await contacts(world) == before


async def test_a_city_that_could_be_several_is_chosen_on_the_card(world: World) -> None:
    alice = world.person("alice")
    table = "Name,City\nChris,Bloomington\nDana,Nowhereville\n"
    preview = await alice.slash(world.general, "contact import", file=upload("people.csv", table))
    await world.click(alice, preview, "Import the new ones (2)")
    shown = await alice.slash(world.general, "contact show", contact="Chris")
    assert "- Bloomington (which one? Choose it below)" in text_of(shown)
    assert "Which Bloomington?" in str(shown.response.components)  # type: ignore[union-attr]
    choices = options_of(shown, "contact.city")
    assert {"Bloomington, Indiana, United States", "Bloomington, Illinois, United States"} <= set(choices)
    await world.restart()
    menu = next(each for each in custom_ids(shown) if each.startswith("contact.city:"))
    placed = await world.select(alice, shown, [choices["Bloomington, Indiana, United States"]], "contact.city")
    assert "- Bloomington, Indiana, United States" in text_of(placed)
    assert not [each for each in custom_ids(placed) if each.startswith("contact.city")]
    page = await alice.slash(world.general, "contact list", city="Bloomington, Indiana")
    assert "**Chris** · Bloomington, Indiana" in text_of(page)
    crafted = await world.craft(alice, menu, values=["1"])
    assert "isn't one of those offered" in text_of(crafted)
    nowhere = await alice.slash(world.general, "contact show", contact="Dana")
    assert "I don't know that place" in text_of(nowhere)
    assert not [each for each in custom_ids(nowhere) if each.startswith("contact.city")]
