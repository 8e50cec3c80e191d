"""The center tells a true receipt from a forged one (9.3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from center.receipts import check, text_of
from counter_app.domain import receipt_no
from counter_app.domain.errors import CenterError, PrintError
from counter_app.domain.receipt_no import Series
from counter_app.domain.states import Kind
from printing import mac, samples
from printing.press import ReportlabPress
from sync.enrol import EnrolOrder, enrol
from tests.integration.sync.conftest import URL, Clock, Keys, Town

KEY = bytes(range(32))


def code_of(town: Town, key: bytes = KEY) -> str:
    """Enrol a workstation that tells its key; return the text of a receipt's QR."""
    clock = Clock()
    code = str(town.lab.new_office()["code"])
    order = EnrolOrder(URL, code, "r", seal_key=KEY.hex())
    told = enrol(order, Keys(), clock, transport=town.transport)
    series = Series(told.office_code, told.terminal, "7F3A")
    day = clock.now().date()
    number = receipt_no.receipt_no(series, day, Kind.LOSS_FORMAL, 7)
    return mac.qr_text(number, mac.short_mac(key, number))


def checked(town: Town, text: str) -> dict[str, object]:
    """Ask the center."""
    return town.lab.database.read(lambda tx: check(tx, text))


def test_a_true_receipt_is_known_by_its_seal(town: Town) -> None:
    """The key was told at enrolment; an act that was not uploaded yet is unknown."""
    found = checked(town, code_of(town))
    assert (found["genuine"], found["known"]) == (True, [])


def test_a_forged_seal_is_found(town: Town) -> None:
    """Right shape, right number, other key."""
    with pytest.raises(CenterError) as caught:
        checked(town, code_of(town, key=bytes(32)))
    assert caught.value.code == "center.receipt_forged"


def test_a_changed_number_is_found(town: Town) -> None:
    """A digit more or less: the check character does not hold."""
    text = code_of(town)
    with pytest.raises(CenterError) as caught:
        checked(town, text.replace("/", "/9", 1))
    assert caught.value.code == "center.receipt_number"


def test_a_workstation_without_key_is_told(town: Town) -> None:
    """Not forged, but not to be proved here."""
    other = town.counter("b")
    del other
    number = receipt_no.receipt_no(
        Series("99999999", "ZZ", "7F3A"), Clock().now().date(), Kind.REPLACE, 1
    )
    with pytest.raises(CenterError) as caught:
        checked(town, mac.qr_text(number, mac.short_mac(KEY, number)))
    assert caught.value.code == "center.receipt_key"


def test_a_file_is_read_like_a_scanner(tmp_path: Path) -> None:
    """PDF in, text of the QR code out; a file without one has a code."""
    paper = tmp_path / "r.pdf"
    paper.write_bytes(ReportlabPress().receipt(samples.rare().to_json()))
    assert text_of(str(paper)) == "SSC1/321200012026112131011A2B000042B/KZ5TQW2M"
    paper.write_bytes(b"%PDF-1.4 torn")
    with pytest.raises(PrintError) as caught:
        text_of(str(paper))
    assert caught.value.code == "printing.no_seal_found"
