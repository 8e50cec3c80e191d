"""Cells that are too narrow: an ellipsis, and the whole text where one looks.

The whole texts stay in hidden columns of the row, so that what a row says and what
fits of it are two things.
"""

from __future__ import annotations

import tkinter as tk
import tkinter.font as tkfont
from collections.abc import Callable, Sequence
from typing import Any

from views.widgets.base import Kit, muted, put, wrapped
from views.widgets.tip import tip

ELLIPSIS = "…"
_SIDES = 10  # what ttk keeps free in a cell, both sides together, and one to spare


def elided(content: str, room: int, measure: Callable[[str], int]) -> str:
    """Return ``content``, or as much of it as fits with an ellipsis at its end."""
    if measure(content) <= room:
        return content
    low, high = 0, len(content) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(content[:middle].rstrip() + ELLIPSIS) <= room:
            low = middle
        else:
            high = middle - 1
    return content[:low].rstrip() + ELLIPSIS


class Cells:
    """Fits the texts of a tree's rows; says whole what is cut off.

    The tooltip says it for the cell under the pointer, a line below the rows for the
    row with the cursor, so that the keyboard reads it too; a list without headings has
    no room for that line.
    """

    def __init__(self, tree: Any, kit: Kit, titles: Sequence[str]) -> None:
        self._tree, self._titles = tree, tuple(titles)
        every, self._shown = self.columns(len(titles))
        self._keys = every[: len(titles)]
        font = tkfont.nametofont("Body", tree)
        self._wide = font.measure("国")
        self._measure = font.measure
        self._cut: dict[str, tuple[int, ...]] = {}  # by row: the cells cut off
        self._widths: tuple[int, ...] = ()
        self._under = ("", "")
        self.below = wrapped(muted(tree.master, "", "Small"))
        self.below.configure(padx=kit.px(8), pady=kit.px(3))
        self._tip = tip(tree, kit, lambda: self.whole(*self._under))
        top = tree.winfo_toplevel()  # lives longer than the tree
        tree.bind("<Configure>", lambda _: top.after_idle(self._refit), add="+")
        tree.bind("<ButtonRelease-1>", lambda _: self._refit(), add="+")
        tree.bind("<<TreeviewSelect>>", lambda _: self._tell(), add="+")
        tree.bind("<Motion>", self._moved, add="+")

    @staticmethod
    def columns(count: int) -> tuple[list[str], list[str]]:
        """Return the keys of all columns of a tree, and of those that are shown."""
        shown = [f"c{i}" for i in range(count)]
        return [*(f"whole{i}" for i in range(count)), *shown], shown

    def clear(self) -> None:
        """Forget the rows; the tree is about to be filled."""
        self._cut.clear()
        self._widths = self._now()

    def values(self, row: str, texts: Sequence[str]) -> list[str]:
        """Return what the columns of a row hold: whole, then fitted."""
        return [*texts, *self._fitted(row, [str(text) for text in texts])]

    def filled(self) -> None:
        """Show or hide the line below; the tree has its rows."""
        self._tell()

    def whole(self, row: str, column: str) -> str:
        """Return the whole text of a cell that is cut off; "" of one that is not."""
        number = int(column[1:]) - 1 if column[1:] else -1
        if number not in self._cut.get(row, ()):
            return ""
        return str(self._tree.set(row, self._keys[number]))

    # -- inside ------------------------------------------------------------
    def _now(self) -> tuple[int, ...]:
        return tuple(int(self._tree.column(key, "width")) for key in self._shown)

    def _fitted(self, row: str, texts: Sequence[str]) -> list[str]:
        fitted = []
        for content, width in zip(texts, self._widths, strict=True):
            room = width - _SIDES
            short = len(content) * self._wide <= room
            fitted.append(content if short else elided(content, room, self._measure))
        pairs = zip(texts, fitted, strict=True)
        cut = tuple(at for at, (text, shown) in enumerate(pairs) if text != shown)
        if cut:
            self._cut[row] = cut
        else:
            self._cut.pop(row, None)
        return fitted

    def _refit(self) -> None:
        """Fit all rows anew when a column has another width."""
        if not self._tree.winfo_exists() or self._now() == self._widths:
            return
        self._widths = self._now()
        for row in self._tree.get_children():
            texts = [str(self._tree.set(row, key)) for key in self._keys]
            fitted = self._fitted(row, texts)
            for key, content in zip(self._shown, fitted, strict=True):
                self._tree.set(row, key, content)
        self._tell()

    def _tell(self) -> None:
        """Say whole below the rows what is cut off of the chosen one."""
        chosen = next(iter(self._tree.selection()), "")
        said = []
        for number in self._cut.get(chosen, ()):
            title = self._titles[number]
            whole = str(self._tree.set(chosen, self._keys[number]))
            said.append(f"{title}: {whole}" if title else whole)
        self.below.configure(text=" · ".join(said))
        put(
            self.below,
            shown=bool(self._cut) and any(self._titles),
            side="bottom",
            fill="x",
            before=self._tree,
        )

    def _moved(self, event: tk.Event[Any]) -> None:
        """Begin anew with the tooltip in another cell."""
        under = (
            str(self._tree.identify_row(event.y)),
            str(self._tree.identify_column(event.x)),
        )
        if under != self._under:
            self._under = under
            self._tip.on_leave()
            self._tip.on_enter(event)
