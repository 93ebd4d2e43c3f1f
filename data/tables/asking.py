"""Questions from one person to another, and everything the bot sends."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
)

from data.tables.base import community, metadata, own_id, person
from data.types import Instant, Word
from meetups import values

asks = Table(
    "asks",
    metadata,
    own_id(),
    Column("kind", Word(values.AskKind), nullable=False),
    person("from_id"),
    person("to_id"),
    Column("subject", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    community(nullable=True),
    Column("state", Word(values.AskState), nullable=False),
    Column("answered_at", Instant),
    UniqueConstraint("kind", "subject", "from_id", "to_id"),
    Index("ix_asks_to_id", "to_id"),
    Index("ix_asks_from_id", "from_id"),
)

invites = Table(
    "invites",
    metadata,
    Column("id", BigInteger, ForeignKey("asks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    person("asker_id"),
    # Whoever forgets themselves takes along what they were asked.
    Column("account_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("contact_id", BigInteger, ForeignKey("contacts.id", ondelete="SET NULL"), index=True),
    Column("mission_id", BigInteger, ForeignKey("missions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("week_on", Date, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("reply", Word(values.Reply), nullable=False),
    Column("words", String(300), nullable=False),
    Column("again_on", Date),
    # Whom a person asked, at every suggestion of theirs.
    Index("ix_invites_asker_id_week_on", "asker_id", "week_on"),
)

deliveries = Table(
    "deliveries",
    metadata,
    own_id(),
    Column("kind", Word(values.DeliveryKind), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("occasion", String(64), nullable=False),
    Column("lane", String(40), nullable=False),
    Column("due", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    person("person_id", nullable=True),
    community(nullable=True),
    Column("mission_id", BigInteger, ForeignKey("missions.id", ondelete="CASCADE")),
    Column("state", Word(values.DeliveryState), nullable=False),
    Column("claimed_at", Instant),
    # The process that did; it says nothing about whom the delivery is for.
    Column("claimed_by", BigInteger),
    Column("settled_at", Instant),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("reason", String(200), nullable=False),
    Column("seen_at", Instant),
    Column("data", JSON, nullable=False),
    Column("is_scheduled", Boolean, nullable=False, server_default=false()),
    Column("faults", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("kind", "subject", "occasion"),
    # The sweep: what is planned or claimed, what people wait for first, then by time.
    Index("ix_deliveries_state_is_scheduled_due", "state", "is_scheduled", "due"),
    # The inbox of a person; the nudges of a mission.
    Index("ix_deliveries_person_id_state", "person_id", "state"),
    Index("ix_deliveries_mission_id_state", "mission_id", "state"),
    # What a community missed while the bot was out.
    Index("ix_deliveries_community_id_kind_state", "community_id", "kind", "state"),
)
