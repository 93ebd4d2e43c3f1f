"""Which typeface covers what: those that come with Meetward's packages, then the operator's own. No system fonts.

All are mapped into memory and read only where they are needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import regex
import uharfbuzz as hb

from meetups.pictures.outside import OWN_FONTS

_HEBREW: Final = regex.compile(r"\p{Hebrew}")
_INVISIBLE: Final = regex.compile(r"[\p{Cf}\p{VS}]")
_COLOURS: Final = {"COLR", "CBDT"}


@dataclass(frozen=True, slots=True, eq=False)
class Typeface:
    """One font file. ``name`` is its family; without weights, bold has to be made by a stroke.

    ``only_hebrew`` leaves letters of other scripts to others, though it may cover them.
    """

    name: str
    face: hb.Face
    path: Path
    has_weights: bool
    characters: hb.Set
    only_hebrew: bool = False

    def covers(self, cluster: str) -> bool:
        """Whether it has a glyph for everything in the cluster that can be seen."""
        return all(ord(each) in self.characters for each in cluster if not _INVISIBLE.match(each))


def covering(cluster: str) -> Typeface | None:
    """The first typeface that has all of this grapheme cluster. Emoji are apart: ``drawing_emoji``."""
    for each in typefaces():
        if each.covers(cluster) and (not each.only_hebrew or _HEBREW.match(cluster)):
            return each
    return None


@lru_cache(maxsize=1)
def typefaces() -> tuple[Typeface, ...]:
    return (
        _opened(_packaged("fontpkg_inter", "files/Inter[[]*.ttf")),
        _opened(_packaged("fontpkg_rubik", "files/Rubik[[]*.ttf"), only_hebrew=True),
        _opened(_packaged("fontpkg_noto_sans_arabic", "files/*.ttf")),
        _opened(_packaged("fontpkg_noto_sans_devanagari", "files/*.ttf")),
        _opened(_packaged("noto_cjk_sans_jp_regular", "*.otf")),
        *(each for each in _own() if not _is_coloured(each)),
    )


@lru_cache(maxsize=1)
def emoji_typefaces() -> tuple[Typeface, ...]:
    """Fonts with colours; none where neither the demo's package nor the operator brings one."""
    found = [each for each in _own() if _is_coloured(each)]
    # Only looked for: importing it would pull in a whole simulator of Discord.
    spec = find_spec("simcord")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found += map(_opened, sorted(Path(folder).glob("preview/static/fonts/noto-color-emoji*.ttf")))
    return tuple(found)


def _packaged(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(folder).glob(pattern)):
            return path
    raise FileNotFoundError(f"{package} brings no {pattern}")


@lru_cache(maxsize=1)
def _own() -> tuple[Typeface, ...]:
    folder = os.environ.get(OWN_FONTS, "")
    return tuple(_readable(Path(folder))) if folder else ()


def _readable(folder: Path) -> Iterator[Typeface]:
    for path in sorted((*folder.glob("*.ttf"), *folder.glob("*.otf"))):
        # A folder with such a name fails to open; a file that is no font opens as one without glyphs.
        with suppress(hb.HarfBuzzError):
            opened = _opened(path)
            if opened.face.glyph_count:
                yield opened


def _opened(path: Path, only_hebrew: bool = False) -> Typeface:
    face = hb.Face(hb.Blob.from_file_path(str(path)))
    has_weights = any(axis.tag == "wght" for axis in face.axis_infos)
    name = face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) or path.stem
    return Typeface(name, face, path, has_weights, face.unicodes, only_hebrew)


def _is_coloured(typeface: Typeface) -> bool:
    return not _COLOURS.isdisjoint(typeface.face.table_tags)
