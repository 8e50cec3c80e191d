"""Leads the clerk through the window: pages, person, card, lock; no Tk.

The stack of pages has the search page at its foot. Esc takes the top page away;
forms keep their drafts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from counter_app.domain.records import Ssn
from counter_app.runtime import Event, Lane
from counter_app.services.applying import SERVICE as APPLY
from counter_app.services.keeping import KeptForm
from counter_app.services.results import CaseResult, Session
from views.apply.batch import BatchPresenter
from views.apply.presenter import ApplyFormPresenter
from views.case.presenter import CasePresenter
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.flow.navigator import Context, MakePage, Stage
from views.flow.screens import LISTS, OF_CASE, Presenter, Screen
from views.flow.source import of_receipt
from views.flow.visit import Facts, Visit
from views.help.presenter import HelpPresenter
from views.kiosk.presenter import KioskPresenter
from views.lock.presenter import LockPresenter
from views.login.presenter import LoginPresenter, PasswordPresenter
from views.making import made
from views.opening import Opening
from views.pick.presenter import PickPresenter
from views.result.presenter import ResultPresenter
from views.search.presenter import SearchPresenter
from views.senses import Senses
from views.service.confirm import ConfirmPresenter
from views.service.drafts import Drafts
from views.service.offer import first_allowed, options
from views.service.presenter import FormPresenter
from views.service.state import Service
from views.sheet.presenter import SheetPresenter

OUTSIDE = frozenset({Screen.LOGIN, Screen.PASSWORD, Screen.LOCK, Screen.KIOSK})
WITH_MANUAL = OUTSIDE - {Screen.KIOSK}  # holders have no way out, not even F1


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
        self.drafts = Drafts(backstage)
        self._backstage = backstage
        self._stage = stage
        self.ctx = Context(self.visit, backstage, self, new_key)
        self.search = SearchPresenter(self.ctx)
        self.login = LoginPresenter(self.ctx)
        self.batch = BatchPresenter(self.ctx)  # its list goes on when it is left
        self._stack: list[Presenter] = [self.login]
        self._under_lock: list[Presenter] = []
        self._opening = Opening(self, backstage)
        self.senses = Senses(self, backstage)
        self.kiosk = False  # for holders: nobody works at this window

    # -- pages -------------------------------------------------------------
    @property
    def top(self) -> Presenter:
        """The page that is shown."""
        return self._stack[-1]

    @property
    def inside(self) -> bool:
        """Whether an operator works and the window is not locked."""
        foot = self._stack[0].screen
        return self.visit.session is not None and foot not in OUTSIDE

    @property
    def busy(self) -> bool:
        """Whether the page waits for an answer, or a holder is being opened."""
        return self.top.busy or self._opening.under_way

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
        """Whether an act is under way that must not be left."""
        return self.top.busy and not self.top.leavable

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
                self.push(ConfirmPresenter(self.ctx, form))
            return
        if isinstance(self.top, HelpPresenter) and screen is Screen.HELP:
            self.top.turn_over()
        elif screen is Screen.HELP and self.top.screen in WITH_MANUAL:
            self.push(HelpPresenter(self.top.screen))
        if not self.inside or self.acting or self.top.screen is screen:
            return
        known = self._find(screen)
        if known is not None:
            self._stack.remove(known)
        if screen is Screen.HELP:
            known = None  # the page about this screen, not about an earlier one
        self.push(known or self._made(screen))

    def show_sheet(self) -> None:
        """Ctrl+O: show the receipt or report that is chosen on this page."""
        if not self.inside or self.acting or self.top.screen is Screen.SHEET:
            return
        number = self.top.receipt()
        source = of_receipt(number) if number else self.top.whole_paper()
        if source is not None:
            self.push(SheetPresenter(self.ctx, source))

    def pick_character(self) -> None:
        """Ctrl+F: find a character for the search or the form on top."""
        if self.inside and not self.acting and self.top.screen is not Screen.PICK:
            self.push(PickPresenter(self.ctx, self.top))

    def back(self) -> None:
        if self.top.screen is Screen.LOCK:
            self._stack, self._under_lock = self._under_lock, []
            self._show()
            self.senses.read_if_present()
        elif self.top.screen is Screen.HELP and not self.inside:
            self._step_back()
        elif self.top.screen is Screen.RESULT:
            self.next_person()
        elif self.inside and not self.acting and not self.top.dismiss():
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
            self.drafts.flush()
            self.visit.unmasked = None
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
        elif self.kiosk:
            self._stack = [KioskPresenter(self.ctx)]
        else:
            self._stack = [self.search]
            self.drafts.load(self._stage.frame)
        self._show()
        self.poll()
        self.ask_open_days()

    def ask_open_days(self) -> None:
        """Ask which days nobody closed; the panel shows them."""
        if self.visit.session is not None and not self.visit.session.must_change:
            self._backstage.run(
                Lane.READ,
                lambda desk: desk.books.days_left_open(),
                self._days_open,
                lambda _: None,
            )

    def _days_open(self, days: tuple[date, ...]) -> None:
        self.visit.open_days = days
        self._stage.frame()

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

    def open_holder(self, ssn: Ssn, then: Callable[[], None] | None = None) -> None:
        if not self.acting:
            self._opening.ask(ssn, then)

    def show_case(self) -> None:
        """Put the open person's page over the lists it was opened from."""
        lists = [page for page in self._stack if page.screen in LISTS]
        case = CasePresenter(self.ctx, self.drafts, self.start_service)
        self._stack = [*(lists or [self.search]), case]
        self._stage.clear_search(keep_typing=True)
        self._show()

    def not_opened(self, fault: Fault) -> None:
        """Tell on the search page why nobody was opened."""
        if self.top is not self.search:
            self.go(Screen.SEARCH)
        self.search.failed(fault)

    def reload_holder(self) -> None:
        self._opening.again()

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

    def on_card(self, make: MakePage) -> None:
        """F8: put a page for the card in hand over the open person's page."""
        if not self.inside or self.acting or self.visit.file is None:
            return
        case = self._find(Screen.CASE)
        if case is None:  # the result page: what was done changed the person's file
            self.open_holder(self.visit.file.holder.ssn, lambda: self.on_card(make))
            return
        self._stack = self._stack[: self._stack.index(case) + 1]
        self.push(make(self.ctx))

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

    def resume(self, kept: KeptForm, *, mine: bool) -> None:
        if kept.service == APPLY:
            newest = self.drafts.newest(kept) if mine else kept
            self.push(ApplyFormPresenter(self.ctx, self.drafts, newest))
            return
        service = Service(kept.service)
        if not mine or self.drafts.get(kept.ssn, service) is None:
            self.drafts.put(kept)
        self.open_holder(kept.ssn, lambda: self.start_service(service))

    def forget_draft(self, ssn: Ssn, service: str) -> None:
        if service == APPLY:
            self.drafts.drop_other(ssn, service)
        else:
            self.drafts.drop(ssn, Service(service))

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

    # -- inside ------------------------------------------------------------
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
        self.visit.unmasked = None
        self._stack = [p for p in self._stack if p.screen not in OF_CASE]

    def _find(self, screen: Screen) -> Presenter | None:
        return next((p for p in reversed(self._stack) if p.screen is screen), None)

    def _on_form(self, service: Service) -> bool:
        page = self.top
        return isinstance(page, FormPresenter) and page.service is service

    def _made(self, screen: Screen) -> Presenter:
        return made(screen, self, self._stage)

    def push(self, page: Presenter) -> None:
        self._stack.append(page)
        self._show()

    def _show(self) -> None:
        self._stage.show(self.top)
        self.top.shown()
        self.changed()
