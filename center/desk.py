"""What an administrator looks up or tells the center, behind the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from center.database import Database, Row, Tx
from center.packs import pack_of, packs_of
from center.rows import from_ms, to_ms
from center.world import Wanted, load, store
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.decide import first_use
from counter_app.domain.decision import Outcome
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Card

_PAGE = 5000
Json = dict[str, object]


def card_used(tx: Tx, card_no: str, now: datetime) -> Json:
    """Take note of the first use of a new card at a terminal (R-31).

    Raises:
        CenterError: ``center.no_such_card``, ``center.no_previous_card``.
    """
    world = load(tx, Wanted(frozenset(), frozenset({card_no})))
    new = world.cards.get(card_no)
    if new is None:
        raise CenterError(CenterCode.NO_SUCH_CARD, card_no=card_no)
    if new.previous_card_no is None:
        raise CenterError(CenterCode.NO_PREVIOUS_CARD, card_no=card_no)
    wanted = Wanted(frozenset({new.ssn}), frozenset({card_no, new.previous_card_no}))
    world = load(tx, wanted)
    office = world.offices[card_no]
    pack = packs_of(tx, [office], to_ms(now))[office]
    line = tuple(card for card in world.cards.values() if card.ssn == new.ssn)
    decision = first_use(new, line, pack_of(pack))
    if decision.outcome is Outcome.APPLIED:
        world.take(decision, office, None, None)
        store(tx, world, to_ms(now))
    return {
        "outcome": decision.outcome.value,
        "card_no": card_no,
        "old_card_no": new.previous_card_no,
        "old_app_status": _status(world.cards.get(new.previous_card_no)),
    }


def _status(card: Card | None) -> int | None:
    return int(card.app_status) if card else None


def offices(tx: Tx) -> list[Json]:
    """Return all offices with their workstations."""
    made: list[Json] = []
    for code, name, region, pack in tx.rows(
        "SELECT office_code, name, region, pack FROM office ORDER BY office_code"
    ):
        made.append(
            {
                "office_code": code,
                "name": name,
                "region": region,
                "pack": pack,
                "workstations": _workstations(tx, str(code)),
                **_counts(tx, str(code)),
            }
        )
    return made


def _workstations(tx: Tx, code: str) -> list[Json]:
    rows = tx.rows(
        "SELECT workstation, terminal, name, enrolled_at, revoked_at, last_seen, "
        "skew_ms FROM workstation WHERE office_code = ? ORDER BY terminal",
        (code,),
    )
    return [
        {
            "workstation": row[0],
            "terminal": row[1],
            "name": row[2],
            "enrolled_at": _when(row[3]),
            "revoked_at": _when(row[4]),
            "last_seen": _when(row[5]),
            "clock_skew_s": row[6] / 1000 if row[6] is not None else None,
        }
        for row in rows
    ]


def _counts(tx: Tx, code: str) -> Json:
    queries = {
        "holders": "SELECT count(*) FROM holder WHERE office_code = ?",
        "cards": "SELECT count(*) FROM card WHERE office_code = ?",
        "blanks_left": "SELECT count(*) FROM blank WHERE office_code = ? AND used = 0",
        "numbers_left": (
            "SELECT count(*) FROM card_number WHERE office_code = ? AND used = 0"
        ),
    }
    return {n: (tx.row(sql, (code,)) or (0,))[0] for n, sql in queries.items()}


def operations(database: Database, *, office: str = "") -> Iterator[Json]:
    """Return every operation recorded, in the order applied."""
    place: Row = (-1, "", "", -1)
    while True:
        rows = database.read(lambda tx, after=place: _page(tx, after, office))  # type: ignore[misc]  # a lambda with a default has no inferred type
        for row in rows:
            yield _operation(row)
        if len(rows) < _PAGE:
            return
        last = rows[-1]
        place = (last[0], last[1], last[2], last[3])


def _page(tx: Tx, after: Row, office: str) -> list[Row]:
    only, values = (" AND office_code = ?", (office,)) if office else ("", ())
    sql = (
        "SELECT applied_at, workstation, incarnation, sequence, kind, receipt_no, "  # noqa: S608 - our own text
        "outcome, code, op_id, card_no, clerk, made_at FROM operation "
        "WHERE (applied_at, workstation, incarnation, sequence) > (?, ?, ?, ?)"
        f"{only} ORDER BY applied_at, workstation, incarnation, sequence LIMIT ?"
    )
    return tx.rows(sql, (*after, *values, _PAGE))


def _operation(row: Row) -> Json:
    return {
        "workstation": row[1],
        "incarnation": row[2],
        "sequence": row[3],
        "kind": row[4],
        "receipt_no": row[5],
        "outcome": row[6],
        "code": row[7],
        "op_id": row[8],
        "card_no": row[9],
        "clerk": row[10],
        "made_at": _when(row[11]),
        "applied_at": _when(row[0]),
    }


def alarms(tx: Tx) -> list[Json]:
    """Return what needs a person's eye, newest first."""
    rows = tx.rows(
        "SELECT at, kind, workstation, detail, closed_at FROM alarm "
        "ORDER BY number DESC LIMIT ?",
        (_PAGE,),
    )
    return [
        {
            "at": _when(r[0]),
            "kind": r[1],
            "workstation": r[2],
            "detail": r[3],
            "closed_at": _when(r[4]),
        }
        for r in rows
    ]


def _when(value: int | None) -> str | None:
    return from_ms(value).isoformat() if value is not None else None
