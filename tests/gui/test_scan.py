"""Scanners and id readers that type like a keyboard, by real and fast key events."""

from __future__ import annotations

import pytest

from tests.gui.driver import Gui
from views import wedge
from views.shell.title import TitleBar

#: How scanners end: keys after the number, as xdotool names them.
ENDS = (("Return",), ("Linefeed",), ("Return", "Linefeed"), ("Tab",), ("ctrl+m",))
PATIENT_MS, HAND_S = 300, 0.5  # a busy machine types slowly


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no pause of this machine be taken for a hand."""
    monkeypatch.setattr(wedge, "GAP_MS", PATIENT_MS)


def scan(gui: Gui, text: str, *end: str) -> None:
    """Type a number as a scanner does, and its end."""
    keys = ("key", "--delay", "0", *end) if end else ()
    words = ("type", "--delay", "0", "--args", "1", text, *keys)
    gui._while(gui.screen._xdotool(*words))


def people(gui: Gui) -> list[str]:
    """Return the numbers of two people of the cast."""
    return [ssn for ssn, one in gui.desk.people.items() if one.card][:2]


def calls(gui: Gui, name: str) -> int:
    return gui.desk.calls.count(name)


def test_every_end_opens_the_person_once(gui: Gui) -> None:
    """CR, LF, both, Tab, Ctrl+M; from the search box and from another's page."""
    one, two = people(gui)
    for number, end in enumerate(ENDS):
        wanted = (one, two)[number % 2]
        before = calls(gui, "open_holder")
        scan(gui, wanted, *end)
        seen = gui.until(
            lambda s, w=wanted: s.screen == "case" and s.holder.endswith(w[-4:])
        )
        gui.settle()
        assert (gui.state().screen, seen.error) == ("case", None), end
        assert calls(gui, "open_holder") == before + 1, end


def test_a_scan_opens_nobody_but_who_is_named(gui: Gui) -> None:
    """A cut-off number has one answer, but is not that person's: the list stays."""
    one, _ = people(gui)
    scan(gui, one[:17], "Return")
    seen = gui.until(lambda s: s.rows == 1 and not s.busy)
    gui.settle()
    assert (seen.screen, gui.state().focus) == ("search", "results")
    gui.key("F2")
    gui.type(one[:17])
    gui.runtime.stop.wait(HAND_S)  # a hand lifts before it presses Enter
    gui.key("Return")
    assert gui.screen_is("case").holder.endswith(one[-4:])


def test_a_field_of_a_form_keeps_its_scan(gui: Gui) -> None:
    """An agent's number is scanned into the agent's field: nobody else is opened."""
    one, two = people(gui)
    gui.open(one)
    gui.runtime.stop.wait(HAND_S)
    gui.key("F5", "alt+a", "Tab")
    gui.until(lambda s: s.focus == "id_no")
    opened = calls(gui, "open_holder")
    scan(gui, two, "Tab")
    seen = gui.until(lambda s: s.focus != "id_no")
    assert seen.screen == "form"
    assert gui.window.conductor.top.state.id_no == two
    assert calls(gui, "open_holder") == opened


def test_a_search_begins_with_the_key(gui: Gui) -> None:
    """No number waits for a scanner any more, and a burst asks no more than it must."""
    one, _ = people(gui)
    asked = calls(gui, "search")
    scan(gui, one)
    gui.until(lambda s: s.rows == 1 and not s.busy)
    assert calls(gui, "search") - asked < len(one)
    title: TitleBar = gui.window.shell.title
    assert not title.typing


def test_typing_over_a_page_loses_no_key(gui: Gui) -> None:
    """The search page comes up under the hand: what is typed meanwhile is not lost."""
    one, _ = people(gui)
    gui.open(one)
    gui.key("F9")
    gui.screen_is("today")
    for digit in one[:6]:  # slowly: the page changes after the first
        gui.type(digit)
        gui.settle()
    assert gui.window.shell.title._entry.get() == one[:6]
