"""No verb at all: the window, or on an empty folder the assistant before it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from counter_app import bootstrap
from counter_app.bootstrap.data import KeyAhead, asks_passphrase
from counter_app.bootstrap.machine import has_display
from counter_app.bootstrap.place import Place
from counter_app.cli.arguments import Arguments
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.ports.tray import CardTray
from counter_app.practice import record

if TYPE_CHECKING:
    from counter_app.bootstrap.office import OpenOffice

_LANGUAGE_VARIABLES = ("COUNTER_LANG", "COUNTER_LANGUAGE")


def _arguments(arguments: Arguments) -> None:
    arguments.add("--kiosk", action="store_true", text="kiosk")


def open_window(call: Call) -> Answer:
    """Open the office of the data folder in a window until it is closed.

    A folder without an office opens the assistant of the first start.

    Raises:
        SystemFaultError: ``system.no_office`` (a kiosk is set up by staff),
            ``system.no_display``, ``system.office_in_use``.
    """
    kiosk = bool(getattr(call.args, "kiosk", False))
    if not bootstrap.has_office(call.data):
        if kiosk or not has_display():
            raise SystemFaultError(SystemCode.NO_OFFICE)
        made = _assisted(call)
    else:
        made = place_of(call)
    if made is not None and not has_display():
        raise SystemFaultError(SystemCode.NO_DISPLAY)
    place = _unlocked(made, call) if made is not None else None
    if place is None:
        return Answer(silent=True)
    gc.disable()  # what is loaded from here on stays; views.garbage takes over
    try:
        with _at_the_door(call), _opened(place) as office:
            return _shown(call, office, kiosk=kiosk)
    finally:
        gc.enable()


def _unlocked(place: Place, call: Call) -> Place | None:
    """Ask for the passphrase if one is needed; None when somebody gave up."""
    if not asks_passphrase(place):
        return place
    from counter_app.bootstrap.window import unlocked  # noqa: PLC0415 - as below

    return unlocked(place, call.words.language)


@contextmanager
def _opened(place: Place) -> Iterator[OpenOffice]:
    """Open the office; its key is asked for while the window's parts are loaded."""
    key = KeyAhead(place)
    import counter_app.bootstrap.window  # noqa: F401, PLC0415 - loads the toolkit

    office = bootstrap.open_office(place, actor=actor(), begin=False, key=key)
    with office:
        yield office


def _shown(call: Call, office: OpenOffice, *, kiosk: bool) -> Answer:
    from counter_app.bootstrap.window import (  # noqa: PLC0415 - loaded by now
        WindowWish,
        show_window,
    )

    accounts, tray = _practice(call, office)
    wish = WindowWish(call.words.language, _told_language(call), kiosk)
    code = show_window(office, wish, accounts, tray)
    if tray is not None:
        tray.take_off()
    return Answer(silent=True, ok=code == 0)


@contextmanager
def _at_the_door(call: Call) -> Iterator[None]:
    """Say in a window why there is none: whoever used an icon reads no terminal."""
    try:
        yield
    except SystemFaultError as exc:
        if exc.code == SystemCode.OFFICE_IN_USE:
            from counter_app.bootstrap.window import tell_stopped  # noqa: PLC0415

            tell_stopped(exc, call.data, call.words.language)
        raise


def _assisted(call: Call) -> Place | None:
    """Show the assistant; return the office's place, None where there is none."""
    # Loaded for a first start only.
    from counter_app.bootstrap.firstrun import Starter, first_run  # noqa: PLC0415
    from counter_app.practice import office as practice_office  # noqa: PLC0415

    def practice() -> None:
        practice_office.init(call.data, call.environment)
        practice_office.start(call.data)

    starter = Starter(place_of(call), actor(), practice)
    there = first_run(starter, call.words.language)
    return replace(place_of(call), told=starter.place.told) if there else None


def _told_language(call: Call) -> bool:
    """Tell whether somebody named the language for this start."""
    named = getattr(call.args, "lang", None)
    return bool(named) or any(map(call.environment.get, _LANGUAGE_VARIABLES))


def _practice(
    call: Call, office: OpenOffice
) -> tuple[tuple[record.Account, ...], CardTray | None]:
    """Return what only a practice office's window has: accounts and card tray."""
    if not (office.office.practice and record.is_practice(call.data)):
        return (), None
    from counter_app.practice import office as practice_office  # noqa: PLC0415

    accounts = record.load(call.data).accounts
    return accounts, practice_office.tray_of(call.data, office.cards)


VERBS = (Verb("window", open_window, _arguments),)
