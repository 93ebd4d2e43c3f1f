"""Plans: from a name to a time and a place, and open invitations

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("communities", sa.Column("safety_id", sa.BigInteger(), nullable=True))
    op.add_column("communities", sa.Column("safety_text", sa.String(500), nullable=False, server_default=sa.text("''")))
    op.add_column("communities", sa.Column("has_events", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add_plans()
    _add_gatherings()


def _add_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("host_id", sa.BigInteger(), sa.ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("closes_at", _INSTANT, nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("community_id", sa.BigInteger(), sa.ForeignKey("communities.id"), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("starts_at", _INSTANT, nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("activity", sa.String(100), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("words", sa.String(400), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), sa.ForeignKey("meetings.id", ondelete="SET NULL"), nullable=True),
        sa.Column("until", _INSTANT, nullable=False),
    )
    op.create_index("ix_plans_meeting_id", "plans", ["meeting_id"])
    op.create_index("ix_plans_host_id_until", "plans", ["host_id", "until"])
    op.create_table(
        "guests",
        sa.Column("plan_id", sa.BigInteger(), sa.ForeignKey("plans.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), sa.ForeignKey("contacts.id", ondelete="SET NULL"), nullable=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("persons.id", ondelete="CASCADE"), nullable=True),
        sa.Column("answer", sa.String(24), nullable=False),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("plan_id", "position"),
        sa.UniqueConstraint("plan_id", "person_id"),
    )
    op.create_index("ix_guests_contact_id", "guests", ["contact_id"])
    op.create_index("ix_guests_person_id", "guests", ["person_id"])


def _add_gatherings() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("host_id", sa.BigInteger(), sa.ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
        sa.Column("community_id", sa.BigInteger(), sa.ForeignKey("communities.id"), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("starts_at", _INSTANT, nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("activity", sa.String(100), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("is_place_public", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.String(400), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), sa.ForeignKey("meetings.id", ondelete="SET NULL"), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_gatherings_meeting_id", "gatherings", ["meeting_id"])
    op.create_index("ix_gatherings_host_id_starts_at", "gatherings", ["host_id", "starts_at"])
    op.create_index("ix_gatherings_community_id_starts_at", "gatherings", ["community_id", "starts_at"])
    op.create_table(
        "seats",
        sa.Column(
            "gathering_id",
            sa.BigInteger(),
            sa.ForeignKey("gatherings.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column(
            "person_id",
            sa.BigInteger(),
            sa.ForeignKey("persons.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("is_let_in", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_seats_person_id", "seats", ["person_id"])


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
