"""The office's slice of the roll, with the keys that searching needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from counter_app.domain.records import Holder, Ssn
from db.models import HolderTable
from db.queries.names import NameKeys, name_keys, spaced, unit_words
from db.rows import names, one, packer
from db.session import Session, upsert

_BATCH = 2000
_TAIL = 4
_PUT = upsert(HolderTable, (*names(Holder), "pinyin", "initials", "phone_tail"), "ssn")
_PACK = packer(HolderTable, Holder)
_WORDS = """
    INSERT OR REPLACE INTO holder_words (rowid, name, unit, readings)
    SELECT id, ?, ?, ? FROM holder WHERE ssn = ?
"""


def _row(holder: Holder, keys: NameKeys) -> tuple[Any, ...]:
    return (*_PACK(holder), keys.pinyin, keys.initials, holder.phone[-_TAIL:])


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

    def count(self) -> int:
        return int(
            self._session.value("SELECT value FROM tally WHERE name = 'holder'") or 0
        )

    def _put(self, batch: list[Holder]) -> None:
        keys = [name_keys(holder.name) for holder in batch]
        pairs = list(zip(batch, keys, strict=True))
        self._session.many(_PUT, (_row(holder, key) for holder, key in pairs))
        self._session.many(_WORDS, self._words(pairs))

    @staticmethod
    def _words(pairs: list[tuple[Holder, NameKeys]]) -> Iterator[tuple[Any, ...]]:
        for holder, keys in pairs:
            yield spaced(holder.name), unit_words(holder.unit), keys.others, holder.ssn
