"""Asks for the status line, one question at a time; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from counter_app.runtime import Lane
from counter_app.services.results import StatusLine
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.flow.visit import Visit


class StatusPoll:
    """Keeps ``visit.status``; an answer that fails makes the status unknown."""

    def __init__(
        self, visit: Visit, backstage: Backstage, known: Callable[[], None]
    ) -> None:
        self._visit = visit
        self._backstage = backstage
        self._known = known
        self._asking = False

    def ask(self) -> None:
        """Ask unless an answer is still due."""
        if self._asking:
            return
        self._asking = True
        self._backstage.run(
            Lane.READ, lambda desk: desk.status(), self._done, self._failed
        )

    def _done(self, status: StatusLine) -> None:
        self._asking = False
        self._visit.status = status
        self._visit.status_fault = None
        self._visit.status_at = datetime.now(UTC)
        self._known()

    def _failed(self, fault: Fault) -> None:
        self._asking = False
        self._visit.status_fault = fault
        self._known()
