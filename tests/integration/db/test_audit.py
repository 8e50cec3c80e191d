"""The audit chain shows every kind of tampering (G24)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import SqlStore
from db.audit import GENESIS, SqlAudit, link_digest
from db.connect import connection
from db.session import Session
from tests.contract.store.making import KEY, START
from tests.labs.examples import tried

ROWS = 25
COLUMNS = ("at", "actor", "event", "subject", "detail", "previous", "digest")
LETTERS = st.characters(exclude_categories=["Cs"])
ATTEMPTS = settings(
    max_examples=tried(200),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def chain(store: SqlStore, path: Path) -> Iterator[Any]:
    """A connection to a chain of 25 rows, with the guards taken away."""
    with store.unit_of_work() as work:
        for n in range(ROWS - 1):  # the first one tells of the new database
            detail = "same" if n % 5 else f"R{n}"
            work.audit.append(at=START, actor="li", event="case", detail=detail)
        work.commit()
    database = connection(path, KEY)
    database.execute_sql("DROP TRIGGER audit_frozen")
    database.execute_sql("DROP TRIGGER audit_kept")
    yield database
    database.close()


def verified(database: Any) -> tuple[int, int | None]:
    return SqlAudit(Session(database)).verify()


def head(database: Any) -> str:
    return SqlAudit(Session(database)).head()


def test_a_whole_chain_verifies(chain: Any) -> None:
    """Rows are counted and no row is bad."""
    assert verified(chain) == (ROWS, None)


def test_an_empty_chain_verifies(chain: Any) -> None:
    """Before the first row the head is 64 zeros."""
    chain.execute_sql("DELETE FROM audit")
    chain.execute_sql("DELETE FROM sqlite_sequence WHERE name = 'audit'")
    assert verified(chain) == (0, None)
    assert head(chain) == GENESIS


@ATTEMPTS
@given(
    row=st.integers(1, ROWS),
    column=st.sampled_from(COLUMNS),
    value=st.text(LETTERS, max_size=70),
)
def test_every_edit_is_found(chain: Any, row: int, column: str, value: str) -> None:
    """Any change of any column of any row is found at that row or the next."""
    chain.begin()
    try:
        old = chain.execute_sql(
            f"SELECT {column} FROM audit WHERE row_id = ?", (row,)
        ).fetchone()[0]
        if value == old or "\x00" in value:
            return
        chain.execute_sql(
            f"UPDATE audit SET {column} = ? WHERE row_id = ?", (value, row)
        )
        assert verified(chain) == (ROWS, row)
    finally:
        chain.rollback()


@ATTEMPTS
@given(first=st.integers(1, ROWS), second=st.integers(1, ROWS))
def test_every_swap_is_found(chain: Any, first: int, second: int) -> None:
    """Two rows that change places are found."""
    if first == second:
        return
    chain.begin()
    try:
        for old, new in ((first, 10**6), (second, first), (10**6, second)):
            chain.execute_sql(
                "UPDATE audit SET row_id = ? WHERE row_id = ?", (new, old)
            )
        assert verified(chain) == (ROWS, min(first, second))
    finally:
        chain.rollback()


@ATTEMPTS
@given(gone=st.sets(st.integers(1, ROWS), min_size=1, max_size=ROWS - 1))
def test_every_deletion_is_found(chain: Any, gone: set[int]) -> None:
    """Rows taken out anywhere, the tail included, are found."""
    chain.begin()
    try:
        for row in gone:
            chain.execute_sql("DELETE FROM audit WHERE row_id = ?", (row,))
        assert verified(chain)[1] is not None
    finally:
        chain.rollback()


@ATTEMPTS
@given(keep=st.integers(0, ROWS - 1))
def test_a_tail_cut_with_care_shows_at_the_anchor(chain: Any, keep: int) -> None:
    """Even with the file's own counter set back, the head is not the anchored one."""
    anchored = head(chain)
    chain.begin()
    try:
        chain.execute_sql("DELETE FROM audit WHERE row_id > ?", (keep,))
        chain.execute_sql(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit'", (keep,)
        )
        assert verified(chain) == (keep, None)
        assert head(chain) != anchored
    finally:
        chain.rollback()


def test_a_rewritten_chain_shows_at_the_anchor(chain: Any) -> None:
    """Whoever recomputes every digest after an edit ends at another head."""
    anchored = head(chain)
    chain.execute_sql("UPDATE audit SET actor = 'wu' WHERE row_id = 3")
    rows = chain.execute_sql("SELECT * FROM audit ORDER BY row_id").fetchall()
    previous = GENESIS
    for row in rows:
        columns = (*row[:6], previous)
        previous_digest = link_digest(columns)
        chain.execute_sql(
            "UPDATE audit SET previous = ?, digest = ? WHERE row_id = ?",
            (previous, previous_digest, row[0]),
        )
        previous = previous_digest
    assert verified(chain) == (ROWS, None)
    assert head(chain) != anchored


def test_the_digest_is_as_documented() -> None:
    """Anybody can recompute a link: length-prefixed columns under SHA-256."""
    data = b"\x00\x00\x00\x011" + b"\x00\x00\x00\x03\xe6\x9d\x8e" + b"\x00\x00\x00\x00"
    assert link_digest((1, "李", "")) == hashlib.sha256(data).hexdigest()


@given(
    st.lists(
        st.text(LETTERS, max_size=4),
        min_size=2,
        max_size=6,
    ),
    st.data(),
)
def test_moving_a_boundary_changes_the_digest(
    columns: list[str], data: st.DataObject
) -> None:
    """Text cannot be moved from one column to the next unseen."""
    at = data.draw(st.integers(0, len(columns) - 2))
    joined = columns[at] + columns[at + 1]
    cut = data.draw(st.integers(0, len(joined)))
    other = [*columns[:at], joined[:cut], joined[cut:], *columns[at + 2 :]]
    if other != columns:
        assert link_digest(columns) != link_digest(other)


def test_the_stored_row_is_what_was_returned(store: SqlStore) -> None:
    """``append`` returns the link that lies in the file."""
    with store.unit_of_work() as work:
        row = work.audit.append(
            at=START, actor="li", event="e", subject="s", detail="d"
        )
        assert work.audit.head() == row.digest
        assert (row.row_id, row.at, row.actor) == (2, START, "li")
