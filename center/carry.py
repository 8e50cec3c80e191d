"""Take in a carry file: the acts of one workstation, each applied once (goal G15)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial
from http import HTTPStatus

import msgspec
from msgspec import Struct

from center import ledger, packs
from center.database import Database, Tx
from center.entries import read_entries
from center.errors import Denied
from center.facts import Facts
from center.rows import to_ms
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import ParcelAnswer, decode
from sync.wire.seal import Sealed, read_sealed, unseal

_BATCH = 100
_WHO = (
    "SELECT w.public_key, w.revoked_at, w.office_code, o.region "
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
        sender, key = _sender(database, sealed, to_ms(now))
        load = decode(unseal(sealed, key, facts.box), Load)
        entries = read_entries(load.operations, sender.workstation)
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


def relay(database: Database, facts: Facts, data: bytes, now: datetime) -> ParcelAnswer:
    """Take in a file that another workstation passes on.

    Raises:
        Denied: ``center.carry_file``, ``center.revoked``.
    """
    try:
        made = take_in(database, facts, data, now)
    except CenterError as exc:
        raise Denied(HTTPStatus.UNPROCESSABLE_ENTITY, CenterCode(exc.code)) from exc
    return msgspec.convert(made, ParcelAnswer)


def _sender(database: Database, sealed: Sealed, now_ms: int) -> tuple[Sender, str]:
    def find(tx: Tx) -> tuple[Sender, str]:
        row = tx.row(_WHO, (sealed.workstation,))
        if row is None:
            raise ValueError("no such workstation")
        key, revoked, office, region = row
        if revoked is not None:
            raise CenterError(CenterCode.REVOKED)
        pack = packs.packs_of(tx, [str(office)], now_ms)[str(office)]
        return Sender(sealed.workstation, str(office), str(region), pack), str(key)

    return database.read(find)
