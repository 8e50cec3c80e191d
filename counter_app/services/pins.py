"""The social PIN at the counter, as screens and command line see it (R-15, R-38, R-39).

:class:`PinDesk` is ``Desk.pins``. The order at the window: :meth:`PinDesk.look` with
the card on the reader shows state and tries and what may be done; the holder types;
one of the acts is carried out. A typed PIN travels in a
:class:`~counter_app.domain.secret.Secret`, which the act wipes, done or not: ask the
holder again for every try. Where the reader has a pad of its own
(:attr:`PinLook.pad`), a PIN may be None: it is then typed there and never reaches
this machine's memory.

All calls block and belong on a worker thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from counter_app.domain.chip import Pin
from counter_app.domain.pin_rules import WeakPin
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.secret import Secret
from counter_app.domain.states import Kind
from counter_app.services.approval import Approval
from counter_app.services.commands import Bearer
from counter_app.services.results import CardOnReader, CaseResult, Possible


class InitialPin(StrEnum):
    """What our own records say of a card's initial PIN; the chip cannot tell.

    Words: ``card.pin.initial.<value>``.
    """

    UNKNOWN = "unknown"  # not issued here, or before records were kept
    UNCHANGED = "unchanged"  # issued here, never changed: treated as not enabled
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PinLook:
    """State of the PIN of the card on the reader, and what may be done.

    Attributes:
        seen: card, record and differences, as :meth:`Desk.read_card` shows them.
        pin: ``state`` none, set, locked or None (not told) with the tries left; asked
            with the empty VERIFY, which costs no try. Words:
            ``card.pin.state.<state or 'unknown'>``.
        initial: whether the initial PIN still stands, from our records.
        not_enabled: the pack treats an unchanged initial PIN as not enabled: say so
            and offer the change first.
        possible: for pin_change, pin_reset and pin_unlock: allowed, or the rule that
            refuses (``error.<code>``). Without a record of the card all are refused.
        approval_for: acts of ``possible`` that need a second operator.
        last_try: only one try is left: ask for ``confirm_last_try`` first.
        pad: the reader has a PIN pad; PINs may be None.
        digits: how many digits a new PIN has.
    """

    seen: CardOnReader
    pin: Pin
    initial: InitialPin
    not_enabled: bool
    possible: tuple[Possible, ...]
    approval_for: frozenset[Kind]
    last_try: bool
    pad: bool
    digits: int = 6


@dataclass(frozen=True, slots=True)
class VerifyPin:
    """Verify once: the holder proves that the card is theirs. No case."""

    card_uid: str  # PinLook.seen.reading.card_uid
    pin: Secret | None = field(repr=False)
    confirm_last_try: bool = False


@dataclass(frozen=True, slots=True)
class ChangePin:
    """密码修改: the holder knows the old PIN; the holder alone (3.2).

    ``old`` is ignored on a card without a PIN: give an empty Secret. On the pad all
    three are None; the pad asks for the new PIN twice itself.
    """

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    card_uid: str
    bearer: Bearer
    old: Secret | None = field(repr=False)
    new: Secret | None = field(repr=False)
    again: Secret | None = field(repr=False)  # the new one, typed a second time
    confirm_last_try: bool = False


@dataclass(frozen=True, slots=True)
class ResetPin:
    """密码重置: forgotten; papers, key provider and a second operator (R-50)."""

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    card_uid: str
    bearer: Bearer
    new: Secret | None = field(repr=False)
    again: Secret | None = field(repr=False)
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class UnblockPin:
    """密码解锁: the PIN stays, the tries come back; papers and key provider."""

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    card_uid: str
    bearer: Bearer
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class ProvePin:
    """Which PIN does the card of a doubtful change or reset hold?

    Attributes:
        intent_id: of ``Doubt``.
        pin: typed by the holder; None on the reader's pad.
        old: it is the PIN from before the act, not the new one.
    """

    intent_id: str
    pin: Secret | None = field(repr=False)
    old: bool = False
    confirm_last_try: bool = False


@dataclass(frozen=True, slots=True)
class PinResult:
    """A finished PIN act: the case with its receipt, and the PIN's state now.

    ``pin`` is None where the form was submitted before (``case.repeated``).
    """

    case: CaseResult
    pin: Pin | None


class PinDesk(Protocol):
    """PIN acts.

    Codes that any act may raise, beside reader faults:

    * ``card.pin_wrong`` (``tries_left``), ``card.pin_locked``, ``card.pin_none``
    * ``card.last_try``: nothing was sent; ask, then call with ``confirm_last_try``
    * ``rule.weak_pin`` (``reason``: words ``card.pin.reason.<reason>``),
      ``rule.pin_mismatch``: the two new ones differ
    * ``rule.wrong_card``, ``card.another_card``: not the card that was looked at
    * ``rule.agent_forbidden``, ``rule.papers_incomplete``, ``rule.guardian_missing``
    * ``rule.approval_...``, ``rule.login_wrong``: the second operator
    * ``rule.doubtful_open``: an earlier card act of this person is not resolved
    * ``card.no_key_provider``, ``card.provider_cannot`` and codes of ``center``
      (``center.timeout``, ``center.unreachable``...): reset and unlock need a key
      provider that answers

    A CardError with ``outcome_unknown``: the act stands on the doubtful list
    (:meth:`Desk.doubts`); see :meth:`prove` and :meth:`settle`.
    """

    def look(self, wait_s: float = 0.0) -> PinLook:
        """Read card and PIN state; audited; costs no try."""

    def weakness(self, ssn: Ssn, new: Secret) -> WeakPin | None:
        """Tell why a new PIN would be refused, None when it is good; no card.

        The Secret is not wiped.
        """

    def verify(self, command: VerifyPin) -> Pin:
        """Verify once; audited, right or wrong."""

    def change(self, command: ChangePin) -> PinResult:
        """Replace the old PIN by a new one; works offline."""

    def reset(self, command: ResetPin) -> PinResult:
        """Set a new PIN without the old one."""

    def unblock(self, command: UnblockPin) -> PinResult:
        """Give a locked PIN its tries back."""

    def prove(self, command: ProvePin) -> PinResult | None:
        """Resolve a doubtful change or reset: the holder types a PIN once.

        The new one is right: the act had happened and its case is filed now. The old
        one is right (``ProvePin.old``): it had not, the doubt is closed, None comes
        back. A wrong one raises ``card.pin_wrong`` and leaves the doubt open; a
        reset of the same card also ends it.
        """

    def settle(self, intent_id: str, note: str) -> None:
        """Supervisor: close a doubtful PIN act without a case, with a note."""
