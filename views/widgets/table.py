"""One thin table over Treeview for rows that come page by page from the store."""

from __future__ import annotations

import tkinter as tk
import tkinter.font as tkfont
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from views import tkb
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, put, surface
from views.widgets.cells import Cells

R = TypeVar("R")
HEAD_PAD = 8  # beside a heading: no heading is cut off, whatever the language


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, width in pixels at 100 %, and whether it may grow.

    A table whose titles are all empty has no heading.
    """

    title: str
    width: int
    grows: bool = False


class Table(Generic[R]):
    """Shows rows as text; the row objects stay with the table, never in Tk."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, columns: Sequence[Column], name: str
    ) -> None:
        self.frame = surface(
            parent,
            PAINT.card,
            highlightthickness=1,
            highlightbackground=PAINT.line,
            highlightcolor=PAINT.accent,
        )
        every, keys = Cells.columns(len(columns))
        self.tree = tkb.Treeview(
            self.frame,
            columns=every,
            displaycolumns=keys,
            show="headings" if any(c.title for c in columns) else "",
            selectmode="browse",
        )
        kit.name(self.tree, name)
        heading = tkfont.nametofont("Strong", self.tree)
        for key, column in zip(keys, columns, strict=True):
            self.tree.heading(key, text=column.title, anchor="w")
            title = heading.measure(column.title) + 2 * kit.px(HEAD_PAD)
            self.tree.column(
                key,
                width=max(kit.px(column.width), title),
                minwidth=max(kit.px(40), title),
                stretch=column.grows,
                anchor="w",
            )
        for tone, ink in PAINT.inks.items():
            self.tree.tag_configure(tone.value, foreground=ink.fg)
        self.tree.tag_configure(Tone.PLAIN.value, foreground=PAINT.text)
        # The bar's place is kept free: where it came and went, every answer that needs
        # it would lay out, fit and paint all rows a second time.
        side = surface(self.frame, PAINT.card)
        self._bar = tkb.Scrollbar(side, orient="vertical", command=self.tree.yview)
        side.configure(width=self._bar.winfo_reqwidth())
        side.pack_propagate(False)  # noqa: FBT003 - Tk's own form
        side.pack(side="right", fill="y")
        self.tree.configure(yscrollcommand=self._scrolled)
        self.tree.pack(side="left", fill="both", expand=True)
        self._rows: tuple[R, ...] = ()
        self._keys = keys
        self._titles = [column.title for column in columns]
        self._cells = Cells(self.tree, kit, self._titles)

    def _scrolled(self, first: str, last: str) -> None:
        """Show the scroll bar only while there is something to scroll."""
        put(self._bar, shown=float(last) - float(first) < 1, side="right", fill="y")
        self._bar.set(first, last)

    def on_open(self, command: Callable[[], None]) -> None:
        """Call ``command`` on a double click on a row; headings are clicked to sort."""

        def clicked(event: Any) -> None:
            if self.tree.identify_row(event.y):
                command()

        self.tree.bind("<Double-1>", clicked)

    def on_heading(self, command: Callable[[int], None]) -> None:
        """Call ``command`` with the number of a heading that was clicked."""
        for number, key in enumerate(self._keys):
            self.tree.heading(key, command=partial(command, number))

    def mark(self, number: int | None, *, descending: bool) -> None:
        """Show by which column the rows are sorted."""
        sign = " ▼" if descending else " ▲"
        for at, (key, title) in enumerate(zip(self._keys, self._titles, strict=True)):
            self.tree.heading(key, text=title + sign if at == number else title)

    def on_choose(self, command: Callable[[], None]) -> None:
        """Call ``command`` when the cursor moves to another row."""
        self.tree.bind("<<TreeviewSelect>>", lambda _: command(), add="+")

    def fill(
        self, rows: tuple[R, ...], line: Callable[[R], tuple[Sequence[str], Tone]]
    ) -> None:
        """Show these rows; ``line`` gives the texts and the tone of one."""
        before, chosen = self.index(), self.selected()
        self.tree.delete(*self.tree.get_children())
        self._rows = rows
        self._cells.clear()
        for number, row in enumerate(rows):
            values, tone = line(row)
            texts = self._cells.values(str(number), values)
            self.tree.insert(
                "", "end", iid=str(number), values=texts, tags=(tone.value,)
            )
        if chosen in rows:  # stays chosen, wherever it is now
            self.choose(rows.index(chosen))
        elif rows:
            self.choose(min(before or 0, len(rows) - 1))
        self._cells.filled()

    def index(self) -> int | None:
        """Return the number of the chosen row."""
        chosen = self.tree.selection()
        return int(chosen[0]) if chosen else None

    def choose(self, number: int) -> None:
        """Move the cursor to a row."""
        self.tree.selection_set(str(number))
        self.tree.focus(str(number))
        self.tree.see(str(number))

    def choose_where(self, wanted: Callable[[R], bool]) -> bool:
        """Put keyboard and cursor on the wanted row; tell whether it is here."""
        for number, row in enumerate(self._rows):
            if wanted(row):
                self.choose(number)
                self.tree.focus_set()
                return True
        return False

    def selected(self) -> R | None:
        """Return the chosen row."""
        number = self.index()
        return self._rows[number] if number is not None and self._rows else None

    def has_focus(self) -> bool:
        """Tell whether the keyboard is in the table."""
        return self.tree.focus_displayof() is self.tree

    def focus(self) -> None:
        """Put the keyboard into the table."""
        self.tree.focus_set()
        if self._rows and self.index() is None:
            self.choose(0)
