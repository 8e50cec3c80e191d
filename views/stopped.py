"""A small window for whoever starts the program and does not get in: why, what now.

Started by an icon there is no terminal to read; without this window nothing would
happen at all.
"""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

from views import geometry, theme, tkb
from views.dresser import Dresser
from views.flow.fault import Fault
from views.messages import Words
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, button, card, muted, surface, text, wrapped

_ZONE = "Asia/Shanghai"
_SIZE = (560, 300)


class StoppedWindow:
    """Cause, remedy and code; Enter or Esc closes it."""

    def __init__(self, fault: Fault, folder: Path, language: str) -> None:
        dresser = Dresser(folder)
        chosen = dresser.chosen.language or language
        self.root = tkb.App(
            title="", theme=theme.declare(PAINT.name), size=_SIZE, iconphoto=None
        )
        self.kit = Kit(Words(chosen, _ZONE), dresser.first_look(self.root))
        words = self.kit.words
        self.root.title(words("view.app.title"))
        self.cause, self.remedy = _sentences(fault, words)
        self._build(fault.code)
        for sequence in ("<Return>", "<KP_Enter>", "<Escape>"):
            self.root.bind(sequence, lambda _: self.close())
        self.root.protocol("WM_DELETE_WINDOW", self.close)

    def run(self) -> None:
        """Show it until it is closed."""
        self.root.after_idle(self.root.focus_force)
        self.root.mainloop()

    def close(self) -> None:
        """Take the window down."""
        self.root.destroy()

    def _build(self, code: str) -> None:
        kit, ink = self.kit, PAINT.inks[Tone.AMBER]
        ground = surface(self.root, PAINT.page, padx=kit.px(20), pady=kit.px(16))
        ground.pack(fill="both", expand=True)
        box = card(ground, kit, 20)
        box.pack(fill="both", expand=True)
        head = surface(box)
        head.pack(fill="x")
        icon = tk.Label(head, background=PAINT.card)
        icon.configure(image=kit.look.icon(ink.icon, ink.fg, 24))
        icon.pack(side="left", anchor="n", padx=(0, kit.px(10)))
        cause = text(head, self.cause, "Strong")
        cause.pack(side="left", fill="x", expand=True)
        remedy = text(box, self.remedy)
        remedy.pack(fill="x", pady=(kit.px(10), kit.px(8)))
        for label in (cause, remedy):
            wrapped(label)
        foot = surface(box)
        foot.pack(side="bottom", fill="x")
        muted(foot, code, "Small").pack(side="left")
        shut = button(foot, kit.words("view.stopped.close"), self.close, primary=True)
        shut.pack(side="right")
        shut.focus_set()
        self._centre()

    def _centre(self) -> None:
        """In the middle of the desktop, and large enough for its words."""
        root = self.root
        root.update_idletasks()
        width = max(root.winfo_reqwidth(), self.kit.px(_SIZE[0]))
        height = max(root.winfo_reqheight(), self.kit.px(_SIZE[1]))
        desktop = geometry.desktop_of(root)
        left, top = (desktop.width - width) // 2, (desktop.height - height) // 3
        root.geometry(f"{width}x{height}+{max(left, 0)}+{max(top, 0)}")


def _sentences(fault: Fault, words: Words) -> tuple[str, str]:
    """Return the words for somebody at the door, or those of the code."""
    own = f"view.stopped.{fault.code}"
    if words.has(f"{own}.cause"):
        return words(f"{own}.cause"), words(f"{own}.remedy")
    return words.fault(fault)


def show_stopped(fault: Fault, folder: Path, language: str) -> None:
    """Say why the program does not start; must be called on the main thread."""
    StoppedWindow(fault, folder, language).run()
