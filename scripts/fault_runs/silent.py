"""Cards that say 9000 and do not write (G17)."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.slot import DirectSlot
from card_io.worker import CardWorker
from counter_app.domain.errors import CardError
from scripts.fault_runs.cases import BrokenPromiseError, attempt
from scripts.fault_runs.chips import SilentChip
from scripts.fault_runs.flows import FLOWS, Flow, writing


def run_silent(count: int, seed: int) -> int:
    """Let ``count`` writes fail silently; return how many were noticed.

    Raises:
        BrokenPromiseError: one was reported as a success.
    """
    dice = random.Random(seed)
    flows = [flow for flow in FLOWS if writing(flow)]
    updates = {flow.name: _updates(flow) for flow in flows}
    for number in range(count):
        flow = dice.choice(flows)
        at = dice.randint(1, updates[flow.name])
        _fail_once(flow, at, _damage(dice), number)
    return count


def _updates(flow: Flow) -> int:
    card = flow.make()
    slot = DirectSlot()
    slot.insert(card)
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        flow.run(desk, card.card_uid, lambda _: None)
    return sum(header[1] == 0xDC for header in card.seen)  # noqa: PLR2004 -- UPDATE


def _damage(dice: random.Random) -> Callable[[bytes], bytes] | None:
    """Nothing is stored, or one bit differs."""
    if dice.random() < 0.5:  # noqa: PLR2004 -- half and half
        return None
    place, bit = dice.random(), 1 << dice.randrange(8)

    def damage(value: bytes) -> bytes:
        at = int(place * len(value))
        return value[:at] + bytes((value[at] ^ bit,)) + value[at + 1 :]

    return damage


def _fail_once(
    flow: Flow, at: int, damage: Callable[[bytes], bytes] | None, number: int
) -> None:
    card = flow.make()
    slot = DirectSlot()
    slot.insert(SilentChip(card, at, damage))
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        outcome = attempt(flow, desk, card.card_uid)
    error: CardError | None = outcome.error
    if error is None:
        raise BrokenPromiseError(f"{flow.name}: silent failure {number} went unnoticed")
    if not error.outcome_unknown:
        raise BrokenPromiseError(
            f"{flow.name}: {error.code} claims nothing was written"
        )
