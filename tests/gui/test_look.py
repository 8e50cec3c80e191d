"""Look, size and language change at once, by keyboard, and are there tomorrow."""

from __future__ import annotations

from dataclasses import replace

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
    boss.until(lambda s: s.screen == "about" and not s.busy)
    boss.key("alt+e")
    boss.until(lambda _: bool(boss.window.conductor.top.state.file))
    [made] = (boss.folder / "support").glob("counter-support-*.zip")
    assert made.read_bytes() == b"PK invented"
    assert made.stat().st_mode & 0o077 == 0


def test_every_field_of_the_status_bar_leads_to_its_remedy(gui: Gui) -> None:
    """Reader, line, printer, clock, data, stock, office, operator: one click each."""
    bar = gui.window.shell._status
    wanted = {
        "reader": "settings",
        "line": "sync",
        "printer": "queue",
        "clock": "sync",
        "data": "sync",
        "stock": "stock",
    }
    for name, screen in wanted.items():
        bar._labels[name].event_generate("<Button-1>")
        gui.until(lambda s, screen=screen: s.screen == screen and not s.busy)
        gui.window.conductor.next_person()
        gui.until(lambda s: s.screen == "search")
    title = gui.window.shell.title
    title._office.event_generate("<Button-1>")
    gui.until(lambda s: s.screen == "about" and not s.busy)
    title._operator.event_generate("<Button-1>")
    assert gui.screen_is("lock").focus == "password"


def test_the_manual_opens_before_login_and_while_locked(open_gui: OpenGui) -> None:
    """F1 shows the page, Esc leads back; the lock stays shut behind it."""
    gui = open_gui()
    gui.key("F1")
    gui.until(lambda s: s.screen == "help")
    assert not gui.window.conductor.inside
    gui.key("F9", "F2", "F1")
    assert gui.window.conductor.top.keys
    gui.key("Escape")
    gui.until(lambda s: s.screen == "login" and s.focus == "login")
    gui.log_in()
    gui.key("F12")
    gui.until(lambda s: s.screen == "lock")
    gui.key("F1")
    gui.until(lambda s: s.screen == "help")
    gui.key("F9", "F5", "a")
    assert not gui.window.conductor.inside
    assert gui.state().screen == "help"
    gui.key("Escape")
    gui.until(lambda s: s.screen == "lock" and s.focus == "password")


def test_settings_stand_on_the_rail(gui: Gui) -> None:
    """One click; the page is marked there."""
    _, labels_of, _ = gui.window.shell._rail._parts["settings"]
    labels_of[0].event_generate("<Button-1>")
    assert gui.until(lambda s: s.screen == "settings").screen == "settings"


def test_a_window_comes_back_where_it_was_and_into_sight(open_gui: OpenGui) -> None:
    """Place and size are remembered; a monitor that is gone keeps no window."""
    first = open_gui(size=None)
    first.window.root.geometry("1150x700+120+40")
    first.settle()
    first.window.close()
    first.closed = True
    assert first.runtime.close(30)
    assert preferences.read(first.folder)["geometry"] == "1150x700+120+40"
    second = open_gui(size=None)
    root = second.window.root
    second.settle()
    assert (root.winfo_width(), root.winfo_height()) == (1150, 700)
    assert (root.winfo_rootx(), root.winfo_rooty()) == (120, 40)
    second.close()
    stored = {"geometry": "1200x720+4096+2160", "zoomed": False}
    preferences.write(first.folder, stored)
    third = open_gui(size=None)
    third.settle()
    root = third.window.root
    right = root.winfo_rootx() + root.winfo_width()
    below = root.winfo_rooty() + root.winfo_height()
    assert (right, below) == (root.winfo_screenwidth(), root.winfo_screenheight())
    assert root.winfo_rootx() >= 0
    assert root.winfo_width() == 1200


def test_the_printers_field_says_why_it_is_away(gui: Gui) -> None:
    """The tooltip tells cause and remedy, in the language of the window."""
    visit = gui.window.conductor.visit
    gui.until(lambda _: visit.status is not None)
    bar, words = gui.window.shell._status, gui.window.kit.words
    assert bar.tip_of("printer") == words("view.tip.printer")
    for language in ("zh_CN", "en"):
        words.use(language)
        for code in ("printing.target_away", "printing.no_answer"):
            away = replace(visit.status, printer_ready=False, printer_code=code)
            bar.show(replace(visit, status=away))
            cause, remedy = words.refusal(code)
            assert "{" not in cause + remedy
            assert bar.tip_of("printer").splitlines()[:2] == [cause, remedy]
    assert bar.tip_of("clock") == words("view.tip.clock")
