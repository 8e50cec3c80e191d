"""A unit day in a real window: import by keyboard, boxes, two keys a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.domain.units import PersonState
from counter_app.services import unit_day
from counter_app.services.counter import Counter
from counter_app.services.unit_boxing import PackBox
from sync.unitfile import SealedUnitFiles
from tests.gui.real import RealGui
from tests.integration.services.desk import PASSWORD, Bench
from tests.integration.services.test_units import Unit
from tests.labs.xvfb import Xvfb

SIZE = 12


@pytest.fixture
def gui(screen: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    """A clerk at a window over the real counter; a factory's list on the stick."""
    bench = Bench(tmp_path)
    unit = Unit(bench, tmp_path, SIZE)
    pack = replace(unit.parts.pack, unit_agents=1)
    files = SealedUnitFiles()
    bench.counter = Counter(replace(unit.parts, unit_files=files, pack=pack))
    made = RealGui(screen, bench)
    made.log_in()
    yield made
    made.close()
    bench.close()


def fill(gui: RealGui, *texts: str) -> None:
    """Type into one field after the other."""
    for text in texts:
        gui.key("Tab")
        gui.type(text)


def import_list(gui: RealGui) -> str:
    """Import the list by keyboard; return the job."""
    file = gui.bench.folder / "list.xlsx"
    (gui.bench.folder / "名单.xlsx").rename(file)
    gui.key("ctrl+u")
    gui.screen_is("units")
    gui.until(lambda s: s.focus == "act")
    agent = "Zhou,999901197001010018,13900000000"
    fill(gui, str(file), "Factory", "2026-11-25", "Hall", "5", agent)
    gui.key("alt+t")
    gui.until(lambda s: not s.busy and gui.window.conductor.top.told is not None)
    assert not gui.window.conductor.top.jobs
    gui.check_fit("tried")
    gui.key("alt+e")
    gui.until(lambda _: (gui.bench.folder / "list-errors.xlsx").exists())
    gui.key("ctrl+Return")
    gui.until(lambda s: not s.busy and bool(gui.window.conductor.top.jobs))
    gui.check_fit("jobs")
    return str(gui.window.conductor.top.jobs[0].job_id)


def test_a_unit_day_by_keyboard(gui: RealGui) -> None:
    """G36: two keys a person; every other fate has one key of its own."""
    job_id = import_list(gui)
    parts = gui.bench.counter.parts
    gui.key("alt+j", "Return")
    gui.screen_is("unit_job")
    gui.key("ctrl+p")
    gui.until(lambda s: not s.busy and gui.window.conductor.top.told is not None)
    assert list((gui.folder / "units").glob("labels-*.pdf"))
    gui.check_fit("job")
    gui.key("Return")
    gui.screen_is("on_site")
    page = gui.window.conductor.top
    page._monotonic = lambda: 1e9  # no bounce: each key is meant
    for running in range(1, 6):
        found = unit_day.find(parts, job_id, str(running))
        gui.until(lambda s: s.focus == "scan")
        gui.type(found.ssn)  # the scanner's burst; its end of line is the first key
        gui.key("Return")
        gui.until(lambda s: not s.busy and page.state.person is not None)
        if running == 1:
            page._found_at = 0.0
            gui.check_fit("person")
        page._found_at = 0.0
        act = ("Return", "alt+a", "alt+n", "alt+w", "alt+r")[running - 1]
        gui.key(act)
        gui.until(lambda s: not s.busy and page.state.person is None)
        gui.until(lambda _: page.state.done is not None)
    gui.check_fit("served")
    gui.key("alt+u")  # the refusal is taken back
    gui.until(lambda s: not s.busy and page.state.done.what == "undone")
    states = [unit_day.find(parts, job_id, str(n)).state for n in range(1, 6)]
    assert states == [
        PersonState.HANDED, PersonState.HANDED, PersonState.ABSENT,
        PersonState.WRONG_CARD, PersonState.WAITING,
    ]  # fmt: skip
    gui.type("999901199912310000")
    gui.key("Return")
    gui.until(lambda s: s.error == "units.not_on_list")
    gui.check_fit("stranger")


def test_a_scanner_that_bounces_hands_nothing_over(gui: RealGui) -> None:
    """A second end of line right after the scan is not the clerk's key."""
    import_list(gui)
    gui.key("alt+j", "Return")
    gui.screen_is("unit_job")
    gui.key("Return")
    gui.screen_is("on_site")
    page = gui.window.conductor.top
    page._monotonic = lambda: 5.0
    gui.until(lambda s: s.focus == "scan")
    gui.type("1")
    gui.key("Return")
    gui.until(lambda s: not s.busy and page.state.person is not None)
    gui.key("Return")
    assert page.state.person is not None
    assert page.state.person.state is PersonState.WAITING


def test_two_people_close_a_box_in_the_window(gui: RealGui) -> None:
    """7.2: one alone is refused, with the second person's password it is done."""
    job_id = import_list(gui)
    parts = gui.bench.counter.parts
    gui.key("alt+j", "Return")
    gui.screen_is("unit_job")
    gui.until(lambda s: s.focus == "act")
    total = unit_day.progress(parts, job_id).boxes[1].total
    fill(gui, "1", str(total))
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "stock.second_needed")
    fill(gui, "boss", PASSWORD)
    gui.key("ctrl+Return")
    gui.until(lambda s: not s.busy and gui.window.conductor.top.told is not None)
    assert unit_day.progress(parts, job_id).laid[0].second == "boss"
    assert "password" not in repr(PackBox(job_id, 1, 1))
    gui.check_fit("packed")
