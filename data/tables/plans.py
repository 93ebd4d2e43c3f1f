"""What people agree to do together, and what they invite everybody to."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from data.tables.base import community, metadata, own_id, person
from data.types import Instant, Instants, Word
from meetups import values

plans = Table(
    "plans",
    metadata,
    own_id(),
    person("host_id"),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("times", Instants, nullable=False),
    community(nullable=True),
    Column("revision", Integer, nullable=False),
    Column("state", Word(values.PlanState), nullable=False),
    Column("starts_at", Instant),
    Column("minutes", SmallInteger, nullable=False),
    Column("activity", String(100), nullable=False),
    Column("city_id", Integer),
    Column("place", String(200), nullable=False),
    Column("words", String(400), nullable=False),
    Column("meeting_id", BigInteger, ForeignKey("meetings.id", ondelete="SET NULL"), index=True),
    # The end of its last time: what is over is neither listed nor in anybody's way.
    Column("until", Instant, nullable=False),
    Index("ix_plans_host_id_until", "host_id", "until"),
)

guests = Table(
    "guests",
    metadata,
    Column("plan_id", BigInteger, ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("contacts.id", ondelete="SET NULL"), index=True),
    # The plans of a person; whoever forgets themselves takes along what they were asked.
    Column("person_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), index=True),
    Column("answer", Word(values.Answer), nullable=False),
    Column("answered_at", Instant),
    Column("times", Instants, nullable=False),
    Column("again_on", Date),
    PrimaryKeyConstraint("plan_id", "position"),
    UniqueConstraint("plan_id", "person_id"),
)

gatherings = Table(
    "gatherings",
    metadata,
    own_id(),
    person("host_id"),
    community(),
    Column("channel_id", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Word(values.GatheringState), nullable=False),
    Column("activity", String(100), nullable=False),
    Column("city_id", Integer),
    Column("place", String(200), nullable=False),
    Column("is_place_public", Boolean, nullable=False),
    Column("seats", SmallInteger, nullable=False),
    Column("words", String(400), nullable=False),
    Column("meeting_id", BigInteger, ForeignKey("meetings.id", ondelete="SET NULL"), index=True),
    Column("event_id", BigInteger),
    Index("ix_gatherings_host_id_starts_at", "host_id", "starts_at"),
    Index("ix_gatherings_community_id_starts_at", "community_id", "starts_at"),
)

seats = Table(
    "seats",
    metadata,
    Column(
        "gathering_id",
        BigInteger,
        ForeignKey("gatherings.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # What a person comes to.
    Column(
        "person_id",
        BigInteger,
        ForeignKey("persons.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("state", Word(values.SeatState), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("is_let_in", Boolean, nullable=False),
)
