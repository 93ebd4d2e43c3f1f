"""Files in archives that can be sent: in their order, none too large, and every byte found again."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from meetups.exchange.parcels import Packer

LIMIT = 2_000
_CONTENTS = st.one_of(st.binary(max_size=3_000), st.integers(0, 9_000).map(bytes))
_FILES = st.lists(st.tuples(st.sampled_from(("txt", "jpg")), _CONTENTS), max_size=8)


@given(_FILES)
def test_everything_is_found_again_and_nothing_is_too_large(kinds: list[tuple[str, bytes]]) -> None:
    files = [(f"ordner/größe-{number}.{kind}", data) for number, (kind, data) in enumerate(kinds)]
    packer = Packer(LIMIT)
    # Given in two helpings, as photos follow words.
    archives = [*packer.add(files[:3]), *packer.add(files[3:]), packer.close()]
    assert max(map(len, archives)) <= LIMIT
    assert unpacked(archives) == dict(files)


def test_what_fits_is_in_one_archive_that_is_the_same_each_time() -> None:
    files = [("README.txt", b"hello"), ("photos/a.jpg", b"\xff" * 500)]
    first, again = Packer(LIMIT), Packer(LIMIT)
    assert (first.add(files), again.add(files)) == ([], [])
    assert first.close() == again.close()


def unpacked(archives: list[bytes]) -> dict[str, bytes]:
    """The files, those that were cut put together again by the numbers behind their names."""
    found: dict[str, bytes] = {}
    for archive in archives:
        opened = ZipFile(BytesIO(archive))
        for name in opened.namelist():
            stem, _, ending = name.rpartition(".")
            whole = stem if ending.isdecimal() else name
            found[whole] = found.get(whole, b"") + opened.read(name)
    return found
