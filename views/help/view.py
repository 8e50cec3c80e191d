"""The operator manual, offline: contents on the left, the page beside it (F1)."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from views import tkb
from views.flow.screens import Screen
from views.help.manual import ManualPage, manual_page
from views.help.presenter import PAGES, HelpPresenter
from views.keys import (
    CARD_KEYS,
    FORM_KEYS,
    KEYS,
    MASS_KEYS,
    PAGE_KEYS,
    TRAY_KEYS,
    UNIT_KEYS,
    Key,
)
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    Kit,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.table import Column, Table


class HelpPage(tk.Frame):
    """One page of the manual, or every key in two columns."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: HelpPresenter, *, practice: bool
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        head = surface(ground, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(4)))
        self._heading = text(head, "", "Name")
        self._heading.pack(side="left")
        lead = muted(head, words("view.help.lead"))
        lead.pack(side="left", padx=(kit.px(16), 0))
        self._book = self._make_book(ground)
        self._keys = _KeyTable(ground, kit, practice=practice)
        presenter.view = self
        self.render(presenter)
        self._contents.focus()

    def render(self, presenter: HelpPresenter) -> None:
        """Show the page or the keys."""
        heading = "view.help.title" if presenter.keys else "view.rail.help"
        self._heading.configure(text=self._kit.words(heading))
        put(self._book, shown=not presenter.keys, fill="both", expand=True)
        put(self._keys, shown=presenter.keys, fill="both", expand=True)
        self._contents.choose(PAGES.index(presenter.about))
        self._write(manual_page(presenter.about, self._kit.words.language))

    def chosen(self) -> Screen | None:
        """Return the page under the cursor."""
        return self._contents.selected()

    def _make_book(self, ground: tk.Frame) -> tk.Frame:
        kit = self._kit
        book = surface(ground, PAINT.page)
        columns = [Column("", 168, grows=True)]
        self._contents: Table[Screen] = Table(book, kit, columns, "contents")
        self._contents.frame.pack(side="left", fill="y", padx=(0, kit.px(8)))
        language = kit.words.language
        self._contents.fill(
            PAGES, lambda s: ((manual_page(s, language).title,), Tone.PLAIN)
        )
        self._contents.on_open(self._presenter.enter)
        box = card(book, kit, 16)
        box.pack(side="left", fill="both", expand=True)
        self._title = text(box, "", "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._text = self._make_text(box)
        return book

    def _make_text(self, box: tk.Frame) -> tk.Text:
        kit = self._kit
        made = tk.Text(
            box,
            font="Body",
            wrap="word",
            width=40,
            height=8,
            relief="flat",
            borderwidth=0,
            highlightthickness=0,
            background=PAINT.card,
            foreground=PAINT.text,
            takefocus=False,
            state="disabled",
        )
        made.tag_configure("key", font="Strong", foreground=PAINT.accent)
        gap = kit.px(8)
        made.tag_configure("line", spacing1=gap // 2, spacing3=gap // 2, spacing2=2)
        made.tag_configure("item", lmargin1=gap, lmargin2=gap * 3)
        bar = tkb.Scrollbar(box, orient="vertical", command=made.yview)
        made.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        made.pack(fill="both", expand=True)
        return made

    def _write(self, shown: ManualPage) -> None:
        self._title.configure(text=shown.title)
        self._text.configure(state="normal")
        self._text.delete("1.0", "end")
        for line in shown.lines:
            tags = ("line", "item") if line.item else ("line",)
            if line.item:
                self._text.insert("end", "•  ", tags)
            for piece in line.pieces:
                more = ("key",) if piece.key else ()
                self._text.insert("end", piece.text, (*tags, *more))
            self._text.insert("end", "\n", tags)
        self._text.configure(state="disabled")


class _KeyTable(tk.Frame):
    """Three columns: keys of the window first, then those of forms and cards."""

    def __init__(self, parent: tk.Misc, kit: Kit, *, practice: bool) -> None:
        super().__init__(parent, background=PAINT.page)
        self.columnconfigure((0, 1, 2), weight=1, uniform="third")
        self.rowconfigure(0, weight=1)
        keys = (
            *KEYS,
            *FORM_KEYS,
            *PAGE_KEYS,
            *CARD_KEYS,
            *UNIT_KEYS,
            *MASS_KEYS,
            *(TRAY_KEYS if practice else ()),
        )
        part = -(-len(keys) // 3)
        for column, start in enumerate(range(0, len(keys), part)):
            box = card(self, kit, 8)
            box.grid(row=0, column=column, sticky="nsew", padx=(0, kit.px(8)))
            _list(box, kit, keys[start : start + part])


def _list(box: tk.Frame, kit: Kit, keys: Sequence[Key]) -> None:
    for key in keys:
        line = surface(box, PAINT.card)
        line.pack(fill="x")
        label = text(line, key.label, "Small", PAINT.accent, width=10, pady=0)
        label.pack(side="left", anchor="n")
        what = wrapped(text(line, kit.words(key.msgid), "Small", pady=0), 200)
        what.pack(side="left", fill="x", expand=True)
