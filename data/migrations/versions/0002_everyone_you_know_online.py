"""Everyone you know online: more about a contact, lists with a revision, contacts told apart, files coming in

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added to the table that stands: SQLite would make it anew for anything more, and dropping the old
    # one takes along what refers to it.
    for name, type_ in (
        ("handle", sa.String(length=200)),
        ("city_written", sa.String(length=100)),
        ("tags", sa.Text()),
        ("languages", sa.Text()),
        ("introduced_by", sa.String(length=100)),
        ("promised", sa.String(length=500)),
    ):
        op.add_column("contacts", sa.Column(name, type_, nullable=False, server_default=""))
    op.add_column("contacts", sa.Column("account_is_seen", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("contacts", sa.Column("introducer_id", sa.BigInteger(), nullable=True))
    op.add_column("contacts", sa.Column("birthday", sa.String(length=10), nullable=True))
    op.add_column("contacts", sa.Column("again_on", sa.Date(), nullable=True))
    op.add_column("contacts", sa.Column("is_seldom", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("contacts", sa.Column("snoozed_until", sa.Date(), nullable=True))

    op.create_table(
        "lists",
        sa.Column("owner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_lists_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_lists")),
    )
    # Every list there is has a revision from now on; any number will do for the first.
    op.execute("INSERT INTO lists (owner_id, revision) SELECT DISTINCT owner_id, owner_id FROM contacts")
    op.create_table(
        "apart",
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("one_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_apart_in_order")),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_apart_owner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["one_id"], ["contacts.id"], name=op.f("fk_apart_one_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["contacts.id"], name=op.f("fk_apart_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_apart")),
    )
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apart_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_apart_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=True),
        sa.Column("has_header", sa.Boolean(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_imports_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_created_at"), ["created_at"], unique=False)
        batch_op.create_index("ix_imports_person_id", ["person_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a database is not taken back; restore the backup made before the upgrade")
