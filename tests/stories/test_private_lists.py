"""One member's list is shown to nobody else and changed by nobody else, here or in another community."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from simcord import ChannelHandle, MemberActor
from simcord.results import InteractionResult
from sqlalchemy import select

from bot.demo.reading import message_of
from cogs.kit.actions import VERSION
from data import tables
from tests.stories import samples
from tests.stories.exports import unpacked
from tests.stories.world import PLACES, World, custom_ids, files_of, labels, text_of, upload

SECRETS = ("hadley", "hadly", "seesmic", "long thread", "owes me", "wine", "bloomington", "dana", "filed", "january")
FEATURES = ("contact.", "merge.", "import.")
FORMS = {"contact.edited": "contact.edit", "contact.told_more": "contact.more", "contact.remembered": "contact.next"}
SHOWING = {
    f"contact.{each}" for each in ("show", "open", "edit", "more", "next", "more_kept", "list", "remove", "when")
}
SHOWING |= {
    "contact.retype",
    "contact.fill",
    "contact.city",
    "merge.find",
    "merge.chosen",
    "merge.propose",
    "import.column",
    "import.layout",
    "import.header",
}
LISTS = ("contacts", "apart", "imports", "meetings", "participants", "suggested", "drafts", "persons")


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


@dataclass
class Listed:
    """Alice, everything of hers a custom id could name, contacts by name, and every card she was shown."""

    alice: MemberActor
    contacts: list[int]
    imports: list[int]
    drafts: list[int]
    cards: list[Any]


async def a_private_list(world: World) -> Listed:
    """Alice with contacts who look alike, files waiting and imported, a kept form, a mission and a meeting."""
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, today=True)
    await alice.slash(world.general, "contact add", name="Dana", city="Bloomington, IN", note="owes me a tea")
    await alice.slash(world.general, "contact add", name="Chris Hadley", **samples.HADLEY, introduced_by="Dana")
    await alice.slash(world.general, "contact edit", contact="Chris Hadley", promised="a crate of wine")
    cards: list[Any] = [
        await alice.slash(world.general, "contact add", name="Chris Hadly", city="Bloomington, IN", tags="wine")
    ]
    form = await alice.slash(world.general, "met", contact="Chris Hadley", when="today")
    await alice.submit_modal(form, {"story": "A long thread of wine."})
    cards += [await alice.slash(world.general, name) for name in ("contact list", "contact merge", "suggest")]
    shown = await alice.slash(world.general, "contact show", contact="Chris Hadley")
    cards += [shown, await alice.slash(world.general, "contact merge", contact="Chris Hadley")]
    cards.append(await alice.slash(world.general, "contact merge", contact="Chris Hadley", other="Dana"))
    form = await world.click(alice, shown, "More about them")
    cards.append(await alice.submit_modal(form, {"birthday": "wine o'clock", "note": "owes me a beer"}))
    # Somebody of a name she has already, and a change that cannot be read: both are kept until she answers.
    cards.append(await alice.slash(world.general, "contact add", name="Dana", note="wine again"))
    cards.append(await alice.slash(world.general, "contact edit", contact="Dana", birthday="?", note="owes me two"))
    cards += await files_of_alice(world, alice)
    async with world.app.store.read() as work:
        people = sorted(await work.contacts.find(owner_id=alice.id), key=lambda each: each.name)
        imports = [int(each.id) for each in await work.imports.find(person_id=alice.id)]
        drafts = sorted(int(each.id) for each in await work.drafts.find(person_id=alice.id))
    assert [each.name for each in people] == ["Chris Hadley", "Chris Hadly", "Dana", "Filed Hadley"]
    assert (len(imports), len(drafts)) == (2, 3)
    return Listed(alice, [int(each.id) for each in people], imports, drafts, cards)


async def files_of_alice(world: World, alice: MemberActor) -> list[Any]:
    """A file that was imported, and a table that waits for its columns to be chosen."""
    table = "Name,Tag\nFiled Hadley,wine\n"
    preview = await alice.slash(world.general, "contact import", file=upload("people.csv", table))
    done = await world.click(alice, preview, "Import the new ones (1)")
    table = "A,Town,C\nFiled Hadly,Bloomington,wine\n"
    return [done, await alice.slash(world.general, "contact import", file=upload("people.csv", table))]


async def others(world: World) -> list[tuple[MemberActor, ChannelHandle]]:
    """Bob of the same community, who has a list too, and Mallory, who manages another one."""
    bob, user = world.person("bob"), world.env.create_user("mallory", global_name="Mallory")
    guild = world.env.create_guild("Elsewhere", owner=user)
    mallory, lobby = guild.add_member(user), guild.create_text_channel("lobby")
    await mallory.slash(lobby, "community setup", recap_channel=lobby)
    return [(bob, world.general), (mallory, lobby)]


async def hers(world: World, alice: MemberActor) -> list[str]:
    """Every stored row of hers, or about something of hers, as it stands."""
    async with world.app.store._reader.connect() as connection:
        rows = []
        for name in LISTS:
            found = (await connection.execute(select(tables.metadata.tables[name]))).mappings()
            rows += [f"{name}: {dict(each)}" for each in found]
    # Only she is on a mission, so that every suggestion is hers.
    return sorted(row for row in rows if str(alice.id) in row or row.startswith("suggested"))


def shown(result: InteractionResult) -> str:
    """All that an answer says, in words, menus, forms and custom ids."""
    messages = [message for message in (result.response, *result.followups) if message]
    return " ".join([str(result.modal or ""), *(text_of(each) + str(each.components) for each in messages)])


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.casefold()]


async def press(world: World, who: MemberActor, on: Any, forged: str, chosen: str) -> InteractionResult:
    data: dict[str, Any] = {"custom_id": forged, "component_type": 3, "values": [chosen]}
    result, payload = world._click(who, data, on)
    world.env.backend.emit("INTERACTION_CREATE", payload)
    await world.env.settle()
    return result


def pressable(world: World) -> list[str]:
    return sorted(each for each in world.app.registry.actions.doings if each.startswith(FEATURES))


def test_every_feature_of_the_list_is_tried_here(world: World) -> None:
    names = pressable(world)
    assert {each.split(".")[0] + "." for each in names} == set(FEATURES)
    assert len(names) > 30
    assert set(FORMS) <= set(names)


async def test_no_crafted_custom_id_shows_or_changes_the_list_of_another(world: World) -> None:
    her = await a_private_list(world)
    before = (await hers(world, her.alice), await world.rows())
    for who, channel in await others(world):
        on, own = await who.slash(channel, "help"), await own_contact(who, channel)
        for name in pressable(world):
            for subject in subjects_for(name, her, own):
                result = await press(world, who, on, f"{name}:{VERSION}:{subject}", chosen_for(name, her))
                assert leaked(shown(result)) == [], name
                assert result.acknowledged, name
    assert await hers(world, her.alice) == before[0]
    assert without_strangers(await world.rows(), her.alice) == without_strangers(before[1], her.alice)


async def own_contact(who: MemberActor, channel: ChannelHandle) -> int:
    """Somebody else's own contact, for what takes two."""
    await who.slash(channel, "contact add", name="Erin")
    [found] = [str(each["value"]) for each in await who.autocomplete(channel, "contact show", "contact", "Erin")]
    return int(found.removeprefix("id:"))


def subjects_for(name: str, her: Listed, own: int) -> list[str]:
    """What a custom id of this action can be about, all of it hers in part or in whole."""
    first, second = her.contacts[:2]
    match name.split(".", 1)[0]:
        case "import":
            return [f"{each}.0" for each in her.imports]
        case "merge":
            return [f"{first}.{second}", f"{own}.{second}", f"{second}.{own}"]
        case _ if name == "contact.fill":
            return [f"{each}.{draft}" for each in (first, own) for draft in her.drafts]
        case _:
            return [f"{each}.4" for each in (first, *her.drafts)]


def chosen_for(name: str, her: Listed) -> str:
    """What a menu of this action may send; buttons do not look at it."""
    by_name = {"contact.when": "again.4", "contact.narrow": "0.0.0.0", "import.field": "name", "import.column": "0"}
    by_name["contact.city"] = str(getattr(PLACES.find("Bloomington, Indiana"), "id", 0))
    return by_name.get(name, str(her.contacts[1]))


async def test_what_is_crafted_here_works_for_its_owner(world: World) -> None:
    """Or the story above would prove nothing."""
    her = await a_private_list(world)
    on = await her.alice.slash(world.general, "help")
    assert set(pressable(world)) >= SHOWING
    for name in sorted(SHOWING):
        mine = replace(her, drafts=her.drafts[:1] if name == "contact.more_kept" else her.drafts[1:])
        forged = [f"{name}:{VERSION}:{each}" for each in subjects_for(name, mine, her.contacts[2])]
        answers = [await press(world, her.alice, on, each, chosen_for(name, her)) for each in forged]
        assert any(leaked(shown(each)) for each in answers), name


def without_strangers(rows: dict[str, list[Any]], alice: MemberActor) -> dict[str, list[Any]]:
    """What is not somebody else's own: whoever presses *Add* for any account has that one on their own list."""
    return rows | {"contacts": [each for each in rows["contacts"] if each.owner_id == alice.id]}


async def test_no_custom_id_of_cards_she_was_shown_works_for_another(world: World) -> None:
    her = await a_private_list(world)
    found = sorted({each for card in her.cards for each in custom_ids(card) if each.startswith((*FEATURES, "met."))})
    assert {each.split(".")[0] + "." for each in found} >= set(FEATURES)
    before = await hers(world, her.alice)
    for who, channel in await others(world):
        on = await who.slash(channel, "help")
        for each in found:
            result = await press(world, who, on, each, str(her.contacts[0]))
            assert leaked(shown(result)) == [], each
    assert await hers(world, her.alice) == before


async def test_no_forged_form_changes_a_contact_of_another(world: World) -> None:
    her = await a_private_list(world)
    for who, channel in await others(world):
        own = await own_contact(who, channel)
        before = await hers(world, her.alice)
        for name, opener in FORMS.items():
            for target in her.contacts[:2]:
                form = await press(world, who, await who.slash(channel, "help"), f"{opener}:{VERSION}:{own}", "")
                assert form._interaction.modal is not None
                form._interaction.modal["custom_id"] = f"{name}:{VERSION}:{target}"
                result = await who.submit_modal(form, {"name": "x"} if name == "contact.edited" else {})
                assert "isn't on your list any more" in text_of(result), name
                assert leaked(shown(result)) == [], name
            assert await hers(world, her.alice) == before, name


async def test_no_form_takes_what_somebody_else_typed(world: World) -> None:
    her = await a_private_list(world)
    before = await hers(world, her.alice)
    for who, channel in await others(world):
        refused = await who.slash(channel, "contact add", name="Erin", city="Nowhereville")
        for draft in her.drafts:
            form = await world.click(who, refused, "Fix it")
            assert form._interaction.modal is not None
            form._interaction.modal["custom_id"] = f"contact.typed:{VERSION}:{draft}"
            result = await who.submit_modal(form, {"name": "x"})
            assert "confirmed or put away already" in text_of(result)
            assert leaked(shown(result)) == []
    assert await hers(world, her.alice) == before


async def test_a_click_forged_on_a_public_recap_leaves_the_recap_as_it_is(world: World) -> None:
    her = await a_private_list(world)
    await world.tell(her.alice, "A story for all.", contact="Dana")
    recap = world.recaps.history()[-1]
    before, writes = text_of(recap), len(world.recaps.history())
    subject = {"merge.pairs": "0", "import.preview": her.imports[1], "import.go": f"{her.imports[1]}.0"}
    for name in ("merge.find", "merge.pairs", "import.preview", "import.go", "contact.show"):
        result = await world.craft(her.alice, name, subject.get(name, her.contacts[0]), on=recap)
        assert result.response is not None, name
        assert result.response.ephemeral, name
        assert result.response.id != recap.id, name
        assert leaked(shown(result)) or name == "import.go", f"{name} answers, and in private"
        assert text_of(world.recaps.history()[-1]) == before, name
        assert len(world.recaps.history()) == writes, name


async def test_no_command_finds_a_contact_of_another(world: World) -> None:
    her = await a_private_list(world)
    before = await hers(world, her.alice)
    picked = f"id:{her.contacts[1]}"
    for who, channel in await others(world):
        await who.slash(channel, "contact add", name="Erin")
        for typed in (picked, "Chris Hadley", f"Erin, {picked}"):
            for command, options in (
                ("contact show", {"contact": typed}),
                ("contact edit", {"contact": typed}),
                ("contact edit", {"contact": typed, "note": "x"}),
                ("contact edit", {"contact": "Erin", "introduced_by": picked}),
                ("contact add", {"name": "Frank", "introduced_by": picked}),
                ("contact remove", {"contact": typed}),
                ("contact never", {"contact": typed}),
                ("contact merge", {"contact": typed}),
                ("contact merge", {"contact": typed, "other": "Erin"}),
                ("contact merge", {"contact": "Erin", "other": typed}),
                ("met", {"contact": picked}),
            ):
                result = await who.slash(channel, command, **options)
                assert leaked(shown(result).replace(typed, "").replace("Chris Hadley", "")) == [], command
        narrowed: tuple[dict[str, Any], ...] = ({}, {"tag": "climbing"}, {"city": "Ulm"}, {"never_met": True})
        for options in narrowed:
            assert leaked(shown(await who.slash(channel, "contact list", **options))) == []
    assert await hers(world, her.alice) == before


async def test_no_autocompletion_offers_anything_of_another(world: World) -> None:
    her = await a_private_list(world)
    offered = []
    for who, channel in await others(world):
        for command, option in (
            ("contact show", "contact"),
            ("contact edit", "introduced_by"),
            ("contact merge", "other"),
            ("contact list", "tag"),
            ("contact list", "city"),
            ("contact add", "source"),
            ("contact add", "tags"),
            ("met", "contact"),
        ):
            for typed in ("", "chr", "a", "x, d", f"id:{her.contacts[1]}, ", "climb"):
                offered += [str(each) for each in await who.autocomplete(channel, command, option, typed)]
    assert any("Mastodon" in each for each in offered), "the networks everybody knows"
    assert [each for each in offered if leaked(each)] == []
    own = await her.alice.autocomplete(world.general, "contact list", "tag", "")
    assert "wine" in str(own)


async def test_no_file_holds_anything_of_another(world: World) -> None:
    her = await a_private_list(world)
    for who, channel in await others(world):
        for kind in ("vcard", "csv", "json"):
            assert not await files_of(await who.slash(channel, "contact export", format=kind))
        handed = await unpacked(await who.slash(channel, "mydata export"))
        assert leaked(str({name: data.decode() for name, data in handed.items()})) == []
        data = json.loads(handed["meetward.json"])
        assert not [each for each in ("contacts", "imports", "told_apart") if data[each]]
    files = await unpacked(await her.alice.slash(world.general, "mydata export"))
    own = json.loads(files.pop("meetward.json"))
    assert [name for name, data in files.items() if b"Filed Hadly" in data] == ["imports/import-1"], (
        "the file that waits"
    )
    assert (len(own["contacts"]), len(own["imports"])) == (4, 2)


async def test_the_same_file_and_the_same_people_on_two_lists_stay_apart(world: World) -> None:
    her = await a_private_list(world)
    bob = world.person("bob")
    file = upload("people.csv", "Name,City\nChris Hadley,Ulm\n")
    preview = await bob.slash(world.general, "contact import", file=file)
    assert "**1 is new**" in text_of(preview), "whom alice knows says nothing about bob's list"
    before = await hers(world, her.alice)
    done = await world.click(bob, preview, "Import the new ones (1)")
    await bob.slash(world.general, "contact edit", contact="Chris Hadley", note="bob's own")
    await world.click(bob, done, "Undo the import")
    assert await hers(world, her.alice) == before


async def test_everything_about_the_list_is_said_to_its_owner_alone(world: World) -> None:
    her = await a_private_list(world)
    for each in her.cards:
        assert message_of(each).ephemeral, labels(each)
    assert [text for text in world.posts() if leaked(text)] == []
    assert world.pinged() == []
