"""What a page may ask of the conductor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.services.results import CaseResult, Session
from views.flow.backstage import Backstage
from views.flow.screens import Presenter, Screen
from views.flow.visit import Visit


class Navigator(Protocol):
    """Moves between pages; every call is quick."""

    def logged_in(self, session: Session) -> None: ...
    def go(self, screen: Screen) -> None: ...
    def back(self) -> None: ...
    def next_person(self) -> None: ...
    def open_holder(self, ssn: Ssn) -> None: ...
    def finished(self, result: CaseResult) -> None: ...
    def changed(self) -> None:
        """Something visible outside the page changed: redraw frame and state file."""

    def poll(self) -> None:
        """Ask for the status line now."""

    def reload_holder(self) -> None:
        """Fetch the open holder's file again."""


class Stage(Protocol):
    """The window as the conductor sees it."""

    def show(self, page: Presenter) -> None:
        """Bring this page to the top."""

    def frame(self) -> None:
        """Redraw title, rail, panel and status bar; write the state file."""

    def clear_search(self) -> None:
        """Empty the search box."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every presenter gets."""

    visit: Visit
    backstage: Backstage
    nav: Navigator
    new_key: Callable[[], str]
