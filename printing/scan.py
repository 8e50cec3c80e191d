"""Finds a receipt's QR code in a file: a PDF, a scan or a photo.

What is read is the picture, as a scanner at any desk sees it: the hidden text of a
PDF proves nothing about what stands on its page.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from counter_app.pdfium import DRAWING
from printing.mac import PREFIX

_DOTS = 200 / 72  # pictures of PDF pages have 200 dots an inch
_MOST_PAGES = 20
_MOST_PIXELS = 80_000_000  # a full A4 page at 600 dpi has half of that
# What the readers of picture formats raise on hostile or broken files.
_UNREADABLE = (
    *(pypdfium2.PdfiumError, UnidentifiedImageError, Image.DecompressionBombError),
    *(OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error),
    *(MemoryError, OverflowError, IndexError, KeyError, TypeError),
)


def find_code(content: bytes, name: str) -> str:
    """Return the text of the first receipt's QR code in a file.

    Args:
        content: of the file: PDF, PNG, JPEG, TIFF or another format Pillow reads.
        name: of the file, for the error.

    Raises:
        PrintError: ``printing.no_seal_found`` with ``file``.
    """
    try:
        for picture in _pictures(content):
            for found in zxingcpp.read_barcodes(picture):
                if found.text.startswith(f"{PREFIX}/"):
                    return str(found.text)
    except _UNREADABLE as exc:
        raise PrintError(PrintCode.NO_SEAL_FOUND, file=name) from exc
    raise PrintError(PrintCode.NO_SEAL_FOUND, file=name)


def _pictures(content: bytes) -> Iterator[Image.Image]:
    if content.lstrip()[:5] == b"%PDF-":
        yield from page_pictures(content, _DOTS)
        return
    picture = Image.open(BytesIO(content))
    if picture.width * picture.height > _MOST_PIXELS:
        raise ValueError("pixels")
    yield picture.convert("L")


def page_pictures(pdf: bytes, scale: float) -> Iterator[Image.Image]:
    """Draw the pages of a PDF in grey; ``scale`` is in dots a point.

    Raises:
        pypdfium2.PdfiumError: not a PDF that can be drawn.
    """
    with DRAWING:
        document = pypdfium2.PdfDocument(pdf)
        count = min(len(document), _MOST_PAGES)
    try:
        for number in range(count):  # one at a time: twenty large pages fill a memory
            with DRAWING:
                picture = _picture(document, number, scale)
            yield picture
    finally:
        with DRAWING:
            document.close()


def _picture(document: pypdfium2.PdfDocument, number: int, scale: float) -> Image.Image:
    page = document[number]
    try:
        width, height = page.get_size()
        if width * height * scale * scale > _MOST_PIXELS:
            raise ValueError("pixels")
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            picture: Image.Image = bitmap.to_pil().convert("L")
            return picture.copy()
        finally:
            bitmap.close()
    finally:
        page.close()
