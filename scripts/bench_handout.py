"""Measure a unit's day (goal G36) on one offline laptop, encrypted store.

    scripts/bench handout [--people N] [--seed N]

Import, order by strokes, boxes, then labels and signature sheets as PDF; scan -> place
for everybody in the store and scan -> painted in a real window (Xvfb, from the end of
line to the figures on the screen); the hand-over itself beside a bare encrypted commit
of the same run; keys a person as the window takes them. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import xlsxwriter

from counter_app.domain.records import Card, Holder
from counter_app.domain.states import AppStatus, Role, StockState
from counter_app.domain.units import UnitAgent, UnitJob, UnitPerson
from counter_app.practice.people import card_no, citizen_number
from counter_app.services import unit_day, unit_import, unit_papers
from counter_app.services.counter import Counter
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_day import HandOver
from counter_app.services.unit_import import UnitOrder
from counter_app.services.unit_papers import UnitPaper
from counter_app.sheets import read_sheet
from tests.gui.real import RealGui
from tests.integration.services.desk import FACE, ME, Bench
from tests.labs.xvfb import Xvfb
from views.units.onsite import OnSitePresenter

ALL_LIMIT_S, SCAN_LIMIT_MS = 10.0, 100.0
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文辉龘𠮷"
_HANDED, _SCANNED = 300, 200
CLERK = Session("li", "李", Role.CLERK)


def main() -> int:
    """Build the unit, run its day, print figures beside their limits."""
    parser = argparse.ArgumentParser(prog="scripts/bench handout")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-handout-") as place:
        table = Bench(Path(place))
        try:
            found = _measure(table, Path(place), args.people, random.Random(args.seed))
        finally:
            table.close()
    for name, value in found.items():
        print(f"{name:<24} {value}")
    print(json.dumps(found))
    return 0


def _measure(
    table: Bench, folder: Path, people: int, dice: random.Random
) -> dict[str, object]:
    parts = replace(table.counter.parts, read_sheet=read_sheet)
    holders = _roll(table, people, dice)
    order = UnitOrder(
        list=_list(folder / "unit.xlsx", holders),
        unit="工厂",
        day=date(2026, 11, 25),
        place="食堂",
        agents=(UnitAgent("周", "999901197001010018", "139"),),
    )
    began = time.perf_counter()
    made = unit_import.make_job(parts, CLERK, order)
    spent = time.perf_counter() - began
    job = made.job
    if job is None or len(made.packed) != people:
        raise SystemExit(f"{len(made.bad)} rows were not taken")
    papers = _papers(parts, job)
    scans = _times([_finding(parts, job, holder) for holder in holders])
    return {
        "people": people,
        "boxes": made.packed[-1].box,
        "import_s": round(spent, 2),
        **papers,
        "all_s": round(spent + sum(papers.values()), 2),
        "all_limit_s": ALL_LIMIT_S,
        "scan_p50_ms": _ms(scans, 0.5),
        "scan_p95_ms": _ms(scans, 0.95),
        "scan_limit_ms": SCAN_LIMIT_MS,
        **_hand_over(table, parts, job),
        **_painted(table, parts, job),
    }


def _papers(parts: Parts, job: UnitJob) -> dict[str, float]:
    """Make the lists that the day cannot begin without."""
    found = {}
    for what in (UnitPaper.LABELS, UnitPaper.SHEET):
        began = time.perf_counter()
        unit_papers.make(parts, CLERK, job.job_id, what)
        found[f"{what.value}_s"] = round(time.perf_counter() - began, 2)
    return found


def _finding(parts: Parts, job: UnitJob, holder: Holder) -> Callable[[], object]:
    return lambda: unit_day.find(parts, job.job_id, holder.ssn)


def _painted(table: Bench, parts: Parts, job: UnitJob) -> dict[str, object]:
    """Scan and hand over in a real window; the keys are those that were pressed."""
    people = unit_day.people(parts, job.job_id, None, 0, _HANDED + _SCANNED)[0]
    screen = Xvfb()
    table.counter = Counter(parts)
    gui = RealGui(screen, table)
    try:
        gui.log_in()
        page = OnSitePresenter(gui.window.conductor.ctx, job.job_id)
        page._monotonic = _no_bounce().__next__  # noqa: SLF001 - no clerk waits here
        gui.window.conductor.push(page)
        gui.until(lambda s: s.focus == "scan" and page.state.progress is not None)
        spent, keys = [], 0
        for person in people[_HANDED:]:
            gui.window._page.focus_field("")  # type: ignore[union-attr]  # noqa: SLF001 - the page on top
            entry = gui.window.root.focus_get()
            entry.insert("end", person.ssn)  # the scanner
            began = time.perf_counter()
            keys += _press(gui, lambda: page.state.person is not None)
            spent.append(time.perf_counter() - began)
            keys += _press(gui, lambda: page.state.done is not None)
    finally:
        gui.close()
        screen.close()
    spent.sort()
    return {
        "painted_p50_ms": _ms(spent, 0.5),
        "painted_p95_ms": _ms(spent, 0.95),
        "keys_a_person": keys / _SCANNED,
    }


def _no_bounce() -> Iterator[float]:
    return count(step=1.0)


def _press(gui: RealGui, holds: Callable[[], bool]) -> int:
    """Press Enter and wait until what it does is painted; return the keys: one."""
    root = gui.window.root
    root.focus_get().event_generate("<Return>")  # type: ignore[union-attr]  # never None
    while not holds():
        root.update()
        gui.runtime.stop.wait(0.001)
    root.update()
    return 1


def _hand_over(table: Bench, parts: Parts, job: UnitJob) -> dict[str, object]:
    """Hand out to some of them, beside a commit of one audit row."""

    def bare() -> None:
        with table.store.unit_of_work() as uow:
            uow.audit.append(at=table.clock.now(), actor="bench", event="bench")
            uow.commit()

    people = unit_day.people(parts, job.job_id, None, 0, _HANDED)[0]
    given = _times([_handing(parts, person) for person in people])
    floor = _times([bare for _ in people])
    return {
        "hand_over_p50_ms": _ms(given, 0.5),
        "hand_over_p95_ms": _ms(given, 0.95),
        "bare_commit_p95_ms": _ms(floor, 0.95),
        "ratio_p50": round(statistics.median(given) / statistics.median(floor), 2),
    }


def _handing(parts: Parts, person: UnitPerson) -> Callable[[], object]:
    command = HandOver(person.job_id, person.running, f"k{person.running}", ME, FACE)
    return lambda: unit_day.hand_over(parts, CLERK, command)


def _roll(table: Bench, people: int, dice: random.Random) -> list[Holder]:
    start = date(1960, 1, 1)
    holders = []
    for n in range(people):
        born = start + timedelta(days=n % 15000)
        name = dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=2))
        holders.append(
            Holder(
                ssn=citizen_number("999901", born, n // 15000 + n % 500),
                name=name,
                sex="male",
                ethnicity="01",
                birth_date=born,
                birth_place="999901",
            )
        )
    with table.store.unit_of_work() as uow:
        uow.holders.put_many(holders)
        for n, holder in enumerate(holders):
            uow.cards.put(
                Card(
                    card_no=card_no(n),
                    region="999901",
                    card_uid=None,
                    ssn=holder.ssn,
                    app_status=AppStatus.DORMANT,
                    stock_state=StockState.IN_CABINET,
                    bank="95580",
                    arrived_on=date(2026, 11, 1),
                    version=1,
                )
            )
        uow.commit()
    return holders


def _list(path: Path, holders: list[Holder]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "社会保障号码", "车间", "班组"])
        for n, holder in enumerate(holders, start=1):
            shop, team = f"{n % 7 + 1} 车间", f"{n % 5 + 1} 班"
            sheet.write_row(n, 0, [holder.name, holder.ssn, shop, team])
    return path


def _times(calls: list[Callable[[], object]]) -> list[float]:
    found = []
    for call in calls:
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return sorted(found)


def _ms(times: list[float], part: float) -> float:
    return round(times[int(len(times) * part)] * 1000, 2)


if __name__ == "__main__":
    sys.exit(main())
