"""The change feed of one office, read by place; no log beside the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from center import applications
from center.database import Row, Tx
from center.errors import Denied
from center.rows import CARD_COLUMNS, HOLDER_COLUMNS, advance, card_of, holder_of
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import (
    BlankChange,
    CardChange,
    Change,
    ChangePage,
    Deletion,
    HolderChange,
    NumberChange,
    card_row,
    holder_row,
)

PAGE = 1000
NUMBER_BLOCK = 500  # card numbers a workstation holds at a time
_TOP_UP_BELOW = NUMBER_BLOCK // 2
Placed = tuple[int, Change]
_FREE_NUMBERS = (
    "SELECT card_no FROM card_number WHERE office_code = ? AND workstation IS NULL "
    "AND used = 0 ORDER BY card_no LIMIT ?"
)


def read_cursor(cursor: str, epoch: str) -> int:
    """Return the place a cursor of this database stands for; 0 for an empty one.

    Raises:
        Denied: ``center.cursor`` for a cursor of another database.
    """
    if not cursor:
        return 0
    found, _, place = cursor.partition(".")
    if found != epoch or not (place.isascii() and place.isdigit() and len(place) < 19):  # noqa: PLR2004 - a bigint
        raise Denied(HTTPStatus.CONFLICT, CenterCode.CURSOR)
    return int(place)


def page(tx: Tx, sender: Sender, epoch: str, place: int, limit: int) -> ChangePage:
    """Return the changes after ``place``, oldest first.

    Rows beyond the head read first are left to the next page: they may be parts of a
    commit of which this transaction has not seen all.

    Raises:
        Denied: ``center.cursor`` when the place lies ahead (a restored database).
    """
    newest = head(tx, sender.office_code)
    if place > newest:
        raise Denied(HTTPStatus.CONFLICT, CenterCode.CURSOR)
    bounds = (place, newest, limit + 1)
    found: list[Placed] = [
        *_holders(tx, sender.office_code, bounds),
        *_cards(tx, sender.office_code, bounds),
        *blanks(tx, sender.office_code, bounds),
        *numbers(tx, sender.workstation, bounds),
        *applications.changes(tx, sender.office_code, bounds),
        *deletions(tx.rows(_DEPARTED, (sender.office_code, *bounds))),
    ]
    found.sort(key=lambda placed: placed[0])
    more = len(found) > limit
    taken = found[:limit]
    last = taken[-1][0] if more else newest
    return ChangePage(
        changes=tuple(change for _, change in taken),
        cursor=f"{epoch}.{last}",
        more=more,
        left=newest - last,
    )


def top_up_numbers(tx: Tx, sender: Sender) -> int:
    """Give the workstation card numbers of its office's pool when it runs low.

    Every number belongs to one workstation, so two of them never take the same one
    offline. Returns how many were given.
    """
    sql = "SELECT count(*) FROM card_number WHERE workstation = ? AND used = 0"
    held = tx.row(sql, (sender.workstation,)) or (0,)
    if int(held[0]) >= _TOP_UP_BELOW:
        return 0
    wanted = NUMBER_BLOCK - int(held[0])
    free = tx.rows(_FREE_NUMBERS + tx.skip_locked, (sender.office_code, wanted))
    if not free:
        return 0
    first = advance(tx, sender.office_code, len(free))
    tx.many(
        "UPDATE card_number SET workstation = ?, feed_seq = ? WHERE card_no = ?",
        [(sender.workstation, first + n, row[0]) for n, row in enumerate(free)],
    )
    return len(free)


def wants_numbers(tx: Tx, sender: Sender) -> bool:
    """Tell whether :func:`top_up_numbers` would find work."""
    free = tx.row(
        "SELECT 1 FROM card_number WHERE office_code = ? AND workstation IS NULL "
        "AND used = 0 LIMIT 1",
        (sender.office_code,),
    )
    return free is not None


def head(tx: Tx, office_code: str) -> int:
    """Return the newest place of the office's feed."""
    sql = "SELECT feed_head FROM office WHERE office_code = ?"
    row = tx.row(sql, (office_code,))
    return int(row[0]) if row else 0


def _between(columns: str, table: str, owner: str) -> str:
    return (
        f"SELECT {columns}, feed_seq FROM {table} WHERE {owner} = ? "  # noqa: S608 - our own names
        "AND feed_seq > ? AND feed_seq <= ? ORDER BY feed_seq LIMIT ?"
    )


_HOLDERS = _between(HOLDER_COLUMNS, "holder", "office_code")
_CARDS = _between(CARD_COLUMNS, "card", "office_code")
_BLANKS = _between("card_uid, spec_version, used", "blank", "office_code")
_NUMBERS = _between("card_no, used", "card_number", "workstation")
_DEPARTED = _between("what, row_key", "departed", "office_code")


def _holders(tx: Tx, office: str, bounds: tuple[int, ...]) -> list[Placed]:
    rows = tx.rows(_HOLDERS, (office, *bounds))
    return [(row[-1], HolderChange(holder_row(holder_of(row)))) for row in rows]


def _cards(tx: Tx, office: str, bounds: tuple[int, ...]) -> list[Placed]:
    rows = tx.rows(_CARDS, (office, *bounds))
    return [(row[-1], CardChange(card_row(card_of(row)))) for row in rows]


def blanks(tx: Tx, office: str, bounds: tuple[int, ...]) -> list[Placed]:
    """Return blank cards of the office with their places."""
    rows = tx.rows(_BLANKS, (office, *bounds))
    return [(row[-1], BlankChange(row[0], row[1], bool(row[2]))) for row in rows]


def numbers(tx: Tx, workstation: str, bounds: tuple[int, ...]) -> list[Placed]:
    """Return card numbers of the workstation with their places."""
    rows = tx.rows(_NUMBERS, (workstation, *bounds))
    return [(row[-1], NumberChange(row[0], bool(row[1]))) for row in rows]


def deletions(rows: Iterable[Row]) -> list[Placed]:
    """Return rows of ``departed`` as changes with their places."""
    return [(row[-1], Deletion(row[0], row[1])) for row in rows]
