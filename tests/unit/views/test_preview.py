"""The receipt's picture is drawn without a program of the system."""

from __future__ import annotations

import io
import threading

import pytest
from PIL import Image

from tests.fakes.desk import make_fake_desk
from views.preview import first_page, page_image, sheet_pages


def test_the_first_page_becomes_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """As high as asked for, in the paper's proportions, and not blank."""
    monkeypatch.setenv("PATH", "")
    drawn = first_page(make_fake_desk().paper("R1").pdf, 595)
    assert drawn is not None
    image = Image.open(io.BytesIO(drawn))
    assert image.size == (420, 595)
    assert len(set(image.convert("L").tobytes())) > 1


@pytest.mark.parametrize("damaged", [b"", b"%PDF-1.4 torn", b"no paper at all"])
def test_a_damaged_paper_has_no_picture(damaged: bytes) -> None:
    """The page shows the receipt's number instead; nothing is raised."""
    assert first_page(damaged, 500) is None
    assert page_image(damaged, 1.0) is None
    assert sheet_pages(damaged) == 0


def test_two_lanes_may_draw() -> None:
    """Drawings wait for each other: PDFium is not thread safe."""
    pdf = make_fake_desk().paper("R1").pdf
    drawn: list[bytes | None] = []
    threads = [
        threading.Thread(target=lambda: drawn.append(first_page(pdf, 300)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 1
    assert drawn[0] is not None
