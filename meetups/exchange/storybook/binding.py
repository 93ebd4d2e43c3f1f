"""Everything somebody told in one archive: a Markdown file for each story, the photos, and one page of all of it.

Each photo is in it twice, as a file and within the page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import Image

from meetups.exchange.storybook.chapters import Book, slugs
from meetups.exchange.storybook.html import to_file
from meetups.exchange.storybook.markdown import to_markdown

PAGE_NAME: Final = "stories.html"
_WEIGHT: Final = 2.08
"""Bytes in the archive for a byte of a photo: base64 packs to about what it was made from."""
_QUALITY: Final = 76
_SIDES: Final = (1_600, 1_280, 960, 640, 480)
"""How long the longer side of a smaller photo may be."""
_LEAST: Final = 40_000
"""Bytes below which a photo is rather left out than made smaller still."""
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time an archive can say: the same stories give the same bytes."""
_PLAIN_FILE: Final = 0o100644 << 16


def share(sizes: Collection[int], room: int) -> int | None:
    """How many bytes each photo may have so that all fit, or as many as can; None where they fit as they are."""
    bytes_of_photos = room / _WEIGHT
    if sum(sizes) <= bytes_of_photos:
        return None
    return max(_LEAST, int(bytes_of_photos / len(sizes)))


def smaller(photo: bytes, most: int) -> bytes:
    """The same picture in about so many bytes; as it was where it has no more."""
    if len(photo) <= most:
        return photo
    with Image.open(BytesIO(photo), formats=("JPEG",)) as file:
        file.draft("RGB", (_SIDES[0], _SIDES[0]))
        picture = file.convert("RGB")
    found = photo
    for side in _SIDES:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = BytesIO()
        picture.save(out, "JPEG", quality=_QUALITY, progressive=True, optimize=True)
        found = min(out.getvalue(), found, key=len)
        if len(found) <= most:
            break
    return found


def weight(photo: bytes) -> int:
    """About how many bytes of an archive a photo takes."""
    return round(len(photo) * _WEIGHT)


def leaves(book: Book, kept: Collection[int], up: str = "") -> tuple[dict[str, bytes], dict[int, str]]:
    """A Markdown file for each story, by name, and what the photos that are kept are called; ``up`` leads from the one to
    the other.
    """
    names = slugs(book.chapters)
    files: dict[str, bytes] = {}
    found: dict[int, str] = {}
    for chapter in book.chapters:
        shown = [each.id for each in chapter.plates if each.id in kept]
        paths = {each: f"photos/{names[chapter.id]}-{number}.jpg" for number, each in enumerate(shown, start=1)}
        files[f"{names[chapter.id]}.md"] = to_markdown(chapter, {each: up + paths[each] for each in paths}).encode()
        found |= paths
    return files, found


def bound(book: Book, photos: Mapping[int, bytes]) -> bytes:
    """The archive, with the photos that are given."""
    files, paths = leaves(book, photos)
    files |= {paths[each]: photos[each] for each in paths}
    files[PAGE_NAME] = to_file(book, photos)
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in sorted(files):
            info = ZipInfo(name, _BEGINNING)
            info.create_system, info.external_attr = 3, _PLAIN_FILE
            info.compress_type = ZIP_STORED if name.endswith(".jpg") else ZIP_DEFLATED
            archive.writestr(info, files[name])
    return out.getvalue()
