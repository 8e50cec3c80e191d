"""The screens of the window and what every presenter can be asked to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


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
    SETTLE = "todo"
    HELP = "help"


#: Pages that lie under others when a holder is opened from a list.
LISTS = frozenset({Screen.SEARCH, Screen.TODAY, Screen.SETTLE})
#: Pages that belong to the open holder.
OF_CASE = frozenset({Screen.CASE, Screen.FORM, Screen.CONFIRM})


class Presenter:
    """What keys and events ask of the page on top; a page overrides its part."""

    screen: Screen
    busy = False
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
