"""Stories: photos with the consent of who is seen in them, both halves, a digest and a page

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("participants", sa.Column("story", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("posts", sa.Column("is_on_web", sa.Boolean(), nullable=False, server_default=sa.true()))
    _tell_communities()
    _add_photos()


def _tell_communities() -> None:
    for column in (
        sa.Column("has_digest", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("digest_weekday", sa.SmallInteger(), nullable=False, server_default=sa.text("6")),
        sa.Column("digest_minute", sa.SmallInteger(), nullable=False, server_default=sa.text("1080")),
        sa.Column("web_key", sa.String(64), nullable=False, server_default=sa.text("''")),
        sa.Column("web_since", _INSTANT, nullable=True),
    ):
        op.add_column("communities", column)


def _add_photos() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("meeting_id", sa.BigInteger(), sa.ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), sa.ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(300), nullable=False),
        sa.Column("is_sorted", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_photos_meeting_id", "photos", ["meeting_id"])
    op.create_index("ix_photos_owner_id", "photos", ["owner_id"])
    op.create_table(
        "photo_files",
        sa.Column(
            "photo_id",
            sa.BigInteger(),
            sa.ForeignKey("photos.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "appearances",
        sa.Column("photo_id", sa.BigInteger(), sa.ForeignKey("photos.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("consent", sa.String(24), nullable=False),
        sa.Column("ask_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("photo_id", "position"),
    )


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
