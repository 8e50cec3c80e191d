"""The three pages of the books, one key apart: reports, close, stock."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from views.flow.navigator import Navigator
from views.flow.screens import Screen
from views.theme import PAINT
from views.widgets.base import Kit, on_click, surface, text

TABS = (Screen.REPORTS, Screen.CLOSE, Screen.STOCK)


def go_to(nav: Navigator, number: int) -> None:
    """Alt+1 ... Alt+3: change the page."""
    if 1 <= number <= len(TABS):
        nav.go(TABS[number - 1])


def tabs(parent: tk.Misc, kit: Kit, nav: Navigator, here: Screen) -> tk.Frame:
    """Return the row of tabs with this page marked."""
    bar = surface(parent, PAINT.page)
    for screen in TABS:
        chosen = screen is here
        label = text(
            bar,
            kit.words(f"books.tab.{screen}"),
            "Strong" if chosen else "Body",
            PAINT.accent if chosen else PAINT.text,
            background=PAINT.chosen if chosen else PAINT.page,
            padx=kit.px(12),
            pady=kit.px(5),
        )
        label.pack(side="left", padx=(0, kit.px(4)))
        if not chosen:
            on_click(label, _opener(nav, screen))
    return bar


def _opener(nav: Navigator, screen: Screen) -> Callable[[], None]:
    return lambda: nav.go(screen)
