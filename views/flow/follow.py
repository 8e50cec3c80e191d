"""Follows the reader: reads a card at once when it is laid down; no Tk."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.ports.cards import ReaderState
from counter_app.runtime import Lane
from counter_app.services.results import CardOnReader
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.flow.visit import Visit


class ReaderFollower:
    """Keeps ``visit.card`` equal to what lies on the reader.

    ``read`` is called once for every reading that ended, good or bad; ``moved`` for
    every change of the reader before that.
    """

    def __init__(
        self,
        visit: Visit,
        backstage: Backstage,
        moved: Callable[[], None],
        read: Callable[[], None],
    ) -> None:
        self._visit = visit
        self._backstage = backstage
        self._moved = moved
        self._read = read
        self._asked = 0
        self._held = False
        self._due = False

    def hold(self) -> None:
        """Leave the card alone: an act is using it."""
        self._held = True

    def release(self) -> None:
        """Follow again, catching up with what happened meanwhile."""
        self._held = False
        if self._due and self._visit.reader and self._visit.reader.card_present:
            self.read_now()
        self._due = False

    def reader_is(self, state: ReaderState) -> None:
        """Take over a reader state; older news than what is known is ignored."""
        before = self._visit.reader
        if before is not None and state.serial < before.serial:
            return
        self._visit.reader = state
        if before == state:
            return
        if not state.card_present:
            self._forget()
            self._moved()
        elif before is None or not before.card_present or self._swapped(before, state):
            self.read_now()

    def read_now(self) -> None:
        """Read the card on the reader (also F3)."""
        if self._held:
            self._due = True
            return
        self._asked += 1
        number = self._asked
        self._visit.card = None
        self._visit.card_fault = None
        self._visit.reading = True
        self._moved()
        self._backstage.run(
            Lane.CARD,
            lambda desk: desk.read_card(),
            lambda card: self._done(number, card),
            lambda fault: self._failed(number, fault),
        )

    @staticmethod
    def _swapped(before: ReaderState, state: ReaderState) -> bool:
        return state.serial != before.serial

    def _forget(self) -> None:
        self._asked += 1
        self._visit.card = None
        self._visit.card_fault = None
        self._visit.reading = False

    def _done(self, number: int, card: CardOnReader) -> None:
        if number == self._asked:
            self._visit.card = card
            self._visit.reading = False
            self._read()

    def _failed(self, number: int, fault: Fault) -> None:
        if number == self._asked:
            self._visit.card_fault = fault
            self._visit.reading = False
            self._read()
