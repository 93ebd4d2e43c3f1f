"""What follows from a yes, a no and silence; and the second matching of a week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetups.refusals import Refusal
from meetups.services.contacts import Details
from meetups.services.outgoing import Outgoing
from meetups.services.pool import Introduction, Likes, Rested
from meetups.services.pool.making import BOTH_IN, LEFT_OVER
from meetups.values import (
    Actor,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    MatchRun,
    RunId,
    RunPart,
)
from tests.services.pools import (
    BLOOMINGTON,
    DAY,
    HOUR,
    INDIANAPOLIS,
    MONDAY,
    SOON,
    THURSDAY,
    WEEK,
    describe,
    groups,
    heard,
    join,
    member,
    met_by,
    partner,
    places,
    planned,
    runs,
    say,
    shun,
)
from tests.support.office import Office, actor

IN, OUT, NONE = MatchAnswer.IN, MatchAnswer.OUT, MatchAnswer.NONE


async def a_week(office: Office, *numbers: int, likes: Likes | None = None) -> tuple[MatchRun, list[Actor]]:
    """People who have just been introduced."""
    people = await join(office, *numbers, likes=likes)
    await office.until(MONDAY + SOON)
    return (await runs(office))[0], people


def keys(sent: list[Outgoing]) -> list[str]:
    return [str(each.delivery.data.get("key", each.delivery.kind)) for each in sent]


async def test_the_second_yes_is_told_to_the_first_at_once(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)

    seen = await say(office, run, IN, kyle)
    assert (seen.together, await office.carry()) == ((), []), "Rosa is not pressed"
    seen = await say(office, run, IN, rosa)

    assert seen.together == (kyle.person_id,)
    [news] = await office.carry()
    assert (news.channel_id, keys([news])) == (kyle.person_id + 1_000, [BOTH_IN])
    assert isinstance(news.body, Introduction)
    assert news.body.together == (rosa.person_id,)
    await say(office, run, IN, rosa, kyle)
    assert await office.carry() == [], "pressing it again tells nobody again"


async def test_a_no_is_told_to_nobody(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    await say(office, run, OUT, rosa)
    before = await office.services.matches.show(kyle, run.id)
    await say(office, run, NONE, rosa)

    assert await office.services.matches.show(kyle, run.id) == before, "a no looks like silence"
    assert await office.carry() == []


async def test_two_of_three_hear_of_each_other_and_of_the_third_later(office: Office) -> None:
    run, (kyle, lena, rosa) = await a_week(office, 100, 101, 102)
    await say(office, run, IN, kyle, lena)
    [news] = await office.carry()
    assert isinstance(news.body, Introduction)
    assert (news.body.together, met_by(news)) == ((lena.person_id,), {101, 102})

    await say(office, run, IN, rosa)

    told = await office.carry()
    assert {each.channel_id for each in told} == {1100, 1101}
    for each in told:
        assert isinstance(each.body, Introduction)
        assert len(each.body.together) == 2


async def test_news_of_a_yes_taken_back_is_not_sent(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    office.clock.now = MONDAY + 15 * HOUR  # midnight: the news waits for the morning
    await say(office, run, IN, kyle, rosa)
    await say(office, run, OUT, rosa)

    assert await office.until(THURSDAY - DAY) == []
    [row] = await office.deliveries(kind=DeliveryKind.NEWS)
    assert row.state is DeliveryState.DROPPED


async def test_who_said_yes_to_silence_is_introduced_to_somebody_else(office: Office) -> None:
    run, people = await a_week(office, *range(100, 106))
    pairs = [sorted(each) for each in await groups(office, run)]
    hopeful = [actor(pair[0]) for pair in pairs[:2]]
    await say(office, run, IN, *hopeful)
    await say(office, run, OUT, actor(pairs[1][1]))
    await say(office, run, IN, *(actor(each) for each in pairs[2]))
    await office.carry()

    sent = await office.until(THURSDAY + SOON)

    [second] = await runs(office, RunPart.MIDWEEK)
    assert (second.week_on, second.announce_at) == (run.week_on, THURSDAY)
    assert await groups(office, second) == [{hopeful[0].person_id, hopeful[1].person_id}]
    assert {each.channel_id for each in sent} == {each.person_id + 1_000 for each in hopeful}
    quiet = [each for each in people if each not in hopeful]
    assert [heard(sent, each) for each in quiet] == [[]] * 4, "their old partners are told nothing"


async def test_for_whom_nobody_is_left_midweek_hears_it_once(office: Office) -> None:
    run, _ = await a_week(office, *range(100, 104))
    pairs = [sorted(each) for each in await groups(office, run)]
    kyle = actor(pairs[0][0])
    await say(office, run, IN, kyle)

    [told] = await office.until(THURSDAY + SOON)

    assert (told.channel_id, keys([told])) == (kyle.person_id + 1_000, [LEFT_OVER])
    assert isinstance(told.body, Introduction)
    assert (told.body.run.part, told.body.next_at) == (RunPart.MIDWEEK, MONDAY + WEEK)


async def test_who_was_left_over_takes_part_midweek_and_is_told_nothing_twice(office: Office) -> None:
    kyle, rosa, lena = await join(office, 100, 101, 102)
    for one, other in ((kyle, rosa), (rosa, lena)):
        await shun(office, one, other)
    sent = await office.until(MONDAY + SOON)
    assert keys(heard(sent, rosa)) == [LEFT_OVER]
    assert await office.until(THURSDAY + SOON) == []
    assert await runs(office, RunPart.MIDWEEK) == []

    await join(office, 103)
    await office.until(MONDAY + WEEK + SOON)
    [_, second] = await runs(office, RunPart.WEEKLY)
    assert await groups(office, second) == [{100, 102}, {101, 103}]


async def test_nobody_is_matched_midweek_where_everybody_is_content(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    await say(office, run, IN, kyle, rosa)
    await office.carry()

    assert await office.until(THURSDAY + SOON) == []
    assert await runs(office, RunPart.MIDWEEK) == []
    assert [occasion for occasion, _ in await planned(office)] == ["2026-01-12:weekly"]


async def test_a_late_yes_still_brings_two_together(office: Office) -> None:
    run, people = await a_week(office, *range(100, 104))
    kyle = people[0]
    rosa = await partner(office, run, kyle)
    await say(office, run, IN, kyle)
    await office.until(THURSDAY + DAY)

    assert (await say(office, run, IN, rosa)).together == (kyle.person_id,)
    assert keys(await office.carry()) == [BOTH_IN]


async def test_an_answer_after_the_week_brings_nothing_about(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    await say(office, run, IN, kyle)
    office.clock.now = MONDAY + WEEK + SOON

    seen = await say(office, run, IN, rosa)

    assert seen.is_over
    assert all(each.delivery.subject != run.id for each in await office.carry())


async def test_nobody_answers_for_others_or_before_it_is_announced(office: Office) -> None:
    kyle, _ = await join(office, 100, 101)
    await office.until(MONDAY - SOON)
    [run] = await runs(office)
    for who, run_id in ((kyle, run.id), (actor(999), run.id), (kyle, RunId(5))):
        with pytest.raises(Refusal) as refused:
            await office.services.matches.answer(who, run_id, IN)
        assert refused.value.key == "match.gone"


async def test_rather_not_puts_somebody_on_the_never_list_and_nobody_is_told(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    await say(office, run, IN, rosa)
    before = await office.services.matches.show(rosa, run.id)

    shunned = await office.services.matches.never(kyle, run.id, rosa.person_id, "Rosa")

    assert (shunned.contact.name, shunned.contact.is_never) == ("Rosa", True)
    assert shunned.introduction.answer is OUT
    assert await office.carry() == []
    assert before.others, "Rosa was introduced"
    [told] = await office.until(THURSDAY + SOON)
    assert (told.channel_id, keys([told])) == (rosa.person_id + 1_000, [LEFT_OVER])
    await join(office, 102, 103)
    for week in range(1, 4):
        await office.until(MONDAY + week * WEEK + SOON)
        assert {100, 101} not in await groups(office, (await runs(office, RunPart.WEEKLY))[-1])


async def test_rather_not_is_for_those_one_was_matched_with(office: Office) -> None:
    run, people = await a_week(office, *range(100, 104))
    kyle = people[0]
    rosa = await partner(office, run, kyle)
    stranger = next(each for each in people if each not in (kyle, rosa))

    for whom in (stranger, kyle, actor(999)):
        with pytest.raises(Refusal) as refused:
            await office.services.matches.never(kyle, run.id, whom.person_id, "Ted")
        assert refused.value.key == "match.gone"
    async with office.store.read() as work:
        assert await work.contacts.find(owner_id=kyle.person_id) == []


@pytest.mark.parametrize("before", [NONE, OUT, IN])
async def test_taking_it_back_leaves_all_as_it_was(office: Office, before: MatchAnswer) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    if before is not NONE:
        await say(office, run, before, kyle)
    asked = await office.services.matches.show(kyle, run.id)
    shunned = await office.services.matches.never(kyle, run.id, rosa.person_id, "Rosa")

    for _ in range(2):
        restored = await office.services.matches.unshun(
            kyle, run.id, shunned.contact.id, was_added=shunned.was_added, answer=shunned.answered
        )
        assert restored == asked

    async with office.store.read() as work:
        assert await work.contacts.find(owner_id=kyle.person_id) == []
    assert await office.carry() == []


async def test_taking_it_back_keeps_whom_one_knew_or_wrote_about_since(office: Office) -> None:
    run, (kyle, rosa) = await a_week(office, 100, 101)
    shunned = await office.services.matches.never(kyle, run.id, rosa.person_id, "Rosa")
    await office.services.contacts.edit(kyle, shunned.contact.id, Details(note="Bees."))
    stranger = await office.services.contacts.add(kyle, Details(name="Ted"))
    await office.services.contacts.never(kyle, stranger.contact.id)

    await office.services.matches.unshun(kyle, run.id, shunned.contact.id, was_added=True, answer=NONE)
    with pytest.raises(Refusal) as refused:
        await office.services.matches.unshun(kyle, run.id, stranger.contact.id, was_added=True, answer=NONE)

    assert refused.value.key == "match.gone"
    again = await office.services.matches.never(kyle, run.id, rosa.person_id, "Rosa")
    assert (again.contact.id, again.was_added) == (shunned.contact.id, False)
    await office.services.matches.unshun(rosa, run.id, again.contact.id, was_added=True, answer=NONE)
    async with office.store.read() as work:
        known = await work.contacts.get(again.contact.id)
    assert known is not None
    assert (known.note, known.is_never) == ("Bees.", True), "nobody takes back for somebody else"


async def test_of_three_the_one_shunned_is_gone_for_whom_shuns_them_and_for_nobody_else(office: Office) -> None:
    run, (kyle, lena, rosa) = await a_week(office, 100, 101, 102)
    before = [await office.services.matches.show(each, run.id) for each in (lena, rosa)]

    shunned = await office.services.matches.never(kyle, run.id, lena.person_id, "Lena")

    assert [each.person_id for each in shunned.introduction.others] == [rosa.person_id]
    assert [await office.services.matches.show(each, run.id) for each in (lena, rosa)] == before


@pytest.mark.parametrize("how", ["shuns", "leaves", "says no"])
async def test_whoever_was_shown_looks_silent_whatever_they_did_since(office: Office, how: str) -> None:
    run, people = await a_week(office, *range(100, 104))
    kyle = people[0]
    rosa = await partner(office, run, kyle)
    before = await office.services.matches.show(kyle, run.id)
    if how == "shuns":
        await say(office, run, IN, rosa)
        await shun(office, rosa, kyle)
    elif how == "leaves":
        await office.services.pool.leave(rosa)
    else:
        await say(office, run, OUT, rosa)

    assert await office.services.matches.show(kyle, run.id) == before
    seen = await say(office, run, IN, kyle)
    assert (seen.together, [each.person_id for each in seen.others]) == ((), [rosa.person_id])
    assert await office.carry() == []
    sent = await office.until(THURSDAY + SOON)
    assert keys(heard(sent, kyle)) == [LEFT_OVER]


async def test_who_did_not_answer_somebody_who_shuns_them_is_not_introduced_anew(office: Office) -> None:
    """Midweek would otherwise say what the introduction does not."""
    run, people = await a_week(office, *range(100, 104))
    kyle = people[0]
    rosa = await partner(office, run, kyle)
    await shun(office, rosa, kyle)
    await say(office, run, IN, next(each for each in people if each not in (kyle, rosa)))

    sent = await office.until(THURSDAY + SOON)

    assert heard(sent, kyle) == heard(sent, rosa) == []


@pytest.mark.parametrize("how", ["shuns", "leaves"])
async def test_whom_somebody_never_saw_they_do_not_see_later(office: Office, how: str) -> None:
    """Kyle reads it in the morning; until then Rosa has gone. He is left over, and first the next time."""
    kyle, rosa = await join(office, 100, 101)
    await describe(office, kyle, time_zone="America/Los_Angeles")
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    if how == "shuns":
        await shun(office, rosa, kyle)
    else:
        await office.services.pool.leave(rosa)

    seen = await office.services.matches.show(kyle, run.id)

    assert (seen.others, seen.answer) == ((), NONE)
    [told] = heard(await office.until(MONDAY + 8 * HOUR), kyle)
    assert met_by(told) == set()
    assert {each.person_id: each.is_left_over for each in await places(office, run)}[kyle.person_id]


async def test_what_the_inbox_showed_it_goes_on_showing(office: Office) -> None:
    kyle, [rosa] = actor(100), await join(office, 101)
    await office.services.pool.join(kyle, 0, Likes(), is_adult=True)
    await office.until(MONDAY + SOON)
    [first] = await office.services.inbox.read(kyle.person_id)
    await shun(office, rosa, kyle)

    [again] = await office.services.inbox.read(kyle.person_id)

    assert again.body == first.body


async def test_three_silent_weeks_are_a_rest_which_a_word_ends(office: Office) -> None:
    people = await join(office, *range(100, 104))
    kyle = people[0]
    for week in range(3):
        await office.until(MONDAY + week * WEEK + SOON)
        await say(office, (await runs(office, RunPart.WEEKLY))[-1], OUT, *people[1:])
    sent = await office.until(MONDAY + 3 * WEEK + SOON)
    [told] = heard(sent, kyle)
    assert isinstance(told.body, Rested)
    assert {100} not in await groups(office, (await runs(office))[-1])
    await say(office, (await runs(office, RunPart.WEEKLY))[-1], OUT, *people[1:])
    assert heard(await office.until(MONDAY + 4 * WEEK + SOON), kyle) == [], "told once"
    await say(office, (await runs(office, RunPart.WEEKLY))[-1], OUT, *people[1:])

    home = await office.services.pool.back(kyle, 0)

    assert home.member is not None
    assert home.member.rested_at is None
    for week in (5, 6, 7):
        assert len(heard(await office.until(MONDAY + week * WEEK + SOON), kyle)) == 1, "three new weeks to answer"
        await say(office, (await runs(office, RunPart.WEEKLY))[-1], OUT, *people[1:])


async def test_a_click_on_an_old_introduction_ends_a_rest(office: Office) -> None:
    await join(office, 100, 101)
    for week in range(4):
        await office.until(MONDAY + week * WEEK + SOON)
    first = (await runs(office))[0]
    resting = await member(office, actor(100))
    assert resting is not None
    assert resting.rested_at is not None

    await say(office, first, OUT, actor(100))

    awake = await member(office, actor(100))
    assert awake is not None
    assert awake.rested_at is None


async def test_an_answer_midweek_is_an_answer(office: Office) -> None:
    people = await join(office, *range(100, 104))
    for week in range(4):
        await office.until(MONDAY + week * WEEK + SOON)
        run = (await runs(office, RunPart.WEEKLY))[-1]
        await say(office, run, IN, people[0], *([people[1]] if week else []))
        await office.until(THURSDAY + week * WEEK + SOON)
        for second in await runs(office, RunPart.MIDWEEK):
            if second.week_on == run.week_on and week == 2:
                await say(office, second, OUT, people[1])
    kyle = await member(office, people[1])
    assert kyle is not None
    assert kyle.rested_at is None


async def test_what_never_arrived_is_not_held_against_anybody(office: Office) -> None:
    """The bot was down for whole weeks: introductions made and dropped are no silence."""
    kyle, rosa = await join(office, 100, 101)
    for week in range(3):
        office.clock.now = MONDAY + week * WEEK - SOON
        await office.carry()
        office.clock.now = MONDAY + week * WEEK + 6 * DAY + 20 * HOUR
    await office.until(MONDAY + 4 * WEEK + SOON)

    for each in (kyle, rosa):
        found = await member(office, each)
        assert found is not None
        assert found.rested_at is None


async def test_an_introduction_waits_in_the_inbox_of_who_cannot_be_written_to_until_it_is_answered(
    office: Office,
) -> None:
    kyle, _ = actor(100), await join(office, 101)
    await office.services.pool.join(kyle, 0, Likes(), is_adult=True)
    await office.until(MONDAY + SOON)
    [waiting] = await office.services.inbox.read(kyle.person_id)
    assert met_by(waiting) == {101}

    await say(office, (await runs(office))[0], IN, kyle)

    assert await office.services.inbox.read(kyle.person_id) == []


async def test_an_introduction_left_in_the_inbox_is_put_away_when_its_week_is_over(office: Office) -> None:
    kyle, _ = actor(100), await join(office, 101)
    await office.services.pool.join(kyle, 0, Likes(), is_adult=True)
    await office.until(MONDAY + SOON)
    office.clock.now += timedelta(days=8)

    assert await office.services.inbox.read(kyle.person_id) == []


async def test_an_introduction_says_what_two_share_and_not_where_they_live(office: Office) -> None:
    await join(office, 100, city_id=INDIANAPOLIS, tags=("Jam", "maps"), languages=("en", "de"), availability=0b110)
    await join(
        office,
        101,
        city_id=BLOOMINGTON,
        tags=("jam",),
        languages=("de", "en"),
        introduction="I draw.",
        availability=0b011,
    )

    sent = await office.until(MONDAY + SOON)

    [told] = heard(sent, actor(100))
    assert isinstance(told.body, Introduction)
    [other] = told.body.others
    assert (other.line, other.tags, other.languages, other.parts) == ("I draw.", ("Jam",), ("de",), 0b010)
    assert (other.km, other.is_far, other.met_weeks_ago) == (70, True, None)
