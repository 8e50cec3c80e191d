"""One act that the center falls over, among thousands (goal G9).

    scripts/faults poison [--acts N] [--people N] [--seed N]

N acts wait at a counter; in their middle is one whose content makes the center's own
code fail. Counter and center run as processes with a whole line between them. All the
others must be decided, the one must be on the review list with its reason after one
pass of the queue, later acts of its holder wait, and what changes at the center
meanwhile must come down before the queue is empty. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from center.opening import open_database
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.records import Case, Operation
from counter_app.domain.states import Effect, Kind
from counter_app.ports.store import Store, UnitOfWork
from db import open_store
from scripts.fault_runs.sync_acts import KEY, put_act
from scripts.fault_runs.sync_run import Run, prepared, waiting
from scripts.fault_runs.zygote import WrongClock, Zygote
from tests.labs.centers import Lab, card, holder

NEW_ADDRESS = "新址"
POISON = ("poison-0", "poison-1")  # the second waits behind the first
_MOST_S = 600.0


@dataclass(slots=True)
class Seen:
    """When things happened, seconds from the start of the counter."""

    listed_s: float = 0.0
    came_down_s: float = 0.0
    empty_s: float = 0.0


def put_poison(uow: UnitOfWork, name: str, person: int) -> None:
    """Put a hand-out whose day is no day into the outbox."""
    one = card(holder(person), person)
    now = datetime.now(UTC)
    case = Case(
        case_id=f"case-{name}", business=Kind.HAND_OUT, ssn=one.ssn,
        card_no=one.card_no, clerk="zhang", made_at=now, receipt_no=f"R-{name}",
        offline=True, channel="direct", submit_key=name,
    )  # fmt: skip
    uow.cases.add(case)
    uow.operations.add(
        Operation(
            op_id=name, case_id=case.case_id, kind=Kind.HAND_OUT, ssn=one.ssn,
            card_no=one.card_no, base_version=1, detail={"handed_out_on": "no day"},
            hlc="0000000000000-0000-x", made_at=now, clerk="zhang",
            receipt_no=case.receipt_no,
        )
    )  # fmt: skip


def fill(store: Store, acts: int, people: int) -> None:
    """Let acts wait, the poison in their middle."""
    for start in range(0, acts, 500):
        with store.unit_of_work() as uow:
            for number in range(start, min(start + 500, acts)):
                if number == acts // 2:
                    for name in POISON:
                        put_poison(uow, name, people + 1)
                put_act(uow, number, datetime.now(UTC), people)
            uow.commit()


def change_at_center(run: Run) -> None:
    """Somebody moves: the counter must hear of it while its queue is long."""
    lab = Lab(open_database(run.database))
    try:
        (office,) = lab.rows("SELECT office_code FROM office")[0]
        lab.bring_in(str(office), (replace(holder(1), address=NEW_ADDRESS), ()))
    finally:
        lab.database.close()


def one_run(zygote: Zygote, seed: int, acts: int, people: int) -> dict[str, float]:
    """Do it and return what the counter's file says."""
    with prepared(zygote, seed, 0, people) as run:
        store = open_store(run.folder / "office.db", KEY, WrongClock(0))
        try:
            fill(store, acts, people)
            run.start("counter")
            change_at_center(run)
            seen = watch(store)
            return told(store, seen, acts)
        finally:
            store.close()


def watch(store: Store) -> Seen:
    """Look until only what must wait waits."""
    seen, begun = Seen(), time.perf_counter()
    while (now := time.perf_counter() - begun) < _MOST_S:
        with store.unit_of_work() as uow:
            listed = uow.operations.state().refused
            person = uow.holders.get(holder(1).ssn)
        if listed and not seen.listed_s:
            seen.listed_s = now
        moved = person is not None and person.address == NEW_ADDRESS
        if moved and not seen.came_down_s:
            seen.came_down_s = now
        if waiting(store) <= 1 and listed:
            seen.empty_s = now
            if seen.came_down_s:
                break
        time.sleep(0.02)
    return seen


def told(store: Store, seen: Seen, acts: int) -> dict[str, float]:
    """Count what is right and what is not."""
    with store.unit_of_work() as uow:
        others = [uow.operations.get(f"op-{number}") for number in range(acts)]
        bad, behind = (uow.operations.get(name) for name in POISON)
    done = sum(op is not None and op.effect is Effect.EFFECTIVE for op in others)
    fault = CenterCode.OPERATION_FAULT
    return {
        "acts": acts,
        "others_done": done,
        "others_missing": acts - done,
        "not_listed": int(bad is None or bad.refusal != fault),
        "not_waiting_behind": int(
            behind is None or behind.effect is not Effect.PENDING
        ),
        "download_stopped": int(not 0 < seen.came_down_s <= seen.empty_s),
        "listed_s": round(seen.listed_s, 2),
        "came_down_s": round(seen.came_down_s, 2),
        "empty_s": round(seen.empty_s, 2),
    }


BAD = ("others_missing", "not_listed", "not_waiting_behind", "download_stopped")


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--acts", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    zygote = Zygote()
    try:
        found = one_run(zygote, args.seed, args.acts, args.people)
    finally:
        zygote.close()
    print(json.dumps(found))
    return int(any(found[name] for name in BAD))


if __name__ == "__main__":
    raise SystemExit(main())
