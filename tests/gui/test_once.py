"""One form is one case, however often and by whatever it is submitted (G31)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.real import RealGui
from tests.integration.services.desk import SSN, Bench
from tests.labs.xvfb import Xvfb

TIMES = 20
SCAN = (*SSN, "Return")  # what a scanner types, 8 ms apart


@pytest.fixture
def real(screen: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    bench = Bench(tmp_path)
    bench.live()
    gui = RealGui(screen, bench)
    gui.log_in()
    yield gui
    gui.close()
    bench.close()


def cases(gui: RealGui) -> int:
    return int(str(gui.rows("SELECT count(*) FROM case_record")[0][0]))


def confirm_page(gui: RealGui) -> None:
    gui.open(SSN)
    gui.key("F5", "alt+2", "space", "Return")
    gui.until(lambda s: s.screen == "confirm" and s.ready)


def test_twenty_presses_are_one_case(real: RealGui) -> None:
    """Twenty Ctrl+Enter within 200 ms, while the act runs: one case, one receipt."""
    confirm_page(real)
    real.key(*["ctrl+Return"] * TIMES)  # 8 ms apart
    real.screen_is("result")
    real.settle()
    assert cases(real) == 1
    assert real.rows("SELECT count(*) FROM operation") == [(1,)]
    assert real.rows("SELECT count(*) FROM receipt") == [(1,)]


def test_a_scanner_that_fires_twice_opens_one_person(real: RealGui) -> None:
    """The number and Enter twice in one burst: one person is open, nothing is done."""
    real.key("F2")
    real.key(*SCAN, *SCAN)
    real.screen_is("case")
    assert cases(real) == 0
    opened = real.rows("SELECT count(*) FROM audit WHERE event = 'holder.open'")
    assert int(str(opened[0][0])) <= 2


def test_a_scan_over_the_confirm_page_files_nothing(real: RealGui) -> None:
    """A scanner's Enter is no Ctrl+Enter: the open form stays as it is, kept."""
    confirm_page(real)
    real.key(*SCAN, *SCAN)
    real.until(lambda s: not s.busy)
    real.settle()
    assert cases(real) == 0
    assert real.rows("SELECT count(*) FROM draft") == [(1,)]
