"""A window over the real counter: encrypted store, virtual cards, receipts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from card_io.simulator.card import VirtualCard
from counter_app.ports.cards import ReaderState
from counter_app.ports.tray import TrayCard
from tests.gui.driver import Gui
from tests.integration.services.desk import PASSWORD, Bench
from tests.labs.xvfb import Xvfb
from views.login.state import PracticeAccount

ACCOUNTS = (PracticeAccount("li", PASSWORD, "clerk"),)


class BenchTray:
    """Lays the virtual cards of a bench, by their labels."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.chips: dict[str, VirtualCard] = {}
        self._on: str | None = None

    def cards(self) -> tuple[TrayCard, ...]:
        return tuple(TrayCard(label, label, blank=False) for label in self.chips)

    def on_reader(self) -> str | None:
        return self._on

    def lay(self, card_id: str) -> None:
        self._bench.lay(self.chips[card_id])
        self._on = card_id

    def take_off(self) -> None:
        self._bench.cards.remove()
        self._on = None


class RealGui(Gui):
    """The driver of the fake desk, with a bench in its place."""

    def __init__(self, screen: Xvfb, bench: Bench, **options: Any) -> None:
        self.bench = bench
        self.box = BenchTray(bench)
        folder: Path = bench.folder / "window"
        folder.mkdir(exist_ok=True)
        super().__init__(screen, folder, practice_accounts=ACCOUNTS, **options)

    def make_desk(self) -> Any:
        return self.bench.counter

    def make_tray(self) -> BenchTray:
        return self.box

    def watch(self, tell: Callable[[ReaderState], None]) -> None:
        self.bench.cards.watch(tell)

    def close(self) -> None:
        """Close window and lanes; the bench belongs to the test."""
        self.window.dispose()
        assert self.runtime.close(30)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with self.bench.store.unit_of_work() as uow:
            return uow.session.plain(sql)  # type: ignore[attr-defined]  # the real one
