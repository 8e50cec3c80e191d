"""Take in a carry file: the acts of one workstation, each applied once (goal G15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus

import msgspec
from msgspec import Struct

from center import judge, ledger, packs
from center.database import Database, Question, Row, Tx
from center.entries import Entry, read_entries
from center.errors import Denied
from center.facts import Facts
from center.rows import to_ms
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import ParcelAnswer, Word, decode
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


@dataclass(frozen=True, slots=True)
class _Bearer:
    """The door of a file: whoever was shut out meanwhile brings in no more of it."""

    sender: Sender

    @property
    def workstation(self) -> str:
        """Whose acts they are."""
        return self.sender.workstation

    def questions(self, tx: Tx) -> list[Question]:
        """Lock the workstation's row."""
        sql = "SELECT revoked_at FROM workstation WHERE workstation = ?"
        return [(sql + tx.lock, (self.workstation,))]

    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender:
        """Let it in.

        Raises:
            Denied: ``center.revoked``.
        """
        del tx
        if any(row[0] is not None for rows in answers for row in rows):
            raise Denied(HTTPStatus.FORBIDDEN, CenterCode.REVOKED)
        return self.sender


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
    held, door = set[str](), _Bearer(sender)
    for at in range(0, len(entries), _BATCH):
        due = entries[at : at + _BATCH]
        part = [one for one in due if not _waits(one, held)]
        if len(part) < len(due):
            words[Word.LATER.value] += len(due) - len(part)
        work = partial(ledger.apply_batch, door=door, entries=part, now=now)
        answer = database.write(work)
        for entry, one in zip(part, answer.outcomes, strict=True):
            words[one.outcome.value] += 1
            if one.outcome is Word.REFUSED and entry.operation is not None:
                held.add(entry.operation.ssn)
    return {"workstation": sender.workstation, "operations": len(entries), **words}


def _waits(entry: Entry, held: set[str]) -> bool:
    """A refusal anywhere in the file holds its person's later acts, never a loss."""
    act = entry.operation
    return act is not None and act.ssn in held and not judge.is_loss(act)


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
