"""What every store promises about search and lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.domain.states import AppStatus, Effect, Kind, StockState
from counter_app.ports.desklists import ListBounds, ListName, ListQuery
from counter_app.ports.store import Store
from tests.contract.store import making
from tests.contract.store.making import START

HOUR = ListBounds(START, START + timedelta(hours=1), START, START.date(), "")
PEOPLE = {
    1: ("张三", "13800000001", "泰州一中"),
    2: ("张三丰", "13900000002", "光明电子厂"),
    3: ("李张三", "", "泰州一中"),
    4: ("单雄信", "13811110001", ""),
    5: ("欧阳娜娜", "", ""),
    6: ("John Smith", "", ""),
    7: ("吕布", "", ""),
    8: ("阿卜杜拉·买买提", "", ""),
    9: ("王𠮷", "", ""),
}


@pytest.fixture
def roll(store: Store) -> Store:
    with store.unit_of_work() as work:
        work.holders.put_many(
            making.holder(n, name=name, phone=phone, unit=unit)
            for n, (name, phone, unit) in PEOPLE.items()
        )
        work.cards.put_many(making.card(n) for n in (1, 2))
        work.cards.put(
            making.card(
                21, of=2, issue_date=date(2026, 6, 1), app_status=AppStatus.NORMAL
            )
        )
        work.commit()
    return store


def found(store: Store, text: str) -> list[str]:
    with store.queries() as queries:
        return [row.name for row in queries.search(text, 0).rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (making.ssn(1), ["张三"]),
        (making.ssn(1).lower(), ["张三"]),
        (making.ssn(4)[:17], ["单雄信"]),
        (making.card_no(2), ["张三丰"]),
        (making.card_no(2).lower(), ["张三丰"]),
        ("0001", ["张三", "单雄信"]),
        ("13900000002", ["张三丰"]),
        ("139 0000 0002", ["张三丰"]),
        ("张三", ["张三", "张三丰", "李张三"]),
        ("三", ["张三", "张三丰", "李张三"]),
        ("张", ["张三", "张三丰", "李张三"]),
        ("三丰", ["张三丰"]),
        ("𠮷", ["王𠮷"]),
        ("zhangsan", ["张三", "张三丰"]),
        ("zhang san", ["张三", "张三丰"]),
        ("ZhangSanF", ["张三丰"]),
        ("zs", ["张三", "张三丰"]),
        ("zsf", ["张三丰"]),
        ("shan", ["单雄信"]),
        ("danxiong", ["单雄信"]),
        ("oynn", ["欧阳娜娜"]),
        ("lvbu", ["吕布"]),
        ("lübu", ["吕布"]),
        ("smith", ["John Smith"]),
        ("john smith", ["John Smith"]),
        ("买买提", ["阿卜杜拉·买买提"]),
        ("阿卜杜拉·买买提", ["阿卜杜拉·买买提"]),
        ("张 泰州", ["张三", "李张三"]),
        ("张三 光明", ["张三丰"]),
        ("光明电子厂", ["张三丰"]),
        ("泰州一中", ["张三", "李张三"]),
        ("泰州", ["张三", "李张三"]),
        ("一中", ["张三", "李张三"]),
        ("", []),
        ("   ", []),
        ("赵", []),
        ("xyzxyz", []),
    ],
)
def test_search_finds_who_was_meant(roll: Store, typed: str, names: list[str]) -> None:
    """Id, card number, phone, name part, pinyin and initials lead to the person."""
    assert found(roll, typed) == names


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "'", "AND", "NOT 张", "张*", '张"', "(", "name:张", "-", "%", "_"],
)
def test_search_takes_any_text(roll: Store, typed: str) -> None:
    """What is typed is text, never a query language."""
    assert isinstance(found(roll, typed), list)


def test_a_row_shows_the_newest_card(roll: Store) -> None:
    """The list shows number and status of the newest card, or none."""
    with roll.queries() as queries:
        by_name = {row.name: row for row in queries.search("张三", 0).rows}
    newest = by_name["张三丰"]
    assert (newest.card_no, newest.app_status) == (making.card_no(21), 1)
    assert by_name["李张三"].card_no is None
    assert newest.birth_date == date(1980, 1, 1)


def test_pages_hold_everybody_once(store: Store) -> None:
    """Turning pages shows each person exactly once."""
    with store.unit_of_work() as work:
        work.holders.put_many(making.holder(n, name="张三") for n in range(7))
        work.holders.put_many(making.holder(n, name="李张三") for n in range(7, 12))
        work.commit()
    with store.queries() as queries:
        pages = [queries.search("张三", number, 5) for number in range(4)]
    seen = [row.ssn for page in pages for row in page.rows]
    assert sorted(seen) == sorted(making.ssn(n) for n in range(12))
    assert [page.more for page in pages] == [True, True, False, False]


def test_today_shows_the_worst_effect(store: Store) -> None:
    """A case is as far as its worst operation; the newest case leads."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.file(work, 1, kind=Kind.LOSS_FORMAL)
        second = making.operation(
            11, case_id="case-1", kind=Kind.REISSUE_LOST, receipt_no="R1"
        )
        work.operations.add(second)
        work.operations.decide("op-1", Effect.EFFECTIVE, None, START)
        work.operations.decide("op-11", Effect.REFUSED, "rule.card_lost", START)
        later = START + timedelta(minutes=1)
        work.cases.add(making.case(2, made_at=later))
        work.operations.add(making.operation(2))
        work.cases.add(making.case(3, made_at=START + timedelta(days=1)))
        work.print_jobs.update(replace(making.job(1), state="printed"))
        work.receipts.count_copy("R1")
        work.commit()
    with store.queries() as queries:
        rows = queries.desk_list(ListQuery(ListName.TODAY), HOUR).rows
        counts = queries.day_counts(START, START + timedelta(hours=1))
    shown = [dict(row.values) for row in rows]
    told = zip(rows, shown, strict=True)
    assert [(row.key, one["effect"], one["refusal"]) for row, one in told] == [
        ("case-2", Effect.PENDING, None),
        ("case-1", Effect.REFUSED, "rule.card_lost"),
    ]
    assert [(one["printed"], one["copies"]) for one in shown] == [(0, 0), (1, 1)]
    assert shown[0]["name"] == "欧阳小明"
    assert [(row.business, row.effect, row.count) for row in counts] == [
        (Kind.HAND_OUT, Effect.PENDING, 1),
        (Kind.LOSS_FORMAL, Effect.REFUSED, 1),
    ]


def test_refusals_stay_listed_until_settled(store: Store) -> None:
    """A refused operation keeps its place on the list of a person (G9)."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        for n in (1, 2):
            making.file(work, n)
            work.operations.decide(f"op-{n}", Effect.REFUSED, "x", START)
        work.operations.settle("op-1", by="zhou", at=START)
        work.commit()
    with store.queries() as queries:
        assert [op.op_id for op in queries.refused(0).rows] == ["op-2"]


def test_stock_is_counted_as_it_moves(store: Store) -> None:
    """The figures follow every insert and every move of a card."""
    with store.unit_of_work() as work:
        making.people(work, 0, 1, 2)
        work.cards.put(making.card(1, stock_state=StockState.HANDED_OUT))
        work.commit()
    with store.queries() as queries:
        assert queries.stock_counts() == {3: 2, 7: 1}
