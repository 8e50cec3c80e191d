"""80 mm printers: what is sent, and what a printer says, on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from counter_app.config import PrinterConfig, PrinterTarget, ReceiptForm
from counter_app.domain.errors import PrintError
from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.press import ReportlabPress
from printing.targets import bare_printer
from printing.thermal import DOTS, ThermalPrinter, Waits, as_escpos
from tests.labs.ports import free_port

QUICK = Waits(connect=1.0, status=0.2, send=5.0)


def strip() -> bytes:
    """Return a receipt on an 80 mm strip."""
    facts = samples.receipt(Kind.LOSS_FORMAL, Effect.EFFECTIVE).to_json()
    return ReportlabPress().receipt(facts | {"form": "80mm"})


@dataclass
class Roll:
    """A thermal printer on loopback; ``paper`` answers DLE EOT 4."""

    paper: bytes = b"\x12"
    taken: list[bytes] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def close(self) -> None:
        """Switch the printer off."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._serving.join(30)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line:
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        got = b""
        while part := line.recv(65536):
            got += part
            if got == b"\x10\x04\x04" and self.paper:
                line.sendall(self.paper)
        got = got.removeprefix(b"\x10\x04\x04")
        if got:
            self.taken.append(got)


@pytest.fixture
def roll() -> Iterator[Roll]:
    """A printer that is switched on and has paper."""
    made = Roll()
    yield made
    made.close()


def picture_of(commands: bytes) -> Image.Image:
    """Put the raster pictures of ESC/POS commands (GS v 0) together again."""
    rows, wide = b"", DOTS // 8
    at = commands.find(b"\x1dv0")
    while at >= 0:
        assert int.from_bytes(commands[at + 4 : at + 6], "little") == wide
        size = int.from_bytes(commands[at + 6 : at + 8], "little") * wide
        rows += commands[at + 8 : at + 8 + size]
        at = commands.find(b"\x1dv0", at + 8 + size)
    black = bytes(255 - byte for byte in rows)
    return Image.frombytes("1", (DOTS, len(rows) // wide), black)


def test_the_strip_comes_out_as_dots_and_is_cut() -> None:
    """The whole page as a picture of 576 dots; both codes can be scanned from it."""
    commands = as_escpos(strip())
    assert commands.startswith(b"\x1b@")
    assert b"\x1dV" in commands[-4:]
    picture = picture_of(commands)
    codes = sorted(code.text for code in zxingcpp.read_barcodes(picture.convert("L")))
    assert codes == [
        "321200012026112131011A2B000042B",
        "SSC1/321200012026112131011A2B000042B/KZ5TQW2M",
    ]


def test_an_a5_receipt_is_fitted_to_the_roll() -> None:
    """Frozen before the printer was changed: the same page, smaller."""
    facts = samples.receipt(Kind.LOSS_FORMAL, Effect.EFFECTIVE).to_json()
    picture = picture_of(as_escpos(ReportlabPress().receipt(facts)))
    assert picture.width == DOTS
    assert abs(picture.height - DOTS * 210 / 148) < 3


def test_the_printer_gets_every_byte(roll: Roll) -> None:
    """On the network: the commands as they are, once."""
    printer = ThermalPrinter(f"127.0.0.1:{roll.port}", QUICK)
    assert printer.ready() == (True, "")
    pdf = strip()
    printer.send("R1", pdf)
    roll.close()
    assert roll.taken == [as_escpos(pdf)]
    roll.__post_init__()


def test_without_paper_nothing_is_sent(roll: Roll) -> None:
    """DLE EOT 4 says that the roll is used up."""
    roll.paper = b"\x72"
    printer = ThermalPrinter(f"127.0.0.1:{roll.port}", QUICK)
    assert printer.ready() == (False, "printing.stopped")
    with pytest.raises(PrintError) as caught:
        printer.send("R1", strip())
    assert caught.value.code == "printing.stopped"
    assert roll.taken == []


def test_a_silent_printer_counts_as_ready(roll: Roll) -> None:
    """Cheap ones do not answer; they print all the same."""
    roll.paper = b""
    printer = ThermalPrinter(f"127.0.0.1:{roll.port}", QUICK)
    assert printer.ready() == (True, "")


def test_a_printer_that_is_off_is_away() -> None:
    """Nothing listens: away, and the paper was not sent."""
    printer = ThermalPrinter(f"127.0.0.1:{free_port()}", QUICK)
    assert printer.ready() == (False, "printing.target_away")
    with pytest.raises(PrintError) as caught:
        printer.send("R1", strip())
    assert caught.value.code == "printing.target_away"


def test_a_device_file_takes_the_bytes(tmp_path: Path) -> None:
    """USB printers of Linux are a file; one that is not plugged in is away."""
    device = tmp_path / "lp0"
    printer = ThermalPrinter(str(device))
    assert printer.ready() == (False, "printing.target_away")
    with pytest.raises(PrintError) as caught:
        printer.send("R1", strip())
    assert caught.value.code == "printing.target_away"
    device.write_bytes(b"")
    assert printer.ready() == (True, "")
    printer.send("R1", strip())
    assert device.read_bytes() == as_escpos(strip())


def test_the_configuration_chooses_roll_and_strip(tmp_path: Path) -> None:
    """``target = "escpos"``: receipts are made for the strip."""
    config = PrinterConfig(PrinterTarget.ESCPOS, "127.0.0.1:9100")
    assert isinstance(bare_printer(config, tmp_path), ThermalPrinter)
    assert config.form is ReceiptForm.STRIP
    assert PrinterConfig().form is ReceiptForm.A5
