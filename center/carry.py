"""Take in a carry file: the acts of one workstation, each applied once (goal G15)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial

import msgspec
from msgspec import Struct

from center import ledger
from center.database import Database
from center.facts import Facts
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import decode
from sync.wire.seal import Sealed, read_sealed, unseal

_BATCH = 100
_WHO = (
    "SELECT w.public_key, w.revoked_at, w.office_code, o.region, o.pack "
    "FROM workstation w JOIN office o ON o.office_code = w.office_code "
    "WHERE w.workstation = ?"
)
Json = dict[str, object]


class Load(Struct, frozen=True, forbid_unknown_fields=True):
    """What is inside; the acts are read one by one."""

    operations: tuple[msgspec.Raw, ...]


def take_in(database: Database, facts: Facts, data: bytes, now: datetime) -> Json:
    """Apply what a file holds; the same file may be brought any number of times.

    Raises:
        CenterError: ``center.carry_file`` (damaged, forged, for another center),
            ``center.revoked``.
    """
    try:
        sealed = read_sealed(data)
        sender, key = _sender(database, sealed)
        load = decode(unseal(sealed, key, facts.box), Load)
        entries = ledger.read_entries(load.operations, sender.workstation)
    except (ValueError, msgspec.DecodeError) as exc:
        raise CenterError(CenterCode.CARRY_FILE) from exc
    words: Counter[str] = Counter()
    for at in range(0, len(entries), _BATCH):
        work = partial(
            ledger.apply_batch, door=sender, entries=entries[at : at + _BATCH], now=now
        )
        answer = database.write(work)
        words.update(one.outcome.value for one in answer.outcomes)
    return {"workstation": sender.workstation, "operations": len(entries), **words}


def _sender(database: Database, sealed: Sealed) -> tuple[Sender, str]:
    row = database.read(lambda tx: tx.row(_WHO, (sealed.workstation,)))
    if row is None:
        raise ValueError("no such workstation")
    key, revoked, office, region, pack = row
    if revoked is not None:
        raise CenterError(CenterCode.REVOKED)
    return Sender(sealed.workstation, str(office), str(region), str(pack)), str(key)
