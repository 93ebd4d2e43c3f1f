"""What `/mydata export` hands over, unpacked."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from tests.stories.world import files_of


async def unpacked(answer: Any) -> dict[str, bytes]:
    """The files of an export that fits into one archive."""
    [(name, archive)] = (await files_of(answer)).items()
    assert name == "meetward.zip"
    return files_in(archive)


def files_in(archive: bytes) -> dict[str, bytes]:
    opened = zipfile.ZipFile(io.BytesIO(archive))
    assert opened.testzip() is None
    return {name: opened.read(name) for name in opened.namelist()}
