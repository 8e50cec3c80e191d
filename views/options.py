"""What the window is told when it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counter_app.ports.tray import CardTray
from views.login.state import PracticeAccount

IDLE_LOCK_S = 600


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """Everything but the desk and the runtime.

    Attributes:
        language: ``zh_CN`` or ``en``; can be switched in the window.
        language_told: the command line or the environment named the language: what
            was chosen in the window before does not count.
        kiosk: for holders themselves (S8); a staff password leads out.
        data_folder: keeps the window's size and papers opened in a viewer.
        practice: show PRACTICE on every screen.
        practice_accounts: shown on the practice office's login page.
        tray: the practice office's card tray.
        office_line: office and window as the title bar names them; default from
            the desk's office.
        status_file: screen state for assistive tools (``views.statefile``); the
            environment variable ``COUNTER_SCREEN_STATE`` names one as well.
        idle_lock_s: seconds without a key or pointer before the window locks.
        size: width and height in pixels; the saved size otherwise.
        on_open: called once when the window is up.
    """

    language: str
    data_folder: Path
    language_told: bool = False
    kiosk: bool = False
    practice: bool = False
    practice_accounts: tuple[PracticeAccount, ...] = ()
    tray: CardTray | None = None
    office_line: str = ""
    status_file: Path | None = None
    idle_lock_s: int = IDLE_LOCK_S
    size: tuple[int, int] | None = None
    on_open: Callable[[], None] | None = None
