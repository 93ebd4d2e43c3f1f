"""What people say about themselves: kept until they say otherwise, cleaned, within bounds, and whom they move near."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetups.refusals import Refusal
from meetups.services.contacts import Details
from meetups.services.profiles import INTRODUCTION, MOST_REACH_KM, Wishes
from meetups.values import REACH_KM, Actor, Person
from tests.support.office import Office, account, actor

KYLE, ROSA = actor(100), actor(200)
ANY_TIME = (1 << 21) - 1
ALL = Wishes(
    reach_km=30,
    availability=0b101,
    languages=("en", "de"),
    tags=("coffee", "jazz"),
    introduction="Maps, mostly old ones.",
)


async def kyle(office: Office) -> Person:
    return (await office.services.profiles.show(KYLE)).person


async def test_what_was_said_stands_until_something_else_is_said(office: Office) -> None:
    profiles = office.services.profiles
    said = (await profiles.change(KYLE, ALL)).person
    assert (said.reach_km, said.availability, said.languages) == (30, 0b101, ("en", "de"))
    assert (said.tags, said.introduction) == (("coffee", "jazz"), "Maps, mostly old ones.")

    assert (await profiles.change(KYLE, Wishes(quiet=(60, 120)))).person == replace(
        said, quiet_from=60, quiet_until=120
    )
    await profiles.change(KYLE, Wishes(availability=0, languages=(), tags=(), introduction=""))

    emptied = await kyle(office)
    assert (emptied.availability, emptied.languages, emptied.tags, emptied.introduction) == (0, (), (), "")
    assert emptied.reach_km == 30


async def test_nothing_said_is_the_usual_reach_and_nothing_else(office: Office) -> None:
    fresh = await kyle(office)

    assert (fresh.reach_km, fresh.availability, fresh.languages, fresh.tags) == (REACH_KM, 0, (), ())


async def test_words_are_cleaned_as_those_about_a_contact(office: Office) -> None:
    tags = (" Coffee ", "coffee", "\u202ejazz\n", "x" * 40, *(f"tag {number}" for number in range(30)), "")
    wishes = Wishes(tags=tags, languages=("en", "EN", "\u200b"), introduction=" One\nline\u202e of\tmine " + "!" * 400)

    person = (await office.services.profiles.change(KYLE, wishes)).person

    assert person.tags[:3] == ("Coffee", "jazz", "x" * 30)
    assert len(person.tags) == 20
    assert person.languages == ("en",)
    assert person.introduction.startswith("One line of mine !!!")
    assert len(person.introduction) == INTRODUCTION
    assert person == await kyle(office), "it is stored as it was answered"


@pytest.mark.parametrize("km", [0, -5, MOST_REACH_KM + 1, 10**30])
async def test_a_reach_beyond_reason_is_refused_and_nothing_of_it_all_is_kept(office: Office, km: int) -> None:
    await office.services.profiles.change(KYLE, ALL)
    before = await kyle(office)

    with pytest.raises(Refusal, match=r"reach\.outside"):
        await office.services.profiles.change(KYLE, Wishes(city="Chicago", tags=("tea",), reach_km=km))

    assert await kyle(office) == before


@pytest.mark.parametrize("km", [1, MOST_REACH_KM])
async def test_a_reach_may_go_to_its_bounds(office: Office, km: int) -> None:
    assert (await office.services.profiles.change(KYLE, Wishes(reach_km=km))).person.reach_km == km


async def test_more_times_come_to_those_there_are_and_none_from_outside_the_week(office: Office) -> None:
    profiles = office.services.profiles
    await profiles.change(KYLE, Wishes(availability=0b1))

    assert (await profiles.change(KYLE, Wishes(also_free=0b110))).person.availability == 0b111
    assert (await profiles.change(KYLE, Wishes(also_free=2**63 - 1))).person.availability == ANY_TIME
    assert (await profiles.change(KYLE, Wishes(availability=1 << 21))).person.availability == 0


# Moving


async def put(office: Office, owner: Actor, name: str, city: str, number: int | None = None) -> int:
    added = await office.services.contacts.add(
        owner, Details(name=name, city=city), account(number, name) if number else None
    )
    return added.contact.id


async def there(office: Office, **wishes: object) -> list[tuple[str, bool]] | None:
    """Who is said to be where Kyle moves, and whether they live in that very city."""
    found = (await office.services.profiles.change(KYLE, Wishes(**wishes))).there  # type: ignore[arg-type]
    return None if found is None else [(each.contact.name, each.km == 0) for each in found]


async def test_whoever_moves_learns_who_of_their_list_is_near(office: Office) -> None:
    await put(office, KYLE, "Zoe", "Bloomington, Indiana")
    await put(office, KYLE, "Ada", "Bloomington, Indiana", 300)
    await put(office, KYLE, "Far", "Evansville, Indiana")
    await put(office, KYLE, "Near", "Bedford, Indiana")
    await office.services.contacts.never(KYLE, await put(office, KYLE, "Never", "Bloomington, Indiana"))
    await put(office, ROSA, "Hers", "Bloomington, Indiana")

    moved = await there(office, city="Bloomington, Indiana")

    assert moved == [("Ada", True), ("Zoe", True), ("Near", False)]


async def test_the_reach_given_with_the_move_is_the_one_that_counts(office: Office) -> None:
    await put(office, KYLE, "Near", "Bedford, Indiana")
    await put(office, KYLE, "Far", "Evansville, Indiana")

    assert await there(office, city="Bloomington, Indiana", reach_km=10) == []
    assert await there(office, city="Chicago", reach_km=10) == []
    assert await there(office, city="Bloomington, Indiana", reach_km=300) == [("Near", False), ("Far", False)]


async def test_nobody_is_listed_to_whom_stays_where_they_are(office: Office) -> None:
    await put(office, KYLE, "Ada", "Bloomington, Indiana")

    assert await there(office, tags=("tea",)) is None
    assert await there(office, city="Bloomington, Indiana") == [("Ada", True)]
    assert await there(office, city="Bloomington, Indiana") is None
    assert await there(office, reach_km=20) is None


# One's data


async def test_all_of_it_is_handed_out_and_forgotten(office: Office) -> None:
    await office.services.profiles.change(KYLE, ALL)

    handed = (await office.services.mydata.export(KYLE))["profile"]
    assert {name: handed[name] for name in ("reach_km", "availability", "introduction")} == {
        "reach_km": 30,
        "availability": 0b101,
        "introduction": "Maps, mostly old ones.",
    }
    assert (handed["languages"], handed["tags"]) == (["en", "de"], ["coffee", "jazz"])

    await office.services.mydata.forget(KYLE)
    assert (await kyle(office)).introduction == ""
