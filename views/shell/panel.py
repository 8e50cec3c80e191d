"""The side panel: the card on the reader, and what waits for somebody."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime

from counter_app.domain.chip import ChipReading
from counter_app.services.results import CardOnReader
from views.flow.visit import Match, Visit
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    Badge,
    Kit,
    muted,
    on_click,
    put,
    surface,
    text,
    wrapped,
)


class SidePanel(tk.Frame):
    """Reader above, to-do below; the practice tray hangs under them."""

    def __init__(self, parent: tk.Misc, kit: Kit, to_do: Callable[[], None]) -> None:
        super().__init__(parent, background=PAINT.page, width=kit.px(248))
        self.pack_propagate(flag=False)
        self._kit = kit
        self._reader = self._box("view.panel.reader")
        self._state = Badge(self._reader, kit, "Body")
        self._state.pack(fill="x", pady=(kit.px(4), 0))
        self._facts = surface(self._reader, PAINT.card)
        self._facts.pack(fill="x")
        self._to_do = self._box("view.panel.todo")
        self._places: dict[str, tk.Frame] = {}
        self._lines = {
            name: self._line(name)
            for name in (
                "overdue",
                "open_days",
                "waiting",
                "refused",
                "doubtful",
                "drafts",
            )
        }
        self._shown: object = None
        on_click(self._to_do, to_do)

    def show(self, visit: Visit, drafts: int, *, unsaved: bool = False) -> None:
        """Show reader, card and counts."""
        self._show_reader(visit)
        self._show_overdue(visit)
        self._show_open_days(visit)
        words, status = self._kit.words, visit.status
        outbox = status.outbox if status else None
        waiting = outbox.waiting if outbox else 0
        oldest = outbox.oldest_waiting if outbox else None
        if waiting and oldest is not None:
            age = words.age(int((datetime.now(UTC) - oldest).total_seconds()))
            self._set(
                "waiting", words("view.todo.waiting", n=waiting, age=age), Tone.AMBER
            )
        else:
            self._set("waiting", words("view.todo.none_waiting"), None)
        refused = outbox.refused if outbox else 0
        doubtful = outbox.doubtful if outbox else 0
        self._count("refused", refused, Tone.RED)
        self._count("doubtful", doubtful, Tone.AMBER)
        if unsaved:
            self._set("drafts", words("view.drafts.unsaved"), Tone.RED)
        else:
            self._count("drafts", drafts, Tone.MUTED)

    # -- reader ------------------------------------------------------------
    def _show_reader(self, visit: Visit) -> None:
        now = (visit.reader, visit.card, visit.card_fault, visit.reading, visit.ssn)
        if now == self._shown:
            return
        self._shown = now
        for child in self._facts.winfo_children():
            child.destroy()
        self._facts.configure(height=1)  # an emptied frame keeps its height
        tone, word, icon = self._reader_word(visit)
        self._state.show(tone, word, icon).wrap(self._kit.px(168))
        if visit.card is not None:
            self._show_card(visit.card)
        elif visit.card_fault is not None and visit.match() is Match.UNREADABLE:
            _, remedy = self._kit.words.fault(visit.card_fault)
            self._fact(remedy)
            self._fact(visit.card_fault.code)

    def _reader_word(self, visit: Visit) -> tuple[Tone, str, str]:
        words, reader = self._kit.words, visit.reader
        if reader is None:
            return Tone.MUTED, words("view.status.unknown"), ""
        if not reader.service or reader.reader is None or reader.fault:
            code = reader.fault or "card.no_reader"
            return Tone.RED, words.error(code)[0], ""
        match = visit.match()
        if match is Match.UNREADABLE and visit.card_fault is not None:
            return Tone.RED, words.fault(visit.card_fault)[0], ""
        tones = {
            Match.NONE: (Tone.MUTED, "sd-card"),
            Match.READING: (Tone.ACCENT, "hourglass-split"),
            Match.BLANK: (Tone.ACCENT, "sd-card"),
            Match.OTHER: (Tone.RED, "x-octagon-fill"),
            Match.UNREADABLE: (Tone.AMBER, "exclamation-triangle-fill"),
        }
        tone, icon = tones.get(match, (Tone.GREEN, "check-circle-fill"))
        return tone, words(f"view.match.{match}"), icon

    def _show_card(self, card: CardOnReader) -> None:
        words, reading = self._kit.words, card.reading
        if reading.name and not reading.blank:
            self._fact(f"{reading.name}  {words.card_no(reading.card_no)}", "Strong")
        self._fact(self._chip_line(reading))
        if reading.pin.state is not None:
            pin = words.named("pin", reading.pin.state)
            tries = reading.pin.tries_left
            msgid = "view.panel.pin_state" if tries is None else "view.panel.pin"
            self._fact(words(msgid, state=pin, left=tries))
        if reading.expiry_date:
            self._fact(words("view.card.expiry", day=words.day(reading.expiry_date)))
        if card.differences:
            differs = [d for d in card.differences if not d.same]
            word = "view.panel.differs" if differs else "view.panel.agrees"
            tone = Tone.RED if differs else Tone.GREEN
            Badge(self._facts, self._kit, "Body").show(
                tone, words(word, n=len(differs))
            ).pack(fill="x", pady=(self._kit.px(4), 0))
        for code in reading.warnings:
            if code != "card.blank":
                self._fact("• " + words.error(code)[0], "Small")

    def _chip_line(self, reading: ChipReading) -> str:
        words = self._kit.words
        generation = words("view.panel.generation", n=reading.generation)
        return f"{generation}  {reading.algorithm}  {reading.spec_version or ''}"

    def _fact(self, content: str, font: str = "Body") -> None:
        color = PAINT.muted if font != "Strong" else PAINT.text
        label = text(self._facts, content, font, color)
        wrapped(label).pack(fill="x", pady=(3, 0))

    # -- to-do -------------------------------------------------------------
    def _show_overdue(self, visit: Visit) -> None:
        """R-29: a loss that waits too long is told by telephone, at once."""
        late = visit.status is not None and visit.status.loss_overdue
        hotline = visit.facts.pack.hotline
        word = self._kit.words("view.todo.loss_overdue", hotline=hotline)
        self._set("overdue", word if late else "", Tone.RED if late else None)
        places = self._places
        put(places["overdue"], shown=late, fill="x", before=places["waiting"])

    def _show_open_days(self, visit: Visit) -> None:
        """A day that nobody closed is asked for from the next start on (9.2)."""
        days = ", ".join(f"{day:%m-%d}" for day in visit.open_days[:3])
        word = self._kit.words("books.open_days", days=days) if days else ""
        self._set("open_days", word, Tone.AMBER if days else None)
        places = self._places
        put(
            places["open_days"],
            shown=bool(days),
            fill="x",
            before=places["waiting"],
        )

    def _count(self, name: str, count: int, tone: Tone) -> None:
        word = self._kit.words(f"view.todo.{name}_count", n=count)
        self._set(name, word, tone if count else None)

    def _set(self, name: str, word: str, tone: Tone | None) -> None:
        plain, badge = self._lines[name]
        if tone is None:
            badge.pack_forget()
            plain.configure(text=word)
            plain.pack(fill="x")
        else:
            plain.pack_forget()
            badge.show(tone, word)
            badge.pack(fill="x")

    def _line(self, name: str) -> tuple[tk.Label, Badge]:
        holder = surface(self._to_do, PAINT.card)
        holder.pack(fill="x", pady=(self._kit.px(3), 0))
        kit = self._kit
        self._places[name] = self._kit.name(holder, name)
        return muted(holder, ""), Badge(holder, kit, "Body").wrap(kit.px(168))

    def _box(self, msgid: str) -> tk.Frame:
        kit = self._kit
        box = surface(
            self,
            PAINT.card,
            highlightthickness=1,
            highlightbackground=PAINT.line,
            padx=kit.px(12),
            pady=kit.px(8),
        )
        box.pack(fill="x", padx=(0, kit.px(12)), pady=(kit.px(12), 0))
        text(box, kit.words(msgid), "Head").pack(fill="x")
        return box
