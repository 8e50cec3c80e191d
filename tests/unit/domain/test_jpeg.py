"""What the center takes for a card's photo: the counter's own files, nothing else."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from counter_app.domain.jpeg import is_card_photo
from counter_app.domain.photos import HEIGHT, WIDTH, PhotoRule
from counter_app.photos.cutting import _packed


def saved(mode: str = "RGB", **options: object) -> bytes:
    """Return a picture of the card's size."""
    out = io.BytesIO()
    Image.effect_noise((WIDTH, HEIGHT), 40).convert(mode).save(out, "JPEG", **options)
    return out.getvalue()


WHOLE = saved(quality=80)


@pytest.mark.parametrize("most", [20, 50, 100])
def test_what_the_counter_cuts_is_a_photo(most: int) -> None:
    """Every quality the counter packs with, and a progressive file."""
    picture = Image.effect_noise((WIDTH, HEIGHT), 25).convert("RGB")
    packed = _packed(picture, PhotoRule(0, most * 1024))
    assert packed is None or is_card_photo(packed)
    assert is_card_photo(saved(progressive=True))


def test_anything_beside_the_picture_is_none() -> None:
    """Grey, with a comment, with EXIF, with a tail, with a head, cut off."""
    exif = Image.Exif()
    exif[0x010E] = "hidden"
    others = (
        saved("L"), saved(comment=b"hidden"), saved(exif=exif), WHOLE + b"PK",
        b"x" + WHOLE, WHOLE[:-9], WHOLE + WHOLE, b"", b"\xff\xd8\xff\xd9",
    )  # fmt: skip
    assert [is_card_photo(one) for one in others] == [False] * len(others)


@given(at=st.integers(0, 700), value=st.integers(0, 255), cut=st.integers(0, 700))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_never_stops_the_reader(at: int, value: int, cut: int) -> None:
    """Any byte changed in the headers, any length: an answer, no fault."""
    bent = bytearray(WHOLE)
    bent[at] = value
    assert is_card_photo(bytes(bent)) in (True, False)
    assert not is_card_photo(WHOLE[:cut])
