"""Other workstations' sealed files: taken from a stick here, passed on by network.

Only the center can open them. It applies each act once, whoever brings it (G15).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.ports.reviews import Parcel
from counter_app.ports.store import Store
from sync.parts import CARRY_KEY, LineParts
from sync.station import Station
from sync.transport import LineFault
from sync.wire.seal import LARGEST, read_sealed

_FINAL = frozenset(
    {CenterCode.CARRY_FILE, CenterCode.REVOKED, CenterCode.REQUEST_TOO_LARGE}
)


def take(parts: LineParts, file: Path) -> bool:
    """Keep a sealed file until it can be passed on; False for one known already.

    Raises:
        CenterError: ``center.file_unreadable``, ``center.carry_file`` (no such file,
            or for another center), ``center.carry_key``.
    """
    try:
        with file.open("rb") as handle:
            data = handle.read(LARGEST + 1)
    except OSError as exc:
        raise CenterError(CenterCode.FILE_UNREADABLE, file=file.name) from exc
    try:
        sealed = read_sealed(data)
        content = data.decode("ascii")
    except (ValueError, msgspec.DecodeError) as exc:
        raise CenterError(CenterCode.CARRY_FILE) from exc
    digest = hashlib.sha256(data).hexdigest()
    with parts.store.unit_of_work() as uow:
        ours = uow.settings.get(CARRY_KEY) or ""
        if not ours:
            raise CenterError(CenterCode.CARRY_KEY)
        if sealed.recipient != ours:
            raise CenterError(CenterCode.CARRY_FILE)
        new = uow.parcels.add(Parcel(digest, content, parts.clock.now()))
        uow.audit.append(
            at=parts.clock.now(),
            actor="system",
            event="carry.taken",
            subject=sealed.workstation,
            detail=digest,
        )
        uow.commit()
    return new


def any_waiting(store: Store) -> bool:
    """Tell whether a parcel waits."""
    with store.reading() as read:
        return bool(read.parcels.waiting(1))


def pass_on(station: Station, store: Store) -> bool:
    """Pass one parcel on; True when it went and more may wait.

    Raises:
        CenterError: the exchange failed; the parcel stays.
    """
    with store.reading() as read:
        waiting = read.parcels.waiting(1)
    if not waiting:
        return False
    parcel = waiting[0]
    try:
        answer = station.client.carry(parcel.content.encode())
        outcome = msgspec.json.encode(answer).decode()
    except LineFault as exc:
        if exc.code not in _FINAL:
            raise
        outcome = exc.code
    now = station.clock.now()
    with store.unit_of_work() as uow:
        uow.parcels.delivered(parcel.digest, now, outcome)
        uow.audit.append(
            at=now,
            actor="system",
            event="carry.passed_on",
            subject=parcel.digest,
            detail=outcome,
        )
        uow.commit()
    return True
