"""Leads the clerk through the window: pages, person, card, lock; no Tk.

The stack of pages has the search page at its foot. Esc takes the top page away;
forms keep their drafts.
"""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain.records import Ssn
from counter_app.runtime import Event, Lane
from counter_app.services.results import CaseResult, HolderFile, Session
from views.case.presenter import CasePresenter
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.flow.navigator import Context, Stage
from views.flow.screens import LISTS, OF_CASE, Presenter, Screen
from views.flow.visit import Facts, Visit
from views.help.presenter import HelpPresenter
from views.lock.presenter import LockPresenter
from views.login.presenter import LoginPresenter, PasswordPresenter
from views.result.presenter import ResultPresenter
from views.search.presenter import SearchPresenter
from views.senses import Senses
from views.service.confirm import ConfirmPresenter
from views.service.drafts import Drafts
from views.service.offer import first_allowed, options
from views.service.presenter import FormPresenter
from views.service.state import Service
from views.today.presenter import TodayPresenter
from views.todo.presenter import TodoPresenter

OUTSIDE = frozenset({Screen.LOGIN, Screen.PASSWORD, Screen.LOCK})


class Conductor:
    """Implements :class:`views.flow.navigator.Navigator`."""

    def __init__(
        self,
        facts: Facts,
        backstage: Backstage,
        stage: Stage,
        new_key: Callable[[], str],
    ) -> None:
        self.visit = Visit(facts)
        self.drafts = Drafts()
        self._backstage = backstage
        self._stage = stage
        self.ctx = Context(self.visit, backstage, self, new_key)
        self.search = SearchPresenter(self.ctx)
        self.login = LoginPresenter(self.ctx)
        self._stack: list[Presenter] = [self.login]
        self._under_lock: list[Presenter] = []
        self._opening: Ssn | None = None
        self.senses = Senses(self, backstage)

    # -- pages -------------------------------------------------------------
    @property
    def top(self) -> Presenter:
        """The page that is shown."""
        return self._stack[-1]

    @property
    def inside(self) -> bool:
        """Whether an operator works and the window is not locked."""
        return self.visit.session is not None and self.top.screen not in OUTSIDE

    @property
    def busy(self) -> bool:
        """Whether the page waits for an answer, or a holder is being opened."""
        return self.top.busy or self._opening is not None

    @property
    def drafts_left(self) -> int:
        """How many forms were left unfinished, the one on top not counted."""
        open_form = self._find(Screen.FORM)
        mine = isinstance(open_form, FormPresenter) and self.drafts.get(
            open_form.ssn, open_form.service
        )
        return self.drafts.count() - bool(mine)

    @property
    def acting(self) -> bool:
        """Whether an act is under way that must not be left; a search never is."""
        return self.top.busy and self.top is not self.search

    def start(self) -> None:
        """Show the first page."""
        self._show()

    def go(self, screen: Screen) -> None:
        if screen is Screen.LOGIN:
            self._logged_out()
            return
        if screen is Screen.CONFIRM:
            form = self._find(Screen.FORM)
            if isinstance(form, FormPresenter):
                self._push(ConfirmPresenter(self.ctx, form))
            return
        if not self.inside or self.acting or self.top.screen is screen:
            return
        known = self._find(screen)
        if known is not None:
            self._stack.remove(known)
        self._push(known or self._made(screen))

    def back(self) -> None:
        if self.top.screen is Screen.LOCK:
            self._stack, self._under_lock = self._under_lock, []
            self._show()
            self.senses.read_if_present()
        elif self.top.screen is Screen.RESULT:
            self.next_person()
        elif self.inside and not self.acting:
            self._step_back()

    def next_person(self) -> None:
        self._close_case()
        self._stack = [self.search]
        self._stage.clear_search()
        self.search.clear()
        self._show()

    def lock(self) -> None:
        """Hide everything until the operator proves to be there."""
        if self.inside and not self.acting:
            self._under_lock = self._stack
            self._stack = [LockPresenter(self.ctx)]
            self._show()

    def changed(self) -> None:
        self.senses.mind_the_act()
        self._stage.frame()

    # -- operator ----------------------------------------------------------
    def logged_in(self, session: Session) -> None:
        self.visit.session = session
        if session.must_change:
            self._stack = [PasswordPresenter(self.ctx)]
        else:
            self._stack = [self.search]
        self._show()
        self.poll()

    def _logged_out(self) -> None:
        self.visit.session = None
        self.drafts.clear()
        self._close_case()
        self._under_lock = []
        self.login = LoginPresenter(self.ctx)
        self._stack = [self.login]
        self._stage.clear_search()
        self.search.clear()
        self._show()

    # -- person ------------------------------------------------------------
    def search_for(self, text: str) -> None:
        """Show answers to what is typed into the search box."""
        if not self.inside or self.acting:
            return
        if self.top.screen is not Screen.SEARCH and text.strip():
            self.go(Screen.SEARCH)
        if self.top.screen is Screen.SEARCH:
            self.search.typed(text)

    def open_holder(self, ssn: Ssn) -> None:
        if self._opening or self.acting:
            return
        self._opening = ssn
        self._stage.frame()
        self._backstage.run(
            Lane.READ,
            lambda desk: desk.open_holder(ssn),
            self._opened,
            self._not_opened,
        )

    def start_service(self, service: Service) -> None:
        """F4 ... F7: open the form, or say why not on the case page."""
        if not self.inside or self.acting or self.visit.file is None:
            return
        case = self._find(Screen.CASE)
        if not isinstance(case, CasePresenter) or self._on_form(service):
            return
        offered = options(self.visit.file, service, self.visit.chosen)
        keep = self._stack[: self._stack.index(case) + 1]
        if first_allowed(offered) is None:
            self._stack = keep
            self._show()
            case.refused(offered[0] if offered else None)
            return
        case.refused(None)
        form = FormPresenter(self.ctx, self.drafts, service)
        self._stack = [*keep, form]
        self._show()

    def finished(self, result: CaseResult) -> None:
        if self.visit.file is None:
            return
        holder = self.visit.file.holder
        self.drafts.drop_all(holder.ssn)
        self._stage.clear_search()
        self._stack = [self.search, ResultPresenter(self.ctx, holder, result)]
        self._show()
        self.poll()
        self.senses.read_if_present()

    # -- what comes from outside ---------------------------------------------
    def read_card(self) -> None:
        """F3: read the card again, or change to its holder."""
        self.senses.read_card()

    def event(self, event: Event) -> None:
        """Take news from the house."""
        self.senses.event(event)

    def poll(self) -> None:
        self.senses.poll()

    def frame(self) -> None:
        """Let the window redraw what surrounds the page."""
        self._stage.frame()

    def reload_holder(self) -> None:
        if self.visit.file is not None and self._opening is None:
            ssn = self.visit.file.holder.ssn
            self._backstage.run(
                Lane.READ,
                lambda desk: desk.open_holder(ssn),
                self._reloaded,
                lambda _: None,
            )

    # -- inside ------------------------------------------------------------
    def _opened(self, file: HolderFile) -> None:
        self._opening = None
        if not self.inside:
            return
        self.visit.file = file
        self.visit.chosen = file.cards[0].card.card_no if file.cards else None
        lists = [page for page in self._stack if page.screen in LISTS]
        case = CasePresenter(self.ctx, self.drafts, self.start_service)
        self._stack = [*(lists or [self.search]), case]
        self._stage.clear_search()
        self._show()

    def _reloaded(self, file: HolderFile) -> None:
        if self.visit.file is not None and self.visit.ssn == file.holder.ssn:
            self.visit.file = file
            self.top.refresh()
            self._stage.frame()

    def _not_opened(self, fault: Fault) -> None:
        self._opening = None
        if self.top is not self.search:
            self.go(Screen.SEARCH)
        self.search.failed(fault)

    def _step_back(self) -> None:
        if len(self._stack) == 1:
            self._stage.clear_search()
            self.search.clear()
            return
        gone = self._stack.pop()
        if gone is self.search:
            self._stage.clear_search()
        if gone.screen is Screen.CASE:
            self._close_case()
        self._show()

    def _close_case(self) -> None:
        self.visit.file = None
        self.visit.chosen = None
        self._stack = [p for p in self._stack if p.screen not in OF_CASE]

    def _find(self, screen: Screen) -> Presenter | None:
        return next((p for p in reversed(self._stack) if p.screen is screen), None)

    def _on_form(self, service: Service) -> bool:
        page = self.top
        return isinstance(page, FormPresenter) and page.service is service

    def _made(self, screen: Screen) -> Presenter:
        makers: dict[Screen, Callable[[], Presenter]] = {
            Screen.SEARCH: lambda: self.search,
            Screen.TODAY: lambda: TodayPresenter(self.ctx),
            Screen.SETTLE: lambda: TodoPresenter(self.ctx),
            Screen.HELP: HelpPresenter,
        }
        return makers[screen]()

    def _push(self, page: Presenter) -> None:
        self._stack.append(page)
        self._show()

    def _show(self) -> None:
        self._stage.show(self.top)
        self.top.shown()
        self.changed()
