"""The page of photos: the form at the left, what needs a person at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path
from tkinter import filedialog

from counter_app.ports.photos import Finding
from views import tkb
from views.palette import Tone
from views.photos.finding import shown_name
from views.photos.presenter import (
    ENTRIES,
    FIELDS,
    FILTERS,
    Do,
    PhotosPresenter,
    Typed,
)
from views.theme import PAINT
from views.units.form import ActForm
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
from views.widgets.fields import ChoiceField
from views.widgets.table import Column, Table

_TICK_MS = 400
_NIGHTS = 3


class PhotosPage(tk.Frame):
    """Ctrl+Enter brings in; Enter opens the chosen finding."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: PhotosPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit, self._presenter = kit, presenter
        presenter.folder = folder
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._title = text(ground, kit.words("photos.title"), "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._figures = text(ground, "", "Strong")
        self._figures.pack(fill="x", pady=(0, kit.px(8)))
        self._make_bar(ground)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        middle = surface(ground, PAINT.page)
        middle.pack(fill="both", expand=True)
        self._make_form(middle)
        self._make_list(middle)
        presenter.view = self
        self.render()
        self._form.focus_here()
        self._tick()

    def render(self) -> None:
        """Show figures, progress, the list and how the last act ended."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        if at.told is not None:
            self._fault.say(words(at.told.msgid, **at.told.params), tone=Tone.GREEN)
        shown = self._fault.show(at.fault) or at.told is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._title)
        if at.stand is not None:
            count = at.stand.count
            self._figures.configure(
                text=words(
                    "photos.figures",
                    kept=count.kept,
                    to_upload=count.to_upload,
                    open=sum(n for _, n in at.stand.faults),
                    purged=count.purged,
                )
            )
            self._nights.configure(text=self._nights_words())
        self._show_running()
        self._table.fill(at.findings, self._line)
        state = "disabled" if at.busy or at.running is not None else "normal"
        for made in (self._do, self._try):
            made.configure(state=state)
        place = words.place(at.page, more=at.more)
        self._foot.configure(text=f"{place} · {words('photos.keys')}")

    def typed(self) -> Typed:
        """Return the form."""
        said = {name: self._form.get(name) for name in ENTRIES}
        return Typed(Do(self._form.chosen), **said)

    def forget(self) -> None:
        """Empty the password."""
        self._form.set("password", "")

    def selected(self) -> Finding | None:
        """Return the chosen finding."""
        return self._table.selected()

    def in_table(self) -> bool:
        """Tell whether the keyboard is in the list."""
        return self._table.has_focus()

    def alt(self, letter: str) -> None:
        """Alt+T tries, Alt+S stops, Alt+J list, Alt+N next filter, Alt+O/Z choose."""
        acts = {
            "t": self._presenter.try_out,
            "s": self._presenter.stop,
            "j": self._table.focus,
            "n": self._next_filter,
            "o": self._choose_folder,
            "z": self._choose_file,
        }
        if letter in acts:
            acts[letter]()

    # -- parts -------------------------------------------------------------
    def _make_bar(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        self._bar_line = surface(ground, PAINT.page)
        self._bar = tkb.Progressbar(self._bar_line, maximum=1.0)
        self._bar.pack(side="left", fill="x", expand=True, padx=(0, kit.px(12)))
        self._bar_text = text(self._bar_line, "")
        self._bar_text.pack(side="left", padx=(0, kit.px(12)))
        stop = button(self._bar_line, words("photos.stop"), self._presenter.stop)
        kit.name(stop, "stop").pack(side="left")

    def _make_form(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(middle, kit, 12)
        box.pack(side="left", fill="y", padx=(0, kit.px(12)))
        self._form = ActForm(
            box, kit, {do.value: names for do, names in FIELDS.items()}, "photos.do"
        )
        for name in ENTRIES:
            self._form.entry(name, secret=name == "password")
        self._form.choose(Do.IMPORT.value)
        self._form.pack(fill="x")
        bar = surface(box, PAINT.card)
        bar.pack(fill="x", pady=(kit.px(6), kit.px(6)))
        self._do = button(
            bar, words("photos.do.do"), self._presenter.commit, primary=True
        )
        kit.name(self._do, "do").pack(side="left")
        self._try = button(bar, words("photos.do.try"), self._presenter.try_out)
        kit.name(self._try, "try").pack(side="left", padx=(kit.px(8), 0))
        choose = surface(box, PAINT.card)
        choose.pack(fill="x", pady=(0, kit.px(6)))
        for name, command in (
            ("folder", self._choose_folder),
            ("zip", self._choose_file),
        ):
            one = button(choose, words(f"photos.choose.{name}"), command)
            kit.name(one, name).pack(side="left", padx=(0, kit.px(8)))
        wrapped(muted(box, words("photos.hint"), "Small"), 320).pack(fill="x")
        self._nights = wrapped(muted(box, "", "Small"), 320)
        self._nights.pack(side="bottom", fill="x")

    def _make_list(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        side = surface(middle, PAINT.page)
        side.pack(side="left", fill="both", expand=True)
        choices = [
            (one, words(f"photo.fault.{one}") if one else words("photos.all"))
            for one in FILTERS
        ]
        self._filter = ChoiceField(
            side, kit, words("photos.filter"), choices, self._presenter.narrow
        ).named("filter")
        self._filter.set(self._presenter.fault_shown)
        self._filter.pack(fill="x", pady=(0, kit.px(6)))
        columns = [
            Column(words("photos.col.file"), 150, grows=True),
            Column(words("photos.col.fault"), 180),
            Column(words("photos.col.people"), 140),
            Column(words("photos.col.seen"), 128),
        ]
        self._table: Table[Finding] = Table(side, kit, columns, "findings")
        self._table.on_open(self._presenter.open)
        self._table.frame.pack(fill="both", expand=True)

    def _show_running(self) -> None:
        at, words = self._presenter.running, self._kit.words
        gap = {"fill": "x", "pady": (0, self._kit.px(8))}
        put(self._bar_line, shown=at is not None, after=self._figures, **gap)
        if at is None:
            return
        self._bar.configure(value=at.done / at.total if at.total else 0.0)
        said = words("photos.looking")
        if at.total:
            left = words("photos.soon")
            if at.left_s is not None:
                left = words("photos.left", age=words.age(at.left_s))
            said = words("photos.running", done=at.done, total=at.total, left=left)
        self._bar_text.configure(text=said)

    def _nights_words(self) -> str:
        words, stand = self._kit.words, self._presenter.stand
        lines = []
        for one in stand.nights[:_NIGHTS] if stand else ():
            name = "whole" if one.ended_at else "broken"
            params = {"name": Path(one.folder).name, "at": words.moment(one.begun_at)}
            figures = {"done": one.done, "total": one.total}
            lines.append(words(f"photos.night.{name}", **params, **figures))
        return "\n".join(lines)

    def _tick(self) -> None:
        self._presenter.tick()
        self.after(_TICK_MS, self._tick)

    def _next_filter(self) -> None:
        """Go on to the next fault there is something of."""
        at = self._presenter
        there = ["", *(fault for fault, _ in at.stand.faults)] if at.stand else [""]
        now = there.index(at.fault_shown) if at.fault_shown in there else 0
        chosen = there[(now + 1) % len(there)]
        self._filter.set(chosen)
        at.narrow(chosen)

    def _choose_folder(self) -> None:
        chosen = filedialog.askdirectory(parent=self, mustexist=True)
        if chosen:
            self._form.set("path", str(chosen))

    def _choose_file(self) -> None:
        chosen = filedialog.askopenfilename(
            parent=self, filetypes=[("ZIP", "*.zip *.ZIP")]
        )
        if chosen:
            self._form.set("path", str(chosen))

    def _line(self, one: Finding) -> tuple[Sequence[str], Tone]:
        words, people = self._kit.words, one.people.split()
        whose = words.ssn(people[0]) if len(people) == 1 else ""
        if len(people) > 1:
            whose = words("photos.people", n=len(people))
        fault = words(f"photo.fault.{one.fault}")
        return (
            shown_name(one.file),
            fault,
            whose,
            words.moment(one.seen_at),
        ), Tone.PLAIN
