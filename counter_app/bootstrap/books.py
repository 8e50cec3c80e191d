"""Stock, reports and the close without the window: no reader, no line, no session.

Whoever holds the database's key owns the office; acts are signed ``cli:<os user>``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn, cast

from counter_app.bootstrap.data import open_data
from counter_app.bootstrap.machine import clock, ids, os_user
from counter_app.bootstrap.papers import make_printer, office_of
from counter_app.bootstrap.place import Place, has_office
from counter_app.bootstrap.rules import rules_in_force
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CardError, SystemFaultError
from counter_app.domain.states import Role
from counter_app.ports.cards import CardDesk
from counter_app.ports.center import Line, LineState
from counter_app.ports.store import Store
from counter_app.services import reports
from counter_app.services.books import Books
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from printing.press import ReportlabPress


class NoLine:
    """A line that is not there; what must be sent waits for the window."""

    def state(self) -> LineState:
        return LineState(enrolled=False, online=False)

    def wake(self) -> None:
        """Wake nobody."""

    def wait_decided(self, op_ids: tuple[str, ...], timeout_s: float) -> bool:
        del op_ids, timeout_s
        return False

    def watch(self, on_change: Callable[[LineState], None]) -> None:
        """Tell nobody."""

    def hold(self, held: bool) -> None:  # noqa: FBT001 - the port's own form
        """Hold nothing."""

    def close(self) -> None:
        """Close nothing."""


class NoCards:
    """A desk without a reader."""

    channel = "direct"

    def __getattr__(self, name: str) -> NoReturn:
        raise CardError(CardCode.NO_READER)


@contextmanager
def open_books(place: Place) -> Iterator[tuple[Books, Store]]:
    """Open the office's books for one verb.

    Raises:
        SystemFaultError: ``system.no_office``.
        StoreError: the key or the database is at fault.
    """
    if not has_office(place.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    with ExitStack() as opened:
        store = open_data(place)
        opened.callback(store.close)
        office = office_of(store)
        who = f"cli:{os_user()}"
        now = clock()
        line: Line = NoLine()
        parts = Parts(
            store=store,
            cards=cast("CardDesk", NoCards()),
            line=line,
            press=ReportlabPress(),
            printer=make_printer(place, opened),
            clock=now,
            ids=ids(),
            pack=rules_in_force(store, office, now.now().date()),
            office=office,
            receipt_mac=lambda _: "",
            language=place.config.language,
            actor=who,
        )
        session = Session(who, who, Role.SUPERVISOR)
        yield Books(parts, lambda: session), store


def office_report(windows: Sequence[Mapping[str, Any]], form: str) -> tuple[bytes, int]:
    """Return the report of an office from those of its windows, and its cases.

    Raises:
        ValueError, KeyError, TypeError: not reports of the same days.
        PrintError: ``printing.content``.
    """
    whole = reports.merged(windows)
    return ReportlabPress().report(whole, form), int(whole["total"])
