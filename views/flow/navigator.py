"""What a page may ask of the conductor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.services.keeping import KeptForm
from counter_app.services.results import CaseResult, Session
from views.flow.backstage import Backstage
from views.flow.screens import Presenter, Screen
from views.flow.visit import Visit
from views.preferences import Liking, Preferences


class Navigator(Protocol):
    """Moves between pages; every call is quick."""

    def logged_in(self, session: Session) -> None: ...
    def go(self, screen: Screen) -> None: ...
    def back(self) -> None: ...
    def next_person(self) -> None: ...
    def open_holder(self, ssn: Ssn, then: Callable[[], None] | None = None) -> None: ...
    def search_for(self, text: str) -> None:
        """Search for a text as if it had been typed into the box."""

    def push(self, page: Presenter) -> None:
        """Put a page on top."""

    def on_card(self, make: MakePage) -> None:
        """Put a page for the card in hand over the open person's page."""

    def finished(self, result: CaseResult) -> None: ...
    def resume(self, kept: KeptForm, *, mine: bool) -> None:
        """Go on with a draft: open its person and its form."""

    def forget_draft(self, ssn: Ssn, service: str) -> None:
        """A draft was thrown away."""

    def show_sheet(self) -> None:
        """Show the chosen paper page by page."""

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

    def clear_search(self, *, keep_typing: bool = False) -> None:
        """Empty the search box, unless somebody types in it and that shall stay."""

    def liking(self) -> Liking:
        """Return how the window looks now."""

    def prefer(self, chosen: Preferences) -> None:
        """Take another look, size or language at once; the page stays."""


MakePage = Callable[["Context"], Presenter]


@dataclass(frozen=True, slots=True)
class Context:
    """What every presenter gets."""

    visit: Visit
    backstage: Backstage
    nav: Navigator
    new_key: Callable[[], str]
