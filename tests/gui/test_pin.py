"""F8 by real keys, on the real counter and virtual cards (R-15, R-38, R-39, R-50)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app import i18n
from counter_app.domain.records import Ssn
from counter_app.domain.states import Kind
from tests.gui.real import RealGui
from tests.integration.services.desk import PASSWORD, Bench, person
from tests.labs.xvfb import Xvfb

VERY_LONG = "阿卜杜热依木·买买提明·阿卜杜克里木"
CHANGE_PIN = 0x5E
ADULT = Ssn("999901199203080042")
OLD, NEW, WRONG = "246813", "907152", "350748"
Open = Callable[..., RealGui]


@pytest.fixture
def open_real(
    screen: Xvfb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Return what opens a window over a bench whose one card has this PIN."""
    monkeypatch.setenv(i18n.STRICT_VARIABLE, "1")
    i18n.catalogue.cache_clear()
    opened: list[RealGui] = []
    benches: list[Bench] = []

    def make(
        pin: str = OLD, tries: int | None = None, name: str = "", **options: object
    ) -> RealGui:
        bench = Bench(tmp_path)
        benches.append(bench)
        card = bench.live()
        chip = bench.chip(card, name) if name else bench.chip(card)
        if name:
            rename(bench, name)
        if pin:
            chip.set_pin(pin, tries)
        gui = RealGui(screen, bench, **options)
        opened.append(gui)
        gui.box.chips["own"] = chip
        gui.window._tray.load()
        gui.log_in()
        gui.lay("own")
        gui.screen_is("case")
        return gui

    yield make
    for gui in opened:
        gui.close()
    for bench in benches:
        bench.close()
    i18n.catalogue.cache_clear()


def rename(bench: Bench, name: str) -> None:
    """Give the holder another name, and a guardian of the same name."""
    guardian = {"guardian_name": name, "guardian_id": "99990119850404701X"}
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many([person(name=name, **guardian)])
        uow.commit()


def chip(gui: RealGui) -> VirtualCard:
    """Return the card on the reader."""
    return gui.box.chips["own"]


def begin(gui: RealGui, kind: str, choice: str = "") -> None:
    """F8, choose the act, and go on to where the holder types."""
    gui.key("F8")
    gui.until(lambda s: s.screen == "pin" and not s.busy and s.card == "same")
    if choice:
        gui.key(choice)
    gui.until(lambda s: s.kind == kind)


def test_change_by_the_holder(open_real: Open) -> None:
    """Old PIN, new one twice, Ctrl+Enter: a case, a receipt, and the new PIN holds."""
    gui = open_real()
    begin(gui, Kind.PIN_CHANGE)
    gui.check_fit("pin")
    gui.key("Return")
    gui.until(lambda s: s.screen == "card_confirm" and s.focus == "pin_old")
    gui.type(OLD)
    gui.key("Tab")
    gui.type(NEW)
    gui.key("Tab")
    gui.type(NEW)
    gui.check_fit("pin-confirm")
    gui.key("ctrl+Return")
    assert gui.screen_is("result").kind == Kind.PIN_CHANGE
    gui.check_fit("pin-result")
    assert chip(gui).image.pin.hex() == NEW
    assert gui.rows("SELECT count(*) FROM operation WHERE kind='pin_change'") == [(1,)]


def test_reset_needs_a_second_operator(open_real: Open) -> None:
    """R-50: login, password and reason on the same page; the clerk stays logged in."""
    gui = open_real(language="en")
    begin(gui, Kind.PIN_RESET, "alt+2")
    gui.check_fit("reset")
    gui.key("alt+c", "Return")
    gui.until(lambda s: s.screen == "card_confirm" and s.focus == "pin_new")
    gui.type("111111")
    gui.until(lambda s: s.faults == ("pin_new",))
    gui.check_fit("reset-weak")
    gui.type(NEW)
    gui.key("Tab")
    gui.type(NEW)
    gui.key("ctrl+Return")
    assert set(gui.state().faults) == {"login", "password", "reason"}
    gui.check_fit("reset-missing")
    for text in ("boss", "nonsense", "holder forgot it"):
        gui.type(text)
        gui.key("Tab")
    gui.key("ctrl+Return")
    seen = gui.until(lambda s: s.error == "rule.login_wrong" and not s.busy)
    gui.check_fit("reset-refused")
    assert seen.focus == "password"
    gui.type(PASSWORD)
    gui.window.conductor.top.view.focus_field("pin_new")
    gui.settle()
    gui.type(NEW)
    gui.key("Tab")
    gui.type(NEW)
    gui.key("Tab")
    gui.until(lambda s: s.focus == "login")
    gui.key("ctrl+Return")
    assert gui.screen_is("result").operator == "li"
    assert chip(gui).image.pin.hex() == NEW
    [(_, actor)] = gui.rows(
        "SELECT event, actor FROM audit WHERE event='approval.pin_reset'"
    )
    assert actor == "boss"


def test_the_last_try_is_asked_for_first(open_real: Open) -> None:
    """R-39: Ctrl+Enter sends nothing until Alt+Y; Esc spends nothing."""
    gui = open_real(tries=1)
    begin(gui, "pin_verify", "alt+4")
    gui.check_fit("last-pin")
    gui.key("Return")
    gui.until(lambda s: s.focus == "pin_old")
    gui.type(OLD)
    gui.key("ctrl+Return")
    gui.until(lambda s: s.focus == "last_try_no")
    gui.check_fit("last-asked")
    assert chip(gui).image.pin_counter.left == 1
    gui.key("Escape")
    gui.until(lambda s: s.focus == "pin_old" and s.screen == "card_confirm")
    gui.type(WRONG)
    gui.key("ctrl+Return")
    gui.until(lambda s: s.focus == "last_try_no")
    gui.key("alt+y")
    gui.until(lambda s: s.error == "card.pin_locked" and not s.busy)
    gui.check_fit("last-locked")
    gui.key("Escape")
    gui.until(lambda s: s.screen == "pin" and not s.busy)
    gui.check_fit("pin-locked")
    assert gui.state().kind == Kind.PIN_UNLOCK


def test_a_wrong_pin_tells_the_tries_left(open_real: Open) -> None:
    """The fields are emptied, the cursor waits, the tries are told."""
    gui = open_real(size=(1366, 700))
    begin(gui, Kind.PIN_CHANGE)
    gui.key("Return")
    gui.until(lambda s: s.focus == "pin_old")
    for text in (WRONG, NEW, NEW):
        gui.type(text)
        gui.key("Tab")
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "card.pin_wrong" and not s.busy)
    gui.until(lambda s: s.focus == "pin_old")
    gui.check_fit("wrong")
    view = gui.window.conductor.top.view
    assert [view.digits(n) for n in ("pin_old", "pin_new", "pin_again")] == [""] * 3


def test_a_card_without_pin_gets_one(open_real: Open) -> None:
    """No old PIN is asked for; weak ones are refused at the field with the reason."""
    gui = open_real(pin="")
    begin(gui, Kind.PIN_CHANGE)
    gui.check_fit("none")
    gui.key("Return")
    gui.until(lambda s: s.focus == "pin_new")
    gui.type("123456")
    gui.until(lambda s: s.faults == ("pin_new",))
    gui.check_fit("none-weak")
    gui.type(NEW)
    gui.key("Tab")
    gui.type(WRONG)
    gui.until(lambda s: s.faults == ("pin_again",))
    gui.check_fit("none-differ")
    gui.key("ctrl+a", "Delete")
    gui.type(NEW)
    gui.key("ctrl+Return")
    gui.screen_is("result")
    assert chip(gui).image.pin.hex() == NEW


def test_a_pin_goes_nowhere(open_real: Open, caplog: pytest.LogCaptureFixture) -> None:
    """Digits beside a field are no search; nothing is left after Esc or a lock."""
    caplog.set_level(logging.DEBUG)
    gui = open_real()
    begin(gui, "pin_verify", "alt+4")
    gui.key("Return")
    gui.until(lambda s: s.focus == "pin_old")
    gui.window._page.focus_set()
    gui.settle()
    gui.type(OLD)
    assert gui.window.shell.title._entry.get() == ""
    gui.window.conductor.top.view.focus_field("pin_old")
    gui.type(OLD)
    view = gui.window.conductor.top.view
    gui.key("F12")
    gui.screen_is("lock")
    gui.type(PASSWORD)
    gui.key("Return")
    gui.screen_is("card_confirm")
    assert gui.window.conductor.top.view is not view
    assert gui.window.conductor.top.view.digits("pin_old") == ""
    gui.until(lambda s: s.card == "same" and not s.busy)
    gui.type(OLD)
    gui.key("ctrl+Return")
    gui.until(lambda s: not s.busy)
    gui.check_fit("verified")
    assert gui.window.conductor.top.note == "view.pinact.right"
    assert OLD not in caplog.text
    assert OLD not in (gui.folder / "screen.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_longest_name_fits(open_real: Open, language: str) -> None:
    """G33: guardian, approval, every fault at once, at the smallest height."""
    gui = open_real(name=VERY_LONG, language=language, size=(1366, 700))
    begin(gui, Kind.PIN_RESET, "alt+2")
    gui.key("alt+g", "Return")
    gui.until(lambda s: bool(s.faults))
    gui.check_fit("long-form")
    gui.key("alt+c", "Return")
    gui.until(lambda s: s.screen == "card_confirm")
    gui.key("ctrl+Return")
    gui.until(lambda s: len(s.faults) > 3)
    gui.check_fit("long-confirm")
    gui.key("Escape")
    gui.screen_is("pin")
    gui.key("alt+1", "Return")
    gui.until(lambda s: s.focus == "pin_old")
    gui.type(WRONG)
    for _ in range(2):
        gui.key("Tab")
        gui.type(NEW)
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "card.pin_wrong" and not s.busy)
    gui.key("ctrl+Return")
    gui.until(lambda s: len(s.faults) > 1)
    gui.check_fit("long-change")


def test_a_lost_answer_is_settled_by_the_holder(open_real: Open) -> None:
    """The card changed the PIN, its answer was lost: the new PIN proves it (F10)."""
    gui = open_real()
    begin(gui, Kind.PIN_CHANGE)
    gui.key("Return")
    gui.until(lambda s: s.focus == "pin_old")
    for text in (OLD, NEW, NEW):
        gui.type(text)
        gui.key("Tab")
    chip(gui).arm(Fault(FaultKind.PULLED_AFTER, at=1, ins=CHANGE_PIN))
    gui.key("ctrl+Return")
    gui.until(lambda s: bool(s.error) and not s.busy)
    gui.check_fit("lost-answer")
    gui.lay("own")
    gui.until(lambda s: s.card == "same" and not s.busy)
    gui.key("alt+v")
    gui.until(lambda s: s.screen == "prove" and s.focus == "pin_new")
    gui.check_fit("prove")
    gui.key("Escape", "F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1)
    gui.key("Return")
    gui.until(lambda s: s.screen == "prove" and not s.busy)
    gui.key("alt+2")
    gui.type(WRONG)
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "card.pin_wrong" and not s.busy)
    gui.key("alt+1")
    gui.type(NEW)
    gui.key("ctrl+Return")
    assert gui.screen_is("result").kind == Kind.PIN_CHANGE
    assert gui.rows("SELECT count(*) FROM operation WHERE kind='pin_change'") == [(1,)]


def test_the_initial_pin_is_changed_after_the_hand_out(open_real: Open) -> None:
    """R-15: the result page offers it; F8 finds it unchanged and not enabled."""
    gui = open_real()
    card = gui.bench.stock(2, person(ADULT, "王𠮷"))
    waiting = gui.bench.chip(card, "王𠮷")
    waiting.set_pin("123456")
    gui.box.chips["waiting"] = waiting
    gui.window._tray.load()
    gui.key("Escape")
    gui.screen_is("search")
    gui.lay("waiting")
    gui.screen_is("case")
    gui.key("F4")
    gui.until(lambda s: s.screen == "form" and s.focus == "papers_checked")
    gui.key("space", "space", "space", "space", "Return")
    gui.until(lambda s: s.screen == "confirm" and s.ready)
    gui.key("ctrl+Return")
    gui.screen_is("result")
    gui.check_fit("handed-out")
    gui.key("F8")
    gui.until(lambda s: s.screen == "pin" and not s.busy and s.kind == "pin_change")
    gui.until(lambda s: s.card == "same" and not s.busy)
    gui.check_fit("initial")
    assert gui.window.conductor.top.look.not_enabled
    gui.key("Return")
    gui.until(lambda s: s.focus == "pin_old")
    for text in ("123456", NEW, NEW):
        gui.type(text)
        gui.key("Tab")
    gui.key("ctrl+Return")
    assert gui.screen_is("result").kind == Kind.PIN_CHANGE
    assert waiting.image.pin.hex() == NEW


def test_a_locked_pin_is_unlocked_with_papers(open_real: Open) -> None:
    """The tries come back and the PIN stays; nothing is typed (card.md 7.6)."""
    gui = open_real()
    counter = chip(gui).image.pin_counter
    chip(gui).image.pin_counter = replace(counter, left=0)
    begin(gui, Kind.PIN_UNLOCK)
    gui.key("alt+c", "Return")
    gui.until(lambda s: s.screen == "card_confirm" and s.ready)
    gui.check_fit("unlock-confirm")
    gui.key("ctrl+Return")
    assert gui.screen_is("result").kind == Kind.PIN_UNLOCK
    assert chip(gui).image.pin_counter.left == counter.maximum
    assert chip(gui).image.pin.hex() == OLD
