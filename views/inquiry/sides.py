"""Chip, local record and center side by side: differences in words, ages, offline."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from counter_app.domain.states import AppStatus
from counter_app.services.inquiring import OnlineInquiry, ThreeWay
from views.inquiry.lines import side_word
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Badge, FaultBox, Kit, put, surface, text, wrapped
from views.widgets.table import Column, Table

_UID_TAIL = 8
_SINGLE = "view.sides.single"


class SidesBox(tk.Frame):
    """Badges on top (is the chip genuine, how old is what), then the table."""

    def __init__(self, parent: tk.Misc, kit: Kit) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        words = kit.words
        self._badges = surface(self, PAINT.page)
        self._badges.pack(fill="x", pady=(0, kit.px(6)))
        self._offline = FaultBox(self, kit)
        self._detail = wrapped(text(self, ""))
        self._detail.pack(side="bottom", fill="x", pady=(kit.px(4), 0))
        columns = [
            Column(words("view.compare.field"), 120),
            Column(words("view.sides.chip"), 180),
            Column(words("view.sides.local"), 180),
            Column(words("view.sides.center"), 180),
            Column(words("view.sides.word"), 220, grows=True),
        ]
        self._table: Table[ThreeWay] = Table(self, kit, columns, "sides")
        self._table.frame.pack(fill="both", expand=True)
        self._table.on_choose(self._tell_row)
        self._shown: OnlineInquiry | None = None

    def show(self, found: OnlineInquiry) -> None:
        """Show one answer; nothing is rebuilt when it is the same."""
        if found is self._shown:
            return
        self._shown = found
        kit, words = self._kit, self._kit.words
        for child in self._badges.winfo_children():
            child.destroy()
        line = surface(self._badges, PAINT.page)
        line.pack(fill="x")
        for tone, word, icon in self._heads(found):
            badge = Badge(line, kit, "Body").show(tone, word, icon)
            badge.pack(side="left", padx=(0, kit.px(8)))
        if found.pending:
            word = words("view.sides.pending", n=found.pending)
            waits = Badge(self._badges, kit, "Body").show(Tone.AMBER, word)
            waits.pack(anchor="w", pady=(kit.px(4), 0))
        if found.center_fault is not None:
            cause, remedy = words.refusal(found.center_fault)
            tone = Tone.AMBER
            self._offline.say(cause, remedy, found.center_fault, tone)
        put(
            self._offline,
            shown=found.center_fault is not None,
            fill="x",
            pady=(0, kit.px(6)),
            after=self._badges,
        )
        self._table.fill(found.rows, self._line)

    def focus_here(self) -> None:
        """Put the cursor into the table."""
        self._table.focus()

    def _heads(self, found: OnlineInquiry) -> list[tuple[Tone, str, str]]:
        words = self._kit.words
        genuine = {
            True: (Tone.GREEN, "view.sides.genuine", ""),
            False: (Tone.RED, "view.sides.not_genuine", ""),
            None: (Tone.AMBER, "view.sides.unchecked", "question-circle"),
        }[found.genuine]
        tone, msgid, icon = genuine
        by = words.named("sides.by", found.checked_by)
        heads = [(tone, words(msgid, by=by), icon)]
        differs = sum(not row.same for row in found.rows)
        if differs:
            heads.append((Tone.RED, words("view.sides.differ", n=differs), ""))
        else:
            heads.append((Tone.GREEN, words("view.sides.agree"), ""))
        ages = words("view.sides.local_age", age=self._age(found.local_as_of))
        if found.center_as_of is not None:
            when = words.moment(found.center_as_of)
            ages = f"{ages}   {words('view.sides.center_age', when=when)}"
        heads.append((Tone.MUTED, ages, "clock"))
        return heads

    def _age(self, moment: datetime | None) -> str:
        words = self._kit.words
        if moment is None:
            return words("view.unknown")
        seconds = max(0, int((datetime.now(UTC) - moment).total_seconds()))
        return f"{words.moment(moment)} ({words.age(seconds)})"

    def _line(self, row: ThreeWay) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        msgid = side_word(row)
        tone = Tone.PLAIN if row.same else Tone.RED
        if msgid == _SINGLE:
            tone = Tone.MUTED
        values = [self._value(row.field, v) for v in (row.chip, row.local, row.center)]
        return (words.named("field", row.field), *values, words(msgid)), tone

    def _tell_row(self) -> None:
        """Show the whole of a row whose cells may be too narrow."""
        row = self._table.selected()
        if row is not None:
            (field, *values, word), _ = self._line(row)
            self._detail.configure(text=f"{field}: {' / '.join(values)}   {word}")

    def _value(self, field: str, value: str | None) -> str:
        words = self._kit.words
        if not value:
            return words("view.none")
        masks: dict[str, Callable[[str], str]] = {
            "ssn": words.ssn,
            "card_no": words.card_no,
            "card_uid": lambda uid: f"…{uid[-_UID_TAIL:]}",
        }
        if field in masks:
            return masks[field](value)
        if field == "app_status" and value.isdigit():
            return words.named("status", int(AppStatus(int(value))))
        if field in ("sex", "ethnicity"):
            return words.named(field, value)
        return value
