"""Targets that need no print service: folders, Windows, and the choice of one."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from counter_app.config import PrinterConfig, PrinterTarget
from counter_app.domain.errors import PrintError
from printing.cups import CupsPrinter, Patience, system_environment
from printing.folder import FolderPrinter
from printing.targets import bare_printer, printer_for
from printing.watched import WatchedPrinter
from printing.windows import WindowsPrinter


def test_the_configuration_chooses_the_target(tmp_path: Path) -> None:
    """A relative folder lies in the data folder."""
    printer_for(PrinterConfig(), tmp_path).send("R1", b"%PDF")
    assert (tmp_path / "prints" / "R1.pdf").read_bytes() == b"%PDF"
    cups = bare_printer(PrinterConfig(PrinterTarget.CUPS, "q"), tmp_path)
    assert isinstance(cups, CupsPrinter)
    windows = bare_printer(PrinterConfig(PrinterTarget.WINDOWS, "p"), tmp_path)
    assert isinstance(windows, WindowsPrinter)


def test_a_print_service_is_watched(tmp_path: Path) -> None:
    """Whoever shows the readiness never waits for the service."""
    assert isinstance(printer_for(PrinterConfig(), tmp_path), FolderPrinter)
    watched = printer_for(PrinterConfig(PrinterTarget.WINDOWS, "p"), tmp_path)
    assert isinstance(watched, WatchedPrinter)
    watched.close()
    assert "printer-watch" not in {thread.name for thread in threading.enumerate()}


def test_a_copy_never_overwrites_a_paper(tmp_path: Path) -> None:
    """Reprints lie beside the first print, and nothing half-written does."""
    printer = FolderPrinter(tmp_path / "a" / "b")
    for _ in range(3):
        printer.send("R1", b"%PDF")
    names = sorted(path.name for path in (tmp_path / "a" / "b").iterdir())
    assert names == ["R1-2.pdf", "R1-3.pdf", "R1.pdf"]


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    """Whatever the name holds, the paper lies in the folder."""
    FolderPrinter(tmp_path / "p").send("../../x/王 1", b"%PDF")
    assert [path.name for path in (tmp_path / "p").iterdir()] == [".._.._x_1.pdf"]
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_a_folder_that_cannot_be_written_has_a_code(tmp_path: Path) -> None:
    """A file in the folder's place: told before and at printing."""
    (tmp_path / "p").write_text("in the way")
    printer = FolderPrinter(tmp_path / "p")
    assert printer.ready() == (False, "printing.folder_unwritable")
    with pytest.raises(PrintError) as caught:
        printer.send("R1", b"%PDF")
    assert caught.value.code == "printing.folder_unwritable"


def test_the_system_gets_its_own_libraries_back() -> None:
    """The frozen program's library path is not handed to lp."""
    inside = {"LD_LIBRARY_PATH": "/app", "LD_LIBRARY_PATH_ORIG": "/usr/local/lib"}
    restored = system_environment(inside, frozen=True)
    assert restored["LD_LIBRARY_PATH"] == "/usr/local/lib"
    assert "LD_LIBRARY_PATH_ORIG" not in restored
    assert "LD_LIBRARY_PATH" not in system_environment(
        {"LD_LIBRARY_PATH": "/app"}, frozen=True
    )
    kept = system_environment({"LD_LIBRARY_PATH": "/mine"}, frozen=False)
    assert kept["LD_LIBRARY_PATH"] == "/mine"
    assert kept["LC_ALL"] == "C"


def test_a_machine_without_cups_says_so(tmp_path: Path) -> None:
    """No lp, no traceback: a code with the name of what is missing."""
    printer = CupsPrinter("q", environment={"PATH": str(tmp_path)})
    assert printer.ready() == (False, "printing.no_print_system")
    with pytest.raises(PrintError) as caught:
        printer.send("R1", b"%PDF")
    assert caught.value.params == {"what": "lpstat"}


def test_a_silent_print_system_is_not_waited_for(tmp_path: Path) -> None:
    """A command that hangs is ended and told as no answer."""
    fake = tmp_path / "lpstat"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    patience = Patience(answer=0.3)
    printer = CupsPrinter("q", patience=patience, environment={"PATH": path})
    assert printer.ready() == (False, "printing.no_answer")


class FakeSpooler:
    """Answers as ``win32print`` does; one printer, whose state a test sets."""

    def __init__(self, status: int = 0, attributes: int = 0) -> None:
        self.info = {"Status": status, "Attributes": attributes}
        self.written: list[bytes] = []
        self.open = 0
        self.full = False

    def OpenPrinter(self, name: str) -> object:  # noqa: N802 - Windows' name
        if name != "Office":
            raise RuntimeError(1801, "OpenPrinter", "The printer name is invalid.")
        self.open += 1
        return self

    def ClosePrinter(self, handle: object) -> None:  # noqa: N802 - Windows' name
        self.open -= 1

    def GetPrinter(self, handle: object, level: int) -> dict[str, object]:  # noqa: N802 - Windows' name
        return dict(self.info)

    def StartDocPrinter(  # noqa: N802 - Windows' name
        self, handle: object, level: int, info: tuple[str, str | None, str]
    ) -> int:
        if self.full:
            raise RuntimeError(112, "StartDocPrinter", "There is not enough space.")
        return 1

    def WritePrinter(self, handle: object, data: bytes) -> int:  # noqa: N802 - Windows' name
        self.written.append(data)
        return len(data)

    def EndDocPrinter(self, handle: object) -> None:  # noqa: N802 - Windows' name
        pass


@pytest.mark.parametrize(
    ("status", "attributes", "told"),
    [
        (0, 0, (True, "")),
        (0x400, 0, (True, "")),  # printing something else
        (0x80, 0, (False, "printing.target_away")),
        (0, 0x400, (False, "printing.target_away")),  # set to work offline
        (0x8, 0, (False, "printing.stopped")),  # jam
        (0x10, 0, (False, "printing.stopped")),  # no paper
    ],
)
def test_windows_tells_the_printers_state(status, attributes, told) -> None:
    """Status bits of winspool.h become codes; the handle is given back."""
    spooler = FakeSpooler(status, attributes)
    assert WindowsPrinter("Office", spooler=spooler).ready() == told
    assert spooler.open == 0


def test_windows_prints_directly_or_through_the_shell() -> None:
    """Bytes for printers that read PDF; else a private file and the print verb."""
    spooler, shown = FakeSpooler(), []
    WindowsPrinter("Office", direct=True, spooler=spooler).send("R1", b"%PDF")
    assert spooler.written == [b"%PDF"]

    def shell(path: Path, printer: str) -> None:
        shown.append((path.read_bytes(), path.suffix, printer))
        path.unlink()

    WindowsPrinter("Office", spooler=spooler, shell=shell).send("R1", b"%PDF")
    assert shown == [(b"%PDF", ".pdf", "Office")]


def test_windows_faults_have_codes() -> None:
    """Unknown printer, refused job, printer away: nothing is sent."""
    spooler = FakeSpooler()
    with pytest.raises(PrintError) as unknown:
        WindowsPrinter("Other", spooler=spooler).send("R1", b"%PDF")
    assert unknown.value.code == "printing.queue_unknown"
    spooler.full = True
    with pytest.raises(PrintError) as refused:
        WindowsPrinter("Office", direct=True, spooler=spooler).send("R1", b"%PDF")
    assert refused.value.code == "printing.refused"
    with pytest.raises(PrintError) as away:
        WindowsPrinter("Office", spooler=FakeSpooler(0x80)).send("R1", b"%PDF")
    assert away.value.code == "printing.target_away"
    assert (spooler.written, spooler.open) == ([], 0)


def test_windows_elsewhere_says_what_is_missing() -> None:
    """On a system without the Windows spooler the target is refused with a code."""
    assert WindowsPrinter("Office").ready() == (False, "printing.no_print_system")
    with pytest.raises(PrintError) as caught:
        WindowsPrinter("Office", spooler=FakeSpooler()).send("R1", b"%PDF")
    assert caught.value.params == {"what": "printto"}
