"""A pool by the front door: joined, introduced, answered, matched anew; and nothing of a no is ever seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meetups.values import PersonId
from tests.stories.pools import DAY, HOUR, JOIN, MONDAY, SOON, THURSDAY, WEEK, introduced, join, letters, partners
from tests.stories.world import World, custom_ids, labels, text_of

HOME = "Bloomington, Indiana"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def test_two_who_joined_are_introduced_and_find_a_time(world: World) -> None:
    await world.set_up(time_zone="America/Indiana/Indianapolis")
    monday = MONDAY + 5 * HOUR
    ada, bo = world.person("ada"), world.person("bo")
    for person, line in ((ada, "I draw maps of **towns** that don't exist."), (bo, "Ask me about bees.")):
        await person.slash(world.general, "profile", city=HOME, tags="Jam, maps", languages="German")
        form = await world.click(person, await person.slash(world.general, "profile"), "About me")
        await person.submit_modal(form, {"introduction": line, "tags": "Jam, maps", "languages": "German"})
        free = await world.click(person, await person.slash(world.general, "profile"), "When I'm free")
        await world.click(person, free, "Weekday evenings")
    card = await ada.slash(world.general, "pool join")
    assert "every **Monday at 9:00 AM**" in text_of(card)
    card = await world.click(ada, card, "A group of three is fine")
    joined = await world.click(ada, card, JOIN)
    assert "Tell me your city" not in text_of(joined)
    await world.click(ada, joined, "Send me direct messages")
    await join(world, "bo")
    shown = await ada.slash(world.general, "pool show")
    assert "Your next introduction comes **<t:1767621600:F>**" in text_of(shown)
    await world.travel(monday - SOON)
    assert not letters(world, ada, "This week")
    await world.restart()
    await world.travel(monday + SOON)

    letter = text_of(introduced(world, ada))
    assert f"### This week: <@{bo.id}>" in letter
    assert "> Ask me about bees." in letter
    shared = (
        "You two live in the same city, both speak German, both like Jam and maps, and are both free weekday evenings."
    )
    assert shared in letter
    assert r"\*\*towns\*\*" in text_of(introduced(world, bo))
    assert "Bloomington" not in letter + text_of(introduced(world, bo))
    waiting = await world.click_letter(ada, "I'm in")
    assert f"As soon as <@{bo.id}> is in too" in text_of(waiting)
    assert "somebody else midweek" in text_of(waiting)
    assert "yes" not in text_of(introduced(world, bo)), "nobody is pressed"
    await world.restart()
    both = await world.click_letter(bo, "I'm in")
    timing = await bo.user.click(both.response, label="Find a time")
    assert "You are both free: weekday evenings." in text_of(timing)
    assert "So we both want to meet. How about Monday evening or Tuesday evening?" in text_of(timing)
    [told] = letters(world, ada, "You're both in!")
    found = await ada.user.click(told, label="Find a time")
    assert f"https://discord.com/users/{bo.id}" in str(found.response.components)
    count = len(world.direct(ada))
    await world.travel(THURSDAY + DAY)
    assert len(world.direct(ada)) == count, "who found each other are left in peace midweek"
    home = await ada.slash(world.general, "pool show")
    again = await world.click(ada, home, "This week's introduction")
    assert "You're both in!" in text_of(again)
    await world.travel(monday + WEEK + HOUR)
    assert "for a week that is over" in text_of(await ada.user.click(told, label="Back"))


async def test_the_first_in_a_pool_is_promised_no_day_until_somebody_else_is_in(world: World) -> None:
    await world.set_up()
    ada = world.person("ada")
    alone = "the first here: I introduce you as soon as somebody else is in."
    offered = await ada.slash(world.general, "pool join")
    assert f"You'd be {alone}" in text_of(offered)
    liked = await world.click(ada, offered, "A group of three is fine")
    assert "A group of three is fine ✓" in labels(liked)
    joined = await world.click(ada, liked, JOIN)
    assert f"You're {alone}" in text_of(joined)
    assert "Your next introduction" not in text_of(joined)
    [bo] = await join(world, "bo")
    assert "Your next introduction" in text_of(await ada.slash(world.general, "pool show"))
    await bo.slash(world.general, "pool leave")
    assert f"You're {alone}" in text_of(await ada.slash(world.general, "pool show"))


async def test_a_time_is_looked_for_once_both_want_to_meet(world: World) -> None:
    await world.set_up()
    ada, bo = await join(world, "ada", "bo")
    await world.travel(MONDAY + SOON)
    waiting = await world.click_letter(ada, "I'm in")
    assert "Find a time" not in labels(introduced(world, bo)) + labels(waiting)
    [run] = {each.split(":")[2].split("~")[0] for each in custom_ids(introduced(world, bo)) if "match.in" in each}
    early = await world.craft(bo, "match.time", run)
    assert f"### This week: <@{ada.id}>" in text_of(early), "a button of an old card commits nobody"
    await world.travel(HOUR)
    assert not letters(world, ada, "You're both in!")


async def test_silence_and_a_no_look_the_same_and_the_week_is_saved(world: World) -> None:
    await world.set_up()
    people = await join(world, "ada", "bo", "cy", "di")
    await world.travel(MONDAY + SOON)
    ada = people[0]
    [silent] = partners(world, ada, people)
    cy = next(each for each in people if each not in (ada, silent))
    [unwilling] = partners(world, cy, people)
    for person in (ada, cy):
        await world.click_letter(person, "I'm in")
    refused = await world.click_letter(unwilling, "Not this week")
    assert "Nobody is told" in text_of(refused)
    assert "<t:1768208400:F>" in text_of(refused), "it says when it goes on"
    alike = [
        text_of(world.letter(each)).replace(str(other.id), "?") for each, other in ((ada, silent), (cy, unwilling))
    ]
    assert alike[0] == alike[1]
    before = {each.id: world.direct(each) for each in (silent, unwilling)}

    await world.travel(THURSDAY + SOON)

    assert partners(world, ada, people) == [cy]
    assert partners(world, cy, people) == [ada]
    assert {each.id: world.direct(each) for each in (silent, unwilling)} == before, "nobody hears of it"
    await world.click_letter(ada, "I'm in")
    await world.click_letter(cy, "I'm in")
    assert letters(world, ada, "You're both in!")


async def test_of_three_one_is_put_away_quietly(world: World) -> None:
    await world.set_up()
    ada, bo, cy = people = await join(world, "ada", "bo", "cy")
    await world.travel(MONDAY + SOON)
    assert partners(world, ada, people) == [bo, cy]
    whom = await world.click_letter(ada, "Never introduce us")
    assert labels(whom) == ["Bo", "Cy", "Back"]
    shunned = await ada.user.click(whom.response, label="Bo")
    undone = await ada.user.click(shunned.response, label="Undo")
    assert f"<@{bo.id}>" in text_of(undone)
    assert "I'm in" in labels(undone), "as if nothing had been said"
    assert (await world.rows())["contacts"] == []
    whom = await ada.user.click(undone.response, label="Never introduce us")
    shunned = await ada.user.click(whom.response, label="Bo")
    assert "I won't introduce you to **Bo** again" in text_of(shunned)
    [row] = (await world.rows())["contacts"]
    assert (row.account_id, row.is_never) == (bo.id, True)
    await world.click_letter(bo, "I'm in")
    seen = text_of(world.letter(bo))
    assert f"As soon as one of <@{ada.id}> and <@{cy.id}> is in too" in seen, "nothing shows"
    await world.click_letter(cy, "I'm in")
    assert letters(world, bo, f"You and <@{cy.id}> are in!")
    for _ in range(3):
        await world.travel(WEEK)
        assert str(bo.id) not in text_of(world.letter(ada))


async def test_a_never_list_keeps_two_apart_for_weeks_and_shows_in_nothing(world: World) -> None:
    await world.set_up()
    ada, bo, *others = people = await join(world, "ada", "bo", "cy", "di")
    card = await bo.slash(world.general, "contact add", member=ada)
    await world.click(bo, await world.click(bo, card, "Open"), "Never suggest")
    for week in range(6):
        await world.travel(MONDAY + week * WEEK + SOON)
        [other] = partners(world, ada, people)
        assert other in others
        for each in people:
            await world.click_letter(each, "Not this week")
    assert str(bo.id) not in "\n".join(world.direct(ada)) + text_of(await ada.slash(world.general, "pool show"))
    assert not letters(world, ada, "Nobody for you"), "it costs her no week"


async def test_who_is_silent_for_three_weeks_rests_and_comes_back_by_one_press(world: World) -> None:
    await world.set_up()
    ada, bo = await join(world, "ada", "bo")
    for week in range(3):
        await world.travel(MONDAY + week * WEEK + SOON)
        await world.click_letter(bo, "Not this week")
    await world.travel(MONDAY + 3 * WEEK + SOON)
    [asked] = letters(world, ada, "Shall I go on introducing you?")
    assert "I'm back" in labels(await ada.slash(world.general, "pool show"))
    count = len(world.direct(ada))
    await world.travel(MONDAY + 4 * WEEK + SOON)
    assert len(world.direct(ada)) == count
    await world.restart()
    back = await ada.user.click(asked, label="I'm back")
    assert "Your next introduction comes" in text_of(back)
    await world.travel(MONDAY + 5 * WEEK + SOON)
    assert partners(world, ada, [bo]) == [bo]


async def test_leaving_asks_nothing_and_coming_back_is_as_easy(world: World) -> None:
    await world.set_up()
    ada, bo = await join(world, "ada", "bo")
    await world.travel(MONDAY - SOON)
    left = await ada.slash(world.general, "pool leave")
    assert "Nobody is told" in text_of(left)
    await world.travel(MONDAY + SOON)
    assert not letters(world, ada, "This week")
    assert "Nobody for you this week" in text_of(world.letter(bo))
    for card in (world.letter(bo), await bo.slash(world.general, "pool show")):
        assert "Tell me your city with `/profile city:`" in text_of(card)
    again = await world.click(ada, left, "Join again")
    assert "You're in the pool" in text_of(again)
    changed = await world.click(ada, again, "In person only")
    await world.click(ada, changed, "Visitors may find me ✓")
    async with world.app.store.read() as work:
        [member] = await work.pool.find(person_id=PersonId(ada.id))
    assert (member.in_person_only, member.is_findable) == (True, False)
    never_in = await world.person("cy").slash(world.general, "pool leave")
    assert "You weren't in the pool." in text_of(never_in)
    in_dm = await ada.user.slash("pool show")
    assert "You're in the pool" in text_of(in_dm)
    await ada.user.slash("pool leave")
    assert "inside a server" in text_of(await ada.user.slash("pool show"))


async def test_who_cannot_be_written_to_is_introduced_in_the_inbox(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    [ada] = await join(world, "ada", reach=False)
    [bo] = await join(world, "bo")
    await world.travel(MONDAY + SOON)
    assert not world.direct(ada)
    waiting = await ada.slash(world.general, "inbox")
    assert f"<@{bo.id}>" in text_of(waiting)
    answered = await world.click(ada, waiting, "I'm in")
    assert "You're in" in text_of(answered)
    assert "Nothing waits for you" in text_of(await ada.slash(world.general, "inbox"))
    await world.click_letter(bo, "I'm in")
    assert "You're both in!" in text_of(await ada.slash(world.general, "inbox"))
    lines = [text_of(each) for each in world.general.history()]
    assert not any(str(bo.id) in line for line in lines), "the line says neither who nor why"


async def test_a_bot_that_dies_while_it_matches_makes_one_run_when_it_is_back(world: World) -> None:
    await world.set_up()
    ada, bo = await join(world, "ada", "bo")
    await world.travel(MONDAY - HOUR - SOON)
    await world.sleep(SOON)
    [claimed] = await world.app.services.deliveries.claim_due()
    assert claimed.occasion == "2026-01-05:weekly"
    await world.restart()
    await world.travel(MONDAY + SOON)
    async with world.app.store.read() as work:
        assert len(await work.runs.find(community_id=world.guild.id)) == 1
    assert [len(letters(world, each, "This week")) for each in (ada, bo)] == [1, 1]


async def test_nobody_presses_what_is_not_theirs(world: World) -> None:
    await world.set_up()
    ada, bo = await join(world, "ada", "bo")
    eve = world.person("eve")
    await world.travel(MONDAY + SOON)
    [run] = {each.split(":")[2].split("~")[0] for each in custom_ids(introduced(world, ada)) if "match.in" in each}
    for name in ("match.in", "match.out", "match.time", "match.show", "match.never"):
        assert "isn't yours" in text_of(await world.craft(eve, name, run))
    assert "isn't yours" in text_of(await world.craft(eve, "match.shun", run, ada.id))
    assert "isn't yours" in text_of(await world.craft(ada, "match.shun", run, eve.id))
    for subject in ((), (0,), ("x",), (2**63 - 1, 2**63 - 1, 2**63 - 1)):
        for name in (
            "pool.draft",
            "pool.join",
            "pool.change",
            "pool.leave",
            "pool.back",
            "match.in",
            "match.shun",
            "match.unshun",
        ):
            await world.craft(eve, name, *subject)
    for name in ("community.pool", "community.dry_run", "community.start", "community.undo"):
        assert "Only the organisers" in text_of(await world.craft(eve, name, run))
    assert str(bo.id) not in text_of(await eve.slash(world.general, "pool show"))
    await world.travel(THURSDAY + DAY)
    assert letters(world, ada, "This week") == [introduced(world, ada)]
