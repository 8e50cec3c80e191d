"""Measure the card room: APDUs and time of each flow (goal G20).

    scripts/bench card [--rounds N] [--without-pcscd]

Each flow runs on the direct form and through a real pcscd with the virtual reader;
in the same run the very APDUs it sent are sent again bare: open, exchange, close,
with no program between. Compared is the time from power-up to power-down; ``call`` is
what a caller waits in all, the way through the card thread included. Figures are
lower deciles, because other programs share the machine. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from card_io.core.apdu import Channel
from card_io.core.pad import PinPad
from card_io.core.softkeys import SoftwareKeys
from card_io.pcsc.slot import PcscSlot
from card_io.simulator.card import VirtualCard
from card_io.simulator.image import dump, parse
from card_io.simulator.lab import ENVIRONMENT, PcscLab
from card_io.simulator.slot import DirectSlot
from card_io.slot import CardSlot, SlotState
from card_io.worker import CardWorker
from counter_app.ports.cards import CardDesk
from scripts.fault_runs.flows import PLAIN_FLOWS, holder_card

APDU_LIMIT, TIME_LIMIT = 14, 1.2
_PROOFS = (0x84, 0x82, 0x88, 0x20)
_SELECT, _READ, _MORE = 0xA4, 0xB2, 0xC0
_WAIT = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """One flow: the card it starts from, the work, and whether keys are at hand."""

    name: str
    make: Callable[[], VirtualCard]
    run: Callable[[CardDesk, str], object]
    keys: bool = True


#: The basic read of G20: authentication is not counted.
BASIC = "read 2.00"
JOBS = (
    Job(BASIC, lambda: holder_card("v2-des"), lambda desk, _: desk.read(), keys=False),
    Job(
        "read 2.00, with keys",
        lambda: holder_card("v2-des"),
        lambda desk, _: desk.read(),
    ),
    Job(
        "read 3.00, with keys",
        lambda: holder_card("v3-sm4"),
        lambda desk, _: desk.read(),
    ),
    Job("inquire 2.00", lambda: holder_card("v2-des"), lambda desk, _: desk.inquire()),
    *(
        Job(
            flow.name,
            flow.make,
            lambda desk, uid, run=flow.run: run(desk, uid, lambda _: None),  # type: ignore[misc]
        )
        for flow in PLAIN_FLOWS
    ),
)


class _Recorder:
    """A slot that notes every APDU."""

    def __init__(self, slot: CardSlot) -> None:
        self.channel = slot.channel
        self.slot = slot
        self.sent: list[bytes] = []
        self.begun = self.powered = 0.0

    def poll(self, timeout_s: float) -> SlotState:
        return self.slot.poll(timeout_s)

    def interrupt(self) -> None:
        self.slot.interrupt()

    def open(self) -> Channel:
        self.begun = time.perf_counter()
        return _Noting(self.slot.open(), self)

    def close(self) -> None:
        self.slot.close()


class _Noting:
    def __init__(self, channel: Channel, recorder: _Recorder) -> None:
        self.atr, self.contactless = channel.atr, channel.contactless
        self._channel = channel
        self._recorder = recorder

    @property
    def pad(self) -> PinPad | None:
        return self._channel.pad

    def exchange(self, apdu: bytes) -> bytes:
        self._recorder.sent.append(apdu)
        return self._channel.exchange(apdu)

    def close(self) -> None:
        self._channel.close()
        self._recorder.powered = time.perf_counter() - self._recorder.begun


@dataclass(slots=True)
class _Stand:
    """A reader of one form with a card on it, and a way back to its first state."""

    slot: CardSlot
    card: VirtualCard
    first: str

    def reset(self) -> None:
        """Give the card its first memory again."""
        image = parse(self.first)
        self.card.image.records = image.records
        self.card.image.pin = image.pin
        self.card.image.pin_counter = image.pin_counter
        self.card.image.counters = image.counters


@contextmanager
def _stand(job: Job, lab: PcscLab | None) -> Iterator[_Stand]:
    card = job.make()
    first = dump(card.image)
    if lab is None:
        direct = DirectSlot()
        direct.insert(card)
        yield _Stand(direct, card, first)
        return
    with lab.inserted(card):
        yield _Stand(PcscSlot(), card, first)


def measure(job: Job, lab: PcscLab | None, rounds: int) -> dict[str, object]:
    """Return APDU count and times of a flow, and of its bare exchange."""
    with _stand(job, lab) as stand, ExitStack() as open_now:
        recorder = _Recorder(stand.slot)
        keys = SoftwareKeys() if job.keys else None
        desk = open_now.enter_context(closing(CardWorker(recorder, keys)))
        desk.read(wait_s=_WAIT)
        recorder.sent.clear()
        calls, own, bare = [], [], []
        with closing(_bare_slot(stand, lab)) as other:
            for number in range(rounds):
                stand.reset()
                begun = time.perf_counter()
                job.run(desk, stand.card.card_uid)
                calls.append(time.perf_counter() - begun)
                own.append(recorder.powered)
                if not number:
                    apdus = list(recorder.sent)
                stand.reset()
                bare.append(_bare(other, apdus))
    ours, plain = _decile(own), _decile(bare)
    return {
        "flow": job.name,
        "form": "direct" if lab is None else "pcscd",
        "apdus": len(apdus),
        "basic": basic_apdus(apdus) if job.name.startswith("read") else None,
        "call_ms": round(_decile(calls) * 1000, 2),
        "ms": round(ours * 1000, 2),
        "bare_ms": round(plain * 1000, 2),
        "ratio": round(ours / plain, 2),
    }


def _decile(times: list[float]) -> float:
    return statistics.quantiles(times, n=10)[0]


def _bare_slot(stand: _Stand, lab: PcscLab | None) -> CardSlot:
    if lab is None:
        direct = DirectSlot()
        direct.insert(stand.card)
        return direct
    return PcscSlot()


def _bare(slot: CardSlot, apdus: list[bytes]) -> float:
    """Open the card, send the APDUs, close: nothing else."""
    begun = time.perf_counter()
    channel = slot.open()
    try:
        for apdu in apdus:
            channel.exchange(apdu)
    finally:
        channel.close()
    return time.perf_counter() - begun


def basic_apdus(apdus: list[bytes]) -> int:
    """Count from SELECT SSSE to the last record, without proofs and PIN state."""
    begin = next(n for n, a in enumerate(apdus) if a[1] == _SELECT and a[2] == 0x04)  # noqa: PLR2004 -- by name
    last = max(n for n, a in enumerate(apdus) if a[1] == _READ)
    count, proof = 0, False
    for apdu in apdus[begin : last + 1]:
        proof = apdu[1] in _PROOFS or (proof and apdu[1] == _MORE)
        count += not proof
    return count


def main() -> int:
    """Measure every flow on every form; 1 when a limit of G20 is not held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--without-pcscd", action="store_true")
    args = parser.parse_args()
    rows = [measure(job, None, args.rounds) for job in JOBS]
    if not args.without_pcscd:
        lab = PcscLab()
        os.environ[ENVIRONMENT] = lab.socket_path
        with closing(lab.start()):
            rows += [measure(job, lab, args.rounds) for job in JOBS]
    for row in rows:
        print(
            f"{row['form']:7} {row['flow']:24} {row['apdus']:4} APDUs"
            f" {row['ms']:7} ms, bare {row['bare_ms']:6} ms, x{row['ratio']},"
            f" call {row['call_ms']} ms"
        )
    held = _held(rows)
    print(json.dumps({"held": held, "rows": rows}, ensure_ascii=False))
    return 0 if held else 1


def _held(rows: list[dict[str, object]]) -> bool:
    """Tell whether G20 holds: the read of a 2.00 card, its time through pcscd."""
    reads = [row for row in rows if row["flow"] == BASIC]
    few = all(int(str(row["basic"])) <= APDU_LIMIT for row in reads)
    real = [row for row in reads if row["form"] == "pcscd"]
    return few and all(float(str(row["ratio"])) <= TIME_LIMIT for row in real)


if __name__ == "__main__":
    sys.exit(main())
