"""Where finished papers go: a folder, a CUPS queue, a Windows printer.

All three stand behind :class:`counter_app.ports.printer.Printer`. A target either
takes a paper over or raises a coded error and keeps nothing: the spool then owns the
paper and may send it again without a second copy coming out.
"""

from __future__ import annotations

from pathlib import Path

from counter_app.config import PrinterConfig, PrinterTarget
from counter_app.ports.printer import Printer
from printing.cups import CupsPrinter
from printing.folder import FolderPrinter
from printing.windows import WindowsPrinter

__all__ = ["CupsPrinter", "FolderPrinter", "WindowsPrinter", "printer_for"]


def printer_for(config: PrinterConfig, data: Path) -> Printer:
    """Return the configured target; a relative folder lies in the data folder."""
    if config.target is PrinterTarget.CUPS:
        return CupsPrinter(config.name)
    if config.target is PrinterTarget.WINDOWS:
        return WindowsPrinter(config.name)
    return FolderPrinter(data / config.folder)
