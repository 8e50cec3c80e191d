"""A Windows printer, through the spooler's state and the shell's print verb.

Windows has no PDF printing of its own: ``printto`` hands the file to the program
that is registered for PDF, which renders it for the named printer. Printers that
understand PDF themselves can take the bytes as they are (``direct``). The spooler is
reached through pywin32, which only Windows installs; everything else here is tested
on any system with a spooler that answers the same questions.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError

READY = ""
# PRINTER_INFO_2 status bits and PRINTER_ATTRIBUTE_WORK_OFFLINE, from winspool.h.
_PAUSED, _ERROR, _JAM, _PAPER_OUT = 0x1, 0x2, 0x8, 0x10
_OFFLINE, _NOT_AVAILABLE, _DOOR, _USER = 0x80, 0x1000, 0x400000, 0x100000
_HALTED = _PAUSED | _ERROR | _JAM | _PAPER_OUT | _DOOR | _USER
_AWAY = _OFFLINE | _NOT_AVAILABLE
_WORK_OFFLINE = 0x400


class Spooler(Protocol):
    """The part of ``win32print`` that is used."""

    def OpenPrinter(self, name: str) -> object: ...  # noqa: N802 - Windows' name
    def ClosePrinter(self, handle: object) -> None: ...  # noqa: N802 - Windows' name
    def GetPrinter(self, handle: object, level: int) -> Mapping[str, object]: ...  # noqa: N802 - Windows' name
    def StartDocPrinter(  # noqa: N802 - Windows' name
        self, handle: object, level: int, info: tuple[str, str | None, str]
    ) -> int: ...
    def WritePrinter(self, handle: object, data: bytes) -> int: ...  # noqa: N802 - Windows' name
    def EndDocPrinter(self, handle: object) -> None: ...  # noqa: N802 - Windows' name


Shell = Callable[[Path, str], None]


def windows_spooler() -> Spooler:
    """Return the system's spooler.

    Raises:
        PrintError: ``printing.no_print_system`` where pywin32 is not installed.
    """
    try:
        return cast("Spooler", import_module("win32print"))
    except ImportError as exc:
        raise PrintError(PrintCode.NO_PRINT_SYSTEM, what="win32print") from exc


def print_by_shell(path: Path, printer: str) -> None:
    """Hand a file to the program that prints PDF on this machine.

    Raises:
        PrintError: ``printing.no_print_system`` outside Windows, or where no program
            is registered for PDF.
    """
    start = getattr(os, "startfile", None)
    if start is None:
        raise PrintError(PrintCode.NO_PRINT_SYSTEM, what="printto")
    try:
        start(str(path), "printto", f'"{printer}"')
    except OSError as exc:
        raise PrintError(PrintCode.NO_PRINT_SYSTEM, what="printto") from exc


class WindowsPrinter:
    """Prints on one printer of the Windows spooler.

    Args:
        name: the printer as Windows lists it.
        direct: send the bytes as they are; for printers that understand PDF.
        spooler: answers like ``win32print``; the system's own when not given.
        shell: prints a file on a named printer.
    """

    def __init__(
        self,
        name: str,
        *,
        direct: bool = False,
        spooler: Spooler | None = None,
        shell: Shell = print_by_shell,
    ) -> None:
        self._name = name
        self._direct = direct
        self._given = spooler
        self._shell = shell

    def ready(self) -> tuple[bool, str]:
        try:
            fault = self._fault(self._spooler())
        except PrintError as exc:
            return False, exc.code
        return fault is None, READY if fault is None else fault

    def send(self, name: str, pdf: bytes) -> None:
        """Print one paper; a printer that is not ready gets nothing.

        Raises:
            PrintError: ``printing.target_away``, ``printing.stopped``,
                ``printing.queue_unknown``, ``printing.refused``,
                ``printing.no_print_system``.
        """
        spooler = self._spooler()
        fault = self._fault(spooler)
        if fault is not None:
            raise PrintError(fault, name=self._name)
        if self._direct:
            self._send_bytes(spooler, name, pdf)
        else:
            self._send_file(pdf)

    def _spooler(self) -> Spooler:
        return windows_spooler() if self._given is None else self._given

    def _fault(self, spooler: Spooler) -> PrintCode | None:
        try:
            handle = spooler.OpenPrinter(self._name)
        except Exception:  # noqa: BLE001 - pywintypes.error, which only Windows has
            return PrintCode.QUEUE_UNKNOWN
        try:
            told = spooler.GetPrinter(handle, 2)
        except Exception:  # noqa: BLE001 - pywintypes.error, which only Windows has
            return PrintCode.TARGET_AWAY
        finally:
            spooler.ClosePrinter(handle)
        status, attributes = (int(str(told[k])) for k in ("Status", "Attributes"))
        if status & _AWAY or attributes & _WORK_OFFLINE:
            return PrintCode.TARGET_AWAY
        return PrintCode.STOPPED if status & _HALTED else None

    def _send_bytes(self, spooler: Spooler, name: str, pdf: bytes) -> None:
        handle = spooler.OpenPrinter(self._name)
        try:
            spooler.StartDocPrinter(handle, 1, (name, None, "RAW"))
            try:
                spooler.WritePrinter(handle, pdf)
            finally:
                spooler.EndDocPrinter(handle)
        except Exception as exc:
            raise PrintError(PrintCode.REFUSED, name=self._name) from exc
        finally:
            spooler.ClosePrinter(handle)

    def _send_file(self, pdf: bytes) -> None:
        """Print from a private file; older ones are removed by the next paper.

        The PDF program reads the file after the call has returned, so it cannot be
        removed here.
        """
        folder = Path(tempfile.gettempdir()) / "counter-app-print"
        folder.mkdir(mode=0o700, exist_ok=True)
        for old in folder.glob("*.pdf"):
            with suppress(OSError):  # still open in the PDF program
                old.unlink()
        handle, path = tempfile.mkstemp(suffix=".pdf", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
        self._shell(Path(path), self._name)
