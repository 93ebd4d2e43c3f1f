"""A photo is drawn anew from its pixels: nothing else of the file comes through, whatever the file is."""

from __future__ import annotations

import time
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest
from PIL import Image, ImageCms

from meetups.developing import LONGEST_SIDE, MOST_BYTES, developed
from meetups.photographs import UnreadablePhotoError
from tests.support.pictures import CAMERA, SPOT, claiming, exif, from_a_phone, halves, jpeg, opened, saved

Colour = tuple[int, ...]


def near(found: object, wanted: Colour) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


def middle(data: bytes) -> object:
    picture = opened(developed(data).data)
    return picture.getpixel((picture.width // 2, picture.height // 2))


def test_nothing_a_phone_writes_is_left() -> None:
    """Not where it was, nor with what, nor any remark, nor the preview with all of that within."""
    data = from_a_phone()
    for each in (CAMERA.encode(), SPOT, b"Exif", b"xmpmeta"):
        assert each in data
    assert opened(data).getexif().get_ifd(0x8825)[2] == (39.0, 9.0, 55.0)

    photo = developed(data)
    for each in (CAMERA.encode(), SPOT, b"Exif", b"xmp", b"GPS", b"ICC"):
        assert each not in photo.data
    picture = opened(photo.data)
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert not dict(picture.getexif())
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_nor_of_other_kinds_of_files(kind: str) -> None:
    data = saved(halves("red", "blue"), kind, exif=exif())
    assert SPOT in data
    assert SPOT not in developed(data).data


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (64, 32), "red"), (3, (64, 32), "blue"), (6, (32, 64), "red"), (8, (32, 64), "blue")],
)
def test_it_stands_upright_however_it_was_held(orientation: int, size: tuple[int, int], corner: str) -> None:
    photo = developed(from_a_phone(orientation))
    picture = opened(photo.data)
    assert (photo.width, photo.height) == picture.size == size
    assert near(picture.getpixel((3, 3)), {"red": (255, 0, 0), "blue": (0, 0, 255)}[corner])


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_shines_through_is_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture = clear.convert(mode) if mode != "P" else clear.quantize()
    assert near(middle(saved(picture)), (255, 255, 255))


def test_half_seen_is_half_white() -> None:
    assert near(middle(saved(Image.new("RGBA", (40, 40), (255, 0, 0, 128)))), (255, 127, 127))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "MPO"])
def test_of_what_moves_the_first_picture_stays(kind: str) -> None:
    others = [Image.new("RGB", (40, 40), each) for each in ("blue", "green")]
    data = saved(Image.new("RGB", (40, 40), "red"), kind, save_all=True, append_images=others)
    photo = developed(data)
    assert near(opened(photo.data).getpixel((20, 20)), (255, 0, 0))
    assert getattr(opened(photo.data), "n_frames", 1) == 1


def test_colours_are_what_they_were() -> None:
    """Of print, of a palette, of black and white, and of grey in 8 and 16 bits."""
    deep = Image.new("I;16", (40, 40), 32_768)
    assert near(middle(saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG")), (255, 0, 0))
    assert near(middle(saved(Image.new("RGB", (40, 40), "red").quantize())), (255, 0, 0))
    assert near(middle(saved(Image.new("L", (40, 40), 128))), (128, 128, 128))
    assert near(middle(saved(Image.new("1", (40, 40), 1))), (255, 255, 255))
    assert near(middle(saved(deep)), (128, 128, 128))


def test_a_profile_is_worked_in_and_a_broken_one_is_left_out() -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red_is_green = usual.replace(b"rXYZ", b"swap").replace(b"gXYZ", b"rXYZ").replace(b"swap", b"gXYZ")
    red, green = (255, 0, 0), (0, 255, 0)
    for profile, shown in ((usual, red), (red_is_green, green), (b"no profile at all", red), (usual[:300], red)):
        data = jpeg("red", icc_profile=profile)
        assert near(middle(data), shown)
        assert "icc_profile" not in opened(developed(data).data).info


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("width", "height"), [(9_500, 9_400), (11_000, 12_000), (20_000, 20_000)])
def test_a_small_file_that_claims_to_be_huge_is_refused_at_once(width: int, height: int) -> None:
    data = claiming(width, height)
    assert len(data) < 100_000
    began = time.perf_counter()
    with pytest.raises(UnreadablePhotoError):
        developed(data)
    assert time.perf_counter() - began < 0.5


def test_a_large_one_is_made_small_whatever_its_shape() -> None:
    photo = developed(claiming(3_000, 2_000))
    assert (photo.width, photo.height) == (LONGEST_SIDE, 1_365)
    photo = developed(claiming(1, 30_000))
    assert (photo.width, photo.height) == (1, LONGEST_SIDE)


def test_noise_comes_down_to_a_megabyte() -> None:
    size = (2_300, 2_100)
    data = saved(Image.frombytes("RGB", size, Random(1).randbytes(size[0] * size[1] * 3)), "JPEG", quality=80)
    photo = developed(data)
    assert len(photo.data) <= MOST_BYTES
    assert opened(photo.data).size == (photo.width, photo.height)
    assert LONGEST_SIDE >= photo.width > 1_000


def test_a_small_one_is_not_blown_up_and_comes_out_the_same_each_time() -> None:
    data = from_a_phone()
    assert (developed(data).width, developed(data).height) == (64, 32)
    assert developed(data) == developed(data)


def bundle() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nquit",
        b"%PDF-1.7\n",
        bundle(),
        saved(Image.new("RGB", (9, 9)), "TIFF"),
        saved(Image.new("RGB", (9, 9)), "BMP"),
        saved(Image.new("RGB", (9, 9)), "ICO"),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePhotoError):
        developed(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_that_stops_too_soon_is_refused(kind: str) -> None:
    data = saved(Image.effect_noise((200, 150), 80).convert("RGB"), kind)
    for part in (0.1, 0.5, 0.9):
        with pytest.raises(UnreadablePhotoError):
            developed(data[: int(len(data) * part)])


def test_what_hides_behind_a_photo_is_left_behind() -> None:
    for hidden in (bundle(), b"<script>alert(1)</script>", b"\xff\xd8\xff\xfe" + SPOT):
        photo = developed(jpeg() + hidden)
        assert hidden[:12] not in photo.data
        assert b"script" not in photo.data
        assert SPOT not in photo.data
    assert b"<html>" not in developed(jpeg(comment=b"<html><script>")).data


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_damaged_file_is_a_photo_or_none_and_never_a_fault() -> None:
    """Whatever its bytes: of a decoder's own errors the callers know one."""
    chance = Random(7)
    noise = Image.effect_noise((60, 40), 60).convert("RGB")
    whole = [
        saved(noise, "JPEG", exif=exif()),
        saved(noise, "PNG", exif=exif()),
        saved(noise, "WEBP"),
        saved(noise, "GIF"),
    ]
    read = 0
    for _ in range(400):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(min(len(data), 300))] = chance.randrange(256)
        try:
            photo = developed(bytes(data))
        except UnreadablePhotoError:
            continue
        read += 1
        assert opened(photo.data).size == (photo.width, photo.height)
    assert read > 50
