"""The kiosk over the real counter, under a window manager, with virtual cards (S8)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter_app.domain.masking import mask_name
from tests.gui.driver import labels
from tests.gui.real import RealGui
from tests.integration.services.desk import CHILD, PASSWORD, SSN, Bench, person
from tests.labs.xvfb import Xvfb
from views.kiosk.presenter import IDLE_S, KioskPresenter
from views.kiosk.state import Step

OLD, NEW, WRONG = "246813", "907152", "350748"
NAME, PHONE = "欧阳小明", "13900001234"


@pytest.fixture(scope="session")
def managed() -> Iterator[Xvfb]:
    """A screen with a window manager; it must outlive every window of this process."""
    server = Xvfb()
    manager = subprocess.Popen(
        ["openbox"], env=server.environment(), stderr=subprocess.DEVNULL
    )
    yield server
    manager.terminate()
    manager.wait(10)
    server.close()


@pytest.fixture
def kiosk(managed: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    """A kiosk that staff have opened; two holders with a card each."""
    bench = Bench(tmp_path)
    chip = bench.chip(bench.live())
    chip.set_pin(OLD)
    other = bench.chip(bench.stock(2, person(CHILD, "王𠮷")), "王𠮷")
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many([person(phone=PHONE)])
        uow.commit()
    gui = RealGui(managed, bench, kiosk=True)
    gui.box.chips.update(own=chip, other=other)
    gui.key("alt+1", "Return")
    gui.until(lambda s: s.screen == "kiosk")
    yield gui
    gui.close()
    bench.close()


def page(gui: RealGui) -> KioskPresenter:
    """Return the kiosk's page."""
    found = gui.window.conductor.top
    assert isinstance(found, KioskPresenter)
    return found


def step_is(gui: RealGui, step: Step) -> None:
    """Wait until the holder is there."""
    gui.until(lambda _: page(gui).state.step is step and not page(gui).busy)


def shown(gui: RealGui) -> str:
    """Return every word on the screen."""
    gui.settle()
    return "\n".join(str(one["text"]) for one in labels(gui.window.root))


def touch(gui: RealGui, word: str) -> None:
    """Touch what bears a word."""
    next(w for w in labels(gui.window.root) if str(w["text"]) == word).event_generate(
        "<Button-1>"
    )
    gui.settle()


def test_a_holder_looks_changes_the_pin_and_leaves_nothing(kiosk: RealGui) -> None:
    """Masked facts of the chip; its PIN changes; the next one sees nothing."""
    words = kiosk.window.kit.words
    kiosk.box.lay("own")
    step_is(kiosk, Step.MENU)
    touch(kiosk, words("view.kiosk.ask_facts"))
    facts = shown(kiosk)
    assert SSN[:6] in facts
    assert not [secret for secret in (SSN, NAME, PHONE) if secret in facts]
    touch(kiosk, words("view.kiosk.back"))
    touch(kiosk, words("view.kiosk.ask_pin"))
    step_is(kiosk, Step.PIN)
    for digits in (OLD, NEW, NEW):
        kiosk.type(digits)
        kiosk.key("Return")
    step_is(kiosk, Step.DONE)
    assert kiosk.box.chips["own"].image.pin.hex() == NEW
    assert kiosk.rows("SELECT count(*) FROM operation WHERE kind='pin_change'") == [
        (1,)
    ]
    audit = str(kiosk.rows("SELECT event, detail FROM audit"))
    assert OLD not in audit
    assert NEW not in audit
    kiosk.box.take_off()
    step_is(kiosk, Step.IDLE)
    kiosk.box.lay("other")
    step_is(kiosk, Step.MENU)
    assert mask_name(NAME) not in shown(kiosk)
    assert mask_name("王𠮷") in shown(kiosk)


def test_a_wrong_pin_is_told_and_a_forgotten_card_shows_nothing(kiosk: RealGui) -> None:
    """The card counts one try; without a touch the screen asks to take the card."""
    kiosk.box.lay("own")
    step_is(kiosk, Step.MENU)
    page(kiosk).change_pin()
    step_is(kiosk, Step.PIN)
    for digits in (WRONG, NEW, NEW):
        kiosk.type(digits)
        kiosk.key("Return")
    step_is(kiosk, Step.FAILED)
    assert kiosk.state().error == "card.pin_wrong"
    assert kiosk.box.chips["own"].image.pin_counter.left == 5
    assert WRONG not in shown(kiosk)
    touch(kiosk, kiosk.window.kit.words("view.kiosk.back"))
    page(kiosk).change_pin()
    step_is(kiosk, Step.PIN)
    kiosk.type("24")
    kiosk.window.keyboard.last_used -= IDLE_S + 1
    step_is(kiosk, Step.TAKE)
    assert mask_name(NAME) not in shown(kiosk)
    assert not page(kiosk).view.digits("old")


def test_no_key_and_no_window_button_leads_out(kiosk: RealGui) -> None:
    """Alt+F4 of the window manager, Esc, Ctrl+Q and the rest: only the password."""
    assert kiosk.window.root.attributes("-fullscreen")
    keys = ("Escape", "ctrl+q", "F1", "F2", "F9", "F12", "ctrl+comma", "ctrl+i")
    kiosk.key(*keys, "alt+F4")
    step_is(kiosk, Step.STAFF)
    assert kiosk.window.root.winfo_exists()
    kiosk.key("Escape", "F1")
    assert kiosk.state().screen == "kiosk"
    kiosk.type("nonsense")
    kiosk.key("Return")
    kiosk.until(lambda s: s.error == "rule.login_wrong" and not s.busy)
    kiosk.key("alt+F4", "alt+F4")
    assert kiosk.state().screen == "kiosk"
    kiosk.until(lambda s: s.focus == "password")
    kiosk.type(PASSWORD)
    kiosk.key("Return")
    kiosk.until(lambda s: s.screen == "login")
    assert kiosk.bench.counter.session() is None
    assert not kiosk.window.root.attributes("-fullscreen")
