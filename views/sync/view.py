"""The sync page: one true sentence, the figures, try now, carry files."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

from views.palette import Tone
from views.sync.notices import NoticeBox
from views.sync.presenter import SyncPresenter, SyncState
from views.sync.words import headline_of, lines_of
from views.theme import PAINT
from views.widgets.base import (
    Badge,
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import EntryField

BEAT_MS = 1000
_HALF = 6  # figures of the left column


class SyncPage(tk.Frame):
    """The figures are read again each second while the page is shown."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: SyncPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        head = surface(ground, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(8)))
        text(head, kit.words("view.sync.title"), "Head").pack(side="left")
        self._send = button(
            head, kit.words("view.sync.send"), presenter.send_now, primary=True
        )
        kit.name(self._send, "send_now").pack(side="right")
        self._badge = Badge(ground, kit, "Strong")
        self._badge.pack(fill="x", pady=(0, kit.px(8)))
        self._notices = NoticeBox(ground, kit)
        self._fault = FaultBox(ground, kit)
        self._box = card(ground, kit)
        self._box.pack(fill="x")
        self._values: dict[str, tk.Label] = {}
        self._make_carry(ground)
        presenter.view = self
        self.render(presenter.state)
        self._send.focus_set()
        self._job = self.after(BEAT_MS, self._beat)

    def destroy(self) -> None:
        """Stop the clock of this page with it."""
        self.after_cancel(self._job)
        super().destroy()

    def render(self, state: SyncState) -> None:
        """Show the figures of this moment."""
        words = self._kit.words
        self._badge.show(*headline_of(state, words, self._presenter.hotline))
        if state.report is not None:
            told = self._notices.show(state.report.notices)
            put(self._notices, shown=told, fill="x", before=self._box)
            gap = (self._kit.px(8), 0)  # what is wrong now needs the room more
            put(self._stick, shown=not told, fill="x", pady=gap)
            for place, line in enumerate(lines_of(state.report, words)):
                self._figure(place, line.name).configure(
                    text=line.value, foreground=_ink(line.tone)
                )
        for act in (self._send, self._export, self._take):
            act.configure(state="disabled" if state.busy else "normal")
        self._file.fault(words("view.fault.carry_file") if state.missing else "")
        if state.done is not None:
            done = words(
                f"view.sync.{state.done.msgid}",
                n=state.done.count,
                file=state.done.file,
            )
            self._fault.say(done, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or state.done is not None
        put(
            self._fault,
            shown=shown,
            fill="x",
            pady=(0, self._kit.px(8)),
            before=self._box,
        )

    def file(self) -> str:
        """Return the named file."""
        return self._file.get()

    def in_field(self) -> bool:
        """Tell whether the cursor is in the field of the file."""
        return self.focus_displayof() is self._file.entry

    def alt(self, letter: str) -> None:
        """Alt+F goes to the file, Alt+E writes it, Alt+T takes one in."""
        acts = {
            "f": self._file.focus_here,
            "e": self._presenter.export,
            "t": self._presenter.take,
        }
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts -------------------------------------------------------------
    def _make_carry(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        self._file = EntryField(
            ground, kit, words("view.sync.carry"), lambda _: None, "carry_file"
        ).widen()
        self._file.set(str(Path.home() / "counter.carry"))
        self._file.pack(fill="x", pady=(kit.px(14), kit.px(6)))
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x")
        self._export = button(bar, words("view.sync.export"), self._presenter.export)
        self._take = button(bar, words("view.sync.take"), self._presenter.take)
        for name, act in (("export", self._export), ("take", self._take)):
            kit.name(act, name).pack(side="left", padx=(0, kit.px(10)))
        self._stick = wrapped(muted(ground, words("view.sync.stick")))

    def _figure(self, place: int, name: str) -> tk.Label:
        if name not in self._values:
            kit = self._kit
            column, row = divmod(place, _HALF)
            what = muted(self._box, kit.words(f"view.sync.{name}"))
            value = text(self._box, "", "Strong")
            left = (kit.px(24) if column else 0, kit.px(12))
            pad = kit.px(4)
            what.grid(row=row, column=column * 2, sticky="nw", padx=left, pady=pad)
            value.grid(row=row, column=column * 2 + 1, sticky="ew", pady=pad)
            wrapped(value, kit.px(200))
            self._box.columnconfigure(column * 2 + 1, weight=1)
            self._values[name] = value
        return self._values[name]

    def _beat(self) -> None:
        self._presenter.load()
        self._job = self.after(BEAT_MS, self._beat)


def _ink(tone: Tone) -> str:
    return PAINT.text if tone is Tone.PLAIN else PAINT.inks[tone].fg
