"""Login, search, tray, lists, languages: the frame around the services."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from counter_app.domain.states import Kind
from counter_app.services.results import Doubt
from tests.fakes.people import ssn_of, uid_of
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui


def doubt() -> Doubt:
    """Return a write that stopped half-way."""
    return Doubt(
        intent_id="i1",
        case_id="c1",
        kind=Kind.INSTANT,
        ssn=ssn_of(datetime(1990, 1, 1, tzinfo=UTC).date(), 5),
        name="某某",
        card_uid=uid_of(8001),
        made_at=datetime.now(UTC),
        last_step="EF06/09:start",
        note="",
    )


def test_login_shows_its_fault_in_place(open_gui: OpenGui) -> None:
    """A wrong password is told on the page and the cursor waits for the next."""
    gui = open_gui()
    gui.type("zhang")
    gui.key("Tab")
    gui.type("nonsense")
    gui.key("Return")
    seen = gui.until(lambda s: s.error == "rule.login_wrong" and not s.busy)
    assert seen.focus == "password"
    gui.type("practice-1")
    gui.key("Return")
    assert gui.screen_is("search").operator == "zhang"


def test_a_first_password_must_be_replaced(open_gui: OpenGui) -> None:
    """Nothing can be done before the first password is changed."""
    gui = open_gui()
    gui.type("new")
    gui.key("Tab")
    gui.type("first-time")
    gui.key("Return")
    gui.screen_is("password")
    gui.key("F9")
    assert gui.state().screen == "password"
    for number, text in enumerate(("first-time", "Better-2026", "Better-2026")):
        if number:
            gui.key("Tab")
        gui.type(text)
    gui.key("Return")
    gui.screen_is("search")


def test_keys_do_nothing_before_login(open_gui: OpenGui) -> None:
    """No page can be reached without an operator."""
    gui = open_gui()
    gui.key("F9", "F10", "F1", "F4", "Escape")
    assert gui.state().screen == "login"


def test_typing_anywhere_goes_to_search(gui: Gui) -> None:
    """A scanner's burst outside a field finds the person (desk.md)."""
    gui.open("王小明")
    gui.settle()
    burst = gui.desk.people[next(iter(gui.desk.people))].holder.ssn
    gui._while(gui.screen._xdotool("type", "--delay", "0", "--", burst))
    gui.until(lambda s: s.screen == "search" and s.rows == 1)
    assert gui.window.shell.title._entry.get() == burst
    gui.key("Return")
    gui.until(lambda s: s.screen == "case" and s.holder.endswith("0013"))


def test_several_answers_are_chosen_by_arrow_keys(gui: Gui) -> None:
    """Enter goes to the list; Down and Enter open the second person."""
    gui.type("9999")
    gui.until(lambda s: s.rows > 5 and not s.busy)
    gui.key("Return")
    gui.until(lambda s: s.focus == "results")
    gui.key("Down", "Return")
    assert gui.screen_is("case").holder.endswith("0025")


def test_back_space_takes_a_whole_rare_character(gui: Gui) -> None:
    """A character beyond the BMP is typed, deleted whole, and finds its person."""
    gui.type("𠮷田𰻝")
    gui.key("BackSpace")
    entry = gui.window.shell.title._entry
    assert entry.get() == "𠮷田"
    gui.key("Return")
    assert gui.screen_is("case").holder.endswith("0054")


def test_a_card_opens_its_holder_at_once(gui: Gui) -> None:
    """Laying a card down is enough; taking it off leaves the person open."""
    gui.lay("王小明")
    assert gui.screen_is("case").card == "same"
    gui.key("ctrl+k")
    seen = gui.until(lambda s: s.card == "none" and not s.busy)
    assert (seen.screen, seen.tray) == ("case", "")


def test_a_card_of_nobody_here_is_told(gui: Gui) -> None:
    """A stray card is a remark on the search page, not an error."""
    gui.desk.people.pop(next(iter(gui.desk.people)))
    gui.lay("王小明")
    assert gui.until(lambda s: bool(s.error)).error == "view.search.stray_card"
    gui.key("ctrl+k")
    gui.until(lambda s: s.error is None)


def test_offline_is_told_and_acts_are_pending(gui: Gui) -> None:
    """Without the center the act is pending, on the page and in the state file."""
    gui.desk.online = False
    gui.until(lambda s: s.online is False)
    gui.open("王小明")
    gui.key("F5", "space", "Return")
    gui.until(lambda s: s.ready)
    gui.key("ctrl+Return")
    seen = gui.screen_is("result")
    assert seen.result is not None
    assert seen.result["effect"] == "pending"
    gui.until(lambda s: s.waiting == 1)


def test_the_state_file_names_nobody(gui: Gui) -> None:
    """Masked numbers and the receipt number are all it tells (assistive state)."""
    gui.lay("王小明")
    gui.screen_is("case")
    gui.settle()
    text = (gui.folder / "screen.json").read_text(encoding="utf-8")
    state = json.loads(text)
    holder = gui.desk.people[next(iter(gui.desk.people))]
    assert state["screen"] == "case"
    assert holder.holder.ssn not in text
    assert holder.card is not None
    assert state["card_no"] == "F****0018"


def test_a_doubtful_write_is_settled_with_the_card(gui: Gui) -> None:
    """F10, Enter: the card on the reader decides what became of the write."""
    gui.desk.doubtful = [doubt()]
    gui.lay("blank-1")
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1)
    gui.key("Return")
    gui.until(lambda s: s.rows == 0 and not s.busy)
    assert gui.desk.doubtful == []


def test_only_a_supervisor_gives_a_write_up(open_gui: OpenGui) -> None:
    """The supervisor names a reason; without one nothing happens."""
    gui = open_gui()
    gui.log_in(2)
    gui.desk.doubtful = [doubt()]
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1)
    gui.key("alt+u")
    assert gui.until(lambda s: bool(s.faults)).faults == ("note",)
    gui.key("alt+n")
    gui.until(lambda s: s.focus == "note")
    gui.type("blank broken")
    gui.key("alt+u")
    gui.until(lambda s: s.rows == 0 and not s.busy)


def test_a_clerk_cannot_give_a_write_up(gui: Gui) -> None:
    """The act is not offered to a clerk."""
    gui.desk.doubtful = [doubt()]
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1)
    gui.key("alt+u")
    gui.settle()
    assert gui.state().rows == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_screen_speaks_the_language(open_gui: OpenGui, language: str) -> None:
    """Each page in each language has all its texts, and none is cut off (G33)."""
    gui = open_gui(language=language, size=(1366, 700))  # what a task bar leaves
    check_every_page(gui)


def check_every_page(gui: Gui) -> None:
    """Show every page once and look for texts that do not fit."""
    gui.check_fit("login")
    gui.log_in()
    gui.desk.doubtful = [doubt()]
    gui.check_fit("search")
    gui.lay("阿卜")
    gui.screen_is("case")
    gui.check_fit("case")
    gui.key("F5", "alt+a", "Return")
    gui.until(lambda s: bool(s.faults))
    gui.check_fit("form")
    gui.key("alt+s", "alt+c", "Return")
    gui.screen_is("confirm")
    gui.check_fit("confirm")
    gui.key("ctrl+Return")
    gui.screen_is("result")
    gui.check_fit("result")
    gui.key("Return", "ctrl+k")
    gui.until(lambda s: s.card == "none")
    gui.lay("李静怡")
    gui.screen_is("case")
    gui.key("F4", "alt+a", "Return")
    gui.until(lambda s: bool(s.faults))
    gui.check_fit("form-hand-out")
    for key, name in (("F9", "today"), ("F10", "todo"), ("F1", "help")):
        gui.key(key)
        gui.screen_is(name)
        gui.check_fit(name)
    gui.key("F12")
    gui.screen_is("lock")
    gui.check_fit("lock")


def test_the_language_can_be_switched_on_the_spot(gui: Gui) -> None:
    """Alt+L changes every text and leaves the page and the form as they are."""
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    gui.key("space", "alt+l")
    seen = gui.until(lambda s: s.language == "en")
    assert seen.screen == "form"
    assert gui.window.conductor.top.state.papers_checked
    gui.key("Return")
    gui.screen_is("confirm")
