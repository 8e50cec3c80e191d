"""Card photos out of pictures: a shipped portrait, and what ruins it."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.metadata import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from counter_app.domain.photos import DPI, HEIGHT, WIDTH, PhotoFault, PhotoRule
from counter_app.photos.cutting import cut_photo

ANY_GROUND = PhotoRule(white_background=False, most_bytes=60 * 1024)


def shipped() -> Path:
    """A public-domain portrait that comes with a well-known package."""
    for file in files("matplotlib") or []:
        if file.name == "grace_hopper.jpg":
            return Path(str(file.locate()))
    raise AssertionError


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    return Image.open(shipped()).convert("RGB")


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """The person before a white wall."""
    mask = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(mask)
    width, height = picture.size
    draw.ellipse((width * 0.22, 0, width * 0.82, height * 0.75), fill=255)
    draw.rectangle((0, height * 0.68, width, height), fill=255)
    return Image.composite(picture, Image.new("RGB", picture.size, "white"), mask)


def test_a_portrait_becomes_a_card_photo(portrait: Image.Image) -> None:
    """358 x 441 at 350 dpi, 24 bits, inside the window of bytes, no metadata."""
    cut = cut_photo(saved(on_white(portrait), "JPEG", quality=95))
    assert cut.fault is None
    assert cut.jpeg is not None
    photo = Image.open(io.BytesIO(cut.jpeg))
    assert (photo.format, photo.mode, photo.size) == ("JPEG", "RGB", (WIDTH, HEIGHT))
    assert photo.info["dpi"] == (DPI, DPI)
    assert not photo.getexif()
    assert PhotoRule().least_bytes <= len(cut.jpeg) <= PhotoRule().most_bytes


def test_the_face_is_in_the_middle(portrait: Image.Image) -> None:
    """The person may stand anywhere in the picture."""
    wide = ImageOps.expand(portrait, (400, 60, 0, 0), fill="white")
    for picture in (portrait, wide):
        cut = cut_photo(saved(picture), ANY_GROUND)
        assert cut.jpeg is not None
        again = cut_photo(
            saved(ImageOps.expand(Image.open(io.BytesIO(cut.jpeg)), 200, "white")),
            ANY_GROUND,
        )
        x, _, width, _ = again.faces[0]
        assert abs((x - 200) + width / 2 - WIDTH / 2) < WIDTH * 0.06


def test_a_turned_picture_is_turned_back(portrait: Image.Image) -> None:
    """Telephones write the turn beside the pixels (EXIF orientation)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(portrait.rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    assert cut_photo(turned, ANY_GROUND).fault is None


def two(portrait: Image.Image) -> Image.Image:
    both = Image.new("RGB", (portrait.width * 2, portrait.height))
    both.paste(portrait, (0, 0))
    both.paste(portrait, (portrait.width, 0))
    return both


@pytest.mark.parametrize(
    ("ruin", "fault"),
    [
        (lambda p: Image.new("RGB", p.size, "white"), PhotoFault.NO_FACE),
        (two, PhotoFault.SEVERAL_FACES),
        (lambda p: p.resize((170, 200)), PhotoFault.TOO_SMALL),
        (lambda p: p.crop((120, 95, 420, 400)), PhotoFault.TOO_CLOSE),
        (lambda p: ImageEnhance.Brightness(p).enhance(0.25), PhotoFault.TOO_DARK),
        (lambda p: p.filter(ImageFilter.GaussianBlur(9)), PhotoFault.BLURRED),
        (lambda p: p, PhotoFault.BACKGROUND),
    ],
)
def test_what_ruins_a_photo_is_named(
    portrait: Image.Image,
    ruin: Callable[[Image.Image], Image.Image],
    fault: PhotoFault,
) -> None:
    """Each picture that cannot be used says why, for the list (issue: named)."""
    cut = cut_photo(saved(ruin(portrait)))
    assert (cut.fault, cut.jpeg) == (fault, None)


def test_a_window_that_cannot_be_met_is_told(portrait: Image.Image) -> None:
    """Some cities want 14 to 20 KB; what does not fit is not sent."""
    picture = saved(on_white(portrait))
    small = cut_photo(picture, PhotoRule(14 * 1024, 20 * 1024))
    assert small.jpeg is not None
    assert 14 * 1024 <= len(small.jpeg) <= 20 * 1024
    assert cut_photo(picture, PhotoRule(100, 3000)).fault is PhotoFault.BYTES


def test_a_bomb_is_not_unpacked() -> None:
    """A small file that claims a hundred million pixels is refused unread."""
    bomb = saved(Image.new("1", (12000, 12000)))
    assert cut_photo(bomb).fault is PhotoFault.TOO_LARGE


@given(content=st.binary(max_size=400))
def test_no_bytes_crash_it(content: bytes) -> None:
    """Whatever is called a photo."""
    assert cut_photo(content).fault is PhotoFault.UNREADABLE
