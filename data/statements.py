"""The statements of every table, each built once: putting one together costs more than SQLite takes to answer it.

A shape says by which columns rows are chosen, and how: equal to a value, one of several, or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    true,
    update,
)

_WHERE, _NEW = "where_", "new_"


class By(Enum):
    EQUAL = "equal"
    AMONG = "among"
    EMPTY = "empty"


Shape = tuple[tuple[str, By], ...]


def shape_of(where: Mapping[str, object]) -> Shape:
    return tuple((name, _by(wanted)) for name, wanted in where.items())


def parameters_of(where: Mapping[str, object]) -> dict[str, Any]:
    """What fills a statement of this shape."""
    return {
        f"{_WHERE}{name}": list(wanted) if isinstance(wanted, (set, frozenset)) else wanted
        for name, wanted in where.items()
        if wanted is not None
    }


def changes_of(row: Mapping[str, object]) -> dict[str, Any]:
    """What fills ``updating``."""
    return {f"{_NEW}{name}": value for name, value in row.items()}


@cache
def selecting(table: Table, shape: Shape, limit: int | None = None) -> Select[Any]:
    return select(table).where(_condition(table, shape)).order_by(*table.primary_key).limit(limit)


@cache
def counting(table: Table, shape: Shape) -> Select[int]:
    return select(func.count()).select_from(table).where(_condition(table, shape))


@cache
def inserting(table: Table) -> Insert:
    return insert(table)


@cache
def updating(table: Table) -> Update:
    """Every column anew, of the row with the same primary key."""
    key = {column.name for column in table.primary_key}
    new: dict[str, Any] = {
        column.name: bindparam(f"{_NEW}{column.name}") for column in table.c if column.name not in key
    }
    return update(table).where(*(table.c[name] == bindparam(f"{_NEW}{name}") for name in key)).values(new)


@cache
def deleting(table: Table, shape: Shape) -> Delete:
    return delete(table).where(_condition(table, shape))


def _by(wanted: object) -> By:
    if wanted is None:
        return By.EMPTY
    return By.AMONG if isinstance(wanted, (list, tuple, set, frozenset)) else By.EQUAL


def _condition(table: Table, shape: Shape) -> ColumnElement[bool]:
    return and_(true(), *(_chosen(table.c[name], by) for name, by in shape))


def _chosen(column: ColumnElement[Any], by: By) -> ColumnElement[bool]:
    match by:
        case By.EMPTY:
            return column.is_(None)
        case By.AMONG:
            return column.in_(bindparam(f"{_WHERE}{column.key}", expanding=True))
        case By.EQUAL:
            return column == bindparam(f"{_WHERE}{column.key}")
