"""The acts of the sync fault runs: losses and lifts in turn, on invented people."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from counter_app.domain.records import Case, Operation
from counter_app.domain.states import Kind
from counter_app.ports.store import Store, UnitOfWork
from scripts.fault_runs.leaks import CLERK
from tests.labs.centers import card, holder

KEY = b"k" * 32
PEOPLE = 40


class FileKeys:
    """A key store in a file, so that a new process has the same key."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def available(self) -> bool:
        """It is."""
        return True

    def get(self, name: str) -> str | None:
        """Return a kept value."""
        return self._all().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a value."""
        self._file.write_text(json.dumps(self._all() | {name: value}))

    def delete(self, name: str) -> None:
        """Forget a value."""
        kept = self._all()
        kept.pop(name, None)
        self._file.write_text(json.dumps(kept))

    def _all(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        kept: dict[str, str] = json.loads(self._file.read_text())
        return kept


def next_number(store: Store, start: int) -> int:
    """Return the number of the next act: the file knows more than was told."""
    number = start
    with store.unit_of_work() as uow:
        while uow.operations.get(f"op-{number}") is not None:
            number += 1
    return number


def add_act(store: Store, number: int, at: datetime, people: int = PEOPLE) -> None:
    """Put one loss or lift into the outbox, durably."""
    with store.unit_of_work() as uow:
        put_act(uow, number, at, people)
        uow.commit()


def put_act(uow: UnitOfWork, number: int, at: datetime, people: int = PEOPLE) -> None:
    """Put one loss or lift into a running unit of work."""
    turn, person = divmod(number, people)
    one = card(holder(person + 1), person + 1)
    kind = Kind.LOSS_LIFT if turn % 2 else Kind.LOSS_TEMP
    case = Case(
        case_id=f"case-{number}", business=kind, ssn=one.ssn, card_no=one.card_no,
        clerk=CLERK, made_at=at, receipt_no=f"R-{number}", offline=True,
        channel="direct", submit_key=f"s-{number}",
    )  # fmt: skip
    uow.cases.add(case)
    uow.operations.add(
        Operation(
            op_id=f"op-{number}", case_id=case.case_id, kind=kind, ssn=one.ssn,
            card_no=one.card_no, base_version=turn + 1,
            detail={"found_card_uid": one.card_uid} if turn % 2 else {},
            hlc=f"{number:013d}-0000-x", made_at=at, clerk=CLERK,
            receipt_no=case.receipt_no,
        )
    )  # fmt: skip
