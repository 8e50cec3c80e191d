"""The presenters behave alike on the desk in memory and on the real counter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter_app.domain.records import Ssn
from counter_app.domain.states import Effect, Kind
from tests.contract.window.houses import HOUSES, Clerk
from tests.unit.views.stagehand import BareTodo
from views.case.presenter import CasePresenter
from views.flow.screens import Screen
from views.flow.visit import Match
from views.result.presenter import ResultPresenter
from views.service.confirm import ConfirmPresenter
from views.service.presenter import FormPresenter
from views.service.state import Service
from views.today.presenter import TodayPresenter
from views.todo.presenter import TodoPresenter


@pytest.fixture(params=sorted(HOUSES))
def clerk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clerk]:
    """Return a clerk who is logged in."""
    house = HOUSES[request.param](tmp_path)
    yield Clerk(house)
    house.close()


def to_confirm(clerk: Clerk, ssn: Ssn, service: Service) -> ConfirmPresenter:
    """Open the person and fill the form in."""
    lead = clerk.lead
    lead.open_holder(ssn)
    lead.start_service(service)
    form = lead.top
    assert isinstance(form, FormPresenter)
    form.enter()
    for name in form.state.faults:
        form.set(name, True)
    form.enter()
    assert isinstance(lead.top, ConfirmPresenter), form.state.faults
    return lead.top


def outcome(clerk: Clerk) -> ResultPresenter:
    """Return the result page."""
    top = clerk.lead.top
    assert isinstance(top, ResultPresenter), top.error_code()
    return top


def test_a_card_on_the_reader_opens_its_holder(clerk: Clerk) -> None:
    """The chip's person is opened, and chip and record agree."""
    clerk.lay_card_of(clerk.house.live)
    assert clerk.lead.top.screen is Screen.CASE
    assert clerk.lead.visit.ssn == clerk.house.live
    assert clerk.lead.visit.match() is Match.SAME
    card = clerk.lead.visit.card
    assert card is not None
    assert card.differences
    assert all(difference.same for difference in card.differences)


def test_search_finds_by_number_and_enter_opens(clerk: Clerk) -> None:
    """The whole id number has one answer."""
    clerk.lead.search_for(clerk.house.live)
    clerk.lead.search.enter()
    assert clerk.lead.visit.ssn == clerk.house.live


def test_hand_out_with_the_card_on_the_reader(clerk: Clerk) -> None:
    """Form, confirm page and result; the card is normal afterwards."""
    clerk.lay_card_of(clerk.house.waiting)
    confirm = to_confirm(clerk, clerk.house.waiting, Service.ISSUE)
    assert confirm.obstacle() is None
    confirm.commit()
    result = outcome(clerk).result
    assert (result.business, result.effect) == (Kind.HAND_OUT, Effect.EFFECTIVE)
    assert result.card_after == 1


def test_a_loss_without_the_center_is_pending(clerk: Clerk) -> None:
    """The confirm page knows it is offline, and the result is pending."""
    clerk.house.cut_line()
    clerk.look()
    confirm = to_confirm(clerk, clerk.house.live, Service.LOSS)
    assert confirm.offline
    confirm.commit()
    assert outcome(clerk).result.effect is Effect.PENDING


def test_the_same_form_twice_is_one_case(clerk: Clerk) -> None:
    """G31: the second submission is told as a repetition of the first."""
    confirm = to_confirm(clerk, clerk.house.live, Service.LOSS)
    confirm.commit()
    first = outcome(clerk).result
    confirm.commit()
    second = outcome(clerk).result
    assert second.repeated
    assert second.receipt_no == first.receipt_no


def test_loss_and_replacement_write_the_blank(clerk: Clerk) -> None:
    """F7 for a card that is not lost yet: one act, a new card number."""
    confirm = to_confirm(clerk, clerk.house.live, Service.RENEW)
    assert confirm.state.combined
    assert confirm.obstacle() == "view.blank.lay"
    clerk.lay_blank()
    assert confirm.obstacle() is None
    confirm.commit()
    result = outcome(clerk).result
    assert result.business is Kind.REISSUE_LOST
    assert result.new_card_no is not None


def test_the_wrong_card_is_stopped_before_the_act(clerk: Clerk) -> None:
    """Another person's card on the reader blocks the confirm page."""
    confirm = to_confirm(clerk, clerk.house.live, Service.LOSS)
    clerk.lay_card_of(clerk.house.waiting)
    assert clerk.lead.visit.match() is Match.OTHER
    confirm.commit()
    assert confirm.error_code() == "view.case.other_card"
    assert clerk.lead.top is confirm


def test_a_refusal_names_its_rule(clerk: Clerk) -> None:
    """What is not allowed is refused on the person's page with the rule's code."""
    clerk.lead.open_holder(clerk.house.live)
    clerk.lead.start_service(Service.LIFT)
    page = clerk.lead.top
    assert isinstance(page, CasePresenter)
    assert page.error_code() == "rule.not_lost"


def test_today_lists_the_case_and_prints_it_again(clerk: Clerk) -> None:
    """The receipt can be had again; each print is counted."""
    to_confirm(clerk, clerk.house.live, Service.LOSS).commit()
    page = outcome(clerk)
    assert page.sheet is not None
    copies = page.sheet.copies
    assert page.sheet.pdf.startswith(b"%PDF")
    page.paper()
    assert page.sheet.copies == copies + 1
    clerk.lead.go(Screen.TODAY)
    today = clerk.lead.top
    assert isinstance(today, TodayPresenter)
    listed = [row.text("receipt_no") for row in today.model.page.rows]
    assert listed == [page.result.receipt_no]


def todo(clerk: Clerk) -> tuple[TodoPresenter, BareTodo]:
    """Open the page of what must be settled."""
    clerk.lead.go(Screen.SETTLE)
    page = clerk.lead.top
    assert isinstance(page, TodoPresenter)
    return page, BareTodo(page)


def refuse_a_loss(clerk: Clerk) -> str:
    """File a loss without the center, which refuses it later."""
    clerk.house.cut_line()
    clerk.look()
    to_confirm(clerk, clerk.house.live, Service.LOSS).commit()
    number = outcome(clerk).result.receipt_no
    clerk.house.refuse_waiting()
    return number


def test_a_refusal_is_listed_until_a_supervisor_settles_it(clerk: Clerk) -> None:
    """It has receipt, person and reason; a note is needed; then it is gone."""
    number = refuse_a_loss(clerk)
    boss = Clerk(clerk.house, boss=True)
    page, view = todo(boss)
    (row,) = page.state.refused
    assert (row.receipt_no, row.ssn) == (number, clerk.house.live)
    assert (row.kind, row.code) == (Kind.LOSS_FORMAL, "rule.card_cancelled")
    page.settle()
    assert page.fault_fields() == ("refusal_note",)
    view.words = "told by telephone"
    page.settle()
    assert (page.state.refused, page.state.settled) == ((), 1)
    assert boss.house.desk.status().outbox.refused == 0


def test_settling_twice_is_told_as_such(clerk: Clerk) -> None:
    """What somebody else settled meanwhile is named, and leaves the list."""
    refuse_a_loss(clerk)
    boss = Clerk(clerk.house, boss=True)
    page, view = todo(boss)
    boss.house.desk.settle_refusal(page.state.refused[0].op_id, "by another hand")
    view.words = "told by telephone"
    page.settle()
    assert page.error_code() == "rule.no_such_refusal"
    assert page.state.refused == ()


def test_a_clerk_sees_why_a_refusal_stays(clerk: Clerk) -> None:
    """The act is a supervisor's; Enter opens the person."""
    refuse_a_loss(clerk)
    page, view = todo(clerk)
    view.words = "told by telephone"
    page.settle()
    assert page.error_code() == "rule.not_allowed"
    assert len(page.state.refused) == 1
    page.enter()
    assert clerk.lead.visit.ssn == clerk.house.live
