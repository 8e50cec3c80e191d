"""The page of unit jobs: what comes in at the left, the jobs at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.list_order import ListOrder
from counter_app.domain.masking import mask_name
from counter_app.domain.units import JobState, UnitJob
from counter_app.sheets import error_book
from views.palette import Tone
from views.theme import PAINT
from views.units.form import ActForm
from views.units.jobs import ALL_FIELDS, FIELDS, Bring, JobsPresenter, Typed
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
from views.widgets.table import Column, Table

_SHOWN = 5  # rejected rows that are named on the page
_TONES = {JobState.ON_SITE: Tone.GREEN, JobState.CLOSED: Tone.MUTED}


class JobsPage(tk.Frame):
    """The form brings in; Enter opens the chosen job."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: JobsPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        self._by = ListOrder.STROKES.value
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._title = text(ground, kit.words("units.title"), "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        middle = surface(ground, PAINT.page)
        middle.pack(fill="both", expand=True)
        self._make_form(middle)
        self._table = self._make_table(middle)
        presenter.view = self
        self.render()
        self._form.focus_here()

    def render(self) -> None:
        """Show the jobs and how the last act ended."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        if at.told is not None:
            self._fault.say(words(at.told.msgid, **at.told.params), tone=Tone.GREEN)
        shown = self._fault.show(at.fault) or at.told is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._title)
        self._table.fill(at.jobs, self._line)
        rejected = self._rejected()
        self._rows.configure(text=rejected)
        below = {"side": "bottom", "fill": "x", "pady": (kit.px(6), 0)}
        put(self._rows, shown=bool(rejected), before=self._table.frame, **below)
        put(self._errors, shown=bool(at.bad), anchor="w", pady=(self._kit.px(4), 0))
        state = "disabled" if at.busy else "normal"
        for made in (self._do, self._try):
            made.configure(state=state)
        self._foot.configure(text=words.place(at.page, more=at.more))

    def typed(self) -> Typed:
        """Return the form."""
        said = {name: self._form.get(name) for name in ALL_FIELDS}
        return Typed(Bring(self._form.chosen), ListOrder(self._by), **said)

    def selected(self) -> UnitJob | None:
        """Return the chosen job."""
        return self._table.selected()

    def in_table(self) -> bool:
        """Tell whether the keyboard is in the list of jobs."""
        return self._table.has_focus()

    def alt(self, letter: str) -> None:
        """Alt+T tries a list out, Alt+J goes to the jobs, Alt+E saves the errors."""
        if letter == "t":
            self._presenter.try_out()
        elif letter == "j":
            self._table.focus()
        elif letter == "e":
            self._save_errors()

    # -- parts -------------------------------------------------------------
    def _make_form(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(middle, kit, 12)
        box.pack(side="left", fill="y", padx=(0, kit.px(12)))
        fields = {
            bring.value: (*names, "by") if bring is Bring.LIST else names
            for bring, names in FIELDS.items()
        }
        self._form = ActForm(box, kit, fields, "units.bring")
        for name in ALL_FIELDS:
            self._form.entry(name)
        orders = [(one.value, words(f"units.by.{one}")) for one in ListOrder]
        self._form.choice("by", orders, self._ordered).set(self._by)
        self._form.choose(Bring.LIST.value)
        self._form.pack(fill="x")
        bar = surface(box, PAINT.card)
        bar.pack(fill="x", pady=(kit.px(6), kit.px(6)))
        self._do = button(
            bar, words("units.bring.do"), self._presenter.commit, primary=True
        )
        kit.name(self._do, "do").pack(side="left")
        self._try = button(bar, words("units.bring.try"), self._presenter.try_out)
        self._try.pack(side="left", padx=(kit.px(8), 0))
        self._errors = button(box, words("units.bring.errors"), self._save_errors)

    def _make_table(self, middle: tk.Frame) -> Table[UnitJob]:
        words = self._kit.words
        columns = [
            Column(words("units.field.day"), 96),
            Column(words("units.field.unit"), 180, grows=True),
            Column(words("units.field.place"), 100),
            Column(words("units.field.state"), 90),
        ]
        side = surface(middle, PAINT.page)
        side.pack(side="left", fill="both", expand=True)
        self._rows = wrapped(muted(side, "", "Small"))
        table: Table[UnitJob] = Table(side, self._kit, columns, "jobs")
        table.on_open(self._open)
        table.frame.pack(fill="both", expand=True)
        return table

    def _open(self) -> None:
        job = self._table.selected()
        if job is not None:
            self._presenter.open(job.job_id)

    def _ordered(self, by: str) -> None:
        self._by = by

    def _line(self, job: UnitJob) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        state = words(f"units.job.{job.state}")
        values = (words.day(job.day), job.unit, job.place, state)
        return values, _TONES.get(job.state, Tone.PLAIN)

    def _rejected(self) -> str:
        words, at = self._kit.words, self._presenter
        lines = [
            f"{row.line}: {words(f'list.fault.{row.fault}')}" for row in at.bad[:_SHOWN]
        ]
        if len(at.bad) > _SHOWN:
            lines.append(words("units.bring.more", n=len(at.bad) - _SHOWN))
        if at.unknown:
            lines.append(words("units.bring.unknown", names=", ".join(at.unknown[:6])))
        lines += [
            words(
                "units.bring.twice",
                running=one.running,
                box=one.box,
                person=mask_name(one.name),
                ssn=words.ssn(one.ssn),
            )
            for one in at.twice[:_SHOWN]
        ]
        return "\n".join(lines)

    def _save_errors(self) -> None:
        """Write the rejected rows beside the list, to be mended and sent again."""
        self._presenter.save_errors(self._book)

    def _book(self) -> bytes:
        words, at = self._kit.words, self._presenter
        rows = [(b.line, b.cells, words(f"list.fault.{b.fault}")) for b in at.bad]
        return error_book(at.headings, rows)
