"""The office's slice of the roll, with the keys that searching needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from counter_app.domain.records import Holder, Ssn
from db import naming
from db.models import DepartedTable, HolderTable
from db.readings import first_keys, name_keys, spaced, unit_words
from db.rows import names, one, packer
from db.session import Session, upserts

_BATCH = 2000
_TAIL = 4
_PUT = upserts(HolderTable, (*names(Holder), "pinyin", "initials", "phone_tail"), "ssn")
_PACK = packer(HolderTable, Holder)
_DEPART = "INSERT OR IGNORE INTO departed (ssn, departed_at) VALUES (?, ?)"
_DEPARTED = "SELECT departed_at FROM departed WHERE ssn = ?"
_ANYONE = "SELECT min(ssn) FROM departed"
_BACK = "DELETE FROM departed WHERE ssn = ?"


def _row(holder: Holder) -> tuple[Any, ...]:
    return (*_PACK(holder), *first_keys(holder.name), holder.phone[-_TAIL:])


class SqlHolders:
    """Persons this office keeps."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, ssn: Ssn) -> Holder | None:
        return one(self._session, HolderTable, Holder, ssn=ssn)

    def put_many(self, holders: Iterable[Holder]) -> None:
        rest = iter(holders)
        for batch in iter(lambda: list(islice(rest, _BATCH)), []):
            self._put(batch)

    def put_names_off(self) -> None:
        naming.put_off(self._session)

    def catch_up_names(self, limit: int) -> int:
        return naming.catch_up(self._session, limit)

    def count(self) -> int:
        return int(
            self._session.value("SELECT value FROM tally WHERE name = 'holder'") or 0
        )

    def depart(self, ssn: Ssn, at: datetime) -> None:
        stored = (ssn, DepartedTable.departed_at.db_value(at))
        if self.get(ssn) is not None:
            self._session.plain(_DEPART, stored)

    def departed_at(self, ssn: Ssn) -> datetime | None:
        found = self._session.value(_DEPARTED, (ssn,))
        moment: datetime | None = DepartedTable.departed_at.python_value(found)
        return moment

    def _put(self, batch: list[Holder]) -> None:
        if self._session.value(_ANYONE):
            self._session.many(_BACK, ((holder.ssn,) for holder in batch))
        self._session.put(_PUT, map(_row, batch))
        up_to = naming.words_up_to(self._session)
        if up_to:
            self._session.many(naming.WORDS, _words(batch, up_to))


def _words(batch: list[Holder], up_to: int) -> Iterator[tuple[Any, ...]]:
    for who in batch:
        others = name_keys(who.name).others
        yield spaced(who.name), unit_words(who.unit), others, who.ssn, up_to
