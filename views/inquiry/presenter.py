"""F11: everything on the card, or chip, record and center side by side; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from counter_app.domain.secret import Secret
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.inquiring import InquireCard, InquiryResult, OnlineInquiry
from counter_app.services.results import CardOnReader
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Match, Visit
from views.inquiry.progress import Count
from views.pin.check import LEAST_OLD
from views.rewrite.presenter import RewritePresenter


class Tab(StrEnum):
    """The two ways to look at a card."""

    FILES = "files"
    SIDES = "sides"


class InquiryView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def row_needs_pin(self) -> bool:
        """Tell whether the chosen row waits for the holder's PIN."""

    def digits(self) -> str:
        """Return what stands in the PIN field."""

    def forget(self) -> None:
        """Empty the PIN field."""

    def focus_field(self, name: str) -> None:
        """Put the cursor into the PIN field (``pin_old``) or the table."""


class InquiryPresenter(Presenter):
    """Reads the card once it lies there; a PIN is asked for, never guessed.

    Attributes:
        tab: which way of looking is shown.
        files, sides: what was read, each on its own demand.
        count: how far the card is read by now.
        raw: the bytes are shown beside the values.
        pin_open: the holder is asked for the PIN.
        asking: the question whether the last try may be spent stands open.
        gone: the card was taken off after it was read.
    """

    screen = Screen.INQUIRY
    leavable = True

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.view: InquiryView | None = None
        self.tab = Tab.FILES
        self.files: InquiryResult | None = None
        self.sides: OnlineInquiry | None = None
        self.fault: Fault | None = None
        self.count = Count()
        self.raw = False
        self.pin_open = False
        self.missing = False
        self.asking = False
        self._read: CardOnReader | None = None
        self._asked = 0
        self._told_last = False  # the card said so when it was asked

    # -- what the view asks --------------------------------------------------
    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def seen(self) -> CardOnReader | None:
        """Chip and record of what is shown."""
        shown = self.files if self.tab is Tab.FILES else self.sides
        return shown.seen if shown else None

    @property
    def gone(self) -> bool:
        """Whether the card that was read lies here no longer."""
        return self.seen is not None and self.visit.card is None

    @property
    def can_rewrite(self) -> bool:
        """Whether the card belongs to somebody known here."""
        return bool(self.seen and self.seen.holder) and not self.gone

    @property
    def last_try(self) -> bool:
        """Whether a wrong PIN would lock the card."""
        tries = self.files.seen.reading.pin.tries_left if self.files else None
        return self._told_last or tries is None or tries <= 1

    # -- what the view tells -------------------------------------------------
    def choose(self, number: int) -> None:
        """Alt+1: the files. Alt+2: the three sides."""
        tab = dict(enumerate(Tab, 1)).get(number, self.tab)
        if tab is not self.tab:
            self.tab = tab
            self._close_pin()
            self.fault = None
            self._read_if_needed()
            self.show()

    def toggle_raw(self) -> None:
        """Show or hide the bytes."""
        self.raw = not self.raw
        self.refresh()

    def open_pin(self) -> None:
        """Ask the holder for the PIN of this card."""
        found = self.files
        if self.busy or found is None or not found.needs_pin or self.gone:
            return
        self.pin_open = self.private = True
        self.fault = None
        self.show()
        if found.pad:
            self.commit()
        elif self.view:
            self.view.focus_field("pin_old")

    def typed(self) -> None:
        """The holder types: what was missing is coming."""
        self.missing = False
        self.refresh()

    def enter(self) -> None:
        if self.asking or self.busy:
            return
        if self.pin_open:
            self.commit()
        elif self.view and self.view.row_needs_pin():
            self.open_pin()

    def commit(self) -> None:
        """Send the PIN, once."""
        if not self.pin_open or self.busy or self.asking or self.files is None:
            return
        pad = self.files.pad
        digits = self.view.digits() if self.view and not pad else ""
        self.missing = not pad and len(digits) < LEAST_OLD
        self.asking = not self.missing and self.last_try
        if self.missing or self.asking:
            self.show()
        else:
            self._send_pin(confirmed=False)

    def spend_last_try(self) -> None:
        """Yes to the question: send what was typed."""
        if self.asking:
            self.asking = False
            self._send_pin(confirmed=True)

    def dismiss(self) -> bool:
        if not self.pin_open or self.busy:
            return False
        self._close_pin()
        self.show()
        if self.view:
            self.view.focus_field("")
        return True

    def rewrite(self) -> None:
        """Go to what may be written on this card, with its holder open."""
        seen = self.seen
        if not self.can_rewrite or seen is None or seen.holder is None:
            return
        nav = self._ctx.nav
        if self.visit.ssn == seen.holder.ssn:
            nav.on_card(RewritePresenter)
        else:
            nav.open_holder(seen.holder.ssn, lambda: nav.on_card(RewritePresenter))

    # -- what happens meanwhile ----------------------------------------------
    def shown(self) -> None:
        self.refresh()
        if self.view:
            self.view.focus_field("")

    def left(self) -> None:
        self._close_pin()
        super().left()

    def refresh(self) -> None:
        self._follow()
        if self.view:
            self.view.render()

    def error_code(self) -> str | None:
        if self.fault is not None:
            return self.fault.code
        if self.tab is Tab.SIDES and self.sides is not None:
            return self.sides.center_fault
        return None

    def fault_fields(self) -> tuple[str, ...]:
        return ("pin_old",) if self.missing else ()

    def show(self) -> None:
        """Redraw the page and what surrounds it."""
        self.refresh()
        self._ctx.nav.changed()

    # -- inside --------------------------------------------------------------
    def _follow(self) -> None:
        """Read every card that is laid down, once; keep what was read before."""
        card = self.visit.card
        if self.visit.match() is Match.NONE and self.fault is None and self.busy:
            return  # the call under way will say that the card is gone
        if card is None or card is self._read:
            return
        self._read = card
        self.files = self.sides = None
        self.fault = None
        self._close_pin()
        self._read_if_needed()

    def _read_if_needed(self) -> None:
        if self.visit.card is None:
            return
        command = InquireCard(progress=self.count.begin())
        if self.tab is Tab.FILES and self.files is None:
            self._run(lambda desk: desk.inquiries.inquire(command), self._files)
        elif self.tab is Tab.SIDES and self.sides is None:
            self._run(lambda desk: desk.inquiries.online(), self._sides)

    def _send_pin(self, *, confirmed: bool) -> None:
        found = self.files
        if found is None:
            return
        typed = self.view.digits() if self.view else b""
        pin = None if found.pad else Secret(typed)
        if self.view:
            self.view.forget()
        uid, pad = found.seen.reading.card_uid, found.pad
        command = InquireCard(0.0, uid, pin, pad, confirmed, self.count.begin())

        def job(desk: Desk) -> InquiryResult:
            try:
                return desk.inquiries.inquire(command)
            finally:
                if pin is not None:
                    pin.wipe()

        self._run(job, self._files)

    def _run(self, job: Callable[[Desk], Any], done: Callable[[Any], None]) -> None:
        self._asked += 1
        number = self._asked
        self.busy, self.fault = True, None

        def answered(value: Any) -> None:
            if number == self._asked:
                self.busy = False
                done(value)
                self.show()

        def failed(fault: Fault) -> None:
            if number == self._asked:
                self.busy = False
                self.fault = fault
                told = fault.code == "card.last_try"
                self._told_last = told or fault.params.get("tries_left") == 1
                self.show()
                if self.pin_open and self.view:
                    self.view.focus_field("pin_old")

        self._ctx.backstage.run(Lane.CARD, job, answered, failed)
        self.show()

    def _files(self, found: InquiryResult) -> None:
        self.files = found
        self._close_pin()
        if self.view:
            self.view.focus_field("")

    def _sides(self, found: OnlineInquiry) -> None:
        self.sides = found
        if self.view:
            self.view.focus_field("")

    def _close_pin(self) -> None:
        self.pin_open = self.private = self.asking = self.missing = False
        if self.view:
            self.view.forget()
