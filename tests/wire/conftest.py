"""What all tests over the wire share."""

from __future__ import annotations

from multiprocessing import forkserver

import pytest

import tests.wire.bot_process  # noqa: F401 - it says what the fork server imports


@pytest.fixture(scope="session", autouse=True)
def _fork_server() -> None:
    """Have the process that bots are forked from get ready while tests without a bot run."""
    forkserver.ensure_running()
