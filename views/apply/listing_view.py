"""The list of applications: filter on top, rows below, the age of the data beside."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from counter_app.domain.applications import Progress
from counter_app.ports.applications import ApplicationRow
from views.apply.listing import LATE, STATES, ListPresenter, ListState
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    Badge,
    FaultBox,
    Kit,
    button,
    muted,
    page,
    put,
    surface,
    text,
)
from views.widgets.fields import ChoiceField, EntryField
from views.widgets.table import Column, Table

TONES = {
    Progress.ACCEPTED.value: Tone.AMBER,
    Progress.AT_OFFICE.value: Tone.ACCENT,
    Progress.FAILED.value: Tone.RED,
    Progress.REFUSED.value: Tone.RED,
    Progress.WITHDRAWN.value: Tone.MUTED,
    "collected": Tone.GREEN,
}


class ListPage(tk.Frame):
    """A number or a name, then Enter; in the list Enter opens."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: ListPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._make_head(ground)
        self._make_filter(ground)
        self._fault = FaultBox(ground, kit)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        words = kit.words
        columns = [
            Column(words("apply.list.made"), 130),
            Column(words("view.field.name"), 130, grows=True),
            Column(words("view.field.ssn"), 160),
            Column(words("apply.list.state"), 190),
            Column(words("apply.list.promised"), 100),
            Column(words("apply.field.bank"), 110),
            Column(words("apply.list.unit"), 130, grows=True),
        ]
        self._table: Table[ApplicationRow] = Table(ground, kit, columns, "applications")
        self._table.on_open(presenter.enter)
        self._table.frame.pack(fill="both", expand=True)
        presenter.view = self
        self.render(presenter.state)
        self._text.focus_here()

    def render(self, state: ListState) -> None:
        """Show a page of rows and how old they are."""
        kit, words = self._kit, self._kit.words
        self._state.set(state.state)
        self._text.set(state.text)
        shown = self._fault.show(state.fault)
        before = self._table.frame
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), before=before)
        self._table.fill(state.found.rows, self._line)
        parts = [words.place(state.found.page, more=state.found.more)]
        if state.loaded and not state.found.rows:
            parts = [words("apply.list.none")]
        self._foot.configure(text=" · ".join([*parts, words("apply.list.keys")]))
        show_age(self._as_of, kit, state.found.as_of, online=self._presenter.online)

    def selected(self) -> ApplicationRow | None:
        """Return the chosen row."""
        return self._table.selected()

    def in_table(self) -> bool:
        """Tell whether the keyboard is in the list."""
        return self._table.has_focus()

    def to_table(self) -> None:
        """Put the keyboard into the list."""
        self._table.focus()

    def alt(self, letter: str) -> None:
        """Alt+N begins an application, Alt+B a unit's list, Alt+F and Alt+J move."""
        acts: dict[str, Callable[[], None]] = {
            "n": self._presenter.new,
            "b": self._presenter.batch,
            "f": self._text.focus_here,
            "j": self._table.focus,
            "s": self._state.focus_here,
        }
        acts.get(letter, lambda: None)()

    # -- parts -------------------------------------------------------------
    def _make_head(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        head = surface(ground, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(8)))
        text(head, words("apply.list.title"), "Head").pack(side="left")
        self._as_of = Badge(head, kit, "Body")
        self._as_of.pack(side="left", padx=kit.px(12))
        new = button(head, words("apply.list.new"), self._presenter.new, primary=True)
        kit.name(new, "new").pack(side="right")
        batch = button(head, words("apply.list.batch"), self._presenter.batch)
        kit.name(batch, "batch").pack(side="right", padx=kit.px(8))

    def _make_filter(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x", pady=(0, kit.px(8)))
        self._text = EntryField(
            bar, kit, words("apply.list.wanted"), self._presenter.typed, "wanted",
            width=36,
        )  # fmt: skip
        self._text.pack(side="left", padx=(0, kit.px(16)))
        states = [(state, _state_word(kit, state)) for state in STATES]
        self._state = ChoiceField(
            bar, kit, words("apply.list.only"), states, self._presenter.only
        ).named("only")
        self._state.pack(side="left")

    def _line(self, row: ApplicationRow) -> tuple[Sequence[str], Tone]:
        words, known = self._kit.words, row.application
        pack = self._presenter.visit.facts.pack
        values = (
            words.moment(known.made_at),
            known.name,
            words.ssn(known.ssn),
            words(f"apply.state.{row.shown}"),
            words.day(known.promised_on),
            pack.bank_name(known.bank),
            known.unit,
        )
        return values, TONES.get(row.shown, Tone.PLAIN)


def _state_word(kit: Kit, state: str) -> str:
    if state in ("", LATE):
        return kit.words(f"apply.list.{state or 'all'}")
    return kit.words(f"apply.state.{state}")


def show_age(badge: Badge, kit: Kit, as_of: datetime | None, *, online: bool) -> None:
    """Say how old what is shown is; offline it is the last that was known."""
    words = kit.words
    if as_of is None:
        badge.show(Tone.AMBER, words("view.data.unknown"))
        return
    seconds = max(0, int((datetime.now(UTC) - as_of).total_seconds()))
    which = "online" if online else "offline"
    told = words(f"apply.age.{which}", when=words.moment(as_of), age=words.age(seconds))
    badge.show(Tone.MUTED if online else Tone.AMBER, told)
