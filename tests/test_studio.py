"""Pictures are drawn by a process of their own, which may fail, die or hang without anything else noticing."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import matplotlib
import pytest

from bot import studio as studios
from bot.studio import Studio
from meetups.pictures.outside import UndrawableError
from tests.pictures.painter import Sign, painted

CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")
pytestmark = pytest.mark.skipif(not CHILDREN.exists(), reason="needs Linux's /proc")


def children() -> list[int]:
    return [int(each) for each in CHILDREN.read_text().split()]


def told(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    before = children()
    studio = Studio(painter="tests.pictures.painter")
    yield studio
    await studio.close()
    assert children() == before


async def refused(studio: Studio, how: str) -> str:
    with pytest.raises(UndrawableError) as refusal:
        await studio(Sign("a secret", how))
    return str(refusal.value)


async def test_a_picture_is_drawn_once_and_shown_again_without_the_painter(studio: Studio) -> None:
    """It comes out as it would here; the same painter draws the next one; once it is gone, the first is still there."""
    before = children()
    first = await studio(Sign("Zoë سلام"))
    assert first == painted(Sign("Zoë سلام"))
    (painter,) = set(children()) - set(before)
    assert await studio(Sign("Zoë")) != first
    assert set(children()) - set(before) == {painter}
    os.kill(painter, signal.SIGKILL)
    assert await studio(Sign("Zoë سلام")) is first
    assert (await studio(Sign("Ana"))).startswith(b"\x89PNG")


async def test_two_who_want_the_same_get_the_same_one_and_one_who_leaves_spoils_nothing(studio: Studio) -> None:
    impatient = asyncio.create_task(studio(Sign("both", "slowly")))
    await asyncio.sleep(0.01)
    others = asyncio.gather(*(studio(Sign("both", "slowly")) for _ in range(3)), studio(Sign("another")))
    await asyncio.sleep(0.01)
    impatient.cancel()
    *same, another = await others
    assert same[0] is same[1] is same[2]
    assert another == painted(Sign("another"))
    assert impatient.cancelled()


async def test_a_painter_killed_at_work_is_replaced_and_the_picture_drawn(studio: Studio) -> None:
    before = children()
    await studio(Sign("Ana"))
    (painter,) = set(children()) - set(before)
    drawing = asyncio.create_task(studio(Sign("Zoë", "slowly")))
    await asyncio.sleep(0.1)
    os.kill(painter, signal.SIGKILL)
    assert await drawing == painted(Sign("Zoë"))


async def test_what_cannot_be_drawn_is_said_and_the_next_one_is(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the error's name leaves the painter; one that kills every painter is given up; one that hangs is killed."""
    assert await refused(studio, "not") == "ValueError"
    assert await refused(studio, "fatally") == "the painter died"
    expected = painted(Sign("Ana"))
    assert await studio(Sign("Ana")) == expected
    with monkeypatch.context() as patch:
        patch.setattr(studios, "PATIENCE", 0.2)
        assert await refused(studio, "never") == "TimeoutError"
    assert await studio(Sign("Ana", "chattily")) == expected


async def test_a_painter_without_work_goes_home_and_comes_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = children()
    monkeypatch.setattr(studios, "IDLE", 0.05)
    await studio(Sign("Ana"))
    for _ in range(100):
        if children() == before:
            break
        await asyncio.sleep(0.02)
    assert children() == before
    assert (await studio(Sign("Zoë"))).startswith(b"\x89PNG")


async def test_an_operators_own_fonts_draw_what_the_others_cannot(tmp_path: Path) -> None:
    """Whatever else lies in the folder does no harm."""
    shutil.copy(Path(str(matplotlib.get_data_path()), "fonts/ttf/DejaVuSans.ttf"), tmp_path)
    (tmp_path / "empty.ttf").touch()
    (tmp_path / "folder.otf").mkdir()
    studio = Studio(str(tmp_path), "tests.pictures.painter")
    assert await studio(Sign("ქართული")) != painted(Sign("ქართული")) == painted(Sign(""))
    assert await studio(Sign("Zoë")) == painted(Sign("Zoë"))
    await studio.close()


async def test_a_studio_that_closes_waits_for_nobody(studio: Studio) -> None:
    drawing = asyncio.create_task(studio(Sign("Ana", "never")))
    await asyncio.sleep(0.1)
    await studio.close()
    with pytest.raises(asyncio.CancelledError):
        await drawing


async def test_the_bots_secrets_stay_with_the_bot(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "hush")
    before = children()
    await studio(Sign("Ana"))
    (painter,) = set(children()) - set(before)
    said = told(painter)
    assert b"hush" not in said
    assert b"MEETWARD_FONTS=" in said


async def test_nothing_that_draws_is_loaded_into_the_bot() -> None:
    asking = (
        "import sys, bot.studio; print(*{'resvg', 'uharfbuzz', 'bidi', 'meetups.pictures.fonts'} & set(sys.modules))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", asking, stdout=asyncio.subprocess.PIPE)
    assert (await process.communicate())[0].split() == []
    assert process.returncode == 0
