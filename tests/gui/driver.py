"""Drives a real window by real keys, in this process, without a clock.

The window is pumped by ``update()``; every wait is for a condition of what the clerk
sees (``views.picture``).
"""

from __future__ import annotations

import os
import subprocess
import time
import tkinter as tk
import tkinter.font as tkfont
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tkinter import ttk

from counter_app.ports.cards import ReaderState
from counter_app.ports.tray import CardTray
from counter_app.runtime import Runtime, Topic
from tests.fakes.desk import FakeDesk, make_fake_desk
from tests.fakes.reader import FakeTray
from tests.labs.xvfb import Press, Xvfb
from views.flow.backstage import LaneBackstage
from views.flow.visit import Facts
from views.login.state import PracticeAccount
from views.options import WindowOptions
from views.picture import picture
from views.statefile import ScreenState
from views.window import Window

SLOWER_MS = (120, 360, 1000)
PATIENCE_S = 60.0  # longer than any machine is busy with something else
CELL_SIDES = 8  # what Tk keeps free in a cell, left and right together
SHOWS_TEXT = frozenset({"Label", "TButton", "TCheckbutton", "TRadiobutton"})
ACCOUNTS = (
    PracticeAccount("zhang", "practice-1", "clerk"),
    PracticeAccount("wang", "practice-2", "supervisor"),
)


def close_what_stayed() -> None:
    """Destroy the window that a failed test left: there is one root a process."""
    left = getattr(tk, "_default_root", None)
    if left is not None:
        with suppress(tk.TclError):
            left.destroy()


class Gui:
    """One open window on a private screen, with a fake desk behind it."""

    def __init__(self, screen: Xvfb, folder: Path, **options: object) -> None:
        close_what_stayed()
        self.screen = screen
        self.folder = folder
        self.runtime = Runtime()
        self.desk = self.make_desk()
        self.tray = self.make_tray()
        self.crashes: list[BaseException] = []
        self.closed = False
        self.cast: dict[str, object] = {}
        os.environ["DISPLAY"] = screen.display
        chosen = replace(
            WindowOptions(
                language="zh_CN",
                data_folder=folder,
                practice=True,
                practice_accounts=ACCOUNTS,
                tray=self.tray,
                status_file=folder / "screen.json",
                size=(1366, 768),
            ),
            **options,
        )
        facts = Facts(self.desk.pack, self.desk.office, chosen.practice)
        backstage = LaneBackstage(self.runtime, self.desk)
        self.window = Window(facts, self.runtime, backstage, chosen)
        shown = self.window.root.report_callback_exception

        def crashed(kind: type, exc: BaseException, trace: object) -> None:
            self.crashes.append(exc)
            shown(kind, exc, trace)

        self.window.root.report_callback_exception = crashed
        self.watch(lambda s: self.runtime.post(Topic.READER, s))
        self.window.open()
        self.until(lambda s: s.screen == "login" and s.focus == "login")

    # -- the house behind the window ------------------------------------------
    def make_desk(self) -> FakeDesk:
        """Return the desk of this window."""
        return make_fake_desk()

    def make_tray(self) -> CardTray:
        """Return the tray of this window."""
        return FakeTray(self.desk.reader, self.desk.people)

    def watch(self, tell: Callable[[ReaderState], None]) -> None:
        """Tell ``tell`` every change of the reader."""
        self.desk.reader.watch(tell)

    # -- look --------------------------------------------------------------
    def state(self) -> ScreenState:
        """Return what the clerk sees."""
        window = self.window
        tray = window._tray.label if window._tray else ""
        focus = window.kit.focused(window.root)
        return picture(window.conductor, focus, window.kit.words.language, tray)

    def pump(self) -> None:
        """Let the window work through what is due."""
        self.window.root.update()
        if self.crashes:
            raise self.crashes[0]

    def until(self, holds: Callable[[ScreenState], bool]) -> ScreenState:
        """Wait until the clerk sees it."""
        end = time.monotonic() + PATIENCE_S
        while not holds(self.state()):
            self.pump()
            if time.monotonic() > end:
                self.shot("stuck")
                raise AssertionError(self.state())
            self.runtime.stop.wait(0.004)
        self.pump()
        return self.state()

    def screen_is(self, name: str) -> ScreenState:
        """Wait for a screen that is at rest."""
        return self.until(lambda s: s.screen == name and not s.busy)

    def shot(self, name: str) -> Path:
        """Save a picture of the screen."""
        for _ in range(3):
            self.pump()
        return self.screen.shot(self.folder / f"{name}.png")

    def check_fit(self, name: str) -> None:
        """Keep a picture and fail when a text is cut off or lies outside."""
        self.settle()
        self.shot(name)
        cut = misfits(self.window.root)
        assert cut == [], f"{name}: {cut}"

    # -- act ---------------------------------------------------------------
    def key(self, *names: str) -> None:
        """Press keys; the window works on them before this returns."""
        for name in names:
            self._while(self.screen.key(name))

    def type(self, text: str) -> None:
        """Type a text, and again more slowly where a busy machine mixed it up.

        A character without a key is on a key for some milliseconds only; a window that
        looks up later which one it was reads another, or none.
        """
        self._while(self.screen.type(text))
        entry = self.window.root.focus_get()
        if text.isascii() or not isinstance(entry, tk.Entry) or entry.cget("show"):
            return
        for delay_ms in SLOWER_MS:
            if not entry.winfo_exists() or entry.get().endswith(text):
                return
            entry.delete(0, "end")
            self._while(self.screen.type(text, delay_ms))

    def _while(self, hand: Press | subprocess.Popen[bytes]) -> None:
        """Let the window work while keys are being pressed, and a little longer."""
        while hand.poll() is None:
            self.pump()
            self.runtime.stop.wait(0.002)
        if hand.returncode:
            raise RuntimeError("xdotool failed")
        self.settle()

    def settle(self) -> None:
        """Work off what the keys caused so far."""
        for _ in range(8):
            self.pump()
            self.runtime.stop.wait(0.003)

    def log_in(self, number: int = 1) -> None:
        """Log in with a practice account."""
        self.key(f"alt+{number}", "Return")
        self.until(lambda s: s.screen == "search" and s.focus == "search")

    def open(self, text: str) -> ScreenState:
        """Find a person by typing, open the only answer."""
        self.key("F2")
        self.type(text)
        self.key("Return")
        return self.screen_is("case")

    def lay(self, text: str) -> None:
        """Lay a card of the tray on the reader by keyboard."""
        self.key("alt+k")
        self.until(lambda s: s.focus == "tray")
        self.type(text)
        self.key("Return")
        self.until(lambda s: text in s.tray and not s.busy)

    def close(self) -> None:
        """Close window and lanes, once."""
        if self.closed:
            return
        self.closed = True
        self.desk.gate.set()
        self.window.dispose()
        assert self.runtime.close(30)


def labels(root: tk.Misc) -> Iterator[tk.Widget]:
    """Yield every text and button that can be seen."""
    for child in root.winfo_children():
        if child.winfo_viewable():
            if child.winfo_class() in SHOWS_TEXT:
                yield child
            yield from labels(child)


def misfits(root: tk.Misc) -> list[str]:
    """Return every visible text that is cut off, covered or outside the window."""
    seen = list(labels(root))
    return [
        *(text for label in seen if (text := misfit(label))),
        *(f"{text} (outside)" for label in seen if (text := outside(root, label))),
        *overlaps(seen),
        *(f"{text} (cell)" for tree in trees(root) for text in cut_cells(tree)),
        *(f"{tree} (no row to be seen)" for tree in trees(root) if hides_rows(tree)),
    ]


def trees(root: tk.Misc) -> Iterator[ttk.Treeview]:
    """Yield every table that can be seen."""
    for child in root.winfo_children():
        if child.winfo_viewable():
            if isinstance(child, ttk.Treeview):
                yield child
            yield from trees(child)


def hides_rows(tree: ttk.Treeview) -> bool:
    """Tell whether a table that has rows shows none or only one of them."""
    rows = tree.get_children()
    if not rows or tree.yview()[0] > 0:  # scrolled by the test
        return False
    return any(not tree.bbox(row) for row in rows[:2])


def cut_cells(tree: ttk.Treeview) -> list[str]:
    """Return the texts of a table that its columns cut off in the middle."""
    font = tkfont.nametofont("Body", tree)
    return [
        shown
        for key in tree["displaycolumns"]
        for row in tree.get_children()
        if (shown := str(tree.set(row, key)))
        and font.measure(shown) > tree.column(key, "width") - CELL_SIDES
    ]


def outside(root: tk.Misc, label: tk.Widget) -> str:
    """Return the text of a label that an ancestor cuts off, else ""."""
    text, box = str(label.cget("text")), rectangle(label)
    above: tk.Misc | None = label.master
    while above is not None:
        left, top, right, bottom = rectangle(above)
        inside = (
            box[0] >= left - 1
            and box[1] >= top - 1
            and box[2] <= right + 1
            and box[3] <= bottom + 1
        )
        if not inside:
            return text
        above = None if above is root else above.master
    return ""


def overlaps(seen: list[tk.Widget]) -> list[str]:
    """Return pairs of sibling texts that lie on each other."""
    found = []
    flat = [(rectangle(one), one) for one in seen if not lies_on_top(one)]
    for number, ((left, top, right, bottom), one) in enumerate(flat):
        for (x, y, x2, y2), other in flat[number + 1 :]:
            if x < right and x2 > left and y < bottom and y2 > top:
                texts = [str(w.cget("text")) for w in (one, other)]
                if all(texts):
                    found.append(" over ".join(texts))
    return found


def lies_on_top(widget: tk.Misc) -> bool:
    """Tell whether the widget, or what holds it, is meant to lie on something."""
    at: tk.Misc | None = widget
    while at is not None:
        if at.winfo_manager() == "place":
            return True
        at = at.master
    return False


def rectangle(widget: tk.Misc) -> tuple[int, int, int, int]:
    """Return the widget's edges on the screen."""
    left, top = widget.winfo_rootx(), widget.winfo_rooty()
    return left, top, left + widget.winfo_width(), top + widget.winfo_height()


def misfit(label: tk.Widget) -> str:
    """Return the text of a label that is smaller than it needs to be, else ""."""
    text = str(label.cget("text"))
    wide = label.winfo_reqwidth() > label.winfo_width() + 1
    high = label.winfo_reqheight() > label.winfo_height() + 1
    parent = label.master
    right = label.winfo_x() + label.winfo_width() > parent.winfo_width() + 1
    below = label.winfo_y() + label.winfo_height() > parent.winfo_height() + 1
    return text if text and (wide or high or right or below) else ""
