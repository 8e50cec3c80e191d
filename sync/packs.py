"""Fetch the office's rule pack: checked now, in force from its day on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from counter_app.domain.errors import RuleError
from counter_app.domain.packs import read_pack
from counter_app.ports.store import Reading, Store, UnitOfWork
from sync.parts import CENTER_KEY
from sync.wire import Pack, decode, encode, pack_is_genuine

if TYPE_CHECKING:  # every start reads the stored pack; only some fetch one
    from sync.station import Station

NEXT = "pack.next"  # a checked pack that waits for its day
ACTIVE = "pack.active"  # the pack in force, when the center gave it
REFUSED = "pack.refused"  # digest of the last one that was not taken
_log = logging.getLogger(__name__)


def stored_pack(uow: Reading, name: str) -> Pack | None:
    """Return a stored pack (``NEXT`` or ``ACTIVE``) that is still genuine."""
    text = uow.settings.get(name)
    if not text:
        return None
    try:
        pack = decode(text.encode(), Pack)
    except msgspec.DecodeError:
        return None
    genuine = pack_is_genuine(pack, uow.settings.get(CENTER_KEY) or "")
    return pack if genuine else None


def fetch(station: Station, store: Store) -> bool:
    """Ask for the pack; keep one that is new, genuine and readable.

    Raises:
        CenterError: the exchange failed.
    """
    with store.reading() as read:
        known = stored_pack(read, NEXT) or stored_pack(read, ACTIVE)
    pack = station.client.pack(known.sha256 if known else "")
    if not pack.text or (known and known.sha256 == pack.sha256):
        return False
    with store.unit_of_work() as uow:
        fault = _fault(uow, pack, known)
        if fault and uow.settings.get(REFUSED) == pack.sha256:
            return False
        event = "pack.refused" if fault else "pack.received"
        uow.settings.put(REFUSED if fault else NEXT,
                         pack.sha256 if fault else encode(pack).decode())  # fmt: skip
        uow.audit.append(
            at=station.clock.now(),
            actor="center",
            event=event,
            subject=pack.name,
            detail=f"{pack.version} {pack.sha256[:16]} {fault}".strip(),
        )
        uow.commit()
    return False


def _fault(uow: UnitOfWork, pack: Pack, known: Pack | None) -> str:
    """Return why a pack is not taken, or nothing."""
    if not pack_is_genuine(pack, uow.settings.get(CENTER_KEY) or ""):
        return "signature"
    try:
        read = read_pack(pack.text)
    except RuleError as exc:
        _log.error("rule pack: %s", exc.code)
        return exc.code
    if (read.name, read.version, read.valid_from) != (
        pack.name,
        pack.version,
        pack.valid_from,
    ):
        return "header"
    if known and known.name == pack.name and known.version > pack.version:
        return "older"
    return ""
