"""Two entries that are one person are made one on their owner's word, and nothing of either is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from simcord import MemberActor
from simcord.results import InteractionResult

from meetups.values import Contact
from tests.stories.world import World, custom_id, custom_ids, labels, options_of, text_of

GONE = "isn't on your list any more"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def add(world: World, person: MemberActor, name: str, **details: Any) -> InteractionResult:
    added = await person.slash(world.general, "contact add", name=name, **details)
    assert "is on your list" in text_of(added)
    return added


async def contacts(world: World) -> dict[str, Contact]:
    return {each.name: each for each in (await world.rows())["contacts"]}


async def described(world: World, person: MemberActor, name: str) -> str:
    return text_of(await person.slash(world.general, "contact show", contact=name))


# ---------------------------------------------------------------------- finding the two


async def test_adding_somebody_alike_offers_to_merge_and_the_merger_is_shown_first(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris Hadley", city="Ulm", note="tall")
    await alice.slash(world.general, "contact edit", contact="Chris Hadley", next_time_near=True)
    added = await add(world, alice, "Chris Hadly", city="Ulm", note="plays go")
    assert "look like **Chris Hadley** on your list (much the same name in the same city)" in text_of(added)
    proposed = await world.click(alice, added, "Same person: merge…")
    assert (
        "**Together**\n**Chris Hadley**\nUlm, Germany · waits until you're near\n> tall\n> plays go\n> Chris Hadly"
        in text_of(proposed)
    )
    assert set(await contacts(world)) == {"Chris Hadley", "Chris Hadly"}, "nothing changes before Merge"
    await world.restart()
    merged = await world.click(alice, proposed, "Merge")
    assert "**Chris Hadley** is one person now" in text_of(merged)
    assert (await contacts(world))["Chris Hadley"].note == "tall\nplays go\nChris Hadly"
    assert len(await contacts(world)) == 1


@pytest.mark.parametrize(
    ("known", "new", "why"),
    [
        ({"handle": "https://github.com/zebra"}, {"handle": "zebra", "source": "GitHub"}, "the same handle"),
        ({"city": "Ulm"}, {}, "the same name"),
        ({"city": "Köln"}, {"city": "Cologne"}, "much the same name in the same city"),
        ({"city": "Bloomington, IN"}, {"city": "Bloomington, IL"}, None),
        ({"handle": "https://github.com/one"}, {"handle": "https://github.com/two"}, None),
    ],
)
async def test_who_looks_alike(world: World, known: dict[str, str], new: dict[str, str], why: str | None) -> None:
    alice = world.person("alice")
    await add(world, alice, "Zoë Müller", **known)
    added = await add(world, alice, "Zoe Muller", **new)
    assert (f"({why})" in text_of(added)) if why else ("look like" not in text_of(added))
    assert ("Two people" in labels(added)) is bool(why)


async def test_two_people_stay_two_and_are_not_asked_about_again(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris Hadley", city="Ulm")
    added = await add(world, alice, "Chris Hadly", city="Ulm")
    assert "### These two look alike" in text_of(await alice.slash(world.general, "contact merge"))
    for each in await world.at_once(alice, added, "Two people"):
        assert "Noted: two people" in text_of(each)
    await world.restart()
    await alice.slash(world.general, "contact edit", contact="Chris Hadly", note="changed since")
    assert "No two people on your list look alike" in text_of(await alice.slash(world.general, "contact merge"))
    assert set(await contacts(world)) == {"Chris Hadley", "Chris Hadly"}
    one = await alice.slash(world.general, "contact merge", contact="Chris Hadley", other="Chris Hadly")
    assert "Merge" in labels(one), "their owner may still think better of it"


async def test_all_pairs_are_looked_through(world: World) -> None:
    alice = world.person("alice")
    for name in ("Chris Hadley", "Chris Hadly", "Ngozi Okafor", "Ngozi Okaforr", "Bob"):
        await add(world, alice, name, city="Ulm")
    pair = await alice.slash(world.general, "contact merge")
    assert "### Pair 1 of 2 that look alike" in text_of(pair)
    assert "Chris Hadly" in text_of(pair)
    pair = await world.click(alice, pair, "Next pair")
    assert "Ngozi Okaforr" in text_of(pair)
    pair = await world.click(alice, pair, "Merge")
    assert "### These two look alike" in text_of(pair)
    assert "Chris Hadly" in text_of(pair)
    assert "No two people on your list look alike" in text_of(await world.click(alice, pair, "Merge"))
    assert set(await contacts(world)) == {"Chris Hadley", "Ngozi Okafor", "Bob"}


async def test_one_is_named_and_the_other_picked(world: World) -> None:
    alice = world.person("alice")
    await add(world, alice, "Chris Hadley", city="Ulm")
    await add(world, alice, "Chris H.", city="Bonn")
    found = await alice.slash(world.general, "contact merge", contact="Chris H.")
    other = options_of(found, "merge.chosen")["Chris Hadley"]
    proposed = await world.select(alice, found, [other], "merge.chosen")
    swapped = await world.click(alice, proposed, "Keep the other name")
    assert "**Together**\n**Chris Hadley**\nUlm, Germany\n> Chris H. · Bonn, Germany" in text_of(swapped)
    assert text_of(await world.click(alice, swapped, "Not now")).startswith("### Chris Hadley")
    assert len(await contacts(world)) == 2
    await add(world, alice, "Somebody Else")
    shown = await alice.slash(world.general, "contact show", contact="Somebody Else")
    assert "Nobody else on your list" in text_of(await world.click(alice, shown, "Merge…"))


async def test_three_pairs_are_gone_through_and_every_answer_leads_on(world: World) -> None:
    alice = world.person("alice")
    names = ("Chris Hadley", "Chris Hadly", "Ngozi Okafor", "Ngozi Okaforr", "Zoë Müller", "Zoe Mueller")
    for name in names:
        await add(world, alice, name, city="Ulm")
    page = await alice.slash(world.general, "contact list")
    pair = await world.click(alice, page, "Look for doubles")
    assert text_of(pair).startswith("### Pair 1 of 3 that look alike\nWhy: much the same name in the same city.")
    assert "Earlier" not in labels(pair)
    pair = await world.click(alice, pair, "Next pair")
    pair = await world.click(alice, pair, "Next pair")
    assert text_of(pair).startswith("### Pair 3 of 3")
    assert "Next pair" not in labels(pair)
    pair = await world.click(alice, pair, "Earlier")
    assert text_of(pair).startswith("### Pair 2 of 3")
    assert "Ngozi Okaforr" in text_of(pair)
    await world.restart()
    pair = await world.click(alice, pair, "Two people")
    assert text_of(pair).startswith("### Pair 2 of 2")
    assert "Zoe Mueller" in text_of(pair), "the next one"
    pair = await world.click(alice, pair, "Merge")
    assert text_of(pair).startswith("### These two look alike")
    assert "Chris Hadly" in text_of(pair), "the one that was passed over"
    assert not {"Earlier", "Next pair"} & set(labels(pair))
    done = await world.click(alice, pair, "Merge")
    assert "No two people on your list look alike" in text_of(done)
    assert set(await contacts(world)) == {"Chris Hadley", "Ngozi Okafor", "Ngozi Okaforr", "Zoë Müller"}


async def test_two_clicks_at_once_on_a_pair_answer_for_that_pair_alone(world: World) -> None:
    alice = world.person("alice")
    for name in ("Chris Hadley", "Chris Hadly", "Ngozi Okafor", "Ngozi Okaforr"):
        await add(world, alice, name, city="Ulm")
    pair = await alice.slash(world.general, "contact merge")
    await world.at_once(alice, pair, "Merge")
    assert set(await contacts(world)) == {"Chris Hadley", "Ngozi Okafor", "Ngozi Okaforr"}


async def test_those_who_may_be_somebody_forgive_spelling_and_are_not_themselves(world: World) -> None:
    alice = world.person("alice")
    for name in ("Zoë Müller", "Zoe Mueler", "Bob"):
        await add(world, alice, name)
    shown = await alice.slash(world.general, "contact show", contact="Zoë Müller")
    found = await world.click(alice, shown, "Merge…")
    assert list(options_of(found, "merge.chosen")) == ["Zoe Mueler"]
    assert text_of(await world.click(alice, found, "Back")).startswith("### Zoë Müller")


# ---------------------------------------------------------------------- what becomes of the two


async def test_nothing_of_either_is_lost(world: World) -> None:
    alice, bob = world.person("alice"), world.person("bob")
    await add(
        world, alice, "Chris", city="Ulm", tags="wine", handle="https://github.com/zebra", note="tall",
        languages="German", met_online="a forum", birthday="May 14", introduced_by="Uncle Sam",
    )  # fmt: skip
    await alice.slash(
        world.general, "contact add", name="Bobby", member=bob, city="Bonn", tags="Wine, go", handle="@bobby",
        source="Seesmic", note="owes me a beer", languages="French", met_online="a game", birthday="May 15",
        introduced_by="Aunt May",
    )  # fmt: skip
    await alice.slash(world.general, "contact edit", contact="Chris", promised="a book", again_in=6)
    await alice.slash(world.general, "contact edit", contact="Bobby", promised="a record", again_in=2, less_often=True)
    await world.click(alice, await propose(world, alice, "Chris", "Bobby"), "Merge")
    shown = await described(world, alice, "Chris")
    for kept in (
        f"### Chris · {bob.mention}", "- Ulm, Germany", "from GitHub: <https://github.com/zebra>", "#wine, #go",
        "speaks German and French", "a forum; a game", "introduced by Uncle Sam", "birthday on May 14",
        "> a book\n> a record", "from January 15, 2026 on", "Suggested less often", "> tall\n> owes me a beer",
        "Bobby", "Bonn, Germany", "Seesmic", "bobby", "05-15", "Aunt May",
    ):  # fmt: skip
        assert kept in shown
    assert "was on your list already" in text_of(await alice.slash(world.general, "contact add", member=bob))


async def propose(world: World, person: MemberActor, one: str, other: str) -> InteractionResult:
    return await person.slash(world.general, "contact merge", contact=one, other=other)


async def test_meetings_with_either_and_whom_either_introduced_stay(world: World) -> None:
    alice = world.person("alice")
    for name in ("Chris", "Christopher"):
        await add(world, alice, name)
    await add(world, alice, "Dana", introduced_by="Christopher")
    for names, when in (
        ("Chris", "2025-12-10"),
        ("Christopher, Dana", "2025-12-11"),
        ("Chris, Christopher", "2025-12-12"),
    ):
        form = await alice.slash(world.general, "met", contact=names, when=when)
        await alice.submit_modal(form, {"story": f"Tea on {when}."})
    await world.click(alice, await propose(world, alice, "Chris", "Christopher"), "Merge")
    shown = await described(world, alice, "Chris")
    assert "met 3 times, last on December 12, 2025" in shown
    for day in (10, 11, 12):
        assert f"Tea on 2025-12-{day}." in shown
    assert "introduced by Chris\n" in await described(world, alice, "Dana")
    assert "met once, on December 11, 2025" in await described(world, alice, "Dana")


async def test_a_merged_suggestion_stays_and_so_does_never(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, today=True)
    for name in ("Chris", "Christopher"):
        await add(world, alice, name)
    assert "Chris" in text_of(await alice.slash(world.general, "suggest"))
    kept = (await contacts(world))["Chris"].id
    await world.click(alice, await propose(world, alice, "Chris", "Christopher"), "Merge")
    async with world.app.store.read() as work:
        [mission] = await work.missions.find(person_id=alice.id)
        assert [each.contact_id for each in await work.suggested.find(mission_id=mission.id)] == [kept]
    suggested = text_of(await alice.slash(world.general, "suggest"))
    assert "Chris" in suggested.replace("Christopher", "")
    await add(world, alice, "Eve")
    await alice.slash(world.general, "contact never", contact="Eve")
    await world.click(alice, await propose(world, alice, "Chris", "Eve"), "Merge")
    assert "On your never-list" in await described(world, alice, "Chris")


async def test_two_accounts_are_two_people(world: World) -> None:
    alice, bob, carol = world.person("alice"), world.person("bob"), world.person("carol")
    for member in (bob, carol):
        await alice.slash(world.general, "contact add", member=member)
    refused = await propose(world, alice, "Bob", "Carol")
    assert "two different Discord accounts" in text_of(refused)
    assert not labels(refused)
    rows = await contacts(world)
    crafted = await world.craft(alice, "merge.now", rows["Bob"].id, rows["Carol"].id)
    assert "two different Discord accounts" in text_of(crafted)
    same = await propose(world, alice, "Bob", "Bob")
    assert "one and the same entry" in text_of(same)
    assert await contacts(world) == rows


async def test_what_does_not_fit_into_one_is_not_merged(world: World) -> None:
    alice = world.person("alice")
    for name in ("Chris", "Christopher"):
        await add(world, alice, name, note=f"{name} " * 300)
    rows = await contacts(world)
    proposed = await propose(world, alice, "Chris", "Christopher")
    assert "don't fit into one" in text_of(proposed)
    assert "Merge" not in labels(proposed)
    crafted = await world.craft(alice, "merge.now", rows["Chris"].id, rows["Christopher"].id)
    assert "don't fit into one" in text_of(crafted)
    assert await contacts(world) == rows
    form = await world.click(alice, proposed, "Edit Christopher")
    await alice.submit_modal(form, {"note": "short"})
    await world.click(alice, await propose(world, alice, "Chris", "Christopher"), "Merge")
    [merged] = (await contacts(world)).values()
    assert merged.note.endswith("Chris\nshort\nChristopher")


async def test_two_clicks_at_once_merge_once_and_stale_buttons_say_so(world: World) -> None:
    alice = world.person("alice")
    for name in ("Chris", "Christopher"):
        await add(world, alice, name, note=f"about {name}")
    proposed, later = [await propose(world, alice, "Chris", "Christopher") for _ in range(2)]
    stale = [each for each in custom_ids(later) if not each.startswith("contact.")]
    first, second = await world.at_once(alice, proposed, "Merge")
    assert "is one person now" in text_of(first)
    assert GONE in text_of(second)
    for each in stale:
        assert GONE in text_of(await world.craft(alice, each))
    found = await contacts(world)
    assert {name: each.note for name, each in found.items()} == {"Chris": "about Chris\nabout Christopher\nChristopher"}
    assert custom_id(later, "Merge") in stale
