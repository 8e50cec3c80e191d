"""What a column has no room for ends with an ellipsis and can be read whole (G33)."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import views
from tests.gui.driver import Gui, cut_cells, misfits
from views.palette import Tone
from views.widgets.cells import ELLIPSIS, elided
from views.widgets.table import Column, Table

LONG = "阿卜杜热依木·麦麦提吐尔逊·阿布都克里木·艾山江"
UNIT = "Yangtze River Delta Precision Instruments and Components Co., Ltd."
ROWS = (("王小明", "泰州一中"), (LONG, UNIT), ("John Smith", UNIT))


@pytest.fixture
def table(gui: Gui) -> Table[tuple[str, str]]:
    """Two columns, too narrow for the longest names, in a window of their own."""
    top = tk.Toplevel(gui.window.root)
    top.geometry("420x260+40+40")
    columns = [Column("Name", 120), Column("Unit", 160, grows=True)]
    made: Table[tuple[str, str]] = Table(top, gui.window.kit, columns, "people")
    made.frame.pack(fill="both", expand=True)
    made.fill(ROWS, lambda row: (row, Tone.PLAIN))
    gui.settle()
    return made


@given(st.text(max_size=60), st.integers(10, 400))
def test_as_much_as_fits_is_shown(content: str, room: int) -> None:
    """Never wider than the cell, never cut without a sign, never cut without need."""
    shown = elided(content, room, lambda text: 7 * len(text))
    assert 7 * len(shown) <= room
    if shown != content:
        assert 7 * len(content) > room
        assert shown.endswith(ELLIPSIS)
        assert content.startswith(shown[:-1])


def test_a_cell_that_is_cut_says_so_and_is_read_by_keyboard(
    gui: Gui, table: Table[tuple[str, str]]
) -> None:
    """The line below follows the cursor keys; a row that fits leaves it empty."""
    tree, below = table.tree, table._cells.below
    shown = [[tree.set(row, f"c{n}") for n in (0, 1)] for row in tree.get_children()]
    assert shown[0] == list(ROWS[0])
    assert all(text.endswith(ELLIPSIS) for text in shown[1])
    assert cut_cells(tree) == []
    assert below.winfo_viewable()
    assert below["text"] == ""
    tree.focus_force()
    table.focus()
    gui.settle()
    tree.event_generate("<Down>")
    gui.settle()
    assert below["text"] == f"Name: {LONG} · Unit: {UNIT}"
    tree.event_generate("<Down>")
    gui.settle()
    assert below["text"] == f"Unit: {UNIT}"
    assert misfits(tree.winfo_toplevel()) == []


def test_the_pointer_reads_the_cell_it_rests_on(
    gui: Gui, table: Table[tuple[str, str]]
) -> None:
    """The tooltip has the whole text of a cell that is cut, and of no other."""
    cells, tree = table._cells, table.tree
    for row, column, wanted in ((1, 0, LONG), (1, 1, UNIT), (0, 0, ""), (2, 0, "")):
        x, y, *_ = tree.bbox(str(row), f"c{column}")
        cells._moved(SimpleNamespace(x=x + 20, y=y + 4, x_root=60, y_root=60))
        assert cells.whole(*cells._under) == wanted
        cells._tip._show()
        assert cells._tip.msg_var.get() == wanted
    cells._tip.on_leave()
    gui.settle()


def test_room_that_comes_is_used(gui: Gui, table: Table[tuple[str, str]]) -> None:
    """In a wider window the unit stands whole; where all fits, the line goes."""
    tree = table.tree
    tree.winfo_toplevel().geometry("1100x260")
    gui.until(lambda _: tree.set("1", "c1") == UNIT)
    assert tree.set("1", "c0").endswith(ELLIPSIS)
    tree.column("c0", width=420)
    tree.event_generate("<ButtonRelease-1>")
    gui.settle()
    assert tree.set("1", "c0") == LONG
    assert not table._cells.below.winfo_manager()


def test_every_table_is_this_one() -> None:
    """No page has a way of its own to show rows."""
    house = Path(views.__file__).parent
    own = [
        file.relative_to(house).as_posix()
        for file in house.rglob("*.py")
        if "Treeview(" in file.read_text("utf-8")
    ]
    assert own == ["widgets/table.py"]


def test_rows_come_and_go_without_another_width(
    gui: Gui, table: Table[tuple[str, str]]
) -> None:
    """The bar has its place always: an answer is fitted and painted once (G2)."""
    before = table.tree.winfo_width()
    for rows in (ROWS * 30, (), ROWS):
        table.fill(rows, lambda row: (row, Tone.PLAIN))
        gui.settle()
        assert table.tree.winfo_width() == before
        assert table._bar.winfo_ismapped() == (len(rows) > len(ROWS))
