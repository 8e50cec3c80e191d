"""``receipts verify FILE``: true, forged, altered; PDF, scan and photo."""

from __future__ import annotations

from io import BytesIO

import pytest

from counter_app.bootstrap.forms import CheckedFile, check_file
from counter_app.bootstrap.keep import receipt_key
from counter_app.domain.errors import PrintError
from counter_app.services.commands import ReportLoss
from printing import samples
from printing.mac import short_mac
from printing.press import ReportlabPress
from printing.scan import page_pictures
from tests.integration.services.desk import ME, SSN, Bench, number


@pytest.fixture
def printed(bench: Bench) -> tuple[str, bytes]:
    """A receipt that came out of this office's printer."""
    with bench.store.unit_of_work() as work:
        key = receipt_key(work)
        work.commit()
    bench.counter.parts.receipt_mac = lambda no: short_mac(key, no)
    bench.live()
    loss = ReportLoss("k", SSN, number(1), True, ME)
    receipt_no = bench.counter.report_loss(loss).receipt_no
    return receipt_no, bench.printer.papers[0][1]


def checked(bench: Bench, content: bytes) -> CheckedFile:
    """Check a file as the verb does."""
    with bench.store.unit_of_work() as work:
        return check_file(work, content, "r.pdf")


def picture_of(pdf: bytes, dpi: int, kind: str, **how: object) -> bytes:
    """Return a scan of a paper."""
    page = next(page_pictures(pdf, dpi / 72))
    made = BytesIO()
    page.rotate(float(how.pop("turned", 0)), expand=True, fillcolor=200).save(
        made, kind, **how
    )
    return made.getvalue()


def test_the_file_itself_is_true(bench: Bench, printed: tuple[str, bytes]) -> None:
    """Seal true, bytes the same."""
    receipt_no, pdf = printed
    assert checked(bench, pdf) == CheckedFile(receipt_no, True, True)


def test_a_changed_file_is_altered(bench: Bench, printed: tuple[str, bytes]) -> None:
    """True number and seal on another paper: a copied code does not help a forger."""
    receipt_no, pdf = printed
    with bench.store.unit_of_work() as work:
        receipt = work.receipts.get(receipt_no)
        mac = short_mac(receipt_key(work), receipt_no)
    assert receipt is not None
    facts = samples.rare().to_json() | {"receipt_no": receipt_no, "mac": mac}
    forged = ReportlabPress().receipt(facts)
    assert forged != pdf
    assert checked(bench, forged) == CheckedFile(receipt_no, True, False)


def test_a_forged_seal_is_found(bench: Bench, printed: tuple[str, bytes]) -> None:
    """The number of a true receipt under a seal that somebody made up."""
    receipt_no, _pdf = printed
    facts = samples.rare().to_json() | {"receipt_no": receipt_no, "mac": "AAAAAAAA"}
    found = checked(bench, ReportlabPress().receipt(facts))
    assert (found.receipt_no, found.genuine) == (receipt_no, False)


@pytest.mark.parametrize(
    ("dpi", "kind", "how"),
    [
        (150, "PNG", {}),
        (200, "JPEG", {"quality": 40}),
        (150, "JPEG", {"turned": 7}),
        (300, "TIFF", {"turned": 180}),
    ],
)
def test_a_scan_or_photo_is_read(
    bench: Bench,
    printed: tuple[str, bytes],
    dpi: int,
    kind: str,
    how: dict[str, object],
) -> None:
    """Turned, squeezed, coarse: the seal is proved; bytes say nothing here."""
    receipt_no, pdf = printed
    picture = picture_of(pdf, dpi, kind, **how)
    assert checked(bench, picture) == CheckedFile(receipt_no, True, None)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 torn", b"no paper", b"\x89PNG\r\n"]
)
def test_a_file_without_a_code_has_a_code_of_its_own(
    bench: Bench, content: bytes
) -> None:
    """Nothing to read: said so, not called forged."""
    with pytest.raises(PrintError) as caught:
        checked(bench, content)
    assert caught.value.code == "printing.no_seal_found"
