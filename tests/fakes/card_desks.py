"""PIN desk, inquiry desk and rewriting desk in memory, with switches for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from counter_app.domain.card_files import CardInquiry
from counter_app.domain.chip import Pin, PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.pin_rules import PinFacts, WeakPin, weakness
from counter_app.domain.records import Ssn
from counter_app.domain.secret import Secret
from counter_app.domain.states import Kind
from counter_app.services.inquiring import (
    InquireCard,
    InquiryResult,
    OnlineInquiry,
)
from counter_app.services.pins import (
    ChangePin,
    InitialPin,
    PinLook,
    PinResult,
    ProvePin,
    ResetPin,
    UnblockPin,
    VerifyPin,
)
from counter_app.services.results import CardOnReader, CaseResult, Possible
from counter_app.services.rewriting import RewriteChip, RewriteLook, UpdateExpiry

Read = Callable[[], CardOnReader]
Act = Callable[..., CaseResult]
_KINDS = (Kind.PIN_CHANGE, Kind.PIN_RESET, Kind.PIN_UNLOCK)


@dataclass
class FakePins:
    """One PIN for whatever card lies on the reader.

    Attributes:
        secrets: every Secret that was handed over; all must end up wiped.
        typed: what the secrets held when they came, for the test alone.
        fail: raised by the next act, then forgotten.
    """

    read: Read
    act: Act
    digits: str = "246813"
    tries: int = 6
    pad: bool = False
    initial: InitialPin = InitialPin.CHANGED
    fail: Exception | None = None
    secrets: list[Secret] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    approvals: list[str] = field(default_factory=list)

    def look(self, wait_s: float = 0.0) -> PinLook:
        locked = Possible(Kind.PIN_UNLOCK, self.tries == 0, RuleCode.PIN_NOT_LOCKED)
        others = tuple(Possible(kind, allowed=True) for kind in _KINDS[:2])
        stands = self.initial is InitialPin.UNCHANGED
        return PinLook(
            seen=self.read(),
            pin=self.state(),
            initial=self.initial,
            not_enabled=stands,
            possible=(*others, locked),
            approval_for=frozenset({Kind.PIN_RESET}),
            last_try=self.tries == 1,
            pad=self.pad,
        )

    def state(self) -> Pin:
        """Return the PIN's state now."""
        if not self.digits:
            return Pin(PinState.NONE, None)
        return Pin(PinState.SET if self.tries else PinState.LOCKED, self.tries)

    def weakness(self, ssn: Ssn, new: Secret) -> WeakPin | None:
        return weakness(new, PinFacts(initial=("123456",)))

    def verify(self, command: VerifyPin) -> Pin:
        self._spend(command.pin, confirmed=command.confirm_last_try)
        return self.state()

    def change(self, command: ChangePin) -> PinResult:
        self._take(command.new, command.again)
        if self.digits:
            self._spend(command.old, confirmed=command.confirm_last_try)
        self.digits = _digits(command.new) or self.digits
        return PinResult(self.act(Kind.PIN_CHANGE, command, {}), self.state())

    def reset(self, command: ResetPin) -> PinResult:
        self._take(command.new, command.again)
        if command.approval is None:
            raise RuleError(RuleCode.APPROVAL_NEEDED)
        self._take(command.approval.password)
        self.approvals.append(command.approval.login)
        self.digits = _digits(command.new) or self.digits
        return PinResult(self.act(Kind.PIN_RESET, command, {}), self.state())

    def unblock(self, command: UnblockPin) -> PinResult:
        self.tries = 6
        return PinResult(self.act(Kind.PIN_UNLOCK, command, {}), self.state())

    def prove(self, command: ProvePin) -> PinResult | None:
        self._take(command.pin)
        return None if command.old else PinResult(self._case(command), self.state())

    def settle(self, intent_id: str, note: str) -> None:
        raise RuleError(RuleCode.NO_SUCH_WRITE)

    def _case(self, _: object) -> CaseResult:
        raise RuleError(RuleCode.NO_SUCH_WRITE)

    def _take(self, *secrets: Secret | None) -> None:
        for secret in secrets:
            if secret is not None:
                self.secrets.append(secret)
                self.typed.append(_digits(secret))
        failure, self.fail = self.fail, None
        if failure is not None:
            raise failure

    def _spend(self, pin: Secret | None, *, confirmed: bool) -> None:
        self._take(pin)
        if self.tries == 0:
            raise CardError(CardCode.PIN_LOCKED)
        if self.tries == 1 and not confirmed:
            raise CardError(CardCode.LAST_TRY)
        if pin is not None and _digits(pin) != self.digits:
            self.tries -= 1
            raise CardError(CardCode.PIN_WRONG, tries_left=self.tries)
        self.tries = 6


@dataclass
class FakeInquiries:
    """Tells the basic data and three agreeing sides; no folders."""

    read: Read

    def inquire(self, command: InquireCard) -> InquiryResult:
        seen = self.read()
        return InquiryResult(CardInquiry(seen.reading, ()), seen, needs_pin=False)

    def online(self, wait_s: float = 0.0) -> OnlineInquiry:
        now = datetime.now(UTC)
        return OnlineInquiry(self.read(), (), None, "counter", now, None, None)


@dataclass
class FakeRewriting:
    """Writes nothing; there is nothing to write."""

    read: Read
    act: Act

    def look(self, wait_s: float = 0.0) -> RewriteLook:
        code = RuleCode.NOTHING_TO_WRITE.value
        return RewriteLook(self.read(), (), allowed=False, code=code)

    def rewrite(self, command: RewriteChip) -> CaseResult:
        return self.act(Kind.INFO_CHANGE, command, {})

    def update_expiry(self, command: UpdateExpiry) -> CaseResult:
        return self.act(Kind.EXPIRY, command, {})


def _digits(secret: Secret | None) -> str:
    return bytes(secret.reveal()).decode() if secret is not None else ""
