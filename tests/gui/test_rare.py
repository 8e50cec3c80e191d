"""A name of rare characters: typed, found, shown, and printed (GB 18030 level 3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.driver import labels
from tests.gui.real import RealGui
from tests.integration.printing.reading import text_of
from tests.integration.services.desk import SSN, Bench, person
from tests.labs.xvfb import Xvfb

NAME = "𠮷田𰻝"  # the first and the last lie beyond the basic plane


@pytest.fixture
def real(screen: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    bench = Bench(tmp_path)
    bench.live()
    with bench.store.unit_of_work() as work:
        work.holders.put_many([person(SSN, NAME)])
        work.commit()
    gui = RealGui(screen, bench)
    gui.log_in()
    yield gui
    gui.close()
    bench.close()


def test_from_the_key_to_the_paper(real: RealGui) -> None:
    """One character finds the person; page, list and receipt show the name whole."""
    real.type("𰻝")
    real.until(lambda s: s.rows == 1 and not s.busy)
    tree = real.window._page._table.tree
    assert tree.set(tree.get_children()[0], "c0") == NAME
    real.key("Return")
    real.screen_is("case")
    assert any(NAME in str(label.cget("text")) for label in labels(real.window.root))
    real.key("F5", "alt+2", "space", "Return")
    real.until(lambda s: s.screen == "confirm" and s.ready)
    real.key("ctrl+Return")
    result = real.screen_is("result").result
    assert result is not None
    paper = text_of(real.bench.counter.paper(result["receipt_no"]).pdf)
    assert "𠮷**" in paper  # masked as every name on paper, its first character whole
    real.key("Return", "F9")
    real.until(lambda s: s.screen == "today" and s.rows == 1)
    tree = real.window._page._board.table.tree
    assert tree.set("0", "c3") == NAME
