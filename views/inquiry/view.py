"""F11: the card's files in a table, or the three sides; bytes and PIN on demand."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence

from counter_app.services.results import CardOnReader
from views.cardact.ask import LastTry
from views.flow.visit import Match
from views.inquiry.busy import BusyStrip
from views.inquiry.lines import Line, file_lines, files_with_pin
from views.inquiry.presenter import InquiryPresenter, Tab
from views.inquiry.sides import SidesBox
from views.palette import Tone
from views.pin.entry import PinField
from views.theme import PAINT
from views.widgets.base import (
    Badge,
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import Choices
from views.widgets.person import footer
from views.widgets.table import Column, Table

_HINTS = {
    Match.NONE: "view.inquiry.lay",
    Match.UNREADABLE: "view.case.unreadable",
}
_PLAIN = (320, 360, 220, 0)  # widths of the columns without the bytes, and with them
_RAW = (280, 190, 130, 300)


class InquiryPage(tk.Frame):
    """Head: whose card, which tab. Middle: what it tells. Foot: the keys."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: InquiryPresenter) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "inquiry")
        self._kit = kit
        self._presenter = presenter
        self._shown: object = None
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._make_head(ground)
        self._make_footer(ground)
        self._fault = FaultBox(ground, kit)
        self._busy = BusyStrip(ground, kit, presenter.count)
        self._pin_bar = self._make_pin(ground)
        self._files = surface(ground, PAINT.page)
        self._make_files()
        self._sides = SidesBox(ground, kit)
        self._ask = LastTry(self, kit, presenter.spend_last_try, presenter.dismiss)
        presenter.view = self

    # -- the view's Protocol -------------------------------------------------
    def render(self) -> None:
        """Show what was read by now."""
        presenter = self._presenter
        self._tabs.set(presenter.tab.value)
        self._show_head()
        gap = {"fill": "x", "pady": (0, self._kit.px(8)), "after": self._head}
        put(self._fault, shown=self._fault.show(presenter.fault), **gap)
        put(self._busy, shown=presenter.busy, **gap)
        self._busy.run(busy=presenter.busy)
        files = presenter.tab is Tab.FILES and presenter.files is not None
        waits = files and presenter.files is not None and presenter.files.needs_pin
        put(self._pin_bar, shown=bool(waits), **gap)
        self._show_pin()
        put(self._files, shown=files, fill="both", expand=True)
        sides = presenter.sides if presenter.tab is Tab.SIDES else None
        put(self._sides, shown=sides is not None, fill="both", expand=True)
        if sides is not None:
            self._sides.show(sides)
        self._show_files()
        state = "normal" if presenter.can_rewrite else "disabled"
        self._write.configure(state=state)
        msgid = "view.inquiry.raw_off" if presenter.raw else "view.inquiry.raw_on"
        self._raw.configure(
            text=self._kit.words(msgid), state="normal" if files else "disabled"
        )
        self._ask.ask(asking=presenter.asking)

    def row_needs_pin(self) -> bool:
        """Tell whether the chosen row waits for the holder's PIN."""
        row = self._table.selected()
        return row is not None and row.needs_pin

    def digits(self) -> str:
        """Return what stands in the PIN field."""
        return self._pin.digits()

    def forget(self) -> None:
        """Empty the PIN field."""
        self._pin.forget()

    def focus_field(self, name: str) -> None:
        """Put the cursor into the PIN field or the table."""
        if name == "pin_old" and not (
            self._presenter.files and self._presenter.files.pad
        ):
            self._pin.focus_here()
        elif self._presenter.tab is Tab.FILES and self._presenter.files:
            self._table.focus()
        elif self._presenter.sides is not None:
            self._sides.focus_here()
        else:
            self.focus_set()

    def alt(self, letter: str) -> None:
        """Alt+D bytes, Alt+P the holder's PIN, Alt+W write, Alt+Y last try."""
        acts: dict[str, Callable[[], None]] = {
            "d": self._presenter.toggle_raw,
            "p": self._presenter.open_pin,
            "w": self._presenter.rewrite,
            "y": self._presenter.spend_last_try,
        }
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts ---------------------------------------------------------------
    def _make_head(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        self._head = card(ground, kit, 12)
        self._head.pack(fill="x", pady=(0, kit.px(8)))
        line = surface(self._head, self._head.cget("background"))
        line.pack(fill="x")
        self._name = text(line, "", "Name")
        self._name.pack(side="left")
        self._state = Badge(line, kit, "Body")
        self._tabs = Choices(line, kit, "tab")
        for number, tab in enumerate(Tab, 1):
            label = f"{words(f'view.inquiry.tab_{tab}')} (Alt+{number})"
            self._tabs.add(tab.value, label, self._chooser(number))
        self._tabs.pack(side="right")
        self._chip = muted(self._head, "")
        self._chip.pack(fill="x")

    def _make_pin(self, ground: tk.Frame) -> tk.Frame:
        kit, words = self._kit, self._kit.words
        bar = card(ground, kit, 8)
        self._pin_word = Badge(bar, kit, "Body")
        self._pin_word.pack(side="left")
        self._pin = PinField(
            bar, kit, words("view.pinact.pin_old"), "pin_old", self._presenter.typed
        )
        self._pin_go = button(bar, words("view.inquiry.ask"), self._presenter.open_pin)
        kit.name(self._pin_go, "ask_pin")
        return bar

    def _make_files(self) -> None:
        kit, words = self._kit, self._kit.words
        self._detail = wrapped(text(self._files, ""))
        self._detail.pack(side="bottom", fill="x", pady=(kit.px(4), 0))
        names = ("item", "value", "meaning", "bytes")
        columns = [
            Column(words(f"view.inquiry.{name}"), width, grows=name == "value")
            for name, width in zip(names, _PLAIN, strict=True)
        ]
        self._table: Table[Line] = Table(self._files, kit, columns, "files")
        self._table.frame.pack(fill="both", expand=True)
        self._table.on_choose(self._tell_row)
        self._table.on_open(self._presenter.enter)

    def _make_footer(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = footer(ground, kit)
        muted(bar, words("view.inquiry.esc")).pack(side="left")
        self._write = button(bar, words("view.inquiry.write"), self._presenter.rewrite)
        kit.name(self._write, "rewrite").pack(side="right")
        self._raw = button(bar, "", self._presenter.toggle_raw)
        kit.name(self._raw, "raw").pack(side="right", padx=(0, kit.px(8)))

    def _show_head(self) -> None:
        presenter, kit, words = self._presenter, self._kit, self._kit.words
        seen = presenter.seen
        put(self._state, shown=presenter.gone, side="left", padx=(kit.px(16), 0))
        self._state.show(Tone.AMBER, words("view.inquiry.gone"))
        if seen is None:
            match = presenter.visit.match()
            hint = "" if presenter.busy else _HINTS.get(match, "view.case.reading")
            shown = hint if presenter.fault is None else ""
            self._name.configure(text=words("view.inquiry.title"))
            self._chip.configure(text=words(shown) if shown else "")
            return
        self._name.configure(text=self._who(seen))
        self._chip.configure(text=self._chip_line(seen))

    def _who(self, seen: CardOnReader) -> str:
        words, reading = self._kit.words, seen.reading
        if reading.blank:
            return words("view.match.blank")
        return f"{reading.name or words('view.unknown')}  {words.ssn(reading.ssn)}"

    def _chip_line(self, seen: CardOnReader) -> str:
        words, reading = self._kit.words, seen.reading
        found = self._presenter.files.found if self._presenter.files else None
        region = (found.region_name if found else None) or reading.region
        parts = [
            words("view.panel.generation", n=reading.generation),
            reading.algorithm,
            reading.spec_version or "",
            words("view.inquiry.region", region=region or words("view.unknown")),
            words.card_no(reading.card_no),
            words(f"card.pin.state.{reading.pin.state or 'unknown'}"),
        ]
        if found is not None and found.pin_verified:
            parts.append(words("view.inquiry.pin_verified"))
        return "   ".join(part for part in parts if part)

    def _show_pin(self) -> None:
        presenter, kit, words = self._presenter, self._kit, self._kit.words
        found = presenter.files
        if found is None or not found.needs_pin:
            return
        count = files_with_pin(found.found)
        word = "view.inquiry.on_pad" if found.pad else "view.inquiry.needs_pin"
        asked = presenter.pin_open and found.pad
        self._pin_word.show(
            Tone.AMBER, words(word if asked else "view.inquiry.needs_pin", n=count)
        )
        typing = presenter.pin_open and not found.pad
        put(self._pin, shown=typing, side="left", padx=(kit.px(16), 0))
        self._pin.fault(words("view.pinact.fault.old") if presenter.missing else "")
        label = "view.inquiry.send" if presenter.pin_open else "view.inquiry.ask"
        act = presenter.commit if presenter.pin_open else presenter.open_pin
        self._pin_go.configure(
            text=words(label),
            command=act,
            state="disabled" if presenter.busy or presenter.gone else "normal",
        )
        put(self._pin_go, shown=True, side="right")

    def _show_files(self) -> None:
        presenter = self._presenter
        self._show_columns()
        now = (presenter.files, self._kit.words.language)
        if now == self._shown or presenter.files is None:
            return
        self._shown = now
        lines = file_lines(presenter.files.found, self._kit.words)
        self._table.fill(lines, _cells)

    def _show_columns(self) -> None:
        """Make room for the bytes, or give it back to the values."""
        raw = self._presenter.raw
        tree = self._table.tree
        columns = ["c0", "c1", "c2", "c3"][: 4 if raw else 3]
        if list(tree.cget("displaycolumns")) == columns:
            return
        tree.configure(displaycolumns=columns)
        for name, width in zip(columns, _RAW if raw else _PLAIN, strict=False):
            tree.column(name, width=self._kit.px(width))

    def _tell_row(self) -> None:
        """Show the whole of a row whose cells may be too narrow."""
        row = self._table.selected()
        if row is None:
            return
        parts = [row.value, row.meaning, row.raw if self._presenter.raw else ""]
        told = "   ".join(part for part in parts if part)
        self._detail.configure(text=f"{row.title.strip()}  {told}".strip())

    def _chooser(self, number: int) -> Callable[[], None]:
        return lambda: self._presenter.choose(number)


def _cells(row: Line) -> tuple[Sequence[str], Tone]:
    return (row.title, row.value, row.meaning, row.raw), row.tone
