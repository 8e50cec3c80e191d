"""The center as its API sees it: one object per process, no state but the pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

import msgspec

from center import feed, ledger, offices, snapshot
from center.auth import Signed, Ticket, admit, check
from center.database import Database
from center.errors import Denied
from center.facts import Facts
from center.migrations import current
from center.rows import from_ms, to_ms
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import (
    WIRE_VERSION,
    BatchAnswer,
    ChangePage,
    CryptogramAnswer,
    CryptogramQuery,
    Enrolled,
    EnrolRequest,
    Health,
    RawBatch,
    RestPage,
    RollChunk,
    StatusQuery,
    TimeAnswer,
)


class KeyRoom(Protocol):
    """Where cryptograms are made (``center.keyroom``)."""

    def cryptogram(self, query: CryptogramQuery) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Center:
    """Everything an endpoint needs."""

    database: Database
    facts: Facts
    clock: Callable[[], datetime]
    keys: KeyRoom | None = field(default=None, repr=False)
    tls_pin: str = ""
    public_keys: dict[str, str] = field(default_factory=dict, repr=False)

    def now_ms(self) -> int:
        """Return the center's time in milliseconds."""
        return to_ms(self.clock())

    def check(self, request: Signed) -> Ticket:
        """Check a signature (``center.auth``)."""
        return check(self.database, self.facts, self.public_keys, request)

    def admit(self, ticket: Ticket) -> Sender:
        """Let in whoever signed (``center.auth``)."""
        return admit(self.database, ticket)

    # -- open endpoints ------------------------------------------------------
    def health(self) -> Health:
        """Say whether the database answers.

        Raises:
            CenterError: ``center.database_away``.
        """
        schema = current(self.database)
        return Health(
            ok=True, wire=WIRE_VERSION, database=self.database.make, schema=schema
        )

    def time(self) -> TimeAnswer:
        """Tell the center's clock."""
        return TimeAnswer(from_ms(self.now_ms()), WIRE_VERSION)

    def enrol(self, wish: EnrolRequest) -> Enrolled:
        """Bind a workstation (``center.offices``)."""
        public, now = self.facts.key.public_hex, self.now_ms()
        bound = self.database.write(lambda tx: offices.enrol(tx, wish, public, now))
        return msgspec.structs.replace(
            bound, tls_pin=self.tls_pin, carry_key=self.facts.carry_key
        )

    # -- signed endpoints ----------------------------------------------------
    def apply(self, door: ledger.Door, batch: RawBatch) -> BatchAnswer:
        """Apply a batch, each operation once."""
        try:
            entries = ledger.read_entries(batch.operations, door.workstation)
        except msgspec.DecodeError as exc:
            raise Denied(
                HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, str(exc)
            ) from exc
        now = self.clock()
        return self.database.write(
            lambda tx: ledger.apply_batch(tx, door, entries, now)
        )

    def status(self, sender: Sender, query: StatusQuery) -> BatchAnswer:
        """Tell what became of operations."""
        return self.database.read(lambda tx: ledger.look(tx, sender, query))

    def changes(self, sender: Sender, cursor: str, limit: int) -> ChangePage:
        """Return the next page of the office's feed."""
        place = feed.read_cursor(cursor, self.facts.epoch)
        if self.database.read(lambda tx: feed.wants_numbers(tx, sender)):
            self.database.write(lambda tx: feed.top_up_numbers(tx, sender))
        epoch = self.facts.epoch
        return self.database.read(lambda tx: feed.page(tx, sender, epoch, place, limit))

    def roll_chunk(
        self, sender: Sender, after: str, since: str, limit: int
    ) -> RollChunk:
        """Return a chunk of the first load.

        Raises:
            Denied: ``center.cursor`` when the load began at another database.
        """
        epoch = self.facts.epoch
        feed.read_cursor(since, epoch)
        return self.database.read(
            lambda tx: snapshot.chunk(tx, sender, epoch, after, limit)
        )

    def roll_rest(self, sender: Sender, since: str, place: int) -> RestPage:
        """Return the allotment and what left the slice, up to where a load began."""
        until = feed.read_cursor(since, self.facts.epoch)
        return self.database.read(
            lambda tx: snapshot.rest(tx, sender, place, until, feed.PAGE)
        )

    def cryptogram(self, sender: Sender, query: CryptogramQuery) -> CryptogramAnswer:
        """Make one cryptogram.

        Raises:
            Denied: ``center.no_key_service``.
            CardError: from the key provider.
        """
        del sender
        if self.keys is None:
            raise Denied(HTTPStatus.SERVICE_UNAVAILABLE, CenterCode.NO_KEY_SERVICE)
        return CryptogramAnswer(self.keys.cryptogram(query).hex())
