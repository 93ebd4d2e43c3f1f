"""Weekly times are those of the clock on the member's wall, whatever clocks, governments and the member do."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import open_app
from bot.settings import Settings
from bot.zone_rules import rules_in_use
from meetups.rules.snoozing import Until
from meetups.rules.weeks import local_day, out_of_quiet, spread
from meetups.services.outgoing import Outgoing
from meetups.services.profiles import Wishes
from meetups.services.promises import Choices
from meetups.services.snoozing import Nudged
from meetups.services.zone_rules import follow_zone_rules
from meetups.values import Actor, Delivery, DeliveryKind, DeliveryState, Mission, Strength
from tests.services.pools import join
from tests.services.pools import planned as planned_runs
from tests.support.database import fresh_database
from tests.support.office import Office, actor

KICKOFF, LAST_CALL, CLOSING = DeliveryKind.KICKOFF, DeliveryKind.LAST_CALL, DeliveryKind.CLOSING
DAY, WEEK, HOUR, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(hours=1), timedelta(minutes=1)
SUNDAY, MONDAY, FRIDAY = 6, 0, 4
KYLE = actor(100)


def first_shown(day: date, clock: time, zone: str) -> datetime:
    """When the clocks of a zone show a time of a day for the first time, or jump over it: found by looking at them."""
    at = datetime.combine(day, time(), UTC) - 15 * HOUR
    while True:
        local = at.astimezone(ZoneInfo(zone))
        if local.date() == day and local.time() >= clock:
            return at
        at += 15 * MINUTE


def due(delivery: Delivery) -> datetime:
    """When it would come to somebody without a delay of their own."""
    assert delivery.person_id is not None
    return delivery.due - spread(delivery.person_id)


async def awake(office: Office, who: Actor) -> None:
    """They are heard of, and have no quiet hours."""
    await office.services.profiles.change(who, Wishes(quiet=(0, 0)))


NEW_YEAR, SEPTEMBER = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 9, 17, 12, tzinfo=UTC)
"""Both on a Thursday."""
SPRING = [
    ("Europe/Berlin", time(2, 30), date(2026, 12, 31)),  # skipped on 29 March, doubled on 25 October
    ("America/New_York", time(2, 30), date(2026, 4, 12)),  # skipped on 8 March
    ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 12)),  # doubled on 5 April
    ("Africa/Casablanca", time(2, 30), date(2026, 4, 12)),  # doubled before Ramadan, skipped after it
    ("Asia/Kolkata", time(9), date(2026, 4, 12)),
    ("Pacific/Kiritimati", time(9), date(2026, 4, 12)),
]
AUTUMN = [
    ("America/New_York", time(1, 30), date(2026, 11, 8)),  # doubled on 1 November
    ("Australia/Lord_Howe", time(2, 15), date(2026, 11, 8)),  # skipped on 4 October: half an hour
    ("Europe/Dublin", time(1, 30), date(2026, 11, 8)),  # whose winter is its other time
]


@pytest.mark.parametrize(("begun", "walls"), [(NEW_YEAR, SPRING), (SEPTEMBER, AUTUMN)])
async def test_each_kickoff_comes_once_when_the_wall_first_shows_its_time(
    office: Office, begun: datetime, walls: list[tuple[str, time, date]]
) -> None:
    office.clock.now = begun
    people = {}
    for number, (zone, clock, ends_on) in enumerate(walls, start=100):
        await office.mission(
            actor(number),
            from_today=False,
            time_zone=zone,
            kickoff_weekday=SUNDAY,
            kickoff_minute=clock.hour * 60 + clock.minute,
            ends_on=ends_on,
        )
        await awake(office, actor(number))
        people[actor(number).person_id] = (zone, clock, ends_on)
    sent = await office.until(datetime(2027, 1, 3, tzinfo=UTC))

    came: dict[int, list[datetime]] = {each: [] for each in people}
    for each in sent:
        if each.delivery.kind is KICKOFF and each.delivery.person_id is not None:
            came[each.delivery.person_id].append(due(each.delivery))
    # The last week of the year has four days, and it comes on the first of them.
    sundays = (begun.date() + 10 * DAY + number * WEEK for number in range(51))
    days = [*(day for day in sundays if day < date(2026, 12, 28)), date(2026, 12, 28)]
    for person_id, (zone, clock, ends_on) in people.items():
        assert came[person_id] == [first_shown(day, clock, zone) for day in days if day <= ends_on], (zone, clock)


async def test_a_day_that_a_zone_skips_has_no_kickoff_and_ends_no_series(office: Office) -> None:
    """Samoa had no Friday, 30 December 2011."""
    office.clock.now = datetime(2011, 12, 10, tzinfo=UTC)
    await office.mission(
        KYLE, time_zone="Pacific/Apia", from_today=False, kickoff_weekday=FRIDAY, ends_on=date(2012, 1, 22)
    )
    await awake(office, KYLE)
    sent = await office.until(datetime(2012, 1, 25, tzinfo=UTC))

    shown = [(each.delivery.kind, due(each.delivery).astimezone(ZoneInfo("Pacific/Apia"))) for each in sent]
    kickoffs = [each.date() for kind, each in shown if kind is KICKOFF]
    assert kickoffs == [date(2011, 12, day) for day in (16, 23)] + [date(2012, 1, day) for day in (6, 13, 20)]
    assert [each.date() for kind, each in shown if kind is LAST_CALL] == [
        date(2011, 12, 18) + number * WEEK for number in range(6)
    ]
    assert {(each.hour, each.minute) for kind, each in shown if kind is KICKOFF} == {(9, 0)}


async def test_a_mission_whose_closing_would_come_on_a_skipped_day_is_closed_on_the_next(office: Office) -> None:
    office.clock.now = datetime(2011, 12, 10, tzinfo=UTC)
    await office.mission(KYLE, time_zone="Pacific/Apia", from_today=False, ends_on=date(2011, 12, 29))
    await awake(office, KYLE)
    sent = await office.until(datetime(2012, 1, 3, tzinfo=UTC))

    assert sent[-1].delivery.kind is CLOSING
    assert due(sent[-1].delivery).astimezone(ZoneInfo("Pacific/Apia")).date() == date(2011, 12, 31)
    assert await office.services.missions.current(KYLE) is None


# Rules that change


@pytest.fixture
def new_rules(tmp_path: Path) -> Iterator[Path]:
    """A folder whose zones go before the machine's, once ``in_force`` is called; afterwards all is as before."""
    folder, before = tmp_path / "zones", zoneinfo.TZPATH
    folder.mkdir()
    yield folder
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()


def in_force(folder: Path, zone: str, like: str) -> None:
    """A zone has the clocks of another one from now on, as after an update of the machine."""
    place = next(Path(each) for each in zoneinfo.TZPATH if (Path(each) / like).is_file())
    (folder / zone).parent.mkdir(exist_ok=True, parents=True)
    (folder / zone).write_bytes((place / like).read_bytes())
    zoneinfo.reset_tzpath(to=[str(folder), *zoneinfo.TZPATH])


async def test_what_is_planned_follows_a_zone_whose_rules_change_and_comes_once(
    office: Office, new_rules: Path
) -> None:
    berlin = await office.mission(KYLE, time_zone="Europe/Berlin", from_today=False)
    chicago = await office.mission(actor(101), time_zone="America/Chicago", from_today=False)
    await follow_zone_rules(office.desk, rules_in_use())
    sent = await office.until(datetime(2026, 1, 6, 12, tzinfo=UTC))
    elsewhere = await office.deliveries(mission_id=chicago.id)
    assert await follow_zone_rules(office.desk, rules_in_use()) == 0, "nothing changed"

    in_force(new_rules, "Europe/Berlin", "Asia/Riyadh")
    assert await follow_zone_rules(office.desk, rules_in_use()) == 1
    assert await follow_zone_rules(office.desk, rules_in_use()) == 0, "it is remembered"

    assert await office.deliveries(mission_id=chicago.id) == elsewhere
    sent += await office.until(datetime(2026, 1, 20, 12, tzinfo=UTC))
    came = [(each.delivery.kind, due(each.delivery)) for each in sent if each.delivery.mission_id == berlin.id]
    assert [at for kind, at in came if kind is KICKOFF] == [
        datetime(2026, 1, 5, 8, tzinfo=UTC),
        datetime(2026, 1, 12, 6, tzinfo=UTC),
        datetime(2026, 1, 19, 6, tzinfo=UTC),
    ]
    assert [at for kind, at in came if kind is LAST_CALL] == [
        datetime(2026, 1, 11, 14, tzinfo=UTC),
        datetime(2026, 1, 18, 14, tzinfo=UTC),
    ]


async def test_what_was_overdue_when_the_rules_changed_is_as_late_as_it_is(office: Office, new_rules: Path) -> None:
    """An update brings both: a time in which the bot was away, and new rules."""
    await office.mission(KYLE, time_zone="Europe/Berlin", from_today=False)
    await follow_zone_rules(office.desk, rules_in_use())
    await office.until(datetime(2026, 1, 6, 12, tzinfo=UTC))
    office.clock.now = datetime(2026, 1, 13, 12, tzinfo=UTC)
    before = await office.deliveries(state=DeliveryState.PLANNED)

    in_force(new_rules, "Europe/Berlin", "Asia/Riyadh")
    await follow_zone_rules(office.desk, rules_in_use())

    past = {each.occasion + each.kind: each.due for each in before if each.due < office.clock.now}
    await office.carry()
    fates = {each.occasion + each.kind: each for each in await office.deliveries() if each.occasion + each.kind in past}
    assert {name: each.due for name, each in fates.items()} == past
    assert {name: each.reason for name, each in fates.items()} == {
        "2026-01-05last_call": "week_over",
        "2026-01-12kickoff": "",
    }


async def test_the_running_bot_looks_whenever_it_keeps_house(tmp_path: Path, new_rules: Path) -> None:
    settings = Settings(_env_file=None, database_url=fresh_database(tmp_path), discord_token=None)  # type: ignore[call-arg]
    async with open_app(settings) as app:
        told = []
        for zone in ("", "Europe/Berlin"):
            if zone:
                in_force(new_rules, zone, "Asia/Riyadh")
            await app.keep_house()
            async with app.store.read() as work:
                told.append(await work.reminders.recall("zone_rules"))
            assert told[-1] == rules_in_use()
    assert told[0] != told[1]


async def test_runs_of_a_pool_follow_new_rules_too(office: Office, new_rules: Path) -> None:
    await office.community(time_zone="Europe/Berlin")
    await join(office, 100, 101)
    await follow_zone_rules(office.desk, rules_in_use())
    [(occasion, at)] = await planned_runs(office)

    in_force(new_rules, "Europe/Berlin", "Asia/Riyadh")
    await follow_zone_rules(office.desk, rules_in_use())

    assert await planned_runs(office) == [(occasion, at - 2 * HOUR)]


# People who move


async def move(office: Office, door: str, zone: str) -> None:
    if door == "profile":
        await office.services.profiles.change(KYLE, Wishes(zone=zone))
    else:
        proposal = await office.services.promises.propose_change(KYLE, Choices(time_zone=zone))
        await office.services.promises.confirm(KYLE, proposal.draft_id)


def weekly(sent: list[Outgoing], kind: DeliveryKind) -> Counter[str]:
    """How often a kind of nudge came, by the week it is about."""
    return Counter(each.delivery.occasion for each in sent if each.delivery.kind is kind)


def check_once_each(sent: list[Outgoing]) -> None:
    """Every week from the second to the fourth has one kickoff and one last call."""
    weeks = [f"2026-01-{day}" for day in ("12", "19", "26")]
    assert {week: weekly(sent, KICKOFF)[week] for week in weeks} == dict.fromkeys(weeks, 1)
    assert {week: weekly(sent, LAST_CALL)[week] for week in weeks} == dict.fromkeys(weeks, 1)


# Each way and, right behind it, back.
ACROSS = [
    ("Pacific/Honolulu", "Pacific/Kiritimati"),  # the same clock, a day later
    ("Pacific/Kiritimati", "Pacific/Honolulu"),
    ("Pacific/Apia", "Pacific/Pago_Pago"),
    ("Pacific/Pago_Pago", "Pacific/Apia"),
    ("Asia/Tokyo", "America/New_York"),
    ("America/New_York", "Asia/Tokyo"),
]


@pytest.mark.parametrize(
    ("home", "away", "minutes", "door"),
    [
        (*zones, minutes, "profile" if (minutes < 0) is (number % 2 == 0) else "edit")
        for number, zones in enumerate(ACROSS)
        for minutes in (-10, 10)
    ],
)
async def test_moving_just_before_or_after_a_kickoff_neither_doubles_nor_skips(
    office: Office, home: str, away: str, minutes: int, door: str
) -> None:
    await office.mission(KYLE, time_zone=home, from_today=False)
    at = first_shown(date(2026, 1, 12), time(9), home) + minutes * MINUTE
    sent = await office.until(at)
    await move(office, door, away)
    sent += await office.until(datetime(2026, 2, 3, tzinfo=UTC))

    check_once_each(sent)
    later = [each.delivery for each in sent if each.delivery.occasion in ("2026-01-19", "2026-01-26")]
    for each in later:
        wall = due(each).astimezone(ZoneInfo(away))
        assert (wall.weekday(), wall.time()) == ((MONDAY, time(9)) if each.kind is KICKOFF else (SUNDAY, time(17)))


@pytest.mark.parametrize(("home", "away"), ACROSS)
async def test_moving_in_quiet_hours_wakes_nobody_and_skips_nothing(office: Office, home: str, away: str) -> None:
    """The kickoff of six o'clock waits for the end of the quiet hours when its reader moves."""
    await office.mission(KYLE, time_zone=home, from_today=False, kickoff_minute=6 * 60)
    sent = await office.until(first_shown(date(2026, 1, 12), time(6, 30), home))
    assert weekly(sent, KICKOFF)["2026-01-12"] == 0
    await office.services.profiles.change(KYLE, Wishes(zone=away))
    after = await office.until(datetime(2026, 2, 3, tzinfo=UTC))

    check_once_each(sent + after)
    rows = await office.deliveries(state=DeliveryState.SENT)
    assert len(rows) > 6
    came = [each.settled_at for each in rows if each.id in {one.delivery.id for one in after}]
    assert all(at is not None and out_of_quiet(at, away, 22 * 60, 7 * 60) == at for at in came)


@pytest.mark.parametrize(("home", "away"), ACROSS)
async def test_moving_with_a_nudge_put_off_brings_it_back_once_and_outside_the_quiet_hours(
    office: Office, home: str, away: str
) -> None:
    mission = await office.mission(KYLE, time_zone=home, from_today=False)
    sent = await office.until(first_shown(date(2026, 1, 12), time(9, 30), home))
    await office.services.snoozes.until(KYLE, Nudged(mission.id, KICKOFF, date(2026, 1, 12)), Until.TOMORROW)
    await office.services.profiles.change(KYLE, Wishes(zone=away))
    sent += await office.until(datetime(2026, 2, 3, tzinfo=UTC))

    check_once_each(sent)
    [again] = [each for each in await office.deliveries(kind=KICKOFF) if "#" in each.occasion]
    assert again.state is DeliveryState.SENT
    assert again.settled_at is not None
    assert out_of_quiet(again.settled_at, away, 22 * 60, 7 * 60) == again.settled_at
    assert again.settled_at - first_shown(date(2026, 1, 13), time(9), home) < 12 * HOUR


async def test_every_rung_moves_with_the_member(office: Office) -> None:
    mission: Mission = await office.mission(
        KYLE, time_zone="Europe/Berlin", from_today=False, strength=Strength.PERSISTENT
    )
    await move(office, "profile", "Asia/Kolkata")
    rows = await office.deliveries(mission_id=mission.id, state=DeliveryState.PLANNED)
    walls = {
        each.kind: due(each).astimezone(ZoneInfo("Asia/Kolkata")) for each in rows if "2026-01-05" in each.occasion
    }
    assert {kind: (wall.strftime("%a"), wall.hour) for kind, wall in walls.items()} == {
        KICKOFF: ("Mon", 9),
        DeliveryKind.MIDWEEK: ("Thu", 12),
        DeliveryKind.SECOND_MIDWEEK: ("Fri", 12),
        LAST_CALL: ("Sun", 17),
    }
    assert all(local_day(each.due, "Asia/Kolkata") >= date(2026, 1, 5) for each in rows)
