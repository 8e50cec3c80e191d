"""Give blank cards and card numbers to an office for instant writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from center.database import Insert, Tx
from center.rows import advance, from_ms
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.identity import CARD_NO_LENGTH, card_no_check_character
from sync.wire.feed import UtcTime

MAX_RANGE = 1_000_000
_CHIP = re.compile(r"[0-9A-F]{32}")
_BODY = re.compile(r"([A-Z][0-9A-Z]*?)([0-9]+)")


class BlankLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a blanks file in its long form."""

    card_uid: str
    spec_version: str = "2.00"


class Batch(Struct, frozen=True, kw_only=True):
    """What was given at one time, and what is left of it."""

    number: int
    made_at: UtcTime
    blanks: int
    blanks_left: int
    numbers: int
    numbers_left: int


class Batches(Struct, frozen=True):
    """Batches of an office."""

    batches: tuple[Batch, ...]


_SHOWN = 100
_BATCHES = """
    SELECT a.number, a.made_at,
      (SELECT count(*) FROM blank b WHERE b.batch = a.number),
      (SELECT count(*) FROM blank b WHERE b.batch = a.number AND b.used = 0),
      (SELECT count(*) FROM card_number n WHERE n.batch = a.number),
      (SELECT count(*) FROM card_number n WHERE n.batch = a.number AND n.used = 0)
    FROM allotment_batch a WHERE a.office_code = ? ORDER BY a.number DESC LIMIT ?
"""


def read_blanks(texts: Iterable[bytes]) -> Iterator[BlankLine]:
    """Read a blanks file: 32 hex digits a line, or JSON with ``card_uid``.

    Raises:
        CenterError: ``center.line_invalid``.
    """
    for number, raw in enumerate(texts, 1):
        text = raw.strip()
        if not text:
            continue
        try:
            json = text.startswith(b"{")
            blank = (
                msgspec.json.decode(text, type=BlankLine)
                if json
                else BlankLine(text.decode().upper())
            )
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise CenterError(
                CenterCode.LINE_INVALID, line=number, reason=str(exc)[:80]
            ) from exc
        if not _CHIP.fullmatch(blank.card_uid):
            raise CenterError(
                CenterCode.LINE_INVALID, line=number, reason="card_uid: 32 hex digits"
            )
        yield blank


def number_range(text: str) -> list[str]:
    """Return all card numbers of ``FROM..TO``, both ends included.

    The ends are full numbers or their first eight characters; the ninth is worked out
    (card.md 3.2).

    Raises:
        CenterError: ``center.number_range``.
    """
    first, mark, last = text.strip().upper().partition("..")
    if not mark:
        first, last = text.strip().upper(), text.strip().upper()
    ends = [_BODY.fullmatch(end[: CARD_NO_LENGTH - 1]) for end in (first, last)]
    lengths = {len(end) for end in (first, last)}
    start, stop = ends
    if not start or not stop or not lengths <= {CARD_NO_LENGTH - 1, CARD_NO_LENGTH}:
        raise CenterError(CenterCode.NUMBER_RANGE, range=text)
    low, high = int(start[2]), int(stop[2])
    same = start[1] == stop[1] and len(start[2]) == len(stop[2])
    if not same or low > high or high - low >= MAX_RANGE:
        raise CenterError(CenterCode.NUMBER_RANGE, range=text)
    bodies = (f"{start[1]}{n:0{len(start[2])}d}" for n in range(low, high + 1))
    return [body + card_no_check_character(body) for body in bodies]


def allot(
    tx: Tx,
    office_code: str,
    blanks: Sequence[BlankLine],
    numbers: Sequence[str],
    now_ms: int = 0,
) -> dict[str, int]:
    """Add a batch of blanks and numbers; what is allotted or in use is passed over."""
    known, numbers = _known(tx, "card_uid", [b.card_uid for b in blanks]), list(numbers)
    fresh = [b for b in {b.card_uid: b for b in blanks}.values()
             if b.card_uid not in known]  # fmt: skip
    taken = _known(tx, "card_no", numbers)
    free = [number for number in dict.fromkeys(numbers) if number not in taken]
    batch = _new_batch(tx, office_code, now_ms) if fresh or free else None
    tx.insert(
        Insert("card_number", "card_no, office_code, batch"),
        [(number, office_code, batch) for number in free],
    )
    first = advance(tx, office_code, len(fresh))
    tx.insert(
        Insert("blank", "card_uid, office_code, spec_version, feed_seq, batch"),
        [
            (b.card_uid, office_code, b.spec_version, first + n, batch)
            for n, b in enumerate(fresh)
        ],
    )
    counts = {"blanks": len(fresh), "numbers": len(free)}
    return counts | ({"batch": batch} if batch is not None else {})


def _new_batch(tx: Tx, office_code: str, now_ms: int) -> int:
    row = tx.row(
        "INSERT INTO allotment_batch (office_code, made_at) VALUES (?, ?) "
        "RETURNING number",
        (office_code, now_ms),
    )
    return int(row[0]) if row else 0


def batches(tx: Tx, office_code: str) -> Batches:
    """Return the office's batches, newest first, with what is left of each."""
    rows = tx.rows(_BATCHES, (office_code, _SHOWN))
    return Batches(
        tuple(
            Batch(
                number=row[0],
                made_at=from_ms(row[1]),
                blanks=row[2],
                blanks_left=row[3],
                numbers=row[4],
                numbers_left=row[5],
            )
            for row in rows
        )
    )


def _known(tx: Tx, column: str, values: Sequence[str]) -> set[str]:
    """Values that a card or an allotment has already."""
    among, given = tx.among(column, values)
    table = "blank" if column == "card_uid" else "card_number"
    return {
        str(row[0])
        for name in (table, "card")
        for row in tx.rows(f"SELECT {column} FROM {name} WHERE {among}", (given,))  # noqa: S608 - our own names
    }
