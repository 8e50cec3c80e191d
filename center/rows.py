"""Rows of the center's tables to and from the domain's records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from center.database import Insert, Row, Tx, Update
from counter_app.domain.copies import filled
from counter_app.domain.records import Card, Holder
from counter_app.domain.states import AppStatus, StockState

HOLDER_COLUMNS = (
    "ssn, name, sex, ethnicity, birth_date, birth_place, id_type, alive, phone, "
    "unit, address, bank, guardian_name, guardian_id, application_running, version"
)
CARD_COLUMNS = (
    "card_no, region, card_uid, ssn, app_status, stock_state, bank, issue_date, "
    "expiry_date, spec_version, box_position, arrived_on, handed_out_on, "
    "previous_card_no, replaced_by, status_before_loss, loss_expires_at, version"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_FIRST_MS = (datetime(2, 1, 1, tzinfo=UTC) - _EPOCH) // _MS
_LAST_MS = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MS


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 UTC of an aware time."""
    return (moment - _EPOCH) // _MS


def from_ms(value: int) -> datetime:
    """Return the aware UTC time of milliseconds since 1970.

    A counter's clock may say anything: what no calendar holds in every zone of the
    world is told as the first or last day, so that no list stops at it.
    """
    return _EPOCH + min(max(value, _FIRST_MS), _LAST_MS) * _MS


def holder_of(row: Row) -> Holder:
    """Read a row of ``HOLDER_COLUMNS``."""
    born, alive, runs = date.fromisoformat(row[4]), bool(row[7]), bool(row[14])
    return filled(Holder, (*row[:4], born, *row[5:7], alive, *row[8:14], runs, row[15]))


def holder_values(holder: Holder) -> Row:
    """Return the values of ``HOLDER_COLUMNS``."""
    return (
        holder.ssn,
        holder.name,
        holder.sex,
        holder.ethnicity,
        holder.birth_date.isoformat(),
        holder.birth_place,
        holder.id_type,
        int(holder.alive),
        holder.phone,
        holder.unit,
        holder.address,
        holder.bank,
        holder.guardian_name,
        holder.guardian_id,
        int(holder.application_running),
        holder.version,
    )


def card_of(row: Row) -> Card:
    """Read a row of ``CARD_COLUMNS``."""
    return filled(
        Card,
        (
            *row[:4],
            AppStatus(row[4]),
            StockState(row[5]),
            row[6],
            _day(row[7]),
            _day(row[8]),
            *row[9:11],
            _day(row[11]),
            _day(row[12]),
            *row[13:15],
            AppStatus(row[15]) if row[15] is not None else None,
            from_ms(row[16]) if row[16] is not None else None,
            row[17],
        ),
    )


def card_values(card: Card) -> Row:
    """Return the values of ``CARD_COLUMNS``."""
    before, end = card.status_before_loss, card.loss_expires_at
    return (
        card.card_no,
        card.region,
        card.card_uid or None,
        card.ssn,
        int(card.app_status),
        int(card.stock_state),
        card.bank,
        _text(card.issue_date),
        _text(card.expiry_date),
        card.spec_version,
        card.box_position,
        _text(card.arrived_on),
        _text(card.handed_out_on),
        card.previous_card_no,
        card.replaced_by,
        int(before) if before is not None else None,
        to_ms(end) if end is not None else None,
        card.version,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def put_cards(tx: Tx, rows: Iterable[tuple[Card, str, int]]) -> None:
    """Insert or replace cards with their office and place in its feed."""
    tx.insert(_PUT_CARD, ((*card_values(c), office, seq) for c, office, seq in rows))


def move_cards(tx: Tx, rows: Iterable[tuple[Card, int]]) -> None:
    """Store what an act can change of cards that are here, with their new places."""
    tx.update(_MOVE_CARD, (_moved(card, seq) for card, seq in rows))


def _moved(card: Card, seq: int) -> Row:
    before, end = card.status_before_loss, card.loss_expires_at
    return (
        card.card_no,
        int(card.app_status),
        int(card.stock_state),
        _text(card.handed_out_on),
        card.replaced_by,
        int(before) if before is not None else None,
        to_ms(end) if end is not None else None,
        card.version,
        seq,
    )


def put_holders(tx: Tx, rows: Iterable[tuple[Holder, str, int]]) -> None:
    """Insert or replace holders with their office and place in its feed."""
    tx.insert(
        _PUT_HOLDER, ((*holder_values(h), office, seq) for h, office, seq in rows)
    )


def advance(tx: Tx, office_code: str, count: int) -> int:
    """Take ``count`` places in the office's feed and return the first.

    The office row stays locked until commit, so places become visible in order. Take
    places last in a transaction, offices in the order of their codes.
    """
    return advance_all(tx, [(office_code, count)])[office_code]


def advance_all(tx: Tx, counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Take places in the feeds of several offices at once, as :func:`advance`.

    Returns:
        the first place of each; locks are taken in the order of codes.
    """
    ordered = sorted(counts)
    told = tx.ask([(_ADVANCE, (count, office)) for office, count in ordered])
    for (office, _), rows in zip(ordered, told, strict=True):
        if not rows:
            raise LookupError(office)
    return {
        office: int(rows[0][0]) - count + 1
        for (office, count), rows in zip(ordered, told, strict=True)
    }


_ADVANCE = (
    "UPDATE office SET feed_head = feed_head + ? WHERE office_code = ? "
    "RETURNING feed_head"
)
_PUT_CARD = Insert("card", f"{CARD_COLUMNS}, office_code, feed_seq", "card_no")
_MOVE_CARD = Update(
    "card",
    "card_no, app_status, stock_state, handed_out_on, replaced_by, "
    "status_before_loss, loss_expires_at, version, feed_seq",
)
_PUT_HOLDER = Insert("holder", f"{HOLDER_COLUMNS}, office_code, feed_seq", "ssn")
