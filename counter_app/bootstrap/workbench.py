"""The desk's reader, printer and settings: :class:`~counter_app.ports.workbench`."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from urllib.request import getproxies

from counter_app import __version__
from counter_app.bootstrap.cards import card_desk
from counter_app.bootstrap.configfile import change_config
from counter_app.bootstrap.diagnostics import counted, support_zip
from counter_app.bootstrap.flatten import flat
from counter_app.bootstrap.pcscd import point_to_pcscd
from counter_app.bootstrap.place import Place
from counter_app.config import CHECKS, PrinterConfig, load_config
from counter_app.domain.errors import PrintError
from counter_app.ports.cards import ReaderState
from counter_app.ports.store import Store
from counter_app.ports.workbench import Version
from printing.press import ReportlabPress
from printing.targets import bare_printer

NOTICES = "THIRD_PARTY_NOTICES.md"
SAMPLE = "receipt-hand_out"
_PARTS = (
    *("pyscard", "cryptography", "argon2-cffi", "keyring", "sqlcipher3", "peewee"),
    *("reportlab", "pypdfium2", "pillow", "ttkbootstrap", "httpx", "msgspec"),
)
_READER_WAIT_S = 2.0


class DeskBench:
    """Implements :class:`counter_app.ports.workbench.Workbench` for a data folder."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def values(self) -> Mapping[str, str]:
        said = flat(load_config(self._place.data, self._place.environment))
        return {**said, "proxy": _proxy()}

    def change(self, values: Mapping[str, str]) -> None:
        change_config(self._place.data, values)

    def readers(self) -> tuple[str, ...]:
        if self._place.config.reader.role == "direct":
            return ()
        point_to_pcscd(self._place)
        # The PC/SC library is loaded here and not earlier: see point_to_pcscd.
        from card_io.pcsc.names import reader_names  # noqa: PLC0415

        return reader_names()

    def try_reader(self, name: str) -> ReaderState:
        seen = Event()
        with closing(card_desk(self._place, None, reader=name)) as desk:
            desk.watch(lambda _state: seen.set())
            if not desk.state().serial:  # nothing was published before the watch
                seen.wait(_READER_WAIT_S)
            return desk.state()

    def try_printer(self, values: Mapping[str, str]) -> str:
        config = printer_of(values, self._place.config.printer)
        printer = bare_printer(config, self._place.data)
        ready, code = printer.ready()
        name = config.name or config.folder.name
        if not ready:
            raise PrintError(code, name=name)
        printer.send("sample", ReportlabPress().sample(SAMPLE, "zh_CN"))
        return name

    def versions(self) -> tuple[Version, ...]:
        found = [
            Version("counter-app", __version__),
            Version("Python", platform.python_version()),
            Version(platform.system(), platform.release()),
        ]
        for name in _PARTS:
            try:
                found.append(Version(name, metadata.version(name)))
            except metadata.PackageNotFoundError:
                continue  # no part of this installation
        return tuple(found)

    def notices(self) -> str:
        return next((text for text in map(_text, _notice_files()) if text), "")

    def support_file(self, store: Store) -> bytes:
        return support_zip(self._place, self, lambda: counted(store))


def printer_of(values: Mapping[str, str], now: PrinterConfig) -> PrinterConfig:
    """Return a printer as it would be with these settings."""
    said = {
        key.removeprefix("printer."): CHECKS[key](value)
        for key, value in values.items()
        if key.startswith("printer.") and (value or key == "printer.name")
    }
    return replace(now, **said)  # type: ignore[arg-type]  # every value passed its check


def _proxy() -> str:
    """Return host and port of the proxy of this machine, never its password."""
    address = urlsplit(getproxies().get("https", ""))
    port = f":{address.port}" if address.port else ""
    return f"{address.hostname}{port}" if address.hostname else ""


def _notice_files() -> tuple[Path, ...]:
    frozen = Path(getattr(sys, "_MEIPASS", "")) / "licenses" / NOTICES
    return frozen, Path(__file__).parents[2] / NOTICES


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
