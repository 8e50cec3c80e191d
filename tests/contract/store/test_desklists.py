"""The desk's lists are paged, sorted, filtered and counted by the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from stdnum.iso7064 import mod_11_2

from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus, Effect, Kind, StockState
from counter_app.ports.desklists import ListBounds, ListName, ListPage, ListQuery
from counter_app.ports.drafts import Draft
from counter_app.ports.store import Store
from db import create_store
from db.queries.desklists import LISTS
from db.session import Session
from tests.contract.store import making
from tests.contract.store.making import KEY, START, TellingClock

MANY = 10_000
SURNAMES = "赵钱孙李周吴郑王冯陈"
DAY = timedelta(days=1)
BOUNDS = ListBounds(START, START + DAY, START + 7 * DAY, date(2026, 11, 1), "")
COLUMNS = [(name, column) for name in LISTS for column in LISTS[name].columns]


def long_ssn(n: int) -> Ssn:
    body = f"9999011{n // 1000:03d}0101{n % 1000:03d}"
    return Ssn(body + mod_11_2.calc_check_digit(body))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One office: 10,000 cards that wait, and a few rows on every other list."""
    folder: Path = tmp_path_factory.mktemp("lists")
    made = create_store(folder / "office.db", KEY, TellingClock())
    with made.bulk_work() as work:
        work.holders.put_many(
            making.holder(
                n, name=f"{SURNAMES[n * 7 % 10]}{n}", ssn=long_ssn(n), unit=f"厂{n % 9}"
            )
            for n in range(MANY)
        )
        work.cards.put_many(
            making.card(
                n, ssn=long_ssn(n), arrived_on=date(2026, 1, 1) + n % 300 * DAY,
                box_position=f"{n % 37:02d}-{n:05d}",
            )
            for n in range(MANY)
        )  # fmt: skip
        work.commit()
    made.end_bulk()
    with made.unit_of_work() as work:
        fill(work)
        work.commit()
    yield made
    made.close()


def fill(work: Any) -> None:
    """Put rows on the short lists."""
    for n in range(5):
        work.cases.add(
            making.case(
                n, ssn=long_ssn(n), card_no=making.card_no(n),
                business=[Kind.HAND_OUT, Kind.LOSS_TEMP][n % 2],
                made_at=START + timedelta(minutes=n),
            )
        )  # fmt: skip
        work.receipts.add(making.receipt(n))
        work.operations.add(
            making.operation(n, ssn=long_ssn(n), card_no=making.card_no(n))
        )
        work.journal.open(making.intent(n, ssn=long_ssn(n), case_id=f"other-{n}"))
        work.drafts.keep(Draft("li", long_ssn(n), "loss", f"k{n}", {}, START + n * DAY))
        work.cards.put(
            making.card(
                20_000 + n, ssn=long_ssn(n), app_status=AppStatus.LOST_TEMP,
                stock_state=StockState.HANDED_OUT, loss_expires_at=START + n * DAY,
            )
        )  # fmt: skip
    for n in (1, 3):
        work.operations.decide(f"op-{n}", Effect.REFUSED, "rule.card_cancelled", START)


def ask(store: Store, name: ListName, **more: Any) -> ListPage:
    with store.queries() as queries:
        return queries.desk_list(ListQuery(name, **more), BOUNDS)


def values(store: Store, query: ListQuery, column: str) -> Sequence[Any]:
    """Return a column over all pages."""
    found: list[Any] = []
    with store.queries() as queries:
        for number in range(10**6):
            part = ListQuery(
                query.name, query.sort, query.descending, page=number, size=query.size
            )
            page = queries.desk_list(part, BOUNDS)
            found += [(row.values[column], row.key) for row in page.rows]
            if not page.more:
                return found
    return found


def test_ten_thousand_rows_cost_a_page(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the order and however deep: two statements, never more than a page."""
    fetched: list[int] = []
    plain = Session.plain

    def watched(session: Session, sql: str, parameters: Any = ()) -> list[Any]:
        rows = plain(session, sql, parameters)
        assert "ORDER BY" in sql
        fetched.append(len(rows))
        return rows

    monkeypatch.setattr(Session, "plain", watched)
    asked = [("", 0), ("name", 0), ("arrived_on", 100), ("ssn", 199), ("box", 5000)]
    for sort, number in asked:
        page = ask(store, ListName.UNCOLLECTED, sort=sort, page=number)
        assert page.total == MANY
        assert page.number == min(number, 199)
        assert len(page.rows) == 50
    assert fetched == [50] * len(asked)


def test_every_row_stands_on_one_page(store: Store) -> None:
    """All pages together hold each of 10,000 cards once, in the order asked for."""
    query = ListQuery(ListName.UNCOLLECTED, "arrived_on", descending=True, size=2_500)
    found = values(store, query, "arrived_on")
    days = [day for day, _ in found]
    assert days == sorted(days, reverse=True)
    assert len({key for _, key in found}) == len(found) == MANY


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_each_column_sorts_both_ways(store: Store, name: ListName, column: str) -> None:
    """A column turned round is the same rows, its values the other way about."""
    wanted = "-077" if name is ListName.UNCOLLECTED else ""  # 100 of 10,000
    up = ask(store, name, sort=column, wanted=wanted, size=MANY)
    down = ask(store, name, sort=column, descending=True, wanted=wanted, size=MANY)
    assert up.total == len(up.rows) > 1
    assert {row.key for row in up.rows} == {row.key for row in down.rows}
    rising = [row.values[column] for row in up.rows]
    assert [row.values[column] for row in down.rows] == rising[::-1]


@pytest.mark.parametrize(
    ("wanted", "codes", "total"),
    [
        (long_ssn(77), (), 1),
        (long_ssn(77)[-6:].lower(), (), None),
        ("t00000123", (), 1),
        ("厂3", (), 1111),
        ("12-00012", (), 1),
        ("待发卡", ("3",), MANY),
        ("待发卡", (), 0),
        ("%", (), 0),
        ("_", (), 0),
        ("' OR 1=1 --", (), 0),
        ("  ", (), MANY),
    ],
)
def test_the_filter_finds_parts_and_takes_any_text(
    store: Store, wanted: str, codes: tuple[str, ...], total: int | None
) -> None:
    """Number, name, unit, place or a word's code; what is typed is never a pattern."""
    page = ask(store, ListName.UNCOLLECTED, wanted=wanted, codes=codes)
    assert page.total >= 1 if total is None else page.total == total
    assert len(page.rows) == min(page.total, 50)


def test_an_unknown_column_is_the_own_order(store: Store) -> None:
    """Only names of columns reach the statement; anything else sorts nothing."""
    query = ListQuery(ListName.TODAY, sort="1; DROP TABLE card")
    with store.queries() as queries:
        keys = [row.key for row in queries.desk_list(query, BOUNDS).rows]
    assert keys == [f"case-{n}" for n in (4, 3, 2, 1, 0)]  # latest first


def test_counts_are_those_of_the_lists(store: Store) -> None:
    """The number on a tab is the number of rows behind it."""
    with store.queries() as queries:
        counts = queries.desk_counts(BOUNDS)
    assert counts == {name: ask(store, name).total for name in ListName}
    assert counts[ListName.REFUSED] == 2
    assert all(counts.values())


def test_drafts_of_others_are_not_seen(store: Store) -> None:
    """A clerk sees the own drafts only."""
    mine = ListBounds(START, START + DAY, START, date(2026, 11, 1), "wang")
    with store.queries() as queries:
        assert queries.desk_list(ListQuery(ListName.DRAFTS), mine).total == 0


def test_a_refusal_knows_its_place(store: Store) -> None:
    """How many open refusals stand before one tells its page."""
    with store.queries() as queries:
        assert queries.refusals_before("op-1") == 0
        assert queries.refusals_before("op-3") == 1
        assert queries.refusals_before("nobody") == 0


def test_lists_are_read_while_somebody_writes(store: Store) -> None:
    """A list never waits for the lock of a unit of work."""
    with store.unit_of_work() as work:
        work.settings.put("a", "b")
        assert ask(store, ListName.UNCOLLECTED).total == MANY
