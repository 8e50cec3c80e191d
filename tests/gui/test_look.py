"""Look, size and language change at once, by keyboard, and are there tomorrow."""

from __future__ import annotations

from counter_app.domain.codes.rule import RuleCode
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui, labels
from tests.gui.scenes import enter
from views import preferences
from views.palette import PALETTES, LookName


def test_the_look_changes_and_the_page_stays(gui: Gui) -> None:
    """Ctrl+L on a half-filled form: dark, the same page, what was typed is there."""
    gui.open("王小明")
    gui.key("F5", "alt+a")
    gui.type("Agent")
    gui.key("ctrl+l")
    assert gui.window.dresser.chosen.look is LookName.DARK
    assert gui.state().screen == "form"
    assert gui.window.conductor.top.state.name == "Agent"
    plain = (w for w in labels(gui.window.root) if w.winfo_class() == "Label")
    grounds = {str(one["background"]) for one in plain}
    assert PALETTES[LookName.DARK].card in grounds
    assert PALETTES[LookName.LIGHT].card not in grounds
    assert preferences.load(gui.folder).look is LookName.DARK


def test_tomorrow_the_window_looks_the_same(open_gui: OpenGui) -> None:
    """What was chosen on this workstation is there at the next start."""
    first = open_gui()
    first.key("ctrl+l", "ctrl+l", "alt+l")
    assert first.state().language == "en"
    first.close()
    second = open_gui()
    assert second.window.dresser.chosen.look is LookName.CONTRAST
    assert second.state().language == "en"
    second.close()
    told = open_gui(language="zh_CN", language_told=True)
    assert told.state().language == "zh_CN"


def test_the_screen_sets_the_largest_size(gui: Gui) -> None:
    """On 1366 x 768 there is no room for more: Alt+plus says so by staying."""
    gui.key("alt+plus")
    assert gui.window.dresser.percent == 100
    assert gui.state().screen == "search"


def test_a_clerk_tries_a_supervisor_keeps(open_gui: OpenGui) -> None:
    """Reader and printer can be tried by all; what holds for the office cannot."""
    gui = open_gui()
    gui.log_in()
    gui.key("ctrl+comma")
    gui.until(lambda s: s.screen == "settings")
    gui.until(lambda _: gui.window.conductor.top.state.site is not None)
    gui.key("alt+r")
    gui.until(lambda _: gui.window.conductor.top.state.told.endswith("reader_card"))
    gui.key("alt+p")
    gui.until(lambda _: gui.window.conductor.top.state.told.endswith("printed"))
    assert gui.desk.site.printed == ["prints"]
    gui.window.conductor.top.edit("idle_lock_min", "3")
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == RuleCode.NOT_ALLOWED)
    gui.close()
    boss = open_gui()
    enter(boss)
    boss.key("ctrl+comma")
    boss.until(lambda _: getattr(boss.window.conductor.top, "state", None) is not None)
    boss.until(lambda _: boss.window.conductor.top.state.site is not None)
    boss.window.conductor.top.edit("idle_lock_min", "3")
    boss.key("ctrl+Return")
    boss.until(lambda _: boss.window.conductor.top.state.told.endswith("kept"))
    assert boss.desk.site.values["idle_lock_min"] == "3"
    boss.key("alt+b")
    boss.until(lambda s: s.screen == "about")


def test_every_field_of_the_status_bar_leads_to_its_remedy(gui: Gui) -> None:
    """Reader, line, printer, clock, data and stock: one click each."""
    bar = gui.window.shell._status
    wanted = {
        "reader": "settings",
        "line": "sync",
        "printer": "queue",
        "clock": "sync",
        "data": "sync",
    }
    for name, screen in wanted.items():
        bar._labels[name].event_generate("<Button-1>")
        gui.until(lambda s, screen=screen: s.screen == screen and not s.busy)
        gui.window.conductor.next_person()
        gui.until(lambda s: s.screen == "search")
