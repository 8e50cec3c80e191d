"""SIGKILL at random moments loses no acknowledged case (G5, a short run)."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from db import SqlStore, open_store
from tests.contract.store import making
from tests.contract.store.making import KEY, TellingClock
from tests.labs.examples import tried

ROUNDS = tried(6)
ROOT = Path(__file__).parents[3]


def killed_writer(path: Path, first: int, after: int) -> int:
    """Run a writer, kill it some time after ``after`` cases; return the last told."""
    command = [sys.executable, "-m", "tests.integration.db.writer", path, str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        told = first - 1
        for _ in range(after):
            told = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split(b"\n")[:-1]  # the last may be torn
    return int(rest[-1]) if rest else told


def test_no_acknowledged_case_is_lost(store: SqlStore, path: Path) -> None:
    """After every kill all told cases are whole, in sequence, and the chain holds."""
    making.with_people(store, 0)
    store.close()
    chance, first = random.Random(5), 1
    for _ in range(ROUNDS):
        told = killed_writer(path, first, chance.randrange(1, 30))
        store = open_store(path, KEY, TellingClock())
        store.check()
        with store.unit_of_work() as work:
            stored = work.operations.waiting(10**6)
            assert len(stored) in (told, told + 1)  # one may not have been told of
            assert [op.sequence for op in stored] == list(range(1, len(stored) + 1))
            assert len({op.incarnation for op in stored}) == 1
            assert work.audit.verify() == (1 + len(stored), None)
            last = stored[-1]
            assert work.cases.get(last.case_id)
            assert work.receipts.get(last.receipt_no)
            assert len(work.print_jobs.waiting(10**6)) == len(stored)
        store.close()
        first = len(stored) + 1
    assert first > ROUNDS
