"""The screens of the window and what every presenter can be asked to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from views.flow.source import Source


class Screen(StrEnum):
    """Names as the state file and the key table use them."""

    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - the page where it is changed
    LOCK = "lock"
    SEARCH = "search"
    CASE = "case"
    FORM = "form"
    CONFIRM = "confirm"
    RESULT = "result"
    TODAY = "today"
    LISTS = "lists"
    SETTLE = "todo"
    HELP = "help"
    PICK = "pick"
    PIN = "pin"
    REWRITE = "rewrite"
    CARD_CONFIRM = "card_confirm"
    PROVE = "prove"
    INQUIRY = "inquiry"
    SYNC = "sync"
    REPORTS = "reports"
    CLOSE = "close"
    STOCK = "stock"
    QUEUE = "queue"
    SHEET = "sheet"
    UNITS = "units"
    UNIT_JOB = "unit_job"
    ON_SITE = "on_site"
    PHOTOS = "photos"
    PHOTO = "photo"
    CAMPAIGNS = "campaigns"
    APPLY = "apply"
    APPLY_FORM = "apply_form"
    APPLY_CONFIRM = "apply_confirm"
    APPLY_BATCH = "apply_batch"
    APPLICATION = "application"
    SETTINGS = "settings"
    ABOUT = "about"
    KIOSK = "kiosk"


#: Pages that lie under others when a holder is opened from a list.
LISTS = frozenset({Screen.SEARCH, Screen.TODAY, Screen.LISTS, Screen.SETTLE})
#: Pages that belong to the open holder.
OF_CASE = frozenset(
    {
        Screen.CASE,
        Screen.FORM,
        Screen.CONFIRM,
        Screen.PIN,
        Screen.REWRITE,
        Screen.CARD_CONFIRM,
        Screen.PROVE,
        Screen.INQUIRY,
    }
)
#: Pages whose act has the reader to itself and must not be left half-way.
ACTS_ON_CARD = frozenset(
    {
        Screen.CONFIRM,
        Screen.SETTLE,
        Screen.CARD_CONFIRM,
        Screen.PROVE,
        Screen.KIOSK,
    }
)


class Presenter:
    """What keys and events ask of the page on top; a page overrides its part."""

    screen: Screen
    busy = False
    leavable = False  # may be left while it waits for an answer
    private = False  # what is typed here beside a field is a secret, not a search
    rail = ""  # action of the rail that stands for this page, its screen's if empty
    view: Any = None  # each presenter names its view's Protocol

    def shown(self) -> None:
        """The page came to the top."""

    def left(self) -> None:
        """The view of the page was taken down; the state stays."""
        self.view = None

    def refresh(self) -> None:
        """Card, reader, status or holder changed."""

    def news(self) -> None:
        """Outcomes of operations arrived."""

    def enter(self) -> None:
        """Enter: the next step of this page."""

    def commit(self) -> None:
        """Ctrl+Enter: do it."""

    def paper(self) -> None:
        """Ctrl+P: print or print again."""

    def receipt(self) -> str | None:
        """Return the number of the receipt that is chosen here (Ctrl+O shows it)."""
        return None

    def whole_paper(self) -> Source | None:
        """Return another paper than a receipt that Ctrl+O shows whole."""
        return None

    def dismiss(self) -> bool:
        """Esc: close what asks a question on this page; tell whether it was so."""
        return False

    def picked(self, text: str) -> bool:  # noqa: ARG002 - a page overrides it
        """Take characters that were looked up (Ctrl+F); False: search for them."""
        return False

    def choose(self, number: int) -> None:
        """Alt+1 ... Alt+9: take this choice of the page."""

    def turn(self, pages: int) -> None:
        """Page Down, Page Up in lists."""

    def error_code(self) -> str | None:
        """Return the code of what went wrong on this page, for the state file."""
        return None

    def fault_fields(self) -> tuple[str, ...]:
        """Return the names of fields with a fault, for the state file."""
        return ()
