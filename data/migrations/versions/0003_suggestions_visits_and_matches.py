"""Suggestions worth following: what people say about themselves, visits, invitations, pools and their matches

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("reach_km", sa.Integer(), nullable=False, server_default="50"))
    op.add_column("persons", sa.Column("availability", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("persons", sa.Column("languages", sa.Text(), nullable=False, server_default=""))
    op.add_column("persons", sa.Column("tags", sa.Text(), nullable=False, server_default=""))
    op.add_column("persons", sa.Column("introduction", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("persons", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("communities", sa.Column("has_pool", sa.Boolean(), nullable=False, server_default=sa.true()))
    for name, default in (("match_weekday", "0"), ("match_minute", "540"), ("answer_hours", "24")):
        op.add_column("communities", sa.Column(name, sa.SmallInteger(), nullable=False, server_default=default))
    # The pool is introduced on the day weeks begin on.
    op.execute("UPDATE communities SET match_weekday = first_weekday")
    op.add_column("contacts", sa.Column("waits_near", sa.Boolean(), nullable=False, server_default=sa.false()))
    is_never = sa.column("is_never").is_(sa.true())
    op.create_index(
        "ix_contacts_never", "contacts", ["owner_id", "account_id"], sqlite_where=is_never, postgresql_where=is_never
    )
    op.add_column("suggested", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_suggested_week_on", "suggested", ["week_on"])

    op.create_table(
        "invites",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("mission_id", sa.BigInteger(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["asks.id"], name=op.f("fk_invites_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asker_id"], ["persons.id"], name=op.f("fk_invites_asker_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["persons.id"], name=op.f("fk_invites_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_invites_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_invites_mission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
    )
    op.create_index("ix_invites_account_id", "invites", ["account_id"])
    op.create_index("ix_invites_contact_id", "invites", ["contact_id"])
    op.create_index("ix_invites_mission_id", "invites", ["mission_id"])
    op.create_index("ix_invites_asker_id_week_on", "invites", ["asker_id", "week_on"])

    op.create_table(
        "breaks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_breaks_ends_after_start")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_breaks_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaks")),
        sa.UniqueConstraint(
            "community_id", "first_on", "last_on", name=op.f("uq_breaks_community_id_first_on_last_on")
        ),
    )

    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_visits_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_visits_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_last_on", "visits", ["last_on"])
    op.create_index("ix_visits_person_id_last_on", "visits", ["person_id", "last_on"])

    op.create_table(
        "pool_members",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_person_only", sa.Boolean(), nullable=False),
        sa.Column("likes_three", sa.Boolean(), nullable=False),
        sa.Column("is_findable", sa.Boolean(), nullable=False),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_pool_members_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pool_members_community_id")),
        sa.PrimaryKeyConstraint("person_id", "community_id", name=op.f("pk_pool_members")),
    )
    op.create_index("ix_pool_members_community_id", "pool_members", ["community_id"])

    op.create_table(
        "match_runs",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=24), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announce_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_match_runs_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
    )
    op.create_index("ix_match_runs_community_id_week_on", "match_runs", ["community_id", "week_on"])
    op.create_index(
        "uq_match_runs_standing",
        "match_runs",
        ["community_id", "week_on", "part"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )

    op.create_table(
        "matched",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=24), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_alone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_matched_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_matched_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "person_id", name=op.f("pk_matched")),
    )
    op.create_index("ix_matched_person_id", "matched", ["person_id"])


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
