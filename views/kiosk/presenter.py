"""Inquiry and PIN change by holders themselves (S8); no Tk.

Nobody's data outlive their card: taking it off, or half a minute without a touch,
clears the screen. The way out is a staff password.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from counter_app.domain.secret import Secret
from counter_app.domain.states import Kind
from counter_app.i18n import LANGUAGES
from counter_app.runtime import Lane
from counter_app.services.commands import Bearer
from counter_app.services.desk import Desk
from counter_app.services.pins import ChangePin, PinLook
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.kiosk.state import FIELDS, KioskState, Step

IDLE_S = 30  # without a touch the next person must find nothing
LEAST_OLD = 4  # an old PIN has 4 to 16 digits (card.md 10)
_OPEN = frozenset({Step.MENU, Step.FACTS, Step.PIN, Step.DONE, Step.FAILED})


def _leave(desk: Desk, password: str) -> None:
    """Let staff out: the same operator, with the password."""
    desk.unlock(password)
    desk.logout()


class KioskView(Protocol):
    """The page's face; only it holds what is typed, until it is told to forget."""

    def render(self, presenter: KioskPresenter) -> None: ...
    def digits(self, field: str) -> bytearray:
        """Return what was typed for a PIN."""

    def password(self) -> str:
        """Return the staff password typed."""

    def forget(self) -> None:
        """Wipe everything that was typed."""


class KioskPresenter(Presenter):
    """Follows the card; every step belongs to the card that lies there."""

    screen = Screen.KIOSK
    private = True

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._look: PinLook | None = None
        self.state = KioskState()
        self.view: KioskView | None = None
        self.language = ""  # of the holder who stands here; "" is the workstation's

    # -- what is shown -------------------------------------------------------
    @property
    def visit_card(self) -> tuple[tuple[str, str | None], ...]:
        """Return the facts of the card: message id and value, to be masked."""
        card = self._ctx.visit.card
        if card is None:
            return ()
        reading = card.reading
        status = str(int(card.card.app_status)) if card.card else None
        expiry = reading.expiry_date.isoformat() if reading.expiry_date else None
        return (
            ("name", reading.name),
            ("ssn", reading.ssn),
            ("card_no", reading.card_no),
            ("expiry", expiry),
            ("status", status),
            ("bank", card.card.bank if card.card else None),
        )

    @property
    def digits(self) -> int:
        """How many digits a new PIN has."""
        return self._look.digits if self._look else 6

    def bank(self, code: str | None) -> str:
        """Return the name of a bank."""
        banks = {one.code: one.name for one in self._ctx.visit.facts.pack.banks}
        return banks.get(code or "", code or "")

    @property
    def hotline(self) -> str:
        """Whom to call."""
        return self._ctx.visit.facts.pack.hotline

    # -- the card ------------------------------------------------------------
    def shown(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """The card moved, or was read."""
        visit, step = self._ctx.visit, self.state.step
        reader = visit.reader
        if step is Step.STAFF or self.busy:
            return
        if reader is None or not reader.card_present:
            self._clear(Step.IDLE)
        elif step is Step.TAKE or (step in _OPEN and visit.card is not None):
            return
        elif visit.reading:
            self._clear(Step.READING)
        elif visit.card is None or visit.card.reading.blank:
            self._clear(Step.UNREADABLE)
        else:
            self._clear(Step.MENU)

    def tick(self, idle_s: float) -> None:
        """Half a minute without a touch ends the visit."""
        resting = self.state.step in (Step.IDLE, Step.TAKE, Step.READING)
        if idle_s > IDLE_S and not resting and not self.busy:
            self._rest()
        elif idle_s > IDLE_S and self.language and self.state.step is Step.IDLE:
            self._speak("")

    def _rest(self) -> None:
        reader = self._ctx.visit.reader
        there = reader is not None and reader.card_present
        self._clear(Step.TAKE if there else Step.IDLE)

    # -- what the holder touches ---------------------------------------------
    def facts(self) -> None:
        """Show what is on the card, masked."""
        if self.state.step is Step.MENU:
            self._set(KioskState(Step.FACTS))

    def other_language(self, now: str) -> None:
        """Speak the other language, for this holder only."""
        if not self.busy:
            at = LANGUAGES.index(now) if now in LANGUAGES else 0
            self._speak(LANGUAGES[(at + 1) % len(LANGUAGES)])

    def back(self) -> None:
        """One step back; what was typed is wiped."""
        if self.busy:
            return
        if self.state.step is Step.STAFF:
            self._rest()
        elif self.state.step in _OPEN:
            self._clear(Step.MENU)

    def change_pin(self) -> None:
        """Ask the card for its PIN's state, then for the PINs."""
        if self.state.step is Step.MENU and not self.busy:
            self._busy()
            self._ctx.backstage.run(
                Lane.CARD, lambda desk: desk.pins.look(), self._looked, self._failed
            )

    def enter(self) -> None:
        if self.view is None or self.busy:
            return
        if self.state.step is Step.STAFF:
            self._try_staff(self.view.password())
        elif self.state.step is Step.PIN:
            self._next_field(self.view)

    def ask_staff(self) -> None:
        """Somebody wants to leave the kiosk."""
        if not self.busy:
            self._clear(Step.STAFF)

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    # -- PIN -----------------------------------------------------------------
    def _looked(self, look: PinLook) -> None:
        self.busy = False
        refused = next(
            (p for p in look.possible if p.kind is Kind.PIN_CHANGE and not p.allowed),
            None,
        )
        if look.last_try or refused is not None:
            code = "card.last_try" if refused is None else str(refused.code)
            self._set(KioskState(Step.FAILED, fault=Fault(code)))
        else:
            self._look = look
            self._set(KioskState(Step.PIN))

    def _next_field(self, view: KioskView) -> None:
        field = self.state.field
        length = len(view.digits(field))
        if length < (LEAST_OLD if field == "old" else self.digits):
            self._set(replace(self.state, msgid="view.kiosk.short"))
        elif field != FIELDS[-1]:
            following = FIELDS[FIELDS.index(field) + 1]
            self._set(replace(self.state, field=following, msgid=""))
        elif view.digits("new") != view.digits("again"):
            view.forget()
            self._set(replace(self.state, field="old", msgid="view.kiosk.differ"))
        else:
            self._change(view)

    def _change(self, view: KioskView) -> None:
        look = self._look
        if look is None or look.seen.holder is None or look.seen.card is None:
            return
        command = ChangePin(
            submit_key=self._ctx.new_key(),
            ssn=look.seen.holder.ssn,
            card_no=look.seen.card.card_no,
            card_uid=look.seen.reading.card_uid or "",
            # The card and its PIN are what the holder shows here (3.2): the old PIN
            # is verified before the new one is set.
            # a change needs the card and its PIN, no identity paper (3.2)
            bearer=Bearer(paper_type="", papers_checked=True),
            old=Secret(view.digits("old")),
            new=Secret(view.digits("new")),
            again=Secret(view.digits("again")),
        )
        view.forget()
        self._busy()
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.pins.change(command),
            lambda _: self._changed(),
            self._failed,
        )

    def _changed(self) -> None:
        self._end(KioskState(Step.DONE))

    def _failed(self, fault: Fault) -> None:
        self._end(KioskState(Step.FAILED, fault=fault))

    def _end(self, state: KioskState) -> None:
        """Show how it ended, unless the card has gone meanwhile."""
        self.busy = False
        reader = self._ctx.visit.reader
        self._look = None
        there = reader is None or reader.card_present
        self._set(state if there else KioskState())

    # -- staff ---------------------------------------------------------------
    def _try_staff(self, password: str) -> None:
        if not password:
            return
        self._busy()
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: _leave(desk, password),
            lambda _: self._let_out(),
            self._no_staff,
        )

    def _let_out(self) -> None:
        self.busy = False
        if self.view:
            self.view.forget()
        self._speak("")
        self._ctx.nav.go(Screen.LOGIN)

    def _no_staff(self, fault: Fault) -> None:
        self.busy = False
        if self.view:
            self.view.forget()
        self._set(KioskState(Step.STAFF, fault=fault))

    # -- inside --------------------------------------------------------------
    def _busy(self) -> None:
        self.busy = True
        self._set(replace(self.state, busy=True, fault=None, msgid=""))

    def _clear(self, step: Step) -> None:
        """Wipe what was typed and show another step."""
        self._look = None
        if self.view:
            self.view.forget()
        if self.state != KioskState(step):
            if step in (Step.IDLE, Step.TAKE):
                self._speak("")  # the next one may read another language
            self._set(KioskState(step))

    def _speak(self, language: str) -> None:
        if language != self.language:
            self.language = language
            self._set(self.state)

    def _set(self, state: KioskState) -> None:
        self.state = state
        if self.view:
            self.view.render(self)
        self._ctx.nav.changed()
