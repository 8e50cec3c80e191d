"""What may be done for this person now, and why not the rest (desk.md)."""

from __future__ import annotations

import tkinter as tk

from views.case.presenter import StartService
from views.case.state import CaseState
from views.keys import SERVICE_KEYS
from views.service.state import Option, Service
from views.theme import ACCENT, CARD, INKS, LINE, MUTED, Tone
from views.widgets.base import Kit, card, muted, rule, surface, text, wrapped


class ServiceList(tk.Frame):
    """One line per business; a refusal shows its rule without a click."""

    def __init__(self, parent: tk.Misc, kit: Kit, start: StartService) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._start = start
        box = card(self, kit)
        box.pack(fill="both", expand=True)
        text(box, kit.words("view.case.now"), "Head").pack(fill="x")
        self._lines = surface(box, CARD)
        self._lines.pack(fill="both", expand=True, pady=(kit.px(4), 0))
        self._shown: tuple[object, ...] = ()

    def show(self, state: CaseState) -> None:
        """Show the services for this holder and choice of card."""
        now = (state.services, state.drafts)
        if now == self._shown:
            return
        self._shown = now
        for child in self._lines.winfo_children():
            child.destroy()
        for number, line in enumerate(state.services):
            if number:
                rule(self._lines, LINE).pack(fill="x", pady=self._kit.px(3))
            for option in line.options:
                self._line(line.service, option, draft=line.service in state.drafts)

    def _line(self, service: Service, option: Option, *, draft: bool) -> None:
        kit, words = self._kit, self._kit.words
        line = surface(self._lines, CARD)
        line.pack(fill="x", pady=kit.px(3))
        color = ACCENT if option.allowed else MUTED
        key = text(line, SERVICE_KEYS[service], "Strong", color, width=4)
        key.pack(side="left", anchor="n")
        tone = Tone.GREEN if option.allowed else Tone.MUTED
        name = "check-circle-fill" if option.allowed else "dash-circle"
        mark = text(line, "", image=kit.look.icon(name, INKS[tone].fg, 14))
        mark.pack(side="left", anchor="n", padx=(0, kit.px(8)), pady=(kit.px(3), 0))
        body = surface(line, CARD)
        body.pack(side="left", fill="x", expand=True)
        font = "Strong" if option.allowed else "Body"
        text(body, self._title(option, draft=draft), font).pack(fill="x")
        for widget in (line, key, mark, body, *body.winfo_children()):
            widget.bind("<Button-1>", lambda _: self._start(service))
        if not option.allowed and option.code:
            cause, _ = words.error(option.code, option.params)
            wrapped(muted(body, cause, "Small")).pack(fill="x")

    def _title(self, option: Option, *, draft: bool) -> str:
        words = self._kit.words
        name = words(f"view.kind.{option.kind}")
        if option.combined:
            name = words("view.kind.combined")
        if option.allowed and draft:
            return f"{name}  ({words('view.case.draft')})"
        return name
