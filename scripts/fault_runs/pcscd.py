"""The same cases through a real pcscd, its virtual reader and programs of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import CardPulledError
from card_io.simulator.image import dump
from card_io.simulator.lab import ENVIRONMENT, PcscLab
from card_io.simulator.vpcd import CardServer
from card_io.worker import PcscDesk
from counter_app.domain.errors import CardError
from counter_app.ports.cards import CardDesk, WriteStep
from scripts.fault_runs.cases import (
    WAIT,
    BrokenPromiseError,
    Case,
    Outcome,
    attempt,
    finish,
    judge,
    refuse_other,
)
from scripts.fault_runs.chips import Break, FaultyChip, lost, memory_failure, pulled
from scripts.fault_runs.flows import FLOWS, other_card

_READINGS = 20


class Operator:
    """The hand at the reader, and the one who starts and stops the service.

    pcscd ends with the thread that started it, so one thread does all of that.

    Args:
        lab: a lab of the caller's, stopped now and left stopped; None for an own one.
    """

    def __init__(self, lab: PcscLab | None = None) -> None:
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="operator")
        self._own = lab is None
        self.lab = lab or PcscLab()
        self.lab.stop()
        os.environ[ENVIRONMENT] = self.lab.socket_path
        self.soon(self.lab.start).result()
        self._server: CardServer | None = None

    def soon(self, work: Callable[[], object]) -> Future[object]:
        """Have something done; the caller may go on."""
        return self._hand.submit(work)

    def lay(self, card: VirtualCard | FaultyChip) -> None:
        """Lay a card on the reader, taking off what lies there."""
        if self._server is not None:
            self._server.remove()
        self._server = self.lab.server(card)
        self._server.insert()

    def restart(self) -> None:
        """Stop the service and start it again."""
        self.lab.stop()
        self.lab.start()

    def mend(self) -> None:
        """Start the service if it does not run."""
        if not self.lab.running:
            self.lab.start()

    def close(self) -> None:
        """Leave nothing behind."""

        def clear() -> None:
            if self._server is not None:
                self._server.remove()
            if self._own:
                self.lab.close()
            else:
                self.lab.stop()

        self.soon(clear).result()
        self._hand.shutdown()


def run_pcscd(case: Case, operator: Operator, folder: Path) -> None:
    """Carry a case out through the real service.

    Raises:
        BrokenPromiseError: a promise does not hold.
    """
    operator.soon(operator.mend).result()
    card = case.flow.make()
    before = dump(card.image)
    if case.kind is Break.KILLED:
        outcome = _killed(case, card, operator, folder)
    else:
        outcome = _disturbed(case, card, operator)
    judge(case, card, before, outcome)
    operator.soon(operator.mend).result()
    with closing(PcscDesk(SoftwareKeys())) as desk:
        _lay(operator, desk, card)
        finish(case, desk, card, lambda _: None)


def _lay(operator: Operator, desk: CardDesk, card: VirtualCard | FaultyChip) -> None:
    """Lay a card on and wait until it is the one that reads."""
    uid = (card.card if isinstance(card, FaultyChip) else card).card_uid
    operator.soon(lambda: operator.lay(card)).result()
    _await(desk, uid)


def _await(desk: CardDesk, card_uid: str) -> None:
    for _ in range(_READINGS):
        if desk.read(wait_s=WAIT).card_uid == card_uid:
            return
    raise BrokenPromiseError("the card laid on is never read")


def _disturbed(case: Case, card: VirtualCard, operator: Operator) -> Outcome:
    other = other_card(card)
    untouched = dump(other.image)
    swap: list[Future[object]] = []

    def swapped() -> bytes:
        swap.append(operator.soon(lambda: operator.lay(other)))
        raise CardPulledError

    acts: dict[Break, Callable[[], object]] = {
        Break.REMOVED: pulled,
        Break.READER_OUT: lambda: operator.soon(operator.lab.stop).result(),
        Break.RESTARTED: lambda: operator.soon(operator.restart).result(),
        Break.MEMORY: memory_failure,
        Break.LOST: lost,
        Break.SWAPPED: swapped,
    }
    chip = FaultyChip(card, 0, lambda: None)
    with closing(PcscDesk(SoftwareKeys())) as desk:
        _lay(operator, desk, chip)
        chip.break_at(case.at, lambda: _bytes(acts[case.kind]()), after=case.after)
        outcome = attempt(case.flow, desk, card.card_uid)
        if swap:
            swap[0].result()
            _await(desk, other.card_uid)
            refuse_other(case, desk, card)
    if dump(other.image) != untouched:
        raise BrokenPromiseError(f"{case}: the other card was touched")
    if chip.verifies:
        raise BrokenPromiseError(f"{case}: a VERIFY nobody asked for")
    return outcome


def _bytes(found: object) -> bytes | None:
    return found if isinstance(found, bytes) else None


def _killed(case: Case, card: VirtualCard, operator: Operator, folder: Path) -> Outcome:
    """Kill a program of its own at the command; its journal is a file."""
    journal = folder / "journal"
    journal.write_text("", encoding="ascii")
    chip = FaultyChip(card, 0, lambda: None)
    with closing(PcscDesk(SoftwareKeys())) as desk:
        _lay(operator, desk, chip)
    victims: list[subprocess.Popen[bytes]] = []

    def kill() -> bytes | None:
        victims[0].send_signal(signal.SIGKILL)
        victims[0].wait()
        return None

    chip.break_at(case.at, kill, after=case.after)
    module = "scripts.fault_runs.pcscd"
    words = [sys.executable, "-m", module, case.flow.name, card.card_uid, str(journal)]
    chip.hold()  # until the handle to kill is at hand
    with subprocess.Popen(words) as victim:
        victims.append(victim)
        chip.release()
        died = victim.wait() == -signal.SIGKILL
    outcome = Outcome(died=died)
    for line in journal.read_text("ascii").splitlines():
        outcome.steps.append(WriteStep(*json.loads(line)))
    if not died:
        raise BrokenPromiseError(f"{case}: the program did not die")
    return outcome


def _victim(name: str, card_uid: str, path: str) -> int:
    """Run one flow through pcscd, journalling to a file."""
    flow = next(flow for flow in FLOWS if flow.name == name)

    def write(step: WriteStep) -> None:
        with Path(path).open("a", encoding="ascii") as file:
            file.write(json.dumps([step.number, step.record, step.phase]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    with closing(PcscDesk(SoftwareKeys())) as desk:
        try:
            flow.run(desk, card_uid, write)
        except CardError as exc:
            print(exc.code)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(_victim(*sys.argv[1:]))
