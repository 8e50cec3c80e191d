"""Import an office's slice of the roll: holders with their cards, line by line.

A line is JSON: ``{"holder": {...}, "cards": [{...}]}`` with the field names of the
change feed, ``{"card": {...}}`` alone, or ``{"delete": {"what": "holder", "key":
"..."}}``. A line may name its ``office_code`` as a check. Importing the same file
again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from center.database import Database, Insert, Tx
from center.errors import place_of
from center.rows import advance, put_cards, put_holders
from center.world import Wanted, World, load
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Card, Holder
from sync.wire import CardRow, HolderRow, card_from, holder_from

CHUNK = 2000


class Gone(Struct, frozen=True, forbid_unknown_fields=True):
    """A row that leaves the slice."""

    what: Annotated[str, Meta(pattern="^(holder|card)$")]
    key: Annotated[str, Meta(min_length=1, max_length=32)]


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the file.

    Attributes:
        number: its place in the file, set by :func:`read_lines`; no line has it.
    """

    holder: HolderRow | None = None
    card: CardRow | None = None
    cards: tuple[CardRow, ...] = ()
    delete: Gone | None = None
    office_code: str = ""
    number: int = 0

    def brings_nothing(self) -> bool:
        """Tell whether nothing follows from the line."""
        return not (self.holder or self.card or self.cards or self.delete)

    def all_cards(self) -> tuple[CardRow, ...]:
        """The cards of either form."""
        return self.cards if self.card is None else (*self.cards, self.card)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed."""

    lines: int = 0
    holders: int = 0
    cards: int = 0
    deleted: int = 0

    def plus(self, other: Imported) -> Imported:
        """Add two counts."""
        return Imported(
            self.lines + other.lines,
            self.holders + other.holders,
            self.cards + other.cards,
            self.deleted + other.deleted,
        )


def read_lines(texts: Iterable[bytes], office_code: str = "") -> Iterator[Line]:
    """Decode lines strictly; blank lines are passed over.

    Raises:
        CenterError: ``center.line_invalid`` with the number of the line.
    """
    decoder = msgspec.json.Decoder(Line)
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        if b"\\u0000" in text:
            raise CenterError(CenterCode.LINE_INVALID, line=number, reason="NUL")
        try:
            line = decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            code = CenterCode.LINE_INVALID
            raise CenterError(code, line=number, reason=place_of(exc)) from exc
        if line.office_code and office_code and line.office_code != office_code:
            reason = f"office_code {line.office_code}"
            raise CenterError(CenterCode.LINE_INVALID, line=number, reason=reason)
        if line.number or line.brings_nothing():
            raise CenterError(CenterCode.LINE_INVALID, line=number, reason="{}")
        yield msgspec.structs.replace(line, number=number)


def import_rows(
    database: Database,
    office_code: str,
    lines: Iterable[Line],
    progress: Callable[[Imported], None] = lambda _done: None,
) -> Imported:
    """Bring the lines in, a chunk per transaction; an interrupted one is repeated.

    Raises:
        CenterError: ``center.line_invalid`` for a chip that belongs to another card.
    """
    total, source = Imported(), iter(lines)
    while chunk := list(islice(source, CHUNK)):
        done = database.write(lambda tx, part=chunk: _chunk(tx, office_code, part))  # type: ignore[misc]  # a lambda with a default has no inferred type
        total = total.plus(done)
        progress(total)
    return total


def _chunk(tx: Tx, office_code: str, lines: Sequence[Line]) -> Imported:
    world = load(tx, _wanted(lines))
    _check_chips(tx, lines)
    holders = _new_holders(lines, world, _elsewhere(tx, office_code, lines))
    cards = _new_cards(lines, world)
    changed = len(cards)
    cards += _after_holders(holders, cards, world)
    gone = [line.delete for line in lines if line.delete is not None]
    gone = [row for row in gone if _exists(world, row)]
    _leave_others(tx, office_code, holders, cards, world)
    first = advance(tx, office_code, len(holders) + len(cards) + len(gone))
    put_holders(tx, [(h, office_code, first + n) for n, h in enumerate(holders)])
    first += len(holders)
    put_cards(tx, [(c, office_code, first + n) for n, c in enumerate(cards)])
    first += len(cards)
    _remove(tx, office_code, gone, first)
    return Imported(len(lines), len(holders), changed, len(gone))


def _check_chips(tx: Tx, lines: Sequence[Line]) -> None:
    """Refuse a line that gives a card the chip of another one, here or in the file."""
    rows = [
        (str(card.card_uid), card.card_no, line.number)
        for line in lines
        for card in line.all_cards()
        if card.card_uid is not None
    ]
    among, value = tx.among("card_uid", [uid for uid, _card, _line in rows])
    sql = f"SELECT card_uid, card_no FROM card WHERE {among}"  # noqa: S608 - our own names
    owner = {str(uid): str(card) for uid, card in tx.rows(sql, (value,))}
    for uid, card_no, number in rows:
        if owner.setdefault(uid, card_no) != card_no:
            code = CenterCode.LINE_INVALID
            raise CenterError(code, line=number, reason="card_uid")


def _wanted(lines: Sequence[Line]) -> Wanted:
    ssns = {line.holder.ssn for line in lines if line.holder}
    cards = {card.card_no for line in lines for card in line.all_cards()}
    for gone in (line.delete for line in lines if line.delete):
        (ssns if gone.what == "holder" else cards).add(gone.key)
    ssns |= {card.ssn for line in lines for card in line.all_cards()}
    return Wanted(frozenset(ssns), frozenset(cards))


def _elsewhere(tx: Tx, office_code: str, lines: Sequence[Line]) -> frozenset[str]:
    """Return the people of the lines who belong to another office until now."""
    ssns = sorted({line.holder.ssn for line in lines if line.holder})
    among, value = tx.among("ssn", ssns)
    sql = f"SELECT ssn FROM holder WHERE {among} AND office_code <> ?"  # noqa: S608 - our own names
    return frozenset(str(row[0]) for row in tx.rows(sql, (value, office_code)))


def _new_holders(
    lines: Sequence[Line], world: World, elsewhere: frozenset[str]
) -> list[Holder]:
    """Rows that differ from what is here or come to this office: the next version."""
    found: dict[str, Holder] = {}
    for line in lines:
        if line.holder is None:
            continue
        holder = holder_from(line.holder)
        before = world.holders.get(holder.ssn)
        same = before and replace(holder, version=before.version) == before
        if same and holder.ssn not in elsewhere:
            continue
        version = before.version + 1 if before else max(1, holder.version)
        found[holder.ssn] = replace(holder, version=version)
    return list(found.values())


def _new_cards(lines: Sequence[Line], world: World) -> list[Card]:
    """Rows that differ, with the next version.

    Once a card is here its status belongs to the acts: an import fills in its data.
    """
    found: dict[str, Card] = {}
    for row in (row for line in lines for row in line.all_cards()):
        card = card_from(row)
        before = world.cards.get(card.card_no)
        if before is None:
            found[card.card_no] = replace(card, version=max(1, card.version))
            continue
        merged = replace(
            before,
            ssn=card.ssn,
            region=card.region,
            card_uid=card.card_uid or before.card_uid,
            bank=card.bank,
            issue_date=card.issue_date,
            expiry_date=card.expiry_date,
            spec_version=card.spec_version,
            box_position=card.box_position,
            arrived_on=card.arrived_on or before.arrived_on,
        )
        if merged != before:
            found[card.card_no] = replace(merged, version=before.version + 1)
    return list(found.values())


def _after_holders(
    holders: Sequence[Holder], cards: Sequence[Card], world: World
) -> list[Card]:
    """Unchanged cards of changed holders move behind them in the feed.

    A reader that starts anew thus never meets a card before its holder.
    """
    people = {holder.ssn for holder in holders}
    moved = {card.card_no for card in cards}
    rest = (c for c in world.cards.values() if c.card_no not in moved)
    return [card for card in rest if card.ssn in people]


def _leave_others(
    tx: Tx,
    office_code: str,
    holders: Sequence[Holder],
    cards: Sequence[Card],
    world: World,
) -> None:
    """Tell the offices that had these rows that they are theirs no more."""
    among, value = tx.among("ssn", [holder.ssn for holder in holders])
    sql = f"SELECT ssn, office_code FROM holder WHERE {among}"  # noqa: S608 - our own names
    had = [
        (str(office), Gone("holder", str(ssn)))
        for ssn, office in tx.rows(sql, (value,))
    ]
    had += [
        (world.offices[card.card_no], Gone("card", card.card_no))
        for card in cards
        if card.card_no in world.offices
    ]
    for office in sorted({office for office, _ in had} - {office_code}):
        rows = [gone for owner, gone in had if owner == office]
        _tell_gone(tx, office, rows, advance(tx, office, len(rows)))


def _tell_gone(tx: Tx, office: str, gone: Sequence[Gone], first: int) -> None:
    tx.insert(
        Insert("departed", "office_code, feed_seq, what, row_key"),
        [(office, first + n, row.what, row.key) for n, row in enumerate(gone)],
    )


def _exists(world: World, row: Gone) -> bool:
    rows: dict[str, Holder] | dict[str, Card]
    rows = world.holders if row.what == "holder" else world.cards
    return row.key in rows


def _remove(tx: Tx, office_code: str, gone: Sequence[Gone], first: int) -> None:
    _tell_gone(tx, office_code, gone, first)
    for what, statement in (
        ("holder", "DELETE FROM holder WHERE ssn = ? AND office_code = ?"),
        ("card", "DELETE FROM card WHERE card_no = ? AND office_code = ?"),
    ):
        tx.many(statement, [(g.key, office_code) for g in gone if g.what == what])
