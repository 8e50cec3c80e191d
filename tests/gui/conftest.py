"""One private screen for all window tests; a fresh window for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from counter_app import i18n
from tests.gui.driver import Gui, close_what_stayed
from tests.labs.xvfb import Xvfb

OpenGui = Callable[..., Gui]
LARGE = (2732, 1536)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a display."""
    for item in items:
        if "/gui/" in str(item.path):
            item.add_marker("gui")


@pytest.fixture(scope="session")
def screen() -> Iterator[Xvfb]:
    """Start a virtual screen."""
    server = Xvfb()
    yield server
    server.close()


@pytest.fixture(scope="session")
def large() -> Iterator[Xvfb]:
    """Start a large virtual screen; it must outlive every window of this process."""
    server = Xvfb(LARGE)
    yield server
    server.close()


@pytest.fixture(scope="module", autouse=True)
def no_window_stays() -> Iterator[None]:
    """Let the next file begin without a window that a failed test left open."""
    yield
    close_what_stayed()


@pytest.fixture
def open_gui(
    screen: Xvfb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenGui]:
    """Return what opens a window; a text that is missing fails the test."""
    monkeypatch.setenv(i18n.STRICT_VARIABLE, "1")
    i18n.catalogue.cache_clear()
    opened: list[Gui] = []

    def make(**options: object) -> Gui:
        opened.append(Gui(screen, tmp_path, **options))
        return opened[-1]

    yield make
    with ExitStack() as closing:
        for gui in opened:
            closing.callback(gui.close)
    i18n.catalogue.cache_clear()


@pytest.fixture
def gui(open_gui: OpenGui) -> Gui:
    """Return a window with a clerk logged in."""
    made = open_gui()
    made.log_in()
    return made
