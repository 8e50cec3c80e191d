"""Tamper with the audit chain in every way, and see each attempt found (goal G24).

    scripts/faults audit [--tries N] [--rows N] [--seed N]

A real encrypted store with its chain, a real center that keeps the anchors. Each try
starts from the whole file and draws one of: an edit of any column, rows deleted, two
rows swapped, a row slipped in, the tail cut (with the file's own counter set back),
the chain written anew from a changed row on, the whole file put back to an older one,
and the same with work going on in the older file. It is found when ``audit verify``
finds it: the chain does not hold, or an anchor of the center contradicts it. The
last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from center import anchors as kept
from center.opening import open_database
from center.world import Sender
from db import SqlStore, create_store, open_store
from db.audit import GENESIS, SqlAudit, link_digest
from db.connect import connection
from db.session import Session
from scripts.fault_runs.sync_acts import KEY
from sync.anchoring import contradictions
from sync.wire import Anchor, AnchorReport, EnrolRequest
from sync.wire.sign import SigningKey
from tests.labs.centers import Clock, Lab

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
COLUMNS = ("at", "actor", "event", "subject", "detail", "previous", "digest")
STEPS = 24
_LETTERS = "0123456789abcdefT:-张三 "


@dataclass(slots=True)
class Bench:
    """A chain, the center's anchors of it, and older copies of the file."""

    folder: Path
    lab: Lab
    rows: int
    chance: random.Random
    sender: Sender
    copies: list[Path] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)

    @property
    def file(self) -> Path:
        """The office's file as it is now."""
        return self.folder / "office.db"

    def fill(self) -> None:
        """Write the chain; anchor its end and keep a copy now and then."""
        store = create_store(self.file, KEY, Clock())
        for step in range(STEPS):
            _append(store, self.rows // STEPS, f"case {step}")
            self.report(store)
            store.close()
            copy = self.folder / f"copy-{step}.db"
            shutil.copyfile(self.file, copy)
            self.copies.append(copy)
            store = open_store(self.file, KEY, Clock())
        store.close()
        self.rows = self.anchors()[-1].rows

    def report(self, store: SqlStore) -> None:
        """Tell the center the end of the chain."""
        with store.unit_of_work() as uow:
            told = AnchorReport(
                incarnation=uow.audit.incarnation(),
                rows=uow.audit.rows(),
                head=uow.audit.head(),
            )
        write = self.lab.database.write
        write(lambda tx: kept.keep(tx, self.sender, kept.Told(told, 1, 1)))

    def anchors(self) -> tuple[Anchor, ...]:
        """Return what the center holds."""
        return self.lab.database.read(lambda tx: kept.told(tx, self.sender)).anchors


def _append(store: SqlStore, count: int, detail: str) -> None:
    with store.unit_of_work() as uow:
        for number in range(count):
            uow.audit.append(
                at=NOON,
                actor="li",
                event="case",
                subject="S",
                detail=f"{detail}.{number}",
            )
        uow.commit()


def edit(database: Any, bench: Bench) -> bool:
    """Change one column of one row."""
    chance = bench.chance
    row, column = chance.randint(1, bench.rows), chance.choice(COLUMNS)
    old = _one(database, f"SELECT {column} FROM audit WHERE row_id = ?", row)
    new = "".join(chance.choices(_LETTERS, k=chance.randrange(12)))
    if chance.random() < 0.5 and old:  # noqa: PLR2004 - or one letter only
        at = chance.randrange(len(old))
        new = old[:at] + chance.choice(_LETTERS) + old[at + 1 :]
    database.execute_sql(f"UPDATE audit SET {column} = ? WHERE row_id = ?", (new, row))
    return bool(new != old)


def delete(database: Any, bench: Bench) -> bool:
    """Take rows out, the tail included."""
    gone = bench.chance.sample(range(1, bench.rows + 1), bench.chance.randint(1, 9))
    for row in gone:
        database.execute_sql("DELETE FROM audit WHERE row_id = ?", (row,))
    return True


def swap(database: Any, bench: Bench) -> bool:
    """Let two rows change places."""
    first, second = bench.chance.sample(range(1, bench.rows + 1), 2)
    for old, new in ((first, 10**6), (second, first), (10**6, second)):
        database.execute_sql("UPDATE audit SET row_id = ? WHERE row_id = ?", (new, old))
    return True


def insert(database: Any, bench: Bench) -> bool:
    """Slip a row in; what follows moves on by one."""
    at = bench.chance.randint(1, bench.rows)
    for sign in (-1, 1):  # twice, so that no number is taken on the way
        move = "-row_id" if sign < 0 else "1 - row_id"
        where = "row_id >= ?" if sign < 0 else "row_id <= -?"
        database.execute_sql(f"UPDATE audit SET row_id = {move} WHERE {where}", (at,))
    before = _one(database, "SELECT digest FROM audit WHERE row_id = ?", at - 1)
    columns = (at, NOON.isoformat(), "li", "case", "S", "slipped in", before or GENESIS)
    database.execute_sql(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*columns, link_digest(columns)),
    )
    return True


def cut(database: Any, bench: Bench) -> bool:
    """Cut the tail, and set the file's own counter back."""
    keep = bench.chance.randrange(bench.rows)
    database.execute_sql("DELETE FROM audit WHERE row_id > ?", (keep,))
    _set_counter(database, keep)
    return True


def rewrite(database: Any, bench: Bench) -> bool:
    """Change a row and write every digest anew from there on."""
    start = bench.chance.randint(1, bench.rows)
    database.execute_sql("UPDATE audit SET actor = 'wu' WHERE row_id = ?", (start,))
    before = _one(database, "SELECT digest FROM audit WHERE row_id = ?", start - 1)
    previous = before or GENESIS
    for row in database.execute_sql(
        "SELECT * FROM audit WHERE row_id >= ? ORDER BY row_id", (start,)
    ).fetchall():
        digest = link_digest((*row[:6], previous))
        database.execute_sql(
            "UPDATE audit SET previous = ?, digest = ? WHERE row_id = ?",
            (previous, digest, row[0]),
        )
        previous = digest
    return True


def _one(database: Any, sql: str, row: int) -> str:
    found = database.execute_sql(sql, (row,)).fetchone()
    return str(found[0]) if found else ""


def _set_counter(database: Any, rows: int) -> None:
    database.execute_sql(
        "UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit'", (rows,)
    )


IN_THE_FILE: dict[str, Callable[[Any, Bench], bool]] = {
    "edit": edit, "delete": delete, "swap": swap, "insert": insert, "cut": cut,
    "rewrite": rewrite,
}  # fmt: skip


def try_inside(bench: Bench, database: Any, kind: str) -> bool | None:
    """Tamper inside a transaction that is undone; None when nothing was changed."""
    database.begin()
    try:
        if not IN_THE_FILE[kind](database, bench):
            return None
        return _seen(SqlAudit(Session(database)), bench)
    finally:
        database.rollback()


def _seen(audit: SqlAudit, bench: Bench) -> bool:
    """Tell what ``audit verify`` tells: the chain, then the center's anchors."""
    return audit.verify()[1] is not None or any(
        audit.digest_of(one.rows) != one.head for one in bench.anchors()
    )


def try_rollback(bench: Bench, *, worked_on: bool) -> bool:
    """Put an older file back; perhaps work goes on in it."""
    chance, file = bench.chance, bench.folder / "rolled-back.db"
    shutil.copyfile(chance.choice(bench.copies[:-1]), file)
    store = open_store(file, KEY, Clock())
    try:
        if worked_on:
            _append(store, chance.randint(1, 2 * bench.rows // STEPS), "anew")
        with store.unit_of_work() as uow:
            return bool(contradictions(uow, bench.anchors()))
    finally:
        store.close()
        file.unlink()


def _enrolled(lab: Lab) -> Sender:
    office = lab.new_office()
    wish = EnrolRequest(
        code=str(office["code"]), public_key=SigningKey.generate().public_hex
    )
    bound = lab.center().enrol(wish)
    return Sender(bound.workstation, bound.office_code, bound.region, bound.rule_pack)


def run(tries: int, rows: int, seed: int) -> Bench:
    """Try; return the bench with what was found and missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lab = Lab(open_database(f"sqlite:///{folder / 'center.db'}")).prepared()
        bench = Bench(folder, lab, rows, random.Random(seed), _enrolled(lab))
        try:
            bench.fill()
            _try_all(bench, tries)
        finally:
            lab.database.close()
        return bench


def _try_all(bench: Bench, tries: int) -> None:
    database = connection(bench.file, KEY)
    database.execute_sql("DROP TRIGGER audit_frozen")
    database.execute_sql("DROP TRIGGER audit_kept")
    kinds = (*IN_THE_FILE, "rollback", "rollback_and_work")
    try:
        bench.found["false_alarms"] += _seen(SqlAudit(Session(database)), bench)
        while bench.found["tried"] < tries:
            kind = bench.chance.choice(kinds)
            if kind in IN_THE_FILE:
                seen = try_inside(bench, database, kind)
            else:
                seen = try_rollback(bench, worked_on=kind != "rollback")
            if seen is not None:
                bench.found.update(tried=1, **{kind: 1})
                bench.found["missed"] += not seen
    finally:
        database.close()


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    begun = time.perf_counter()
    found = run(args.tries, args.rows, args.seed).found
    took = round(time.perf_counter() - begun, 1)
    bad = {"missed": found["missed"], "false_alarms": found["false_alarms"]}
    print(json.dumps({"seconds": took, **found, **bad}))
    return int(any(bad.values()))


if __name__ == "__main__":
    raise SystemExit(main())
