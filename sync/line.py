"""Put the line together from the store, the key store and the configuration."""

from __future__ import annotations

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.ports.store import Store
from sync import packs, recount
from sync.client import CenterClient
from sync.contact import Contact
from sync.downlink import Downlink
from sync.engine import Ask, Pull, Send
from sync.enrol import Enrolment, identity_of
from sync.firstload import start_over
from sync.parts import CARRY_KEY, CENTER_KEY, TLS_PIN, LineParts
from sync.station import Station
from sync.transport import Transport
from sync.uplink import Uplink
from sync.worker import Pace, SyncLine

__all__ = [
    "CARRY_KEY",
    "CENTER_KEY",
    "TLS_PIN",
    "LineParts",
    "fetch_pack",
    "open_client",
    "open_line",
    "open_station",
    "remember_center",
    "sync_once",
]


def remember_center(store: Store, enrolment: Enrolment) -> None:
    """Pin the center's key; the feed is read from its start.

    A workstation that comes anew to its own center was forgotten there (a restored
    database): the center is asked about every act it once applied. At another center
    its rows count, whatever versions the one before gave.
    """
    with store.unit_of_work() as uow:
        before = uow.settings.get(CENTER_KEY)
        if before:
            recount.begin(uow, asks=before == enrolment.center_key)
        uow.settings.put(CENTER_KEY, enrolment.center_key)
        uow.settings.put(TLS_PIN, enrolment.tls_pin)
        uow.settings.put(CARRY_KEY, enrolment.carry_key)
        start_over(uow)
        uow.commit()


def fetch_pack(parts: LineParts, enrolment: Enrolment) -> None:
    """Fetch the office's rule pack before the enrolment is complete.

    Raises:
        CenterError: the exchange failed.
        StoreError: the local store failed.
    """
    name, pin = enrolment.workstation, enrolment.tls_pin
    identity = identity_of(name, enrolment.center_key, parts.keys, pin)
    transport = Transport(
        enrolment.center_url,
        parts.clock,
        identity,
        timeout_s=parts.timeout_s,
        transport=parts.transport,
    )
    client = CenterClient(transport)
    try:
        packs.fetch(Station(parts.clock, name, client), parts.store)
    finally:
        client.close()


def open_client(parts: LineParts) -> tuple[CenterClient, str]:
    """Return a client that signs, and the workstation's name.

    Raises:
        CenterError: ``center.not_enrolled``, ``center.key_missing``,
            ``center.address``.
    """
    with parts.store.reading() as read:
        office = read.settings.office()
        center_key = read.settings.get(CENTER_KEY) or ""
        tls_pin = read.settings.get(TLS_PIN) or ""
    if office is None or not office.center_url:
        raise CenterError(CenterCode.NOT_ENROLLED)
    identity = identity_of(office.workstation, center_key, parts.keys, tls_pin)
    transport = Transport(
        office.center_url,
        parts.clock,
        identity,
        timeout_s=parts.timeout_s,
        transport=parts.transport,
    )
    return CenterClient(transport), office.workstation


def open_station(parts: LineParts) -> Station:
    """Return the station: connected where the workstation is enrolled."""
    try:
        client, workstation = open_client(parts)
    except CenterError as exc:
        if exc.code != CenterCode.NOT_ENROLLED:
            raise
        return Station(parts.clock)
    return Station(parts.clock, workstation, client)


def open_line(parts: LineParts, pace: Pace | None = None) -> SyncLine:
    """Return the running line; one that is not enrolled waits for ``connect``."""
    return SyncLine(open_station(parts), parts.store, pace).start()


def sync_once(parts: LineParts, *, rounds: int = 10_000) -> float | None:
    """Upload what waits and take what is new, in this thread; return the skew.

    What the center wants later, or what was set aside, is left waiting.

    Raises:
        CenterError: not enrolled, or the exchange failed.
        StoreError: the local store failed.
    """
    client, workstation = open_client(parts)
    station = Station(parts.clock, workstation, client)
    try:
        up = Uplink(station, parts.store)
        for _ in range(rounds):
            if not isinstance(up.turn(), Send | Ask):
                break
        down = Downlink(station, parts.store, every_s=3600.0)
        for _ in range(rounds):
            if not isinstance(down.turn(), Pull):
                break
        contact = Contact(parts.store, station)
        contact.note(parts.clock.now(), client.skew_s, down.complete_at, now=True)
        return client.skew_s
    finally:
        client.close()
