"""A unit's list of applications by keyboard: tried, taken, stopped, gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from counter_app.domain.records import Ssn
from counter_app.ports.applications import BatchState
from counter_app.ports.photos import PhotoRow
from counter_app.services.counter import Counter
from counter_app.sheets import read_sheet
from tests.gui.real import RealGui
from tests.integration.services.desk import Bench
from tests.integration.services.test_units import ssn
from tests.labs.xvfb import Xvfb

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SIZE = 30
FAULTY = 2  # one number wrong, one without a bank


@pytest.fixture
def gui(screen: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    """A clerk at a window; a factory's list, its photos in the store."""
    bench = Bench(tmp_path)
    people = [ssn(100 + n) for n in range(SIZE)]
    with bench.store.unit_of_work() as uow:
        for number in people:
            digest = sha256(number.encode()).hexdigest()
            row = PhotoRow(digest, "x.jpg", Ssn(number), "", b"jpeg", AT, "li")
            uow.photos.put(row)
        uow.commit()
    write_list(tmp_path / "list.xlsx", people)
    parts = bench.counter.parts
    pack = replace(parts.pack, unit_agents=1)
    bench.counter = Counter(replace(parts, read_sheet=read_sheet, pack=pack))
    made = RealGui(screen, bench)
    made.log_in()
    yield made
    made.close()
    bench.close()


def write_list(file: Path, people: list[str]) -> None:
    """The unit calls the name a heading of its own."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["工友", "身份证号码", "服务银行"])
    for n, number in enumerate(people):
        sheet.append([f"Worker {n}", number, "95580" if n else ""])
    sheet.append(["Wrong Number", "123", "95580"])
    book.save(file)


def fill(gui: RealGui) -> None:
    """Open the page and fill it in by keys."""
    gui.key("ctrl+n")
    gui.screen_is("apply")
    gui.key("alt+b")
    gui.until(lambda s: s.screen == "apply_batch" and s.focus == "file")
    gui.type(str(gui.bench.folder / "list.xlsx"))
    agent = ("Factory", "Zhou", "999901197001010018", "13900000000")
    for text in agent:
        gui.key("Tab")
        gui.type(text)
    gui.key("Tab", "Tab")
    gui.until(lambda s: s.focus == "seen")


def ended(gui: RealGui) -> str:
    """Wait until a walk has told how it ended; return its words' id."""
    page = gui.window.conductor.batch
    gui.until(lambda s: not s.busy and page.told is not None)
    return str(page.told.msgid)


def taken(gui: RealGui) -> int:
    return int(gui.rows("SELECT count(*) FROM application")[0][0])


def test_a_unit_applies_from_its_workbook(gui: RealGui) -> None:
    """7.1: dry run, headings told once, bad rows in a workbook, nobody twice."""
    fill(gui)
    page = gui.window.conductor.batch
    gui.key("alt+t")
    gui.until(lambda s: s.faults == ("seen",))  # nobody saw the stamped list yet
    gui.key("space", "alt+t")
    gui.until(lambda s: s.error == "apply.no_column")
    gui.check_fit("no-column")
    page.view._fields["map"].set("工友=name")  # no keyboard types this here
    gui.key("alt+t")
    assert ended(gui) == "apply.batch.tried"
    assert taken(gui) == 0
    assert (page.done.taken, len(page.bad)) == (SIZE - 1, FAULTY)
    gui.check_fit("tried")
    gui.key("alt+e")
    errors = gui.bench.folder / "list-errors.xlsx"
    gui.until(lambda s: errors.exists() and not s.busy)
    assert load_workbook(errors).worksheets[0].max_row == FAULTY + 1
    page.told = None
    gui.key("ctrl+Return")
    assert ended(gui) == "apply.batch.taken"
    assert taken(gui) == SIZE - 1
    gui.check_fit("taken")
    page.view._fields["map"].set("")  # from now on it is known
    page.told = None
    gui.key("ctrl+Return")
    assert ended(gui) == "apply.batch.taken"
    assert (page.done.repeated, taken(gui)) == (SIZE - 1, SIZE - 1)
    assert [batch.state for batch in page.batches] == [BatchState.DONE]


def test_a_list_is_stopped_and_gone_on_with(gui: RealGui) -> None:
    """What was taken stays; Enter on the stopped list takes the others, once."""
    fill(gui)
    gui.key("space")
    page = gui.window.conductor.batch
    page.view._fields["map"].set("工友=name")
    begun, count = page.count.begin, []

    def counted() -> object:
        told = begun()

        def tell(done: int, total: int) -> None:
            count.append(done)
            if len(count) == 10:
                page.stop()
            told(done, total)

        return tell

    page.count.begin = counted
    gui.key("ctrl+Return")
    assert ended(gui) == "apply.batch.stopped"
    assert page.done.done == 10
    assert taken(gui) == 9  # the first has no bank
    gui.until(lambda _: [b.state for b in page.batches] == [BatchState.STOPPED])
    gui.check_fit("stopped")
    page.told = None
    gui.key("alt+j", "Return")
    assert ended(gui) == "apply.batch.taken"
    assert taken(gui) == SIZE - 1
    assert gui.rows("SELECT count(DISTINCT ssn) FROM application") == [(SIZE - 1,)]
