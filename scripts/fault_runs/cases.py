"""One fault at one command of one flow, and what must be true afterwards (G16)."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.image import dump
from card_io.simulator.slot import DirectSlot
from card_io.worker import CardWorker
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import CardDesk, WriteStep
from scripts.fault_runs.chips import Break, FaultyChip, lost, memory_failure, pulled
from scripts.fault_runs.flows import FLOWS, Flow, SteadyPad, other_card, writing

WAIT = 10.0


class BrokenPromiseError(Exception):
    """What must not happen did; the text says what."""


@dataclass(frozen=True, slots=True)
class Case:
    """Where and how it breaks."""

    flow: Flow
    at: int
    kind: Break
    after: bool

    def __str__(self) -> str:
        when = "after" if self.after else "before"
        return f"{self.flow.name}: {self.kind} {when} command {self.at}"


@dataclass(slots=True)
class Outcome:
    """What the counter was told, and what its journal holds.

    Attributes:
        error: None when the flow reported success or the program died.
        died: the program was killed.
    """

    steps: list[WriteStep] = field(default_factory=list)
    error: CardError | None = None
    died: bool = False


def commands_of(flow: Flow) -> int:
    """Return how many commands an undisturbed run takes."""
    card = flow.make()
    chip = FaultyChip(card, 0, lambda: None)
    slot = DirectSlot(SteadyPad())
    slot.insert(chip)
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        flow.run(desk, card.card_uid, lambda _: None)
    if not flow.done(card):
        raise BrokenPromiseError(f"{flow.name}: undisturbed, yet not done")
    return chip.sent


def all_cases() -> Iterator[Case]:
    """Yield every fault at every boundary of every flow."""
    for flow in FLOWS:
        for at in range(1, commands_of(flow) + 1):
            for kind in Break:
                if kind is not Break.LOST:  # a lost answer follows its command
                    yield Case(flow, at, kind, after=False)
                yield Case(flow, at, kind, after=True)


def run_direct(case: Case, folder: Path) -> None:
    """Carry a case out on the direct form.

    Raises:
        BrokenPromiseError: a promise does not hold.
    """
    card = case.flow.make()
    before = dump(card.image)
    if case.kind is Break.KILLED:
        outcome, card = _killed(case, card, folder)
    else:
        outcome = _disturbed(case, card)
    judge(case, card, before, outcome)
    slot = DirectSlot(SteadyPad())
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        finish(case, desk, card, slot.insert)


def _disturbed(case: Case, card: VirtualCard) -> Outcome:
    slot = DirectSlot(SteadyPad())
    other = other_card(card)
    untouched = dump(other.image)
    acts: dict[Break, Callable[[], bytes | None]] = {
        Break.REMOVED: pulled,
        Break.READER_OUT: lambda: slot.fail(CardCode.NO_READER),
        Break.RESTARTED: lambda: slot.fail(CardCode.NO_SERVICE),
        Break.MEMORY: memory_failure,
        Break.LOST: lost,
        Break.SWAPPED: lambda: slot.insert(other),
    }
    chip = FaultyChip(card, case.at, acts[case.kind], after=case.after)
    slot.insert(chip)
    with closing(CardWorker(slot, SoftwareKeys())) as desk:
        outcome = attempt(case.flow, desk, card.card_uid)
        slot.fail(None)
        if case.kind is Break.SWAPPED:
            refuse_other(case, desk, card)
    if dump(other.image) != untouched:
        raise BrokenPromiseError(f"{case}: the other card was touched")
    if chip.verifies:
        raise BrokenPromiseError(f"{case}: a VERIFY nobody asked for")
    return outcome


def attempt(flow: Flow, desk: CardDesk, card_uid: str) -> Outcome:
    """Run a flow once and keep what it said."""
    outcome = Outcome()
    try:
        flow.run(desk, card_uid, outcome.steps.append)
    except CardError as exc:
        outcome.error = exc
    return outcome


def refuse_other(case: Case, desk: CardDesk, card: VirtualCard) -> None:
    """A swapped card must be refused by every further attempt."""
    again = attempt(case.flow, desk, card.card_uid)
    if again.error is None or again.error.code != CardCode.ANOTHER_CARD:
        raise BrokenPromiseError(f"{case}: the swapped card was accepted")


def _killed(case: Case, card: VirtualCard, folder: Path) -> tuple[Outcome, VirtualCard]:
    """Let a program of its own die at the command; card and journal are files."""
    state, journal = folder / "card.json", folder / "journal"
    state.unlink(missing_ok=True)
    journal.write_text("", encoding="ascii")
    VirtualCard(card.image, state)
    child = os.fork()
    if not child:
        _victim(case, state, journal)
    _, status = os.waitpid(child, 0)
    outcome = Outcome(died=os.WIFSIGNALED(status))
    for line in journal.read_text("ascii").splitlines():
        outcome.steps.append(WriteStep(*json.loads(line)))
    if not outcome.died:
        raise BrokenPromiseError(f"{case}: the program did not die")
    return outcome, VirtualCard.from_file(state)


def _victim(case: Case, state: Path, journal: Path) -> None:
    """Run the flow and be killed on the way; never returns."""
    card = VirtualCard.from_file(state)

    def die() -> bytes | None:
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    def write(step: WriteStep) -> None:
        with journal.open("a", encoding="ascii") as file:
            file.write(json.dumps([step.number, step.record, step.phase]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    slot = DirectSlot(SteadyPad())
    slot.insert(FaultyChip(card, case.at, die, after=case.after))
    try:
        case.flow.run(CardWorker(slot, SoftwareKeys()), card.card_uid, write)
    finally:
        os._exit(3)  # a victim that lives on is a fault of the harness


def judge(case: Case, card: VirtualCard, before: str, outcome: Outcome) -> None:
    """Check the promises a counter builds on.

    Raises:
        BrokenPromiseError: a success that is none, a "nothing happened" that is not
            true, a record written without its journal, a journalled record missing.
    """
    now = dump(card.image)
    if not outcome.died and outcome.error is None and not case.flow.done(card):
        raise BrokenPromiseError(f"{case}: success reported, but it is not done")
    sure = outcome.error is not None and not outcome.error.outcome_unknown
    if sure and _content(now) != _content(before):
        raise BrokenPromiseError(f"{case}: 'nothing happened', yet it did")
    started = {s.record for s in outcome.steps if s.phase == "start"}
    written = {s.record for s in outcome.steps if s.phase == "done"}
    if not written <= started:
        raise BrokenPromiseError(f"{case}: a done without a start")
    changed = _changes(before, now)
    if not changed <= started:
        raise BrokenPromiseError(f"{case}: {changed - started} not in the journal")
    if writing(case.flow) and not written <= changed:
        raise BrokenPromiseError(f"{case}: {written - changed} journalled, not there")


def finish(
    case: Case,
    desk: CardDesk,
    card: VirtualCard,
    insert: Callable[[VirtualCard], None],
) -> None:
    """Lay the same card on again; the counter must be able to finish.

    A changed PIN is settled by setting it anew: nobody guesses which one holds.

    Raises:
        BrokenPromiseError: it cannot.
    """
    insert(card)
    if desk.read(wait_s=WAIT).card_uid != card.card_uid:
        raise BrokenPromiseError(f"{case}: another card is read")
    if case.flow.name.startswith("change PIN"):
        flow = next(
            f for f in FLOWS if f.name == case.flow.name.replace("change", "reset")
        )
    else:
        flow = case.flow
    again = attempt(flow, desk, card.card_uid)
    if again.error is not None or not flow.done(card):
        raise BrokenPromiseError(f"{case}: cannot be finished: {again.error}")


def _content(text: str) -> object:
    """Return what a card holds, without the counters of keys."""
    table = json.loads(text)
    table.pop("counters")
    return table


def _changes(before: str, now: str) -> set[str]:
    """Return the journal's names of what differs on the card."""
    old, new = json.loads(before), json.loads(now)
    found = {
        f"{name}/{tag:02X}"
        for name, rows in new["records"].items()
        for (tag, value), (_, was) in zip(rows, old["records"][name], strict=True)
        if value != was
    }
    if new["pin"] != old["pin"]:
        same_length = old["pin_counter"][0] > 0
        found.add("PIN/change" if same_length else "PIN/reset")
    elif new["pin_counter"] != old["pin_counter"]:
        found.add("PIN/unblock")
    return found
