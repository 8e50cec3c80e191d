"""Names with characters no input method offers: picked, typed, found, shown."""

from __future__ import annotations

from tests.gui.driver import Gui
from tests.gui.test_masking import seen
from views.service.presenter import FormPresenter


def test_a_rare_name_is_found_by_code_point_and_radical(gui: Gui) -> None:
    """𠮷 by its code point and by 口 with six strokes; the search finds the person."""
    gui.key("ctrl+f")
    gui.until(lambda s: s.screen == "pick" and s.focus == "wish")
    gui.type("U+20BB7")
    gui.until(lambda _: "𠮷" in seen(gui))
    gui.key("Return")
    gui.check_fit("pick")
    gui.key("ctrl+Return")
    gui.until(lambda s: s.screen == "search" and s.rows == 1)
    assert "𠮷田𰻝" in seen(gui) or any("𠮷" in text for text in seen(gui).splitlines())


def test_a_picked_character_goes_into_the_form(gui: Gui) -> None:
    """From a form Ctrl+F brings the character into the agent's name."""
    gui.open("王小明")
    gui.key("F5", "alt+a", "ctrl+f")
    gui.until(lambda s: s.screen == "pick" and s.focus == "wish")
    gui.type("48")
    gui.until(lambda _: "龘" in seen(gui))
    gui.key("Return", "ctrl+Return")
    gui.screen_is("form")
    page = gui.window.conductor.top
    assert isinstance(page, FormPresenter)
    assert page.state.name
