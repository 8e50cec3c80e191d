"""Exchange campaigns in a real window: lists by keyboard, a campaign, its letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from counter_app.domain.states import AppStatus, StockState
from tests.gui.real import RealGui
from tests.integration.services.desk import Bench, number
from tests.integration.services.test_campaigns import TODAY, ends
from tests.labs.xvfb import Xvfb

PEOPLE = 60


@pytest.fixture(scope="module")
def gui(screen: Xvfb, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealGui]:
    """A clerk; 60 cards that end, one of them lost, and one that nobody collects."""
    bench = Bench(tmp_path_factory.mktemp("campaigns"))
    for n in range(1, PEOPLE + 1):
        ends(bench, n, n % 50)
    with bench.store.unit_of_work() as uow:
        lost = uow.cards.get(number(3))
        assert lost is not None
        uow.cards.put(replace(lost, app_status=AppStatus.LOST_FORMAL))
        uow.commit()
    ends(
        bench, 90, 3000, handed_out_on=None, stock_state=StockState.IN_CABINET,
        arrived_on=TODAY - timedelta(days=400), box_position="26-01-01-0001",
    )  # fmt: skip
    made = RealGui(screen, bench)
    made.log_in()
    yield made
    made.close()
    bench.close()


def page(gui: RealGui):
    return gui.window.conductor.top


def ready(gui: RealGui) -> None:
    """Open the page on its first list."""
    if page(gui).screen != "campaigns":
        gui.key("ctrl+e")
        gui.screen_is("campaigns")
    gui.key("alt+1")
    gui.until(lambda _: bool(page(gui).list.counts) and page(gui).campaign is None)


def test_a_list_is_turned_narrowed_and_ordered(gui: RealGui) -> None:
    """Pages come from the store; unit, state and order by keyboard."""
    ready(gui)
    gui.until(lambda _: len(page(gui).list.rows) == 50)
    assert dict(page(gui).list.counts)["open"] == PEOPLE - 1
    gui.check_fit("due")
    gui.key("alt+j", *["Next"] * 8)
    gui.until(lambda _: page(gui).page == 1 and len(page(gui).list.rows) == 10)
    gui.key("alt+n", "alt+n", "alt+n", "alt+n", "alt+n")
    gui.until(lambda _: page(gui).state == "lost" and len(page(gui).list.rows) == 1)
    gui.key("alt+n", "alt+n")
    gui.until(lambda _: page(gui).state == "")
    page(gui).view._entries["first"].focus_here()
    gui.type("20261")
    gui.key("Return")
    gui.until(lambda s: s.error == "campaign.day")
    page(gui).view._entries["first"].set("")
    page(gui).view._entries["unit"].focus_here()
    gui.type("中学")
    gui.key("Return")
    gui.until(lambda _: len(page(gui).list.rows) == PEOPLE // 2)
    gui.key("alt+o", "alt+o")
    gui.until(lambda _: page(gui).order == "name" and page(gui).page == 0)
    names = [row.name for row in page(gui).list.rows]
    assert names == sorted(names)
    page(gui).view._entries["unit"].set("")


def test_a_campaign_and_its_letters(gui: RealGui) -> None:
    """Ctrl+Enter makes it, Ctrl+P writes a letter to everybody who has not come."""
    ready(gui)
    gui.key("ctrl+Return")
    gui.until(lambda s: s.error == "campaign.no_name")
    page(gui).view._entries["name"].focus_here()
    gui.type("2026-11")
    gui.key("ctrl+Return")
    gui.until(lambda _: page(gui).list.campaign is not None)
    assert gui.rows("SELECT count(*) FROM campaign_person") == [(PEOPLE - 1,)]
    gui.check_fit("made")
    gui.key("ctrl+p")
    gui.until(lambda _: page(gui).letters is not None and page(gui).told is not None)
    file = next((gui.folder / "letters").glob("letters-*.pdf"))
    with pypdfium2.PdfDocument(file) as letters:
        assert len(letters) == PEOPLE - 1
    assert gui.rows("SELECT sum(reminders) FROM campaign_person") == [(PEOPLE - 1,)]
    gui.check_fit("letters")
    gui.key("ctrl+o")
    gui.screen_is("sheet")
    gui.until(lambda _: page(gui).state.pages == PEOPLE - 1)
    gui.key("Escape")
    gui.screen_is("campaigns")
    gui.key("Escape")
    gui.until(lambda s: s.screen == "campaigns" and page(gui).campaign is None)


def test_a_card_nobody_collects(gui: RealGui) -> None:
    """R-34: overdue after the pack's days; a letter, and Enter opens the person."""
    ready(gui)
    gui.key("alt+4")
    gui.until(lambda _: len(page(gui).list.rows) == 1)
    assert page(gui).list.rows[0].card_no == number(90)
    gui.check_fit("overdue")
    gui.key("ctrl+p")
    gui.until(lambda _: (gui.folder / "letters" / "letters-overdue.pdf").exists())
    gui.key("alt+j", "Return")
    gui.screen_is("case")
