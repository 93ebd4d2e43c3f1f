"""Every table, constraint and index; an index says which question it answers."""

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
    MetaData,
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

from data.types import Instant, Texts, Word, Yearly
from meetups import values

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _person(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=nullable)


def _community(*, nullable: bool = False) -> Column[int]:
    return Column("community_id", BigInteger, ForeignKey("communities.id"), nullable=nullable)


def _id() -> Column[int]:
    """An identifier made by us or by Discord, never by the database."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


persons = Table(
    "persons",
    metadata,
    _id(),
    Column("created_at", Instant, nullable=False),
    Column("city_id", Integer),
    Column("time_zone", String(64)),
    Column("locale", String(16), nullable=False),
    Column("strength", Word(values.Strength), nullable=False),
    Column("quiet_from", SmallInteger, nullable=False),
    Column("quiet_until", SmallInteger, nullable=False),
    Column("naming", Word(values.Naming), nullable=False),
    Column("adult_since", Instant),
    Column("dm_channel_id", BigInteger),
    Column("dm_state", Word(values.DirectMessages), nullable=False),
    # The budget of newly opened channels counts the last hour and day.
    Column("dm_opened_at", Instant, index=True),
    Column("reach_km", Integer, nullable=False, server_default=text(str(values.REACH_KM))),
    Column("availability", Integer, nullable=False, server_default=text("0")),
    Column("languages", Texts, nullable=False, server_default=text("''")),
    Column("tags", Texts, nullable=False, server_default=text("''")),
    Column("introduction", String(300), nullable=False, server_default=text("''")),
    CheckConstraint("quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439", name="quiet_hours"),
)

communities = Table(
    "communities",
    metadata,
    _id(),
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
    CheckConstraint("first_weekday BETWEEN 0 AND 6", name="first_weekday"),
)

missions = Table(
    "missions",
    metadata,
    _id(),
    _person("person_id"),
    _community(),
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
    sqlite_where=missions.c.ended_at.is_(None),
    postgresql_where=missions.c.ended_at.is_(None),
)

excuses = Table(
    "excuses",
    metadata,
    _id(),
    # The excuses of a mission, whenever its weeks are computed.
    Column("mission_id", BigInteger, ForeignKey("missions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Word(values.ExcuseKind), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("last_on IS NULL OR last_on >= first_on", name="ends_after_start"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    # A person's list; no other way leads to a contact.
    _person("owner_id"),
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
    _id(),
    _person("person_id"),
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

meetings = Table(
    "meetings",
    metadata,
    _id(),
    Column("recorder_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("met_on", Date, nullable=False),
    Column("how", Word(values.How), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    _community(nullable=True),
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
    PrimaryKeyConstraint("meeting_id", "position"),
    UniqueConstraint("meeting_id", "person_id"),
    # The meetings of a person, recorded or confirmed.
    Index("ix_participants_person_id", "person_id"),
    Index("ix_participants_contact_id", "contact_id"),
)
posts = Table(
    "posts",
    metadata,
    _id(),
    Column("kind", Word(values.PostKind), nullable=False),
    Column("subject", BigInteger, nullable=False),
    _person("author_id"),
    _community(),
    Column("channel_id", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Word(values.PostState), nullable=False),
    Column("message_id", BigInteger),
    # The post of a meeting or mission; an author's posts.
    Index("ix_posts_subject", "subject"),
    Index("ix_posts_author_id", "author_id"),
    # What waits to go up in a community.
    Index("ix_posts_community_id_state", "community_id", "state"),
)

asks = Table(
    "asks",
    metadata,
    _id(),
    Column("kind", Word(values.AskKind), nullable=False),
    _person("from_id"),
    _person("to_id"),
    Column("subject", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    _community(nullable=True),
    Column("state", Word(values.AskState), nullable=False),
    Column("answered_at", Instant),
    UniqueConstraint("kind", "subject", "from_id", "to_id"),
    Index("ix_asks_to_id", "to_id"),
    Index("ix_asks_from_id", "from_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("kind", Word(values.DeliveryKind), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("occasion", String(64), nullable=False),
    Column("lane", String(40), nullable=False),
    Column("due", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    _person("person_id", nullable=True),
    _community(nullable=True),
    Column("mission_id", BigInteger, ForeignKey("missions.id", ondelete="CASCADE")),
    Column("state", Word(values.DeliveryState), nullable=False),
    Column("claimed_at", Instant),
    Column("settled_at", Instant),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("reason", String(200), nullable=False),
    Column("seen_at", Instant),
    Column("data", JSON, nullable=False),
    UniqueConstraint("kind", "subject", "occasion"),
    # The sweep: what is planned or claimed, by time.
    Index("ix_deliveries_state_due", "state", "due"),
    # The inbox of a person; the nudges of a mission.
    Index("ix_deliveries_person_id_state", "person_id", "state"),
    Index("ix_deliveries_mission_id_state", "mission_id", "state"),
    # What a community missed while the bot was out.
    Index("ix_deliveries_community_id_kind_state", "community_id", "kind", "state"),
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
    # How often somebody is suggested this week, by everybody.
    Index("ix_suggested_week_on", "week_on"),
)

invites = Table(
    "invites",
    metadata,
    Column("id", BigInteger, ForeignKey("asks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _person("asker_id"),
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

visits = Table(
    "visits",
    metadata,
    _id(),
    _person("person_id"),
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
    _id(),
    _community(),
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
    _id(),
    _person("person_id"),
    Column("kind", String(24), nullable=False),
    # What nobody came back to.
    Column("created_at", Instant, nullable=False, index=True),
    Column("community_id", BigInteger),
    Column("data", JSON, nullable=False),
    Index("ix_drafts_person_id", "person_id"),
)
