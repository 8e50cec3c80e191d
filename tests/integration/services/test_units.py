"""A unit's day from the list to the count of the evening, on the real store."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from counter_app.domain.errors import CounterError
from counter_app.domain.identity import card_no_check_character
from counter_app.domain.list_order import ListOrder
from counter_app.domain.records import Card, CardNo, Ssn
from counter_app.domain.states import AppStatus, Collector, StockState
from counter_app.domain.strokes import stroke_key
from counter_app.domain.units import Mark, PersonState, UnitAgent
from counter_app.services import unit_closing, unit_day, unit_import
from counter_app.services.commands import Bearer
from counter_app.services.results import Session
from counter_app.services.unit_import import Imported, UnitOrder
from counter_app.sheets import read_sheet
from tests.integration.services.desk import FACE, ME, Bench, person

CLERK = Session("li", "李", "clerk")  # type: ignore[arg-type]
AGENT = UnitAgent("周经办", "999901197001010018", "13900000000")
NAMES = ("丁一", "王小明", "欧阳锋", "赵六", "𠮷田", "李四", "王明", "张三")
SHOPS = ("铸造", "总装")


def ssn(n: int) -> Ssn:
    """The n-th invented citizen number with its check digit."""
    body = f"999901{1960 + n % 40}0{1 + n % 9}{10 + n % 18}{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    return Ssn(body + "10X98765432"[total % 11])


def card_no(n: int) -> CardNo:
    body = f"U{n:07d}"
    return CardNo(body + card_no_check_character(body))


class Unit:
    """A factory: people in the roll, cards on the shelf, a list on a stick."""

    def __init__(self, bench: Bench, folder: Path, size: int) -> None:
        self.parts = replace(bench.counter.parts, read_sheet=read_sheet)
        self.size = size
        self.file = folder / "名单.xlsx"
        self._roll(bench)
        self._list()

    def name(self, n: int) -> str:
        return NAMES[n % len(NAMES)]

    def _roll(self, bench: Bench) -> None:
        cards = [
            Card(
                card_no=card_no(n), region="999901", card_uid=None, ssn=ssn(n),
                app_status=AppStatus.DORMANT, stock_state=StockState.IN_CABINET,
                bank="95580", arrived_on=date(2026, 11, 1), version=1,
            )
            for n in range(self.size)
        ]  # fmt: skip
        with bench.store.unit_of_work() as uow:
            people = [person(ssn(n), self.name(n)) for n in range(self.size)]
            uow.holders.put_many(people)
            for card in cards:
                uow.cards.put(card)
            uow.commit()

    def _list(self) -> None:
        book = Workbook()
        sheet = book.active
        sheet.append(["序号", "姓名", "身份证号码", "车间"])
        for n in random.Random(7).sample(range(self.size), self.size):
            sheet.append([n, self.name(n), ssn(n), SHOPS[n % 2]])
        sheet.append([0, "丁一", ssn(0), "总装"])  # twice
        sheet.append([0, "别人", ssn(1), "总装"])
        sheet.append(
            [0, "丁一", ssn(2)[:-1] + ("1" if ssn(2)[-1] == "0" else "0"), "总装"]
        )
        sheet.append([0, "", "", "总装"])
        sheet.append([0, "无此人", ssn(self.size + 7), "总装"])
        book.save(self.file)

    def order(self, **more: object) -> UnitOrder:
        values: dict[str, object] = {
            "list": self.file, "unit": "海陵机械厂", "day": date(2026, 11, 25),
            "place": "食堂", "box_size": 10, "agents": (AGENT,),
        }  # fmt: skip
        return UnitOrder(**(values | more))

    def make(self) -> Imported:
        made = unit_import.make_job(self.parts, CLERK, self.order())
        assert made.job is not None
        return made


@pytest.fixture
def unit(bench: Bench, tmp_path: Path) -> Unit:
    return Unit(bench, tmp_path, 48)


def refused(call: object, *given: object) -> str:
    with pytest.raises(CounterError) as caught:
        call(*given)  # type: ignore[operator]
    return caught.value.code


def test_every_row_has_a_place_or_a_reason(unit: Unit) -> None:
    """Nothing of a list vanishes: people are packed, the rest is named (7.1)."""
    seen = unit_import.look_through(unit.parts, unit.order())
    assert len(seen.packed) == unit.size
    assert [(row.line, row.fault.value) for row in seen.bad] == [
        (50, "twice"), (51, "twice"), (52, "check_digit"), (53, "no_name"),
        (54, "no_holder"),
    ]  # fmt: skip
    with unit.parts.store.queries() as reads:
        assert not reads.unit_jobs(0)  # a dry run stores nothing


def test_groups_order_and_boxes(unit: Unit) -> None:
    """Workshop by workshop, each by strokes, no box with two workshops (7.2)."""
    packed = unit_import.look_through(unit.parts, unit.order()).packed
    assert [place.running for place in packed] == list(range(1, unit.size + 1))
    for shop in SHOPS:
        mine = [place for place in packed if place.row.workshop == shop]
        keys = [stroke_key(place.row.name) for place in mine]
        assert keys == sorted(keys)
        assert {p.box for p in mine}.isdisjoint(
            {p.box for p in packed if p.row.workshop != shop}
        )
    assert max(place.slot for place in packed) <= 10


def test_a_list_makes_one_job_and_a_card_lies_in_one_box(unit: Unit) -> None:
    """The same file again gives the same job; another list cannot take its cards."""
    first = unit.make()
    again = unit_import.make_job(unit.parts, CLERK, unit.order())
    assert again.repeated
    assert again.job == first.job
    unit.file.write_bytes(b"")
    unit._list()  # the same people in a file of its own
    book = Workbook()
    book.active.append(["姓名", "身份证号码"])
    book.active.append([unit.name(3), ssn(3)])
    book.save(unit.file)
    other = unit_import.look_through(unit.parts, unit.order())
    assert [row.fault.value for row in other.bad] == ["in_other_job"]
    assert refused(unit_import.make_job, unit.parts, CLERK, unit.order()) == (
        "units.nobody_left"
    )


def test_the_city_says_how_many_sign_for_the_unit(unit: Unit) -> None:
    """7.1: two people where the rule pack says so."""
    strict = replace(unit.parts, pack=replace(unit.parts.pack, unit_agents=2))
    code = refused(unit_import.make_job, strict, CLERK, unit.order())
    assert code == "units.agents_missing"


def test_a_hand_over_is_one_case_with_its_mark(unit: Unit, bench: Bench) -> None:
    """Case, operation, stock and mark together; a second key press adds nothing."""
    job = unit.make().job
    assert job is not None
    who = unit_day.find(unit.parts, job.job_id, ssn(5).lower())
    command = unit_day.HandOver(job.job_id, who.running, "key-1", ME, FACE)
    filed = unit_day.hand_over(unit.parts, CLERK, command)
    again = unit_day.hand_over(unit.parts, CLERK, command)
    assert again.case == filed.case
    assert again.repeated
    now = unit_day.find(unit.parts, job.job_id, str(who.running))
    assert now.state is PersonState.HANDED
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(who.card_no)
        assert card is not None
        assert card.stock_state is StockState.TO_ENABLE
        assert len(uow.operations.of_case(filed.case.case_id)) == 1
        assert uow.print_jobs.waiting(10) == ()  # the person signs the sheet
        assert uow.receipts.of_case(filed.case.case_id) is not None
    other = replace(command, submit_key="key-2")
    assert refused(unit_day.hand_over, unit.parts, CLERK, other) == (
        "units.not_possible"
    )


def test_agents_need_a_name_and_faces_a_check(unit: Unit) -> None:
    """The rules of the window hold in the canteen as well (6.7-11, 2.2)."""
    job = unit.make().job
    assert job is not None
    nobody = Bearer(kind=Collector.AGENT, papers_checked=True)
    command = unit_day.HandOver(job.job_id, 1, "k", nobody, FACE)
    assert refused(unit_day.hand_over, unit.parts, CLERK, command) == (
        "rule.agent_incomplete"
    )
    unseen = replace(command, bearer=ME, face=replace(FACE, photo_is_holder=False))
    assert refused(unit_day.hand_over, unit.parts, CLERK, unseen) == (
        "rule.checks_incomplete"
    )


def test_marks_and_their_undoing_are_acts(unit: Unit, bench: Bench) -> None:
    """A wrong card is a problem card until the mark is taken back; nothing is lost."""
    job = unit.make().job
    assert job is not None
    who = unit_day.find(unit.parts, job.job_id, "7")
    unit_day.mark(unit.parts, CLERK, who, Mark.WRONG_CARD, "照片")
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(who.card_no)
        assert card is not None
        assert card.stock_state is StockState.PROBLEM
    undone = unit_day.mark(unit.parts, CLERK, who, Mark.UNDONE)
    assert undone.state is PersonState.WAITING
    assert refused(unit_day.mark, unit.parts, CLERK, who, Mark.UNDONE) == (
        "units.not_possible"
    )
    assert refused(unit_day.mark, unit.parts, CLERK, who, Mark.HANDED) == (
        "units.not_possible"
    )


def test_the_evening_count_must_agree_or_be_explained(unit: Unit) -> None:
    """7.2 step 7: every box is counted; a difference has a reason; then closed."""
    job = unit.make().job
    assert job is not None
    command = unit_day.HandOver(job.job_id, 1, "k1", ME, FACE)
    unit_day.hand_over(unit.parts, CLERK, command)
    state = unit_day.progress(unit.parts, job.job_id)
    assert state.boxes[0].handed == 1
    assert state.per_minute == pytest.approx(0.1)
    counts = [
        unit_closing.BoxCount(box, count.in_box)
        for box, count in state.boxes.items()
        if box
    ]
    close = unit_closing.close_job
    assert refused(close, unit.parts, CLERK, job.job_id, tuple(counts[1:])) == (
        "units.box_count"
    )
    counts[0] = replace(counts[0], counted=counts[0].counted - 1)
    assert refused(close, unit.parts, CLERK, job.job_id, tuple(counts)) == (
        "units.box_count"
    )
    counts[0] = replace(counts[0], reason="一张卡待找")
    assert close(unit.parts, CLERK, job.job_id, tuple(counts)) == unit.size - 1
    late = replace(command, running=2, submit_key="k2")
    assert refused(unit_day.hand_over, unit.parts, CLERK, late) == "units.job_closed"


@pytest.mark.parametrize("by", list(ListOrder))
def test_every_order_packs_everybody(unit: Unit, by: ListOrder) -> None:
    """Strokes, pinyin and number give other places, never other people."""
    packed = unit_import.look_through(unit.parts, unit.order(by=by)).packed
    assert {place.row.ssn for place in packed} == {ssn(n) for n in range(unit.size)}
