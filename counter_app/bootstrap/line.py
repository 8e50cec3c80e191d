"""The line to the center: running, asked once, or not there yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from counter_app.bootstrap.keep import OfficeSecrets, receipt_key
from counter_app.bootstrap.machine import clock, key_store
from counter_app.bootstrap.place import Place
from counter_app.bootstrap.rules import rules_in_force
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CenterError, SystemFaultError
from counter_app.domain.packfile import SHIPPED
from counter_app.domain.records import Office
from counter_app.ports.center import Line, LineState
from counter_app.ports.store import Store
from counter_app.services.commands import Enrol
from counter_app.services.setup import complete_enrolment
from sync import anchoring, carry, parcels
from sync import line as sync_line
from sync.client import CenterClient
from sync.contact import read_contact
from sync.enrol import Enrolment, EnrolOrder, enrol
from sync.line import LineParts
from sync.worker import Pace


@dataclass(frozen=True, slots=True)
class AnchorCheck:
    """What the center's anchors say of the audit chain.

    Attributes:
        anchors: how many there are; None where the center could not be asked.
        wrong: those the chain does not hold.
        fault: why the center could not be asked.
    """

    anchors: int | None
    wrong: tuple[anchoring.Contradiction, ...]
    fault: str | None = None


class NullLine:
    """:class:`~counter_app.ports.center.Line` where no line can be opened.

    Everything waits in the outbox; ``fault`` tells the status bar why.
    """

    def __init__(self, fault: str) -> None:
        self._state = LineState(enrolled=False, online=False, fault=fault)

    def state(self) -> LineState:
        return self._state

    def wake(self) -> None:
        """Nobody is there to be woken."""

    def wait_decided(self, op_ids: tuple[str, ...], timeout_s: float) -> bool:  # noqa: ARG002 - the port's; nothing is decided here
        return False

    def watch(self, on_change: Callable[[LineState], None]) -> None:
        """Nothing ever changes."""

    def hold(self, held: bool) -> None:  # noqa: FBT001 - as the port has it
        """There is nothing to cut."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class StickCarrier:
    """:class:`~counter_app.ports.carrying.Carrier` of this office."""

    place: Place
    store: Store

    def export(self, file: Path) -> int:
        return export_waiting(self.place, self.store, file)

    def take(self, file: Path) -> bool:
        return take_parcel(self.place, self.store, file)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What ``sync status`` tells (G14); times aware, ages in seconds."""

    online: bool
    waiting: int
    refused: int
    doubtful: int
    oldest_waiting_s: int | None
    last_contact: datetime | None
    clock_skew_s: float | None
    data_as_of: datetime | None
    parcels: int


def line_parts(place: Place, store: Store) -> LineParts:
    """Return what the line of this office is made of."""
    return LineParts(
        store=store,
        keys=OfficeSecrets(store, key_store()),
        clock=clock(),
        timeout_s=place.config.sync.timeout_s,
    )


def open_line(place: Place, store: Store) -> Line:
    """Start the line; one that cannot be opened is no reason not to start."""
    pace = Pace(place.config.sync.upload_s, place.config.sync.download_s)
    try:
        return sync_line.open_line(line_parts(place, store), pace)
    except CenterError as exc:
        return NullLine(exc.code)


def center_client(place: Place, store: Store) -> CenterClient:
    """Return a signing client of an enrolled workstation.

    Raises:
        CenterError: ``center.not_enrolled``, ``center.key_missing``.
    """
    return sync_line.open_client(line_parts(place, store))[0]


def enrol_workstation(place: Place, store: Store, command: Enrol) -> Office:
    """Spend a one-time code and complete the office with what the center gave.

    Raises:
        CenterError: the center is away, or does not accept the code.
    """
    parts = line_parts(place, store)
    with store.unit_of_work() as work:
        known = work.settings.office()
        seal_key = receipt_key(work).hex()
        work.commit()
    if known is None:
        raise SystemFaultError(SystemCode.NO_OFFICE)
    order = EnrolOrder(
        command.center_url, command.code, known.office_name, seal_key=seal_key
    )
    enrolment = enrol(order, parts.keys, parts.clock)
    sync_line.remember_center(store, enrolment)
    _demand_rules(parts, enrolment, enrolment.office(known))
    return complete_enrolment(store, parts.clock, enrolment.office(known))


def _demand_rules(parts: LineParts, enrolment: Enrolment, office: Office) -> None:
    """Make sure that the office's rules are here; those not shipped are fetched.

    Raises:
        CenterError: the pack could not be fetched.
        RuleError: ``rule.pack_invalid``: no genuine pack in force came.
    """
    if office.rule_pack not in SHIPPED:
        sync_line.fetch_pack(parts, enrolment)
    rules_in_force(parts.store, office, parts.clock.now().date())


def sync_once(place: Place, store: Store) -> LineFacts:
    """Upload what waits and take what is new, once.

    Raises:
        CenterError: not enrolled, or the exchange failed.
    """
    sync_line.sync_once(line_parts(place, store))
    return _facts(store, online=True)


def export_waiting(place: Place, store: Store, file: Path) -> int:
    """Write what waits into a sealed carry file; return how many acts (G15).

    Raises:
        CenterError: not enrolled, or the file cannot be written.
    """
    return carry.export_waiting(line_parts(place, store), file)


def take_parcel(place: Place, store: Store, file: Path) -> bool:
    """Keep another workstation's carry file to pass it on; False for a known one.

    Raises:
        CenterError: not enrolled, or no such file.
    """
    return parcels.take(line_parts(place, store), file)


def audit_against_center(place: Place, store: Store) -> AnchorCheck:
    """Compare the audit chain with the anchors the center holds (G24)."""
    try:
        client = center_client(place, store)
    except CenterError as exc:
        return AnchorCheck(None, (), exc.code)
    try:
        answer = client.anchors()
    except CenterError as exc:
        return AnchorCheck(None, (), exc.code)
    finally:
        client.close()
    with store.reading() as read:
        wrong = anchoring.contradictions(read, answer.anchors)
    return AnchorCheck(len(answer.anchors), wrong)


def line_facts(place: Place, store: Store) -> LineFacts:
    """Tell what waits, and ask the center whether it is there now."""
    return _facts(store, online=probe_center(place, store) is None)


def probe_center(place: Place, store: Store) -> CenterError | None:
    """Ask the center for its time; return why it did not answer, None if it did."""
    try:
        client = center_client(place, store)
    except CenterError as exc:
        return exc
    try:
        client.time()
    except CenterError as exc:
        return exc
    finally:
        client.close()
    return None


def _facts(store: Store, *, online: bool) -> LineFacts:
    with store.reading() as read:
        outbox = read.operations.state()
        waiting_parcels = len(read.parcels.waiting(1000))
    known = read_contact(store)
    oldest = outbox.oldest_waiting
    age = None if oldest is None else (clock().now() - oldest).total_seconds()
    return LineFacts(
        online=online,
        waiting=outbox.waiting,
        refused=outbox.refused,
        doubtful=outbox.doubtful,
        oldest_waiting_s=None if age is None else max(int(age), 0),
        last_contact=known.last,
        clock_skew_s=known.skew_s,
        data_as_of=known.complete_at,
        parcels=waiting_parcels,
    )
