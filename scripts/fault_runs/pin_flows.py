"""Random PIN work with crashes: no VERIFY of its own, no last try unasked (G18)."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.pad import PadKey, VirtualPad
from card_io.simulator.slot import DirectSlot
from card_io.worker import CardWorker
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import CardDesk, PinUse
from scripts.fault_runs.cases import BrokenPromiseError
from scripts.fault_runs.chips import FaultyChip, lost, memory_failure, pulled
from scripts.fault_runs.flows import HOLDER, LATER, NEW_PIN, OLD_PIN, holder_card

_SPENDING = (0x20, 0x5E)
_HEADER = 5
_PROFILES = ("v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless")
_TRIES = (3, 6, 8)
_STEPS = (2, 6)
_CRASHES = 0.25
_PAD_ENDS = (PadKey.CANCEL, PadKey.NOTHING)


@dataclass(slots=True)
class Watch:
    """What the present call may send, and what it did send."""

    allowed: int = 0
    confirmed: bool = False
    sent: int = 0
    total: int = 0
    faults: list[str] = field(default_factory=list)

    def expect(self, allowed: int, *, confirmed: bool) -> None:
        """Begin a call that may spend ``allowed`` tries."""
        self.allowed, self.confirmed, self.sent = allowed, confirmed, 0


class WatchedChip(FaultyChip):
    """Counts every command that can cost a try."""

    def __init__(
        self,
        card: VirtualCard,
        watch: Watch,
        at: int = 0,
        act: Callable[[], bytes | None] = lambda: None,
        *,
        after: bool = False,
    ) -> None:
        super().__init__(card, at, act, after=after)
        self._watch = watch

    def exchange(self, apdu: bytes) -> bytes:
        """Judge the command before it is carried out."""
        if apdu[1] in _SPENDING and len(apdu) > _HEADER and self.card.image.pin:
            self._judge()
        return super().exchange(apdu)

    def _judge(self) -> None:
        watch = self._watch
        watch.sent += 1
        watch.total += 1
        if watch.sent > watch.allowed:
            watch.faults.append("a try nobody asked for")
        if self.card.image.pin_counter.left == 1 and not watch.confirmed:
            watch.faults.append("the last try without a word")


class _AnyPad(VirtualPad):
    """A holder who types, hesitates or gives up."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice

    def next_entry(self, what: str) -> str:
        """Return anything that may happen at a pad."""
        self.asked.append(what)
        return self._dice.choice((OLD_PIN, NEW_PIN, "000000", "12", *_PAD_ENDS))


@dataclass(slots=True)
class _Hand:
    """A clerk who does anything in any order."""

    dice: random.Random
    watch: Watch
    desk: CardDesk
    card: VirtualCard

    def step(self) -> None:
        """Do one thing; what the card or the desk says is taken as it comes."""
        acts: tuple[Callable[[], object], ...] = (
            self._state,
            self._read,
            self._inquire,
            self._inquire_with_pin,
            self._verify,
            self._verify,
            self._change,
            self._reset,
            self._unblock,
            self._expiry,
            self._verify_on_pad,
            self._change_on_pad,
            self._reset_on_pad,
        )
        try:
            self.dice.choice(acts)()
        except CardError as exc:
            if exc.code in (CardCode.BUSY, CardCode.CLOSED):
                raise

    def _use(self) -> PinUse:
        digits = self.dice.choice((OLD_PIN, NEW_PIN, "000000", "999999"))
        confirmed = self.dice.random() < 0.2  # noqa: PLR2004 -- a careful clerk
        self.watch.expect(1, confirmed=confirmed)
        return PinUse(Secret(digits), confirmed)

    def _none(self) -> None:
        self.watch.expect(0, confirmed=False)

    def _state(self) -> object:
        self._none()
        return self.desk.pin_state(self.card.card_uid)

    def _read(self) -> object:
        self._none()
        return self.desk.read()

    def _inquire(self) -> object:
        self._none()
        return self.desk.inquire()

    def _inquire_with_pin(self) -> object:
        use = self._use()
        return self.desk.inquire(expected_uid=self.card.card_uid, pin=use)

    def _verify(self) -> object:
        return self.desk.verify_pin(self.card.card_uid, self._use())

    def _change(self) -> object:
        use = self._use()
        new = Secret(self.dice.choice((OLD_PIN, NEW_PIN)))
        return self.desk.change_pin(self.card.card_uid, use, new, lambda _: None)

    def _reset(self) -> object:
        self._none()
        new = Secret(self.dice.choice((OLD_PIN, NEW_PIN)))
        return self.desk.reset_pin(self.card.card_uid, new, lambda _: None)

    def _unblock(self) -> object:
        self._none()
        return self.desk.unblock_pin(self.card.card_uid, lambda _: None)

    def _on_pad(self) -> PinUse:
        """Take anything a holder may do at a pad."""
        confirmed = self._use().confirm_last_try
        return PinUse.on_pad(confirm_last_try=confirmed)

    def _verify_on_pad(self) -> object:
        return self.desk.verify_pin(self.card.card_uid, self._on_pad())

    def _change_on_pad(self) -> object:
        use = self._on_pad()
        return self.desk.change_pin(
            self.card.card_uid, use, Secret(b""), lambda _: None
        )

    def _reset_on_pad(self) -> object:
        """The random PIN between is right, so its change costs no try."""
        self.watch.expect(1, confirmed=False)
        return self.desk.reset_pin(self.card.card_uid, None, lambda _: None)

    def _expiry(self) -> object:
        self._none()
        uid = self.card.card_uid
        return self.desk.update_expiry(uid, HOLDER.card_no, LATER, lambda _: None)


def run_pin_flows(count: int, seed: int) -> int:
    """Run ``count`` random flows; return how many tries were spent on purpose.

    Raises:
        BrokenPromiseError: a try was spent that nobody asked for.
    """
    dice = random.Random(seed)
    slot = DirectSlot(_AnyPad(dice))
    watch = Watch()
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        for number in range(count):
            card = holder_card(dice.choice(_PROFILES))
            tries = dice.choice(_TRIES)
            card.set_pin(dice.choice(("", OLD_PIN, NEW_PIN)), tries)
            card.image.pin_counter.left = dice.randint(0, tries)
            hand = _Hand(dice, watch, desk, card)
            for _ in range(dice.randint(*_STEPS)):
                slot.insert(_chip(dice, card, watch))
                hand.step()
            if watch.faults:
                raise BrokenPromiseError(f"flow {number}: {watch.faults[0]}")
    return watch.total


def _chip(dice: random.Random, card: VirtualCard, watch: Watch) -> WatchedChip:
    """Return the card, in one of four cases about to crash somewhere."""
    if dice.random() > _CRASHES:
        return WatchedChip(card, watch)
    act = dice.choice((pulled, lost, memory_failure))
    after = bool(dice.getrandbits(1)) or act is lost
    return WatchedChip(card, watch, dice.randint(1, 20), act, after=after)
