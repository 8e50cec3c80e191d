"""The center as its API sees it: one object per process, no state but the pool."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

import msgspec

from center import (
    allotment,
    anchors,
    carry,
    decisions,
    escalations,
    feed,
    ledger,
    offices,
    packs,
    snapshot,
    states,
    status_page,
    throttle,
)
from center.auth import Signed, Ticket, admit, check
from center.database import Database
from center.entries import Door, batch_of, read_entries
from center.errors import Denied, place_of
from center.facts import Facts
from center.lanes import Lanes
from center.metrics import Metrics
from center.migrations import LATEST, current, require_current
from center.rows import from_ms, to_ms
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import (
    WIRE_VERSION,
    AnchorReport,
    Anchors,
    BatchAnswer,
    ChangePage,
    CryptogramAnswer,
    CryptogramQuery,
    Enrolled,
    EnrolRequest,
    EscalationBatch,
    EscalationStates,
    Health,
    Pack,
    ParcelAnswer,
    RawBatch,
    RestPage,
    RollChunk,
    StatusQuery,
    TimeAnswer,
)
from sync.wire.decisions import DecisionQuery, Decisions

_log = logging.getLogger(__name__)
ENROLMENTS = throttle.Limit("enrol", most=300, minutes=10)


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
    metrics: Metrics = field(default_factory=Metrics, repr=False)
    lanes: Lanes = field(default_factory=Lanes, repr=False)

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

    def ready(self) -> Health:
        """Say whether this instance may be given requests.

        Raises:
            CenterError: ``center.database_away``, ``center.schema_old``.
        """
        require_current(self.database, LATEST)
        return self.health()

    def time(self) -> TimeAnswer:
        """Tell the center's clock."""
        return TimeAnswer(from_ms(self.now_ms()), WIRE_VERSION)

    def enrol(self, wish: EnrolRequest, address: str = "") -> Enrolled:
        """Bind a workstation (``center.offices``).

        Raises:
            Denied: ``center.too_often``, and what ``offices.enrol`` raises.
        """
        public, now = self.facts.key.public_hex, self.now_ms()
        if not self._allows(((ENROLMENTS, throttle.of_address(address)),)):
            raise Denied(HTTPStatus.TOO_MANY_REQUESTS, CenterCode.TOO_OFTEN)
        try:
            bound = self.database.write(lambda tx: offices.enrol(tx, wish, public, now))
        except Denied as denied:
            if denied.code == CenterCode.ENROL_PIN:
                self.database.write(lambda tx: offices.count_wrong_pin(tx, wish.code))
            raise
        return msgspec.structs.replace(
            bound, tls_pin=self.tls_pin, carry_key=self.facts.carry_key
        )

    def holder_status(
        self, query: status_page.HolderQuery, address: str
    ) -> status_page.HolderStatus:
        """Tell a holder the status of their own card (``center.status_page``).

        Raises:
            Denied: ``center.too_often``.
        """
        secret, now = self.facts.secret, self.now_ms()
        return status_page.required(
            self.database.write(
                lambda tx: status_page.look_up(tx, secret, address, query, now)
            )
        )

    def _allows(self, tries: tuple[tuple[throttle.Limit, str], ...]) -> bool:
        secret, now = self.facts.secret, self.now_ms()
        return self.database.write(lambda tx: throttle.count(tx, secret, tries, now))

    # -- signed endpoints ----------------------------------------------------
    def apply(self, door: Door, batch: RawBatch) -> BatchAnswer:
        """Apply a batch, each operation once; it may share its transaction."""
        try:
            entries = read_entries(batch.operations, door.workstation)
        except msgspec.DecodeError as exc:
            raise Denied(
                HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, place_of(exc)
            ) from exc
        waiting = batch_of(door, entries)
        answer = self.lanes.apply(self.database, waiting, self.clock())
        self.metrics.decided(one.outcome.value for one in answer.outcomes)
        return answer

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

    def note_state(
        self, sender: Sender, told: tuple[int | None, int | None], *, read: bool
    ) -> None:
        """Note how a workstation stands (``center.states``)."""
        now = self.now_ms()
        if self.database.read(lambda tx: states.is_news(tx, sender, told, now)):
            self.database.write(
                lambda tx: states.note(tx, sender, told, now if read else None)
            )

    def allotments(self, sender: Sender) -> allotment.Batches:
        """Return the office's batches of blanks and numbers."""
        return self.database.read(lambda tx: allotment.batches(tx, sender.office_code))

    def pack(self, sender: Sender, have: str) -> Pack:
        """Return the office's rule pack, signed (``center.packs``)."""
        office, key = sender.office_code, self.facts.key
        return self.database.read(lambda tx: packs.serve(tx, office, have, key))

    def carry(self, sender: Sender, data: bytes) -> ParcelAnswer:
        """Take in a sealed file that a workstation passes on (``center.carry``)."""
        _log.info("carry file passed on by %s", sender.workstation)
        return carry.relay(self.database, self.facts, data, self.clock())

    def anchors(self, sender: Sender) -> Anchors:
        """Return the anchors kept of a workstation."""
        return self.database.read(lambda tx: anchors.told(tx, sender))

    def anchor(self, sender: Sender, report: AnchorReport, challenge: str) -> Anchors:
        """Keep the end of an audit chain (``center.anchors``)."""
        now = self.now_ms()
        age = self.facts.challenge_age(challenge, now) or 0
        given = anchors.Told(report, now, now - age)
        return self.database.write(lambda tx: anchors.keep(tx, sender, given))

    def escalate(self, sender: Sender, batch: EscalationBatch) -> EscalationStates:
        """Keep escalated refusals and tell how they stand (``center.escalations``)."""
        now = self.now_ms()
        return self.database.write(lambda tx: escalations.take(tx, sender, batch, now))

    def decided(self, sender: Sender, query: DecisionQuery) -> Decisions:
        """Tell what the city decided on a workstation's refused acts."""
        return self.database.read(lambda tx: decisions.told(tx, sender, query))

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
