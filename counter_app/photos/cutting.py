"""From any picture of a person to the card's photo (business.md 2.1-3).

358 x 441 pixels at 350 dpi, 24-bit JPEG, no metadata. The face is found by OpenCV's
frontal cascade, whose data ships inside that package; nothing is fetched.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from counter_app.domain.photos import (
    DPI,
    HEIGHT,
    LEAST_FRAME,
    MOST_FILE_BYTES,
    WIDTH,
    Cut,
    Frame,
    PhotoFault,
    PhotoRule,
)

MOST_PIXELS = 80_000_000
_LOOK_AT = 640  # longest side in which faces are looked for
_FACE_WIDTH = 0.60  # of the photo: 207 +- 14 of 358 pixels from ear to ear
_FACE_TOP = 0.20  # of the height above the box: hair and 7 to 21 pixels of air
_LEAST_FACE = 110  # pixels in the picture; less would be blown up too far
_SECOND_FACE = 0.45  # of the largest; smaller finds are ears and wallpaper
_DARK, _BRIGHT = 55.0, 235.0  # mean of the face, 0..255
_SHARP = 14.0  # variance of the Laplacian of a face of 160 pixels
_SHARP_SIDE = 160
_WHITE, _COLOURED = 200.0, 40.0  # mean and spread of channels behind the head
_MISSING = 0.04  # of a side that may be filled up with white
_QUALITIES = range(95, 29, -3)


def cut_photo(content: bytes, rule: PhotoRule | None = None) -> Cut:
    """Cut the card's photo out of a picture; never raises for a bad picture."""
    rule = rule or PhotoRule()
    opened = _opened(content)
    if isinstance(opened, PhotoFault):
        return Cut(None, opened)
    faces = _faces(opened)
    frame = frame_of(opened, faces)
    if len(faces) != 1:
        fault = PhotoFault.SEVERAL_FACES if faces else PhotoFault.NO_FACE
        return Cut(None, fault, faces, frame)
    bad = _face_fault(opened, faces[0])
    if bad is None and _missing(opened, frame) > _MISSING:
        bad = PhotoFault.TOO_CLOSE
    if bad is not None:
        return Cut(None, bad, faces, frame)
    photo = _cropped(opened, frame)
    if rule.white_background and not _is_white_behind(photo):
        return Cut(None, PhotoFault.BACKGROUND, faces, frame)
    jpeg = _packed(photo, rule)
    return Cut(jpeg, None if jpeg else PhotoFault.BYTES, faces, frame, jpeg)


def cut_by_hand(content: bytes, rule: PhotoRule, frame: Frame | None = None) -> Cut:
    """Cut what a person chose; never raises for a bad picture.

    The person answers for the face; what the card and the city's window of bytes
    ask for is still asked for.

    Args:
        content: the file as it came.
        rule: the city's window of bytes.
        frame: the part to cut; None proposes one, with the fault the picture has.
    """
    opened = _opened(content)
    if isinstance(opened, PhotoFault):
        return Cut(None, opened)
    found = cut_photo(content, rule) if frame is None else Cut(None, None)
    frame = frame or found.frame or frame_of(opened, ())
    photo = _cropped(opened, frame)
    jpeg = _packed(photo, rule)
    small = frame.width < LEAST_FRAME
    fault = PhotoFault.TOO_SMALL if small else found.fault
    if fault is None and jpeg is None:
        fault = PhotoFault.BYTES
    proof = jpeg or _packed(photo, PhotoRule(0, MOST_FILE_BYTES))
    return Cut(None if small else jpeg, fault, found.faces, frame, proof)


def frame_of(
    picture: Image.Image, faces: tuple[tuple[int, int, int, int], ...]
) -> Frame:
    """Return the frame with the largest face in its place, else the middle."""
    if faces:
        x, y, width, _ = faces[0]
        wide = width / _FACE_WIDTH
        high = wide * HEIGHT / WIDTH
        return Frame(
            round(x + width / 2 - wide / 2), round(y - _FACE_TOP * high), round(wide)
        )
    wide = min(picture.width, picture.height * WIDTH / HEIGHT)
    frame = Frame(0, 0, round(wide))
    return Frame((picture.width - frame.width) // 2, 0, frame.width)


def _opened(content: bytes) -> Image.Image | PhotoFault:
    if len(content) > MOST_FILE_BYTES:
        return PhotoFault.TOO_LARGE
    try:
        with _big_ones_are_told(), Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return PhotoFault.TOO_LARGE
            picture.load()
            return ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return PhotoFault.TOO_LARGE
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return PhotoFault.UNREADABLE


@contextmanager
def _big_ones_are_told() -> Iterator[None]:
    """Make the library's warning of too many pixels an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


@lru_cache(maxsize=1)
def _cascade() -> Any:
    data = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"
    return cv2.CascadeClassifier(str(data))


def _faces(picture: Image.Image) -> tuple[tuple[int, int, int, int], ...]:
    """Return the faces that count, the largest first."""
    shrink = max(1.0, max(picture.size) / _LOOK_AT)
    small = picture.convert("L").resize(
        (round(picture.width / shrink), round(picture.height / shrink))
    )
    even = cv2.equalizeHist(np.asarray(small))
    side = max(24, min(even.shape) // 10)
    found = _cascade().detectMultiScale(
        even, scaleFactor=1.08, minNeighbors=5, minSize=(side, side)
    )
    boxes = sorted((_scaled(box, shrink) for box in found), key=lambda box: -box[2])
    return tuple(box for box in boxes if box[2] >= _SECOND_FACE * boxes[0][2])


def _scaled(box: Iterable[Any], shrink: float) -> tuple[int, int, int, int]:
    x, y, width, height = (round(float(value) * shrink) for value in box)
    return x, y, width, height


def _face_fault(
    picture: Image.Image, box: tuple[int, int, int, int]
) -> PhotoFault | None:
    x, y, width, height = box
    if width < _LEAST_FACE:
        return PhotoFault.TOO_SMALL
    face = picture.convert("L").crop((x, y, x + width, y + height))
    light = float(np.asarray(face).mean())
    if light < _DARK:
        return PhotoFault.TOO_DARK
    if light > _BRIGHT:
        return PhotoFault.TOO_BRIGHT
    even = np.asarray(face.resize((_SHARP_SIDE, _SHARP_SIDE), Image.Resampling.BOX))
    sharp = float(cv2.Laplacian(even, cv2.CV_64F).var())
    return PhotoFault.BLURRED if sharp < _SHARP else None


def _missing(picture: Image.Image, frame: Frame) -> float:
    """Return the largest part of a side that the picture does not have."""
    return max(
        -frame.left / frame.width,
        (frame.left + frame.width - picture.width) / frame.width,
        -frame.top / frame.height,
        (frame.top + frame.height - picture.height) / frame.height,
    )


def _cropped(picture: Image.Image, frame: Frame) -> Image.Image:
    """Return the photo; what the picture does not have is white."""
    sheet = Image.new("RGB", (frame.width, frame.height), "white")
    sheet.paste(picture, (-frame.left, -frame.top))
    return sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _is_white_behind(photo: Image.Image) -> bool:
    """Look at the two upper corners, where no head and no shoulder is."""
    pixels = np.asarray(photo, dtype=np.float32)
    side = WIDTH // 8
    for corner in (pixels[:side, :side], pixels[:side, -side:]):
        spread = corner.max(axis=2) - corner.min(axis=2)
        if float(corner.mean()) < _WHITE or float(spread.mean()) > _COLOURED:
            return False
    return True


def _packed(photo: Image.Image, rule: PhotoRule) -> bytes | None:
    """Return the best JPEG inside the city's window of bytes."""
    for quality in _QUALITIES:
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=quality, dpi=(DPI, DPI), subsampling=0)
        size = out.tell()
        if size <= rule.most_bytes:
            return out.getvalue() if size >= rule.least_bytes else None
    return None
