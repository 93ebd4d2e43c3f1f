"""Persons, communities, and what this installation and its people have not finished."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    false,
    text,
    true,
)

from data.tables.base import metadata, own_id, person
from data.types import Instant, Texts, Word
from meetups import values

persons = Table(
    "persons",
    metadata,
    own_id(),
    Column("created_at", Instant, nullable=False),
    Column("city_id", Integer),
    Column("time_zone", String(64)),
    Column("locale", String(16), nullable=False),
    Column("strength", Word(values.Strength), nullable=False),
    Column("quiet_from", SmallInteger, nullable=False),
    Column("quiet_until", SmallInteger, nullable=False),
    Column("naming", Word(values.Naming), nullable=False),
    Column("adult_since", Instant),
    Column("seen_at", Instant),
    Column("dm_channel_id", BigInteger),
    Column("dm_state", Word(values.DirectMessages), nullable=False),
    # The budget of newly opened channels counts the last hour and day.
    Column("dm_opened_at", Instant, index=True),
    Column("reach_km", Integer, nullable=False, server_default=text(str(values.REACH_KM))),
    Column("availability", Integer, nullable=False, server_default=text("0")),
    Column("languages", Texts, nullable=False, server_default=text("''")),
    Column("tags", Texts, nullable=False, server_default=text("''")),
    Column("introduction", String(300), nullable=False, server_default=text("''")),
    Column("look", Word(values.Look), nullable=False, server_default=text("'dark'")),
    CheckConstraint("quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439", name="quiet_hours"),
)

communities = Table(
    "communities",
    metadata,
    own_id(),
    Column("name", String(100), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("recap_channel_id", BigInteger),
    Column("nudge_channel_id", BigInteger),
    Column("organiser_channel_id", BigInteger),
    Column("organiser_role_id", BigInteger),
    Column("first_weekday", SmallInteger, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("country", String(2)),
    Column("locale", String(16), nullable=False),
    Column("left_at", Instant),
    Column("has_pool", Boolean, nullable=False, server_default=true()),
    Column("match_weekday", SmallInteger, nullable=False, server_default=text("0")),
    Column("match_minute", SmallInteger, nullable=False, server_default=text("540")),
    Column("answer_hours", SmallInteger, nullable=False, server_default=text("24")),
    Column("safety_id", BigInteger),
    Column("safety_text", String(500), nullable=False, server_default=text("''")),
    Column("has_events", Boolean, nullable=False, server_default=false()),
    Column("has_digest", Boolean, nullable=False, server_default=false()),
    Column("digest_weekday", SmallInteger, nullable=False, server_default=text("6")),
    Column("digest_minute", SmallInteger, nullable=False, server_default=text("1080")),
    Column("web_key", String(64), nullable=False, server_default=text("''")),
    Column("web_since", Instant),
    Column("has_ranking", Boolean, nullable=False, server_default=false()),
    CheckConstraint("first_weekday BETWEEN 0 AND 6", name="first_weekday"),
)

showings = Table(
    "showings",
    metadata,
    Column(
        "person_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    # The picture of a community is drawn of those who want to be in it.
    Column(
        "community_id",
        BigInteger,
        ForeignKey("communities.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("name", String(100), nullable=False),
    Column("is_shown", Boolean, nullable=False),
    Column("is_pictured", Boolean, nullable=False),
    Column("is_ranked", Boolean, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    # What this installation remembers about itself, such as which commands Discord was told.
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    own_id(),
    person("person_id"),
    Column("kind", String(24), nullable=False),
    # What nobody came back to.
    Column("created_at", Instant, nullable=False, index=True),
    Column("community_id", BigInteger),
    Column("data", JSON, nullable=False),
    Index("ix_drafts_person_id", "person_id"),
)
