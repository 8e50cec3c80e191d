"""A known card is written as far as it differs: each index costs a page (G4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from counter_app.domain.records import Card, CardNo, CardUid
from counter_app.domain.states import AppStatus, StockState
from db import create_store
from tests.integration.services.desk import SSN, FakeClock, person

CARD = Card(
    CardNo("T00000017"), "999901", CardUid("ABCD"), SSN, AppStatus.DORMANT,
    StockState.IN_CABINET, issue_date=date(2026, 1, 1), box_position="A-1", version=1,
)  # fmt: skip


def test_of_a_known_card_only_what_differs_is_written(tmp_path: Path) -> None:
    """The same card again writes nothing; a changed one is stored as it is now."""
    store = create_store(tmp_path / "office.db", b"k" * 32, FakeClock())
    with store.unit_of_work() as uow:
        uow.holders.put_many([person()])
        uow.cards.put(CARD)
        uow.commit()
    given = replace(
        CARD, app_status=AppStatus.NORMAL, stock_state=StockState.HANDED_OUT,
        handed_out_on=date(2026, 11, 20), box_position="", card_uid=None, version=2,
    )  # fmt: skip
    said: list[str] = []
    with store.unit_of_work() as uow:
        uow.session.database.connection().set_trace_callback(said.append)
        uow.cards.put(CARD)
        assert not [sql for sql in said if not sql.lstrip().startswith("SELECT")]
        uow.cards.put(given)
        uow.session.database.connection().set_trace_callback(None)
        uow.commit()
    (written,) = {sql for sql in said if sql.startswith("UPDATE card SET")}
    assert "issue_date" not in written  # and so not its index
    with store.reading() as read:
        assert read.cards.get(CARD.card_no) == given
        assert list(read.cards.of_holder(SSN)) == [given]
    store.close()
