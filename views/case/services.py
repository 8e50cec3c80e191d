"""What may be done for this person now, and why not the rest (desk.md)."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping

from counter_app.domain.states import Kind
from views.case.presenter import StartService
from views.case.state import CaseState
from views.keys import SERVICE_KEYS
from views.palette import Tone
from views.service.state import Option, Service
from views.theme import PAINT
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
        self._lines = surface(box, PAINT.card)
        self._lines.pack(fill="both", expand=True, pady=(kit.px(4), 0))
        self._shown: tuple[object, ...] = ()
        self._papers: Mapping[Kind, tuple[str, ...]] = {}

    def show(self, state: CaseState) -> None:
        """Show the services for this holder and choice of card."""
        now = (state.services, state.drafts, state.papers)
        if now == self._shown:
            return
        self._shown = now
        self._papers = state.papers
        for child in self._lines.winfo_children():
            child.destroy()
        for number, line in enumerate(state.services):
            if number:
                rule(self._lines, PAINT.line).pack(fill="x", pady=self._kit.px(2))
            for at, option in enumerate(line.options, 1):
                self._line(line.service, option, draft=line.service in state.drafts)
                following = line.options[at] if at < len(line.options) else None
                needs = self._needs(option)
                if needs and needs != self._needs(following):
                    self._say_needs(needs)

    def _line(self, service: Service, option: Option, *, draft: bool) -> None:
        kit, words = self._kit, self._kit.words
        line = surface(self._lines, PAINT.card)
        line.pack(fill="x")
        color = PAINT.accent if option.allowed else PAINT.muted
        key = text(line, SERVICE_KEYS[service], "Strong", color, width=4)
        key.pack(side="left", anchor="n")
        tone = Tone.GREEN if option.allowed else Tone.MUTED
        name = "check-circle-fill" if option.allowed else "dash-circle"
        mark = text(line, "", image=kit.look.icon(name, PAINT.inks[tone].fg, 14))
        mark.pack(side="left", anchor="n", padx=(0, kit.px(8)), pady=(kit.px(3), 0))
        body = surface(line, PAINT.card)
        body.pack(side="left", fill="x", expand=True)
        font = "Strong" if option.allowed else "Body"
        text(body, self._title(option, draft=draft), font).pack(fill="x")
        for widget in (line, key, mark, body, *body.winfo_children()):
            widget.bind("<Button-1>", lambda _: self._start(service))
        if not option.allowed and option.code:
            cause, _ = words.error(option.code, option.params)
            wrapped(muted(body, cause, "Small")).pack(fill="x")

    def _needs(self, option: Option | None) -> tuple[str, ...]:
        """Return the originals an act needs; none where it is not allowed."""
        allowed = option is not None and option.allowed
        return tuple(self._papers.get(option.kind) or ()) if option and allowed else ()

    def _say_needs(self, papers: tuple[str, ...]) -> None:
        """Name the originals once for all acts of a key that need the same."""
        kit, words = self._kit, self._kit.words
        names = [words(f"view.paper.{one}") for one in papers]
        needs = words("view.case.papers", papers=words("view.need.join").join(names))
        note = muted(self._lines, needs, "Small")
        wrapped(note, 240).pack(fill="x", padx=(kit.px(56), 0))

    def _title(self, option: Option, *, draft: bool) -> str:
        words = self._kit.words
        name = words(f"view.kind.{option.kind}")
        if option.combined:
            name = words("view.kind.combined")
        if option.allowed and draft:
            return f"{name}  ({words('view.case.draft')})"
        return name
