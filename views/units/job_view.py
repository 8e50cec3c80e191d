"""The page of one job: counters on top, acts at the left, boxes at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path

from counter_app.domain.units import JobCount, UnitBox
from counter_app.services.unit_papers import UnitPaper
from views.palette import Tone
from views.theme import PAINT
from views.units.counts import Counters
from views.units.form import ActForm
from views.units.job import ENTRIES, FIELDS, Do, JobPresenter, Typed
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
)
from views.widgets.table import Column, Table


class JobPage(tk.Frame):
    """Enter goes on site; the form packs, prints, gives and closes."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: JobPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        presenter.folder = folder
        self._paper = UnitPaper.LABELS.value
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._title = text(ground, "", "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._counters = Counters(ground, kit)
        self._counters.pack(fill="x", pady=(0, kit.px(8)))
        middle = surface(ground, PAINT.page)
        middle.pack(fill="both", expand=True)
        self._make_form(middle)
        self._table = self._make_table(middle)
        presenter.view = self
        self.render()
        self._form.focus_here()

    def render(self) -> None:
        """Show the boxes and how the last act ended."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        if at.told is not None:
            self._fault.say(words(at.told.msgid, **at.told.params), tone=Tone.GREEN)
        shown = self._fault.show(at.fault) or at.told is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._title)
        self._do.configure(state="disabled" if at.busy else "normal")
        if at.progress is not None:
            job = at.progress.job
            state = words(f"units.job.{job.state}")
            place = f"{words.day(job.day)} · {job.place} · {state}"
            self._title.configure(text=f"{job.unit} · {place}")
            self._counters.show(at.progress)
            self._table.fill(at.progress.laid, self._line)

    def typed(self) -> Typed:
        """Return the form."""
        said = {name: self._form.get(name) for name in ENTRIES}
        return Typed(Do(self._form.chosen), UnitPaper(self._paper), **said)

    def forget(self) -> None:
        """Empty the password."""
        self._form.set("password", "")

    # -- parts -------------------------------------------------------------
    def _make_form(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(middle, kit, 12)
        box.pack(side="left", fill="y", padx=(0, kit.px(12)))
        acts = {do.value: names for do, names in FIELDS.items()}
        self._form = ActForm(box, kit, acts, "units.do")
        for name in ENTRIES:
            self._form.entry(name, secret=name == "password")
        papers = [(one.value, words(f"units.paper.{one}")) for one in UnitPaper]
        self._form.choice("paper", papers, self._chosen).set(self._paper)
        self._form.choose(Do.PACK.value)
        self._form.pack(fill="x")
        bar = surface(box, PAINT.card)
        bar.pack(fill="x", pady=(kit.px(6), kit.px(6)))
        self._do = button(bar, words("units.do.do"), self._presenter.commit)
        kit.name(self._do, "do").pack(side="left")
        site = button(bar, words("units.do.site"), self._presenter.enter, primary=True)
        kit.name(site, "site").pack(side="left", padx=(kit.px(8), 0))
        muted(box, words("units.do.hint"), "Small").pack(fill="x")

    def _make_table(self, middle: tk.Frame) -> Table[UnitBox]:
        words = self._kit.words
        names = ("total", "handed", "waiting", "absent", "wrong_card", "refused")
        columns = [
            Column(words("units.box"), 44),
            Column(words("units.field.label"), 96, grows=True),
            *(Column(words(f"units.count.{name}"), 56) for name in names),
            Column(words("units.field.where"), 110),
        ]
        table: Table[UnitBox] = Table(middle, self._kit, columns, "boxes")
        table.frame.pack(side="left", fill="both", expand=True)
        return table

    def _chosen(self, paper: str) -> None:
        self._paper = paper

    def _line(self, box: UnitBox) -> tuple[Sequence[str], Tone]:
        words, at = self._kit.words, self._presenter.progress
        count = at.boxes.get(box.box, JobCount(0)) if at else JobCount(0)
        where, tone = words("units.where.laid"), Tone.PLAIN
        if box.packed_at is not None:
            where = words("units.where.packed")
        if box.laptop:
            where, tone = box.laptop, Tone.AMBER
        elif box.counted is not None:
            where = words("units.where.counted", n=box.counted)
            tone = Tone.RED if box.reason else Tone.GREEN
        figures = (count.total, count.handed, count.waiting, count.absent)
        rest = (count.wrong_card, count.refused)
        return (
            str(box.box),
            box.label,
            *(str(figure) for figure in (*figures, *rest)),
            where,
        ), tone
