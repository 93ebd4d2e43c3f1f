"""Small pictures of every make, as phones and mischief-makers send them."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any
from zlib import compressobj, crc32

from PIL import Image

_GPS_IFD = 0x8825
_ORIENTATION = 0x0112
CAMERA = "Lumixward 9000"
SPOT = b"Hidden Hollow"
"""Words that stand in the file of a phone's photo, and in nothing made of it."""


def jpeg(colour: str = "red", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    return saved(Image.new("RGB", size, colour), "JPEG", **options)


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def halves(left: str, right: str, mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """One colour on the left, another on the right."""
    picture = Image.new(mode, size, left)
    picture.paste(Image.new(mode, (size[0] // 2, size[1]), right), (size[0] // 2, 0))
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: where it was, which it is, how it was held, and a remark."""
    tags = Image.Exif()
    tags[0x0110] = CAMERA
    tags[_ORIENTATION] = orientation
    tags[0x9286] = SPOT
    tags.get_ifd(_GPS_IFD).update(
        {1: "N", 2: (39.0, 9.0, 55.0), 3: "W", 4: (86.0, 31.0, 35.0), 0x1B: b"ASCII\0\0\0" + SPOT}
    )
    return tags


def from_a_phone(orientation: int = 1) -> bytes:
    """A photo with its place in the EXIF, a remark, and an XMP packet that says the place again."""
    picture = halves("red", "blue")
    return saved(picture, "JPEG", exif=exif(orientation), comment=SPOT, xmp=b"<x:xmpmeta>" + SPOT + b"</x:xmpmeta>")


def claiming(width: int, height: int) -> bytes:
    """A PNG whose few bytes unpack into this many white pixels."""
    packer = compressobj(9)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
