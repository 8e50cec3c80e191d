"""Reports, close and stock by keyboard; both languages, nothing cut off."""

from __future__ import annotations

from datetime import date

import pytest

from counter_app.domain.codes.closing import CloseFault, StockFault
from counter_app.domain.records import CardNo
from counter_app.domain.states import Effect, Kind
from counter_app.domain.stock import Account, ActKind
from counter_app.services.closing import CloseDay
from counter_app.services.reversing import ReverseCase
from counter_app.services.stock_commands import MoveStock
from tests.fakes.books import NOW, TODAY
from tests.fakes.cases import TodayRow
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui


@pytest.fixture
def boss(open_gui: OpenGui) -> Gui:
    made = open_gui()
    made.log_in(2)
    return made


def picture_of(gui: Gui) -> bytes | None:
    return gui.window.conductor.top.state.picture  # type: ignore[attr-defined]


def test_the_report_is_shown_saved_and_printed_by_keyboard(boss: Gui) -> None:
    """9.2: Ctrl+R, Enter, Ctrl+P, Alt+X: no mouse needed."""
    boss.key("ctrl+r")
    boss.screen_is("reports")
    boss.until(lambda s: s.focus == "first")
    boss.key("Return")
    boss.until(lambda s: not s.busy and picture_of(boss) is not None)
    boss.check_fit("reports")
    boss.key("alt+x")
    boss.until(lambda s: not s.busy)
    boss.until(lambda _: (boss.folder / f"reports/report-{TODAY}.xlsx").exists())
    assert (TODAY, TODAY, "xlsx") in boss.desk.books.calls
    boss.key("alt+m", "ctrl+p")
    first = date(2026, 11, 1)
    boss.until(lambda s: (first, TODAY, "pdf") in boss.desk.books.calls and not s.busy)
    boss.key("alt+l")  # the list, masked
    boss.until(lambda s: not s.busy and s.error is None)


def test_a_clerk_is_told_that_reports_are_not_theirs(gui: Gui) -> None:
    """R-50: what colleagues did is for supervisors."""
    gui.key("ctrl+r")
    gui.screen_is("reports")
    gui.key("Return")
    seen = gui.until(lambda s: bool(s.error))
    assert seen.error == "rule.not_allowed"


def test_a_day_is_counted_explained_and_closed(boss: Gui) -> None:
    """9.2, G23: a difference stands until it is explained; then the day is frozen."""
    boss.desk.books.left = (date(2026, 11, 19),)
    boss.key("ctrl+r")
    boss.screen_is("reports")
    boss.key("alt+2")
    boss.screen_is("close")
    boss.until(lambda s: s.focus == str(Account.CARDS))
    for figure in ("438", "34", "4"):
        boss.type(figure)
        boss.key("Tab")
    boss.key("Return")
    top = boss.window.conductor.top
    boss.until(lambda s: not s.busy and top.state.view is not None)  # type: ignore[attr-defined]
    boss.key("ctrl+Return")
    boss.until(lambda s: s.error == CloseFault.NOT_EXPLAINED)
    boss.check_fit("close")
    boss.window._page._note.focus_here()  # type: ignore[union-attr]
    boss.type("slip-17")
    boss.key("ctrl+Return")
    boss.until(lambda s: not s.busy and top.state.closed is not None)  # type: ignore[attr-defined]
    command = [c for c in boss.desk.books.calls if isinstance(c, CloseDay)][-1]
    assert command.day == date(2026, 11, 19)
    assert list(command.explained.values()) == ["slip-17"]
    boss.check_fit("closed")


def test_stock_is_moved_by_keyboard(boss: Gui) -> None:
    """8: an act that two must sign is refused alone; a move stands in the book."""
    boss.key("ctrl+r", "alt+3")
    boss.screen_is("stock")
    boss.until(lambda s: s.focus == "act")
    boss.key("Tab")
    boss.type("C12341103")
    boss.key("Tab")
    boss.type("26-2-1-1")
    boss.key("ctrl+Return")
    boss.until(lambda s: not s.busy and len(boss.desk.books.rows) == 2)
    command = boss.desk.books.calls[-1]
    assert isinstance(command, MoveStock)
    assert (command.kind, command.numbers) == (ActKind.TRANSFER, ("C12341103",))
    boss.check_fit("stock")
    page = boss.window._page
    page._chosen(ActKind.VOID.value)  # type: ignore[union-attr]
    boss.key("ctrl+Return")
    boss.until(lambda s: s.error == StockFault.SECOND_NEEDED)


@pytest.mark.parametrize("tab", ["1", "2", "3"])
def test_books_fit_in_english(open_gui: OpenGui, tab: str) -> None:
    """Both languages fit into the smallest window."""
    gui = open_gui(language="en")
    gui.log_in(2)
    gui.key("ctrl+r", f"alt+{tab}")
    gui.until(lambda s: s.screen in ("reports", "close", "stock") and not s.busy)
    gui.check_fit(f"en-{tab}")


def test_a_case_is_reversed_and_a_paper_entered_from_todays_list(gui: Gui) -> None:
    """R-51, R-50: a second operator signs on the clerk's page; papers are numbered."""
    gui.desk.cases[:0] = [row_of_loss(gui)]
    gui.key("F9")
    gui.screen_is("today")
    gui.key("alt+v")
    gui.until(lambda s: s.focus == "login")
    gui.check_fit("reverse")
    gui.type("wang")
    gui.key("Tab")
    gui.type("wrong")
    gui.key("Tab")
    gui.type("slip")
    gui.key("alt+r")
    gui.until(lambda s: s.error == "rule.login_wrong" and not s.busy)
    command = gui.desk.books.calls[-1]
    assert isinstance(command, ReverseCase)
    assert command.approval is not None
    assert (command.approval.login, command.approval.reason) == ("wang", "slip")
    gui.key("alt+n")
    gui.type("PA10001")
    gui.key("alt+b")
    gui.until(lambda s: not s.busy and gui.desk.books.calls[-1][1:] == ("PA10001",))


def row_of_loss(gui: Gui) -> TodayRow:
    """A case of today on the list."""
    ssn = next(iter(gui.desk.people))
    return TodayRow(
        "case-1", "99990101202611202103AAAA000001B"[:31], Kind.LOSS_TEMP, ssn, "张三",
        CardNo("C12341103"), "zhang", NOW, Effect.PENDING, None, True, 1,
    )  # fmt: skip
