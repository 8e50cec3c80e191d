"""The title bar: office, search box, operator, language, lock; and PRACTICE."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial

from views import tkb
from views.theme import PAINT
from views.widgets.base import Kit, surface, text
from views.widgets.tip import tip

TYPING_MS = 10  # keys that come closer together are looked for once
BURST_MS = 400


def _press(do: Callable[[str], None], action: str, _: object) -> None:
    do(action)


class TitleBar(tk.Frame):
    """The search box is always here (F2)."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, office: str, on_search: Callable[[str], None]
    ) -> None:
        super().__init__(
            parent, background=PAINT.title_bg, padx=kit.px(16), pady=kit.px(8)
        )
        self._kit = kit
        self._on_search = on_search
        self._due: str | None = None
        self._burst = False
        words = kit.words
        icon = kit.look.icon("credit-card-2-front", PAINT.title_fg, 22)
        self._icon = text(self, "", image=icon)
        self._icon.pack(side="left", padx=(0, kit.px(8)))
        names = surface(self, PAINT.title_bg)
        names.pack(side="left")
        text(names, words("view.app.title"), "Strong", PAINT.title_fg).pack(fill="x")
        self._office = text(names, office, "Small", PAINT.title_muted)
        self._office.pack(fill="x")
        self._operator = text(self, "", "Body", PAINT.title_fg)
        self._lock = text(self, words("view.title.lock"), "Body", PAINT.title_muted)
        self._lock.pack(side="right", padx=(kit.px(16), 0))
        self._operator.pack(side="right")
        self._make_search()

    def leads_to(self, do: Callable[[str], None]) -> None:
        """Let office and operator lead to their pages: about, lock and log out."""
        for label, name, action in (
            (self._icon, "office", "about"),
            (self._office, "office", "about"),
            (self._operator, "operator", "lock"),
            (self._lock, "operator", "lock"),
        ):
            label.configure(cursor="hand2")
            label.bind("<Button-1>", partial(_press, do, action))
            tip(label, self._kit, self._kit.words(f"view.tip.{name}"))

    def operator(self, name: str) -> None:
        """Show who works here."""
        if self._operator.cget("text") != name:
            self._operator.configure(text=name)

    def focus_search(self) -> None:
        """Put the cursor into the search box, its text chosen."""
        self._entry.focus_set()
        self._entry.selection_range(0, "end")
        self._entry.icursor("end")

    def type_on(self, char: str) -> None:
        """Take a character that was typed outside any field.

        A scanner is faster than the focus: what follows belongs to the same burst.
        """
        if not self._burst:
            self._burst = True
            if not self.typing:
                self._text.set("")
            self.after(BURST_MS, self._end_burst)
        self._entry.focus_set()
        self._entry.insert("end", char)

    @property
    def typing(self) -> bool:
        """Whether something was typed a moment ago and not yet searched for."""
        return self._due is not None

    def _end_burst(self) -> None:
        self._burst = False

    def has_focus(self) -> bool:
        """Tell whether the cursor is in the search box, or on its way there."""
        return self._burst or self._entry.focus_displayof() is self._entry

    def clear(self) -> None:
        """Empty the box without searching."""
        self._quiet = True
        self._text.set("")
        self._quiet = False
        self._cancel()

    def flush(self) -> None:
        """Search for what is in the box at once (Enter).

        The text is chosen then: a scanner that fires twice types over it (G31).
        """
        self._burst = False
        self._entry.selection_range(0, "end")
        if self._due is not None:
            self._cancel()
            self._on_search(self._text.get())

    def scanned(self, text: str) -> None:
        """Take what a scanner typed, wherever it typed it, and search at once."""
        self._burst = False
        self._quiet = True
        self._text.set(text)
        self._quiet = False
        self._cancel()
        self.focus_search()
        self._on_search(text)

    def _make_search(self) -> None:
        kit = self._kit
        box = surface(self, PAINT.title_bg)
        box.pack(side="left", fill="x", expand=True, padx=(kit.px(32), kit.px(24)))
        text(box, "F2", "Strong", PAINT.title_muted).pack(
            side="left", padx=(0, kit.px(8))
        )
        self._quiet = False
        self._text = tk.StringVar(self)
        self._entry = tkb.Entry(box, textvariable=self._text, font="Body")
        self._kit.name(self._entry, "search")
        self._entry.pack(side="left", fill="x", expand=True)
        hint = kit.words("view.title.search")
        self._hint = tk.Label(
            self._entry,
            text=hint,
            font="Body",
            foreground=PAINT.muted,
            background=PAINT.field,
        )
        self._hint.place(x=kit.px(10), rely=0.5, anchor="w")
        self._hint.bind("<Button-1>", lambda _: self._entry.focus_set())
        self._text.trace_add("write", lambda *_: self._typed())

    def _typed(self) -> None:
        if self._text.get():
            self._hint.place_forget()
        else:
            self._hint.place(x=self._kit.px(10), rely=0.5, anchor="w")
        if not self._quiet:
            self._cancel()
            self._due = self.after(TYPING_MS, self._search)

    def _search(self) -> None:
        self._due = None
        self._on_search(self._text.get())

    def _cancel(self) -> None:
        if self._due is not None:
            self.after_cancel(self._due)
            self._due = None


class PracticeBanner(tk.Frame):
    """PRACTICE in both languages on every screen of a practice office."""

    def __init__(self, parent: tk.Misc, kit: Kit) -> None:
        super().__init__(parent, background=PAINT.practice_bg)
        label = text(
            self, "演练  PRACTICE", "Banner", PAINT.practice_fg, anchor="center"
        )
        label.pack(side="left", padx=kit.px(16), pady=kit.px(3))
        note = text(self, kit.words("view.practice.note"), "Small", PAINT.practice_fg)
        note.pack(side="left")
