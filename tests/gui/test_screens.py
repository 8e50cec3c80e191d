"""No text is cut off, covered or out of sight, on any screen (G33)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gui.driver import Gui, misfits
from tests.gui.scenes import enter, prepare
from tests.gui.scenes_more import ALL
from tests.labs.xvfb import Xvfb
from views.flow.screens import Screen
from views.preferences import Preferences


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
        for name, lead in ALL.items():
            lead(gui)
            gui.settle()
            seen.add(gui.window.conductor.top.screen)
            wrong[name] = misfits(gui.window.root)
    finally:
        gui.close()
    assert {name: texts for name, texts in wrong.items() if texts} == {}
    assert seen == set(Screen) - {Screen.LOGIN}
