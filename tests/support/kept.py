"""What comes out the same in every test is worked out once in a process and kept.

All of it is remembered by what it is made from: whatever differs is worked out anew.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from discord import app_commands
from simcord import _dpy_internals
from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from bot.client import MeetwardClient
from cogs.kit.localising import CatalogueTranslator
from data import store

_STATEMENTS: LRUCache[Any, Any] = LRUCache(2_000)
_DIALECTS: dict[str, Dialect] = {}
_PAYLOADS: dict[tuple[type, str], str] = {}
_MIGRATIONS: dict[str, ScriptDirectory] = {}
_Tree = app_commands.CommandTree[MeetwardClient]
_Command = app_commands.Command[Any, ..., Any] | app_commands.Group


def keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep statements made into SQL, commands translated into all of Discord's languages, and migrations read."""
    monkeypatch.setattr(store, "create_async_engine", _engine)
    for kind in (app_commands.Command, app_commands.Group):
        _keep_payloads(monkeypatch, kind)
    _keep_migrations(monkeypatch)
    _look_at_fewer_timers(monkeypatch)


def _engine(url: Any, **options: Any) -> AsyncEngine:
    """An engine that shares what others made of their statements, which SQLAlchemy keeps by dialect."""
    engine = create_async_engine(url, **options)
    engine.sync_engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.sync_engine.update_execution_options(compiled_cache=_STATEMENTS)
    return engine


def _keep_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    read = ScriptDirectory.from_config

    def found(config: Config) -> ScriptDirectory:
        place = str(config.get_main_option("script_location"))
        if place not in _MIGRATIONS:
            _MIGRATIONS[place] = read(config)
        return _MIGRATIONS[place]

    monkeypatch.setattr(ScriptDirectory, "from_config", found)


def _keep_payloads(monkeypatch: pytest.MonkeyPatch, kind: type[_Command]) -> None:
    translate = kind.get_translated_payload

    async def translated(command: Any, tree: _Tree, translator: app_commands.Translator) -> dict[str, Any]:
        assert isinstance(translator, CatalogueTranslator)
        made_from = type(translator._lexicon), json.dumps(command.to_dict(tree), sort_keys=True)
        if made_from not in _PAYLOADS:
            _PAYLOADS[made_from] = json.dumps(await translate(command, tree, translator))
        payload: dict[str, Any] = json.loads(_PAYLOADS[made_from])
        return payload

    monkeypatch.setattr(kind, "get_translated_payload", translated)


def _look_at_fewer_timers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling asks of every waiting task whether a timer ends its wait, and each time of all timers there are."""
    ends_a_wait = _dpy_internals.is_sleep_waiter

    def asked(waiter: Any, loop: Any, deadline: float) -> bool:
        timers = [each for each in loop._scheduled for value in each._args or () if value is waiter]
        return bool(timers) and bool(ends_a_wait(waiter, SimpleNamespace(_scheduled=timers), deadline))

    monkeypatch.setattr(_dpy_internals, "is_sleep_waiter", asked)
