"""``doctor``: is this site ready? Reader, driver, printer, clock, keys, database, line.

Nothing is written and nobody's data are shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from threading import Event

from counter_app.bootstrap.cards import card_desk
from counter_app.bootstrap.checking import Check, Found, Wanted, do_checks
from counter_app.bootstrap.data import open_data
from counter_app.bootstrap.keys import key_answers
from counter_app.bootstrap.line import center_client, probe_center
from counter_app.bootstrap.machine import key_store
from counter_app.bootstrap.papers import office_of, printer_now
from counter_app.bootstrap.place import Place
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import (
    CardError,
    CenterError,
    CounterError,
    PrintError,
    SystemFaultError,
)
from counter_app.ports.cards import ReaderState
from counter_app.ports.store import Store
from counter_app.services.watching import CLOCK_WRONG_S

_log = logging.getLogger(__name__)
_READER_WAIT_S = 2.0


def doctor(place: Place) -> tuple[Check, ...]:
    """Check this machine and what it is connected to."""
    broken = SystemCode.CHECK_FAILED
    reader = _reader_state(place)
    with ExitStack() as open_now:
        store = _Store(place, open_now)
        return do_checks(
            (
                Wanted("driver", lambda: _driver(reader), broken),
                Wanted("reader", lambda: _reader(reader), broken),
                Wanted("printer", lambda: _printer(place), broken),
                Wanted("key_store", lambda: _key_store(place), broken),
                Wanted("database", store.look, broken),
                Wanted("center", store.on(_center), broken),
                Wanted("clock_skew", store.on(_clock), broken),
                Wanted("keys", store.on(_keys), broken),
            )
        )


class _Store:
    """The office's database, opened once for all checks that need it."""

    def __init__(self, place: Place, open_now: ExitStack) -> None:
        self._place = place
        self._store: Store | None = None
        self._fault: CounterError | None = None
        try:
            self._store = open_now.enter_context(closing(open_data(place)))
        except CounterError as exc:
            self._fault = exc

    def look(self) -> Found:
        """Tell whether the database opens and holds an office."""
        store = self._opened()
        office_of(store)
        with store.reading() as read:
            return Found("cli.check.database", {"holders": read.holders.count()})

    def on(self, look: Callable[[Place, Store], Found]) -> Callable[[], Found]:
        """Bind a check to the database; without one it has the same fault."""
        return lambda: look(self._place, self._opened())

    def _opened(self) -> Store:
        if self._store is None:
            raise self._fault or SystemFaultError(SystemCode.NO_OFFICE)
        return self._store


def _driver(state: ReaderState) -> Found:
    if not state.service:
        raise CardError(state.fault or CardCode.NO_SERVICE)
    return Found("cli.check.driver")


def _reader(state: ReaderState) -> Found:
    if not state.service or state.reader is None:
        raise CardError(state.fault or CardCode.NO_READER)
    return Found("cli.check.reader", {"reader": state.reader})


def _reader_state(place: Place) -> ReaderState:
    """Return what the reader shows; no card is touched."""
    seen = Event()
    with closing(card_desk(place, None)) as desk:
        desk.watch(lambda _state: seen.set())
        if not desk.state().serial:  # nothing was published before the watch
            seen.wait(_READER_WAIT_S)
        return desk.state()


def _printer(place: Place) -> Found:
    ready, code = printer_now(place)
    if not ready:
        config = place.config.printer
        raise PrintError(code, name=config.name or config.folder.name)
    return Found("cli.check.printer", {"target": str(place.config.printer.target)})


def _key_store(place: Place) -> Found:
    """Look at the OS key store; a passphrase may stand in for it."""
    store = key_store()
    if store.available():
        return Found("cli.check.key_store")
    if place.passphrase() is None:
        raise SystemFaultError(SystemCode.NO_KEY_STORE)
    return Found("cli.check.key_store_passphrase")


def _center(place: Place, store: Store) -> Found:
    fault = probe_center(place, store)
    if fault is not None:
        raise fault
    return Found("cli.check.center")


def _keys(place: Place, store: Store) -> Found:
    """Tell which key sources answer now; one that does is enough."""
    found = key_answers(place, store)
    answering = [one.source for one in found if one.fault is None]
    silent = [f"{one.source} ({one.fault})" for one in found if one.fault]
    if not found:
        return Found("cli.check.keys_none")
    if not answering:
        raise CardError(CardCode.NO_KEY_PROVIDER)
    if silent:
        told = {"answering": ", ".join(answering), "silent": ", ".join(silent)}
        return Found("cli.check.keys_some", told)
    return Found("cli.check.keys", {"answering": ", ".join(answering)})


def _clock(place: Place, store: Store) -> Found:
    """Compare this clock with the center's, now; unknown without a center."""
    try:
        with closing(center_client(place, store)) as client:
            client.time()
            skew = client.skew_s
    except CenterError as exc:
        _log.info("clock not compared: %s", exc.code)
        return Found("cli.check.clock_unknown")
    if skew is None:
        return Found("cli.check.clock_unknown")
    if abs(skew) > CLOCK_WRONG_S:
        raise SystemFaultError(SystemCode.CLOCK_SKEW, skew_s=round(skew))
    return Found("cli.check.clock_skew", {"skew_s": f"{skew:.1f}"})
