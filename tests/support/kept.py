"""What comes out the same in every test is worked out once in a process and kept.

All of it is remembered by what it is made from: whatever differs is worked out anew.
"""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import simcord
from alembic.runtime.migration import MigrationContext
from discord import app_commands
from discord.app_commands import commands, tree
from discord.utils import _shorten, resolve_annotation
from simcord import _dpy_internals, components, gateway, results
from simcord.backend import serializers
from simcord.http import router
from sqlalchemy import Connection, Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from bot.client import MeetwardClient
from cogs.kit.localising import CatalogueTranslator
from data import store
from data.migrating import upgrade
from tests.support.at_once import engine_at_once

_Tree = app_commands.CommandTree[MeetwardClient]
_Command = app_commands.Command[Any, ..., Any] | app_commands.Group
_STATEMENTS: LRUCache[Any, Any] = LRUCache(2_000)
_DIALECTS: dict[str, Dialect] = {}
_PAYLOADS: dict[tuple[type, str], str] = {}
_SENT: WeakKeyDictionary[_Command, dict[str, Any]] = WeakKeyDictionary()
_MEANT: dict[tuple[str, int], Any] = {}
_MIGRATED: set[str | None] = set()
_PLAIN = frozenset({str, int, float, bool, type(None)})


def keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep statements made into SQL, commands read and translated into Discord's languages, and migrations looked through."""
    monkeypatch.setattr(store, "create_async_engine", _engine)
    keep_starts(monkeypatch)
    _look_at_fewer_timers(monkeypatch)
    _look_again_sooner(monkeypatch)
    _copy_plainly(monkeypatch)


def keep_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what every start of a bot works out: commands and their translations, and that its database is migrated."""
    for kind in (app_commands.Command, app_commands.Group):
        _keep_payloads(monkeypatch, kind)
    _keep_annotations(monkeypatch)
    _keep_migrations(monkeypatch)


def _engine(url: Any, **options: Any) -> AsyncEngine:
    """An engine that shares what others made of their statements, which SQLAlchemy keeps by dialect."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, **options)
    engine = engine_at_once(url, **options)
    engine.sync_engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.sync_engine.update_execution_options(compiled_cache=_STATEMENTS)
    return engine


def _keep_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    def upgraded(connection: Connection) -> None:
        """What a migration ended at before needs none."""
        if MigrationContext.configure(connection).get_current_revision() not in _MIGRATED:
            upgrade(connection)
            _MIGRATED.add(MigrationContext.configure(connection).get_current_revision())

    monkeypatch.setattr(store, "upgrade", upgraded)


def _keep_annotations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the options of commands are is written in words, in the modules that every client's commands come from."""

    def resolved(annotation: Any, names: dict[str, Any], *others: Any) -> Any:
        if not isinstance(annotation, str):
            return resolve_annotation(annotation, names, *others)
        written = annotation, id(names)
        if written not in _MEANT:
            _MEANT[written] = resolve_annotation(annotation, names, *others)
        return _MEANT[written]

    monkeypatch.setattr(commands, "resolve_annotation", resolved)
    monkeypatch.setattr(commands, "_shorten", _shortened)
    # Nobody asks what Discord made of the commands.
    monkeypatch.setattr(tree, "AppCommand", lambda data, state: data)


_shortened = cache(_shorten)


def _keep_payloads(monkeypatch: pytest.MonkeyPatch, kind: type[_Command]) -> None:
    translate = kind.get_translated_payload

    async def translated(command: Any, tree: _Tree, translator: app_commands.Translator) -> dict[str, Any]:
        assert isinstance(translator, CatalogueTranslator)
        if command in _SENT:
            # The client has asked already, to see whether anything changed.
            return _SENT.pop(command)
        made_from = type(translator._lexicon), json.dumps(command.to_dict(tree), sort_keys=True)
        if made_from not in _PAYLOADS:
            _PAYLOADS[made_from] = json.dumps(await translate(command, tree, translator))
        payload: dict[str, Any] = json.loads(_PAYLOADS[made_from])
        _SENT[command] = payload
        return payload

    monkeypatch.setattr(kind, "get_translated_payload", translated)


def _look_at_fewer_timers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling asks of every waiting task whether a timer ends its wait, and each time of all timers there are."""
    ends_a_wait = _dpy_internals.is_sleep_waiter

    def asked(waiter: Any, loop: Any, deadline: float) -> bool:
        timers = [each for each in loop._scheduled for value in each._args or () if value is waiter]
        return bool(timers) and bool(ends_a_wait(waiter, SimpleNamespace(_scheduled=timers), deadline))

    monkeypatch.setattr(_dpy_internals, "is_sleep_waiter", asked)


def _look_again_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling sleeps a twentieth of a second where only callbacks are left, whose turn is the very next."""
    defaults = simcord.Env._settle_internal.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "idle", 0.002)


def _copy_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """simcord copies what goes to and fro, which is JSON, as if it could be anything."""
    for module in (components, results, serializers):
        monkeypatch.setattr(module, "deepcopy", _copied)
    for module in (gateway, router):
        monkeypatch.setattr(module, "copy", SimpleNamespace(deepcopy=_copied))


def _copied(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return {key: _copied(each) for key, each in value.items()}
    if kind is list:
        return [_copied(each) for each in value]
    return value if kind in _PLAIN else deepcopy(value)
