"""The short set of ``scripts/faults store``: a kill loses no acknowledged case (G5)."""

from __future__ import annotations

from pathlib import Path

from db import SqlStore
from scripts.fault_runs.store import BAD, all_rounds, one_round
from tests.contract.store import making
from tests.labs.examples import tried

ROUNDS = tried(12)


def test_no_acknowledged_case_is_lost(tmp_path: Path) -> None:
    """After every kill all told cases are whole, in sequence, and the chain holds."""
    total = all_rounds(tmp_path, ROUNDS, seed=5)
    assert {name: total[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert total["told"] > 0


def test_a_missing_case_would_be_seen(store: SqlStore, path: Path) -> None:
    """A writer that tells of case 8 in a file without the first seven lost seven."""
    making.with_people(store, 0)
    store.close()
    found = one_round(path, 8, lives_s=1.0)
    assert found["told"] > 0
    assert found["lost"] in (6, 7)  # the last may be stored and not told
