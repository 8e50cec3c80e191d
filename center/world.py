"""What the center knows about the people of one batch, and what the batch changes.

Read with locks at the start of the transaction, changed in memory by one decision
after the other, written at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from center import applications
from center.database import NOTHING, Insert, Question, Row, Tx, Update
from center.rows import (
    CARD_COLUMNS,
    HOLDER_COLUMNS,
    advance_all,
    card_of,
    holder_of,
    move_cards,
    put_cards,
)
from counter_app.domain.copies import changed, put
from counter_app.domain.decision import CenterView, Decision, Outcome
from counter_app.domain.records import Card, CardNo, Holder, Ssn
from counter_app.domain.states import Event

_EVENTS = Insert("card_event", "card_no, version, event, at, workstation, op_id")
_SPENT_BLANK = Update("blank", "card_uid, used, feed_seq")
_SPENT_NUMBER = Update("card_number", "card_no, used, feed_seq")
Seen = tuple[str, int, str]  # a card, its version as a clerk saw it, the workstation


@dataclass(frozen=True, slots=True)
class Sender:
    """The workstation that speaks, with its office's facts."""

    workstation: str
    office_code: str
    region: str
    pack: str

    def questions(self, tx: Tx) -> list[Question]:
        """One batch of a workstation at a time: a repeated one waits for the first."""
        sql = "SELECT 1 FROM workstation WHERE workstation = ?"
        return [(sql + tx.lock, (self.workstation,))]

    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender:
        """Somebody else let it in already."""
        del tx, answers
        return self


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch talks about.

    Attributes:
        ssns: people who are locked, with every card they have.
        card_nos: cards that are locked.
        people: people who are looked at only.
    """

    ssns: frozenset[str]
    card_nos: frozenset[str]
    card_uids: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    @classmethod
    def union(cls, parts: Sequence[Wanted]) -> Wanted:
        """Return all that several batches talk about."""
        names = cls.__match_args__
        alike = ((getattr(part, name) for part in parts) for name in names)
        return cls(*(frozenset[str]().union(*sets) for sets in alike))


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
    owned: dict[str, list[str]] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    happened: list[Happened] = field(default_factory=list)
    spent_blanks: set[str] = field(default_factory=set)
    spent_numbers: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)  # holders that changed
    applied: list[Row] = field(default_factory=list)  # new applications

    def view(
        self, ssn: Ssn, card_no: CardNo, new_no: CardNo | None, base: int, region: str
    ) -> CenterView:
        """Return what ``decide`` needs for one act."""
        own = [self.cards[no] for no in self.owned.get(ssn, ())]
        if len(own) > 1:
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

    def add(self, more: World) -> None:
        """Take in cards that were read later."""
        for number in more.cards.keys() - self.cards.keys():
            card = self.cards[number] = more.cards[number]
            self.owned.setdefault(card.ssn, []).append(number)
            self.offices[number] = more.offices[number]
            self.stored.add(number)

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
        if decision.holder is not None:
            holder = decision.holder
            self.holders[holder.ssn] = changed(holder, version=holder.version + 1)
            self.people.add(holder.ssn)
        for card in decision.cards:
            before = self.cards.get(card.card_no)
            if decision.outcome is not Outcome.APPLIED and before == card:
                continue
            version = before.version + 1 if before else 1
            versions[card.card_no] = version
            if before is None:
                self.owned.setdefault(card.ssn, []).append(card.card_no)
            if card is before:
                self.cards[card.card_no] = changed(card, version=version)
            else:  # made by this decision, seen by nobody else
                put(card, version=version)
                self.cards[card.card_no] = card
            self.offices.setdefault(card.card_no, home)
            self.changed.add(card.card_no)
        for number, event in decision.events:
            version = versions.get(number) or self.cards[number].version
            self.happened.append(Happened(number, version, event, workstation, op_id))


def load(tx: Tx, wanted: Wanted) -> World:
    """Read and lock what a batch talks about; holders before cards, in order."""
    return read(tx.ask(questions(tx, wanted)))


def questions(tx: Tx, wanted: Wanted) -> list[Question]:
    """Ask for what a batch talks about; the order is the order of the locks."""
    people = wanted.people - wanted.ssns
    columns = f"{CARD_COLUMNS}, office_code"
    return [
        _among(tx, ("holder", HOLDER_COLUMNS, "ssn"), wanted.ssns, lock=tx.lock),
        _among(tx, ("holder", HOLDER_COLUMNS, "ssn"), people),
        *_cards_asked(tx, columns, wanted),
        _among(tx, ("blank", "card_uid, office_code, used", "card_uid"),
               wanted.card_uids, lock=tx.lock),
        _among(tx, ("card_number", "card_no, office_code, used", "card_no"),
               wanted.card_nos if wanted.card_uids else (), lock=tx.lock),
    ]  # fmt: skip


def _among(
    tx: Tx, what: tuple[str, str, str], values: Iterable[str], lock: str = ""
) -> Question:
    table, columns, column = what
    given = sorted(values)
    if not given:
        return NOTHING
    among, value = tx.among(column, given)
    sql = f"SELECT {columns} FROM {table} WHERE {among}"  # noqa: S608 - our own names
    return (f"{sql} ORDER BY {column}{lock}" if lock else sql), (value,)


def _cards_asked(tx: Tx, columns: str, wanted: Wanted) -> list[Question]:
    """All cards in one order of their numbers, so that batches do not cross."""
    if not wanted.ssns:
        return [_among(tx, ("card", columns, "card_no"), wanted.card_nos, tx.lock)]
    by_no, numbers = tx.among("card_no", sorted(wanted.card_nos))
    by_ssn, people = tx.among("ssn", sorted(wanted.ssns))
    sql = f"SELECT {columns} FROM card WHERE {by_no} OR {by_ssn} ORDER BY card_no"  # noqa: S608 - our own names
    return [(sql + tx.lock, (numbers, people))]


def add_foreign(tx: Tx, world: World, seen: Iterable[Seen]) -> None:
    """Read what others did to cards since the versions that a clerk saw of them.

    No event is newer than its card, so a card as the clerk saw it needs no look.
    """
    moved: dict[str, tuple[int, str]] = {}
    for number, base, sender in seen:
        card = world.cards.get(number)
        if card is not None and card.version > base:
            moved[number] = base, sender
    if not moved:
        return
    among, value = tx.among("card_no", sorted(moved))
    sql = (
        f"SELECT card_no, version, event, workstation FROM card_event WHERE {among} "  # noqa: S608 - our own names
        "AND version > ?"
    )
    since = min(base for base, _ in moved.values())
    for number, version, event, who in tx.rows(sql, (value, since)):
        if who is None or who != moved[number][1]:
            world.foreign.setdefault(str(number), []).append((version, Event(event)))


def read(answers: Sequence[list[Row]]) -> World:
    """Take the answers to :func:`questions`."""
    world = World()
    locked, looked_at, cards, blanks, numbers = answers
    for row in (*locked, *looked_at):
        holder = holder_of(row)
        world.holders[holder.ssn] = holder
    for row in cards:
        card = card_of(row)
        world.cards[card.card_no] = card
        world.owned.setdefault(card.ssn, []).append(card.card_no)
        world.offices[card.card_no] = str(row[-1])
    world.stored.update(world.cards)
    for found, rows in ((world.blanks, blanks), (world.numbers, numbers)):
        found.update((str(r[0]), Allotted(str(r[1]), bool(r[2]))) for r in rows)
    return world


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
    changed_people = [world.holders[ssn] for ssn in sorted(world.people)]
    for office, ssn in applications.homes(tx, changed_people):
        by_office[office].append(("holder", ssn))
    for row in world.applied:
        by_office[str(row[1])].append(("application", str(row[0])))
    _store_rows(tx, world, by_office)


def _store_rows(
    tx: Tx, world: World, by_office: Mapping[str, Sequence[tuple[str, str]]]
) -> None:
    """Write rows with their places; every office's are given under its lock."""
    first = advance_all(tx, ((one, len(rows)) for one, rows in by_office.items()))
    placed: dict[str, dict[str, int]] = defaultdict(dict)
    for office, rows in by_office.items():
        for n, (what, key) in enumerate(rows):
            placed[what][key] = first[office] + n
    cards = [(world.cards[no], seq) for no, seq in placed["card"].items()]
    move_cards(tx, [(one, seq) for one, seq in cards if one.card_no in world.stored])
    put_cards(
        tx,
        [
            (one, world.offices[one.card_no], seq)
            for one, seq in cards
            if one.card_no not in world.stored
        ],
    )
    people = placed["holder"].items()
    applications.store_people(tx, [(world.holders[ssn], seq) for ssn, seq in people])
    applications.store_new(tx, world.applied, placed["application"])
    tx.update(_SPENT_BLANK, ((uid, 1, seq) for uid, seq in placed["blank"].items()))
    tx.update(_SPENT_NUMBER, ((no, 1, seq) for no, seq in placed["number"].items()))
