"""A photo as it is kept: drawn anew from its pixels, so that nothing else of the file remains.

Phones write into a photo where it was taken; a file may hold more than a picture, or one far larger than it looks. So
whatever is uploaded is decoded and encoded again: one JPEG of at most 2,048 pixels a side and a megabyte.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageOps

from meetups.photographs import Developed, UnreadablePhotoError

LONGEST_SIDE: Final = 2_048
MOST_BYTES: Final = 1_000_000
MOST_PIXELS: Final = 50_000_000
"""What a file may claim to hold; more is refused before it is unpacked."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITIES: Final = (88, 80, 72, 64)
_SRGB: Final = ImageCms.createProfile("sRGB")


def developed(data: bytes) -> Developed:
    """The first picture of a file, upright and without metadata. Raises ``UnreadablePhotoError``."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as file:
            if file.width * file.height > MOST_PIXELS:
                raise UnreadablePhotoError("too many pixels")
            file.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = _plain(ImageOps.exif_transpose(file))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        raise UnreadablePhotoError(str(error)) from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _encoded(picture)


def _plain(picture: Image.Image) -> Image.Image:
    """Red, green and blue as every screen means them; what shines through is white."""
    if picture.mode.startswith("I;16"):
        # Pillow would cut off all that is brighter than 255 of 65,535.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and picture.mode == "RGB":
        try:
            converted = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(BytesIO(profile)), _SRGB)
        except (ImageCms.PyCMSError, OSError):
            converted = None
        picture = converted or picture
    if picture.has_transparency_data:
        solid = Image.new("RGBA", picture.size, "white")
        solid.alpha_composite(picture.convert("RGBA"))
        picture = solid
    return picture.convert("RGB")


def _encoded(picture: Image.Image) -> Developed:
    """As good as a megabyte allows; what is still larger is made smaller."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    while True:
        for quality in _QUALITIES:
            out = BytesIO()
            clean.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
            if out.tell() <= MOST_BYTES:
                return Developed(out.getvalue(), clean.width, clean.height)
        clean = clean.resize((max(1, clean.width * 3 // 4), max(1, clean.height * 3 // 4)), Image.Resampling.LANCZOS)
