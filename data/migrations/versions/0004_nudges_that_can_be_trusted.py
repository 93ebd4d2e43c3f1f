"""Nudges that can be trusted: whose turn it is, what could not be drawn, forums, and who left

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("is_scheduled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("deliveries", sa.Column("faults", sa.SmallInteger(), nullable=False, server_default="0"))
    # What waits to be sent by the calendar has a time later than its making.
    op.execute("UPDATE deliveries SET is_scheduled = due > created_at")
    op.drop_index("ix_deliveries_state_due", table_name="deliveries")
    op.create_index("ix_deliveries_state_is_scheduled_due", "deliveries", ["state", "is_scheduled", "due"])
    op.add_column("posts", sa.Column("is_thread", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("missions", sa.Column("seen_here_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("missions", sa.Column("departed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
