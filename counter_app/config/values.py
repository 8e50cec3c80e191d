"""What can be configured, and what stands where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class PrinterTarget(StrEnum):
    """Where finished papers go (printing)."""

    FOLDER = "folder"
    CUPS = "cups"
    WINDOWS = "windows"
    ESCPOS = "escpos"  # an 80 mm thermal printer on the network or a device file


class ReceiptForm(StrEnum):
    """The sheet receipts are made for."""

    A5 = "a5"
    STRIP = "80mm"


class KeySource(StrEnum):
    """Who answers for card keys; asked in the configured order."""

    NONE = "none"
    PRACTICE = "practice"
    SAM = "sam"  # a SAM in a reader of its own
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """Target of papers: a folder, a CUPS queue, a Windows or a thermal printer.

    Attributes:
        name: queue or printer; of a thermal printer host:port or device file.
        receipt: the sheet of receipts; a thermal printer always gets the strip.
    """

    target: PrinterTarget = PrinterTarget.FOLDER
    name: str = ""
    folder: Path = Path("prints")
    receipt: ReceiptForm = ReceiptForm.A5

    @property
    def form(self) -> ReceiptForm:
        """The sheet of receipts on this printer."""
        thermal = self.target is PrinterTarget.ESCPOS
        return ReceiptForm.STRIP if thermal else self.receipt


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """The reader to use: part of its PC/SC name, or any when empty."""

    name: str = ""
    role: str = "counter"  # "counter" | "direct" (virtual card without pcscd)


@dataclass(frozen=True, slots=True)
class KeysConfig:
    """Key providers in the order they are asked.

    Attributes:
        file: root keys of the practice source; empty means the built-in invented set.
        sam_reader: part of the name of the SAM's reader; cards are not looked for
            there. Needed for the source ``sam``.
        sam_algorithms: what the SAM's keys are for; the others go to the next source.
    """

    order: tuple[KeySource, ...] = (KeySource.NONE,)
    file: str = ""
    sam_reader: str = ""
    sam_algorithms: tuple[str, ...] = ("DES", "SSF33", "SM4")


@dataclass(frozen=True, slots=True)
class SyncConfig:
    """Seconds between exchanges when nothing wakes them, and the HTTP time-out."""

    upload_s: float = 15.0
    download_s: float = 30.0
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class PracticeConfig:
    """Written by the practice office: its own pcscd, center and card tray."""

    pcscd_socket: str = ""
    center_url: str = ""
    tray: str = ""  # folder of the virtual cards' files
    passphrase_file: str = ""  # relative to the data folder; invented people only
    reader_port: int = 35963


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the composition root needs to know about this machine."""

    language: str = "zh_CN"
    log_level: str = "info"
    idle_lock_min: int = 10
    printed_wait_s: float = 2.0
    printer: PrinterConfig = field(default_factory=PrinterConfig)
    reader: ReaderConfig = field(default_factory=ReaderConfig)
    keys: KeysConfig = field(default_factory=KeysConfig)
    sync: SyncConfig = field(default_factory=SyncConfig)
    practice: PracticeConfig = field(default_factory=PracticeConfig)
