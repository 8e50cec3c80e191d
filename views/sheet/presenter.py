"""A finished paper on the screen: pages, zoom, print, save; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from counter_app.runtime import Lane
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.source import Source
from views.preview import page_image, save, sheet_pages

ZOOMS = (50, 75, 100, 150, 200, 300)  # percent of the size on paper
START = 2


@dataclass(frozen=True, slots=True)
class SheetState:
    """One picture of the page.

    Attributes:
        image: PNG of the shown page; None while it is drawn, or cannot be.
        zoom: place in :data:`ZOOMS`.
        told: message id of how the last act ended; ``name`` is its file.
    """

    name_of: str
    copies: int | None = None
    pages: int = 0
    page: int = 0
    zoom: int = START
    image: bytes | None = None
    busy: bool = False
    fault: Fault | None = None
    told: str = ""
    name: str = ""


class SheetView(Protocol):
    """The page's face."""

    def render(self, state: SheetState) -> None: ...
    def dots_an_inch(self) -> float:
        """Return how fine the screen is."""


class SheetPresenter(Presenter):
    """Shows one paper page by page: a receipt, a report."""

    screen = Screen.SHEET
    rail = "today"

    def __init__(self, ctx: Context, source: Source) -> None:
        self._ctx = ctx
        self._source = source
        self.rail = "today" if source.receipt_no else "books"
        self._pdf = b""
        self.state = SheetState(source.name)
        self.view: SheetView | None = None

    def shown(self) -> None:
        fetch = self._source.fetch
        self._ctx.backstage.run(
            Lane.READ if self._source.receipt_no else Lane.LONG,
            lambda desk: _counted(*fetch(desk)),
            self._loaded,
            self._failed,
        )

    def receipt(self) -> str | None:
        return self._source.receipt_no

    def turn(self, pages: int) -> None:
        page = self.state.page + pages
        if 0 <= page < self.state.pages:
            self._show(replace(self.state, page=page))
            self._draw()

    def magnify(self, steps: int) -> None:
        """Larger or smaller by one step of :data:`ZOOMS`."""
        zoom = min(max(self.state.zoom + steps, 0), len(ZOOMS) - 1)
        if zoom != self.state.zoom:
            self._show(replace(self.state, zoom=zoom))
            self._draw()

    def paper(self) -> None:
        """Print another copy (counted and audited by the service)."""
        if self.busy:
            return
        self._begin()
        self._ctx.backstage.run(
            Lane.WORK, self._source.again, self._printed, self._failed
        )

    def save(self, path: Path) -> None:
        """Write the paper as PDF."""
        if self.busy or not self._pdf:
            return
        pdf = self._pdf
        self._begin()
        self._ctx.backstage.run(
            Lane.READ, lambda _: save(pdf, path), self._saved(path.name), self._failed
        )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _begin(self) -> None:
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, told=""))

    def _loaded(self, found: tuple[bytes, int | None, int]) -> None:
        self._pdf, copies, pages = found
        self._show(replace(self.state, copies=copies, pages=pages))
        self._draw()

    def _draw(self) -> None:
        state, pdf = self.state, self._pdf
        dots = self.view.dots_an_inch() if self.view else 96.0
        scale = ZOOMS[state.zoom] / 100 * dots / 72
        self._ctx.backstage.run(
            Lane.READ,
            lambda _: page_image(pdf, scale, state.page),
            lambda image: self._drawn(state, image),
            self._failed,
        )

    def _drawn(self, asked: SheetState, image: bytes | None) -> None:
        now = self.state
        if (asked.page, asked.zoom) == (now.page, now.zoom):
            self._show(replace(now, image=image))

    def _printed(self, copies: int | None) -> None:
        self.busy = False
        self._show(
            replace(self.state, busy=False, copies=copies, told=self._source.printed)
        )

    def _saved(self, name: str) -> Callable[[object], None]:
        def done(_: object) -> None:
            self.busy = False
            told = replace(self.state, busy=False, told="view.sheet.saved", name=name)
            self._show(told)

        return done

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault, told=""))

    def _show(self, state: SheetState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()


def _counted(pdf: bytes, copies: int | None) -> tuple[bytes, int | None, int]:
    return pdf, copies, sheet_pages(pdf)
