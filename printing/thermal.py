"""An 80 mm thermal printer that speaks ESC/POS: on the network, or a device file.

Such printers hold no Chinese font one could rely on, so that the paper is sent as the
picture of its page: what comes out is what was frozen, character by character. The
printer is asked for its paper with DLE EOT 4 (ESC/POS, real-time status); one that does
not answer counts as ready once it accepts a connection.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from printing.scan import page_pictures

READY = ""
PORT = 9100
DOTS = 576  # across the head: 72 mm with eight dots each
_POINTS_A_DOT = 72 / 25.4 / 8
_ASK_PAPER, _PAPER_OUT = b"\x10\x04\x04", 0x60
_DARK = 128  # grey below this is printed black
_FRAGMENT = 960  # rows a command; cheap printers hold no more
_PROFILE = "TM-P80"  # 72 mm, 576 dots, raster pictures, a cutter


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds: for a connection, for the word about paper, for taking a page."""

    connect: float = 2.0
    status: float = 0.4
    send: float = 20.0


def as_escpos(pdf: bytes) -> bytes:
    """Return the commands that print every page of a PDF and cut after the last.

    Raises:
        pypdfium2.PdfiumError: not a PDF that can be drawn.
    """
    from escpos.printer import Dummy  # noqa: PLC0415 - only where such a printer is

    printer = Dummy(profile=_PROFILE)
    printer.hw("INIT")
    for page in page_pictures(pdf, 1 / _POINTS_A_DOT):
        printer.image(_dots(page), fragment_height=_FRAGMENT)
    printer.cut()
    return bytes(printer.output)


def _dots(page: Image.Image) -> Image.Image:
    """Return a page in black and white, as wide as the head."""
    if 0 <= page.width - DOTS <= 1:  # rounded up: bars must keep their dots
        page = page.crop((0, 0, DOTS, page.height))
    elif page.width != DOTS:  # an A5 receipt made before the printer was changed
        height = round(page.height * DOTS / page.width)
        page = page.resize((DOTS, height), Image.Resampling.LANCZOS)
    return page.point(lambda grey: 0 if grey < _DARK else 255).convert("1")


class ThermalPrinter:
    """Prints on one thermal printer.

    Args:
        name: ``host``, ``host:port``, or the path of a device file.
        waits: time limits.
    """

    def __init__(self, name: str, waits: Waits | None = None) -> None:
        self._name = name
        self._waits = waits or Waits()
        self._device = Path(name) if name.startswith(("/", "\\\\.\\")) else None
        host, _, port = name.partition(":")
        self._address = (host, int(port) if port.isdecimal() else PORT)

    def ready(self) -> tuple[bool, str]:
        if self._device is not None:
            there = self._device.exists()
            return there, READY if there else PrintCode.TARGET_AWAY
        try:
            with self._connected() as line:
                fault = self._fault(line)
        except PrintError as exc:
            return False, exc.code
        return fault is None, READY if fault is None else fault

    def send(self, name: str, pdf: bytes) -> None:  # noqa: ARG002 - a strip has no job name
        """Print one paper and cut it off.

        Raises:
            PrintError: ``printing.target_away``, ``printing.stopped`` (no paper):
                nothing came out; ``printing.uncertain``: part of it was sent.
        """
        commands = as_escpos(pdf)
        if self._device is not None:
            self._write(commands)
            return
        with self._connected() as line:
            fault = self._fault(line)
            if fault is not None:
                raise PrintError(fault, name=self._name)
            line.settimeout(self._waits.send)
            try:
                line.sendall(commands)
            except OSError as exc:
                raise PrintError(PrintCode.UNCERTAIN, name=self._name) from exc

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            line = socket.create_connection(self._address, self._waits.connect)
        except OSError as exc:
            raise PrintError(PrintCode.TARGET_AWAY, name=self._name) from exc
        with closing(line):
            yield line

    def _fault(self, line: socket.socket) -> PrintCode | None:
        """Ask for the paper; silence is no fault."""
        line.settimeout(self._waits.status)
        try:
            line.sendall(_ASK_PAPER)
            answer = line.recv(1)
        except TimeoutError:
            return None
        except OSError:
            return PrintCode.TARGET_AWAY
        out = bool(answer) and answer[0] & _PAPER_OUT == _PAPER_OUT
        return PrintCode.STOPPED if out else None

    def _write(self, commands: bytes) -> None:
        device = Path(self._name)
        try:
            with device.open("r+b", buffering=0) as file:
                file.write(commands)
        except FileNotFoundError as exc:
            raise PrintError(PrintCode.TARGET_AWAY, name=device.name) from exc
        except OSError as exc:
            raise PrintError(PrintCode.UNCERTAIN, name=device.name) from exc
