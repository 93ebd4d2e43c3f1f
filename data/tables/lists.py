"""Everybody's private list, and files of contacts coming in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from data.tables.base import metadata, only_where, own_id, person
from data.types import Instant, Texts, Word, Yearly
from meetups import values

contacts = Table(
    "contacts",
    metadata,
    own_id(),
    # A person's list; no other way leads to a contact.
    person("owner_id"),
    Column("name", String(100), nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("account_id", BigInteger),
    Column("account_is_seen", Boolean, nullable=False, server_default=true()),
    Column("source", String(60), nullable=False),
    Column("handle", String(200), nullable=False, server_default=text("''")),
    Column("city_id", Integer),
    Column("city_written", String(100), nullable=False, server_default=text("''")),
    Column("tags", Texts, nullable=False, server_default=text("''")),
    Column("languages", Texts, nullable=False, server_default=text("''")),
    Column("met_online", String(500), nullable=False),
    Column("introduced_by", String(100), nullable=False, server_default=text("''")),
    # One of the same list. Not a reference, which SQLite cannot add to a table that stands.
    Column("introducer_id", BigInteger),
    Column("birthday", Yearly),
    Column("note", Text, nullable=False),
    Column("promised", String(500), nullable=False, server_default=text("''")),
    Column("again_on", Date),
    Column("is_never", Boolean, nullable=False),
    Column("is_seldom", Boolean, nullable=False, server_default=false()),
    Column("snoozed_until", Date),
    Column("volunteered_at", Instant),
    Column("waits_near", Boolean, nullable=False, server_default=false()),
    CheckConstraint("account_id IS NULL OR account_id <> owner_id", name="not_oneself"),
    UniqueConstraint("owner_id", "account_id"),
    Index("ix_contacts_owner_id_name", "owner_id", "name"),
    # Whose lists name this account, when its owner wants to be forgotten.
    Index("ix_contacts_account_id", "account_id"),
)
Index(
    # Who of a pool must not be matched with whom: a few of many contacts.
    "ix_contacts_never",
    contacts.c.owner_id,
    contacts.c.account_id,
    **only_where(contacts.c.is_never.is_(True)),
)

lists = Table(
    "lists",
    metadata,
    Column("owner_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    # Another number with every change to the list, by which a copy of it in memory is known to be stale.
    Column("revision", BigInteger, nullable=False),
)

apart = Table(
    "apart",
    metadata,
    Column("owner_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("one_id", BigInteger, ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    # Removing a contact forgets whom it is not.
    Column(
        "other_id",
        BigInteger,
        ForeignKey("contacts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    CheckConstraint("one_id < other_id", name="in_order"),
)

imports = Table(
    "imports",
    metadata,
    own_id(),
    person("person_id"),
    # What nobody decided on, or can no longer be undone.
    Column("created_at", Instant, nullable=False, index=True),
    Column("file", LargeBinary, nullable=False),
    Column("state", Word(values.ImportState), nullable=False),
    Column("mapping", JSON(none_as_null=True)),
    Column("has_header", Boolean, nullable=False),
    Column("finished_at", Instant),
    Column("undo", JSON, nullable=False),
    Index("ix_imports_person_id", "person_id"),
)
