"""Where finished papers go: a folder, a CUPS queue, a Windows or thermal printer.

All stand behind :class:`counter_app.ports.printer.Printer`. A target either
takes a paper over or raises a coded error and keeps nothing: the spool then owns the
paper and may send it again without a second copy coming out.
"""

from __future__ import annotations

from pathlib import Path

from counter_app.config import PrinterConfig, PrinterTarget
from counter_app.ports.printer import Printer
from printing.cups import CupsPrinter
from printing.folder import FolderPrinter
from printing.watched import WatchedPrinter
from printing.windows import WindowsPrinter

__all__ = [
    "CupsPrinter",
    "FolderPrinter",
    "WatchedPrinter",
    "WindowsPrinter",
    "bare_printer",
    "printer_for",
]


def printer_for(config: PrinterConfig, data: Path) -> Printer:
    """Return the configured target, whose readiness is told without waiting.

    A print service is watched on a thread: ``close`` the
    :class:`~printing.watched.WatchedPrinter` when it is no longer needed.
    """
    printer = bare_printer(config, data)
    if config.target is PrinterTarget.FOLDER:
        return printer
    return WatchedPrinter(printer)


def bare_printer(config: PrinterConfig, data: Path) -> Printer:
    """Return the configured target itself, which is asked whenever ``ready`` is.

    A relative folder lies in the data folder.
    """
    if config.target is PrinterTarget.CUPS:
        return CupsPrinter(config.name)
    if config.target is PrinterTarget.WINDOWS:
        return WindowsPrinter(config.name)
    if config.target is PrinterTarget.ESCPOS:
        # It draws pictures of pages: what that takes is loaded where it is used.
        from printing.thermal import ThermalPrinter  # noqa: PLC0415

        return ThermalPrinter(config.name)
    return FolderPrinter(data / config.folder)
