"""The assistant's pages: one card in the middle, one question on it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from counter_app.config import PrinterTarget
from views import tkb
from views.firstrun.presenter import (
    SECRETS,
    TAIL,
    FirstPresenter,
    FirstState,
    Step,
)
from views.palette import Tone
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
from views.widgets.fields import ChoiceField, EntryField

_WRONG = {
    "tail": "view.first.tail_wrong",
    "passphrase_again": "view.first.passphrase_differs",
}
ORDER = (Step.OFFICE, Step.KEY, Step.CENTER, Step.DEVICES, Step.LOAD)


class FirstPage(tk.Frame):
    """Built anew for every step; fields keep what was typed in the presenter."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: FirstPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit, self._presenter = kit, presenter
        self._ground = page(self, kit)
        self._ground.pack(fill="both", expand=True)
        self._drawn: object = None
        self._fields: dict[str, EntryField | ChoiceField] = {}
        self._buttons: list[Any] = []

    def render(self, state: FirstState) -> None:
        """Show the step, its fault and whether it works."""
        key = (state.step, state.center, state.readers, state.made is None)
        if key != self._drawn:
            self._drawn = key
            self._build(state)
        words = self._kit.words
        if state.told:
            self._fault.say(words(state.told, name=state.about), tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or bool(state.told)
        gap = (0, self._kit.px(8))
        put(self._fault, shown=shown, fill="x", pady=gap, before=self._foot)
        for name, made in self._fields.items():
            why = _WRONG.get(name, "view.first.missing")
            made.fault(words(why, n=TAIL) if name in state.missing else "")
        for one in self._buttons:
            one.configure(state="disabled" if state.busy else "normal")
        if state.step is Step.LOAD:
            self._show_load(state)

    # -- steps -------------------------------------------------------------
    def _build(self, state: FirstState) -> None:
        for child in self._ground.winfo_children():
            child.destroy()
        kit, words = self._kit, self._kit.words
        self._fields, self._buttons = {}, []
        box = card(self._ground, kit, 32)
        box.place(relx=0.5, rely=0.48, anchor="center", width=kit.px(720))
        if state.step in ORDER:
            number = ORDER.index(state.step) + 1
            where = words("view.first.step", n=number, of=len(ORDER))
            muted(box, where, "Small").pack(fill="x")
        title = words(f"view.first.{state.step}")
        text(box, title, "Name").pack(fill="x")
        note = wrapped(muted(box, words(f"view.first.{state.step}_note")), 640)
        note.pack(fill="x", pady=(kit.px(4), kit.px(16)))
        self._body = surface(box, PAINT.card)
        self._body.pack(fill="x")
        self._fault = FaultBox(box, kit)
        self._foot = surface(box, PAINT.card)
        self._foot.pack(fill="x", pady=(kit.px(16), 0))
        steps: dict[Step, Callable[[FirstState], None]] = {
            Step.CHOICE: self._choice,
            Step.PRACTICE: self._working,
            Step.OFFICE: self._office,
            Step.KEY: self._key,
            Step.CENTER: self._center,
            Step.DEVICES: self._devices,
            Step.LOAD: self._load,
        }
        steps[state.step](state)
        self.focus_here()

    def focus_here(self) -> None:
        """Put the cursor into the first field, else onto the first button."""
        first = next(iter(self._fields.values()), None)
        if first is not None:
            first.focus_here()
        elif self._buttons:
            self._buttons[0].focus_set()

    def _choice(self, _: FirstState) -> None:
        for name, act in (
            ("real", self._presenter.real),
            ("practice", self._presenter.practice),
        ):
            label = self._kit.words(f"view.first.do_{name}")
            made = button(self._body, label, act, primary=name == "real")
            made.pack(fill="x", pady=(0, self._kit.px(4)))
            note = self._kit.words(f"view.first.do_{name}_note")
            wrapped(muted(self._body, note, "Small"), 640).pack(
                fill="x", pady=(0, self._kit.px(16))
            )
            self._buttons.append(made)

    def _working(self, _: FirstState) -> None:
        bar = tkb.Progressbar(self._body, mode="indeterminate")
        bar.pack(fill="x")
        bar.start(12)

    def _office(self, state: FirstState) -> None:
        for name in ("office", "login", "person"):
            self._entry(name, state)
        rules = [(one, self._pack(one)) for one in self._presenter.rules]
        self._choose("rules", rules, state)
        if state.asks_passphrase:
            note = self._kit.words("view.first.passphrase_note")
            wrapped(muted(self._body, note), 640).pack(
                fill="x", pady=(self._kit.px(8), self._kit.px(8))
            )
            for name in SECRETS:
                self._entry(name, state, show="●")
        self._next("view.first.make")
        self._side("view.first.back", self._presenter.back)

    def _pack(self, name: str) -> str:
        return self._kit.words.named("rules", name.replace("-", "_"))

    def _key(self, state: FirstState) -> None:
        made = state.made
        if made is None or not made.recovery_key:
            return
        kit, words = self._kit, self._kit.words
        for label, value in (
            ("login", f"{made.login}   {made.password}"),
            ("recovery", made.recovery_key),
        ):
            muted(self._body, words(f"view.first.shown.{label}")).pack(fill="x")
            shown = text(self._body, value, "Receipt", background=PAINT.muted_soft)
            shown.configure(padx=kit.px(12), pady=kit.px(8))
            wrapped(shown, 640).pack(fill="x", pady=(0, kit.px(12)))
        self._entry("tail", state)
        self._next("view.first.written")

    def _center(self, state: FirstState) -> None:
        kit, words = self._kit, self._kit.words
        if state.center is not None:
            told = words("view.first.enrolled", office=state.center.office)
            Badge(self._body, kit).show(Tone.GREEN, told).pack(anchor="w")
            why = words("view.first.pinned", workstation=state.center.workstation)
            wrapped(muted(self._body, why), 640).pack(fill="x", pady=kit.px(8))
            key = text(self._body, state.center.key, "Strong")
            wrapped(key, 640).pack(fill="x")
            self._next("view.first.same_key")
            return
        self._entry("address", state)
        self._entry("code", state)
        self._next("view.first.enrol")
        self._side("view.first.later", self._presenter.later)

    def _devices(self, state: FirstState) -> None:
        words = self._kit.words
        readers = [("", words("view.settings.any_reader"))]
        readers += [(name, name) for name in state.readers]
        self._choose("reader.name", readers, state)
        targets = [(str(t), words(f"view.settings.target.{t}")) for t in PrinterTarget]
        self._choose("printer.target", targets, state)
        self._entry("printer.name", state)
        self._next("view.first.on")
        self._side("view.settings.try_reader", self._presenter.try_reader)
        self._side("view.settings.try_printer", self._presenter.try_printer)

    def _load(self, _: FirstState) -> None:
        self._line = wrapped(text(self._body, "", "Sentence"), 640)
        self._line.pack(fill="x")
        self._bar = tkb.Progressbar(self._body, maximum=1.0)
        self._bar.pack(fill="x", pady=(self._kit.px(8), 0))
        self._next("view.first.open")

    def _show_load(self, state: FirstState) -> None:
        words, load = self._kit.words, state.load
        self._buttons[-1].configure(state="normal")
        if load is None:
            self._line.configure(text=words("view.first.load_begins"))
            return
        if load.done:
            word = words("view.first.load_done", n=f"{load.holders:,}")
        elif load.fault:
            word = words.error(load.fault)[0]
        else:
            time = words.age(load.seconds) if load.seconds else words("view.unknown")
            word = words("view.first.load_runs", n=f"{load.holders:,}", time=time)
        self._line.configure(text=word)
        whole = load.holders + (load.left or 0)
        part = load.holders / whole if whole else 0.0
        self._bar.configure(value=1.0 if load.done else part)

    # -- parts -------------------------------------------------------------
    def _entry(self, name: str, state: FirstState, **options: Any) -> None:
        label = self._kit.words(f"view.first.field.{name.replace('.', '_')}")
        edit = partial(self._presenter.edit, name)
        made = EntryField(self._body, self._kit, label, edit, name, **options)
        made.set(state.values.get(name, ""))
        self._place(name, made.widen())

    def _choose(
        self, name: str, choices: Sequence[tuple[str, str]], state: FirstState
    ) -> None:
        label = self._kit.words(f"view.first.field.{name.replace('.', '_')}")
        edit = partial(self._presenter.edit, name)
        made = ChoiceField(self._body, self._kit, label, choices, edit).named(name)
        made.box.grid(sticky="ew")
        made.columnconfigure(1, weight=1)
        made.columnconfigure(2, weight=0)
        made.set(state.values.get(name, ""))
        self._place(name, made)

    def _place(self, name: str, made: EntryField | ChoiceField) -> None:
        made.columnconfigure(0, minsize=self._kit.px(180))
        made.pack(fill="x", pady=(0, self._kit.px(8)))
        self._fields[name] = made

    def _next(self, msgid: str) -> None:
        made = button(
            self._foot, self._kit.words(msgid), self._presenter.go, primary=True
        )
        made.pack(side="right")
        self._buttons.append(made)

    def _side(self, msgid: str, act: Callable[[], None]) -> None:
        made = button(self._foot, self._kit.words(msgid), act)
        made.pack(side="left", padx=(0, self._kit.px(8)))
        self._buttons.append(made)
