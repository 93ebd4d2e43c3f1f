"""Who met, the photos of it, and what stands about it in a channel."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from data.tables.base import community, metadata, own_id, person
from data.types import Instant, Word
from meetups import values

meetings = Table(
    "meetings",
    metadata,
    own_id(),
    Column("recorder_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("met_on", Date, nullable=False),
    Column("how", Word(values.How), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    community(nullable=True),
    Column("place", String(100), nullable=False),
    Column("story", Text, nullable=False),
)

participants = Table(
    "participants",
    metadata,
    Column("meeting_id", BigInteger, ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("part", Word(values.Part), nullable=False),
    Column("person_id", BigInteger),
    Column("contact_id", BigInteger, ForeignKey("contacts.id", ondelete="SET NULL")),
    Column("note", Text, nullable=False),
    Column("is_named", Boolean, nullable=False),
    Column("shown_as", String(100), nullable=False),
    Column("story", Text, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("meeting_id", "position"),
    UniqueConstraint("meeting_id", "person_id"),
    # The meetings of a person, recorded or confirmed.
    Index("ix_participants_person_id", "person_id"),
    Index("ix_participants_contact_id", "contact_id"),
)

posts = Table(
    "posts",
    metadata,
    own_id(),
    Column("kind", Word(values.PostKind), nullable=False),
    Column("subject", BigInteger, nullable=False),
    person("author_id"),
    community(),
    Column("channel_id", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Word(values.PostState), nullable=False),
    Column("message_id", BigInteger),
    Column("is_thread", Boolean, nullable=False, server_default=false()),
    Column("is_on_web", Boolean, nullable=False, server_default=true()),
    # The post of a meeting, mission or community; an author's posts.
    Index("ix_posts_subject", "subject"),
    Index("ix_posts_author_id", "author_id"),
    # What waits to go up in a community.
    Index("ix_posts_community_id_state", "community_id", "state"),
)

photos = Table(
    "photos",
    metadata,
    own_id(),
    Column("meeting_id", BigInteger, ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False),
    person("owner_id"),
    Column("created_at", Instant, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("alt", String(300), nullable=False),
    Column("is_sorted", Boolean, nullable=False),
    # The photos of a meeting; of an owner, for the quota and their erasure.
    Index("ix_photos_meeting_id", "meeting_id"),
    Index("ix_photos_owner_id", "owner_id"),
)

# Apart from what is known about a photo, which is read far more often.
photo_files = Table(
    "photo_files",
    metadata,
    Column("photo_id", BigInteger, ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

appearances = Table(
    "appearances",
    metadata,
    Column("photo_id", BigInteger, ForeignKey("photos.id", ondelete="CASCADE"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("consent", Word(values.Consent), nullable=False),
    Column("ask_id", BigInteger),
    PrimaryKeyConstraint("photo_id", "position"),
)
