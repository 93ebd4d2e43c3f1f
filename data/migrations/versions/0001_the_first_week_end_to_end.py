"""The first week, end to end

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recap_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("nudge_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("organiser_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("organiser_role_id", sa.BigInteger(), nullable=True),
        sa.Column("first_weekday", sa.SmallInteger(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_weekday BETWEEN 0 AND 6", name=op.f("ck_communities_first_weekday")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("strength", sa.String(length=24), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=False),
        sa.Column("naming", sa.String(length=24), nullable=False),
        sa.Column("adult_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dm_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("dm_state", sa.String(length=24), nullable=False),
        sa.Column("dm_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439", name=op.f("ck_persons_quiet_hours")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_dm_opened_at"), ["dm_opened_at"], unique=False)

    op.create_table(
        "reminders",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reminders")),
    )
    op.create_table(
        "asks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_asks_community_id")),
        sa.ForeignKeyConstraint(["from_id"], ["persons.id"], name=op.f("fk_asks_from_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["to_id"], ["persons.id"], name=op.f("fk_asks_to_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.UniqueConstraint("kind", "subject", "from_id", "to_id", name=op.f("uq_asks_kind_subject_from_id_to_id")),
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index("ix_asks_from_id", ["from_id"], unique=False)
        batch_op.create_index("ix_asks_to_id", ["to_id"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("met_online", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_never", sa.Boolean(), nullable=False),
        sa.Column("volunteered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("account_id IS NULL OR account_id <> owner_id", name=op.f("ck_contacts_not_oneself")),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_contacts_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("owner_id", "account_id", name=op.f("uq_contacts_owner_id_account_id")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index("ix_contacts_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_contacts_owner_id_name", ["owner_id", "name"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_drafts_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_created_at"), ["created_at"], unique=False)
        batch_op.create_index("ix_drafts_person_id", ["person_id"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorder_id", sa.BigInteger(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_meetings_community_id")),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["persons.id"], name=op.f("fk_meetings_recorder_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_recorder_id"), ["recorder_id"], unique=False)

    op.create_table(
        "missions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_weekday", sa.SmallInteger(), nullable=False),
        sa.Column("target", sa.SmallInteger(), nullable=False),
        sa.Column("every_weeks", sa.SmallInteger(), nullable=False),
        sa.Column("fills", sa.String(length=24), nullable=False),
        sa.Column("new_people_only", sa.Boolean(), nullable=False),
        sa.Column("kickoff_weekday", sa.SmallInteger(), nullable=False),
        sa.Column("kickoff_minute", sa.SmallInteger(), nullable=False),
        sa.Column("show_streak", sa.Boolean(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("first_shown", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_missions_ends_after_start")),
        sa.CheckConstraint("every_weeks IN (1, 2)", name=op.f("ck_missions_every_weeks")),
        sa.CheckConstraint("kickoff_minute BETWEEN 0 AND 1439", name=op.f("ck_missions_kickoff_minute")),
        sa.CheckConstraint("kickoff_weekday BETWEEN 0 AND 6", name=op.f("ck_missions_kickoff_weekday")),
        sa.CheckConstraint("target BETWEEN 1 AND 7", name=op.f("ck_missions_target")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_missions_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_missions_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missions")),
    )
    with op.batch_alter_table("missions", schema=None) as batch_op:
        batch_op.create_index("ix_missions_person_id_community_id", ["person_id", "community_id"], unique=False)
        batch_op.create_index(
            "uq_missions_running",
            ["person_id", "community_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_posts_author_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_posts_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index("ix_posts_author_id", ["author_id"], unique=False)
        batch_op.create_index("ix_posts_community_id_state", ["community_id", "state"], unique=False)
        batch_op.create_index("ix_posts_subject", ["subject"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("community_id", sa.BigInteger(), nullable=True),
        sa.Column("mission_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_deliveries_community_id")),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_deliveries_mission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_deliveries_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("kind", "subject", "occasion", name=op.f("uq_deliveries_kind_subject_occasion")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_community_id_kind_state", ["community_id", "kind", "state"], unique=False)
        batch_op.create_index("ix_deliveries_mission_id_state", ["mission_id", "state"], unique=False)
        batch_op.create_index("ix_deliveries_person_id_state", ["person_id", "state"], unique=False)
        batch_op.create_index("ix_deliveries_state_due", ["state", "due"], unique=False)

    op.create_table(
        "excuses",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mission_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_on IS NULL OR last_on >= first_on", name=op.f("ck_excuses_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_excuses_mission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuses")),
    )
    with op.batch_alter_table("excuses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_excuses_mission_id"), ["mission_id"], unique=False)

    op.create_table(
        "participants",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("shown_as", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_participants_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_participants_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "position", name=op.f("pk_participants")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_participants_meeting_id_person_id")),
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index("ix_participants_contact_id", ["contact_id"], unique=False)
        batch_op.create_index("ix_participants_person_id", ["person_id"], unique=False)

    op.create_table(
        "suggested",
        sa.Column("mission_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("is_skipped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_suggested_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_suggested_mission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mission_id", "week_on", "position", name=op.f("pk_suggested")),
    )
    with op.batch_alter_table("suggested", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggested_contact_id"), ["contact_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
