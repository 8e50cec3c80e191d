"""A running office: every part wired, started in order, stopped in reverse."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from counter_app.bootstrap import tools
from counter_app.bootstrap.data import KeyAhead, open_data
from counter_app.bootstrap.keep import receipt_key
from counter_app.bootstrap.keys import OfficeLookup
from counter_app.bootstrap.later import later
from counter_app.bootstrap.lock import OfficeLock
from counter_app.bootstrap.machine import clock, ids
from counter_app.bootstrap.outside import Outside, outside_of
from counter_app.bootstrap.papers import office_of
from counter_app.bootstrap.place import Place, has_office
from counter_app.bootstrap.rules import rules_in_force
from counter_app.bootstrap.standing import OfficeStanding
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import CounterError, SystemFaultError
from counter_app.domain.records import Office
from counter_app.domain.rulepack import RulePack
from counter_app.ports.cards import CardDesk
from counter_app.ports.center import Line, LineState
from counter_app.ports.store import Store
from counter_app.runtime import Lane, Runtime, StopToken, Topic
from counter_app.services.counter import Counter
from counter_app.services.parts import Parts
from counter_app.services.photos import purge_photos
from printing.mac import short_mac

_log = logging.getLogger(__name__)
_PRINT_AGAIN_S = 5.0
_DAY_LOOK_S = 20.0


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """Everything of a running office; close it, or use it in a ``with`` block."""

    place: Place
    store: Store
    office: Office
    line: Line
    cards: CardDesk
    desk: Counter
    runtime: Runtime
    _closing: ExitStack = field(repr=False)

    def attend(self) -> None:
        """Let news reach the window, and waiting papers the printer.

        Reader and line begin here if they have not: the window stands already, and
        does not wait for them. Papers are printed on the work lane, where the cases
        are: never twice.
        """
        self.runtime.start_worker("begin", self._follow_outside)
        self.runtime.start_worker("print-waiting", self._print_now_and_then)
        self.runtime.start_worker("day-change", self._follow_the_day)
        self._forget_photos()

    def _follow_outside(self, stop: StopToken) -> None:
        self.cards.watch(lambda state: self.runtime.post(Topic.READER, state))
        self.line.watch(self._line_changed)
        tools.load_ahead(stop)

    def _line_changed(self, state: LineState) -> None:
        self.runtime.post(Topic.LINE, state)
        self.runtime.post(Topic.OPERATIONS)

    def _print_now_and_then(self, stop: StopToken) -> None:
        while not stop.wait(_PRINT_AGAIN_S):
            if not self.runtime.busy(Lane.WORK):
                self.runtime.submit(
                    Lane.WORK, self.desk.print_waiting, self._printed, _not_printed
                )

    def _follow_the_day(self, stop: StopToken) -> None:
        """At the change of the day a rule pack whose day has come is taken up."""
        day = self.desk.parts.today()
        while not stop.wait(_DAY_LOOK_S):
            today = self.desk.parts.today()
            if today != day:
                day = today
                self.runtime.submit(
                    Lane.WORK, self._take_rules, self._rules_taken, _not_taken
                )
                self._forget_photos()

    def _forget_photos(self) -> None:
        """Once a day: photos the center has had long enough are forgotten here."""
        parts = self.desk.parts
        self.runtime.submit(
            Lane.WORK, lambda: purge_photos(parts, "system"), _forgotten, _not_taken
        )

    def _take_rules(self) -> RulePack:
        pack = rules_in_force(self.store, self.office, self.desk.parts.today())
        if pack != self.desk.pack:
            self.desk.take_pack(pack)
        return pack

    def _rules_taken(self, pack: RulePack) -> None:
        self.runtime.post(Topic.RULES, pack)

    def _printed(self, papers: int) -> None:
        if papers:
            self.runtime.post(Topic.OPERATIONS)

    def close(self) -> None:
        """Stop everything, the last part started first; a fault stops nothing."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_office(
    place: Place,
    *,
    actor: str = "system",
    begin: bool = True,
    key: KeyAhead | None = None,
) -> OpenOffice:
    """Start an office; no reader, printer or center is needed for that.

    Unfinished card writes are resolved or put on the doubtful list before anybody
    can act.

    Args:
        place: the data folder.
        actor: who acts where no operator is logged in, e.g. ``cli:root``.
        begin: begin line, reader and printer now; else their first use does, or
            :meth:`OpenOffice.attend`.
        key: of the database, where it was asked for already.

    Raises:
        SystemFaultError: ``system.no_office``, ``system.office_in_use``,
            ``system.config_invalid``.
        StoreError: the key or the database is at fault.
    """
    if not has_office(place.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    with ExitStack() as started:
        started.callback(OfficeLock(place.data).close)
        store = open_data(place, key)
        started.callback(store.close)
        office = office_of(store)
        outside = outside_of(place, store, office, started)
        if begin:
            outside.begin()
        desk = Counter(_parts(place, store, office, outside, actor))
        _recover(desk)
        runtime = Runtime()
        started.callback(runtime.close)
        started.callback(desk.photos.stop)
        closing = started.pop_all()
    line, cards = outside.line.face, outside.cards.face
    return OpenOffice(place, store, office, line, cards, desk, runtime, closing)


def _parts(
    place: Place,
    store: Store,
    office: Office,
    outside: Outside,
    actor: str,
) -> Parts:
    with store.unit_of_work() as work:
        key = receipt_key(work)
        work.commit()
    config = place.config
    return Parts(
        store=store,
        cards=outside.cards.face,
        line=outside.line.face,
        press=later(tools.press),
        printer=outside.printer.face,
        clock=clock(),
        ids=ids(),
        pack=rules_in_force(store, office, _today(office)),
        office=office,
        receipt_mac=lambda number: short_mac(key, number),
        printed_wait_s=config.printed_wait_s,
        language=config.language,
        receipt_form=config.printer.form.value,
        actor=actor,
        carrier=later(lambda: tools.carrier(place, store)),
        lookup=OfficeLookup(place, store),
        standing=OfficeStanding(place, store),
        read_sheet=tools.read_sheet,
        write_sheet=tools.write_sheet,
        photos=later(tools.photo_room),
        workbench=later(lambda: tools.workbench(place)),
        unit_files=later(tools.unit_files),
    )


def _today(office: Office) -> date:
    return clock().now().astimezone(ZoneInfo(office.time_zone)).date()


def _forgotten(count: int) -> None:
    if count:
        _log.info("photos purged: %d", count)


def _not_taken(exc: Exception) -> None:
    _log.error("change of the day: %s", getattr(exc, "code", type(exc).__name__))


def _recover(desk: Counter) -> None:
    """Resolve what a fault cut off; what cannot be resolved stays on the list."""
    try:
        doubts = desk.recover()
    except CounterError as exc:
        _log.warning("recovery at start: %s", exc.code)
        return
    if doubts:
        _log.warning("%d card writes are doubtful", len(doubts))


def _not_printed(exc: Exception) -> None:
    _log.warning("printing: %s", getattr(exc, "code", type(exc).__name__))
