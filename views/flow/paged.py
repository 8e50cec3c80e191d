"""Lists that come page by page from the store; no Tk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from views.flow.screens import Presenter


class OnePage(Protocol):
    """A picture that holds one page of a list."""

    @property
    def page(self) -> int:
        """0-based."""

    @property
    def more(self) -> bool:
        """Whether a page follows."""


def turned(shown: OnePage, pages: int) -> int | None:
    """Return the page so many pages further; None where the list has none."""
    page = shown.page + pages
    return page if page >= 0 and (pages < 0 or shown.more) else None


class Paged(Presenter, ABC):
    """A screen with such a list: read anew when it comes up and when news arrive."""

    state: OnePage

    @abstractmethod
    def load(self, page: int) -> None:
        """Fetch one page."""

    def shown(self) -> None:
        self.load(self.state.page)

    def news(self) -> None:
        self.load(self.state.page)

    def turn(self, pages: int) -> None:
        page = turned(self.state, pages)
        if page is not None:
            self.load(page)
