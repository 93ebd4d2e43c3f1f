"""A PostgreSQL server of this process's own, and new databases on it that need no migrating.

It listens on a socket in a folder of its own, keeps nothing safe from power cuts, and dies with this process, however
that ends. Where the programs of a server are missing, tests that ask for one are skipped.
"""

from __future__ import annotations

import asyncio
import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from data.store import SqlStore
from data.tables import metadata

_HOMES = Path("/usr/lib/postgresql")  # where Debian keeps each version's programs
_USER = "postgres"
_TEMPLATE = "template_meetward"
_LONGEST_START = 30.0  # seconds
_PR_SET_PDEATHSIG = 1
_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "listen_addresses": "",
}
# References are not looked after meanwhile: everything goes.
_EMPTYING = ";".join(
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "SET session_replication_role = replica",
        *(f'DELETE FROM "{each.name}"' for each in metadata.sorted_tables),
    ]
)
_SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
_numbers = count(1)


def has_postgres() -> bool:
    return _programs() is not None


def keep_safe() -> None:
    """Have the server that is to be started keep what it commits, as those of operators do."""
    _QUICK.update(_SAFE)


@contextmanager
def postgres_server() -> Iterator[Path]:
    """Run a server; gives the folder of its socket. Skips the test where there are no programs for it."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        owner = _USER if os.geteuid() == 0 else None
        if owner is not None:
            account = pwd.getpwnam(owner)
            os.chown(folder, account.pw_uid, account.pw_gid)
        cluster = ["-D", str(folder / "cluster"), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([programs / "initdb", *cluster], check=True, stdout=subprocess.DEVNULL, user=owner, cwd=folder)
        chosen = [f"-c{name}={value}" for name, value in {**_QUICK, "unix_socket_directories": name}.items()]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "cluster", *chosen],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=owner,
                cwd=folder,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the tests have no threads that hold locks then
            )
        try:
            _wait_for(server, folder)
            yield folder
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def fresh_postgres() -> str:
    """The URL of a new, empty database of this version on this process's server."""
    return _created(_template())


def postgres_like(name: str) -> str:
    """The URL of a new database that holds what another does, which nobody has open."""
    return _created(f'"{name}"')


def empty_postgres() -> str:
    """The URL of a new database without any table."""
    return _created("template0")


def emptied_postgres(url: str) -> str:
    """The same database with nothing in its tables, whoever was connected to it thrown out; gives its URL."""
    _run(_empty(url))
    return url


def drop_postgres(url: str) -> None:
    """Give the room of a database back; whoever is still connected to it is thrown out."""
    _run(_ask(_server(), f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))


def _created(template: str) -> str:
    name = f"meetward_{next(_numbers)}"
    _run(_ask(_server(), f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY FILE_COPY'))
    return _url(_server(), name)


@cache
def _server() -> Path:
    stack = ExitStack()
    folder = stack.enter_context(postgres_server())
    atexit.register(stack.close)
    return folder


@cache
def _template() -> str:
    _run(_ask(_server(), f"CREATE DATABASE {_TEMPLATE}"))
    _run(_migrate(_url(_server(), _TEMPLATE)))
    return _TEMPLATE


async def _migrate(url: str) -> None:
    store = SqlStore(url)
    await store.migrate()
    await store.close()


async def _empty(url: str) -> None:
    connection = await asyncpg.connect(host=str(_server()), user=_USER, database=make_url(url).database)
    try:
        await connection.execute(_EMPTYING)
    finally:
        await connection.close()


async def _ask(folder: Path, statement: str) -> None:
    engine = create_async_engine(_url(folder, "postgres"), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()


def _url(folder: Path, database: str) -> str:
    url = URL.create("postgresql+asyncpg", _USER, database=database, query={"host": str(folder)})
    return url.render_as_string(hide_password=False)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """To its end in a loop of its own, wherever the caller is."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while True:
        try:
            return _run(_ask(folder, "SELECT 1"))
        except (OSError, SQLAlchemyError) as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.02)


@cache
def _programs() -> Path | None:
    """The folder of the newest server's programs."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    homes = sorted(_HOMES.glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    return homes[-1].parent if homes else None


def _die_with_parent() -> None:
    """Have the kernel end the server when this process ends, however that ends (prctl(2), Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
