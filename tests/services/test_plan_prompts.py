"""On the day of a plan: what its reader knows of whom they meet, and two questions; nothing that is not theirs to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cogs.kit.words import Lexicon
from cogs.plans.prompts import prompts_card
from meetups.rules.prompts import Kind
from meetups.services.plans import PlanAhead, PlanWishes, Prompts
from meetups.values import Actor, Answer, Birthday, Contact, How, Person, PoolMember, Strength
from tests.services.plans import (
    BO,
    CHRIS,
    DAY,
    HOUR,
    KYLE,
    MONDAY,
    ROSA,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEEK,
    ZOE,
    agreed,
    asked,
    contact,
    know,
    people,
    refused,
    say,
    shun,
    take,
)
from tests.support.office import COMMUNITY, Office

WORDS = Lexicon().words("en-US")
SHARED = {"tags": ("Board games", "Film"), "languages": ("en", "pt")}


async def prompts(office: Office, who: Actor, plan_id: int) -> Prompts:
    return await office.services.plans.remember(who, plan_id)


async def kinds(office: Office, who: Actor, plan_id: int) -> set[Kind]:
    return {each.prompt.kind for each in (await prompts(office, who, plan_id)).questions}


def asked_of(found: Prompts) -> set[str]:
    return {each.prompt for each in found.questions}


async def noted(office: Office, owner: Actor, whom: Actor, **known: Any) -> Contact:
    """Somebody's contact, with what they wrote down about them."""
    found = replace(await contact(office, owner, whom), **known)
    async with office.store.write() as work:
        await work.contacts.save(found)
    return found


async def pool(office: Office, *who: Actor) -> None:
    async with office.store.write() as work:
        for each in who:
            await work.pool.add(PoolMember(each.person_id, COMMUNITY, office.clock()))


async def letters(office: Office, who: Actor, until: datetime) -> list[PlanAhead]:
    sent = [each.body for each in await office.until(until) if each.delivery.person_id == who.person_id]
    return [each for each in sent if isinstance(each, PlanAhead)]


# When, and for whom


async def test_the_reminder_of_the_day_brings_it_and_that_of_the_day_before_does_not(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    plan_id = await agreed(office, ROSA)

    before, today = await letters(office, ROSA, SATURDAY)

    assert before.prompts is None
    assert today.prompts == await prompts(office, ROSA, plan_id), "the button says the same"


async def test_it_comes_with_the_one_reminder_after_a_night_and_follows_a_plan_that_moves(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    plan_id = await agreed(office, ROSA, at=SUNDAY.replace(hour=8))
    _, breakfast = await letters(office, ROSA, SUNDAY.replace(hour=7))
    assert breakfast.prompts is not None

    await office.services.plans.moved(KYLE, plan_id, TUESDAY)
    assert [each.prompts is not None for each in await letters(office, ROSA, TUESDAY)] == [False, True]


async def test_who_wants_few_nudges_looks_whenever_they_like(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)

    first = await prompts(office, KYLE, plan_id)
    assert await letters(office, KYLE, SATURDAY + HOUR) == []
    assert (await prompts(office, KYLE, plan_id)).questions == first.questions


async def test_it_is_for_those_who_come_alone(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    look = office.services.plans.remember
    assert await refused(look(KYLE, plan_id)) == await refused(look(ROSA, plan_id)) == "plan.not_agreed"

    plan_id = await agreed(office, CHRIS, at=SUNDAY)
    assert await refused(look(ZOE, plan_id)) == "plan.gone"
    await office.services.plans.cancel(CHRIS, plan_id)
    for each in (KYLE, CHRIS):
        assert await refused(look(each, plan_id)) == "plan.not_agreed"


async def test_of_several_only_those_who_come_are_spoken_of(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, times=(SATURDAY,))
    await office.services.plans.accept(ROSA, plan_id, 0, 0)
    await say(office, BO, plan_id, Answer.NO)

    for reader, other in ((KYLE, ROSA), (ROSA, KYLE)):
        [only] = (await prompts(office, reader, plan_id)).people
        assert only.party.person_id == other.person_id
    assert await refused(office.services.plans.remember(BO, plan_id)) == "plan.not_agreed"


# What is known


async def test_each_reads_their_own_list_and_nothing_of_the_others(office: Office) -> None:
    await people(office)
    mine = await noted(office, KYLE, ROSA, note="Rides a bicycle", promised="A map", birthday=Birthday(1, 9))
    theirs = await noted(office, ROSA, KYLE, name="Ky", note="Talks a lot", tags=("tiring",), is_seldom=True)
    plan_id = await agreed(office, ROSA)

    [kyles], [rosas] = [(await prompts(office, each, plan_id)).people for each in (KYLE, ROSA)]

    assert (kyles.memory and kyles.memory.contact, rosas.memory and rosas.memory.contact) == (mine, theirs)
    shown = repr(await prompts(office, KYLE, plan_id))
    assert "Rides a bicycle" in shown
    for secret in ("Ky'", "Talks a lot", "tiring"):
        assert secret not in shown


async def test_a_profile_is_not_spoken_of(office: Office) -> None:
    """Not the city, nor what they like, nor which languages they speak."""
    await people(office)
    ulm = office.desk.places.find("Ulm")
    assert ulm is not None
    await know(office, ROSA, city_id=ulm.id, introduction="Hello!", **SHARED)
    plan_id = await agreed(office, ROSA)

    [rosa] = (await prompts(office, KYLE, plan_id)).people

    assert rosa.memory is not None
    assert (rosa.memory.city, rosa.memory.contact.tags, rosa.memory.contact.languages) == (None, (), ())
    assert rosa.memory.prospect is None


async def test_what_was_lived_through_is_told_as_the_reader_knows_it(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, city="Ulm")
    office.clock.now = SATURDAY + 2 * HOUR
    await office.services.plans_come_true.record(KYLE, plan_id)
    again = await agreed(office, ROSA, at=SATURDAY + WEEK)

    [rosa], [kyle] = [(await prompts(office, each, again)).people for each in (KYLE, ROSA)]

    assert rosa.memory is not None
    assert (rosa.memory.times_met, rosa.memory.last_met_on) == (1, SATURDAY.date())
    assert [each.place for each in rosa.memory.moments] == ["Ulm"]
    assert kyle.memory is None, "Kyle is not on her list"
    assert Kind.FIRST in await kinds(office, ROSA, again), "what she has not confirmed she does not know of"
    assert Kind.AGAIN in await kinds(office, KYLE, again)


async def test_the_card_says_in_a_line_each_what_there_is(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, city="Ulm")
    office.clock.now = SATURDAY + 2 * HOUR
    await office.services.plans_come_true.record(KYLE, plan_id)
    again = await agreed(office, ROSA, BO, at=SATURDAY + WEEK)
    await noted(office, KYLE, ROSA, note="Two cats\nA secret", promised="A *map*\nof Ulm", birthday=Birthday(1, 3))
    await noted(office, KYLE, BO, birthday=Birthday(2, 3), source="Seesmic")

    shown = [each for each in prompts_card(WORDS, await prompts(office, KYLE, again)).blocks if isinstance(each, str)]

    assert shown[1:3] == [
        "**About Rosa**\n- met once, on January 3, 2026, Ulm\n- has a birthday today!\n"
        "- you promised them: A \\*map\\* of Ulm\n- your note: Two cats",
        "**About Bo**\n- you meet in person for the first time\n- from Seesmic",
    ]


async def test_of_a_talk_since_the_last_meeting_is_told_too(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + 2 * HOUR
    await office.services.plans_come_true.record(KYLE, plan_id, How.VIDEO)
    again = await agreed(office, ROSA, at=SATURDAY + WEEK)

    shown = str(prompts_card(WORDS, await prompts(office, KYLE, again)).blocks)

    assert "- you meet in person for the first time" in shown
    assert "- last in touch by video, on January 3, 2026" in shown


async def test_somebody_without_an_account_is_remembered_too(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, "Ted", times=(SATURDAY,))
    await take(office, plan_id)

    [ted] = (await prompts(office, KYLE, plan_id)).people

    assert ted.party.person_id is None
    assert ted.memory is not None
    assert ted.memory.contact.name == "Ted"


async def test_of_many_three_are_remembered_and_there_are_two_questions_in_all(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO, CHRIS, ZOE)

    found = await prompts(office, KYLE, plan_id)

    assert [each.party.name for each in found.people] == ["Rosa", "Bo", "Chris"]
    assert len(found.questions) == 2


# What the questions build on


async def test_what_somebody_says_about_themselves_counts_in_a_common_pool_only(office: Office) -> None:
    await people(office, **SHARED)
    plan_id = await agreed(office, ROSA)
    apart = (await prompts(office, KYLE, plan_id)).questions
    assert {each.about for each in apart} == {""}
    await pool(office, ROSA)
    assert (await prompts(office, KYLE, plan_id)).questions == apart

    await pool(office, KYLE)

    one, _ = (await prompts(office, KYLE, plan_id)).questions
    assert one.about in ("Board games", "Film", "pt")
    assert {each.about for each in (await prompts(office, ROSA, plan_id)).questions} == {""}, "she has no list"


async def test_what_the_own_list_says_counts_without_a_pool_as_far_as_one_likes_it_too(office: Office) -> None:
    await people(office)
    await know(office, KYLE, tags=("Climbing", "Film"), languages=("en", "pt"))
    plan_id = await agreed(office, ROSA)
    await noted(office, KYLE, ROSA, tags=("climbing", "gossip"))
    one, _ = (await prompts(office, KYLE, plan_id)).questions
    assert one.about == "Climbing"

    await noted(office, KYLE, ROSA, tags=("gossip",), languages=("en",))
    assert not await kinds(office, KYLE, plan_id) & {Kind.TAG, Kind.LANGUAGE}, "everybody here speaks English"


async def test_to_be_shunned_looks_as_if_they_had_left_the_pool(office: Office) -> None:
    await people(office, **SHARED)
    plan_id = await agreed(office, ROSA)
    apart = await prompts(office, KYLE, plan_id)
    await pool(office, KYLE, ROSA)
    assert await prompts(office, KYLE, plan_id) != apart

    await shun(office, ROSA, KYLE)

    assert await prompts(office, KYLE, plan_id) == apart


async def test_nothing_is_brought_up_of_whom_one_shuns(office: Office) -> None:
    await people(office, strength=Strength.STANDARD, **SHARED)
    plan_id = await agreed(office, ROSA, BO)
    await pool(office, KYLE, ROSA)
    await noted(office, KYLE, ROSA, promised="A map", note="Rides a bicycle")

    await shun(office, KYLE, ROSA)

    found = await prompts(office, KYLE, plan_id)
    assert [each.party.name for each in found.people] == ["Bo"]
    assert {each.about for each in found.questions} == {""}
    assert "Rides a bicycle" not in repr(found)


async def test_of_several_only_what_all_share_and_no_promise_before_the_others(office: Office) -> None:
    await people(office)
    await know(office, KYLE, tags=("chess", "film"))
    await noted(office, KYLE, ROSA, tags=("chess", "film"), promised="A map")
    await noted(office, KYLE, BO, tags=("film",))
    for at in (SATURDAY, SUNDAY, MONDAY, TUESDAY):
        found = await prompts(office, KYLE, await agreed(office, ROSA, BO, at=at))
        assert {each.about for each in found.questions if each.prompt.kind is Kind.TAG} == {"film"}
        assert Kind.PROMISED not in {each.prompt.kind for each in found.questions}


async def test_of_several_it_is_a_first_meeting_while_one_of_them_was_never_met(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + 2 * HOUR
    await office.services.plans_come_true.record(KYLE, plan_id)
    found: set[Kind] = set()
    for day in range(4):
        found |= await kinds(office, KYLE, await agreed(office, ROSA, BO, at=SATURDAY + WEEK + day * DAY))

    assert Kind.FIRST in found
    assert Kind.AGAIN not in found


async def test_the_meeting_itself_changes_no_question(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    before = (await prompts(office, KYLE, plan_id)).questions
    office.clock.now = SATURDAY + 2 * HOUR
    await office.services.plans_come_true.record(KYLE, plan_id)

    assert (await prompts(office, KYLE, plan_id)).questions == before


@pytest.mark.parametrize("weeks", [12, 13])
async def test_a_long_time_is_a_quarter_of_a_year_of_the_last_word_of_any_kind(office: Office, weeks: int) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + 2 * HOUR
    await office.services.plans_come_true.record(KYLE, plan_id)
    found: set[Kind] = set()
    for day in range(3):
        found |= await kinds(office, KYLE, await agreed(office, ROSA, at=SATURDAY + weeks * WEEK + day * DAY))

    assert (Kind.LONG_SINCE in found) is (weeks == 13)


# Whose questions are whose


async def test_the_other_is_given_others_and_next_time_none_of_these_comes_again(office: Office) -> None:
    await people(office, **SHARED)
    await pool(office, KYLE, ROSA)
    await contact(office, ROSA, KYLE)
    last: set[str] = set()
    hosts = [KYLE, ROSA, KYLE, KYLE, ROSA]
    for number, host in enumerate(hosts):
        guest = ROSA if host is KYLE else KYLE
        plan_id = await agreed(office, guest, host=host, at=SATURDAY + number * WEEK)
        both = [asked_of(await prompts(office, each, plan_id)) for each in (KYLE, ROSA)]
        together = both[0] | both[1]
        assert len(together) == 4
        assert not together & last
        last = together


async def test_three_are_given_six_and_another_meeting_between_changes_nothing(office: Office) -> None:
    await people(office)
    later = await agreed(office, ROSA, BO, at=TUESDAY)
    found = [asked_of(await prompts(office, each, later)) for each in (KYLE, ROSA, BO)]
    assert len(set().union(*found)) == 6

    await agreed(office, CHRIS, at=MONDAY)
    await office.services.plans.change(KYLE, later, PlanWishes(place="Park"))
    assert [asked_of(await prompts(office, each, later)) for each in (KYLE, ROSA, BO)] == found


async def test_birthdays_are_counted_from_today(office: Office) -> None:
    await people(office)
    await know(office, KYLE, time_zone="Asia/Tokyo")
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + HOUR  # past midnight in Tokyo

    [rosa] = (await prompts(office, KYLE, plan_id)).people

    assert rosa.memory is not None
    assert rosa.memory.today == date(2026, 1, 4)


async def test_who_has_no_profile_any_more_reads_nothing(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    plan_id = await agreed(office, ROSA)
    await office.services.mydata.forget(ROSA)

    async with office.store.read() as work:
        gone: Person | None = await work.persons.get(ROSA.person_id)
    assert gone is None
    assert await refused(office.services.plans.remember(ROSA, plan_id)) == "plan.gone"
    assert await letters(office, KYLE, SATURDAY) == []
