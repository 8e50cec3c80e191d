"""The status bar tells the truth: reader, line, printer, clock, data, stock."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from counter_app.ports.cards import ReaderState
from counter_app.services.notices import GRAVE
from counter_app.services.results import StatusLine
from views.flow.visit import Visit
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, rule, surface, text
from views.widgets.tip import tip

OLD_STATUS_S = 15  # a status line older than this is not shown as known
FIELDS = ("reader", "line", "printer", "clock", "data", "stock")
_ICONS = {
    "reader": "usb-symbol",
    "line": "hdd-network",
    "printer": "printer",
    "clock": "clock",
    "data": "database",
    "stock": "sd-card",
}
_PAGES = {
    "reader": "settings",
    "line": "sync",
    "printer": "queue",
    "clock": "sync",
    "data": "sync",
    "stock": "stock",
}
STALE_S = 86400
Field = tuple[Tone, str]


def _press(do: Callable[[str], None], action: str, _: object) -> None:
    do(action)


class StatusBar(tk.Frame):
    """Each field: icon, word, colour; the tooltip explains it."""

    def __init__(self, parent: tk.Misc, kit: Kit, do: Callable[[str], None]) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        rule(self, PAINT.line).pack(fill="x")
        line = surface(self, PAINT.card, padx=kit.px(12), pady=kit.px(4))
        line.pack(fill="x")
        self._printer_fault = ""  # code of why it is away
        self._labels: dict[str, tk.Label] = {}
        for name in FIELDS:
            label = text(line, "", compound="left")
            label.pack(side="left", padx=(0, kit.px(20)))
            self._labels[name] = label
            tip(label, kit, partial(self.tip_of, name))
            if name in _PAGES:
                label.configure(cursor="hand2")
                label.bind("<Button-1>", partial(_press, do, _PAGES[name]))
        text(line, kit.words("view.status.help"), color=PAINT.muted).pack(side="right")
        self._last: dict[str, Field] = {}

    def tip_of(self, name: str) -> str:
        """Return what a field means; of a printer that is away also the cause."""
        words = self._kit.words
        said = words(f"view.tip.{name}")
        if name != "printer" or not self._printer_fault:
            return said
        return "\n".join((*words.refusal(self._printer_fault), said))

    def show(self, visit: Visit) -> None:
        """Show the state of this moment."""
        away = visit.status is not None and not visit.status.printer_ready
        self._printer_fault = visit.status.printer_code if away and visit.status else ""
        for name, field in self._fields(visit).items():
            if self._last.get(name) != field:
                self._last[name] = field
                tone, word = field
                ink = PAINT.inks[tone]
                icon = _ICONS[name] if tone in (Tone.MUTED, Tone.GREEN) else ink.icon
                self._labels[name].configure(
                    text=f" {word}",
                    image=self._kit.look.icon(icon, ink.fg, 14),
                    foreground=ink.fg,
                )

    def _fields(self, visit: Visit) -> dict[str, Field]:
        words, status = self._kit.words, visit.status
        old = visit.status_at is None or (
            (datetime.now(UTC) - visit.status_at).total_seconds() > OLD_STATUS_S
        )
        if status is None or old or visit.status_fault is not None:
            unknown = (Tone.AMBER, words("view.status.unknown"))
            known = {"reader": self._reader(visit.reader)} if visit.reader else {}
            return {name: known.get(name, unknown) for name in FIELDS}
        return {
            "reader": self._reader(visit.reader or status.reader),
            "line": self._line(status, visit),
            "printer": self._printer(status),
            "clock": self._clock(status),
            "data": self._data(status),
            "stock": self._stock(status),
        }

    def _reader(self, reader: ReaderState) -> Field:
        words = self._kit.words
        if not reader.service:
            return Tone.RED, words("view.status.no_service")
        if reader.reader is None:
            return Tone.RED, words("view.status.no_reader")
        if reader.fault:
            return Tone.RED, words("view.status.reader_fault")
        msgid = (
            "view.status.card_in" if reader.card_present else "view.status.reader_ok"
        )
        return Tone.GREEN, words(msgid)

    def _line(self, status: StatusLine, visit: Visit) -> Field:
        words, outbox = self._kit.words, status.outbox
        if not status.line.enrolled:
            head, tone = words("view.status.not_enrolled"), Tone.AMBER
        elif status.line.online:
            head, tone = words("view.status.online"), Tone.GREEN
        elif words.has(named := f"view.status.fault.{status.line.fault}"):
            grave = status.line.fault in GRAVE
            head, tone = words(named), Tone.RED if grave else Tone.AMBER
        else:
            seconds = None if status.loss_overdue else visit.seconds_offline()
            age = "" if seconds is None else words.age(seconds)
            head, tone = words("view.status.offline", age=age).strip(), Tone.AMBER
        parts = [head]
        if status.loss_overdue:
            tone = Tone.RED
            hotline = visit.facts.pack.hotline
            parts.append(words("view.status.loss_overdue", hotline=hotline))
        elif outbox.waiting:
            tone = Tone.AMBER
            oldest = outbox.oldest_waiting
            age = "" if oldest is None else words.age(_since(oldest))
            parts.append(words("view.status.waiting", n=outbox.waiting, age=age))
        if status.line.aside:
            parts.append(words("view.status.aside", n=len(status.line.aside)))
        if outbox.refused:
            tone = Tone.RED
            parts.append(words("view.status.refused", n=outbox.refused))
        return tone, " · ".join(parts)

    def _printer(self, status: StatusLine) -> Field:
        if status.printer_ready:
            return Tone.GREEN, self._kit.words("view.status.printer_ok")
        return Tone.AMBER, self._kit.words("view.status.printer_away")

    def _clock(self, status: StatusLine) -> Field:
        if status.clock_wrong:
            return Tone.RED, self._kit.words("view.status.clock_wrong")
        return Tone.GREEN, self._kit.words("view.status.clock_ok")

    def _data(self, status: StatusLine) -> Field:
        words, as_of = self._kit.words, status.data_as_of
        if status.restored:
            return Tone.RED, words("view.status.restored", n=f"{status.holders:,}")
        if as_of is None:
            return Tone.AMBER, words("view.status.data_none", n=f"{status.holders:,}")
        when = words.moment(as_of)
        word = words("view.status.data", n=f"{status.holders:,}", when=when)
        return (Tone.AMBER if _since(as_of) > STALE_S else Tone.MUTED), word

    def _stock(self, status: StatusLine) -> Field:
        left = min(status.blanks_left, status.numbers_left)
        word = self._kit.words(
            "view.status.stock", blanks=status.blanks_left, numbers=status.numbers_left
        )
        return (Tone.MUTED if left else Tone.AMBER), word


def _since(moment: datetime) -> int:
    return max(0, int((datetime.now(UTC) - moment).total_seconds()))
