"""The kiosk (S8): holders help themselves and leave nothing behind."""

from __future__ import annotations

import pytest

from counter_app.domain.states import Kind
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui, labels
from tests.gui.scenes import person
from views.kiosk.presenter import IDLE_S, KioskPresenter
from views.kiosk.state import Step
from views.kiosk.view import TOUCH

OLD, NEW = "246813", "135792"


@pytest.fixture
def kiosk(open_gui: OpenGui) -> Gui:
    """Return a kiosk that staff have opened."""
    gui = open_gui(kiosk=True)
    gui.key("alt+1", "Return")
    gui.until(lambda s: s.screen == "kiosk")
    return gui


def page(gui: Gui) -> KioskPresenter:
    """Return the kiosk's page."""
    found = gui.window.conductor.top
    assert isinstance(found, KioskPresenter)
    return found


def lay(gui: Gui, name: str = "王小明") -> None:
    """A holder lays a card down."""
    card = next(c for c in gui.tray.cards() if c.label.startswith(name))
    gui.tray.lay(card.card_id)
    gui.until(lambda _: page(gui).state.step is Step.MENU)


def shown(gui: Gui) -> str:
    """Return every word on the screen."""
    gui.settle()
    return "\n".join(str(one["text"]) for one in labels(gui.window.root))


def touch(gui: Gui, word: str) -> None:
    """Touch what bears a word."""
    found = next(w for w in labels(gui.window.root) if str(w["text"]) == word)
    found.event_generate("<Button-1>")
    gui.settle()


def test_a_holder_changes_the_pin_on_the_screen(kiosk: Gui) -> None:
    """Old PIN and the new one twice by touch; the digits are wiped, a case is made."""
    lay(kiosk)
    touch(kiosk, kiosk.window.kit.words("view.kiosk.ask_pin"))
    kiosk.until(lambda _: page(kiosk).state.step is Step.PIN)
    for digits in (OLD, NEW, NEW):
        for digit in digits:
            touch(kiosk, digit)
        touch(kiosk, kiosk.window.kit.words("view.kiosk.go"))
    kiosk.until(lambda _: page(kiosk).state.step is Step.DONE)
    assert kiosk.desk.pins.digits == NEW
    assert kiosk.desk.cases[-1].business == Kind.PIN_CHANGE
    assert all(len(secret) in (0, 6) for secret in kiosk.desk.pins.secrets)
    assert not any(page(kiosk).view.digits(name) for name in ("old", "new", "again"))


def test_taking_the_card_clears_the_screen(kiosk: Gui) -> None:
    """The next person finds neither name nor number nor a half-typed PIN."""
    lay(kiosk)
    assert "王**" in shown(kiosk) or "王*" in shown(kiosk)
    page(kiosk).change_pin()
    kiosk.until(lambda _: page(kiosk).state.step is Step.PIN)
    kiosk.type("246")
    kiosk.tray.take_off()
    kiosk.until(lambda _: page(kiosk).state.step is Step.IDLE)
    assert "王" not in shown(kiosk)
    assert not page(kiosk).view.digits("old")


def test_only_masked_data_are_shown(kiosk: Gui) -> None:
    """Without a clerk to compare faces no full number and no full name is shown."""
    lay(kiosk)
    page(kiosk).facts()
    words = shown(kiosk)
    holder = person(kiosk, "王小明")[1].holder
    assert holder.ssn[:6] in words
    for secret in (holder.ssn, holder.name, holder.phone):
        assert secret not in words


def test_half_a_minute_without_a_touch_ends_the_visit(kiosk: Gui) -> None:
    """A forgotten card shows nothing and stays locked out until it was lifted."""
    lay(kiosk)
    page(kiosk).tick(IDLE_S + 1)
    assert page(kiosk).state.step is Step.TAKE
    assert "王" not in shown(kiosk)
    kiosk.tray.take_off()
    kiosk.until(lambda _: page(kiosk).state.step is Step.IDLE)


def test_only_a_staff_password_leads_out(kiosk: Gui) -> None:
    """Keys, the window's own button and a wrong password stay inside."""
    kiosk.key("Escape", "F9", "F2", "F12", "ctrl+comma", "alt+k")
    assert kiosk.state().screen == "kiosk"
    kiosk.window._close_asked()
    kiosk.settle()
    assert page(kiosk).state.step is Step.STAFF
    kiosk.type("nonsense")
    kiosk.key("Return")
    kiosk.until(lambda s: s.error == "rule.login_wrong" and not s.busy)
    kiosk.type("practice-1")
    kiosk.key("Return")
    kiosk.until(lambda s: s.screen == "login")
    assert kiosk.desk.session() is None


def test_a_holder_reads_another_language_and_the_next_one_does_not(kiosk: Gui) -> None:
    """One touch, large enough for a finger; the idle reset speaks as before."""
    chinese = shown(kiosk)
    [key] = [w for w in labels(kiosk.window.root) if str(w["text"]) == "English"]
    assert min(key.winfo_width(), key.winfo_height()) >= TOUCH
    touch(kiosk, "English")
    assert "中文" in shown(kiosk)
    lay(kiosk)
    assert kiosk.window.kit.words.language == "en"
    page(kiosk).change_pin()
    kiosk.until(lambda _: page(kiosk).state.step is Step.PIN)
    kiosk.type("246")
    touch(kiosk, "中文")
    assert bytes(page(kiosk).view.digits("old")) == b"246"
    touch(kiosk, "English")
    page(kiosk).tick(IDLE_S + 1)
    assert page(kiosk).state.step is Step.TAKE
    assert kiosk.window.kit.words.language == "zh_CN"
    kiosk.tray.take_off()
    kiosk.until(lambda _: page(kiosk).state.step is Step.IDLE)
    assert shown(kiosk) == chinese
    touch(kiosk, "English")
    page(kiosk).tick(IDLE_S + 1)
    assert shown(kiosk) == chinese
    kiosk.key("alt+l")
    assert shown(kiosk) == chinese
