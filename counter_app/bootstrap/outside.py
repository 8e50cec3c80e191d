"""What stands outside the program: the line, the reader and the printer."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from counter_app.bootstrap.cards import card_desk
from counter_app.bootstrap.keys import office_keys
from counter_app.bootstrap.later import Later
from counter_app.bootstrap.papers import make_printer
from counter_app.bootstrap.place import Place
from counter_app.config import KeySource
from counter_app.domain.records import Office
from counter_app.ports.cards import CardDesk
from counter_app.ports.center import Line
from counter_app.ports.printer import Printer
from counter_app.ports.store import Store


@dataclass(frozen=True, slots=True)
class Outside:
    """Each part begins with its first use, or with :meth:`begin`."""

    line: Later[Line]
    cards: Later[CardDesk]
    printer: Later[Printer]

    def begin(self) -> None:
        """Begin what has not begun: threads, connections."""
        self.cards.get()
        self.line.get()
        self.printer.get()


def outside_of(
    place: Place, store: Store, office: Office, closing: ExitStack
) -> Outside:
    """Return what an office works with; all that began ends with ``closing``.

    Raises:
        SystemFaultError: ``system.config_invalid`` for invented keys in a real office.
        CardError: ``card.keys_file``.
    """
    open_now = closing.enter_context(ExitStack())
    keys = Later(lambda: office_keys(place, store, office, open_now))
    if KeySource.PRACTICE in place.config.keys.order:
        keys.get()  # what is wrong with these is told before anybody works
    line = Later(lambda: _line(place, store))
    closing.callback(line.close)
    cards = Later(lambda: card_desk(place, keys.get()))
    closing.callback(cards.close)
    printing = closing.enter_context(ExitStack())
    printer = Later(lambda: make_printer(place, printing))
    return Outside(line, cards, printer)


def _line(place: Place, store: Store) -> Line:
    # The line's library takes its time to load: see later.py.
    from counter_app.bootstrap.line import open_line  # noqa: PLC0415

    return open_line(place, store)
