"""Kickoffs that fall due in one minute, for some among many: people with a past, and the many who only have missions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.filled import COMMUNITY, MEETINGS_EACH, fill, person_id

_FIRST_OTHER, _FIRST_OF_OTHERS, _FIRST_NUDGE = 20_000_000, 40_000_000, 60_000_000
_AWAKE: Final = "UPDATE persons SET quiet_from = 0, quiet_until = 0"
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :others)"
_OTHERS = (
    f"""{_NUMBERS} INSERT INTO persons
    (id, created_at, time_zone, locale, strength, quiet_from, quiet_until, naming, adult_since, seen_at, dm_state)
    SELECT :person + i, :now, 'UTC', 'en-US', 'gentle', 0, 0, 'ask', :now, :now, 'unopened' FROM n""",
    f"""{_NUMBERS} INSERT INTO missions
    (id, person_id, community_id, starts_on, ends_on, time_zone, created_at, first_weekday, target, every_weeks, fills,
     new_people_only, kickoff_weekday, kickoff_minute, show_streak, promise, first_shown)
    SELECT :mission + i, :person + i, :community, date(:now, '-60 days', 'weekday 1'), date(:now, '+90 days'),
     'UTC', :now, 0, 1, 1, 'in_person', 0, 0, 540, 0, 'One a week.', '' FROM n""",
    # Every mission has its next nudges planned; those of the many are days away.
    """INSERT INTO deliveries
    (id, kind, subject, occasion, lane, due, created_at, person_id, community_id, mission_id, state, reason, data, is_scheduled)
    SELECT :nudge + id, 'kickoff', id, :next_week, 'person:' || person_id, :far, :now, person_id, community_id, id,
     'planned', '', '{}', 1 FROM missions""",
)
_DUE = """INSERT INTO deliveries
    (id, kind, subject, occasion, lane, due, created_at, person_id, community_id, mission_id, state, reason, data, is_scheduled)
    SELECT 2 * :nudge + id, 'kickoff', id, :week, 'person:' || person_id, :due, :now, person_id, community_id, id,
     'planned', '', '{}', 1 FROM missions WHERE id < :mission"""


def fill_due(database: Path, due: int, missions: int, channel_of: Callable[[int], int] = lambda number: number) -> None:
    """Make a database of so many missions, ``due`` of them with a kickoff for this week due a moment ago.

    Those who hear have a list, a past and an open channel, ``channel_of`` their number; the others have a mission.
    """
    fill(database, due * MEETINGS_EACH)
    now = datetime.now(UTC)
    monday = (now - timedelta(days=now.weekday())).date()
    values = {
        "others": missions - due,
        "person": _FIRST_OTHER,
        "mission": _FIRST_OF_OTHERS,
        "nudge": _FIRST_NUDGE,
        "community": COMMUNITY,
        "week": monday.isoformat(),
        "next_week": (monday + timedelta(days=7)).isoformat(),
        "now": _stored(now - timedelta(days=2)),
        "due": _stored(now - timedelta(seconds=1)),
        "far": _stored(now + timedelta(days=6)),
    }
    channels = [(channel_of(number), person_id(number)) for number in range(due)]
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-300000; PRAGMA temp_store=MEMORY")
        with connection:
            connection.execute(_AWAKE)
            connection.executemany("UPDATE persons SET dm_state = 'open', dm_channel_id = ? WHERE id = ?", channels)
            for statement in _OTHERS if missions > due else _OTHERS[2:]:
                connection.execute(statement, values)
            connection.execute(_DUE, values)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _stored(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")
