"""Turn what was typed into the one call of the PIN desk that carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.secret import Secret
from counter_app.domain.states import Kind
from counter_app.services.approval import Approval
from counter_app.services.commands import Bearer
from counter_app.services.desk import Desk
from counter_app.services.pins import ChangePin, ResetPin, UnblockPin, VerifyPin
from views.cardact.state import VERIFY, ActForm

OLD, NEW, AGAIN = "pin_old", "pin_new", "pin_again"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with which card; no PIN is in it.

    Attributes:
        pad: the holder types on the reader; what stands in fields is not used.
        confirmed: the last try may be spent.
    """

    act: str
    form: ActForm
    ssn: Ssn
    card_no: CardNo
    uid: str
    bearer: Bearer
    pad: bool
    confirmed: bool


def act_of(
    order: Order, typed: Mapping[str, Secret], approval: Approval | None
) -> Callable[[Desk], Any]:
    """Return the call; the services wipe the secrets."""
    old, new, again = (None if order.pad else typed[n] for n in (OLD, NEW, AGAIN))
    key, ssn, card_no = order.form.submit_key, order.ssn, order.card_no
    uid, bearer = order.uid, order.bearer
    if order.act == VERIFY:
        verify = VerifyPin(uid, old, order.confirmed)
        return lambda desk: desk.pins.verify(verify)
    if order.act == Kind.PIN_CHANGE:
        change = ChangePin(
            key, ssn, card_no, uid, bearer, old, new, again, order.confirmed
        )
        return lambda desk: desk.pins.change(change)
    if order.act == Kind.PIN_RESET:
        reset = ResetPin(key, ssn, card_no, uid, bearer, new, again, approval)
        return lambda desk: desk.pins.reset(reset)
    unblock = UnblockPin(key, ssn, card_no, uid, bearer, approval)
    return lambda desk: desk.pins.unblock(unblock)
