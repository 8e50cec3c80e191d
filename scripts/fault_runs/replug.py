"""Readers that come and go, services that restart: usable again in time (G19)."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import Self

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.lab import PcscLab
from card_io.simulator.slot import DirectSlot
from card_io.worker import CardWorker, PcscDesk
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import CardDesk
from scripts.fault_runs.cases import BrokenPromiseError
from scripts.fault_runs.flows import holder_card

LIMIT_S = 2.0
STALL_S = 0.05
_BEAT_S = 0.002
_PATIENCE_S = 20.0


class Beat:
    """The window's thread: asks for the state again and again, never long.

    ``longest`` is the longest time one question took, in seconds: what a window
    would have stood still for.
    """

    def __init__(self, desk: CardDesk) -> None:
        self.longest = 0.0
        self._desk = desk
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(_BEAT_S):
            begun = time.monotonic()
            self._desk.state()
            self.longest = max(self.longest, time.monotonic() - begun)


def _usable(desk: CardDesk, begun: float) -> float:
    """Return the seconds until a card can be read again."""
    desk.read(wait_s=_PATIENCE_S)
    return time.monotonic() - begun


def replug_direct(cycles: int) -> list[float]:
    """Unplug and plug the reader, stop and start its service, by turns."""
    slot = DirectSlot()
    slot.insert(holder_card("v2-des"))
    times = []
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        for number in range(cycles):
            code = (CardCode.NO_READER, CardCode.NO_SERVICE)[number % 2]
            slot.fail(code)
            _expect(desk, code)
            begun = time.monotonic()
            slot.fail(None)
            times.append(_usable(desk, begun))
    return times


def replug_pcscd(cycles: int, lab: PcscLab) -> list[float]:
    """Stop and start a real pcscd with a card in its reader.

    The time counts from the moment the service answers again; the card is laid on by
    then, as a card is that stayed in the reader.
    """
    times = []
    with (
        closing(PcscDesk(SoftwareKeys())) as desk,
        lab.inserted(holder_card("v2-des")),
        Beat(desk) as beat,
    ):
        desk.read(wait_s=_PATIENCE_S)
        for _ in range(cycles):
            lab.stop()
            _expect(desk, CardCode.NO_SERVICE)
            lab.start()
            times.append(_usable(desk, time.monotonic()))
    if beat.longest > STALL_S:
        raise BrokenPromiseError(f"the window stood still for {beat.longest:.3f} s")
    print(f"  longest stall of the window's thread {beat.longest * 1000:.1f} ms")
    return times


def _expect(desk: CardDesk, code: CardCode) -> None:
    try:
        desk.read()
    except CardError as exc:
        if exc.code in (code, CardCode.NO_CARD, CardCode.NO_SERVICE):
            return
        raise BrokenPromiseError(f"{exc.code} instead of {code}") from exc
    raise BrokenPromiseError("a reading without a reader")


def check(times: list[float], form: str) -> str:
    """Return a line of figures.

    Raises:
        BrokenPromiseError: a cycle took too long.
    """
    worst = max(times)
    if worst > LIMIT_S:
        raise BrokenPromiseError(f"replug {form}: {worst:.2f} s until usable")
    middle = sorted(times)[len(times) // 2]
    figures = f"median {middle:.3f} s, worst {worst:.3f} s"
    return f"replug {form}: {len(times)} cycles, {figures}"
