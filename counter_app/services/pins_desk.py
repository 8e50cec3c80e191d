"""PIN acts carried out: implements :class:`counter_app.services.pins.PinDesk`."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain.chip import ChipReading, Pin
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.pin_rules import WeakPin, require_strong, weakness
from counter_app.domain.records import Card, Json, Ssn
from counter_app.domain.secret import Secret
from counter_app.domain.states import PIN_KINDS, Collector, IntentState, Kind
from counter_app.ports.cards import PinUse
from counter_app.services import recovery
from counter_app.services.approval import Approval, approve
from counter_app.services.bearers import as_json, check_bearer
from counter_app.services.commands import Bearer
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import already_filed
from counter_app.services.finishing import finish
from counter_app.services.intents import author_of
from counter_app.services.looking import situation, subject_of
from counter_app.services.parts import Parts
from counter_app.services.pins import (
    ChangePin,
    PinLook,
    PinResult,
    ProvePin,
    ResetPin,
    UnblockPin,
    VerifyPin,
)
from counter_app.services.pins_looking import facts_of, initial_of, look, stands
from counter_app.services.pins_saga import (
    Act,
    PinDraft,
    abandon,
    fetch,
    file_done,
    run,
)
from counter_app.services.results import Session

Command = ChangePin | ResetPin | UnblockPin


class Pins:
    """The PIN desk of one counter; ``acting`` tells who may act now."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def look(self, wait_s: float = 0.0) -> PinLook:
        """Read card and PIN state; see the protocol."""
        return look(self._parts, self._acting(), wait_s)

    def weakness(self, ssn: Ssn, new: Secret) -> WeakPin | None:
        """Tell why a new PIN would be refused; see the protocol."""
        self._acting()
        with self._parts.store.reading() as read:
            at = situation(read, self._parts, ssn)
        return weakness(new, facts_of(self._parts.pack, at.holder))

    def verify(self, command: VerifyPin) -> Pin:
        """Verify once; see the protocol."""
        session, parts = self._acting(), self._parts
        try:
            reading = self._on_reader(command.card_uid)
            with parts.store.reading() as read:
                initial = initial_of(read, reading)
            if stands(parts.pack, initial):
                raise RuleError(RuleCode.PIN_NOT_ENABLED)
            use = _use(command.pin, confirm=command.confirm_last_try)
            return self._verified(session, command.card_uid, use)
        finally:
            _wipe(command.pin)

    def change(self, command: ChangePin) -> PinResult:
        """Replace the old PIN; see the protocol."""
        try:
            new = command.new or Secret(b"")
            use = _use(
                None if command.new is None else command.old,
                confirm=command.confirm_last_try,
            )

            def act(journal: Callable[..., None]) -> Pin:
                return self._parts.cards.change_pin(command.card_uid, use, new, journal)

            return self._carried_out(command, Kind.PIN_CHANGE, act, None)
        finally:
            _wipe(command.old, command.new, command.again)

    def reset(self, command: ResetPin) -> PinResult:
        """Set a new PIN without the old one; see the protocol."""
        try:

            def act(journal: Callable[..., None]) -> Pin:
                new = command.new
                return self._parts.cards.reset_pin(command.card_uid, new, journal)

            return self._carried_out(command, Kind.PIN_RESET, act, command.approval)
        finally:
            _wipe(command.new, command.again, _password(command.approval))

    def unblock(self, command: UnblockPin) -> PinResult:
        """Give a locked PIN its tries back; see the protocol."""

        def act(journal: Callable[..., None]) -> Pin:
            return self._parts.cards.unblock_pin(command.card_uid, journal)

        try:
            return self._carried_out(command, Kind.PIN_UNLOCK, act, command.approval)
        finally:
            _wipe(_password(command.approval))

    def prove(self, command: ProvePin) -> PinResult | None:
        """Resolve a doubtful act by a PIN the holder types; see the protocol."""
        session, parts = self._acting(), self._parts
        try:
            with parts.store.reading() as read:
                intent = read.journal.get(command.intent_id)
            if intent is None or intent.state is not IntentState.DOUBTFUL:
                raise RuleError(RuleCode.NO_SUCH_WRITE)
            if intent.kind not in (Kind.PIN_CHANGE, Kind.PIN_RESET):
                raise RuleError(RuleCode.PIN_DOUBT)
            use = _use(command.pin, confirm=command.confirm_last_try)
            pin = self._verified(session, intent.card_uid, use)
        finally:
            _wipe(command.pin)
        if command.old:
            abandon(parts, intent, "old pin stands")
            return None
        filed = file_done(parts, author_of(intent), intent)
        return PinResult(finish(parts, filed, None), pin)

    def settle(self, intent_id: str, note: str) -> None:
        """Close a doubtful PIN act without a case; see the protocol."""
        session = self._acting()
        with self._parts.store.reading() as read:
            intent = read.journal.get(intent_id)
        if intent is None or intent.kind not in PIN_KINDS:
            raise RuleError(RuleCode.NO_SUCH_WRITE)
        recovery.give_up(self._parts, session, intent_id, note)

    # -- inside --------------------------------------------------------------
    def _demand_new(self, command: ChangePin | ResetPin) -> None:
        """The new PIN, typed twice alike, is a strong one (R-38).

        Raises:
            RuleError: ``rule.pin_mismatch``, ``rule.weak_pin``.
        """
        if command.new is None:  # on the pad, which compares the two itself
            return
        again = command.again or Secret(b"")
        if command.new.reveal() != again.reveal():
            raise RuleError(RuleCode.PIN_MISMATCH)
        with self._parts.store.reading() as read:
            at = situation(read, self._parts, command.ssn)
        require_strong(command.new, facts_of(self._parts.pack, at.holder))

    def _carried_out(
        self, command: Command, kind: Kind, act: Act, approval: Approval | None
    ) -> PinResult:
        session, parts = self._acting(), self._parts
        with parts.store.reading() as read:
            before = already_filed(read, command.submit_key, command.ssn)
        if before is not None:
            return PinResult(finish(parts, before, None), None)
        if not isinstance(command, UnblockPin):
            self._demand_new(command)
        case = _case(command, kind)
        with parts.store.reading() as read:
            at, card = fetch(read, parts, case)
        _check_who(at, command.bearer, kind)
        reading = self._on_reader(command.card_uid)
        approved = approve(
            parts, session, kind.value, approval, subject_of(command.ssn)
        )
        by = None if approved is None else approved.login
        draft = PinDraft(
            case=_case(command, kind, card, by),
            card_uid=command.card_uid,
            state=reading.pin.state or "",
            pad=kind is not Kind.PIN_UNLOCK and getattr(command, "new", None) is None,
        )
        filed, pin = run(parts, session, draft, reading, act)
        return PinResult(finish(parts, filed, None), pin)

    def _on_reader(self, card_uid: str) -> ChipReading:
        """Read the card again; it must be the one that was looked at."""
        reading = self._parts.cards.read()
        if not card_uid or reading.card_uid != card_uid:
            raise CardError(CardCode.ANOTHER_CARD)
        return reading

    def _verified(self, session: Session, card_uid: str, use: PinUse) -> Pin:
        """Verify once, on record whatever the card answers."""
        parts, word = self._parts, "ok"
        try:
            return parts.cards.verify_pin(card_uid, use)
        except CardError as fault:
            word = fault.code
            raise
        finally:
            with parts.store.unit_of_work() as uow:
                uow.audit.append(
                    at=parts.now(),
                    actor=session.login,
                    event="pin.verify",
                    subject=subject_of(card_uid),
                    detail=word,
                )
                uow.commit()


def _check_who(at: Situation, bearer: Bearer, kind: Kind) -> None:
    """Who may act on a PIN (3.2): the holder; a guardian for a child; agents by pack.

    A change is proved by the old PIN and asks for no papers.

    Raises:
        RuleError: ``rule.agent_forbidden`` and what ``check_bearer`` raises.
    """
    own = bearer.kind is Collector.SELF
    guarded = bearer.kind is Collector.GUARDIAN and at.minor
    if kind is Kind.PIN_CHANGE:
        if not (own or guarded):
            raise RuleError(RuleCode.AGENT_FORBIDDEN)
        return
    check_bearer(bearer, at, kind)
    if not (own or guarded or at.pack.pin_agent):
        raise RuleError(RuleCode.AGENT_FORBIDDEN)


def _case(
    command: Command,
    kind: Kind,
    card: Card | None = None,
    approved_by: str | None = None,
) -> CaseDraft:
    detail: Json = as_json(command.bearer) | {"card_uid": command.card_uid}
    if approved_by is not None:
        detail["approved_by"] = approved_by
    version = 0 if card is None else card.version
    return CaseDraft(
        business=kind,
        ssn=command.ssn,
        card_no=command.card_no,
        submit_key=command.submit_key,
        bearer=command.bearer,
        operations=(OperationDraft(kind, command.card_no, version, detail),),
    )


def _use(pin: Secret | None, *, confirm: bool) -> PinUse:
    if pin is None:
        return PinUse.on_pad(confirm_last_try=confirm)
    return PinUse(pin, confirm_last_try=confirm)


def _password(approval: Approval | None) -> Secret | None:
    return None if approval is None else approval.password


def _wipe(*secrets: Secret | None) -> None:
    for secret in secrets:
        if secret is not None:
            secret.wipe()
