"""The service rail: keys and names; a service that is not allowed says why."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from views.theme import PAINT
from views.widgets.base import Kit, rule, surface, text
from views.widgets.tip import tip


@dataclass(frozen=True, slots=True)
class RailItem:
    """One button of the rail."""

    action: str  # of views.keys
    key: str
    icon: str


ITEMS = (
    RailItem("read_card", "F3", "sd-card"),
    RailItem("issue", "F4", "person-vcard"),
    RailItem("loss", "F5", "shield-exclamation"),
    RailItem("lift", "F6", "unlock"),
    RailItem("renew", "F7", "arrow-repeat"),
    RailItem("pin", "F8", "key"),
    RailItem("inquiry", "F11", "search"),
    RailItem("today", "F9", "card-checklist"),
    RailItem("todo", "F10", "inbox"),
    RailItem("lists", "Ctrl+T", "table"),
    RailItem("sync", "Ctrl+S", "hdd-network"),
    RailItem("books", "Ctrl+R", "journal-text"),
    RailItem("apply", "Ctrl+N", "person-plus"),
    RailItem("units", "Ctrl+U", "people"),
    RailItem("photos", "Ctrl+G", "person-square"),
    RailItem("campaigns", "Ctrl+E", "calendar-event"),
    RailItem("settings", "Ctrl+,", "gear"),
    RailItem("help", "F1", "question-circle"),
)
_GAPS_AFTER = frozenset({"read_card", "renew", "inquiry", "books", "campaigns"})


class Rail(tk.Frame):
    """Buttons from top to bottom; the page on top is marked."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        do: Callable[[str], None],
        explain: Callable[[str], str],
    ) -> None:
        super().__init__(parent, background=PAINT.card, width=kit.px(148))
        self.pack_propagate(flag=False)
        self._kit = kit
        self._do = do
        self._explain = explain
        self._shown: tuple[str, dict[str, bool]] | None = None
        self._parts: dict[str, tuple[tk.Frame, list[tk.Label], tk.Frame]] = {}
        surface(self, PAINT.card, height=kit.px(4)).pack(fill="x")
        for item in ITEMS:
            self._button(item)
            if item.action in _GAPS_AFTER:
                rule(self, PAINT.line).pack(fill="x", padx=kit.px(12), pady=kit.px(4))

    def show(self, here: str, enabled: Mapping[str, bool]) -> None:
        """Mark the action of the page on top; grey what cannot be done."""
        if (here, dict(enabled)) == self._shown:
            return  # the frame is drawn at every key that is typed
        self._shown = (here, dict(enabled))
        for item in ITEMS:
            line, labels, mark = self._parts[item.action]
            on = enabled.get(item.action, True)
            chosen = item.action == here
            ground = PAINT.chosen if chosen else PAINT.card
            color = PAINT.accent if chosen else PAINT.text if on else PAINT.faint
            image = self._kit.look.icon(item.icon, color, 18)
            line.configure(background=ground)
            mark.configure(background=PAINT.accent if chosen else PAINT.card)
            for label in labels:
                label.configure(background=ground, foreground=color)
            labels[0].configure(image=image)
            labels[2].configure(foreground=PAINT.muted if on and not chosen else color)

    def _button(self, item: RailItem) -> None:
        kit = self._kit
        line = surface(self, PAINT.card, cursor="hand2")
        line.pack(fill="x")
        mark = surface(line, PAINT.card, width=kit.px(3))
        mark.pack(side="left", fill="y")
        icon = text(line, "")
        icon.pack(side="left", padx=(kit.px(10), kit.px(8)), pady=kit.px(4))
        name = text(line, kit.words(f"view.rail.{item.action}"))
        name.pack(side="left")
        key = text(line, item.key, "Small")
        key.pack(side="right", padx=(0, kit.px(10)))
        self._parts[item.action] = (line, [icon, name, key], mark)
        for widget in (line, icon, name, key):
            widget.bind("<Button-1>", lambda _: self._do(item.action))
        tip(line, kit, lambda: self._explain(item.action))
        tip(name, kit, lambda: self._explain(item.action))
