"""What must be settled: pages, the cursor, the supervisor's acts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from counter_app.domain.states import Kind
from counter_app.runtime import Lane
from counter_app.services.results import Doubt, RefusedRow
from tests.fakes.people import uid_of
from tests.fakes.rows import PAGE_SIZE
from tests.unit.views.stagehand import BareTodo, Stagehand
from views.flow.screens import Screen
from views.todo.presenter import Cursor, TodoPresenter


def refusal(hand: Stagehand, number: int, days: int = 0) -> RefusedRow:
    """Return a refused loss of somebody, made some days ago."""
    made = datetime.now(UTC) - timedelta(days=days)
    return RefusedRow(
        op_id=f"op{number}",
        receipt_no=f"99990101{made:%Y%m%d}22037F3A{number:06d}K",
        kind=Kind.LOSS_FORMAL,
        ssn=hand.ssn("王小明"),
        name="王小明",
        card_no="F00000018",
        clerk="zhang",
        made_at=made,
        decided_at=made,
        code="rule.status_moved",
    )


def doubt(hand: Stagehand) -> Doubt:
    """Return a write that stopped half-way."""
    ssn, now = hand.ssn("王小明"), datetime.now(UTC)
    return Doubt("i1", "c1", Kind.INSTANT, ssn, "王小明", uid_of(8001), now, "", "")


def opened(hand: Stagehand) -> tuple[TodoPresenter, BareTodo]:
    """Open the page."""
    hand.lead.go(Screen.SETTLE)
    assert isinstance(hand.top, TodoPresenter)
    hand.backstage.lanes.clear()
    return hand.top, BareTodo(hand.top)


def boss() -> Stagehand:
    """Return a window with a supervisor at it."""
    return Stagehand("wang", "practice-2")


def test_a_refusal_of_an_earlier_day_is_listed() -> None:
    """A refusal waits for somebody however old it is."""
    hand = Stagehand()
    hand.desk.refusals = [refusal(hand, 1, days=9)]
    page, _ = opened(hand)
    assert [row.op_id for row in page.state.refused] == ["op1"]
    assert page.state.refused[0].made_at.date() < datetime.now(UTC).date()


def test_refusals_come_page_by_page() -> None:
    """PgDn goes on while there is more; PgUp goes back and stops at the start."""
    hand = Stagehand()
    hand.desk.refusals = [refusal(hand, n) for n in range(PAGE_SIZE + 1)]
    page, _ = opened(hand)
    assert (len(page.state.refused), page.state.more) == (PAGE_SIZE, True)
    page.turn(1)
    assert [row.op_id for row in page.state.refused] == [f"op{PAGE_SIZE}"]
    page.turn(1)
    assert page.state.page == 1
    page.turn(-1)
    page.turn(-1)
    assert page.state.page == 0


def test_an_emptied_page_gives_way_to_the_one_before() -> None:
    """Settling the only refusal of the last page does not leave an empty page."""
    hand = boss()
    hand.desk.refusals = [refusal(hand, n) for n in range(PAGE_SIZE + 1)]
    page, view = opened(hand)
    page.turn(1)
    view.words = "told"
    page.settle()
    assert (page.state.page, len(page.state.refused)) == (0, PAGE_SIZE)
    assert hand.desk.settled == {f"op{PAGE_SIZE}": "told"}
    assert view.words == ""


def test_settling_runs_on_the_work_lane_and_once() -> None:
    """A second press while the first is under way does nothing."""
    hand = boss()
    hand.desk.refusals = [refusal(hand, 1), refusal(hand, 2)]
    page, view = opened(hand)
    view.words = "told"
    hand.backstage.held = True
    page.settle()
    page.settle()
    page.enter()
    hand.backstage.release()
    assert hand.backstage.lanes.count(Lane.WORK) == 1
    assert list(hand.desk.settled) == ["op1"]


def test_enter_in_a_reason_does_nothing() -> None:
    """Only the keys of an act carry it out."""
    hand = boss()
    hand.desk.doubtful, hand.desk.refusals = [doubt(hand)], [refusal(hand, 1)]
    page, view = opened(hand)
    view.words, view.where = "told", Cursor.NOTE
    page.enter()
    assert Lane.WORK not in hand.backstage.lanes
    assert hand.top is page
    view.where = Cursor.ELSEWHERE
    page.enter()
    assert Lane.WORK in hand.backstage.lanes


def test_enter_opens_the_refused_person() -> None:
    """From the table of refusals, or when nothing else is left on the page."""
    for doubts, where in ((1, Cursor.REFUSED), (0, Cursor.ELSEWHERE)):
        hand = Stagehand()
        hand.desk.refusals = [refusal(hand, 1)]
        hand.desk.doubtful = [doubt(hand)] * doubts
        page, view = opened(hand)
        view.where = where
        page.enter()
        assert hand.lead.visit.ssn == hand.ssn("王小明")


def test_a_clerk_is_told_that_it_is_a_supervisors_act() -> None:
    """Neither a refusal nor a write is closed by a clerk, and the page says why."""
    hand = Stagehand()
    hand.desk.doubtful, hand.desk.refusals = [doubt(hand)], [refusal(hand, 1)]
    page, view = opened(hand)
    view.words = "told"
    for act in (page.settle, page.give_up):
        act()
        assert page.error_code() == "rule.not_allowed"
    assert Lane.WORK not in hand.backstage.lanes


def test_news_from_the_center_reach_the_open_page() -> None:
    """A refusal that arrives while the page is open is listed."""
    hand = Stagehand()
    page, _ = opened(hand)
    hand.lead.poll()
    hand.desk.refusals = [refusal(hand, 1)]
    hand.lead.poll()
    assert len(page.state.refused) == 1
