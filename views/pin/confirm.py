"""Where the holder types: PINs live in the fields and in one call; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from counter_app.domain.chip import Pin, PinState
from counter_app.domain.pin_rules import WeakPin
from counter_app.domain.secret import Secret
from counter_app.domain.states import Kind
from counter_app.runtime import Lane
from counter_app.services.commands import Bearer
from counter_app.services.desk import Desk
from counter_app.services.pins import PinLook, PinResult
from views.approve.presenter import REFUSED, Typed, approval_of, faults_of
from views.cardact.confirm import ActConfirm
from views.cardact.form import ActPresenter
from views.cardact.state import VERIFY
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.pin.build import AGAIN, NEW, OLD, Order, act_of
from views.pin.check import WEAK, field_faults
from views.pin.prove import open_proof
from views.service.build import bearer_of

LAST = "card.last_try"


class PinView(Protocol):
    """The page's face; only it holds what is typed, until it is told to forget."""

    def render(self) -> None: ...
    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; ``""`` is the first one to fill in."""

    def digits(self, name: str) -> str:
        """Return what stands in a PIN field."""

    def approval(self) -> Typed:
        """Return what the second operator typed."""

    def forget(self) -> None:
        """Empty every secret field."""


class PinConfirm(ActConfirm):
    """One try at a time; a last one only after an explicit yes (R-39).

    Attributes:
        asking: the question whether the last try may be spent stands open.
        note: message id of good news that is no case, e.g. a PIN that was right.
    """

    private = True
    view: PinView | None

    def __init__(self, ctx: Context, form: ActPresenter[PinLook]) -> None:
        super().__init__(ctx, form)
        self.asking = False
        self.note = ""
        self._doubt = False
        self._told_last = False  # the card said so when it was asked
        self._weak_asked = 0
        self._kept = cast("PinLook", form.look)

    # -- what the view asks --------------------------------------------------
    @property
    def look(self) -> PinLook:
        """The last known state of the PIN."""
        return self.form.look or self._kept

    @property
    def pad(self) -> bool:
        """Whether the holder types on the reader's own keys."""
        return self.look.pad and self.act != Kind.PIN_UNLOCK

    @property
    def fields(self) -> tuple[str, ...]:
        """PIN fields of this act in their order."""
        if self.pad or self.doubtful or self.act == Kind.PIN_UNLOCK:
            return ()
        if self.act == VERIFY:
            return (OLD,)
        none = self.look.pin.state is PinState.NONE
        if self.act == Kind.PIN_RESET or none:
            return (NEW, AGAIN)
        return (OLD, NEW, AGAIN)

    @property
    def spends_try(self) -> bool:
        """Whether a wrong PIN would cost a try."""
        return self.act in (VERIFY, Kind.PIN_CHANGE) and (
            self.look.pin.state is not PinState.NONE
        )

    @property
    def second_operator(self) -> bool:
        """Whether the city asks for a second operator (R-50)."""
        return self.act in self.look.approval_for

    def obstacle(self) -> str | None:
        return "view.pinact.doubt" if self.doubtful else super().obstacle()

    @property
    def doubtful(self) -> bool:
        """Whether the act was sent and no answer came: it is to be settled first."""
        return self._doubt or (self.fault is not None and self.fault.outcome_unknown)

    def error_code(self) -> str | None:
        if self.fault is None and self.faults:
            fault = next(iter(self.faults.values()))
            return fault.removeprefix("error.").removesuffix(".cause")
        return super().error_code()

    @property
    def provable(self) -> bool:
        """Whether a PIN the holder types would tell how a lost act ended."""
        return self.doubtful and self.act in (Kind.PIN_CHANGE, Kind.PIN_RESET)

    # -- what the view tells -------------------------------------------------
    def typed(self, name: str) -> None:
        """A PIN field changed: its fault goes; a full new PIN is weighed."""
        for field in (name, AGAIN if name == NEW else name):
            self.faults.pop(field, None)
        self.note = ""
        if name == NEW and self.view:
            self._weak_asked += 1
            digits = self.view.digits(NEW)
            if len(digits) == self.look.digits:
                self._weigh(Secret(digits))
        if name == AGAIN and self._differ():
            self.faults[AGAIN] = "view.pinact.fault.again"
        self.refresh()

    def commit(self) -> None:
        if self.busy or self.asking:
            return
        self.tried, self.fault, self.note = True, None, ""
        self.faults = self._faults()
        if self.faults or self.obstacle():
            self.show()
            self._to_fault()
        elif self.spends_try and (self.look.last_try or self._told_last):
            self.asking = True
            self.show()
        else:
            self._submit(self.send())

    def spend_last_try(self) -> None:
        """Yes to the question: send what was typed."""
        if self.asking and not self.busy and self.obstacle() is None:
            self.asking = False
            self._submit(self._call(confirmed=True))

    def dismiss(self) -> bool:
        if not self.asking:
            return False
        self.asking = False
        self._forget()
        self.show()
        self._to_field("")
        return True

    def enter(self) -> None:
        """The next field; after a PIN that was right, back to the person."""
        if self.asking or self.busy:
            return
        if self.note:
            self._ctx.nav.back()
            self._ctx.nav.back()

    def prove(self) -> None:
        """Settle a try whose answer was lost: the holder types the new PIN."""
        if self.provable and not self.busy:
            open_proof(self._ctx, self.form.ssn)

    def left(self) -> None:
        self._forget()
        self.asking = False
        super().left()

    # -- the call ------------------------------------------------------------
    def send(self) -> Callable[[Desk], Any]:
        return self._call(confirmed=False)

    def _call(self, *, confirmed: bool) -> Callable[[Desk], Any]:
        """Take what was typed out of the fields and into one call."""
        typed = {name: self._secret(name) for name in (OLD, NEW, AGAIN)}
        approval = None
        if self.second_operator and self.view:
            approval = approval_of(self.view.approval())
        self._forget()
        act = act_of(self._order(confirmed=confirmed), typed, approval)

        def call(desk: Desk) -> Any:
            try:
                return act(desk)
            finally:
                for secret in typed.values():
                    secret.wipe()
                if approval is not None:
                    approval.password.wipe()

        return call

    def _order(self, *, confirmed: bool) -> Order:
        asked = self.form.needs_papers or self.form.file.minor
        card = self._kept.seen.card
        return Order(
            act=self.act,
            form=self.form.state,
            ssn=self.form.ssn,
            card_no=card.card_no if card else self.form.card_no,
            uid=self.uid,
            bearer=bearer_of(self.form.state) if asked else Bearer(),
            pad=self.pad,
            confirmed=confirmed,
        )

    def done(self, result: Pin | PinResult) -> None:
        if isinstance(result, PinResult):
            self.finish(result.case)
            return
        self.note = "view.pinact.right"
        self.form.look_again()
        self.show()

    def failed(self, fault: Fault) -> None:
        if fault.code == "rule.weak_pin":
            self.faults = {NEW: f"{WEAK}{fault.params.get('reason')}"}
            self.fault = None
        elif fault.code == "rule.pin_mismatch":
            self.faults = {AGAIN: "view.pinact.fault.again"}
            self.fault = None
        elif fault.code in REFUSED:
            self.faults = {REFUSED[fault.code]: f"error.{fault.code}.cause"}
            self.fault = None
        self._doubt = self._doubt or fault.outcome_unknown
        self._told_last = fault.code == LAST
        if not fault.outcome_unknown:
            self.form.look_again()
        self._to_fault()

    # -- inside --------------------------------------------------------------
    def _secret(self, name: str) -> Secret:
        wanted = self.view is not None and name in self.fields
        return Secret(self.view.digits(name) if wanted and self.view else b"")

    def _forget(self) -> None:
        self._weak_asked += 1
        if self.view:
            self.view.forget()

    def _faults(self) -> dict[str, str]:
        view = self.view
        if view is None:
            return {}
        typed = {name: view.digits(name) for name in self.fields}
        found = field_faults(typed, self.look.digits, self.faults.get(NEW, ""))
        if self.second_operator:
            session = self.visit.session
            clerk = session.login if session else ""
            found |= faults_of(view.approval(), clerk)
        return found

    def _differ(self) -> bool:
        if self.view is None:
            return False
        new, again = self.view.digits(NEW), self.view.digits(AGAIN)
        return len(again) == self.look.digits and new != again

    def _weigh(self, new: Secret) -> None:
        """Ask whether the new PIN is good, while the holder types it again."""
        number, ssn = self._weak_asked, self.form.ssn

        def job(desk: Desk) -> WeakPin | None:
            try:
                return desk.pins.weakness(ssn, new)
            finally:
                new.wipe()

        self._ctx.backstage.run(
            Lane.READ, job, lambda weak: self._weighed(number, weak), lambda _: None
        )

    def _weighed(self, number: int, weak: WeakPin | None) -> None:
        if weak is not None and number == self._weak_asked:
            self.faults[NEW] = f"{WEAK}{weak}"
            self._to_field(NEW)
            self.show()

    def _to_fault(self) -> None:
        order = (*self.fields, *REFUSED.values())
        self._to_field(next((n for n in order if n in self.faults), ""))

    def _to_field(self, name: str) -> None:
        if self.view:
            self.view.focus_field(name)
