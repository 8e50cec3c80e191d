"""A short set of ``scripts/faults card``, and proof that it would notice (G16-G19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from card_io.core import pins, writing
from scripts.fault_runs.card import choose
from scripts.fault_runs.cases import (
    BrokenPromiseError,
    Case,
    all_cases,
    commands_of,
    run_direct,
)
from scripts.fault_runs.chips import Break
from scripts.fault_runs.flows import FLOWS, on_pad
from scripts.fault_runs.pcscd import Operator, run_pcscd
from scripts.fault_runs.pin_flows import run_pin_flows
from scripts.fault_runs.replug import check, replug_direct, replug_pcscd
from scripts.fault_runs.silent import run_silent
from tests.labs.pcsc import running_lab

SEED = 20240601
CASES = list(all_cases())
CHOSEN = choose(CASES, 140, SEED)
REAL = [case for case in CASES if not on_pad(case.flow)]


def check_promises(run: Callable[..., None], *given: object) -> None:
    """Carry a case out; a broken promise is the failure, in its own words."""
    try:
        run(*given)
    except BrokenPromiseError as exc:
        pytest.fail(str(exc))


def test_every_boundary_has_its_cases() -> None:
    """Each command of each flow meets each fault, before and after it."""
    boundaries = sum(commands_of(flow) for flow in FLOWS)
    assert len(FLOWS) == 28
    assert len(CASES) == boundaries * (2 * len(Break) - 1)


@pytest.mark.parametrize("case", CHOSEN, ids=str)
def test_direct(case: Case, tmp_path: Path) -> None:
    """No false success, no lost journal, no touched stranger; it can be finished."""
    check_promises(run_direct, case, tmp_path)


def test_silent_failures_are_noticed() -> None:
    """A record that was not written as planned is never reported as written."""
    assert run_silent(60, SEED) == 60


def test_pin_flows() -> None:
    """Tries are spent when a clerk says so, and the last one only then."""
    assert run_pin_flows(200, SEED) > 50


def test_replug_direct() -> None:
    """Reader and service come and go; the desk goes on by itself."""
    assert check(replug_direct(10), "direct")


# -- the harness itself -------------------------------------------------------
def test_notices_a_missing_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without read-back a silent failure would pass as success."""
    monkeypatch.setattr(writing, "_read_back", lambda *_: None)
    with pytest.raises(BrokenPromiseError, match="unnoticed"):
        run_silent(5, SEED)


def test_notices_an_unasked_last_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that spends the last try by itself is caught."""
    monkeypatch.setattr(pins, "_spend", lambda session, **_: session.pin())
    with pytest.raises(BrokenPromiseError, match="last try"):
        run_pin_flows(100, SEED)


def test_notices_a_lost_journal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A record written before it was journalled is caught."""
    real = writing._write_all

    def late(
        session: object, missing: object, contents: object, journal: object
    ) -> None:
        real(session, missing, contents, lambda _: None)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "_write_all", late)
    case = next(
        c for c in reversed(CASES) if c.kind is Break.REMOVED and "expiry" in str(c)
    )
    with pytest.raises(BrokenPromiseError, match="journal"):
        run_direct(case, tmp_path)


def test_notices_a_stranger_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A desk that writes on whatever card lies there is caught."""
    monkeypatch.setattr(pins, "expect_card", lambda *_: None)
    case = next(c for c in CASES if c.kind is Break.SWAPPED and "reset" in str(c))
    with pytest.raises(BrokenPromiseError, match="swapped"):
        run_direct(case, tmp_path)


# -- through a real pcscd -----------------------------------------------------
@pytest.fixture(scope="module")
def operator() -> Iterator[Operator]:
    operator = Operator(running_lab())
    yield operator
    operator.close()


@pytest.mark.pcsc
@pytest.mark.parametrize("case", choose(REAL, len(Break), SEED), ids=str)
def test_pcscd(case: Case, operator: Operator, tmp_path: Path) -> None:
    """One case of each kind through the real service."""
    check_promises(run_pcscd, case, operator, tmp_path)


@pytest.mark.pcsc
def test_replug_pcscd(operator: Operator) -> None:
    """A restarted pcscd is found again without a restart of the program."""
    assert check(replug_pcscd(2, operator.lab), "pcscd")
