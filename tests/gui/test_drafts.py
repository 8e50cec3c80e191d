"""Forms that were left: kept on disk, listed, gone on with by one key (G34)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter_app.domain.records import Ssn
from counter_app.services.keeping import KeptForm
from tests.gui.driver import Gui
from tests.gui.real import RealGui
from tests.integration.services.desk import SSN, Bench
from tests.labs.xvfb import Xvfb
from views.service.presenter import FormPresenter


@pytest.fixture
def real(screen: Xvfb, tmp_path: Path) -> Iterator[RealGui]:
    bench = Bench(tmp_path)
    bench.live()
    gui = RealGui(screen, bench)
    gui.log_in()
    yield gui
    gui.close()
    bench.close()


def kept(gui: RealGui, holds: Callable[[list[tuple[object, ...]]], bool]) -> bool:
    """Wait until the table of drafts is so."""
    gui.until(lambda _: holds(gui.rows("SELECT content FROM draft")))
    return True


def test_a_form_is_on_disk_while_it_is_typed(real: RealGui) -> None:
    """Typed text reaches the encrypted store by itself; the lock keeps it."""
    real.open(SSN)
    real.key("F5", "alt+a")
    real.type("Feng Daiban")
    assert kept(real, lambda rows: bool(rows) and "Feng Daiban" in str(rows[0]))
    real.key("F12")
    real.screen_is("lock")
    assert "Feng Daiban" in str(real.rows("SELECT content FROM draft"))


def test_a_done_act_leaves_no_draft(real: RealGui) -> None:
    """The case and the end of its drafts: the list is empty again."""
    real.open(SSN)
    real.key("F5", "alt+2", "space")
    assert kept(real, bool)
    real.key("Return")
    real.screen_is("confirm")
    real.key("ctrl+Return")
    real.screen_is("result")
    assert kept(real, lambda rows: not rows)


def test_a_draft_is_listed_and_resumed_with_one_key(gui: Gui) -> None:
    """F10, then Enter: the person and the form are open, as they were left."""
    wang = next(s for s, p in gui.desk.people.items() if p.holder.name == "王小明")
    form = {"kind": "loss_formal", "bearer": "2", "name": "冯代办"}
    gui.desk.drafts.keep([KeptForm(wang, "loss", "k", form)])
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1 and s.focus == "drafts")
    gui.check_fit("todo-drafts")
    gui.key("Return")
    gui.screen_is("form")
    page = gui.window.conductor.top
    assert isinstance(page, FormPresenter)
    assert page.state.name == "冯代办"


def test_a_draft_is_thrown_away(gui: Gui) -> None:
    """Alt+X takes the chosen draft off the list and out of the store."""
    wang = next(s for s, p in gui.desk.people.items() if p.holder.name == "王小明")
    gui.desk.drafts.keep([KeptForm(Ssn(wang), "loss", "k", {"kind": "loss_temp"})])
    gui.key("F10")
    gui.until(lambda s: s.screen == "todo" and s.rows == 1)
    gui.key("alt+x")
    gui.until(lambda s: s.rows == 0)
    assert gui.desk.drafts.kept == {}
