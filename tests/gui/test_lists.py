"""The desk's lists by real keys: sorted, filtered, turned, opened, taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.states import AppStatus, Effect, Kind
from counter_app.ports.desklists import ListName
from counter_app.services.keeping import KeptForm
from counter_app.services.results import Doubt, RefusedRow
from tests.fakes.cases import TodayRow
from tests.fakes.people import Fakes, uid_of
from tests.gui.conftest import OpenGui
from tests.gui.driver import Gui
from views import wedge
from views.lists.board import ListBoard
from views.lists.presenter import NAMES, ListsPresenter

CASES = 120
NOW = datetime.now(UTC)


def shown(gui: Gui, column: int) -> list[str]:
    """Return what stands in a column on the screen."""
    tree = board(gui).table.tree
    return [str(tree.set(row, f"c{column}")) for row in tree.get_children()]


def board(gui: Gui) -> ListBoard:
    page = gui.window._page
    return page._board


def lists(gui: Gui, name: ListName) -> ListsPresenter:
    """Ctrl+T and the list's number."""
    gui.key("ctrl+t", f"alt+{NAMES.index(name) + 1}")
    page = gui.window.conductor.top
    assert isinstance(page, ListsPresenter)
    gui.until(lambda s: page.model.name is name and page.model.loaded and not s.busy)
    return page


def many_cases(gui: Gui) -> None:
    """120 cases of today, by people in turn."""
    people = list(gui.desk.people.values())
    gui.desk.cases = [
        TodayRow(
            case_id=f"case{n}",
            receipt_no=f"9999010120261122{n:03d}37F3A{n:06d}K",
            business=Kind.LOSS_TEMP if n % 10 == 0 else Kind.HAND_OUT,
            ssn=people[n % len(people)].holder.ssn,
            name=people[n % len(people)].holder.name,
            card_no="F00000018",
            clerk=f"clerk{n % 7}",
            made_at=NOW - timedelta(seconds=n),
            effect=Effect.EFFECTIVE,
            refusal=None,
            printed=True,
            copies=1,
        )
        for n in range(CASES)
    ]


def fill(gui: Gui) -> str:
    """Put one person on every list; return the number."""
    ssn, one = next((s, p) for s, p in gui.desk.people.items() if p.card is not None)
    lost = replace(one.card, app_status=AppStatus.LOST_TEMP)
    gui.desk.people[ssn] = Fakes(one.holder, lost)
    name = one.holder.name
    gui.desk.doubtful = [
        Doubt(
            "i1", "c1", Kind.INSTANT, ssn, name, uid_of(8001), NOW, "EF06/09:start", ""
        )
    ]
    gui.desk.refusals = [
        RefusedRow(
            f"op{n}", f"R{n}" * 15, Kind.LOSS_FORMAL, ssn, name, "F00000018", "zhang",
            NOW, NOW, RuleCode.CARD_CANCELLED,
        )
        for n in range(2)
    ]  # fmt: skip
    login = gui.desk.session().login
    gui.desk.drafts.kept[login, ssn, "lift"] = KeptForm(ssn, "lift", "key", {})
    return ssn


def test_today_is_sorted_filtered_and_turned_by_keys(gui: Gui) -> None:
    """F9: arrows choose the column, Alt+O turns it, Alt+F narrows, PgDn turns."""
    many_cases(gui)
    gui.key("F9")
    page = gui.window.conductor.top
    gui.until(lambda s: s.screen == "today" and s.rows == 50)
    assert shown(gui, 1)[0].replace(" ", "").endswith("000119K")
    gui.key("Right", "Right")
    gui.until(lambda _: page.model.query.sort == "receipt_no" and not page.model.busy)
    assert shown(gui, 1)[0].replace(" ", "").endswith("000000K")
    gui.key("alt+o")
    gui.until(lambda _: page.model.query.descending and not page.model.busy)
    assert shown(gui, 1)[0].replace(" ", "").endswith("000119K")
    while page.model.query.page == 0:  # to the end of what is shown, then over it
        gui.key("Next")
    gui.until(lambda _: page.model.page.number == 1 and not page.model.busy)
    gui.key("alt+f")
    gui.until(lambda s: s.focus == "filter")
    gui.type("clerk3")
    gui.until(lambda s: s.rows == 17)
    assert set(shown(gui, 5)) == {"clerk3"}
    gui.key("Return")
    gui.until(lambda s: s.focus == "today")
    gui.key("Return")
    gui.screen_is("case")
    gui.key("Escape")
    assert gui.until(lambda s: s.screen == "today" and s.rows == 17).rows == 17


def test_a_word_of_the_business_is_found(gui: Gui) -> None:
    """The filter knows the words on the screen, though the store keeps codes."""
    many_cases(gui)
    gui.key("F9")
    gui.until(lambda s: s.screen == "today" and s.rows == 50)
    gui.key("alt+f")
    gui.type("临时挂失")
    gui.until(lambda s: s.rows == CASES // 10)
    assert set(shown(gui, 2)) == {"临时挂失"}


def test_a_heading_sorts_and_turns(gui: Gui) -> None:
    """A click on a heading sorts by it, a second one turns the order; a mark tells."""
    many_cases(gui)
    gui.key("F9")
    gui.until(lambda s: s.screen == "today" and s.rows == 50)
    page, tree = gui.window.conductor.top, board(gui).table.tree
    for sign in ("▲", "▼"):
        x = tree.winfo_rootx() + tree.bbox(tree.get_children()[0], "c5")[0] + 10
        y = tree.winfo_rooty() + 8
        mouse = ("mousemove", str(x), str(y), "click", "1")
        gui._while(gui.screen._xdotool(*mouse))
        gui.until(lambda _: page.model.query.sort == "clerk" and not page.model.busy)
        gui.until(lambda _, sign=sign: sign in str(tree.heading("c5", "text")))
    assert shown(gui, 5)[0] == "clerk6"


def test_each_list_opens_its_remedy(gui: Gui) -> None:
    """Enter: a doubt and a refusal in F10 on their row, a draft its form, else who."""
    ssn = fill(gui)
    lists(gui, ListName.DOUBTFUL)
    assert shown(gui, 3) == ["999901********0013"]
    gui.key("Return")
    gui.until(lambda s: s.screen == "todo" and s.focus == "doubts")
    gui.key("Escape")
    gui.screen_is("lists")
    lists(gui, ListName.REFUSED)
    gui.key("Down", "Return")
    gui.until(lambda s: s.screen == "todo" and s.focus == "refused")
    view = gui.window.conductor.top.view
    gui.until(lambda _: view.selected_refused().op_id == "op1")
    gui.key("Escape")
    gui.screen_is("lists")
    for name in (ListName.LOSSES, ListName.UNCOLLECTED):
        lists(gui, name)
        assert gui.state().rows >= 1
        gui.key("Return")
        gui.screen_is("case")
        gui.key("Escape")
        gui.screen_is("lists")
    lists(gui, ListName.DRAFTS)
    gui.key("Return")
    assert gui.screen_is("form").holder.endswith(ssn[-4:])


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_empty_list_says_why(open_gui: OpenGui, language: str) -> None:
    """An empty list tells in words what it means; a filter without a match too."""
    gui = open_gui(language=language)
    gui.log_in()
    words = gui.window.kit.words
    for name in (ListName.DOUBTFUL, ListName.REFUSED, ListName.DRAFTS):
        lists(gui, name)
        gui.settle()
        told = board(gui)._empty
        assert told.winfo_viewable()
        assert told.cget("text") == words(f"view.lists.empty.{name}")
    gui.check_fit("empty")


def test_a_supervisor_writes_a_masked_file(open_gui: OpenGui) -> None:
    """Alt+E as filtered and sorted, masked; a clerk is told that it needs one."""
    gui = open_gui()
    gui.log_in()
    fill(gui)
    page = lists(gui, ListName.REFUSED)
    gui.key("alt+e")
    gui.until(lambda s: s.error == RuleCode.NOT_ALLOWED)
    gui.close()
    boss = open_gui()
    boss.log_in(2)
    ssn = fill(boss)
    page = lists(boss, ListName.REFUSED)
    boss.key("alt+e")
    boss.until(lambda s: bool(page.saved) and not s.busy)
    file = boss.folder / "lists"
    assert [one.suffix for one in file.iterdir()] == [".xlsx"]
    (rows,) = boss.desk.lists.exported
    assert len(rows) == 2
    assert not any(ssn in cell for row in rows for cell in row)
    assert not any(one.stat().st_mode & 0o077 for one in file.iterdir())


def test_a_scan_into_the_filter_names_a_person(
    gui: Gui, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scanner does not type into the filter: the person is opened, it stays empty."""
    monkeypatch.setattr(wedge, "GAP_MS", 300)  # a busy machine types slowly
    many_cases(gui)
    ssn = next(iter(gui.desk.people))
    gui.key("F9")
    gui.until(lambda s: s.screen == "today" and s.rows == 50)
    gui.key("alt+f")
    gui.until(lambda s: s.focus == "filter")
    scan = gui.screen._xdotool("type", "--delay", "0", "--", f"{ssn}\n")
    gui._while(scan)
    assert gui.screen_is("case").holder.endswith(ssn[-4:])
    gui.key("Escape")
    gui.until(lambda s: s.screen in {"search", "today"})
    gui.key("F9")
    gui.until(lambda s: s.screen == "today" and s.rows == 50)
