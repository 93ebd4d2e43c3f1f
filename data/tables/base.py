"""What all tables share: how constraints are called, and the columns that refer to people and communities."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    MetaData,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def person(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=nullable)


def community(*, nullable: bool = False) -> Column[int]:
    return Column("community_id", BigInteger, ForeignKey("communities.id"), nullable=nullable)


def own_id() -> Column[int]:
    """An identifier made by us or by Discord, never by the database."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def only_where(condition: ColumnElement[bool]) -> dict[str, Any]:
    """The options of an index over some of the rows, in either database."""
    return {"sqlite_where": condition, "postgresql_where": condition}
