"""What each key of the configuration may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from counter_app.config.values import KeySource, PrinterTarget, ReceiptForm

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
