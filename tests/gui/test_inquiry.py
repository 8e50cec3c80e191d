"""F11 by real keys, on the real counter and virtual cards (S5, S6, card.md 7.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.states import AppStatus, Kind
from tests.gui.real import RealGui
from tests.gui.test_pin import OLD, Open, chip, open_real, rename
from tests.integration.services.desk import SSN

__all__ = ["open_real"]
VERY_LONG = "阿卜杜热依木·买买提明·阿卜杜克里木"


def read(gui: RealGui) -> None:
    """F11 and wait until the card was read."""
    gui.key("F11")
    gui.until(lambda s: s.screen == "inquiry" and not s.busy and s.rows > 0)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_whole_card_in_words(open_real: Open, language: str) -> None:
    """All folders with names and meanings; persons masked; bytes by a key."""
    gui = open_real(language=language, size=(1366, 700))
    read(gui)
    gui.check_fit("files")
    tree = gui.window.conductor.top.view._table.tree
    texts = [
        " ".join(map(str, tree.item(row, "values"))) for row in tree.get_children()
    ]
    whole = "\n".join(texts)
    for folder in ("SSSE", "DF01", "DF07"):
        assert folder in whole
    assert "999901198002290013" not in whole
    assert gui.rows("SELECT count(*) FROM audit WHERE event='card.inquire'") == [(1,)]
    gui.key("alt+d")
    gui.check_fit("files-raw")
    assert "c3" in tree.cget("displaycolumns")
    gui.key("alt+2")
    gui.until(lambda s: not s.busy and s.rows > 5)
    gui.check_fit("sides")


def test_files_behind_a_pin_are_asked_for(open_real: Open) -> None:
    """A wrong PIN costs the holder a try and says so; the right one opens them."""
    gui = open_real()
    read(gui)
    locked = gui.window.conductor.top.files.found
    gui.key("alt+p")
    gui.until(lambda s: s.focus == "pin_old")
    gui.type("350748")
    gui.key("Return")
    gui.until(lambda s: s.error == "card.pin_wrong" and not s.busy)
    gui.check_fit("files-wrong")
    gui.type(OLD)
    gui.key("Return")
    gui.until(lambda s: s.error is None and not s.busy)
    opened = gui.window.conductor.top.files
    assert opened.found.pin_verified
    assert not opened.needs_pin
    assert opened.found != locked
    gui.check_fit("files-open")
    assert chip(gui).image.pin_counter.left == 6


def test_a_card_pulled_while_it_is_read(open_real: Open) -> None:
    """The page says that the card went, and reads it again when it is back."""
    gui = open_real()
    chip(gui).arm(Fault(FaultKind.PULLED, at=40))
    gui.key("F11")
    gui.until(lambda s: s.error == "card.removed" and not s.busy)
    gui.check_fit("pulled")
    gui.lay("own")
    gui.until(lambda s: s.screen == "inquiry" and not s.busy and s.rows > 0)
    assert gui.state().error is None


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_record_is_written_to_the_chip(open_real: Open, language: str) -> None:
    """F11, Alt+W: the differing field is shown, written, filed and read back."""
    gui = open_real(language=language, size=(1366, 700))
    rename(gui.bench, VERY_LONG)
    gui.key("F3")
    gui.until(lambda s: s.card == "same" and not s.busy)
    gui.check_fit("case-differs")
    gui.key("alt+w")
    gui.screen_is("rewrite")
    read(gui)
    gui.key("alt+2")
    gui.until(lambda s: not s.busy and s.rows > 5)
    gui.check_fit("sides-differ")
    gui.key("alt+w")
    gui.until(lambda s: s.screen == "rewrite" and not s.busy)
    gui.check_fit("rewrite")
    assert gui.state().kind == Kind.INFO_CHANGE
    gui.key("alt+c", "Return")
    gui.until(lambda s: s.screen == "card_confirm" and s.ready)
    gui.check_fit("rewrite-confirm")
    gui.key("ctrl+Return")
    assert gui.screen_is("result").kind == Kind.INFO_CHANGE
    assert gui.rows("SELECT count(*) FROM operation WHERE kind='info_change'") == [(1,)]
    assert gui.bench.cards.read().name == VERY_LONG


def test_a_later_expiry_is_written(open_real: Open) -> None:
    """Alt+W, Alt+2: the date must be later; chip and record bear it afterwards."""
    gui = open_real()
    read(gui)
    gui.key("alt+w")
    gui.until(lambda s: s.screen == "rewrite" and not s.busy)
    gui.key("alt+2", "alt+c")
    gui.until(lambda s: s.kind == Kind.EXPIRY)
    gui.window.conductor.top.view.focus_field("expiry")
    gui.key("ctrl+a", "Delete")
    gui.type("2036-11-01")
    gui.key("Return")
    gui.until(lambda s: s.faults == ("expiry",) and s.focus == "expiry")
    gui.check_fit("expiry")
    gui.key("ctrl+a", "Delete")
    gui.type("20420403")
    gui.key("Return")
    gui.until(lambda s: s.screen == "card_confirm" and s.ready)
    gui.check_fit("expiry-confirm")
    gui.key("ctrl+Return")
    gui.screen_is("result")
    assert gui.bench.cards.read().expiry_date == date(2042, 4, 3)


def test_a_lost_card_is_not_written(open_real: Open) -> None:
    """6.6: each act is refused with its rule before anything is entered."""
    gui = open_real()
    with gui.bench.store.unit_of_work() as uow:
        [card] = uow.cards.of_holder(SSN)
        uow.cards.put(replace(card, app_status=AppStatus.LOST_FORMAL))
        uow.commit()
    gui.key("F8")
    gui.until(lambda s: s.screen == "pin" and not s.busy)
    gui.check_fit("pin-lost")
    read(gui)
    gui.key("alt+w")
    gui.until(lambda s: s.screen == "rewrite" and not s.busy)
    gui.check_fit("rewrite-lost")
    gui.key("Return")
    assert gui.state().faults == ("act",)
    assert gui.state().screen == "rewrite"


def test_reading_shows_that_it_goes_on(open_real: Open) -> None:
    """While a slow card answers the page says so, and Esc leaves it at once."""
    gui = open_real()
    chip(gui).arm(Fault(FaultKind.SLOW, at=60, seconds=1.5))
    gui.key("F11")
    gui.until(lambda s: s.screen == "inquiry" and s.busy)
    gui.check_fit("reading")
    gui.key("Escape")
    gui.until(lambda s: s.screen == "case")
