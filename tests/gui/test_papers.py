"""The print queue and the paper on the screen, by real keys in a real window."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

import pytest

from counter_app.services.results import Paper
from printing import samples
from printing.press import ReportlabPress
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui
from views.sheet.view import filedialog

NUMBER = "321200012026112131011A2B000042B"


def with_papers(gui: Gui) -> Gui:
    """Let the desk give real papers, and put some into the queue."""
    content = samples.rare()
    pdf = ReportlabPress().receipt(content.to_json())
    gui.desk.paper = lambda number: Paper(number, pdf, 1, content.effect)  # type: ignore[method-assign]
    gui.desk.spool.add(NUMBER[:-2] + "1X", state="printed")
    gui.desk.spool.add(NUMBER[:-2] + "2Y", state="failed", fault="printing.uncertain")
    gui.desk.spool.add(NUMBER, fault="printing.target_away")
    return gui


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_queue_is_worked_off_by_keys(open_gui: OpenGui, language: str) -> None:
    """Ctrl+Q opens it, Enter prints, Alt+X takes off; Ctrl+O shows the paper."""
    gui = open_gui(language=language)
    gui.log_in()
    with_papers(gui)
    gui.key("ctrl+q")
    gui.until(lambda s: s.screen == "queue" and s.rows == 3)
    gui.key("Return")
    gui.until(lambda _: gui.desk.spool.rows[0].state == "printed")
    gui.key("Down")
    gui.key("alt+x")
    gui.until(lambda _: gui.desk.spool.rows[1].state == "cancelled")
    gui.key("ctrl+o")
    gui.screen_is("sheet")
    gui.key("Escape")
    assert gui.screen_is("queue").rows == len(gui.desk.spool.rows)


def test_the_paper_is_enlarged_and_saved(
    gui: Gui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+plus enlarges the page; Alt+F writes the file that is named."""
    target = tmp_path / "saved.pdf"
    monkeypatch.setattr(filedialog, "asksaveasfilename", lambda **_: str(target))
    with_papers(gui)
    gui.key("ctrl+q")
    gui.until(lambda s: s.screen == "queue" and s.rows == 3)
    gui.key("ctrl+o")
    gui.screen_is("sheet")
    page = gui.window.conductor.top

    def width() -> int:
        view = page.view
        picture = getattr(view, "_picture", None)
        return picture.width() if picture is not None else 0

    gui.until(lambda _: width() > 0)
    before = width()
    gui.key("ctrl+plus")
    gui.until(lambda _: width() > before)
    gui.key("alt+f")
    gui.until(lambda _: target.exists())
    assert target.read_bytes().startswith(b"%PDF")
    assert isinstance(page.view, tk.Frame)
