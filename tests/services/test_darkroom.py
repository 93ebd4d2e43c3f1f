"""Photos are drawn anew in a process of their own, which may fail, die or hang without anything else noticing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from bot import darkroom
from bot.darkroom import Darkroom
from meetups.developing import developed
from meetups.photographs import MOST_UPLOADED
from meetups.refusals import Refusal
from tests.support.pictures import from_a_phone, jpeg, opened

CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")


def children() -> list[int]:
    return [int(each) for each in CHILDREN.read_text().split()]


async def newborn() -> int:
    """The next process there is."""
    before = set(children())
    for _ in range(5_000):
        if born := set(children()) - before:
            return born.pop()
        await asyncio.sleep(0.001)
    raise AssertionError("no process was started")


async def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        await Darkroom()(data)
    return refusal.value.key


@pytest.mark.skipif(not CHILDREN.exists(), reason="needs Linux's /proc")
class TestWithChildren:
    """Whatever happens, no process is left: neither running nor dead and unread."""

    @pytest.fixture(autouse=True)
    def _nobody_left(self) -> object:
        before = children()
        yield
        assert children() == before

    async def test_it_comes_out_as_it_would_here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        data = from_a_phone(orientation=6)
        assert await Darkroom()(data) == developed(data)

    async def test_what_is_no_photo_is_refused(self) -> None:
        assert await refused(b"") == "photo.unreadable"
        assert await refused(b"<html>" * 200_000) == "photo.unreadable"
        assert await refused(jpeg(size=(900, 900))[:900]) == "photo.unreadable"

    async def test_a_file_over_the_limit_is_not_even_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", "/nowhere")
        assert await refused(bytes(MOST_UPLOADED + 1)) == "photo.too_large"

    async def test_one_that_takes_too_long_is_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(darkroom, "PATIENCE", 0.02)
        began = time.perf_counter()
        assert await refused(jpeg(size=(3_000, 3_000))) == "photo.unreadable"
        assert time.perf_counter() - began < 2

    async def test_one_that_dies_is_no_photo(self) -> None:
        room = Darkroom()
        developing = asyncio.ensure_future(room(jpeg(size=(4_000, 4_000))))
        os.kill(await newborn(), signal.SIGKILL)
        with pytest.raises(Refusal, match=r"photo\.unreadable"):
            await developing
        assert (await room(jpeg())).width == 64

    async def test_one_nobody_waits_for_any_more_is_ended(self) -> None:
        developing = asyncio.ensure_future(Darkroom()(jpeg(size=(4_000, 4_000))))
        await newborn()
        developing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await developing

    async def test_two_at_once_and_no_more(self) -> None:
        """Each gets its own photo back, however many are wanted."""
        sizes = [(300, 200 + 10 * number) for number in range(5)]
        before, most, room = len(children()), 0, Darkroom()
        developing = asyncio.gather(*(room(jpeg(size=size)) for size in sizes))
        while not developing.done():
            most = max(most, len(children()) - before)
            await asyncio.sleep(0.002)
        photos = await developing
        assert [(each.width, each.height) for each in photos] == sizes
        assert [opened(each.data).size for each in photos] == sizes
        assert most == 2
