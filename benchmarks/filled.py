"""A database as it is after years: people with lists, missions and meetings, put there by set-based inserts.

What is in it is spread evenly: every person has a mission that runs, a list, and a meeting a week behind them.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from data.store import SqlStore

COMMUNITY = 900
CONTACTS = 40
MEETINGS_EACH = 50

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"
_FIRST_PERSON, _FIRST_MISSION, _FIRST_CONTACT, _FIRST_MEETING = 1_000_000, 2_000_000, 10_000_000, 100_000_000

_STATEMENTS = (
    """INSERT INTO communities (id, name, created_at, recap_channel_id, first_weekday, time_zone, locale)
    VALUES (:community, 'Bloomington', :now, 1, 0, 'America/Indiana/Indianapolis', 'en-US')""",
    """{numbers} INSERT INTO persons
    (id, created_at, time_zone, locale, strength, quiet_from, quiet_until, naming, adult_since, seen_at, dm_state)
    SELECT :person + i, :now, 'America/Indiana/Indianapolis', 'en-US', 'gentle', 1320, 420, 'ask', :now, :now, 'unopened'
    FROM n WHERE i < :people""",
    """{numbers} INSERT INTO missions
    (id, person_id, community_id, starts_on, ends_on, time_zone, created_at, first_weekday, target, every_weeks, fills,
     new_people_only, kickoff_weekday, kickoff_minute, show_streak, promise, first_shown)
    SELECT :mission + i, :person + i, :community, date(:today, '-364 days', 'weekday 1'), date(:today, '+90 days'),
     'America/Indiana/Indianapolis', :now, 0, 1, 1, 'in_person', 0, 0, 540, 0, 'One a week.', ''
    FROM n WHERE i < :people""",
    """{numbers} INSERT INTO contacts (id, owner_id, name, added_at, source, met_online, note, is_never)
    SELECT :contact + i, :person + i / :contacts, 'Friend ' || (i % :contacts), :now, 'Mastodon',
     'We talked about bees for a year.', '', 0
    FROM n WHERE i < :people * :contacts""",
    # In the order of time, as they were recorded: each week everybody met somebody.
    """{numbers} INSERT INTO meetings (id, recorder_id, met_on, how, recorded_at, community_id, place, story)
    SELECT :meeting + i, :person + i % :people, date(:today, '-' || (7 * (:weeks - i / :people)) || ' days'), 'in_person',
     strftime('%Y-%m-%d %H:%M:%f000', :now, '-' || (7 * (:weeks - i / :people)) || ' days', '+' || (i % 86400) || ' seconds'),
     :community, 'Bloomington', 'We had tea, spoke about bees, and promised to do it again before the year is over.'
    FROM n WHERE i < :people * :weeks""",
    """{numbers} INSERT INTO participants (meeting_id, position, part, person_id, note, is_named, shown_as)
    SELECT :meeting + i, 0, 'recorder', :person + i % :people, '', 0, '' FROM n WHERE i < :people * :weeks""",
    """{numbers} INSERT INTO participants (meeting_id, position, part, contact_id, note, is_named, shown_as)
    SELECT :meeting + i, 1, 'guest', :contact + (i % :people) * :contacts + (i / :people) % :contacts, '', 0, ''
    FROM n WHERE i < :people * :weeks""",
)


def person_id(number: int) -> int:
    return _FIRST_PERSON + number


def contact_name(number: int) -> str:
    """The name of a contact, the same on everybody's list."""
    return f"Friend {number}"


async def migrated(database: Path) -> None:
    store = SqlStore(f"sqlite+aiosqlite:///{database}")
    await store.migrate()
    await store.close()


def fill(database: Path, meetings: int) -> int:
    """Make the database with so many meetings, ``MEETINGS_EACH`` a person; gives how many people there are."""
    asyncio.run(migrated(database))
    people = meetings // MEETINGS_EACH
    values = {
        "count": max(meetings, people * CONTACTS),
        "people": people,
        "weeks": MEETINGS_EACH,
        "contacts": CONTACTS,
        "community": COMMUNITY,
        "person": _FIRST_PERSON,
        "mission": _FIRST_MISSION,
        "contact": _FIRST_CONTACT,
        "meeting": _FIRST_MEETING,
        "today": date.today().isoformat(),  # noqa: DTZ011 - any day near today will do
        "now": (datetime.now() - timedelta(days=2)).strftime("%Y-%m-%d %H:%M:%S.000000"),  # noqa: DTZ005
    }
    with closing(sqlite3.connect(database)) as connection:
        # Nothing need survive here until it is all there.
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-300000; PRAGMA temp_store=MEMORY")
        with connection:
            for statement in _STATEMENTS:
                connection.execute(statement.format(numbers=_NUMBERS), values)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return people
