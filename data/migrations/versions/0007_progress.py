"""Progress: what a member lets others see, the ground their pictures are drawn on, and a ranking where it is wanted

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("look", sa.String(24), nullable=False, server_default=sa.text("'dark'")))
    op.add_column("communities", sa.Column("has_ranking", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "showings",
        sa.Column(
            "person_id",
            sa.BigInteger(),
            sa.ForeignKey("persons.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column(
            "community_id", sa.BigInteger(), sa.ForeignKey("communities.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("is_pictured", sa.Boolean(), nullable=False),
        sa.Column("is_ranked", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_showings_community_id", "showings", ["community_id"])


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
