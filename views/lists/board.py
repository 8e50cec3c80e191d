"""The one way a list is shown: filter, headings that sort, rows, count and pages."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any

from counter_app.ports.desklists import ListRow
from views.lists.columns import COLUMNS, codes_of, tone_of
from views.lists.model import ListModel
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, muted, put, surface, text, wrapped
from views.widgets.fields import EntryField, not_for_scans
from views.widgets.table import Column, Table

FILTER_MS = 60


class ListBoard(tk.Frame):
    """Renders a :class:`ListModel`; it is made anew for another list."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, model: ListModel, on_open: Callable[[], None]
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._model = model
        self._due: str | None = None
        self._filled: tuple[ListRow, ...] | None = None
        self._make_head()
        self._foot = muted(self, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        self._empty = muted(self, "")
        wrapped(self._empty)
        shown = COLUMNS[model.name]
        columns = [Column(c.title(kit.words), c.width, grows=c.grows) for c in shown]
        self.table: Table[ListRow] = Table(self, kit, columns, model.name.value)
        self.table.frame.pack(fill="both", expand=True)
        self.table.on_open(on_open)
        self.table.on_heading(self._heading)
        for key, step in (("<Left>", -1), ("<Right>", 1)):
            self.table.tree.bind(key, self._sorter(step))
        self.bind("<Destroy>", lambda _: self._forget(), add="+")

    def render(self) -> None:
        """Show what the model has."""
        model, words = self._model, self._kit.words
        if model.page.rows is not self._filled:
            self._filled = model.page.rows
            self.table.fill(model.page.rows, self._line)
        query = model.query
        names = [c.name for c in COLUMNS[model.name]]
        at = names.index(query.sort) if query.sort in names else None
        self.table.mark(at, descending=query.descending)
        self._count.configure(text=words("view.lists.count", n=model.page.total))
        self._filter.set(query.wanted)
        page, pages = model.page.number + 1, model.page.pages
        place = words("view.lists.page", page=page, pages=pages)
        self._foot.configure(text=f"{place} · {words('view.lists.keys')}")
        empty = model.loaded and not model.page.total
        if empty:
            reason = "no_match" if query.wanted else f"empty.{model.name}"
            self._empty.configure(text=words(f"view.lists.{reason}"))
        put(
            self._empty,
            shown=empty,
            side="bottom",
            fill="x",
            pady=(self._kit.px(8), 0),
            before=self.table.frame,
        )

    def selected(self) -> ListRow | None:
        """Return the chosen row."""
        return self.table.selected()

    def focus_rows(self) -> None:
        """Put the keyboard into the table."""
        self.table.focus()

    def focus_filter(self) -> None:
        """Put the cursor into the filter, its text chosen."""
        self._filter.focus_here()
        self._filter.entry.selection_range(0, "end")

    def in_filter(self) -> bool:
        """Tell whether the cursor is in the filter."""
        return self._filter.entry.focus_displayof() is self._filter.entry

    def sheet(self) -> tuple[Sequence[str], Callable[[ListRow], Sequence[str]]]:
        """Return headings, and what turns a row into cells, for a file."""
        words, shown = self._kit.words, COLUMNS[self._model.name]
        return (
            [c.title(words) for c in shown],
            lambda row: [c.cell(words, row) for c in shown],
        )

    # -- parts -------------------------------------------------------------
    def _make_head(self) -> None:
        kit, words = self._kit, self._kit.words
        head = surface(self, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(6)))
        self._filter = EntryField(
            head, kit, words("view.lists.filter"), self._typed, "filter"
        )
        not_for_scans(self._filter.entry)
        self._filter.entry.bind("<Down>", lambda _: self.focus_rows())
        self._filter.pack(side="left")
        self._count = text(head, "", "Strong")
        self._count.pack(side="right")

    def _typed(self, _: str) -> None:
        self._forget()
        self._due = self.after(FILTER_MS, self._want)

    def _want(self) -> None:
        self._due = None
        wanted = self._filter.get()
        self._model.want(wanted, codes_of(self._kit.words, wanted))

    def _forget(self) -> None:
        if self._due is not None:
            self.after_cancel(self._due)
            self._due = None

    def _heading(self, number: int) -> None:
        column = COLUMNS[self._model.name][number]
        if column.sorts:
            self._model.sort(column.name)

    def _sorter(self, step: int) -> Callable[[Any], str]:
        def run(_: Any) -> str:
            self._model.next_column(step)
            return "break"

        return run

    def _line(self, row: ListRow) -> tuple[Sequence[str], Tone]:
        words, name = self._kit.words, self._model.name
        return [c.cell(words, row) for c in COLUMNS[name]], tone_of(name, row)
