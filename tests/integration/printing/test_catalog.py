"""Every paper of the catalogue: golden text and picture, fonts, archive, codes."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.catalog import PAPERS
from printing.forms import samples as form_samples
from printing.forms.registry import FORMS
from printing.press import ReportlabPress
from printing.scan import page_pictures
from tests.integration.printing.reading import (
    difference,
    fonts_of,
    page_count,
    run,
    text_of,
    thumb,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "papers"
PRESS = ReportlabPress()
# The A5 receipts have approved texts of their own, with every effect.
TEXTS = [
    (name, language)
    for name in PAPERS
    if not name.startswith("receipt-") and name != "daily_report"
    for language in ("zh_CN", "en")
]
PICTURES = [*FORMS, "receipt-combined", "strip-combined", "strip-loss_temp"]
NUMBERED = [name for name, form in FORMS.items() if form.numbered]
SAME = 1.5  # of 255, a dot on average: fonts drawn by another library version
QR = "SSC1/321200012026112131011A2B000042B/KZ5TQW2M"


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_the_text_is_the_approved_one(name: str, language: str) -> None:
    """Every word of every form, list and strip (``--bless`` approves anew)."""
    path = GOLDEN / f"{name}-{language}.txt"
    found = text_of(PRESS.sample(name, language))
    if "BLESS" in os.environ:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_looks_as_approved(name: str) -> None:
    """The first page, small and grey: nothing has moved (``--bless``)."""
    path = GOLDEN / f"{name}.png"
    found = thumb(PRESS.sample(name, "zh_CN"))
    if "BLESS" in os.environ:
        found.save(path, optimize=True)
    with Image.open(path) as wanted:
        assert found.size == wanted.size
        assert difference(found, wanted.convert("L")) < SAME


def test_a_changed_page_is_noticed() -> None:
    """The comparison of pictures can fail: one line more is seen."""
    one, other = (
        thumb(PRESS.sample(n, "zh_CN")) for n in ("application", "blank_form")
    )
    assert difference(one, other) > SAME


def test_no_golden_is_left_over() -> None:
    """Approved texts and pictures belong to papers that exist."""
    wanted = {f"{name}-{language}.txt" for name, language in TEXTS}
    wanted |= {f"{name}.png" for name in PICTURES}
    assert {path.name for path in GOLDEN.iterdir()} == wanted


@pytest.mark.parametrize("name", ["unit_signatures", "strip-combined", "application"])
def test_fonts_are_embedded_truetype(name: str) -> None:
    """No font of the machine is needed; each is a subset with a Unicode map."""
    rows = fonts_of(PRESS.sample(name, "zh_CN"))
    assert len(rows) >= 2
    for font, kind, *_, embedded, subset, unicode_map, _number, _generation in rows:
        assert kind == "TrueType"
        assert "+" in font
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes"), font


@pytest.mark.parametrize("name", ["application", "receipt-hand_out", "daily_report"])
def test_a_paper_declares_what_an_archive_asks_for(name: str) -> None:
    """PDF/A-2b: XMP that agrees with the dictionary, an output intent, an ID."""
    pdf = PRESS.sample(name, "zh_CN")
    meta = run("pdfinfo", "-meta", "-", data=pdf)
    info = dict(
        line.split(":", 1) for line in run("pdfinfo", "-", data=pdf).splitlines()
    )
    assert "<pdfaid:part>2</pdfaid:part>" in meta
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in meta
    title = re.search(r"<dc:title>.*?>([^<]+)</rdf:li>", meta, re.DOTALL)
    assert title is not None
    assert title[1] == info["Title"].strip()
    for key, tag in (("Producer", "pdf:Producer"), ("Creator", "xmp:CreatorTool")):
        assert f"<{tag}>{info[key].strip()}</{tag}>" in meta
    assert b"/GTS_PDFA1" in pdf
    assert b"/DestOutputProfile" in pdf
    assert re.search(rb"/ID\s*\[", pdf)


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_nothing_an_archive_forbids_is_in_a_paper(name: str) -> None:
    """PDF/A-2b: no transparency, script, encryption, outside file or other colours."""
    pdf = PRESS.sample(name, "zh_CN")
    for word in (b"/SMask", b"/ca ", b"/CA ", b"/JavaScript", b"/Encrypt", b"/Launch"):
        assert word not in pdf
    assert b"/DeviceCMYK" not in pdf


@pytest.mark.parametrize("name", [*NUMBERED, "receipt-combined", "strip-combined"])
def test_a_scanner_reads_both_codes(name: str) -> None:
    """9.3: Code 128 holds the number, the QR code number and seal; nobody's data."""
    page = next(page_pictures(PRESS.sample(name, "zh_CN"), 200 / 72))
    found = {str(code.format): code.text for code in zxingcpp.read_barcodes(page)}
    assert sorted(found.values()) == sorted([form_samples.NUMBER, QR])


def test_the_long_list_repeats_its_head_and_counts_each_page() -> None:
    """Unit signature sheet: every name once, heads and "on this page" everywhere."""
    form = FORMS["unit_signatures"]
    content = form_samples.form(form, rows=120)
    rows = [dict(row) | {"person": f"人{n:03d}"} for n, row in enumerate(content.rows)]
    pdf = PRESS.form(
        "unit_signatures",
        {
            "office_name": content.office_name,
            "made_at": content.made_at.isoformat(),
            "values": dict(content.values),
            "rows": rows,
        },
    )
    text = text_of(pdf)
    pages = page_count(pdf)
    assert pages >= 4
    assert text.count("序号 姓名 社会保障号码") == pages
    counts = [int(n) for n in re.findall(r"本页 (\d+) 人", text)]
    assert (len(counts), sum(counts)) == (pages, 120)
    assert all(f"人{n:03d}" in text for n in range(120))


def test_several_forms_come_as_one_file_each_with_its_number() -> None:
    """One file to print: each form has its own number and counts its own pages."""
    head = {"office_name": "海陵区网点", "made_at": "2026-11-22T09:00:00+08:00"}
    numbers = [f"P017F3A{n:05d}" for n in (1, 2, 3)]
    pdf = PRESS.form(
        "application", *({**head, "number": n, "mac": "KZ5TQW2M"} for n in numbers)
    )
    assert page_count(pdf) == 3
    text = text_of(pdf)
    assert all(text.count(f"编号 {number}") == 1 for number in numbers)
    assert text.count("第1页共1页") == 3
    for page, number in zip(page_pictures(pdf, 200 / 72), numbers, strict=True):
        assert number in {code.text for code in zxingcpp.read_barcodes(page)}


def test_a_practice_form_says_so() -> None:
    """A practice list cannot pass for a true one, in either language."""
    for language in ("zh_CN", "en"):
        facts = {"office_name": "练习", "made_at": "2026-11-22T09:00:00+08:00"}
        facts |= {"practice": True, "language": language}
        assert "NOT VALID" in text_of(PRESS.form("stock_count", facts))


def test_receipts_of_the_first_layout_keep_their_bytes() -> None:
    """G22: what an earlier version froze is reprinted byte for byte."""
    wanted = {
        Kind.LOSS_TEMP: "bade313edebfdb0f721aa0f192db9b5d",
        Kind.REISSUE_LOST: "3f20f915203cfcb7071931b3aeebe454",
    }
    for kind, digest in wanted.items():
        facts = samples.receipt(kind, Effect.PENDING, combined=True).to_json()
        del facts["layout"], facts["form"]
        assert sha256(PRESS.receipt(facts)).hexdigest()[:32] == digest
