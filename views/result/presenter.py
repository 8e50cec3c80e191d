"""What was done: effect, receipt, what to tell the person; no Tk."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from counter_app.domain.records import Holder
from counter_app.runtime import Lane
from counter_app.services.results import CaseResult, Paper
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.pin.presenter import PinPresenter
from views.preview import first_page, open_outside

PREVIEW_HEIGHT = 1100


class ResultView(Protocol):
    """The page's face."""

    def render(self, presenter: ResultPresenter) -> None: ...


class ResultPresenter(Presenter):
    """Shows one case; Enter goes to the next person."""

    screen = Screen.RESULT

    def __init__(self, ctx: Context, holder: Holder, result: CaseResult) -> None:
        self._ctx = ctx
        self.holder = holder
        self.result = result
        self.view: ResultView | None = None
        self.sheet: Paper | None = None
        self.image: bytes | None = None  # PNG of the receipt's first page
        self.fault: Fault | None = None
        self.reprinted = False

    @property
    def hotline(self) -> str:
        """The city's telephone line, for what to tell the person."""
        return self._ctx.visit.facts.pack.hotline

    def shown(self) -> None:
        number = self.result.receipt_no
        self._ctx.backstage.run(
            Lane.READ, lambda desk: desk.paper(number), self._paper, self._failed
        )
        self.refresh()

    def refresh(self) -> None:
        if self.view:
            self.view.render(self)

    def enter(self) -> None:
        self._ctx.nav.next_person()

    def receipt(self) -> str | None:
        return self.result.receipt_no

    def paper(self) -> None:
        """Print another copy (counted and audited by the service)."""
        if self.busy:
            return
        self.busy = True
        self.fault = None
        number = self.result.receipt_no
        self._show()
        self._ctx.backstage.run(
            Lane.WORK, lambda desk: desk.reprint(number), self._again, self._failed
        )

    def change_pin(self) -> None:
        """Go to the PIN page of this person (R-15)."""
        self._ctx.nav.on_card(PinPresenter)

    def open_outside(self, folder: Path) -> None:
        """Open the receipt in the system's viewer."""
        sheet = self.sheet
        if sheet is not None:
            self._ctx.backstage.run(
                Lane.READ,
                lambda _: open_outside(sheet.pdf, folder, sheet.receipt_no),
                lambda _: None,
                self._failed,
            )

    def error_code(self) -> str | None:
        return self.fault.code if self.fault else None

    def _paper(self, paper: Paper) -> None:
        self.sheet = paper
        self._show()
        if self.image is None:
            self._ctx.backstage.run(
                Lane.READ,
                lambda _: first_page(paper.pdf, PREVIEW_HEIGHT),
                self._drawn,
                lambda _: None,
            )

    def _drawn(self, image: bytes | None) -> None:
        self.image = image
        self.refresh()

    def _again(self, paper: Paper) -> None:
        self.busy = False
        self.reprinted = True
        self._paper(paper)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self.fault = fault
        self._show()

    def _show(self) -> None:
        self.refresh()
        self._ctx.nav.changed()
