"""Coming onto a list: somebody new, somebody there, and whoever may be either; what is written is never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from meetups.exchange.likeness import Likeness
from meetups.refusals import Refusal
from meetups.services import common
from meetups.services.common import Namesakes, WhichContact
from meetups.services.contacts import Account, Added, Details
from meetups.values import Birthday, Contact, PersonId
from tests.services.lists import everyone
from tests.support.office import START, Office, account, actor

KYLE, ROSA = actor(100), actor(200)
ULM, BERLIN = 2820256, 2950159


async def _add(office: Office, name: str, **details: Any) -> Contact:
    return (await office.services.contacts.add(KYLE, Details(name=name, **details))).contact


# Somebody new


async def test_somebody_new_comes_with_what_is_known_of_them(office: Office) -> None:
    added = await office.services.contacts.add(KYLE, Details(name=" Ada \n King ", city="Ulm", note="tall"))

    assert added == Added(added.contact, True)
    assert (added.contact.name, added.contact.city_id, added.contact.note) == ("Ada King", ULM, "tall")
    assert (added.contact.added_at, added.contact.account_is_seen) == (START, True)
    assert await everyone(office, KYLE) == [added.contact]


async def test_whoever_looks_like_somebody_on_the_list_is_offered(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada King", city="Ulm")
    handled = await _add(office, "Someone", handle="https://x.com/bo")

    close = await contacts.add(KYLE, Details(name="Ada Kings", city="Ulm"))
    same = await contacts.add(KYLE, Details(name="Bo", handle="@bo", source="X"))
    other = await contacts.add(KYLE, Details(name="Ada King of Berlin", city="Berlin, Germany"))
    rosa = await contacts.add(KYLE, Details(), account(200, "Ada King"))

    assert close.like is not None
    assert (close.is_new, close.like.id, close.likeness) == (True, ada.id, Likeness.CLOSE_NAME_SAME_CITY)
    assert same.like is not None
    assert (same.like.id, same.likeness) == (handled.id, Likeness.SAME_HANDLE)
    assert (other.like, other.likeness) == (None, None)
    assert rosa.like is not None
    assert rosa.like.name == "Ada King"


@pytest.mark.parametrize(
    ("details", "added", "key"),
    [
        (Details(name=" \u200b "), None, "contact.name_empty"),
        (Details(), None, "contact.name_empty"),
        (Details(name="x" * 101), None, "contact.name_long"),
        (Details(name="Ada", city="Springfield"), None, "city.which"),
        (Details(name="Ada", city="Nowhereville"), None, "city.unknown"),
        (Details(name="Ada", introduced_by="ada"), None, "contact.introduced_by_themselves"),
        (Details(name="Ada", introduced_by="id:99"), None, "contact.gone"),
        (Details(), Account(PersonId(300), "Bot", is_bot=True), "contact.bot"),
        (Details(), Account(PersonId(100), "Kyle"), "contact.oneself"),
    ],
)
async def test_what_is_refused_adds_nobody(office: Office, details: Details, added: Account | None, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        await office.services.contacts.add(KYLE, details, added)

    assert refused.value.key == key
    assert await everyone(office, KYLE) == []


async def test_a_namesake_who_introduced_them_must_be_picked(office: Office) -> None:
    await office.services.contacts.add_many(KYLE, [account(201, "Bo"), account(202, "bo")])
    both = await everyone(office, KYLE)

    with pytest.raises(Namesakes, match=r"contact\.ambiguous") as refused:
        await _add(office, "Ada", introduced_by="Bo")

    assert [each.id for each in refused.value.people] == [each.id for each in both]
    assert await everyone(office, KYLE) == both


async def test_everyone_picked_comes_on_the_list_at_once_without_bots_and_oneself(office: Office) -> None:
    picked = [account(200), Account(PersonId(300), "Bot", is_bot=True), account(100), account(200), account(201, "Bo")]
    added = await office.services.contacts.add_many(KYLE, picked)

    assert [(each.contact.name, each.is_new) for each in added] == [("Rosa", True), ("Rosa", False), ("Bo", True)]
    many = await office.services.contacts.add_many(KYLE, [account(number, "Many") for number in range(400, 440)])
    assert len(many) == 25


async def test_a_full_list_takes_nobody_new(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST_CONTACTS", 2)
    contacts = office.services.contacts
    ada = await _add(office, "Ada")
    await _add(office, "Bo")

    for act in (
        contacts.add(KYLE, Details(name="Cy")),
        contacts.add(KYLE, Details(), account(200)),
        contacts.add(KYLE, Details(name="Ada", note="tall"), is_another=True),
    ):
        with pytest.raises(Refusal, match=r"contact\.full"):
            await act
    filled = await contacts.add(KYLE, Details(name="Ada", note="tall"), into=ada.id)
    assert filled.contact == replace(ada, note="tall"), "whoever is there can be filled in"
    await contacts.remove(KYLE, ada.id)
    assert (await _add(office, "Cy")).name == "Cy"


# Somebody of the same name


async def test_somebody_of_the_same_name_is_asked_about_before_anything_changes(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada King", city="Ulm", note="tall")

    again = await contacts.add(KYLE, Details(name="ADA  KING", note="kind", tags=("chess",)))

    assert again == Added(ada, False, is_open=True, namesakes=again.namesakes)
    assert [each.id for each in again.namesakes] == [ada.id]
    assert await everyone(office, KYLE) == [ada]


async def test_a_name_alone_asks_nothing(office: Office) -> None:
    ada = await _add(office, "Ada King", note="tall")

    again = await office.services.contacts.add(KYLE, Details(name="ada king"))
    assert (again.contact, again.is_new, again.is_open) == (ada, False, False)
    assert await everyone(office, KYLE) == [ada]


async def test_of_several_namesakes_one_must_be_picked(office: Office) -> None:
    ada = await _add(office, "Ada")
    other = (await office.services.contacts.add(KYLE, Details(name="ada"), is_another=True)).contact

    with pytest.raises(WhichContact) as refused:
        await office.services.contacts.add(KYLE, Details(name="Ada"))
    assert (refused.value.key, refused.value.values["count"]) == ("contact.ambiguous", 2)
    assert [each.id for each in refused.value.people] == [ada.id, other.id]
    asked = await office.services.contacts.add(KYLE, Details(name="ADA", note="kind"))
    assert (asked.is_open, [each.id for each in asked.namesakes]) == (True, [ada.id, other.id])
    assert await everyone(office, KYLE) == [ada, other]


async def test_it_is_somebody_else_of_that_name(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada King", note="tall")

    another = await contacts.add(KYLE, Details(name="ADA KING", note="kind"), is_another=True)

    assert (another.is_new, another.is_open, another.contact.note) == (True, False, "kind")
    assert another.like is not None
    assert (another.like.id, another.likeness) == (ada.id, Likeness.SAME_NAME)
    assert await everyone(office, KYLE) == [ada, another.contact]


async def test_a_namesake_may_be_introduced_by_the_first_one(office: Office) -> None:
    ada = await _add(office, "Ada")

    second = await office.services.contacts.add(KYLE, Details(name="Ada", introduced_by="Ada"), is_another=True)

    assert (second.contact.introduced_by, second.contact.introducer_id) == ("Ada", ada.id)


# Filled in


async def test_what_is_new_is_filled_in_and_what_differs_is_noted(office: Office) -> None:
    contacts = office.services.contacts
    bo = await _add(office, "Bo")
    ada = await _add(office, "Ada", city="Ulm", source="X", note="tall", tags=("chess",), birthday=Birthday(5, 1))
    told = Details(
        name="ADA", city="Berlin, Germany", source="X", handle="@ada", tags=("Chess", "tea"), languages=("en",),
        met_online="a forum", introduced_by="bo", birthday=Birthday(5, 1, 1980), note="kind", promised="a book",
        again_on=date(2026, 5, 1), snoozed_until=date(2026, 6, 1), is_seldom=True,
    )  # fmt: skip

    filled = await contacts.add(KYLE, told, into=ada.id)

    assert filled == Added(filled.contact, False, is_filled_in=True)
    assert filled.contact == replace(
        ada, handle="@ada", tags=("chess", "tea"), languages=("en",), met_online="a forum", introduced_by="Bo",
        introducer_id=bo.id, birthday=Birthday(5, 1, 1980), note="tall\nkind\nBerlin, Germany", promised="a book",
        again_on=date(2026, 5, 1), snoozed_until=date(2026, 6, 1), is_seldom=True,
    )  # fmt: skip
    assert await everyone(office, KYLE) == [bo, filled.contact]


async def test_filling_in_what_is_known_says_so_and_changes_nothing(office: Office) -> None:
    ada = await _add(office, "Ada", city="Ulm", note="tall", tags=("chess",), again_on=date(2026, 5, 1))
    told = Details(name="ada", city="ulm", note="tall", tags=("Chess",), again_on=date(2026, 5, 1))

    assert await office.services.contacts.add(KYLE, told, into=ada.id) == Added(ada, False)
    assert await everyone(office, KYLE) == [ada]


async def test_another_name_for_somebody_there_is_noted(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada")

    expected = replace(ada, note="Zoe")
    assert await contacts.add(KYLE, Details(name="Zoe"), into=ada.id) == Added(expected, False, is_filled_in=True)


async def test_an_account_again_is_filled_in_under_the_name_its_owner_gave(office: Office) -> None:
    contacts = office.services.contacts
    first = await contacts.add(KYLE, Details(name="Rosa from chess", city="Ulm"), account(200, "rosa_92"))
    told = Details(name="Rosita", city="Berlin, Germany", tags=("chess",))
    again = await contacts.add(KYLE, told, account(200, "rosa_93"))

    assert (first.contact.name, first.contact.account_id, first.is_new) == ("Rosa from chess", 200, True)
    expected = replace(first.contact, tags=("chess",), note="Rosita · Berlin, Germany")
    assert again == Added(expected, False, is_filled_in=True)
    assert await contacts.add(KYLE, told, account(200)) == Added(expected, False)
    assert (await contacts.add(KYLE, Details(), account(201, "Bo"))).contact.name == "Bo"


async def test_an_account_is_who_it_is_whatever_the_name(office: Office) -> None:
    """Somebody of that name without the account is another: people decide whether they are one."""
    ada = await _add(office, "Ada")
    added = await office.services.contacts.add(KYLE, Details(name="Ada", note="kind"), account(200, "ada_1"))

    assert (added.is_new, added.is_open, added.contact.account_id) == (True, False, 200)
    assert added.like is not None
    assert added.like.id == ada.id


async def test_what_the_note_cannot_hold_is_refused_and_nothing_changes(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada", note="a" * 3_000)
    rosa = (await contacts.add(KYLE, Details(note="a" * 3_000), account(200))).contact
    told = Details(name="Ada", note="b" * 3_000, tags=("chess",))

    for act in (contacts.add(KYLE, told, into=ada.id), contacts.add(KYLE, told, account(200))):
        with pytest.raises(Refusal, match=r"contact\.note_long"):
            await act
    assert await everyone(office, KYLE) == [ada, rosa]


async def test_nobody_is_filled_in_who_is_not_ones_own(office: Office) -> None:
    theirs = (await office.services.contacts.add(ROSA, Details(name="Ada"))).contact

    for into in (theirs.id, 99, 0):
        with pytest.raises(Refusal, match=r"contact\.gone"):
            await office.services.contacts.add(KYLE, Details(name="Ada", note="hm"), into=into)
    assert await everyone(office, ROSA) == [theirs]
    assert await everyone(office, KYLE) == []


async def test_nobody_filled_in_is_introduced_by_themselves(office: Office) -> None:
    ada = await _add(office, "Ada")

    with pytest.raises(Refusal, match=r"contact\.introduced_by_themselves"):
        await office.services.contacts.add(KYLE, Details(name="Ada", introduced_by="ada"), into=ada.id)
    assert await everyone(office, KYLE) == [ada]
