"""The first start by keys alone: a real office at a real center.

``tests/e2e/test_window.py`` makes its practice office by the same assistant.
"""

from __future__ import annotations

import os
import subprocess
import time
import tkinter as tk
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from counter_app import bootstrap, i18n
from counter_app.bootstrap import data, machine
from counter_app.bootstrap.firstrun import Starter
from counter_app.config import load_config
from counter_app.domain.errors import StoreError
from tests.gui.driver import close_what_stayed, misfits
from tests.gui.first_scenes import FIRST
from tests.labs.centers import holder, sqlite_lab
from tests.labs.pcsc import running_lab
from tests.labs.serving import serve
from tests.labs.xvfb import Xvfb
from views.firstrun.presenter import FirstState, Step
from views.firstrun.window import FirstWindow
from views.preferences import Preferences
from views.unlock.window import UnlockWindow

PATIENCE_S = 60.0
PASSPHRASE = "nine invented words"
PEOPLE = 300
Holds = Callable[[FirstState], bool]
Opened = FirstWindow | UnlockWindow


class Hand:
    """Presses keys in a window of its own."""

    def __init__(self, screen: Xvfb, made: Callable[[], Opened]) -> None:
        close_what_stayed()
        os.environ["DISPLAY"] = screen.display
        self.screen = screen
        self.crashes: list[BaseException] = []
        self.window = made()
        self.root = self.window.root
        self.root.report_callback_exception = self._crashed
        self.root.update()
        self.window.take_focus()

    def _crashed(self, _: type, exc: BaseException, __: object) -> None:
        self.crashes.append(exc)

    @property
    def state(self) -> FirstState:
        """What the assistant shows."""
        return self.window.presenter.state

    def until(self, holds: Holds) -> FirstState:
        """Wait until the assistant shows it."""
        self.wait(lambda: holds(self.state))
        return self.state

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait for something else."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, getattr(self.window, "presenter", None)
            self._pump()
            time.sleep(0.005)
        if not self.gone:
            self._pump()

    @property
    def gone(self) -> bool:
        """Whether the window has been taken down."""
        return self.window.pump._job is None

    def press(self, *names: str) -> None:
        """Press keys."""
        self._while(self.screen.key(*names))

    def type(self, text: str) -> None:
        """Type a text."""
        self._while(self.screen.type(text))

    def fill(self, *texts: str) -> None:
        """Fill one field after the other."""
        for text in texts:
            self.type(text)
            self.press("Tab")

    def fits(self) -> None:
        """Fail when a text does not fit."""
        self._pump()
        assert misfits(self.root) == []

    def _while(self, hand: subprocess.Popen[bytes]) -> None:
        while hand.poll() is None:
            self._pump()
            time.sleep(0.002)
        for _ in range(5):
            self._pump()

    def _pump(self) -> None:
        if not self.gone:
            self.root.update()
        if self.crashes:
            raise self.crashes[0]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No key store on this machine; a text that is missing fails the test."""
    monkeypatch.setenv(i18n.STRICT_VARIABLE, "1")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    machine.key_store.cache_clear()
    i18n.catalogue.cache_clear()
    yield
    if tk._default_root is not None:  # left by a test that failed
        tk._default_root.destroy()
    machine.key_store.cache_clear()
    i18n.catalogue.cache_clear()


@pytest.fixture
def center(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A center of its own process; its address and a one-time code."""
    folder = tmp_path / "center"
    folder.mkdir()
    lab = sqlite_lab(folder)
    lab.clock.at = datetime.now(UTC)
    office = lab.new_office("Hailing office")
    people = [(holder(n), ()) for n in range(PEOPLE)]
    lab.bring_in(office["office_code"], *people)
    lab.database.close()
    running = serve(folder)
    yield running.url, str(office["code"])
    running.stop()


def starter_of(folder: Path) -> Starter:
    """Return what makes an office in an empty folder."""
    place = bootstrap.Place(folder, load_config(folder, {}), {})
    return Starter(place, "cli:test", lambda: None)


def test_an_office_is_enrolled_and_loaded(
    screen: Xvfb, tmp_path: Path, center: tuple[str, str]
) -> None:
    """Passphrase, key written down, code, key compared, devices tried, roll loaded."""
    lab = running_lab()
    starter = starter_of(tmp_path / "data")
    folder = starter.place.data
    hand = Hand(screen, lambda: FirstWindow(starter, folder, "zh_CN"))
    hand.press("Return")
    hand.until(lambda s: s.step is Step.OFFICE)
    hand.press("Return")
    seen = hand.until(lambda s: bool(s.missing))
    assert "passphrase" in seen.missing
    hand.fits()
    hand.fill("Hailing office", "zhou", "Zhou Min")
    hand.press("Tab")  # the rules of the city stay as they are
    hand.fill(PASSPHRASE, "other words")
    hand.press("Return")
    hand.until(lambda s: s.missing == ("passphrase_again",))
    hand.press("shift+Tab", "ctrl+a")
    hand.type(PASSPHRASE)
    hand.press("Return")
    made = hand.until(lambda s: s.step is Step.KEY and not s.busy).made
    assert made is not None
    assert PASSPHRASE not in str(hand.state.values)
    hand.fits()
    hand.type("0000")
    hand.press("Return")
    hand.until(lambda s: s.missing == ("tail",))
    hand.press("ctrl+a")
    hand.type(made.recovery_key[-4:])
    hand.press("Return")
    hand.until(lambda s: s.step is Step.CENTER)
    assert hand.state.made is not None
    assert not hand.state.made.recovery_key
    _enrolled(hand, *center)
    _devices(hand, folder, lab.reader_name)
    hand.until(lambda s: s.load is not None and s.load.done and not s.busy)
    assert hand.state.load is not None
    assert hand.state.load.holders == PEOPLE
    hand.fits()
    hand.press("Return")
    hand.wait(lambda: hand.gone)
    starter.close()
    _kept(folder)
    _asked_at_every_start(screen, folder)


def _enrolled(hand: Hand, address: str, code: str) -> None:
    """A wrong code is refused; the right one enrols and shows the center's key."""
    hand.fits()
    hand.fill(address, "WRONG-CODE")
    hand.press("Return")
    hand.until(lambda s: s.fault is not None and not s.busy)
    hand.fits()
    hand.press("shift+Tab", "ctrl+a")
    hand.type(code)
    hand.press("Return")
    seen = hand.until(lambda s: s.center is not None and not s.busy).center
    assert seen is not None
    assert seen.office == "Hailing office"
    assert seen.key
    hand.fits()
    hand.press("Return")


def _devices(hand: Hand, folder: Path, reader: str) -> None:
    """Reader and printer are tried for real by the keys on their buttons."""
    hand.until(lambda s: s.step is Step.DEVICES and bool(s.readers) and not s.busy)
    hand.press("alt+r")
    seen = hand.until(lambda s: bool(s.told) and not s.busy)
    assert reader in seen.about
    hand.press("alt+p")
    hand.until(lambda s: s.told == "view.settings.printed" and not s.busy)
    assert list((folder / "prints").glob("*.pdf"))
    hand.fits()
    hand.press("Return")


def _kept(folder: Path) -> None:
    """What was typed and loaded is there, under the passphrase alone."""
    place = bootstrap.Place(folder, load_config(folder, {}), {})
    with pytest.raises(StoreError):
        bootstrap.open_data(place)
    place = replace(place, told=PASSPHRASE)
    with closing(bootstrap.open_data(place)) as store, store.reading() as read:
        assert [o.login for o in read.operators.all()] == ["zhou"]
        assert read.holders.count() == PEOPLE


def _asked_at_every_start(screen: Xvfb, folder: Path) -> None:
    """A wrong passphrase is told, the right one opens."""
    place = bootstrap.Place(folder, load_config(folder, {}), {})
    assert data.asks_passphrase(place)
    hand = Hand(
        screen,
        lambda: UnlockWindow(
            lambda said: data.try_passphrase(place, said), folder, "zh_CN"
        ),
    )
    hand.fits()
    hand.type("not these words")
    hand.press("Return")
    hand.wait(lambda: bool(hand.window._fault.winfo_manager()))
    hand.fits()
    hand.type(PASSPHRASE)
    hand.press("Return")
    hand.wait(lambda: hand.gone)
    assert hand.window.passphrase == PASSPHRASE


def test_every_page_fits_at_double_size(large: Xvfb, tmp_path: Path) -> None:
    """English at 200 %: the longest words in the smallest room (G33)."""
    starter = starter_of(tmp_path / "data")
    hand = Hand(large, lambda: FirstWindow(starter, tmp_path, "en"))
    hand.window._dress(lambda: Preferences(scale=200, language="en"))(None)
    wrong = {}
    for name, lead in FIRST.items():
        lead(hand.window)
        for _ in range(4):
            hand._pump()
        wrong[name] = misfits(hand.root)
    hand.window.finished()
    assert {name: texts for name, texts in wrong.items() if texts} == {}
