"""What a transaction has read need not be asked again until it writes there.

Nobody else's writing shows in a transaction (there is one writer at a time, and readers see one moment), so what it has read
stays true until it writes itself.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, Executable, Insert, Table, Update, event
from sqlalchemy.ext.asyncio import AsyncConnection

_KNOWN = "known"
Read = TypeVar("Read", bound=Callable[..., Any])


def begin(connection: AsyncConnection) -> None:
    """A transaction begins: nothing is known yet."""
    connection.info[_KNOWN] = {}


def watch(engine: Engine) -> None:
    """Forget what was read from a table when a transaction of this engine writes there."""

    @event.listens_for(engine, "before_execute")
    def written(connection: Any, statement: Executable, *_: object) -> None:
        known = connection.info.get(_KNOWN)
        if not known or statement.is_select:
            return
        if isinstance(statement, (Insert, Update)):
            for key in [key for key in known if statement.table in key[0]]:
                del known[key]
        else:
            # What is deleted may take rows of other tables along.
            known.clear()


def remembered(*tables: Table) -> Callable[[Read], Read]:
    """Asked once in a transaction; ``tables`` are those read from, none said is the reader's own (``_table``).

    For what gives frozen values, or a list or dictionary of them.
    """

    def asking_once(read: Read) -> Read:
        @functools.wraps(read)
        async def asked_once(self: Any, *args: object, **where: object) -> Any:
            known: dict[Hashable, Any] = self._connection.info[_KNOWN]
            key = (tables or (self._table,), read.__qualname__, _frozen(args), _frozen(sorted(where.items())))
            if key not in known:
                known[key] = await read(self, *args, **where)
            found = known[key]
            # A collection is its reader's own.
            return found.copy() if isinstance(found, (list, dict)) else found

        return cast("Read", asked_once)

    return asking_once


def _frozen(value: Any) -> Hashable:
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(each) for each in value)
    return frozenset(value) if isinstance(value, (set, frozenset)) else value
