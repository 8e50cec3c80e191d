"""One private screen for all window tests; a fresh window for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter_app import i18n
from tests.gui.driver import Gui
from tests.labs.xvfb import Xvfb

OpenGui = Callable[..., Gui]


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
    for gui in opened:
        gui.close()
    i18n.catalogue.cache_clear()


@pytest.fixture
def gui(open_gui: OpenGui) -> Gui:
    """Return a window with a clerk logged in."""
    made = open_gui()
    made.log_in()
    return made
