"""Asks for the passphrase where this machine has no key store of its own.

The check runs beside the window: deriving the key takes a noticeable part of a second
on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from counter_app.runtime import Lane, Runtime
from views import entryfix, geometry, theme, tkb
from views.dresser import Dresser
from views.flow.fault import Fault, fault_of
from views.messages import Words
from views.pump import Pump
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    card,
    muted,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import EntryField

_ZONE = "Asia/Shanghai"
_SIZE = (600, 320)


class UnlockWindow:
    """One field; Enter tries it, Esc gives up.

    Attributes:
        passphrase: what opened the office; None as long as nothing did.
    """

    def __init__(
        self, check: Callable[[str], None], folder: Path, language: str
    ) -> None:
        dresser = Dresser(folder)
        self.root = tkb.App(
            title="", theme=theme.declare(PAINT.name), size=_SIZE, iconphoto=None
        )
        chosen = dresser.chosen.language or language
        self.kit = Kit(Words(chosen, _ZONE), dresser.first_look(self.root))
        entryfix.install(self.root)
        self.runtime = Runtime()
        self.passphrase: str | None = None
        self.busy = False
        self._check = check
        self._build()
        for sequence in ("<Return>", "<KP_Enter>"):
            self.root.bind(sequence, lambda _: self.enter())
        self.root.bind("<Escape>", lambda _: self.close())
        self.root.protocol("WM_DELETE_WINDOW", self.close)
        self.pump = Pump(self.root, self.runtime, lambda _: None)
        self.pump.start()

    def run(self) -> str | None:
        """Show it until the office opens or somebody gives up."""
        self.root.after_idle(self.take_focus)
        self.root.mainloop()
        return self.passphrase

    def take_focus(self) -> None:
        """Take the keyboard into the field."""
        self.root.focus_force()
        self._field.focus_here()

    def enter(self) -> None:
        """Try what was typed."""
        said = self._field.get()
        if self.busy or not said:
            return
        self._show(busy=True)
        self.runtime.submit(
            Lane.WORK,
            lambda: self._check(said),
            lambda _: self._opened(said),
            lambda exc: self._refused(fault_of(exc)),
        )

    def close(self) -> None:
        """Take the window down."""
        self.pump.stop()
        for job in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.tk.call("after", "cancel", job)
        self.root.destroy()
        self.runtime.close()

    def _opened(self, said: str) -> None:
        self.passphrase = said
        self.close()

    def _refused(self, fault: Fault) -> None:
        self._field.set("")
        self._field.focus_here()
        self._show(busy=False, fault=fault)

    def _show(self, *, busy: bool, fault: Fault | None = None) -> None:
        self.busy = busy
        shown = self._fault.show(fault)
        gap = (0, self.kit.px(8))
        put(self._fault, shown=shown, fill="x", pady=gap, before=self._foot)
        for made in self._buttons:
            made.configure(state="disabled" if busy else "normal")
        self._place()

    def _build(self) -> None:
        kit, words = self.kit, self.kit.words
        self.root.title(words("view.app.title"))
        ground = surface(self.root, PAINT.page, padx=kit.px(20), pady=kit.px(16))
        ground.pack(fill="both", expand=True)
        box = card(ground, kit, 24)
        box.pack(fill="both", expand=True)
        text(box, words("view.unlock.title"), "Head").pack(fill="x")
        note = wrapped(muted(box, words("view.unlock.note")), 480)
        note.pack(fill="x", pady=(kit.px(4), kit.px(12)))
        label = words("view.unlock.passphrase")
        self._field = EntryField(box, kit, label, _ignore, "passphrase", show="●")
        self._field.widen().pack(fill="x", pady=(0, kit.px(12)))
        self._fault = FaultBox(box, kit)
        self._foot = surface(box)
        self._foot.pack(side="bottom", fill="x")
        go = button(self._foot, words("view.unlock.go"), self.enter, primary=True)
        go.pack(side="right")
        stop = button(self._foot, words("view.unlock.stop"), self.close)
        stop.pack(side="left")
        self._buttons = (go, stop)
        self._place()

    def _place(self) -> None:
        """In the middle of the desktop, and large enough for its words."""
        root = self.root
        root.update_idletasks()
        width = max(root.winfo_reqwidth(), self.kit.px(_SIZE[0]))
        height = max(root.winfo_reqheight(), self.kit.px(_SIZE[1]))
        desktop = geometry.desktop_of(root)
        left, top = (desktop.width - width) // 2, (desktop.height - height) // 3
        root.geometry(f"{width}x{height}+{max(left, 0)}+{max(top, 0)}")


def _ignore(_: str) -> None:
    """The field is read on Enter."""


def ask_passphrase(
    check: Callable[[str], None], folder: Path, language: str
) -> str | None:
    """Return the passphrase that ``check`` took, None when somebody gave up."""
    return UnlockWindow(check, folder, language).run()
