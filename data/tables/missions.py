"""Missions, days off, and whom each week offers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.tables.base import community, metadata, only_where, own_id, person
from data.types import Instant, Word
from meetups import values

missions = Table(
    "missions",
    metadata,
    own_id(),
    person("person_id"),
    community(),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("first_weekday", SmallInteger, nullable=False),
    Column("target", SmallInteger, nullable=False),
    Column("every_weeks", SmallInteger, nullable=False),
    Column("fills", Word(values.Fills), nullable=False),
    Column("new_people_only", Boolean, nullable=False),
    Column("kickoff_weekday", SmallInteger, nullable=False),
    Column("kickoff_minute", SmallInteger, nullable=False),
    Column("show_streak", Boolean, nullable=False),
    Column("promise", Text, nullable=False),
    Column("first_shown", String(200), nullable=False),
    Column("ended_at", Instant),
    Column("seen_here_at", Instant),
    Column("departed_at", Instant),
    CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    CheckConstraint("target BETWEEN 1 AND 7", name="target"),
    CheckConstraint("every_weeks IN (1, 2)", name="every_weeks"),
    CheckConstraint("kickoff_weekday BETWEEN 0 AND 6", name="kickoff_weekday"),
    CheckConstraint("kickoff_minute BETWEEN 0 AND 1439", name="kickoff_minute"),
    # A person's missions, at every act of theirs.
    Index("ix_missions_person_id_community_id", "person_id", "community_id"),
)
Index(
    "uq_missions_running",
    missions.c.person_id,
    missions.c.community_id,
    unique=True,
    **only_where(missions.c.ended_at.is_(None)),
)

excuses = Table(
    "excuses",
    metadata,
    own_id(),
    # The excuses of a mission, whenever its weeks are computed.
    Column("mission_id", BigInteger, ForeignKey("missions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Word(values.ExcuseKind), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("last_on IS NULL OR last_on >= first_on", name="ends_after_start"),
)

breaks = Table(
    "breaks",
    metadata,
    own_id(),
    community(),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("last_on >= first_on", name="ends_after_start"),
    # The breaks of a mission's community, whenever its weeks are computed; the same days once.
    UniqueConstraint("community_id", "first_on", "last_on"),
)

suggested = Table(
    "suggested",
    metadata,
    Column(
        "mission_id",
        BigInteger,
        ForeignKey("missions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("week_on", Date, primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    # Removing a contact removes it from every suggestion.
    Column("contact_id", BigInteger, ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("is_skipped", Boolean, nullable=False),
    Column("added_at", Instant),
    # How often somebody is suggested this week, by everybody.
    Index("ix_suggested_week_on", "week_on"),
)
