"""Render every screen into ``out/screens``; ``--check`` finds what does not fit.

Both languages, light and dark at 100 % and 175 %, and high contrast once. The window
is the real one over a desk in memory; nobody's data are in it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from counter_app.bootstrap.firstrun import Starter
from counter_app.bootstrap.place import Place
from counter_app.config import load_config
from tests.gui.driver import Gui, misfits
from tests.gui.first_scenes import FIRST
from tests.gui.scenes import enter, prepare
from tests.gui.scenes_more import ALL
from tests.labs.xvfb import Xvfb
from views import preferences
from views.firstrun.window import FirstWindow
from views.palette import LookName
from views.preferences import Preferences

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "out" / "screens"
BASE = (1366, 768)
LANGUAGES = ("zh_CN", "en")
SHEET_ACROSS, THUMB = 3, (683, 384)


@dataclass(frozen=True, slots=True)
class Setting:
    """One way the window can look."""

    language: str
    look: LookName
    percent: int

    @property
    def name(self) -> str:
        """As it stands in file names."""
        return f"{self.language}-{self.look}-{self.percent}"


def settings(*, check: bool) -> Iterator[Setting]:
    """Yield all ways to look at the window."""
    steps = preferences.SCALES if check else (100, 175)
    for language in LANGUAGES:
        for percent in steps:
            for look in (LookName.LIGHT,) if check else (LookName.LIGHT, LookName.DARK):
                yield Setting(language, look, percent)
        yield Setting(language, LookName.CONTRAST, 100)


class Servers:
    """One virtual screen for a size; Tk wants all of them to the end."""

    def __init__(self) -> None:
        self._running: dict[int, Xvfb] = {}

    def of(self, percent: int) -> Xvfb:
        """Return the screen of a scale."""
        if percent not in self._running:
            width, height = (side * percent // 100 for side in BASE)
            self._running[percent] = Xvfb((width, height))
        return self._running[percent]

    def close(self) -> None:
        """Stop them all."""
        for server in self._running.values():
            server.close()


def main(argv: list[str]) -> int:
    """Walk through all screens; return 1 when something does not fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="all sizes, no pictures")
    parser.add_argument("--only", help="part of a setting's name, e.g. en-dark")
    parser.add_argument("--scene", help="part of a screen's name")
    args = parser.parse_args(argv)
    faults, servers = 0, Servers()
    for one in settings(check=args.check):
        if not args.only or args.only in one.name:
            screen = servers.of(one.percent)
            faults += walk(screen, one, args.scene or "", pictures=not args.check)
            faults += first_run(screen, one, args.scene or "", pictures=not args.check)
    servers.close()
    sys.stdout.write(f"{faults} texts do not fit\n")
    return int(faults > 0)


def walk(screen: Xvfb, setting: Setting, wanted: str, *, pictures: bool) -> int:
    """Show every screen in one setting; return how many texts do not fit."""
    size = tuple(side * setting.percent // 100 for side in BASE)
    faults, shots = 0, []
    with tempfile.TemporaryDirectory(prefix="counter-screens-") as name:
        folder = Path(name)
        chosen = Preferences(setting.look, setting.percent, setting.language)
        preferences.save(folder, chosen)
        gui = Gui(screen, folder, language=setting.language, size=size)
        try:
            prepare(gui)
            for scene, lead in scenes(gui, wanted):
                try:
                    lead(gui)
                except AssertionError as exc:
                    faults += 1
                    sys.stdout.write(f"{setting.name} {scene}: not reached, {exc}\n")
                    continue
                gui.settle()
                if pictures:
                    path = OUT / setting.name / f"{scene}.png"
                    shots.append(screen.shot(path))
                for text in misfits(gui.window.root):
                    faults += 1
                    sys.stdout.write(f"{setting.name} {scene}: {text}\n")
        finally:
            gui.close()
    if shots:
        contact_sheet(shots, OUT / f"{setting.name}.png")
    return faults


def first_run(screen: Xvfb, setting: Setting, wanted: str, *, pictures: bool) -> int:
    """Show the assistant's pages in one setting; return how many texts do not fit."""
    faults = 0
    os.environ["DISPLAY"] = screen.display
    with tempfile.TemporaryDirectory(prefix="counter-screens-") as name:
        folder = Path(name)
        chosen = Preferences(setting.look, setting.percent, setting.language)
        preferences.save(folder, chosen)
        place = Place(folder, load_config(folder, {}), {})
        starter = Starter(place, "cli:screens", lambda: None)
        window = FirstWindow(starter, folder, setting.language)
        for scene, lead in FIRST.items():
            if wanted in scene:
                lead(window)
                for _ in range(4):
                    window.root.update()
                if pictures:
                    screen.shot(OUT / setting.name / f"{scene}.png")
                for text in misfits(window.root):
                    faults += 1
                    sys.stdout.write(f"{setting.name} {scene}: {text}\n")
        window.finished()
    return faults


def scenes(gui: Gui, wanted: str) -> Iterator[tuple[str, Callable[[Gui], None]]]:
    """Yield the screens before and after the login."""
    if wanted in "login":
        yield "login", lambda _: None
    enter(gui)
    for name, lead in ALL.items():
        if wanted in name:
            yield name, lead


def contact_sheet(shots: list[Path], target: Path) -> None:
    """Lay small pictures side by side."""
    rows = -(-len(shots) // SHEET_ACROSS)
    sheet = Image.new("RGB", (THUMB[0] * SHEET_ACROSS, THUMB[1] * rows), "#888888")
    for number, path in enumerate(shots):
        with Image.open(path) as shot:
            small = shot.convert("RGB").resize(THUMB, Image.Resampling.LANCZOS)
        at = (number % SHEET_ACROSS * THUMB[0], number // SHEET_ACROSS * THUMB[1])
        sheet.paste(small, at)
    sheet.save(target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
