"""The window's thread only paints: no use case, query, card, network or PDF call."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from card_io import worker
from db.session import Session
from printing.press import ReportlabPress
from tests.fakes.line import FakeLine
from tests.gui.real import RealGui
from tests.integration.services.desk import SSN, Bench
from tests.labs.xvfb import Xvfb

PAGES = ("F9", "F10", "ctrl+s", "ctrl+q", "ctrl+r", "F11", "F1", "F2")
ASKED_BY_WINDOW = {"session"}  # memory only


def methods(kind: type) -> list[str]:
    return [
        name
        for name, member in vars(kind).items()
        if callable(member) and not name.startswith("_")
    ]


class Watch:
    """Notes every watched call that is made on the window's thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.main = threading.get_ident()
        self.on = False
        self.seen: set[str] = set()
        self.wrong: set[str] = set()

    def over(self, owner: Any, name: str) -> None:
        """Watch one method or function."""
        whole: Callable[..., Any] = getattr(owner, name)
        label = f"{getattr(owner, '__name__', type(owner).__name__)}.{name}"

        def watched(*args: Any, **named: Any) -> Any:
            if self.on:
                self.seen.add(label)
                if threading.get_ident() == self.main:
                    self.wrong.add(label)
            return whole(*args, **named)

        self._patch.setattr(owner, name, watched)


@pytest.fixture
def real(
    screen: Xvfb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[RealGui, Watch]]:
    watch = Watch(monkeypatch)
    bench = Bench(tmp_path)
    card = bench.live()
    bench.stock(2)
    for name in ("run", "add", "rows", "value", "plain", "many"):
        watch.over(Session, name)
    for name in ("receipt", "report"):
        watch.over(ReportlabPress, name)
    watch.over(worker.DirectDesk, "read")
    watch.over(FakeLine, "state")
    watch.over(socket.socket, "connect")
    desk = bench.counter
    for part in (desk, desk.books, desk.syncing, desk.spool, desk.drafts, desk.pins):
        for name in set(methods(type(part))) - ASKED_BY_WINDOW:
            watch.over(part, name)
    gui = RealGui(screen, bench)
    gui.box.chips["A"] = bench.chip(card)
    gui.log_in()
    watch.on = True
    yield gui, watch
    watch.on = False
    gui.close()
    bench.close()


def test_nothing_blocks_the_window(real: tuple[RealGui, Watch]) -> None:
    """A day in short: card, search, case, paper, lists; all of it elsewhere."""
    gui, watch = real
    gui.box.lay("A")
    gui.screen_is("case")
    gui.until(lambda s: s.card == "same")
    gui.key("F5", "alt+2", "space", "Return")
    gui.screen_is("confirm")
    gui.key("ctrl+Return")
    gui.screen_is("result")
    for key in PAGES:
        gui.key(key)
        gui.until(lambda s: not s.busy)
    gui.open(SSN)
    gui.key("alt+m")
    gui.settle()
    expected = {
        "Session.plain", "ReportlabPress.receipt", "DirectDesk.read",
        "Counter.report_loss", "Counter.search", "Counter.open_holder",
        "Counter.reveal", "Keeping.keep", "Books.today",
    }  # fmt: skip
    assert expected <= watch.seen
    assert watch.wrong == set()


def test_a_call_on_the_windows_thread_is_noticed(
    real: tuple[RealGui, Watch],
) -> None:
    """The watch sees a service that is called where it must not be."""
    gui, watch = real
    gui.desk.doubts()
    assert "Counter.doubts" in watch.wrong
    watch.wrong.clear()
