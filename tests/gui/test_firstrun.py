"""The first start: from an empty folder to an office that opens, by keyboard."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from counter_app import bootstrap, i18n
from counter_app.bootstrap.firstrun import Starter
from counter_app.config import load_config
from tests.gui.driver import misfits
from tests.labs.xvfb import Xvfb
from views.firstrun.presenter import FirstState, Step
from views.firstrun.window import FirstWindow

PATIENCE_S = 30.0
Holds = Callable[[FirstState], bool]


class Hand:
    """Presses keys in the assistant's window."""

    def __init__(self, screen: Xvfb, starter: Starter, language: str) -> None:
        os.environ["DISPLAY"] = screen.display
        self.screen = screen
        self.crashes: list[BaseException] = []
        self.window = FirstWindow(starter, starter.place.data, language)
        self.window.root.report_callback_exception = self._crashed
        self.window.root.update()
        self.window.root.focus_force()
        self.gone = False

    def _crashed(self, _: type, exc: BaseException, __: object) -> None:
        self.crashes.append(exc)

    @property
    def state(self) -> FirstState:
        """What the assistant shows."""
        return self.window.presenter.state

    def until(self, holds: Holds) -> FirstState:
        """Wait until it is shown."""
        end = time.monotonic() + PATIENCE_S
        while not holds(self.state):
            assert time.monotonic() < end, self.state
            self._pump()
            time.sleep(0.005)
        self._pump()
        return self.state

    def press(self, *names: str) -> None:
        """Press keys."""
        self._while(self.screen.key(*names))

    def type(self, text: str) -> None:
        """Type a text."""
        self._while(self.screen.type(text))

    def fits(self) -> None:
        """Fail when a text does not fit."""
        self._pump()
        assert misfits(self.window.root) == [], self.state.step

    def _while(self, hand: subprocess.Popen[bytes]) -> None:
        while hand.poll() is None:
            self._pump()
            time.sleep(0.002)
        for _ in range(5):
            self._pump()

    def _pump(self) -> None:
        self.window.root.update()
        if self.crashes:
            raise self.crashes[0]


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Starter]:
    """Return what makes an office in an empty folder."""
    secret = tmp_path / "secret"
    secret.write_text("nine invented words and a passphrase", encoding="utf-8")
    environment = {"COUNTER_PASSPHRASE_FILE": str(secret)}
    data = tmp_path / "data"
    config = load_config(data, {})
    place = bootstrap.Place(data, config, environment)
    made = Starter(place, "cli:test", lambda: None)
    yield made
    made.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_office_is_made_and_its_key_confirmed(
    screen: Xvfb, starter: Starter, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Key written down and typed back, printer chosen, roll asked for: an office."""
    monkeypatch.setenv(i18n.STRICT_VARIABLE, "1")
    i18n.catalogue.cache_clear()
    hand = Hand(screen, starter, language)
    hand.fits()
    hand.press("Return")
    hand.until(lambda s: s.step is Step.OFFICE)
    hand.press("Return")
    seen = hand.until(lambda s: bool(s.missing))
    assert seen.missing == ("office", "login", "person")
    hand.fits()
    for text in ("Hailing office", "zhou", "Zhou Min"):
        hand.type(text)
        hand.press("Tab")
    hand.press("Return")
    made = hand.until(lambda s: s.step is Step.KEY and not s.busy).made
    assert made is not None
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
    hand.fits()
    hand.window.presenter.later()
    hand.until(lambda s: s.step is Step.DEVICES and not s.busy)
    hand.window.presenter.try_printer()
    hand.until(lambda s: bool(s.told) and not s.busy)
    hand.fits()
    hand.window.presenter.go()
    hand.until(lambda s: s.load is not None and s.load.done and not s.busy)
    hand.fits()
    hand.window.presenter.go()
    starter.close()
    assert bootstrap.has_office(starter.place.data)
    with (
        closing(bootstrap.open_data(starter.place)) as store,
        store.unit_of_work() as work,
    ):
        assert [o.login for o in work.operators.all()] == ["zhou"]
    i18n.catalogue.cache_clear()
