"""For every test process: garbage is looked for seldom, and never among what the imports made.

Properties are tried on 40 examples each, with `HYPOTHESIS_PROFILE=thorough` on 500.

What the tests' asserts are rewritten into is kept, beside the tree where nothing may be written into it: each process
collects every test, and rewriting takes two thirds of that.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before the imports that tests need: a sixth of these, and of collecting, was looking for garbage where there is none.
gc.set_threshold(100_000, 20, 100)
if sys.dont_write_bytecode and sys.pycache_prefix is None:
    sys.pycache_prefix = str(Path(__file__).parents[1] / "var" / "bytecode")
    sys.dont_write_bytecode = False


def pytest_configure() -> None:
    from hypothesis import settings

    settings.register_profile("everyday", max_examples=40)
    settings.register_profile("thorough", max_examples=500, deadline=None)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


@pytest.fixture(autouse=True)
def _databases_used_again() -> Iterator[None]:
    from tests.support.database import used_again

    with used_again():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those over the wire come first: they mostly wait, and the other processes have work to do meanwhile."""
    items.sort(key=lambda item: "wire" not in item.path.parts)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
