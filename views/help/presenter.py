"""The manual's page of a screen, any other page, and the key table; no Tk."""

from __future__ import annotations

from typing import Protocol

from views.flow.screens import Presenter, Screen

PAGES = tuple(Screen)


class HelpView(Protocol):
    """The page's face."""

    def render(self, presenter: HelpPresenter) -> None: ...
    def chosen(self) -> Screen | None:
        """Return the page under the cursor."""


class HelpPresenter(Presenter):
    """F1 again turns to the key table and back; Enter opens the chosen page."""

    screen = Screen.HELP

    def __init__(self, about: Screen) -> None:
        self.about = about
        self.keys = False
        self.view: HelpView | None = None

    def turn_over(self) -> None:
        """Show the keys, or the page again."""
        self.keys = not self.keys
        self._show()

    def enter(self) -> None:
        chosen = self.view.chosen() if self.view else None
        if chosen is not None:
            self.read(chosen)

    def read(self, about: Screen) -> None:
        """Show another page."""
        self.about, self.keys = about, False
        self._show()

    def _show(self) -> None:
        if self.view:
            self.view.render(self)
