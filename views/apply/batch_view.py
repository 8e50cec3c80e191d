"""The page of a unit's list: the form at the left, progress and lists at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path

from counter_app.ports.applications import ApplicationBatch, BatchState
from counter_app.sheets import error_book
from views import tkb
from views.apply.batch import ENTRIES, BatchPresenter, Typed
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
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
from views.widgets.fields import CheckLine, EntryField
from views.widgets.table import Column, Table

_SHOWN = 6  # rejected rows that are named on the page
_LOOK_MS = 200  # a walk is looked at this often
_TONES = {BatchState.DONE: Tone.GREEN, BatchState.STOPPED: Tone.AMBER}


class BatchPage(tk.Frame):
    """Dry run, run, stop, go on."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: BatchPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        self._seen = False
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._title = text(ground, kit.words("apply.batch.title"), "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        foot = muted(ground, kit.words("apply.batch.keys"))
        foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        middle = surface(ground, PAINT.page)
        middle.pack(fill="both", expand=True)
        self._make_form(middle)
        self._make_side(middle)
        presenter.view = self
        self.render()
        self._fields["file"].focus_here()
        self._look()

    def render(self) -> None:
        """Show how the last walk ended, and the lists."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        if at.told is not None:
            self._fault.say(words(at.told.msgid, **at.told.params), tone=Tone.GREEN)
        shown = self._fault.show(at.fault) or at.told is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._title)
        for name, made in self._fields.items():
            made.fault(words("apply.fault.empty") if name in at.missing else "")
        self._check.fault(words("view.fault.papers") if "seen" in at.missing else "")
        for made in (self._do, self._try):
            made.configure(state="disabled" if at.busy else "normal")
        rejected = self._rejected()
        self._rows.configure(text=rejected)
        place = {"fill": "x", "pady": (0, kit.px(6)), "before": self._table.frame}
        put(self._rows, shown=bool(rejected), **place)
        put(self._errors, shown=bool(at.bad), anchor="w", **(place | {"fill": "none"}))
        self._table.fill(at.batches, self._line)
        self._show_walk()

    def typed(self) -> Typed:
        """Return the form."""
        said = {name: made.get() for name, made in self._fields.items()}
        return Typed(**said, seen=self._seen)

    def selected(self) -> ApplicationBatch | None:
        """Return the chosen list."""
        return self._table.selected()

    def in_table(self) -> bool:
        """Tell whether the keyboard is in the list of lists."""
        return self._table.has_focus()

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field."""
        made = self._fields.get(name)
        if made is None:
            self._check.focus_here()
        else:
            made.focus_here()

    def alt(self, letter: str) -> None:
        """Alt+T tries, Alt+X stops, Alt+E saves the errors, Alt+J goes to the lists."""
        acts: dict[str, Callable[[], None]] = {
            "t": self._presenter.try_out,
            "x": self._presenter.stop,
            "j": self._table.focus,
            "e": self._save_errors,
        }
        acts.get(letter, lambda: None)()

    # -- parts -------------------------------------------------------------
    def _make_form(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(middle, kit, 12)
        box.pack(side="left", fill="y", padx=(0, kit.px(12)))
        self._fields = {name: self._entry(box, name) for name in ENTRIES}
        for name, made in self._fields.items():
            if self._presenter.two_agents or not name.startswith("second"):
                made.pack(fill="x", pady=(0, kit.px(4)))
        label = words("apply.batch.seen")
        self._check = CheckLine(box, kit, label, self._saw, "seen")
        self._check.pack(fill="x")
        wrapped(muted(box, words("apply.batch.columns"), "Small")).pack(
            fill="x", pady=(kit.px(6), 0)
        )
        bar = surface(box, PAINT.card)
        bar.pack(fill="x", pady=(kit.px(10), 0))
        self._do = button(
            bar, words("apply.batch.do"), self._presenter.commit, primary=True
        )
        kit.name(self._do, "do").pack(side="left")
        self._try = button(bar, words("units.bring.try"), self._presenter.try_out)
        kit.name(self._try, "try").pack(side="left", padx=(kit.px(8), 0))

    def _entry(self, box: tk.Frame, name: str) -> EntryField:
        label = self._kit.words(f"apply.batch.{name}")
        return EntryField(box, self._kit, label, lambda _: None, name, width=28)

    def _make_side(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        side = surface(middle, PAINT.page)
        side.pack(side="left", fill="both", expand=True)
        self._walk = surface(side, PAINT.page)
        self._bar = tkb.Progressbar(self._walk, mode="determinate", maximum=1000)
        self._bar.pack(fill="x")
        line = surface(self._walk, PAINT.page)
        line.pack(fill="x", pady=kit.px(6))
        self._counted = text(line, "")
        self._counted.pack(side="left")
        halt = button(line, words("apply.batch.stop"), self._presenter.stop)
        kit.name(halt, "stop").pack(side="right")
        self._rows = wrapped(muted(side, "", "Small"))
        self._errors = button(side, words("units.bring.errors"), self._save_errors)
        columns = [
            Column(words("apply.batch.told"), 124),
            Column(words("apply.list.unit"), 90, grows=True),
            Column(words("apply.batch.file"), 80, grows=True),
            Column(words("apply.batch.rows"), 96),
            Column(words("apply.batch.state"), 110),
        ]
        self._table: Table[ApplicationBatch] = Table(side, kit, columns, "batches")
        self._table.on_open(self._presenter.enter)
        self._table.frame.pack(fill="both", expand=True)

    def _line(self, batch: ApplicationBatch) -> tuple[Sequence[str], Tone]:
        words, state = self._kit.words, batch.state
        cut = state is BatchState.RUNNING and not self._presenter.walking
        word = "cut" if cut else state.value
        values = (
            words.moment(batch.told_at),
            batch.unit,
            Path(batch.file).name,
            f"{batch.done} / {batch.total}",
            words(f"apply.batch.is.{word}"),
        )
        return values, _TONES.get(state, Tone.AMBER if cut else Tone.PLAIN)

    # -- the walk ----------------------------------------------------------
    def _look(self) -> None:
        self._show_walk()
        self.after(_LOOK_MS, self._look)

    def _show_walk(self) -> None:
        at, words = self._presenter, self._kit.words
        done, total = at.count.now
        put(
            self._walk,
            shown=at.walking,
            fill="x",
            before=self._rows if self._rows.winfo_manager() else self._table.frame,
        )
        if not at.walking:
            return
        self._bar.configure(value=1000 * done // total if total else 0)
        left = at.seconds_left
        told = words("apply.batch.counted", done=done, total=total)
        if left is not None:
            told += " · " + words("apply.batch.left", n=left)
        self._counted.configure(text=told)

    def _rejected(self) -> str:
        words, at = self._kit.words, self._presenter
        lines = [
            f"{row.line}: {words.error(row.error.code, row.error.params)[0]}"
            for row in at.bad[:_SHOWN]
        ]
        if len(at.bad) > _SHOWN:
            lines.append(words("units.bring.more", n=len(at.bad) - _SHOWN))
        if at.done is not None and at.done.unknown:
            names = ", ".join(at.done.unknown[:6])
            lines.append(words("units.bring.unknown", names=names))
        return "\n".join(lines)

    def _save_errors(self) -> None:
        self._presenter.save_errors(self._book)

    def _book(self) -> bytes:
        words, at = self._kit.words, self._presenter
        rows = [
            (b.line, b.cells, words.error(b.error.code, b.error.params)[0])
            for b in at.bad
        ]
        return error_book(at.done.headings if at.done else (), rows)

    def _saw(self, on: bool) -> None:  # noqa: FBT001 - the state of a check
        self._seen = on
