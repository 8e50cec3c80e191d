"""No text is cut off, covered or out of sight, on any screen (G33)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.driver import Gui, misfits
from tests.gui.scenes import SCENES, enter, prepare
from tests.labs.xvfb import Xvfb
from views.flow.screens import Screen
from views.preferences import Preferences

LARGE = (2732, 1536)


@pytest.fixture(scope="session")
def large() -> Iterator[Xvfb]:
    """Start a large virtual screen; it must outlive every window of this process."""
    server = Xvfb(LARGE)
    yield server
    server.close()


@pytest.mark.parametrize(("language", "percent"), [("zh_CN", 100), ("en", 200)])
def test_everything_fits(
    large: Xvfb, tmp_path: Path, language: str, percent: int
) -> None:
    """Longest names and addresses, smallest and largest size, both languages.

    ``scripts/screens --check`` walks all five sizes in both languages.
    """
    size = (1366 * percent // 100, 768 * percent // 100)
    gui = Gui(large, tmp_path, language=language, size=size)
    try:
        gui.window.prefer(Preferences(scale=percent, language=language))
        assert gui.window.dresser.percent == percent
        prepare(gui)
        wrong = {"login": misfits(gui.window.root)}
        enter(gui)
        seen = set()
        for name, lead in SCENES.items():
            lead(gui)
            gui.settle()
            seen.add(gui.window.conductor.top.screen)
            wrong[name] = misfits(gui.window.root)
    finally:
        gui.close()
    assert {name: texts for name, texts in wrong.items() if texts} == {}
    assert seen >= STANDING


#: What is walked through; password, rewrite, prove and sheet have tests of their own.
STANDING = {
    Screen.SEARCH,
    Screen.CASE,
    Screen.FORM,
    Screen.CONFIRM,
    Screen.RESULT,
    Screen.TODAY,
    Screen.SETTLE,
    Screen.HELP,
    Screen.PIN,
    Screen.CARD_CONFIRM,
    Screen.INQUIRY,
    Screen.SYNC,
    Screen.REPORTS,
    Screen.CLOSE,
    Screen.STOCK,
    Screen.QUEUE,
    Screen.SETTINGS,
    Screen.ABOUT,
    Screen.LOCK,
    Screen.KIOSK,
}
