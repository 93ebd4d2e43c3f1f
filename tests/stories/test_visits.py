"""Visits through the front door: said in words, shown to their visitor, told to those who asked, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from simcord import MemberActor

from meetups.values import CommunityId, Person, PersonId, PoolMember, Visit
from tests.stories.tour import Tour
from tests.stories.world import World, custom_id, custom_ids, labels, options_of, text_of, values_of
from tests.support.pseudo import OPEN

NASTY = "**Eve** @everyone <@1> [free](https://a.example) `x`"
HOME, EVANSVILLE = "Bloomington, Indiana", "Evansville, Indiana"
WEDNESDAY = datetime(2026, 1, 7, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(request: pytest.FixtureRequest) -> Iterator[None]:
    world = request.getfixturevalue("world") if "world" in request.fixturenames else None
    yield
    assert world is None or not world.blunders()


async def says(world: World, person: MemberActor, command: str, **options: Any) -> str:
    return text_of(await person.slash(world.general, command, **options))


async def knows(world: World, owner: MemberActor, *people: Any, **about: Any) -> None:
    """Put people on a list, by name or account."""
    for each in people:
        whom = {"name": each} if isinstance(each, str) else {"member": each}
        assert "on your list" in await says(world, owner, "contact add", **whom, **about)


async def lives(world: World, name: str, city: str = EVANSVILLE) -> MemberActor:
    """Somebody with a city, who lets the bot write to them."""
    person = world.person(name)
    profile = await person.slash(world.general, "profile", city=city)
    await world.click(person, profile, "Send me direct messages")
    return person


async def waits_for(world: World, owner: MemberActor, name: str) -> Any:
    """Park somebody of one's list until the two are near each other."""
    card = await owner.slash(world.general, "contact show", contact=name)
    return await world.select(owner, card, ["near.0"], "contact.when")


async def visits(world: World, *people: MemberActor) -> list[Visit]:
    async with world.app.store.read() as work:
        return await work.visits.find(person_id=[PersonId(each.id) for each in people])


async def pooled(world: World, *people: tuple[MemberActor, str], **chosen: Any) -> None:
    """People of this server's pool, and where they live."""
    async with world.app.store.write() as work:
        for member, city in people:
            person = await work.persons.get(member.id)
            if person is None:
                [found] = world.app.services.desk.places.search(city, 1)
                person = Person(PersonId(member.id), world.env.now(), city_id=found.id)
                await work.persons.add(person)
            await work.pool.add(PoolMember(person.id, CommunityId(world.guild.id), world.env.now(), **chosen))


async def test_a_visit_is_said_in_words_shown_listed_changed_and_taken_back(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    await world.start_mission(kyle, city=HOME)
    rosa = world.person("rosa")
    await knows(world, kyle, rosa, "Chris", city=EVANSVILLE)
    await knows(world, kyle, "Wes", city="Henderson, Kentucky")
    await knows(world, kyle, "Ted", city=HOME)
    await waits_for(world, kyle, "Wes")
    await world.travel(WEDNESDAY)

    card = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="3–9 February")

    assert text_of(card).splitlines()[:6] == [
        "### Your visit to Evansville, Indiana, United States",
        "**Tuesday, February 3 to Monday, February 9**",
        "**Of your list**",
        "- **Wes** · waits until you're near · Henderson, Kentucky, 10 mi away",
        "- **Chris**",
        f"- **Rosa** ({rosa.mention})",
    ]
    assert labels(card) == ["Tell them", "Whom shall I meet?", "My visits", "Remove"], "though nobody asked"
    again = await says(world, kyle, "visit add", city=EVANSVILLE, dates="Feb 5 - 12")
    assert "overlap with these; now it's these" in again
    await kyle.slash(world.general, "visit add", city="Chicago", dates="2027-01-01 to 2027-01-02")
    await world.restart()

    listed = await world.click(kyle, card, "My visits")

    assert "- **Evansville, Indiana**: Thursday, February 5 to Thursday, February 12" in text_of(listed)
    assert "- **Chicago, Illinois**: January 1, 2027 to January 2, 2027" in text_of(listed)
    options = options_of(listed, "visit.open")
    opened = await world.select(kyle, listed, [options["Evansville, Indiana"]], "visit.open")
    assert "- **Chris**" in text_of(opened)
    removing = custom_id(opened, "Remove")
    assert "Nobody is told" in text_of(await world.click(kyle, opened, "Remove"))
    assert "isn't among yours any more" in text_of(await world.craft(kyle, removing))
    [choice] = await kyle.autocomplete(world.general, "visit remove", "visit", "chic")
    assert choice["name"].startswith("Chicago, Illinois: January 1, 2027")
    assert "is off" in await says(world, kyle, "visit remove", visit=choice["value"])
    assert await visits(world, kyle) == []
    assert "### No visits ahead" in await says(world, kyle, "visit list")
    assert not world.direct(rosa)


async def test_whoever_asked_is_told_and_nobody_else(world: World) -> None:
    await world.set_up()
    kyle = await lives(world, "kyle", HOME)
    rosa, ben, eve, ann = [await lives(world, each) for each in ("rosa", "ben", "eve", "ann")]
    await world.start_mission(rosa)
    for each in (rosa, ben, eve, ann):
        await knows(world, each, kyle)
    for each in (rosa, eve, ann):
        waiting = await waits_for(world, each, "Kyle")
        assert "Waiting until you're near each other." in text_of(waiting)
    await eve.slash(world.general, "contact never", contact="Kyle")
    await kyle.slash(world.general, "contact never", member=ann)
    await world.travel(WEDNESDAY)
    before = {each.id: len(world.direct(each)) for each in (rosa, ben, eve, ann)}

    card = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="3–9 February")

    offer = "Whoever asked to be told when you're near can hear of it; nobody on your never-list ever does."
    assert offer in text_of(card)
    for each in (rosa, ben, eve, ann):
        assert each.mention not in text_of(card)
        assert str(each.user.global_name) not in text_of(card)
        assert len(world.direct(each)) == before[each.id]
    await world.restart()
    for answer in await world.at_once(kyle, card, "Tell them"):
        assert "Whoever asked to be told hears of it." in text_of(answer)
        assert "Tell them" not in labels(answer)
    assert [len(world.direct(each)) - before[each.id] for each in (rosa, ben, eve, ann)] == [1, 0, 0, 0]
    letter = world.direct(rosa)[-1]
    assert f"**Kyle** ({kyle.mention}) will be in Evansville, Indiana from Tuesday, February 3 to Monday" in letter
    await world.restart()
    shown = text_of(await world.click_letter(rosa, "Open"))
    assert "They'll be in Evansville, Indiana: Tuesday, February 3 to Monday, February 9." in shown

    # Ben asks only now, and is told, too; once the visit is off, nobody hears or sees any more of it.
    assert "They'll be in Evansville" in text_of(await waits_for(world, ben, "Kyle"))
    assert "will be in Evansville" in world.direct(ben)[-1]
    assert "Nobody is told" in await says(world, kyle, "visit remove", visit="evansville")
    assert [len(world.direct(each)) - before[each.id] for each in (rosa, ben, eve, ann)] == [1, 1, 0, 0]
    for each in (rosa, ben):
        assert "They'll be in" not in await says(world, each, "contact show", contact="Kyle")
    assert world.pinged() == []


async def test_somebody_parked_wakes_when_the_two_are_near(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    await world.start_mission(kyle, city=HOME)
    await world.travel(WEDNESDAY)
    await knows(world, kyle, "Wes", city=EVANSVILLE)
    await waits_for(world, kyle, "Wes")
    assert "Wes" not in await says(world, kyle, "suggest")

    card = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="Friday to Sunday")
    suggested = text_of(await world.click(kyle, card, "Whom shall I meet?"))

    assert "**Wes**" in suggested
    assert "Evansville, Indiana, where you'll be from Friday, January 9 to Sunday, January 11" in suggested
    await world.travel(timedelta(days=3))
    assert "Evansville, Indiana, where you are until Sunday" in await says(world, kyle, "suggest")
    shown = await kyle.slash(world.general, "contact show", contact="Wes")
    assert "You'll be in Evansville, Indiana: Friday, January 9 to Sunday, January 11." in text_of(shown)
    usual = await world.select(kyle, shown, ["usual.0"], "contact.when")
    assert "Waiting" not in text_of(usual)
    await waits_for(world, kyle, "Wes")
    for wish in ("again.2", "snooze.4"):
        assert "Waiting" not in text_of(await world.select(kyle, shown, [wish], "contact.when")), "the later wish holds"
        await waits_for(world, kyle, "Wes")
    merged = await says(world, kyle, "contact list")
    assert "Wes" in merged


async def test_without_a_city_of_ones_own_nobody_is_near(world: World) -> None:
    kyle = world.person("kyle")
    await knows(world, kyle, "Wes", city=EVANSVILLE)
    assert "I need your own city: `/profile`" in text_of(await waits_for(world, kyle, "Wes"))
    await kyle.slash(world.general, "profile", city=EVANSVILLE)
    assert "they live within your reach" in await says(world, kyle, "contact show", contact="Wes")


async def test_members_of_the_pool_are_shown_to_each_other_only(world: World) -> None:
    await world.set_up()
    kyle = await lives(world, "kyle", HOME)
    rosa, ben, eve, ann = [world.person(each) for each in ("rosa", "ben", "eve", "ann")]
    await pooled(world, (rosa, EVANSVILLE), (eve, EVANSVILLE), (ann, "Chicago"))
    await pooled(world, (ben, EVANSVILLE), is_findable=False)
    await eve.slash(world.general, "contact never", member=kyle)

    outside = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="next weekend")

    assert "`/pool join` shows you who of this server's pool is near there" in text_of(outside)
    assert not [each for each in (rosa, ben, eve, ann) if each.mention in text_of(outside)]
    await pooled(world, (kyle, HOME))
    inside = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="next weekend")
    assert "I knew that already" in text_of(inside)
    assert [each.mention in text_of(inside) for each in (rosa, ben, eve, ann)] == [True, False, False, False]
    async with world.app.store.write() as work:
        member = await work.pool.get(kyle.id, world.guild.id)
        assert member is not None
        await work.pool.save(replace(member, is_findable=False))
    unseen = await says(world, kyle, "visit add", city=EVANSVILLE, dates="next weekend")
    assert "you see those who see you, and visitors can't find you: `/pool show`" in unseen
    assert not [each for each in (rosa, ben, eve, ann) if each.mention in unseen]
    added = await world.select(kyle, inside, [rosa], "contact.pick")
    assert "**Rosa**" in text_of(added)
    assert not world.direct(rosa)
    assert world.pinged() == []


async def test_what_cannot_be_read_is_kept_and_mended_in_a_form(world: World) -> None:
    kyle = world.person("kyle")
    await knows(world, kyle, "Chris", city=EVANSVILLE)
    for city, dates, wrong in (
        (EVANSVILLE, "whenever", "“next weekend”"),
        (EVANSVILLE, "9–3 October", "“3–9 October”"),
        (EVANSVILLE, NASTY, "“2026-10-03 to 2026-10-09”"),
        (EVANSVILLE, "x" * 400, "I can't read"),
        (EVANSVILLE, "2025-10-03 to 2025-10-09", "the last one was October 9, 2025"),
        (EVANSVILLE, "2028-10-03", "October 3, 2028 is more than a year ahead"),
        (EVANSVILLE, "January 5 to June 5", "More than 92 days"),
        ("Narnia *Deep*", "Friday", "I don't know a place called “Narnia"),
        ("Bloomington", "Friday", "several places"),
    ):
        faulty = await kyle.slash(world.general, "visit add", city=city, dates=dates)
        assert wrong in text_of(faulty)
        assert "What you typed is kept" in text_of(faulty)
    await world.restart()
    form = await world.click(kyle, faulty, "Fix it")
    assert values_of(form) == {"city": "Bloomington", "dates": "Friday"}
    faulty = await kyle.submit_modal(form, {"city": EVANSVILLE, "dates": "Fryday"})
    form = await world.click(kyle, faulty, "Fix it")
    card = await kyle.submit_modal(form, {"city": EVANSVILLE, "dates": "Friday to Sunday"})
    assert "- **Chris**" in text_of(card)
    [visit] = await visits(world, kyle)
    assert (visit.first_on, visit.last_on) == (date(2026, 1, 2), date(2026, 1, 4))

    listed = await kyle.slash(world.general, "visit list")
    form = await world.click(kyle, listed, "Add a visit")
    card = await kyle.submit_modal(form, {"city": "Chicago", "dates": "2026-02-01..2026-02-03"})
    assert "nobody on your list lives near there" in text_of(card)
    for typed in ("", "a", "Narnia", "99999999999999999999", NASTY):
        if typed:
            assert "Which visit do you mean?" in await says(world, kyle, "visit remove", visit=typed)
    assert "isn't among yours" in await says(world, kyle, "visit remove", visit="12345")
    assert len(await visits(world, kyle)) == 2


async def test_nobody_else_can_see_tell_or_remove_a_visit(world: World) -> None:
    kyle, eve = world.person("kyle"), world.person("eve")
    await knows(world, kyle, "Chris", city=EVANSVILLE)
    card = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="Friday")
    number = custom_id(card, "Remove").rsplit(":", 1)[1]
    for name in ("visit.remove", "visit.tell"):
        assert "isn't among yours" in text_of(await world.craft(eve, name, number))
    for chosen in (number, "", "x", "0"):
        refused = text_of(await world.craft(eve, "visit.open", values=[chosen]))
        assert "isn't among yours" in refused
        assert "Evansville" not in refused
    assert "No visits ahead" in await says(world, eve, "visit list")
    assert await eve.autocomplete(world.general, "visit remove", "visit", "") == []
    assert len(await visits(world, kyle, eve)) == 1


async def test_a_visit_long_over_is_forgotten_when_the_house_is_kept(world: World) -> None:
    kyle = world.person("kyle")
    card = await kyle.slash(world.general, "visit add", city=EVANSVILLE, dates="Friday")
    await world.travel(timedelta(days=10))
    await world.app.keep_house()
    assert len(await visits(world, kyle)) == 1
    assert labels(await world.click(kyle, card, "My visits")) == ["Add a visit"], "what is over is not ahead"
    await world.travel(timedelta(weeks=4))
    await world.app.keep_house()
    assert await visits(world, kyle) == []


async def test_all_of_it_in_a_language_nobody_speaks(tour: Tour) -> None:
    world = tour.world
    kyle, _ = await tour.begin("kyle", city="Chicago")
    rosa, _ = await tour.begin("rosa", city="Indianapolis, Indiana")
    for person, other in ((kyle, rosa), (rosa, kyle)):
        await tour.slash(person, "contact add", member=other, city="Bloomington, Indiana")
        shown = await tour.slash(person, "contact show", contact=other.user.global_name)
        await tour.choose(person, shown, "contact.when", ["near.0"])
    empty = await tour.slash(kyle, "visit list")
    form = await tour.press(kyle, empty, "visit.form")
    faulty = await tour.submit(kyle, form, city="Bloomington, Indiana", dates="soonish")
    form = await tour.press(kyle, faulty, "visit.retype")
    card = await tour.submit(kyle, form, dates="2026-02-03 to 2026-02-09")
    await pooled(world, (rosa, ""), (tour.person("ben"), "Bloomington, Indiana"))
    await tour.slash(kyle, "visit add", city="Indianapolis, Indiana", dates="2026-03-03")
    await pooled(world, (kyle, ""))
    changed = await tour.slash(kyle, "visit add", city="Bloomington, Indiana", dates="2026-02-04 to 2026-02-09")
    assert "visit.tell" in str(custom_ids(card))
    await tour.slash(rosa, "profile", reach="100 km")
    told = await tour.press(kyle, await tour.press(kyle, changed, "visit.list"), "visit.form")
    assert told.modal is not None
    shown = await tour.slash(kyle, "visit add", city="Bloomington, Indiana", dates="2026-02-04 to 2026-02-09")
    shown = await tour.press(kyle, shown, "visit.tell")
    opened = await tour.press(rosa, tour.direct(rosa), "contact.show")
    assert text_of(opened).count(OPEN) > 3
    choices = await kyle.autocomplete(world.general, "visit remove", "visit", "")
    assert len(choices) == 2
    await tour.press(kyle, shown, "visit.remove")
    await tour.slash(kyle, "visit remove", visit="soonish")
    await tour.slash(kyle, "visit list")
