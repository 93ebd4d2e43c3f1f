"""What every bot works out at its start, worked out once in the process that bots are forked from; imported nowhere else.

The city list is read, the commands are translated, and a first mission has made the usual statements into SQL. What a
start does where nothing is kept is for the tests that start `python -m bot run` itself.
"""

import asyncio
import gc
import io
import tempfile
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import LRUCache

from bot.app import open_app
from bot.settings import Settings
from cogs.kit.localising import CatalogueTranslator
from data import blocking, store
from meetups.places import Places
from tests.support.database import fresh_file
from tests.support.kept import keep_starts
from tests.support.office import Clock, Office, actor

CITIES = Places(kept_in=Path("var"))
_DIALECTS: dict[str, Dialect] = {}
_STATEMENTS: LRUCache[Any, Any] = LRUCache(2_000)


def _sharing(made: Any, *arguments: Any, **options: Any) -> Any:
    """An engine that shares what others made of their statements, which SQLAlchemy keeps by dialect."""
    engine = made(*arguments, **options)
    inner: Engine = getattr(engine, "sync_engine", engine)
    inner.dialect = _DIALECTS.setdefault(inner.dialect.driver, inner.dialect)
    inner.update_execution_options(compiled_cache=_STATEMENTS)
    return engine


async def _a_first_mission(folder: Path) -> None:
    chosen = Settings(_env_file=None, database_url=fresh_file(folder), discord_token=None)  # type: ignore[call-arg]
    async with open_app(chosen, places=CITIES) as app:
        client, desk = app.client(), app.services.desk
        for command in client.tree.get_commands():
            await command.get_translated_payload(client.tree, CatalogueTranslator(app.registry.kit.lexicon))
        office = Office(app.store, Clock(), desk, app.services)
        await office.community()
        await office.mission(actor(2))
        assert app.store.blocking is not None
        deliveries = app.services.deliveries.over(replace(desk, store=app.store.blocking))
        await replace(office, services=replace(app.services, deliveries=deliveries)).carry()
        await app.keep_house()
        await client.close()


_kept = pytest.MonkeyPatch()
_kept.setattr(store, "create_async_engine", partial(_sharing, create_async_engine))
_kept.setattr(blocking, "create_engine", partial(_sharing, create_engine))
keep_starts(_kept)
CITIES.load()
with tempfile.TemporaryDirectory() as _folder:
    asyncio.run(_a_first_mission(Path(_folder)))
Console(file=io.StringIO()).print("Connected: yes.")
assert threading.active_count() == 1, "a fork takes one thread with it, and whatever lock another holds"

# A bot looks through all of this for garbage once it is warm, and would have to copy whatever it looks at.
gc.collect()
gc.freeze()
