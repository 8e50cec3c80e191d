"""Boxes of a unit: batch places, two persons, papers, laptops (business.md 7, 8)."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from counter_app.domain.list_heads import Column
from counter_app.domain.secret import Secret
from counter_app.domain.states import StockState
from counter_app.domain.units import Mark
from counter_app.services import (
    unit_batch,
    unit_boxing,
    unit_closing,
    unit_day,
    unit_import,
    unit_laptops,
    unit_merging,
    unit_papers,
)
from counter_app.services.approval import Approval
from counter_app.services.unit_boxing import PackBox
from counter_app.services.unit_papers import UnitPaper
from sync.unitfile import SealedUnitFiles
from tests.integration.services.desk import FACE, ME, PASSWORD, Bench
from tests.integration.services.test_units import CLERK, Unit, card_no, refused, ssn

SIZE = 24


@pytest.fixture
def unit(bench: Bench, tmp_path: Path) -> Unit:
    made = Unit(bench, tmp_path, SIZE)
    made.parts = replace(made.parts, unit_files=SealedUnitFiles())
    return made


def job_of(unit: Unit) -> str:
    job = unit.make().job
    assert job is not None
    return job.job_id


def boss() -> Approval:
    return Approval("boss", Secret(PASSWORD), "")


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_two_persons_close_a_box_and_its_cards_wait(unit: Unit, bench: Bench) -> None:
    """7.2 step 5: counted by two, every card in its slot in state 3, one act."""
    job = job_of(unit)
    total = unit_day.progress(unit.parts, job).boxes[1].total
    pack = unit_boxing.pack_box
    alone = PackBox(job, 1, total)
    assert refused(pack, unit.parts, CLERK, alone) == "stock.second_needed"
    short = PackBox(job, 1, total - 1, boss())
    assert refused(pack, unit.parts, CLERK, short) == "units.pack_count"
    box = pack(unit.parts, CLERK, PackBox(job, 1, total, boss()))
    assert (box.packer, box.second) == ("li", "boss")
    again = PackBox(job, 1, total, boss())
    assert refused(pack, unit.parts, CLERK, again) == "units.box_packed"
    with bench.store.unit_of_work() as uow:
        people = uow.units.of_box(job, 1)
        cards = uow.cards.those(person.card_no for person in people)
    for person in people:
        card = cards[person.card_no]
        assert card.stock_state is StockState.WAITING
        assert card.box_position == f"{box.label}-{person.slot:03d}"
    with bench.store.queries() as reads:
        moves = [m for m in reads.moves(0) if m.kind.value == "unit_pack"]
    assert len(moves) == total
    assert {(m.actor, m.second, m.paper_no) for m in moves} == {
        ("li", "boss", box.label)
    }


def test_one_person_is_enough_where_the_pack_says_so(unit: Unit) -> None:
    """The rule pack says how many of the office close a box."""
    parts = replace(unit.parts, pack=replace(unit.parts.pack, unit_office=1))
    job = job_of(unit)
    total = unit_day.progress(parts, job).boxes[1].total
    assert not unit_boxing.pack_box(parts, CLERK, PackBox(job, 1, total)).second


def test_headings_are_told_once(unit: Unit, tmp_path: Path) -> None:
    """7.1: an unknown heading is named, told, and known for every list after it."""
    rows = [(unit.name(n), ssn(n)) for n in range(4)]
    first = book(tmp_path / "a.xlsx", ("员工", "工号证件", "班别"), *rows[:2])
    order = unit.order(list=first)
    assert refused(unit_import.look_through, unit.parts, order) == (
        "lists.no_name_column"
    )
    strange = replace(order, told=(("别名", Column.NAME),))
    assert refused(unit_import.look_through, unit.parts, strange) == (
        "lists.map_unknown"
    )
    told = (("员工", Column.NAME), ("工号证件", Column.SSN))
    made = unit_import.make_job(unit.parts, CLERK, replace(order, told=told))
    assert len(made.packed) == 2
    assert made.unknown == ("班别",)
    second = book(tmp_path / "b.xlsx", ("员工", "工号证件", "班别"), *rows[2:])
    assert len(unit_import.look_through(
        unit.parts, unit.order(list=second)).packed) == 2  # fmt: skip


def test_a_batch_list_places_cards_once(unit: Unit, tmp_path: Path) -> None:
    """7.1: positions go into the stock book; every other row has its reason."""
    file = book(
        tmp_path / "batch.xlsx",
        ("社保卡号", "社会保障号码", "装箱位置"),
        (card_no(0), ssn(0), "20261101-1-2-1"),
        (card_no(1), ssn(1), "20261101-1-2-2"),
        (card_no(2), ssn(2), "20261101-1-2-2"),
        (card_no(3), ssn(4), "20261101-1-2-4"),
        (card_no(5), ssn(5), "somewhere"),
        (card_no(900), ssn(6), "20261101-1-2-6"),
    )
    tried = unit_batch.place_batch(unit.parts, CLERK, file, dry_run=True)
    made = unit_batch.place_batch(unit.parts, CLERK, file)
    assert tried == made
    assert (made.placed, made.same) == (2, 0)
    assert [(row.line, row.fault.value) for row in made.bad] == [
        (4, "place_twice"), (5, "no_card"), (6, "place_shape"), (7, "not_in_stock"),
    ]  # fmt: skip
    again = unit_batch.place_batch(unit.parts, CLERK, file)
    assert (again.placed, again.same) == (0, 2)


def test_papers_name_everybody_once(unit: Unit, tmp_path: Path) -> None:
    """9.1: labels, pick list, signature sheet, record and the list of wrong data."""
    job = job_of(unit)
    wrong = unit_day.find(unit.parts, job, "3")
    unit_day.mark(unit.parts, CLERK, wrong, Mark.WRONG_CARD, "照片不是本人")
    texts = {}
    for what in UnitPaper:
        pdf = tmp_path / f"{what}.pdf"
        pdf.write_bytes(unit_papers.make(unit.parts, CLERK, job, what))
        run = ["pdftotext", "-layout", str(pdf), "-"]
        texts[what] = subprocess.run(
            run, capture_output=True, text=True, check=True
        ).stdout
    boxes = unit_day.progress(unit.parts, job).laid
    assert all(box.label in texts[UnitPaper.LABELS] for box in boxes)
    assert all(box.label in texts[UnitPaper.RECORD] for box in boxes)
    for what in (UnitPaper.SHEET, UnitPaper.PICKLIST):
        slots = re.findall(r"\b\d\d-\d\d\d\b", texts[what])
        assert len(set(slots)) == len(slots) == SIZE
    assert texts[UnitPaper.WRONG].count("照片不是本人") == 1
    assert all(str(ssn(n)) not in text for text in texts.values() for n in range(SIZE))


def test_a_box_given_away_is_served_nowhere_else(unit: Unit) -> None:
    """A box is with one laptop: the office can neither serve nor count nor give it."""
    job, parts = job_of(unit), unit.parts
    made = unit_laptops.give_boxes(parts, CLERK, job, [1], "a")
    who = unit_day.HandOver(job, 1, "k1", ME, FACE)
    assert refused(unit_day.hand_over, parts, CLERK, who) == "units.box_away"
    assert refused(unit_laptops.give_boxes, parts, CLERK, job, [1], "b") == (
        "units.box_away"
    )
    counts = tuple(
        unit_closing.BoxCount(box, c.in_box)
        for box, c in unit_day.progress(parts, job).boxes.items()
        if box
    )
    assert (
        refused(unit_closing.close_job, parts, CLERK, job, counts) == "units.box_away"
    )
    assert unit_laptops.give_boxes(parts, CLERK, job, [1], "a").people == made.people
    strict = replace(parts, office=replace(parts.office, office_code="99990102"))
    assert refused(
        unit_laptops.take_boxes, strict, CLERK, made.data, made.code
    ) == "units.other_office"  # fmt: skip
    unit_laptops.take_back(parts, CLERK, job, 1)
    assert unit_day.hand_over(parts, CLERK, who).case


def test_a_lost_laptop_is_settled_by_the_centers_word(unit: Unit, bench: Bench) -> None:
    """What a broken laptop handed out is added from the feed, once."""
    job, parts = job_of(unit), unit.parts
    unit_laptops.give_boxes(parts, CLERK, job, [1], "a")
    unit_laptops.take_back(parts, CLERK, job, 1)
    person = unit_day.find(parts, job, "2")
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(person.card_no)
        assert card is not None
        uow.cards.put(replace(card, handed_out_on=date(2026, 11, 20), version=2))
        uow.commit()
    assert unit_merging.settle(parts, CLERK, job).given == (2,)
    assert unit_merging.settle(parts, CLERK, job).given == ()
    assert unit_day.progress(parts, job).boxes[0].handed == 1
    with bench.store.unit_of_work() as uow:
        card = uow.cards.get(person.card_no)
    assert card is not None
    assert card.stock_state is StockState.BACK_ENTERED
