"""Papers and files outside the window: reports, receipts' seals, text files."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from pathlib import Path

from counter_app.bootstrap.keep import receipt_key
from counter_app.bootstrap.place import Place
from counter_app.domain import receipt_no
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.records import Office
from counter_app.domain.states import Effect, Kind
from counter_app.ports.printer import Printer
from counter_app.ports.store import Store, UnitOfWork
from printing import mac

MAX_FILE = 64 * 1024 * 1024  # of a paper to check; a scan at 600 dpi has a third


def office_of(store: Store) -> Office:
    """Return the office of an open database.

    Raises:
        SystemFaultError: ``system.no_office``: its set-up was broken off.
    """
    with store.reading() as read:
        office = read.settings.office()
    if office is None:
        raise SystemFaultError(SystemCode.NO_OFFICE)
    return office


def make_printer(place: Place, closing: ExitStack) -> Printer:
    """Return the configured print target; its watch ends with ``closing``."""
    from printing.targets import printer_for  # noqa: PLC0415 - see later.py

    printer = printer_for(place.config.printer, place.data)
    close = getattr(printer, "close", None)  # only a watched printer has one
    if close is not None:
        closing.callback(close)
    return printer


def printer_now(place: Place) -> tuple[bool, str]:
    """Ask the print target itself, once, however long it takes."""
    from printing.targets import bare_printer  # noqa: PLC0415 - see later.py

    return bare_printer(place.config.printer, place.data).ready()


def check_receipt(work: UnitOfWork, text: str) -> tuple[str, bool | None]:
    """Return the receipt number in a QR text or typed code, and whether it is genuine.

    A number without its seal can be looked up but not proved: None.

    Raises:
        SystemFaultError: ``system.receipt_number``.
    """
    plain = "".join(text.split()).upper()
    if len(plain) == receipt_no.LENGTH:
        return plain, None
    checked = mac.check(plain, receipt_key(work))
    if checked.receipt_no is None:
        raise SystemFaultError(SystemCode.RECEIPT_NUMBER)
    return checked.receipt_no, checked.genuine


def sample_receipt() -> bytes:
    """Return a sample receipt with a rare character, for the self-test."""
    # What draws papers takes its time to load: see later.py.
    from printing import samples  # noqa: PLC0415
    from printing.documents import receipt  # noqa: PLC0415
    from printing.fontset import shared_fonts  # noqa: PLC0415

    fonts = shared_fonts()
    fonts.load_all()
    return receipt.render(samples.receipt(Kind.HAND_OUT, Effect.PENDING), fonts)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        SystemFaultError: ``system.file_unreadable``.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise SystemFaultError(
            SystemCode.FILE_UNREADABLE, file=path.name, reason=type(exc).__name__
        ) from exc


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of at most :data:`MAX_FILE` bytes.

    Raises:
        SystemFaultError: ``system.file_unreadable``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as exc:
        raise SystemFaultError(
            SystemCode.FILE_UNREADABLE, file=path.name, reason=type(exc).__name__
        ) from exc
    if len(content) > MAX_FILE:
        raise SystemFaultError(
            SystemCode.FILE_UNREADABLE, file=path.name, reason="too large"
        )
    return content


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; an older one of the name is replaced.

    Its folder must be there.

    Raises:
        SystemFaultError: ``system.file_unwritable``.
    """
    check_target(path)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise _unwritable(path, type(exc).__name__) from exc


def check_target(path: Path) -> None:
    """Refuse a place where no regular file can stand; makes and changes nothing.

    Raises:
        SystemFaultError: ``system.file_unwritable``: a folder, device or pipe of that
            name, or no folder for it.
    """
    try:
        strange = path.exists() and not path.is_file()
        homeless = not path.parent.is_dir()
    except OSError as exc:
        raise _unwritable(path, type(exc).__name__) from exc
    if homeless:
        raise _unwritable(path, FileNotFoundError.__name__)
    if strange or not path.name:
        raise _unwritable(path, FileExistsError.__name__)


def _unwritable(path: Path, reason: str) -> SystemFaultError:
    return SystemFaultError(SystemCode.FILE_UNWRITABLE, file=path.name, reason=reason)
