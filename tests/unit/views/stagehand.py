"""Presenters without a window: jobs run at once, the stage only remembers."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeVar

from counter_app.domain.records import Ssn
from counter_app.ports.drafts import DraftRow
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.results import Doubt, RefusedRow
from tests.fakes.desk import FakeDesk, make_fake_desk
from tests.fakes.reader import chip_of
from views.conductor import Conductor
from views.flow.fault import Fault, fault_of
from views.flow.screens import Presenter
from views.flow.visit import Facts
from views.todo.presenter import Cursor, TodoPresenter, TodoState

T = TypeVar("T")


class InlineBackstage:
    """Runs every job on the spot, or keeps it until ``release`` when held."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.held = False
        self.lanes: list[Lane] = []
        self._waiting: list[Callable[[], None]] = []

    def run(
        self,
        lane: Lane,
        job: Callable[[Desk], T],
        done: Callable[[T], None],
        failed: Callable[[Fault], None],
    ) -> None:
        self.lanes.append(lane)

        def act() -> None:
            try:
                value = job(self._desk)
            except Exception as exc:  # noqa: BLE001 - as the runtime does
                failed(fault_of(exc))
            else:
                done(value)

        if self.held:
            self._waiting.append(act)
        else:
            act()

    def release(self) -> None:
        """Let everything run that was held back."""
        self.held = False
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()


class BareStage:
    """Remembers which page was shown last."""

    def __init__(self) -> None:
        self.shown: list[Presenter] = []

    def show(self, page: Presenter) -> None:
        self.shown.append(page)

    def frame(self) -> None: ...
    def clear_search(self, *, keep_typing: bool = False) -> None: ...


class BareTodo:
    """The page of what must be settled, without a window: the first row is chosen."""

    def __init__(self, presenter: TodoPresenter) -> None:
        self._presenter = presenter
        self.words = ""
        self.where = Cursor.ELSEWHERE
        presenter.view = self

    def render(self, state: TodoState) -> None: ...
    def cursor(self) -> Cursor:
        return self.where

    def selected_doubt(self) -> Doubt | None:
        return next(iter(self._presenter.state.doubts), None)

    def selected_refused(self) -> RefusedRow | None:
        return next(iter(self._presenter.state.refused), None)

    def selected_draft(self) -> DraftRow | None:
        return next(iter(self._presenter.state.drafts), None)

    def note(self) -> str:
        return self.words

    def refusal_note(self) -> str:
        return self.words

    def forget_notes(self) -> None:
        self.words = ""


class Stagehand:
    """A conductor on a fake desk, with a clerk logged in."""

    def __init__(self, login: str = "zhang", password: str = "practice-1") -> None:
        self.desk: FakeDesk = make_fake_desk()
        self.backstage = InlineBackstage(self.desk)
        self.stage = BareStage()
        numbers = itertools.count(1)
        facts = Facts(self.desk.pack, self.desk.office, practice=True)
        self.lead = Conductor(
            facts, self.backstage, self.stage, lambda: f"key{next(numbers)}"
        )
        self.desk.reader.watch(self.lead.senses.follower.reader_is)
        self.lead.start()
        self.lead.login.log_in(login, password)

    @property
    def top(self) -> Presenter:
        """The page on top."""
        return self.lead.top

    def ssn(self, name: str) -> Ssn:
        """Return the number of a person of the cast."""
        return next(s for s, p in self.desk.people.items() if p.holder.name == name)

    def open(self, name: str) -> None:
        """Open a person of the cast."""
        self.lead.open_holder(self.ssn(name))

    def lay(self, name: str) -> None:
        """Lay this person's card on the reader."""
        self.desk.reader.lay(chip_of(self.desk.people[self.ssn(name)]))
