"""Who will be where, who wants to be matched, and how they were."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
)

from data.tables.base import community, metadata, only_where, own_id, person
from data.types import Instant, Word
from meetups import values

visits = Table(
    "visits",
    metadata,
    own_id(),
    person("person_id"),
    Column("city_id", Integer, nullable=False),
    Column("first_on", Date, nullable=False),
    # What is over is thrown away.
    Column("last_on", Date, nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("told_at", Instant),
    CheckConstraint("last_on >= first_on", name="ends_after_start"),
    Index("ix_visits_person_id_last_on", "person_id", "last_on"),
)

pool_members = Table(
    "pool_members",
    metadata,
    Column(
        "person_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    # The pool of a community.
    Column(
        "community_id",
        BigInteger,
        ForeignKey("communities.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("joined_at", Instant, nullable=False),
    Column("in_person_only", Boolean, nullable=False),
    Column("likes_three", Boolean, nullable=False),
    Column("is_findable", Boolean, nullable=False),
    Column("rested_at", Instant),
)

match_runs = Table(
    "match_runs",
    metadata,
    own_id(),
    community(),
    Column("week_on", Date, nullable=False),
    Column("part", Word(values.RunPart), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("announce_at", Instant, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("bound", Integer),
    Column("undone_at", Instant),
    # The history of a pool, newest first.
    Index("ix_match_runs_community_id_week_on", "community_id", "week_on"),
)
Index(
    "uq_match_runs_standing",
    match_runs.c.community_id,
    match_runs.c.week_on,
    match_runs.c.part,
    unique=True,
    **only_where(match_runs.c.undone_at.is_(None)),
)

matched = Table(
    "matched",
    metadata,
    Column(
        "run_id", BigInteger, ForeignKey("match_runs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    # What a person was matched to.
    Column(
        "person_id",
        BigInteger,
        ForeignKey("persons.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("group", Integer, nullable=False),
    Column("answer", Word(values.MatchAnswer), nullable=False),
    Column("answered_at", Instant),
    Column("is_alone", Boolean, nullable=False),
)
