"""Papers read back with other programs: text, fonts, pages, pictures."""

from __future__ import annotations

import subprocess

from PIL import Image

from printing.scan import page_pictures

THUMB_DPI = 40


def run(*command: str, data: bytes = b"") -> str:
    """Run a program of the system and return what it prints."""
    done = subprocess.run(
        command, input=data, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, layout taken out: one space, no empty lines."""
    text = run("pdftotext", "-layout", "-", "-", data=pdf)
    lines = (" ".join(line.split()) for line in text.replace("\f", "\n").splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def fonts_of(pdf: bytes) -> list[list[str]]:
    """Return the rows of ``pdffonts``."""
    return [row.split() for row in run("pdffonts", "-", data=pdf).splitlines()[2:]]


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    info = run("pdfinfo", "-", data=pdf).splitlines()
    return int(next(line for line in info if line.startswith("Pages:")).split()[1])


def thumb(pdf: bytes) -> Image.Image:
    """Return a small grey picture of the first page."""
    return next(page_pictures(pdf, THUMB_DPI / 72))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures of a size differ: 0 to 255, a dot on average."""
    pairs = zip(one.tobytes(), other.tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / max(len(one.tobytes()), 1)
