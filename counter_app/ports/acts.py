"""Repositories of what was done here: cases, operations, card writes and papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import (
    CardUid,
    Case,
    Intent,
    Operation,
    PinRecord,
    PrintJob,
    Receipt,
    Ssn,
)
from counter_app.domain.states import Effect, IntentState
from counter_app.ports.entries import Decision
from counter_app.ports.rows import OutboxState, Page


class Cases(Protocol):
    """Cases made at this workstation."""

    def add(self, case: Case) -> None: ...
    def get(self, case_id: str) -> Case | None: ...
    def by_submit_key(self, submit_key: str) -> Case | None:
        """Find the case a form already made (double submit, G31)."""

    def agent_count(self, agent_id: str, since: datetime) -> int:
        """Count hand-outs to this agent since ``since`` (R-20)."""


class Operations(Protocol):
    """The outbox: operations in gap-free sequence per incarnation."""

    def add(self, operation: Operation) -> Operation:
        """Give the next sequence number and store; return the stored row."""

    def get(self, op_id: str) -> Operation | None: ...
    def those(self, op_ids: Iterable[str]) -> dict[str, Operation]:
        """Return the operations of these ids that are here."""

    def of_case(self, case_id: str) -> Sequence[Operation]: ...
    def pending_of(self, ssn: Ssn) -> Sequence[Operation]:
        """Return the holder's operations without an outcome, oldest first."""

    def waiting(self, limit: int) -> Sequence[Operation]:
        """Return what may be sent now: losses first, then by sequence.

        Later operations of a holder wait while an earlier one of the same holder
        is refused and unsettled, or comes before them.
        """

    def decide_pending(self, decisions: Sequence[Decision], at: datetime) -> None:
        """Record many outcomes; all of them are pending (read in the same unit)."""

    def decide(
        self, op_id: str, effect: Effect, refusal: str | None, at: datetime
    ) -> None:
        """Record the center's outcome; a decided row never changes again."""

    def effective(self, after: str, limit: int) -> Sequence[Operation]:
        """Return acts the center applied, the oldest first, after one of them."""

    def last_decided(self) -> datetime | None:
        """Return when the newest outcome was recorded."""

    def reopen(self, op_ids: Iterable[str]) -> None:
        """Let effective acts wait again that a restored center does not know."""

    def begin_anew(self, at: datetime, reason: str) -> None:
        """Number from 1 under a new incarnation: this one's came out twice."""

    def settle(self, op_id: str, *, by: str, at: datetime, note: str = "") -> None:
        """Close a refusal by a person; the holder's later operations go on."""

    def state(self) -> OutboxState: ...


class Journal(Protocol):
    """Card-write intents (commit 1) and their steps."""

    def open(self, intent: Intent) -> None: ...
    def step(self, intent_id: str, step: str) -> None: ...
    def close(self, intent_id: str, state: IntentState, note: str = "") -> None: ...
    def get(self, intent_id: str) -> Intent | None: ...
    def unfinished(self) -> Sequence[Intent]:
        """Return intents that are OPEN or DOUBTFUL, oldest first."""


class PinRecords(Protocol):
    """What this office knows of initial PINs (R-15); no PIN is kept anywhere."""

    def get(self, card_uid: CardUid) -> PinRecord | None: ...
    def issued(self, card_uid: CardUid, at: datetime) -> None:
        """The card was given out with its initial PIN; a later word stays."""

    def changed(self, card_uid: CardUid, at: datetime) -> None:
        """The holder has a PIN of their own choice now."""


class Receipts(Protocol):
    """Receipts and the running number that never restarts (9.3, G10)."""

    def next_number(self) -> int:
        """Return the next running number of this incarnation, 1-based."""

    def add(self, receipt: Receipt) -> None: ...
    def get(self, receipt_no: str) -> Receipt | None: ...
    def of_case(self, case_id: str) -> Receipt | None: ...
    def freeze(self, receipt: Receipt) -> None:
        """Store effect, content, digest and time of the first print, once."""

    def count_copy(self, receipt_no: str) -> int:
        """Add one copy and return the new number of copies."""

    def listing(self, page: int, size: int) -> Page[Receipt]: ...


class PrintJobs(Protocol):
    """Papers that wait for the printer."""

    def add(self, job: PrintJob) -> None: ...
    def get(self, job_id: str) -> PrintJob | None: ...
    def waiting(self, limit: int) -> Sequence[PrintJob]: ...
    def listing(self, page: int, size: int) -> Page[PrintJob]:
        """Return jobs of every state, newest first."""

    def update(self, job: PrintJob) -> None: ...
