"""Pick a character by radical, strokes or code point; no Tk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.domain.strokes.radicals import (
    by_code_point,
    by_radical,
    by_strokes,
    radical_of,
)
from counter_app.runtime import Lane
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen

ON_PAGE = 60
_MOST_STROKES = 64


@dataclass(frozen=True, slots=True)
class PickState:
    """One picture of the page; ``found`` belongs to ``wish``."""

    wish: str = ""
    found: tuple[str, ...] = ()
    page: int = 0
    chosen: str = ""
    fault: Fault | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The characters of this page."""
        start = self.page * ON_PAGE
        return self.found[start : start + ON_PAGE]


class PickView(Protocol):
    """The page's face."""

    def render(self, state: PickState) -> None: ...
    def under_cursor(self) -> str:
        """Return the character under the cursor, "" for none."""


class PickPresenter(Presenter):
    """Enter takes a character; Ctrl+Enter puts them to use."""

    screen = Screen.PICK
    rail = "search"

    def __init__(self, ctx: Context, below: Presenter) -> None:
        self._ctx = ctx
        self._below = below
        self.state = PickState()
        self.view: PickView | None = None
        self._asked = 0

    def wish(self, text: str) -> None:
        """Look up what was typed; the tables are searched on the read lane."""
        wish = " ".join(text.split())
        if wish == self.state.wish:
            return
        self._asked += 1
        number = self._asked
        self.state = replace(self.state, wish=wish)
        self._ctx.backstage.run(
            Lane.READ,
            lambda _: found_for(wish),
            lambda found: self._answered(number, found),
            self._failed,
        )

    def enter(self) -> None:
        char = self.view.under_cursor() if self.view else ""
        if char:
            self._show(replace(self.state, chosen=self.state.chosen + char))

    def choose(self, number: int) -> None:
        """Alt+1 … 9: take one of the first characters of the page."""
        if number <= len(self.state.shown):
            char = self.state.shown[number - 1]
            self._show(replace(self.state, chosen=self.state.chosen + char))

    def commit(self) -> None:
        """Put the characters into the form's name, or search for them."""
        text = self.state.chosen or (self.view.under_cursor() if self.view else "")
        if not text:
            return
        below = self._below
        self._ctx.nav.back()
        if not below.picked(text):
            self._ctx.nav.search_for(text)

    def turn(self, pages: int) -> None:
        page = self.state.page + pages
        if 0 <= page * ON_PAGE < max(1, len(self.state.found)):
            self._show(replace(self.state, page=page))

    def _answered(self, number: int, found: tuple[str, ...]) -> None:
        if number == self._asked:
            self._show(replace(self.state, found=found, page=0, fault=None))

    def _failed(self, fault: Fault) -> None:
        self._show(replace(self.state, found=(), page=0, fault=fault))

    def _show(self, state: PickState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()


def found_for(wish: str) -> tuple[str, ...]:
    """Return the characters meant by ``口``, ``口 6``, ``6`` or ``U+20BB7``."""
    first, _, rest = wish.partition(" ")
    if first.isdecimal() and not rest and int(first) <= _MOST_STROKES:
        return by_strokes(int(first))
    radical = radical_of(first) if len(first) == 1 else None
    if radical is not None:
        strokes = int(rest) if rest.isdecimal() else None
        return by_radical(radical, strokes)
    char = by_code_point(wish)
    return (char,) if char else ()
