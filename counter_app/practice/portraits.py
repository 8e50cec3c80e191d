"""Drawn faces for practice photos: nobody's, and found by the face finder all the same.

A face is told by its shades: dark eyes under a light forehead, a light nose between
them, shade below it. The same seed draws the same face.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (540, 720)
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Face:
    """Where a face is and what colours it has; lengths in pixels."""

    x: float
    y: float
    wide: float
    high: float
    skin: Color
    hair: Color
    coat: Color

    @property
    def shade(self) -> Color:
        """The skin away from the light."""
        return _mixed(self.skin, 0.62)

    @property
    def light(self) -> Color:
        """The skin in the light."""
        return _mixed(self.skin, 1.08)

    def box(self, left: float, top: float, right: float, bottom: float) -> list[float]:
        """Return a box in parts of width and height around the middle."""
        across, down = self.wide, self.high
        return [
            self.x + left * across,
            self.y + top * down,
            self.x + right * across,
            self.y + bottom * down,
        ]


def portrait(seed: int) -> Image.Image:
    """Return a drawn person before a white wall."""
    rng = random.Random(seed)  # noqa: S311 - drawn people, no secret
    width, height = SIZE
    face = Face(
        x=width / 2,
        y=height * 0.46,
        wide=width * 0.42,
        high=width * 0.56,
        skin=(
            225 - rng.randrange(25),
            180 - rng.randrange(20),
            150 - rng.randrange(20),
        ),
        hair=(30 + rng.randrange(30),) * 3,
        coat=(40 + rng.randrange(60), 60, 90 + rng.randrange(80)),
    )
    picture = Image.new("RGB", SIZE, "white")
    _head(ImageDraw.Draw(picture), face)
    picture = picture.filter(ImageFilter.GaussianBlur(7))
    pen = ImageDraw.Draw(picture)
    for side in (-0.21, 0.21):
        pen.ellipse(face.box(side - 0.15, -0.145, side + 0.15, 0), fill=face.shade)
    picture = picture.filter(ImageFilter.GaussianBlur(7))
    _features(ImageDraw.Draw(picture), face)
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def packed(picture: Image.Image) -> bytes:
    """Return a picture as a camera would save it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def dark(picture: Image.Image) -> Image.Image:
    """Return the picture as taken in the dark."""
    return ImageEnhance.Brightness(picture).enhance(0.2)


def blurred(picture: Image.Image) -> Image.Image:
    """Return the picture as taken by a moving hand."""
    return picture.filter(ImageFilter.GaussianBlur(16))


def far(picture: Image.Image) -> Image.Image:
    """Return the picture as taken from far away."""
    small = picture.resize((SIZE[0] // 4, SIZE[1] // 4))
    sheet = Image.new("RGB", (SIZE[0] // 2, SIZE[1] // 2), "white")
    sheet.paste(small, (SIZE[0] // 8, SIZE[1] // 8))
    return sheet


def together(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return a picture of two people."""
    sheet = Image.new("RGB", (SIZE[0] * 2, SIZE[1]), "white")
    sheet.paste(one, (0, 0))
    sheet.paste(other, (SIZE[0], 0))
    return sheet


def _head(pen: ImageDraw.ImageDraw, face: Face) -> None:
    width, height = SIZE
    coat = (face.x - width * 0.46, height * 0.78, face.x + width * 0.46, height * 1.3)
    pen.ellipse(coat, fill=face.coat)
    neck = face.wide * 0.25
    pen.rectangle(
        (face.x - neck, face.y + face.high * 0.3, face.x + neck, height * 0.84),
        fill=face.shade,
    )
    pen.ellipse(face.box(-0.56, -0.62, 0.56, 0.25), fill=face.hair)
    pen.ellipse(face.box(-0.5, -0.5, 0.5, 0.52), fill=face.skin)
    pen.pieslice(face.box(-0.52, -0.58, 0.52, 0.1), 190, 350, fill=face.hair)
    pen.ellipse(face.box(-0.4, -0.33, 0.4, 0.3), fill=face.light)


def _features(pen: ImageDraw.ImageDraw, face: Face) -> None:
    for side in (-0.21, 0.21):
        brow = face.box(side - 0.14, -0.19, side + 0.14, -0.16)
        pen.rounded_rectangle(brow, 6, fill=face.hair)
        white = face.box(side - 0.1, -0.095, side + 0.1, -0.03)
        pen.ellipse(white, fill=(245, 245, 240))
        pupil = face.box(side - 0.045, -0.098, side + 0.045, -0.026)
        pen.ellipse(pupil, fill=(35, 25, 20))
        lid = face.box(side - 0.11, -0.09, side + 0.11, -0.09)
        pen.line(lid, fill=face.hair, width=4)
    pen.rectangle(face.box(-0.04, -0.06, 0.04, 0.13), fill=face.light)
    pen.ellipse(face.box(-0.09, 0.11, 0.09, 0.17), fill=face.shade)
    pen.ellipse(face.box(-0.16, 0.25, 0.16, 0.32), fill=(165, 80, 80))
    pen.line(face.box(-0.15, 0.285, 0.15, 0.285), fill=(90, 40, 40), width=3)


def _mixed(color: Color, factor: float) -> Color:
    red, green, blue = (min(255, round(part * factor)) for part in color)
    return red, green, blue
