"""Settle a PIN act whose answer was lost: the holder types the new PIN once; no Tk."""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.domain.secret import Secret
from counter_app.domain.states import PIN_KINDS
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.pins import PinResult, ProvePin
from counter_app.services.results import Doubt
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Match, Visit
from views.pin.check import LEAST_OLD


class ProveView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def digits(self) -> str:
        """Return what stands in the PIN field."""

    def forget(self) -> None:
        """Empty the PIN field."""

    def focus_field(self, name: str) -> None:
        """Put the cursor into the PIN field."""


class ProvePresenter(Presenter):
    """One VERIFY tells whether the card holds the new PIN or still the old one.

    Attributes:
        old: the holder types the PIN from before the act.
        doubt: the act whose answer was lost.
        asking: the question whether the last try may be spent stands open.
        missing: Ctrl+Enter came before the PIN was typed.
        undone: the card said that the act had not happened; it is settled.
    """

    screen = Screen.PROVE
    private = True
    rail = "pin"

    def __init__(self, ctx: Context, doubt: Doubt) -> None:
        self._ctx = ctx
        self.doubt = doubt
        self.view: ProveView | None = None
        self.fault: Fault | None = None
        self.old = False
        self.asking = False
        self.missing = False
        self.undone = False
        self._last_try = False  # the clerk said that it may be spent

    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def pad(self) -> bool:
        """Whether the holder types on the reader's own keys."""
        return self.visit.reader is not None and self.visit.reader.has_pad

    def obstacle(self) -> str | None:
        """Return the message id of what keeps the proof from being made now."""
        card = self.visit.card
        if self.visit.match() is Match.READING:
            return "view.case.reading"
        if card is None:
            return "view.fault.lay_card"
        same = card.reading.card_uid == self.doubt.card_uid
        return None if same else "view.case.other_card"

    def typed(self) -> None:
        """The holder types: what was said before no longer holds."""
        self.missing = False
        self.refresh()

    def choose(self, number: int) -> None:
        """Alt+1: the new PIN. Alt+2: the old one."""
        if number in (1, 2) and not self.busy and not self.asking:
            self.old = number == 2  # noqa: PLR2004 - the second choice
            self.show()
            if self.view:
                self.view.focus_field("")

    def commit(self) -> None:
        if not self.busy and not self.asking and not self.undone:
            self._send()

    def spend_last_try(self) -> None:
        """Yes to the question: the PIN is typed again, or on the pad at once."""
        if not self.asking:
            return
        self.asking, self.fault, self._last_try = False, None, True
        self.show()
        if self.view:
            self.view.focus_field("")

    def enter(self) -> None:
        if self.undone and not self.busy:
            self._ctx.nav.back()

    def dismiss(self) -> bool:
        if not self.asking:
            return False
        self.asking = False
        self.show()
        return True

    def shown(self) -> None:
        self.refresh()
        if self.view:
            self.view.focus_field("")

    def left(self) -> None:
        if self.view:
            self.view.forget()
        super().left()

    def refresh(self) -> None:
        if self.view:
            self.view.render()

    def error_code(self) -> str | None:
        return self.fault.code if self.fault else None

    def fault_fields(self) -> tuple[str, ...]:
        return ("pin_new",) if self.missing else ()

    def show(self) -> None:
        """Redraw the page and what surrounds it."""
        self.refresh()
        self._ctx.nav.changed()

    def _send(self) -> None:
        digits = self.view.digits() if self.view and not self.pad else ""
        self.missing = not self.pad and len(digits) < LEAST_OLD
        if self.missing or self.obstacle():
            self.show()
            return
        pin = None if self.pad else Secret(digits)
        if self.view:
            self.view.forget()
        self.busy, self.asking, self.fault = True, False, None
        number, confirmed = self.doubt.intent_id, self._last_try
        self._last_try = False
        command = ProvePin(number, pin, self.old, confirmed)

        def job(desk: Desk) -> PinResult | None:
            try:
                return desk.pins.prove(command)
            finally:
                if pin is not None:
                    pin.wipe()

        self.show()
        self._ctx.backstage.run(Lane.WORK, job, self._proved, self._failed)

    def _proved(self, result: PinResult | None) -> None:
        self.busy = False
        self._ctx.nav.poll()
        if result is not None:
            self._ctx.nav.finished(result.case)
            return
        self.undone = True
        self.show()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self.fault = fault
        self.asking = fault.code == "card.last_try"
        self.show()
        if self.view:
            self.view.focus_field("")


def prove(ctx: Context, doubt: Doubt) -> None:
    """Open the page for a doubtful PIN act, with its person open."""

    def page() -> None:
        ctx.nav.on_card(lambda made: ProvePresenter(made, doubt))

    if ctx.visit.ssn == doubt.ssn:
        page()
    else:
        ctx.nav.open_holder(doubt.ssn, page)


def open_proof(ctx: Context, ssn: Ssn) -> None:
    """Open the page for this person's doubtful PIN act, if there is one."""

    def job(desk: Desk) -> Doubt | None:
        found = (d for d in desk.doubts() if d.ssn == ssn and d.kind in PIN_KINDS)
        return next(found, None)

    def done(doubt: Doubt | None) -> None:
        if doubt is not None:
            prove(ctx, doubt)

    ctx.backstage.run(Lane.READ, job, done, lambda _: None)
