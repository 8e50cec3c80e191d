"""A second start on an open office: a small window says why it ends."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from counter_app import cli
from counter_app.bootstrap.lock import OfficeLock
from counter_app.domain.codes.system import SystemCode
from counter_app.practice import office as practice_office
from tests.gui.driver import labels, misfits
from tests.labs.xvfb import Xvfb
from views.flow.fault import Fault
from views.stopped import StoppedWindow


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_window_at_the_door_fits(
    screen: Xvfb, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cause, remedy and code; nothing is cut off."""
    monkeypatch.setenv("DISPLAY", screen.display)
    fault = Fault(SystemCode.OFFICE_IN_USE)
    window = StoppedWindow(fault, tmp_path, language)
    try:
        for _ in range(5):
            window.root.update()
        said = {str(one.cget("text")) for one in labels(window.root)}
        assert {window.cause, window.remedy, SystemCode.OFFICE_IN_USE.value} <= said
        assert misfits(window.root) == []
        screen.shot(tmp_path / f"stopped-{language}.png")
    finally:
        window.close()


def test_a_second_start_says_that_the_office_is_open(
    screen: Xvfb,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The first keeps its data; the second shows the window, and ends with code 1."""
    monkeypatch.setenv("DISPLAY", screen.display)
    monkeypatch.setenv("COUNTER_LANG", "en")
    data = tmp_path / "data"
    practice_office.init(data, {}, crowd=1)
    over = threading.Event()

    def close_it() -> None:
        while not over.wait(0.2):
            screen.key("Escape").wait()

    hand = threading.Thread(target=close_it)
    hand.start()
    lock = OfficeLock(data)
    try:
        assert cli.main(["--data", str(data)]) == 1
    finally:
        over.set()
        hand.join()
        lock.close()
    assert "system.office_in_use" in capsys.readouterr().err
