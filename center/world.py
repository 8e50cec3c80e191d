"""What the center knows about the people of one batch, and what the batch changes.

Read with locks at the start of the transaction, changed in memory by one decision
after the other, written at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from center.database import Insert, Tx
from center.rows import (
    CARD_COLUMNS,
    HOLDER_COLUMNS,
    advance,
    card_of,
    holder_of,
    put_cards,
)
from counter_app.domain.decide import CenterView, Decision
from counter_app.domain.records import Card, CardNo, Holder, Ssn
from counter_app.domain.states import Event

_EVENTS = Insert("card_event", "card_no, version, event, at, workstation, op_id")


@dataclass(frozen=True, slots=True)
class Sender:
    """The workstation that speaks, with its office's facts."""

    workstation: str
    office_code: str
    region: str
    pack: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch talks about."""

    ssns: frozenset[str]
    card_nos: frozenset[str]
    card_uids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a card in this transaction."""

    card_no: str
    version: int
    event: Event
    workstation: str | None
    op_id: str | None


@dataclass(slots=True)
class Allotted:
    """A blank or a number of an office's allotment."""

    office_code: str
    used: bool


@dataclass(slots=True)
class World:
    """The part of the center's data one transaction works on."""

    holders: dict[str, Holder] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, list[tuple[int, Event]]] = field(default_factory=dict)
    blanks: dict[str, Allotted] = field(default_factory=dict)
    numbers: dict[str, Allotted] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    happened: list[Happened] = field(default_factory=list)
    spent_blanks: set[str] = field(default_factory=set)
    spent_numbers: set[str] = field(default_factory=set)

    def view(
        self, ssn: Ssn, card_no: CardNo, new_no: CardNo | None, base: int, region: str
    ) -> CenterView:
        """Return what ``decide`` needs for one act."""
        own = [card for card in self.cards.values() if card.ssn == ssn]
        own.sort(key=lambda card: card.issue_date or date.min, reverse=True)
        events = self.foreign.get(card_no, ())
        return CenterView(
            holder=self.holders.get(ssn),
            card=self.cards.get(card_no),
            cards=tuple(own),
            new_card=self.cards.get(new_no) if new_no else None,
            foreign=tuple(event for version, event in events if version > base),
            region=region,
        )

    def take(
        self, decision: Decision, home: str, workstation: str | None, op_id: str | None
    ) -> None:
        """Take over what a decision changed; each changed card's version grows.

        Args:
            decision: outcome with the rows as they shall be.
            home: office of a card that is new.
            workstation: who sent the act; None for the center itself.
            op_id: the act, if one did it.
        """
        versions: dict[str, int] = {}
        for card in decision.cards:
            before = self.cards.get(card.card_no)
            if before == card:
                continue
            version = before.version + 1 if before else 1
            versions[card.card_no] = version
            self.cards[card.card_no] = replace(card, version=version)
            self.offices.setdefault(card.card_no, home)
            self.changed.add(card.card_no)
        for number, event in decision.events:
            version = versions.get(number) or self.cards[number].version
            self.happened.append(Happened(number, version, event, workstation, op_id))


def load(tx: Tx, wanted: Wanted, sender: str) -> World:
    """Read and lock what a batch talks about; holders before cards, in order."""
    world = World()
    for row in _locked(tx, "holder", HOLDER_COLUMNS, "ssn", wanted.ssns):
        holder = holder_of(row)
        world.holders[holder.ssn] = holder
    _load_cards(tx, world, "ssn", wanted.ssns)
    missing = wanted.card_nos - world.cards.keys()
    if missing:
        _load_cards(tx, world, "card_no", missing)
    _load_foreign(tx, world, sender)
    if wanted.card_uids:
        _load_allotment(tx, world, wanted)
    return world


def _locked(
    tx: Tx, table: str, columns: str, column: str, values: Iterable[str]
) -> Sequence[tuple[object, ...]]:
    among, value = tx.among(column, sorted(values))
    sql = f"SELECT {columns} FROM {table} WHERE {among} ORDER BY {column}"  # noqa: S608 - our own names
    return tx.rows(sql + tx.lock, (value,))


def _load_cards(tx: Tx, world: World, column: str, values: Iterable[str]) -> None:
    columns = f"{CARD_COLUMNS}, office_code"
    for row in _locked(tx, "card", columns, column, values):
        card = card_of(row)
        world.cards[card.card_no] = card
        world.offices[card.card_no] = str(row[-1])


def _load_foreign(tx: Tx, world: World, sender: str) -> None:
    among, value = tx.among("card_no", sorted(world.cards))
    found = defaultdict(list)
    for card_no, version, event in tx.rows(
        f"SELECT card_no, version, event FROM card_event WHERE {among} "  # noqa: S608 - our own names
        "AND (workstation IS NULL OR workstation <> ?)",
        (value, sender),
    ):
        found[card_no].append((version, Event(event)))
    world.foreign = dict(found)


def _load_allotment(tx: Tx, world: World, wanted: Wanted) -> None:
    columns = "card_uid, office_code, used"
    for row in _locked(tx, "blank", columns, "card_uid", wanted.card_uids):
        world.blanks[str(row[0])] = Allotted(str(row[1]), bool(row[2]))
    columns = "card_no, office_code, used"
    for row in _locked(tx, "card_number", columns, "card_no", wanted.card_nos):
        world.numbers[str(row[0])] = Allotted(str(row[1]), bool(row[2]))


def store(tx: Tx, world: World, at_ms: int) -> None:
    """Write what changed, with events and places in the offices' feeds."""
    by_office: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number in sorted(world.changed):
        by_office[world.offices[number]].append(("card", number))
    for uid in sorted(world.spent_blanks):
        by_office[world.blanks[uid].office_code].append(("blank", uid))
    for number in sorted(world.spent_numbers):
        by_office[world.numbers[number].office_code].append(("number", number))
    tx.insert(
        _EVENTS,
        (
            (e.card_no, e.version, e.event.value, at_ms, e.workstation, e.op_id)
            for e in world.happened
        ),
    )
    for office in sorted(by_office):
        _store_office(tx, world, office, by_office[office])


def _store_office(
    tx: Tx, world: World, office: str, rows: Sequence[tuple[str, str]]
) -> None:
    first = advance(tx, office, len(rows))
    placed = [(what, key, first + n) for n, (what, key) in enumerate(rows)]
    put_cards(
        tx,
        [
            (world.cards[key], office, seq)
            for what, key, seq in placed
            if what == "card"
        ],
    )
    for what, table, column in (
        ("blank", "blank", "card_uid"),
        ("number", "card_number", "card_no"),
    ):
        tx.many(
            f"UPDATE {table} SET used = 1, feed_seq = ? WHERE {column} = ?",  # noqa: S608 - our own names
            [(seq, key) for kind, key, seq in placed if kind == what],
        )
