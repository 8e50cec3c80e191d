"""The short set of ``scripts/faults audit``: every tampering is found (G24)."""

from __future__ import annotations

import pytest

from scripts.fault_runs import audit
from scripts.fault_runs.audit import IN_THE_FILE, run


def test_every_tampering_with_the_audit_is_found() -> None:
    """Edits, cuts, rewritten chains and older files: none goes by unseen."""
    found = run(tries=160, rows=96, seed=3).found
    assert (found["missed"], found["false_alarms"], found["tried"]) == (0, 0, 160)
    kinds = (*IN_THE_FILE, "rollback", "rollback_and_work")
    assert all(found[kind] for kind in kinds)


def test_without_the_center_a_careful_cut_would_be_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The run can fail: it is the anchors that tell a whole shorter chain."""
    chain_only = lambda chain, _bench: chain.verify()[1] is not None  # noqa: E731
    monkeypatch.setattr(audit, "_seen", chain_only)
    assert run(tries=40, rows=48, seed=3).found["missed"] > 0
