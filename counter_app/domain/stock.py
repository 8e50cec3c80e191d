"""Card stock as a book: acts, moves, accounts and their formula (business.md 8).

Every change of a card's stock state or place and of a blank's state is a *move*; the
store writes moves by itself, so that none can be forgotten. An *act* says who moved
what, with whom, on which paper and why. An account adds moves up; book and rows must
agree at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from counter_app.domain.states import BlankState, StockState

CARDS_HERE = frozenset(
    {
        StockState.TO_CABINET,
        StockState.IN_CABINET,
        StockState.WAITING,
        StockState.RETAINED,
        StockState.PROBLEM,
        StockState.SEARCHED,
    }
)
BLANKS_HERE = frozenset({BlankState.IN_STOCK, BlankState.RESERVED})
_GIVEN = frozenset(
    {StockState.TO_ENABLE, StockState.HANDED_OUT, StockState.BACK_ENTERED}
)


class Item(StrEnum):
    """What a move is about."""

    CARD = "card"
    BLANK = "blank"


class ActKind(StrEnum):
    """Acts of the stock book (business.md 8)."""

    # by the services and the feed
    FEED = "feed"  # the center tells of a card or blank of this office
    HAND_OUT = "hand_out"
    HANDED_BACK = "handed_back"  # a refused hand-out: the card is looked for
    BLANK_USED = "blank_used"
    BLANK_SPOILT = "blank_spoilt"
    RECYCLE = "recycle"  # 回收: an old card was taken back and voided visibly
    RECYCLE_UNDONE = "recycle_undone"  # the exchange was refused
    OPENING = "opening"  # what was here when the book began
    OTHER = "other"
    # by a person at the stock page
    RECEIVE = "receive"  # 接收: a box counted at its arrival
    CABINET = "cabinet"  # 入柜
    TRANSFER = "transfer"  # 转移, 合并: other box, old place kept in the move
    SEARCH = "search"  # 待找卡: not found
    FOUND = "found"
    RETAIN = "retain"  # 滞留卡
    RELEASE = "release"  # 滞留卡 unmarked
    PROBLEM = "problem"  # 问题卡
    SOLVED = "solved"
    RETURN = "return"  # 退回中心
    VOID = "void"  # 作废
    DESTROY = "destroy"  # 销毁
    # a unit's day
    UNIT_PACK = "unit_pack"  # a unit's box is closed: its cards wait in their slots
    BACK_ENTRY = "back_entry"  # 补录: a laptop handed them out on site
    BLANK_DRAW = "blank_draw"  # 领用: blanks go to a clerk
    BLANK_GIVE_BACK = "blank_give_back"
    BLANK_LOST = "blank_lost"
    BLANK_RETURN = "blank_return"


@dataclass(frozen=True, slots=True)
class ActRule:
    """What an act of the stock page may do.

    Attributes:
        before: states a card must be in.
        after: its new state; None leaves the state.
        two: two persons sign (business.md 8, column Who).
        reason: a reason must be given.
        place: a new place must be given.
    """

    before: frozenset[StockState]
    after: StockState | None
    two: bool = False
    reason: bool = False
    place: bool = False


_S = StockState
CARD_ACTS: dict[ActKind, ActRule] = {
    ActKind.RECEIVE: ActRule(frozenset({_S.TO_CABINET}), None, two=True),
    ActKind.CABINET: ActRule(
        frozenset({_S.TO_CABINET, _S.WAITING}), _S.IN_CABINET, place=True
    ),
    ActKind.TRANSFER: ActRule(CARDS_HERE, None, place=True),
    ActKind.SEARCH: ActRule(frozenset({_S.IN_CABINET, _S.WAITING}), _S.SEARCHED),
    ActKind.FOUND: ActRule(frozenset({_S.SEARCHED}), _S.IN_CABINET),
    ActKind.RETAIN: ActRule(
        frozenset({_S.IN_CABINET, _S.WAITING, _S.RETAINED}), _S.RETAINED
    ),
    ActKind.RELEASE: ActRule(frozenset({_S.RETAINED}), _S.IN_CABINET),
    ActKind.PROBLEM: ActRule(CARDS_HERE - {_S.PROBLEM}, _S.PROBLEM, reason=True),
    ActKind.SOLVED: ActRule(frozenset({_S.PROBLEM}), _S.IN_CABINET, reason=True),
    ActKind.RETURN: ActRule(CARDS_HERE, _S.RETURNED, two=True, reason=True),
    ActKind.RECYCLE: ActRule(
        frozenset({_S.HANDED_OUT, _S.TO_ENABLE}), _S.VOIDED, reason=True
    ),
    ActKind.VOID: ActRule(CARDS_HERE, _S.VOIDED, two=True, reason=True),
    ActKind.DESTROY: ActRule(frozenset({_S.VOIDED}), _S.DESTROYED, two=True),
}
TWO_PERSONS = frozenset(
    {kind for kind, rule in CARD_ACTS.items() if rule.two}
    | {ActKind.BLANK_DRAW, ActKind.BLANK_LOST, ActKind.BLANK_RETURN}
)
BLANK_ACTS = frozenset(
    {
        ActKind.BLANK_DRAW,
        ActKind.BLANK_GIVE_BACK,
        ActKind.BLANK_SPOILT,
        ActKind.BLANK_LOST,
        ActKind.BLANK_RETURN,
    }
)


def kind_of(item: str, before: int | None, after: int) -> ActKind:
    """Return what a move must have been when nobody said so."""
    if before is None:
        return ActKind.FEED
    if item == Item.BLANK:
        return {
            int(BlankState.USED): ActKind.BLANK_USED,
            int(BlankState.SPOILT): ActKind.BLANK_SPOILT,
        }.get(after, ActKind.OTHER)
    if after in _GIVEN:
        undone = before == StockState.VOIDED
        return ActKind.RECYCLE_UNDONE if undone else ActKind.HAND_OUT
    if before in _GIVEN:
        back = after == StockState.VOIDED
        return ActKind.RECYCLE if back else ActKind.HANDED_BACK
    return ActKind.RETURN if after == StockState.RETURNED else ActKind.OTHER


class Account(StrEnum):
    """The accounts of the book."""

    CARDS = "finished"
    BLANKS = "blanks"
    SCRAP = "scrap"  # voided cards that wait for destruction


class Column(StrEnum):
    """Where a move counts in its account."""

    RECEIVED = "received"
    ISSUED = "issued"
    RETURNED = "returned"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class MoveSum:
    """Moves of one kind, counted: who moved how many from where to where."""

    item: str
    before: int | None
    after: int
    actor: str
    count: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """One account over a span: opening + received − issued − returned − voided.

    Attributes:
        rows: what really stands in the tables at the end; None when not asked.
    """

    account: Account
    opening: int = 0
    received: int = 0
    issued: int = 0
    returned: int = 0
    voided: int = 0
    rows: int | None = None

    @property
    def closing(self) -> int:
        """What the book says is left."""
        return self.opening + self.received - self.issued - self.returned - self.voided


def entry(
    item: str, before: int | None, after: int
) -> tuple[tuple[Account, Column], ...]:
    """Return where a move counts; a move within the stock counts nowhere."""
    if item == Item.BLANK:
        return _blank_entry(before, after)
    found: list[tuple[Account, Column]] = []
    was, now = before in CARDS_HERE, after in CARDS_HERE
    if now and not was:
        found.append((Account.CARDS, Column.RECEIVED))
    if was and not now:
        found.append((Account.CARDS, _gone(after)))
    if after == StockState.VOIDED and before != StockState.VOIDED:
        found.append((Account.SCRAP, Column.RECEIVED))
    if before == StockState.VOIDED and after != StockState.VOIDED:
        destroyed = after == StockState.DESTROYED
        column = Column.VOIDED if destroyed else Column.RETURNED
        found.append((Account.SCRAP, column))
    return tuple(found)


def _gone(after: int) -> Column:
    if after in _GIVEN:
        return Column.ISSUED
    return Column.RETURNED if after == StockState.RETURNED else Column.VOIDED


def _blank_entry(before: int | None, after: int) -> tuple[tuple[Account, Column], ...]:
    was, now = before in BLANKS_HERE, after in BLANKS_HERE
    if was == now:
        return ()
    if now:
        return ((Account.BLANKS, Column.RECEIVED),)
    column = {
        int(BlankState.USED): Column.ISSUED,
        int(BlankState.TAKEN_BACK): Column.RETURNED,
    }.get(after, Column.VOIDED)
    return ((Account.BLANKS, column),)


@dataclass(slots=True)
class _Sums:
    figures: dict[tuple[Account, Column], int] = field(default_factory=dict)

    def add(self, move: MoveSum) -> None:
        for where in entry(move.item, move.before, move.after):
            self.figures[where] = self.figures.get(where, 0) + move.count

    def of(self, account: Account) -> dict[str, int]:
        return {str(c): self.figures.get((account, c), 0) for c in Column}


def ledgers(
    opening: Mapping[Account, int],
    moves: Iterable[MoveSum],
    rows: Mapping[Account, int],
) -> tuple[Ledger, ...]:
    """Return the accounts of a span.

    Args:
        opening: what the book says stood here when the span began.
        moves: moves of the span.
        rows: what really stands in the tables at its end.
    """
    span = _Sums()
    for move in moves:
        span.add(move)
    return tuple(
        Ledger(
            account,
            opening=opening.get(account, 0),
            rows=rows.get(account, 0),
            **span.of(account),
        )
        for account in Account
    )


def net(moves: Iterable[MoveSum]) -> dict[Account, int]:
    """Return by how many cards each account changed."""
    return {ledger.account: ledger.closing for ledger in ledgers({}, moves, {})}


def by_person(moves: Iterable[MoveSum]) -> dict[str, dict[str, int]]:
    """Return what each person took out of the stock: cards, blanks, spoilt ones."""
    found: dict[str, dict[str, int]] = {}
    for move in moves:
        for account, column in entry(move.item, move.before, move.after):
            mine = found.setdefault(move.actor, {})
            name = f"{account}.{column}"
            mine[name] = mine.get(name, 0) + move.count
    return found
