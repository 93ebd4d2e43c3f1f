"""Breaks of a community: shown before they are taken, kept by everybody's nudges and streaks, and taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from meetups.values import DeliveryKind, DeliveryState
from tests.stories.pools import join
from tests.stories.tour import Tour
from tests.stories.world import World, labels, text_of

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


async def test_a_break_is_shown_taken_kept_and_taken_back(world: World) -> None:
    await world.set_up()
    olivia, alice = world.organiser, world.person("alice")
    await world.start_mission(alice)
    await alice.slash(world.general, "contact add", name="Chris")
    proposed = await olivia.slash(world.general, "community break", days="12 January - 22 January")
    said = text_of(proposed)
    assert "excuses everybody's weeks that begin on January 12 and January 19." in said
    assert "[Take back" not in said
    assert await breaks(world) == 0, "shown is not taken"
    taken = await world.click(olivia, proposed, "Take the break")
    assert [each for each in labels(taken) if each.startswith("Take back")]
    days = "Monday, January 12 to Thursday, January 22"
    assert f"Taken: {days}. Members see it in `/mission show`, and nobody is nudged." in text_of(taken)
    assert f"{days}: the weeks that begin on January 12 and January 19" in text_of(taken)
    overlapping = await olivia.slash(world.general, "community break", days="19 January - 31 January")
    assert "There is a break from January 12, 2026 to January 22, 2026 already." in text_of(overlapping)
    assert await breaks(world) == 1

    home = text_of(await alice.slash(world.general, "mission show"))
    assert "A break for everybody here: Monday, January 12" in home
    await world.travel(MONDAY + 3 * WEEK - DAY)
    assert await fates(world) == [
        ("2026-01-05", DeliveryState.SENT, ""),
        ("2026-01-12", DeliveryState.DROPPED, "excused"),
        ("2026-01-19", DeliveryState.DROPPED, "excused"),
    ]
    settings = await olivia.slash(world.general, "community settings")
    shown = await world.click(olivia, settings, "Breaks")
    assert "There is no break ahead" in text_of(shown), "it is over"


async def test_a_break_taken_back_asks_again(world: World) -> None:
    await world.set_up()
    olivia, alice = world.organiser, world.person("alice")
    await world.start_mission(alice)
    await alice.slash(world.general, "contact add", name="Chris")
    proposed = await olivia.slash(world.general, "community break", days="12 January - 18 January")
    taken = await world.click(olivia, proposed, "Take the break")
    again = await world.craft(olivia, "community.break", *(date(2026, 1, day).toordinal() for day in (12, 18)))
    assert await breaks(world) == 1, "twice is once"
    (button,) = [each for each in labels(again) if each.startswith("Take back")]
    assert "There is no break ahead" in text_of(await world.click(olivia, taken, button))
    await world.travel(MONDAY + 2 * WEEK - DAY)
    assert [state for _, state, _ in await fates(world)] == [DeliveryState.SENT] * 2


async def test_what_is_no_break_is_refused_kindly_and_nobody_else_takes_one(world: World) -> None:
    await world.set_up()
    olivia, mallory = world.organiser, world.person("mallory")
    short = await olivia.slash(world.general, "community break", days="12 January - 14 January")
    assert "covers no week" in text_of(short)
    long = await world.craft(olivia, "community.break", *(date(2026, month, 1).toordinal() for month in (2, 11)))
    assert "more than 26 weeks" in text_of(long)
    for days, read_as in (
        ("1 February - 30 November", "February 1, 2026 to November 30, 2026"),
        ("8 January - 6 January", "January 8, 2025 to January 6, 2026"),
    ):
        refused = text_of(await olivia.slash(world.general, "community break", days=days))
        assert f"{read_as} is more than 26 weeks" in refused, refused
    winter = text_of(await olivia.slash(world.general, "community break", days="21 December 2026 - 3 January 2027"))
    assert "December 21, 2026 to January 3, 2027" in winter
    unread = await olivia.slash(world.general, "community break", days="whenever")
    assert "whenever" in text_of(unread)
    first = MONDAY.date().toordinal()
    forged = await world.craft(mallory, "community.break", first, first + 6)
    assert "organisers" in text_of(forged).lower()
    assert await breaks(world) == 0


async def test_all_of_it_comes_from_a_catalogue(tour: Tour) -> None:
    await tour.world.set_up()
    olivia = tour.world.organiser
    proposed = await tour.slash(olivia, "community break", days="12 January - 22 January")
    await tour.press(olivia, proposed, "community.break")
    await tour.slash(olivia, "community break")
    await tour.slash(olivia, "community break", days="12 January - 13 January")


async def test_the_pool_promises_the_first_run_behind_a_break(world: World) -> None:
    await world.set_up()
    [ada, _] = await join(world, "ada", "bo")
    await world.start_mission(ada)
    proposed = await world.organiser.slash(world.general, "community break", days="today - 18 January")
    await world.click(world.organiser, proposed, "Take the break")
    shown = text_of(await ada.slash(world.general, "pool show"))
    assert "Everybody here has a break until January 18." in shown
    assert "Your next introduction comes **<t:1768813200:F>**" in shown, shown
    organised = text_of(await world.organiser.slash(world.general, "community pool"))
    assert "Everybody here has a break until January 18" in organised
    assert "introduced <t:1768813200:F>" in organised


async def breaks(world: World) -> int:
    async with world.app.store.read() as work:
        return await work.breaks.count()


async def fates(world: World) -> list[tuple[str, DeliveryState, str]]:
    """What became of the kickoffs so far."""
    async with world.app.store.read() as work:
        rows = await work.deliveries.find(kind=DeliveryKind.KICKOFF)
    settled = [each for each in rows if each.settled_at is not None]
    return sorted((each.occasion, each.state, each.reason) for each in settled)
