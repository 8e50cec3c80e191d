"""Kill a program that files cases, at random moments, and read its file (goal G5).

    scripts/faults store [--rounds N] [--seed N]

Each round forks a process that opens the encrypted office database and files cases as
fast as it can (case, operation, receipt, print job and audit in one transaction), tells
each after its commit, and is killed with SIGKILL up to 120 ms later: while it opens the
file, in a commit, in a checkpoint. Afterwards the file must pass its own check, hold
every case that was told of and at most one more, number them without a gap, and its
audit chain must hold. Every fifty rounds begin with a new file. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from counter_app.domain.errors import StoreError
from db import create_store, open_store
from tests.contract.store import making
from tests.contract.store.making import KEY, TellingClock

FRESH = 50
LATEST_S = 0.12
BAD = ("lost", "unexplained", "gaps", "parts_missing", "audit_broken", "damaged")


def one_round(path: Path, first: int, lives_s: float) -> Counter[str]:
    """File cases from number ``first`` on, kill, and compare; return what was found."""
    told = _killed_writer(path, first, lives_s)
    found = Counter({"told": len(told)})
    last = told[-1] if told else first - 1
    try:
        store = open_store(path, KEY, TellingClock())
    except StoreError:
        return found + Counter(damaged=1)
    try:
        store.check()
        with store.reading() as read:
            stored = read.operations.waiting(10**6)
            found["lost"] = max(0, last - len(stored))
            found["unexplained"] = max(0, len(stored) - last - 1)
            sequences = [one.sequence for one in stored]
            found["gaps"] = int(sequences != list(range(1, len(stored) + 1)))
            found["parts_missing"] = sum(
                read.cases.get(one.case_id) is None
                or read.receipts.get(one.receipt_no) is None
                for one in stored[first - 1 :]
            ) + abs(len(stored) - len(read.print_jobs.waiting(10**6)))
            whole = read.audit.verify() == (1 + len(stored), None)
            found["audit_broken"] = int(not whole)
            found["cases"] = len(stored)
    except StoreError:
        found["damaged"] = 1
    finally:
        store.close()
    return found


def _killed_writer(path: Path, first: int, lives_s: float) -> list[int]:
    """Fork a writer, kill it after a time; return the numbers it told."""
    source, sink = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(source)
        _write(path, first, sink)
    os.close(sink)
    try:
        time.sleep(lives_s)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    with os.fdopen(source, "rb") as told:
        return [int(line) for line in told.read().split(b"\n")[:-1]]


def _write(path: Path, first: int, sink: int) -> None:
    """File cases until killed; each number is told after its commit."""
    try:
        store = open_store(path, KEY, TellingClock())
        number = first
        while True:
            with store.unit_of_work() as work:
                making.file(work, number)
                work.commit()
            os.write(sink, b"%d\n" % number)
            number += 1
    finally:
        os._exit(1)


def all_rounds(folder: Path, rounds: int, seed: int) -> Counter[str]:
    """Do all rounds; return sums."""
    chance, total = random.Random(seed), Counter[str]()
    path, first = folder / "none", 1
    for number in range(rounds):
        if number % FRESH == 0:
            path, first = folder / f"office-{number}.db", 1
            store = create_store(path, KEY, TellingClock())
            making.with_people(store, 0)
            store.close()
        found = one_round(path, first, chance.uniform(0, LATEST_S))
        first = found.pop("cases", first - 1) + 1
        total += found
        if any(found[name] for name in BAD):
            print(json.dumps({"round": number, **found}))
    return total


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        total = all_rounds(Path(folder), args.rounds, args.seed)
    told = {name: total[name] for name in ("told", *BAD)}
    print(json.dumps({"rounds": args.rounds, **told}))
    return int(any(total[name] for name in BAD))


if __name__ == "__main__":
    raise SystemExit(main())
