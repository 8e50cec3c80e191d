"""Takes the picture of the window for the state file; no Tk."""

from __future__ import annotations

from counter_app.domain.masking import mask_card, mask_ssn
from views.cardact.confirm import ActConfirm
from views.cardact.form import ActPresenter
from views.conductor import Conductor
from views.flow.screens import Presenter, Screen
from views.inquiry.presenter import InquiryPresenter, Tab
from views.lists.presenter import ListsPresenter
from views.queue.presenter import QueuePresenter
from views.result.presenter import ResultPresenter
from views.search.presenter import SearchPresenter
from views.service.confirm import ConfirmPresenter
from views.service.presenter import FormPresenter
from views.statefile import ScreenState
from views.today.presenter import TodayPresenter
from views.todo.presenter import TodoPresenter


def picture(conductor: Conductor, focus: str, language: str, tray: str) -> ScreenState:
    """Return the state of this moment; nobody's data outside a session."""
    visit, page = conductor.visit, conductor.top
    inside = conductor.inside
    card_no = visit.card.reading.card_no if visit.card and inside else None
    status = visit.status
    return ScreenState(
        screen=page.screen.value,
        service=_service(page),
        kind=_kind(page),
        busy=conductor.busy or visit.reading,
        focus=focus,
        holder=mask_ssn(visit.ssn) if visit.ssn and inside else "",
        card=visit.match().value,
        card_no=mask_card(card_no) if card_no else "",
        error=page.error_code(),
        faults=page.fault_fields(),
        allowed=_allowed(conductor),
        ready=isinstance(page, ConfirmPresenter | ActConfirm)
        and not page.busy
        and page.obstacle() is None,
        result=_result(page),
        rows=_rows(page),
        online=status.line.online if status else None,
        waiting=status.outbox.waiting if status else None,
        doubtful=status.outbox.doubtful if status else None,
        language=language,
        operator=visit.session.login if visit.session else "",
        tray=tray,
    )


def _service(page: Presenter) -> str:
    if isinstance(page, FormPresenter | ConfirmPresenter):
        return page.state.service.value
    if isinstance(page, ActPresenter | ActConfirm):
        return page.rail or page.screen.value
    return ""


def _kind(page: Presenter) -> str:
    if isinstance(page, FormPresenter | ConfirmPresenter):
        return page.state.kind.value
    if isinstance(page, ActPresenter):
        return page.state.act
    if isinstance(page, ActConfirm):
        return page.act
    if isinstance(page, ResultPresenter):
        return page.result.business.value
    if isinstance(page, InquiryPresenter):
        return page.tab.value
    return ""


def _allowed(conductor: Conductor) -> tuple[str, ...]:
    file = conductor.visit.file
    if file is None or not conductor.inside:
        return ()
    offers = [*file.possible, *(p for card in file.cards for p in card.possible)]
    return tuple(sorted({p.kind.value for p in offers if p.allowed}))


def _result(page: Presenter) -> dict[str, str] | None:
    if page.screen is not Screen.RESULT or not isinstance(page, ResultPresenter):
        return None
    found = page.result
    return {"receipt_no": found.receipt_no, "effect": found.effect.value}


def _rows(page: Presenter) -> int:
    if isinstance(page, SearchPresenter | QueuePresenter):
        return len(page.state.rows)
    if isinstance(page, ListsPresenter | TodayPresenter):
        return len(page.model.page.rows)
    if isinstance(page, InquiryPresenter):
        sides = page.sides.rows if page.sides else ()
        folders = page.files.found.folders if page.files else ()
        return len(sides if page.tab is Tab.SIDES else folders)
    if isinstance(page, TodoPresenter):
        state = page.state
        return len(state.doubts) + len(state.refused) + len(state.drafts)
    return 0
