"""What the services work with, loaded when a case first needs it (see later.py)."""

# ruff: noqa: PLC0415 - that is what this module is for

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from counter_app.bootstrap.place import Place
from counter_app.ports.carrying import Carrier
from counter_app.ports.lists import Sheet
from counter_app.ports.photos import PhotoRoom
from counter_app.ports.printer import Press
from counter_app.ports.store import Store
from counter_app.ports.unitfiles import UnitFiles
from counter_app.ports.workbench import Workbench
from counter_app.runtime import StopToken

#: Loaded while the operator types the password, so that no first use waits for it;
#: in the order in which a morning's work comes to them.
AHEAD = (
    "views.inside",
    "counter_app.bootstrap.line",
    "printing.press",
    "printing.targets",
    "counter_app.photos",
    "counter_app.sheets",
    "counter_app.bootstrap.workbench",
    "sync.unitfile",
)


def load_ahead(stop: StopToken) -> None:
    """Load what later work needs; end soon after ``stop`` says so."""
    for name in AHEAD:
        if stop.stopped:
            return
        import_module(name)


def press() -> Press:
    """Return what draws papers."""
    from printing.press import ReportlabPress

    return ReportlabPress()


def carrier(place: Place, store: Store) -> Carrier:
    """Return what carries waiting acts on a stick."""
    from counter_app.bootstrap.line import StickCarrier

    return StickCarrier(place, store)


def photo_room() -> PhotoRoom:
    """Return what opens folders and archives of photos."""
    from counter_app.photos import Room

    return Room()


def workbench(place: Place) -> Workbench:
    """Return the desk's reader, printer and settings."""
    from counter_app.bootstrap.workbench import DeskBench

    return DeskBench(place)


def unit_files() -> UnitFiles:
    """Return what seals a unit day's files."""
    from sync.unitfile import SealedUnitFiles

    return SealedUnitFiles()


def read_sheet(path: Path) -> Sheet:
    """Read a list from outside; see :mod:`counter_app.sheets`."""
    from counter_app import sheets

    return sheets.read_sheet(path)


def write_sheet(
    form: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """Make a list that leaves; see :mod:`counter_app.sheets`."""
    from counter_app import sheets

    return sheets.list_sheet(form, headings, rows)
