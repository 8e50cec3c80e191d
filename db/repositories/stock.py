"""The stock book: acts, moves that wait to be booked, counts, boxes of blanks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from counter_app.domain.closing import MoveFact
from counter_app.domain.records import Card, CardUid
from counter_app.domain.states import BlankState, StockState
from counter_app.domain.stock import ActKind, kind_of
from counter_app.ports.book import BlankBox, StockAct, StockCount
from db.models import (
    BlankBoxTable,
    BlankTable,
    CardTable,
    StockActTable,
    StockCountTable,
    StockMoveTable,
)
from db.rows import listed, records, selected, values
from db.session import Session

SYSTEM = "system"
_BOOK = "UPDATE stock_move SET act = ?, at = ? WHERE act IS NULL"
_UNBOOKED = """
    SELECT DISTINCT item, before, after FROM stock_move WHERE act IS NULL
"""
_BOOK_SOME = """
    UPDATE stock_move SET act = ?, at = ? WHERE act IS NULL
    AND item = ? AND before IS ? AND after = ?
"""
_DRAW = """
    UPDATE blank_card SET keeper = ? WHERE card_uid IN (
        SELECT card_uid FROM blank_card WHERE keeper = '' AND state = 0
        ORDER BY card_uid LIMIT ?)
"""
_GIVE_BACK = "UPDATE blank_card SET keeper = '' WHERE keeper = ? AND state = 0"
_BY_STATE = """
    SELECT state, keeper, count(*) FROM blank_card WHERE state IN (0, 10)
    GROUP BY state, keeper
"""
# The states stand here as literals, so that the partial index serves.
_IN_BOX = """
    WHERE o.stock_state IN (1, 2, 3, 4, 5, 8, 12) AND (o.box_position = ?
        OR (o.box_position >= ? || '-' AND o.box_position < ? || '.'))
    ORDER BY o.box_position, o.card_no
"""


class SqlStockBook:
    """Writes the book; the moves themselves are written by triggers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def book(self, act: StockAct) -> int:
        """Put the moves of this unit under an act; without any, nothing is kept.

        Raises:
            StoreError: ``store.bad_value`` where two must sign and one did.
        """
        if not self._waiting():
            return 0
        number = self._act(act)
        return self._changed(_BOOK, (number, StockMoveTable.at.db_value(act.at)))

    def book_rest(self, actor: str, at: datetime, receipt_no: str) -> None:
        """Book what nobody booked, by what it looks like, under who acted last."""
        stored = StockMoveTable.at.db_value(at)
        groups: dict[ActKind, int] = {}
        for item, before, after in self._session.plain(_UNBOOKED):
            kind = kind_of(item, before, after)
            if kind not in groups:
                act = StockAct(
                    uuid4().hex, kind, at, actor or SYSTEM, receipt_no=receipt_no
                )
                groups[kind] = self._act(act)
            self._session.plain(_BOOK_SOME, (groups[kind], stored, item, before, after))

    def add_move(self, move: MoveFact, place: str = "") -> None:
        self._session.add(
            StockMoveTable,
            {
                "item": move.item,
                "number": move.number,
                "before": move.before,
                "after": move.after,
                "place_before": place,
                "place_after": place,
            },
        )

    def add_count(self, count: StockCount) -> None:
        self._session.add(StockCountTable, values(count))

    def add_box(self, box: BlankBox) -> None:
        """Store a box of blanks.

        Raises:
            StoreError: ``store.duplicate`` for a known box, ``store.append_only``
                where a serial number stands in another box.
        """
        self._session.add(BlankBoxTable, values(box))

    def boxes(self) -> Sequence[BlankBox]:
        query = selected(BlankBoxTable, BlankBox).order_by(
            BlankBoxTable.prefix, BlankBoxTable.first
        )
        return records(self._session, BlankBox, query)

    def draw(self, keeper: str, number: int) -> int:
        return self._changed(_DRAW, (keeper, number))

    def give_back(self, keeper: str) -> int:
        return self._changed(_GIVE_BACK, (keeper,))

    def blanks_by_state(self) -> dict[tuple[int, str], int]:
        rows = self._session.plain(_BY_STATE)
        return {(int(state), keeper): int(n) for state, keeper, n in rows}

    def in_place(self, box: str, states: Iterable[StockState]) -> Sequence[Card]:
        wanted = frozenset(states)
        found = listed(self._session, CardTable, Card, _IN_BOX, (box, box, box))
        return tuple(card for card in found if card.stock_state in wanted)

    def blank_number(self, card_uid: CardUid) -> BlankState | None:
        query = BlankTable.select(BlankTable.state).where(
            BlankTable.card_uid == card_uid
        )
        row = self._session.row(query)
        return None if row is None else BlankState(row["state"])

    # -- inside --------------------------------------------------------------
    def _waiting(self) -> bool:
        query = "SELECT 1 FROM stock_move WHERE act IS NULL LIMIT 1"
        return self._session.value(query) is not None

    def _act(self, act: StockAct) -> int:
        self._session.add(StockActTable, values(act))
        return int(self._session.value("SELECT last_insert_rowid()"))

    def _changed(self, sql: str, parameters: Sequence[object]) -> int:
        self._session.plain(sql, parameters)
        return int(self._session.value("SELECT changes()"))
