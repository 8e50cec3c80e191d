"""``card pin`` and ``card inquire --online``: the desk's services on a command line.

PINs and passwords are asked for, or read from standard input one a line, in this
order: operator's password, PINs, second operator's password. They never stand in the
arguments.
"""

from __future__ import annotations

from collections.abc import Callable

from counter_app import bootstrap
from counter_app.bootstrap.card_tools import open_desk
from counter_app.cli.arguments import Arguments, one_name
from counter_app.cli.asking import ask
from counter_app.cli.session import (
    WAIT_S,
    at_the_counter,
    bearer,
    known,
    named_place,
    new_form,
    session_arguments,
)
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Answer, Call
from counter_app.domain.chip import Pin
from counter_app.domain.masking import mask_item
from counter_app.domain.states import Role
from counter_app.services.approval import Approval
from counter_app.services.counter import Counter
from counter_app.services.inquiring import OnlineInquiry
from counter_app.services.inquiring_desk import Inquiries
from counter_app.services.pins import (
    ChangePin,
    PinLook,
    PinResult,
    ResetPin,
    UnblockPin,
    VerifyPin,
)
from counter_app.services.results import Session

_ACTS = ("state", "verify", "change", "reset", "unblock")
_DONE = {
    "change": "cli.pin.changed",
    "reset": "cli.pin.reset",
    "unblock": "cli.pin.unblocked",
}


def pin_arguments(arguments: Arguments) -> None:
    """Add the arguments of ``card pin``."""
    arguments.add("act", choices=_ACTS, text="pin_act")
    session_arguments(arguments)
    arguments.add("--last-try", action="store_true", text="pin_last_try")
    arguments.add("--approver", type=one_name, metavar="LOGIN", text="pin_approver")
    arguments.add("--reason", metavar="TEXT", default="", text="pin_reason")


def pin(call: Call) -> Answer:
    """Show the PIN's state, or carry out a PIN act as the window would.

    The state costs no try (card.md 4.2). An act needs an office, an operator, and
    for a reset a second one (R-50).

    Raises:
        CardError, RuleError, CenterError: as :class:`services.pins.PinDesk`.
        SystemFaultError: ``system.no_office``, ``system.usage`` without ``--login``.
    """
    if call.args.act == "state":
        with open_desk(place_of(call), None, call.args.reader) as desk:
            return Answer(*_state(call, desk.pin_state()))
    with at_the_counter(call) as counter:
        looked = counter.pins.look(WAIT_S)
        if call.args.act == "verify":
            uid = looked.seen.reading.card_uid or ""
            sure = call.args.last_try
            state = counter.pins.verify(VerifyPin(uid, ask(call, "pin"), sure))
            fields, lines = _state(call, state)
            return Answer(fields, (call.text("cli.pin.verified"), *lines))
        return _told(call, _ACT[call.args.act](call, counter, looked))


def _change(call: Call, counter: Counter, looked: PinLook) -> PinResult:
    holder, card = known(looked.seen)
    return counter.pins.change(
        ChangePin(
            submit_key=new_form(),
            ssn=holder,
            card_no=card,
            card_uid=looked.seen.reading.card_uid or "",
            bearer=bearer(call),
            old=ask(call, "pin"),
            new=ask(call, "new_pin"),
            again=ask(call, "new_pin_again"),
            confirm_last_try=call.args.last_try,
        )
    )


def _reset(call: Call, counter: Counter, looked: PinLook) -> PinResult:
    holder, card = known(looked.seen)
    return counter.pins.reset(
        ResetPin(
            submit_key=new_form(),
            ssn=holder,
            card_no=card,
            card_uid=looked.seen.reading.card_uid or "",
            bearer=bearer(call),
            new=ask(call, "new_pin"),
            again=ask(call, "new_pin_again"),
            approval=_approval(call),
        )
    )


def _unblock(call: Call, counter: Counter, looked: PinLook) -> PinResult:
    holder, card = known(looked.seen)
    uid = looked.seen.reading.card_uid or ""
    return counter.pins.unblock(
        UnblockPin(new_form(), holder, card, uid, bearer(call), _approval(call))
    )


_ACT: dict[str, Callable[[Call, Counter, PinLook], PinResult]] = {
    "change": _change,
    "reset": _reset,
    "unblock": _unblock,
}


def _approval(call: Call) -> Approval | None:
    if not call.args.approver:
        return None
    return Approval(call.args.approver, ask(call, "approver"), call.args.reason)


def _state(call: Call, found: Pin) -> tuple[dict[str, object], tuple[str, ...]]:
    state = "unknown" if found.state is None else str(found.state)
    lines = [call.text(f"card.pin.state.{state}")]
    if found.tries_left is not None:
        lines.append(call.text("cli.pin.tries", tries=found.tries_left))
    return {"state": state, "tries_left": found.tries_left}, tuple(lines)


def _told(call: Call, result: PinResult) -> Answer:
    fields, lines = _state(call, result.pin or Pin())
    case = result.case
    fields |= {
        "receipt_no": case.receipt_no,
        "effect": case.effect.value,
        "printed": case.printed,
    }
    said = call.text(_DONE[call.args.act], receipt=case.receipt_no)
    return Answer(fields, (said, *lines))


def online(call: Call) -> Answer:
    """Show the card to the center: chip, record and center side by side (S6).

    Raises:
        CardError: reader and card faults.
        RuleError: ``rule.online_needs_card``.
    """
    who = Session(actor(), actor(), Role.CLERK)
    with bootstrap.open_office(named_place(call), actor=actor()) as office:
        desk = Inquiries(office.desk.parts, lambda: who)
        found = desk.online(call.args.wait)
    return Answer(_online_fields(found), _online_lines(call, found))


def _online_fields(found: OnlineInquiry) -> dict[str, object]:
    moment = found.center_as_of
    return {
        "genuine": found.genuine,
        "checked_by": found.checked_by,
        "center_fault": found.center_fault,
        "center_as_of": None if moment is None else moment.isoformat(),
        "local_as_of": None
        if found.local_as_of is None
        else found.local_as_of.isoformat(),
        "pending": found.pending,
        "rows": [
            {
                "field": row.field,
                "chip": row.chip,
                "local": row.local,
                "center": row.center,
                "same": row.same,
            }
            for row in found.rows
        ],
    }


def _online_lines(call: Call, found: OnlineInquiry) -> tuple[str, ...]:
    genuine = {True: "yes", False: "no", None: "unknown"}[found.genuine]
    lines = [call.text(f"cli.online.genuine.{genuine}", by=found.checked_by)]
    if found.center_fault is not None:
        lines.append(call.words.error_text(found.center_fault, {})[0])
    for row in found.rows:
        mark = " " if row.same else "!"
        masked = (
            mask_item(f"card.item.{row.field}", side)
            for side in (row.chip, row.local, row.center)
        )
        sides = " | ".join(side or "-" for side in masked)
        lines.append(f"{mark} {row.field}: {sides}")
    return tuple(lines)
