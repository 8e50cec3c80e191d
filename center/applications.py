"""Applications for a first card at the center, and how the making of it goes.

An application runs from the moment it is taken until its card lies at the office
(R-02); then the card itself stands in the way of a second one (R-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from center.database import Insert, Row, Tx, Update
from center.rows import advance, from_ms, to_ms
from counter_app.domain.applications import ENDED, Progress, may_follow
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Holder
from sync.wire import ApplicationChange, ApplicationStep, Change, WireOperation

_COLUMNS = (
    "number, office_code, ssn, name, bank, unit, state, made_at, told_at, "
    "promised_on, card_no, note"
)
_PUT = Insert("application", f"{_COLUMNS}, feed_seq")
_STEP = Insert("application_step", "number, state, at, note")
_RUNS = Update("holder", "ssn, application_running, version, feed_seq")
_PAGE = 500
Placed = tuple[int, Change]


def taken(operation: WireOperation, office: str, now: datetime) -> Row:
    """Return the row of an application that was just applied."""
    detail = operation.detail
    return (
        operation.card_no,
        office,
        operation.ssn,
        str(detail.get("name") or ""),
        str(detail.get("bank") or ""),
        str(detail.get("unit_list") or ""),
        Progress.APPLIED.value,
        to_ms(operation.made_at),
        to_ms(now),
        _day(detail.get("promised_on")),
        "",
        "",
    )


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def homes(tx: Tx, people: Sequence[Holder]) -> list[tuple[str, str]]:
    """Return office and number of people, in the order of offices."""
    if not people:
        return []
    among, value = tx.among("ssn", [holder.ssn for holder in people])
    sql = f"SELECT office_code, ssn FROM holder WHERE {among} ORDER BY office_code, ssn"  # noqa: S608 - our own names
    return [(str(office), str(ssn)) for office, ssn in tx.rows(sql, (value,))]


def store_people(tx: Tx, people: Iterable[tuple[Holder, int]]) -> None:
    """Store whether an application runs, with the person's new place in the feed."""
    tx.update(
        _RUNS,
        (
            (holder.ssn, int(holder.application_running), holder.version, seq)
            for holder, seq in people
        ),
    )


def store_new(tx: Tx, rows: Iterable[Row], places: Mapping[str, int]) -> None:
    """Store new applications that have a place in this office's feed."""
    mine = [row for row in rows if str(row[0]) in places]
    tx.insert(_PUT, [(*row, places[str(row[0])]) for row in mine])
    tx.insert(_STEP, [(row[0], row[6], row[8], "") for row in mine])


def changes(tx: Tx, office: str, bounds: tuple[int, ...]) -> list[Placed]:
    """Return applications of an office with their places in its feed."""
    sql = (
        f"SELECT {_COLUMNS}, feed_seq FROM application WHERE office_code = ? "  # noqa: S608 - our own names
        "AND feed_seq > ? AND feed_seq <= ? ORDER BY feed_seq LIMIT ?"
    )
    rows = tx.rows(sql, (office, *bounds))
    ways = _ways(tx, [str(row[0]) for row in rows])
    return [(row[-1], _change(row, tuple(ways[str(row[0])]))) for row in rows]


def _ways(tx: Tx, numbers: Sequence[str]) -> Mapping[str, list[ApplicationStep]]:
    """Return the steps of these applications, the oldest first."""
    found: dict[str, list[ApplicationStep]] = {number: [] for number in numbers}
    if numbers:
        among, value = tx.among("number", numbers)
        sql = (
            f"SELECT number, state, at, note FROM application_step WHERE {among} "  # noqa: S608 - our own names
            "ORDER BY at"
        )
        for number, state, at, note in tx.rows(sql, (value,)):
            step = ApplicationStep(state=Progress(state), at=from_ms(at), note=note)
            found[str(number)].append(step)
    return found


def _change(row: Row, steps: tuple[ApplicationStep, ...]) -> ApplicationChange:
    return ApplicationChange(
        number=row[0],
        ssn=row[2],
        name=row[3],
        bank=row[4],
        unit=row[5],
        state=Progress(row[6]),
        made_at=from_ms(row[7]),
        told_at=from_ms(row[8]),
        promised_on=date.fromisoformat(row[9]) if row[9] else None,
        card_no=row[10],
        note=row[11],
        steps=steps,
    )


def move(
    tx: Tx, number: str, to: Progress, told: tuple[str, str], now: datetime
) -> dict[str, object]:
    """Note how far the making of a card is, and tell the office.

    Args:
        tx: a transaction.
        number: of the application.
        to: where it stands now; never back.
        told: number of the finished card, and a note.
        now: the center's time.

    Raises:
        CenterError: ``center.no_application``, ``center.application_step``,
            ``center.no_such_card``.
    """
    sql = "SELECT office_code, ssn, state FROM application WHERE number = ?"
    found = tx.row(sql + tx.lock, (number,))
    if found is None:
        raise CenterError(CenterCode.NO_APPLICATION, number=number)
    office, ssn, before = str(found[0]), str(found[1]), Progress(found[2])
    if not may_follow(before, to):
        raise CenterError(
            CenterCode.APPLICATION_STEP, before=before.value, after=to.value
        )
    card_no, note = told
    if to is Progress.AT_OFFICE:
        _check_card(tx, card_no, ssn)
    if to in ENDED:
        _end(tx, ssn)
    place = advance(tx, office, 1)
    tx.run(
        "UPDATE application SET state = ?, told_at = ?, card_no = ?, note = ?, "
        "feed_seq = ? WHERE number = ?",
        (to.value, to_ms(now), card_no, note, place, number),
    )
    tx.insert(_STEP, [(number, to.value, to_ms(now), note)])
    return {"number": number, "before": before.value, "state": to.value}


def _check_card(tx: Tx, card_no: str, ssn: str) -> None:
    """The card that waits is known, and is this person's."""
    row = tx.row("SELECT ssn FROM card WHERE card_no = ?", (card_no,))
    if row is None or str(row[0]) != ssn:
        raise CenterError(CenterCode.NO_SUCH_CARD, card_no=card_no)


def _end(tx: Tx, ssn: str) -> None:
    row = tx.row("SELECT office_code FROM holder WHERE ssn = ?", (ssn,))
    if row is None:
        return
    place = advance(tx, str(row[0]), 1)
    tx.run(
        "UPDATE holder SET application_running = 0, version = version + 1, "
        "feed_seq = ? WHERE ssn = ?",
        (place, ssn),
    )


def listing(tx: Tx, state: str) -> list[dict[str, object]]:
    """Return applications, the newest first, of one state or of all."""
    where = "WHERE state = ? " if state else ""
    sql = (
        f"SELECT {_COLUMNS} FROM application {where}"  # noqa: S608 - our own names
        "ORDER BY made_at DESC, number LIMIT ?"
    )
    rows = tx.rows(sql, (state, _PAGE) if state else (_PAGE,))
    return [
        {"number": row[0], "office_code": row[1], "state": row[6], "bank": row[4],
         "unit": row[5], "made_at": from_ms(row[7]).isoformat(),
         "promised_on": row[9], "card_no": row[10], "note": row[11]}
        for row in rows
    ]  # fmt: skip
