"""A long step of a first load gives way to a clerk's case."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db import create_store
from db.store import SqlStore
from scripts.first_loader import KEY, Now

_ENDLESS = (
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT count(*) FROM n"
)


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    """An empty store."""
    return create_store(tmp_path / "office.db", KEY, Now())


def test_one_long_statement_ends_when_a_case_begins(store: SqlStore) -> None:
    """The case goes on at once; the step is undone, coded, and can begin again."""
    running, codes = threading.Event(), list[str]()

    def long() -> None:
        try:
            with store.bulk_work(gives_way=True) as uow:
                uow.settings.put("half", "done")
                running.set()
                uow.session.plain(_ENDLESS)
        except StoreError as exc:
            codes.append(exc.code)

    thread = threading.Thread(target=long, daemon=True)
    thread.start()
    assert running.wait(30)
    with store.unit_of_work() as uow:
        uow.settings.put("case", "made")
        uow.commit()
    thread.join(30)
    assert codes == [StoreCode.BUSY]
    with store.reading() as read:
        assert (read.settings.get("case"), read.settings.get("half")) == ("made", None)
    with store.bulk_work(gives_way=True) as uow:
        uow.settings.put("half", "done")
        uow.commit()
    store.end_bulk()
    with store.reading() as read:
        assert read.settings.get("half") == "done"
    store.close()
