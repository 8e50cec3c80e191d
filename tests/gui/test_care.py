"""What must not happen: doubled cases, lost work, the wrong card, a blocked window."""

from __future__ import annotations

import threading

import pytest

from counter_app.domain.errors import CardError
from counter_app.runtime import WrongThreadError
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui


def to_confirm(gui: Gui) -> None:
    """Open a formal loss up to its confirm page."""
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    gui.key("space", "Return")
    gui.until(lambda s: s.ready)


def test_twenty_submits_make_one_case(gui: Gui) -> None:
    """G31: Ctrl+Enter twenty times while the act is in the air is one case."""
    to_confirm(gui)
    gui.desk.gate.clear()
    gui._while(gui.screen.key(*["ctrl+Return"] * 20))
    assert gui.state().busy
    gui.desk.gate.set()
    gui.screen_is("result")
    gui._while(gui.screen.key("ctrl+Return", "ctrl+Return"))
    assert len(gui.desk.commands) == 1
    assert gui.desk.calls.count("loss_formal") == 1


def test_a_form_that_failed_keeps_its_key(gui: Gui) -> None:
    """G31: trying again after a fault is the same form, not a second one."""
    to_confirm(gui)
    gui.desk.fail = CardError("card.removed", outcome_unknown=True)
    before = gui.window.conductor.top.state.submit_key
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "card.removed" and not s.busy)
    gui.key("ctrl+Return")
    gui.screen_is("result")
    assert [c.submit_key for c in gui.desk.commands] == [before]


def test_enter_never_commits(gui: Gui) -> None:
    """The confirm page answers to Ctrl+Enter only."""
    to_confirm(gui)
    gui.key("Return", "Return")
    assert gui.state().screen == "confirm"
    assert gui.desk.commands == []


def test_nothing_else_is_done_while_an_act_runs(gui: Gui) -> None:
    """Esc, another service or a search cannot leave an act that is being done."""
    to_confirm(gui)
    gui.desk.gate.clear()
    gui.key("ctrl+Return", "Escape", "F7", "F9", "F12")
    gui.type("999")
    assert gui.state().screen == "confirm"
    gui.window.close()
    assert gui.window.root.winfo_exists()
    gui.desk.gate.set()
    gui.screen_is("result")


def test_escape_keeps_what_was_entered(gui: Gui) -> None:
    """Esc goes one step back; the draft is there when the form opens again."""
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    gui.key("alt+a")
    gui.until(lambda s: s.focus == "name")
    gui.type("冯代办")
    key = gui.window.conductor.top.state.submit_key
    gui.key("Escape")
    gui.screen_is("case")
    gui.key("Escape")
    gui.screen_is("search")
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    form = gui.window.conductor.top.state
    assert (form.name, form.submit_key) == ("冯代办", key)


def test_faults_stand_beside_their_fields(gui: Gui) -> None:
    """Enter checks everything at once and goes to the first fault."""
    gui.open("王小明")
    gui.key("F5", "alt+a", "Return")
    seen = gui.until(lambda s: bool(s.faults))
    assert seen.faults == ("name", "id_no", "phone", "papers_checked")
    assert seen.focus == "name"
    gui.type("冯代办")
    assert "name" not in gui.state().faults


def test_another_persons_card_stops_the_case(gui: Gui) -> None:
    """A mismatch is shown in red and nothing can be committed over it."""
    to_confirm(gui)
    gui.lay("李静怡")
    seen = gui.until(lambda s: s.card == "other" and not s.busy)
    assert not seen.ready
    assert seen.error == "view.case.other_card"
    gui.key("ctrl+Return")
    assert gui.desk.commands == []
    gui.key("F3")
    gui.until(lambda s: s.screen == "case" and s.card == "same")
    assert gui.state().holder.endswith("0025")


def test_a_blank_must_lie_on_the_reader_for_a_write(gui: Gui) -> None:
    """A personalised card is never offered to be overwritten."""
    gui.open("王小明")
    gui.key("F7", "space", "Return")
    gui.screen_is("confirm")
    gui.key("ctrl+Return")
    assert gui.until(lambda s: bool(s.error)).error == "view.blank.lay"
    gui.lay("王小明")
    assert gui.until(lambda s: s.card == "same").error == "view.blank.not_blank"
    assert gui.desk.commands == []


def test_a_refused_service_says_why_without_a_form(gui: Gui) -> None:
    """A service that a rule forbids shows the rule on the person's page."""
    gui.open("孙注销")
    gui.key("F5")
    seen = gui.until(lambda s: bool(s.error))
    assert (seen.screen, seen.error) == ("case", "rule.card_cancelled")


def test_the_desk_is_never_called_by_the_window(gui: Gui) -> None:
    """No search, read or act runs on the window's thread (architecture, Threads)."""
    to_confirm(gui)
    gui.key("ctrl+Return")
    gui.screen_is("result")
    assert gui.desk.threads == {"lane-work", "lane-read"}
    with pytest.raises(WrongThreadError):
        gui.runtime.check_worker()


def test_a_worker_cannot_touch_the_window(gui: Gui) -> None:
    """A call from another thread raises at once instead of corrupting Tk."""
    caught: list[Exception] = []

    def intrude() -> None:
        try:
            gui.window.frame()
        except WrongThreadError as exc:
            caught.append(exc)

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_f12_hides_everything_and_keeps_it(gui: Gui) -> None:
    """The lock shows nobody's data; the right password brings the form back."""
    to_confirm(gui)
    gui.key("F12")
    seen = gui.screen_is("lock")
    assert (seen.holder, seen.allowed) == ("", ())
    gui.type("wrong")
    gui.key("Return")
    gui.until(lambda s: s.error == "rule.login_wrong" and not s.busy)
    gui.key("F5", "Escape")
    assert gui.state().screen == "lock"
    gui.type("practice-1")
    gui.key("Return")
    assert gui.screen_is("confirm").ready


def test_an_idle_window_locks_itself(open_gui: OpenGui) -> None:
    """Nobody at the desk: the window locks by itself."""
    gui = open_gui(idle_lock_s=600)
    gui.log_in()
    gui.window.keyboard.last_used -= 601
    assert gui.screen_is("lock").operator == "zhang"


def test_an_unforeseen_fault_is_told_and_the_window_lives(gui: Gui) -> None:
    """A fault nobody foresaw shows a support code; its text is not shown."""
    to_confirm(gui)
    gui.desk.fail = ZeroDivisionError("secret")  # type: ignore[assignment]
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "system.unexpected" and not s.busy)
    assert gui.window.conductor.top.fault.params["support"]
    gui.key("ctrl+Return")
    gui.screen_is("result")
