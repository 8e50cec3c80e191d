"""No verb at all: the window."""

from __future__ import annotations

from counter_app import bootstrap
from counter_app.bootstrap import OpenOffice
from counter_app.bootstrap.selftest import has_display
from counter_app.bootstrap.window import show_window
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.ports.tray import CardTray
from counter_app.practice import office as practice_office
from counter_app.practice import record


def open_window(call: Call) -> Answer:
    """Open the office of the data folder in a window until it is closed.

    Raises:
        SystemFaultError: ``system.no_office``, ``system.no_display``,
            ``system.office_in_use``.
    """
    if not bootstrap.has_office(call.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    if not has_display():
        raise SystemFaultError(SystemCode.NO_DISPLAY)
    with bootstrap.open_office(place_of(call), actor=actor()) as office:
        accounts, tray = _practice(call, office)
        code = show_window(office, call.words.language, accounts, tray)
        if tray is not None:
            tray.take_off()
    return Answer(silent=True, ok=code == 0)


def _practice(
    call: Call, office: OpenOffice
) -> tuple[tuple[record.Account, ...], CardTray | None]:
    """Return what only a practice office's window has: accounts and card tray."""
    if not (office.office.practice and record.is_practice(call.data)):
        return (), None
    accounts = record.load(call.data).accounts
    return accounts, practice_office.tray_of(call.data, office.cards)


VERBS = (Verb("window", open_window),)
