"""Files that were made to hurt whoever checks a receipt."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from counter_app.domain.errors import PrintError
from printing.press import ReportlabPress
from printing.scan import find_code


def png_of(width: int, height: int) -> bytes:
    """Return a small file that says it is a huge picture."""

    def part(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    parts = part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def pdf_of(width: float, height: float, pages: int = 1, word: str = "") -> bytes:
    """Return empty pages, locked by ``word``."""
    made = io.BytesIO()
    locked = StandardEncryption(word) if word else None
    canvas = Canvas(made, (width, height), encrypt=locked)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return made.getvalue()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n" + b"\0" * 4096,
        png_of(60_000, 60_000),
        png_of(12_000, 12_000),
        png_of(400, 400),
        pdf_of(600, 800, word="secret"),
        pdf_of(14_000, 14_000),
        pdf_of(10, 10, pages=400),
    ],
    ids=["nothing", "head", "zeros", "bomb", "large", "cut", "locked", "wall", "long"],
)
def test_a_hostile_file_shows_no_seal_and_harms_nobody(content: bytes) -> None:
    """9.3: whatever lies behind a file's name, the answer is a code."""
    with pytest.raises(PrintError) as caught:
        find_code(content, "file")
    assert caught.value.code == "printing.no_seal_found"


def test_damaged_files_have_an_answer_too() -> None:
    """Every damaged byte ends in the code of the receipt or in the fault's code."""
    pdf = ReportlabPress().sample("strip-loss_temp", "zh_CN")
    made = io.BytesIO()
    Image.new("L", (60, 60), 255).save(made, "PNG")
    rng = random.Random(6)
    for whole, rounds in ((pdf, 12), (made.getvalue(), 120)):
        for _ in range(rounds):
            damaged = bytearray(whole)
            for _ in range(rng.randrange(1, 30)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            try:
                assert find_code(bytes(damaged), "file").startswith("SSC1/")
            except PrintError as fault:
                assert fault.code == "printing.no_seal_found"  # noqa: PT017 - either end is right
