"""Cards known to this office and the allotment for instant writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import BlankCard, Card, CardNo, CardUid, Ssn
from counter_app.domain.states import BlankState
from db import naming
from db.models import BlankTable, CardTable, NumberTable
from db.rows import listed, names, one, packer, records, selected, values
from db.session import Session, upserts

_PUT = upserts(CardTable, names(Card), "card_no")
_PACK = packer(CardTable, Card)
_STORED = f"SELECT {', '.join(names(Card))} FROM card WHERE card_no = ?"  # noqa: S608
_AMONG = "WHERE o.card_no IN (SELECT value FROM json_each(?))"
_TAKE = """
    UPDATE card_number SET taken = 1 WHERE card_no = (
        SELECT card_no FROM card_number WHERE taken = 0 ORDER BY card_no LIMIT 1)
    RETURNING card_no
"""


@lru_cache(maxsize=64)
def _changing(columns: tuple[str, ...]) -> str:
    """Return what changes these columns of one card."""
    changes = ", ".join(f"{column} = ?" for column in columns)
    return f"UPDATE card SET {changes} WHERE card_no = ?"  # noqa: S608


class SqlCards:
    """Cards, each row replaced as a whole: every writer holds the write lock."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, card_no: CardNo) -> Card | None:
        return one(self._session, CardTable, Card, card_no=card_no)

    def those(self, numbers: Iterable[CardNo]) -> dict[CardNo, Card]:
        wanted = (json.dumps(list(numbers)),)
        found = listed(self._session, CardTable, Card, _AMONG, wanted)
        return {card.card_no: card for card in found}

    def by_uid(self, card_uid: CardUid) -> Card | None:
        if naming.chips_are_later(self._session):
            return None
        return one(self._session, CardTable, Card, card_uid=card_uid)

    def of_holder(self, ssn: Ssn) -> Sequence[Card]:
        query = (
            selected(CardTable, Card)
            .where(CardTable.ssn == ssn)
            .order_by(CardTable.issue_date.desc(nulls="last"), CardTable.id.desc())
        )
        return records(self._session, Card, query)

    def put(self, card: Card) -> None:
        """Insert or replace one card; of a known one what differs is written alone.

        A column that is named is written in each of its indexes, changed or not.

        Raises:
            StoreError: ``store.duplicate`` when another card has the same
                identification code; at commit ``store.reference_missing`` when its
                holder is not known.
        """
        known = self._session.plain(_STORED, (card.card_no,))
        if not known:
            self.put_many((card,))
            return
        pairs = zip(names(Card), known[0], _PACK(card), strict=True)
        new = {name: value for name, was, value in pairs if was != value}
        if new:
            self._session.plain(_changing(tuple(new)), (*new.values(), card.card_no))

    def put_many(self, cards: Iterable[Card]) -> None:
        self._session.put(_PUT, map(_PACK, cards))


class SqlAllotments:
    """Blanks and card numbers this office may use."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_blanks(self, blanks: Iterable[BlankCard]) -> None:
        for blank in blanks:
            query = BlankTable.insert(**values(blank)).on_conflict_ignore()
            self._session.run(query)

    def add_numbers(self, numbers: Iterable[CardNo]) -> None:
        for number in numbers:
            query = NumberTable.insert(card_no=number, taken=False)
            self._session.run(query.on_conflict_ignore())

    def blank(self, card_uid: CardUid) -> BlankCard | None:
        return one(self._session, BlankTable, BlankCard, card_uid=card_uid)

    def set_blank(self, card_uid: CardUid, state: BlankState) -> None:
        changed = self._session.run(
            BlankTable.update(state=state).where(BlankTable.card_uid == card_uid)
        )
        if not changed:
            raise StoreError(StoreCode.NO_SUCH_ROW, what="blank_card")

    def take_number(self) -> CardNo | None:
        taken = self._session.value(_TAKE)
        return None if taken is None else CardNo(str(taken))

    def give_back_number(self, card_no: CardNo) -> None:
        changed = self._session.run(
            NumberTable.update(taken=False).where(NumberTable.card_no == card_no)
        )
        if not changed:
            raise StoreError(StoreCode.NO_SUCH_ROW, what="card_number")

    def spend_number(self, card_no: CardNo) -> None:
        query = NumberTable.insert(card_no=card_no, taken=True)
        self._session.run(
            query.on_conflict(
                conflict_target=[NumberTable.card_no], update={NumberTable.taken: True}
            )
        )

    def forget_free_numbers(self) -> None:
        self._session.plain("DELETE FROM card_number WHERE taken = 0")

    def left(self) -> tuple[int, int]:
        blanks = self._session.value(
            "SELECT count(*) FROM blank_card WHERE state = ?",
            (int(BlankState.IN_STOCK),),
        )
        numbers = self._session.value(
            "SELECT count(*) FROM card_number WHERE taken = 0"
        )
        return int(blanks), int(numbers)
