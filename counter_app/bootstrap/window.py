"""The window over a running office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from counter_app.bootstrap.data import asks_passphrase, try_passphrase
from counter_app.bootstrap.office import OpenOffice
from counter_app.bootstrap.place import Place
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.ports.tray import CardTray
from views.app import PracticeAccount, WindowOptions, run_window
from views.flow.fault import fault_of
from views.stopped import show_stopped
from views.unlock.window import ask_passphrase

_MINUTE_S = 60


class Account(Protocol):
    """An account of the practice office, whose password is no secret."""

    @property
    def login(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True)
class WindowWish:
    """How the window is to open.

    Attributes:
        language: ``zh_CN`` or ``en``.
        told: somebody named the language for this start.
        kiosk: for holders themselves (S8).
    """

    language: str
    told: bool = False
    kiosk: bool = False


def unlocked(place: Place, language: str) -> Place | None:
    """Ask for the passphrase if one is needed; None when somebody gave up.

    Raises:
        SystemFaultError: ``system.unlock_file``.
        StoreError: ``store.vault_missing``, ``store.vault_damaged``.
    """
    if not asks_passphrase(place):
        return place
    told = ask_passphrase(partial(try_passphrase, place), place.data, language)
    return None if told is None else replace(place, told=told)


def tell_stopped(exc: SystemFaultError, data: Path, language: str) -> None:
    """Say in a window of its own why the program does not start.

    A screen that cannot be used is no further fault: the words are on stderr too.
    """
    try:
        show_stopped(fault_of(exc), data, language)
    except Exception as shown:
        if type(shown).__name__ != "TclError":  # Tk is known in views alone
            raise


def show_window(
    office: OpenOffice,
    wish: WindowWish,
    accounts: Iterable[Account] = (),
    tray: CardTray | None = None,
) -> int:
    """Serve the window until it is closed; must be called on the main thread.

    Args:
        office: the running office; it stays open.
        wish: language and kind of the window.
        accounts: shown on the practice office's login page.
        tray: the practice office's cards.

    Raises:
        SystemFaultError: ``system.no_display``.
    """
    shown = tuple(PracticeAccount(a.login, a.password, a.role) for a in accounts)
    options = WindowOptions(
        on_open=office.attend,
        language=wish.language,
        language_told=wish.told,
        kiosk=wish.kiosk,
        data_folder=office.place.data,
        practice=office.office.practice,
        practice_accounts=shown,
        tray=tray,
        idle_lock_s=office.place.config.idle_lock_min * _MINUTE_S,
    )
    try:
        return run_window(office.desk, office.runtime, options)
    except Exception as exc:
        # Tk is known in views alone; its fault is told by name and text.
        if type(exc).__name__ == "TclError" and "display" in str(exc):
            raise SystemFaultError(SystemCode.NO_DISPLAY) from exc
        raise
