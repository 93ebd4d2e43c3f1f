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
from hypothesis import settings

from tests.support.database import used_again

if sys.dont_write_bytecode and sys.pycache_prefix is None:
    sys.pycache_prefix = str(Path(__file__).parents[1] / "var" / "bytecode")
    sys.dont_write_bytecode = False


settings.register_profile("everyday", max_examples=40)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


@pytest.fixture(autouse=True)
def _databases_used_again() -> Iterator[None]:
    with used_again():
        yield


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
