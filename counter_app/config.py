"""The configuration of one data folder: frozen, checked, all faults at once.

``DIR/config.toml`` says it, ``COUNTER_<SECTION>_<KEY>`` in the environment says it
louder. Secrets have no place here (architecture, Where things live).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError

FILE_NAME = "config.toml"
ENV_PREFIX = "COUNTER_"
# Variables of the same family that are no configuration keys.
_ENV_OTHER = ("PASSPHRASE_FILE", "DATA", "CENTER_", "TEST_", "SCREEN_STATE", "STRICT_")


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


Check = Callable[[object], object]


def _text(value: object) -> object:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("text")
    return value.strip()


def _path(value: object) -> object:
    text = _text(value)
    if not text:
        raise ValueError("path")
    return Path(str(text))


def _choice(*allowed: str) -> Check:
    def check(value: object) -> object:
        if value not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return value

    return check


def _number(low: float, high: float, *, whole: bool = False) -> Check:
    kind = int if whole else float
    wanted = f"{low:g} to {high:g}"

    def check(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError(wanted)  # noqa: TRY004 - one fault list for all
        try:
            number = kind(value)
        except (ValueError, OverflowError):
            raise ValueError(wanted) from None
        if (isinstance(value, float) and number != value) or not low <= number <= high:
            raise ValueError(wanted)
        return number

    return check


def _address(value: object) -> object:
    text = str(_text(value))
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("http(s)://host[:port]")
    return text.rstrip("/")


def _sources(value: object) -> object:
    names = value.split(",") if isinstance(value, str) else value
    wanted = "list of " + ", ".join(KeySource)
    if not isinstance(names, list | tuple) or not names:
        raise ValueError(wanted)
    try:
        return tuple(KeySource(str(name).strip()) for name in names)
    except ValueError:
        raise ValueError(wanted) from None


def _form(value: object) -> object:
    return ReceiptForm(str(_choice(*ReceiptForm)(value)))


def _algorithms(value: object) -> object:
    names = value.split(",") if isinstance(value, str) else value
    wanted = "list of DES, SSF33, SM4"
    if not isinstance(names, list | tuple) or not names:
        raise ValueError(wanted)
    given = tuple(str(name).strip().upper() for name in names)
    if not set(given) <= {"DES", "SSF33", "SM4"}:
        raise ValueError(wanted)
    return given


def _target(value: object) -> object:
    return PrinterTarget(str(_choice(*PrinterTarget)(value)))


CHECKS: Mapping[str, Check] = {
    "language": _choice("zh_CN", "en"),
    "log_level": _choice("apdu", "debug", "info", "warning", "error"),
    "idle_lock_min": _number(1, 240, whole=True),
    "printed_wait_s": _number(0, 60),
    "printer.target": _target,
    "printer.name": _text,
    "printer.folder": _path,
    "printer.receipt": _form,
    "reader.name": _text,
    "reader.role": _choice("counter", "direct"),
    "keys.order": _sources,
    "keys.file": _text,
    "keys.sam_reader": _text,
    "keys.sam_algorithms": _algorithms,
    "sync.upload_s": _number(0.05, 86400),
    "sync.download_s": _number(0.05, 86400),
    "sync.timeout_s": _number(0.1, 600),
    "practice.pcscd_socket": _text,
    "practice.center_url": _address,
    "practice.tray": _text,
    "practice.passphrase_file": _text,
    "practice.reader_port": _number(1, 65535, whole=True),
}
_SECTIONS: Mapping[str, Callable[..., object]] = {
    "printer": PrinterConfig,
    "reader": ReaderConfig,
    "keys": KeysConfig,
    "sync": SyncConfig,
    "practice": PracticeConfig,
}


def load_config(data: Path, environment: Mapping[str, str]) -> Config:
    """Read and check the configuration of ``data``; a missing file means defaults.

    Raises:
        SystemFaultError: ``system.config_unreadable``, or ``system.config_invalid``
            with ``faults``, one ``key: what was expected`` line for each fault.
    """
    path = data / FILE_NAME
    said = _flatten(_file(path)) | _environment(environment)
    faults: list[str] = []
    values: dict[str, object] = {}
    for key, value in said.items():
        check = CHECKS.get(key)
        if check is None:
            faults.append(f"{key}: unknown")
            continue
        try:
            values[key] = check(value)
        except ValueError as exc:
            faults.append(f"{key}: {exc}")
    faults += _crossed(values)
    if faults:
        raise SystemFaultError(
            SystemCode.CONFIG_INVALID,
            file=path.name,
            faults=tuple(faults),
            listing="; ".join(faults),
        )
    return _build(values)


def _file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SystemFaultError(
            SystemCode.CONFIG_UNREADABLE, file=path.name, reason=type(exc).__name__
        ) from exc


def _flatten(tables: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat


def _environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {key.upper().replace(".", "_"): key for key in CHECKS}
    names["LANG"] = "language"
    said: dict[str, object] = {}
    for variable, value in environment.items():
        name = variable.removeprefix(ENV_PREFIX)
        if name == variable or not value or name.startswith(_ENV_OTHER):
            continue
        said[names.get(name, variable)] = value
    return said


def _crossed(values: Mapping[str, object]) -> list[str]:
    target = values.get("printer.target")
    named = {PrinterTarget.CUPS, PrinterTarget.WINDOWS, PrinterTarget.ESCPOS}
    if target in named and not values.get("printer.name"):
        return ["printer.name: needed for this target"]
    order = values.get("keys.order", ())
    if isinstance(order, tuple) and KeySource.SAM in order:
        if not values.get("keys.sam_reader"):
            return ["keys.sam_reader: needed for the source sam"]
        if values.get("reader.role") == "direct":
            return ["keys.order: sam needs a real reader (reader.role)"]
    return []


def _build(values: Mapping[str, object]) -> Config:
    top: dict[str, object] = {k: v for k, v in values.items() if "." not in k}
    for section, make in _SECTIONS.items():
        prefix = section + "."
        inner = {
            key.removeprefix(prefix): value
            for key, value in values.items()
            if key.startswith(prefix)
        }
        top[section] = make(**inner)
    return Config(**top)  # type: ignore[arg-type]  # every value passed its check
