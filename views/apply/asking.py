"""What is known of the person whose number is typed: here, and at the center; no Tk."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain.records import Ssn
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.standing import Block, Standing
from views.flow.backstage import Backstage
from views.flow.fault import Fault

#: What no clerk can do anything about: the application would be refused.
STOPS = frozenset({Block.DEAD, Block.CARD, Block.RUNNING, Block.NAME})


class Person:
    """Asks as soon as a number is whole; typing goes on meanwhile.

    Attributes:
        here: what this office knows.
        center: what the center says, or why it says nothing.
        asking: the center has not answered yet.
        photo: that will be on the card; ``photo_known``: it was looked for.
    """

    def __init__(self, backstage: Backstage, changed: Callable[[], None]) -> None:
        self._backstage = backstage
        self._changed = changed
        self._number: Ssn | None = None
        self._ticket = 0  # answers about an earlier number change nothing
        self._forget()

    def _forget(self) -> None:
        self.here: Standing | None = None
        self.center: Standing | None = None
        self.photo: bytes | None = None
        self.photo_known = self.asking = False

    @property
    def standing(self) -> Standing | None:
        """What is known, the center's word before ours."""
        if self.here is not None and self.here.block in STOPS:
            return self.here
        if self.center is not None and self.center.fault is None:
            return self.center
        return self.here

    def look_up(self, number: Ssn | None, name: str, *, again: bool = False) -> None:
        """Look another number up; ``again``: also the one that is known."""
        if number == self._number and not again:
            return
        self._number = number
        self._ticket += 1
        self._forget()
        if number is None:
            return
        ticket = self._ticket

        def look(desk: Desk) -> tuple[Standing, bytes | None]:
            work = desk.applications
            return work.check(number), work.photo(number)

        def failed(fault: Fault) -> None:
            here = Standing(number, Block.NONE, fault=fault.code)
            self._found(ticket, here, None, known=False)

        self._backstage.run(
            Lane.READ, look, lambda found: self._found(ticket, *found), failed
        )
        self.ask(name)

    def give_photo(self, number: Ssn, photo: bytes | None) -> None:
        """Take a photo that was chosen for this number just now."""
        if number == self._number:
            self.photo, self.photo_known = photo, True
            self._changed()

    def ask(self, name: str) -> None:
        """Ask the center, on a lane of its own."""
        number, ticket = self._number, self._ticket
        if number is None:
            return
        self.asking = True

        def failed(fault: Fault) -> None:
            self._told(ticket, Standing(number, Block.NONE, fault=fault.code))

        self._backstage.run(
            Lane.LINE,
            lambda desk: desk.applications.ask(number, name),
            lambda told: self._told(ticket, told),
            failed,
        )

    def _found(
        self, ticket: int, here: Standing, photo: bytes | None, *, known: bool = True
    ) -> None:
        if ticket == self._ticket:
            self.here, self.photo, self.photo_known = here, photo, known
            self._changed()

    def _told(self, ticket: int, told: Standing) -> None:
        if ticket == self._ticket:
            self.center, self.asking = told, False
            self._changed()
