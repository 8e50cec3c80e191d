"""Reader, printer, form, idle lock: what holds for the whole workstation."""

from __future__ import annotations

import tkinter as tk
from functools import partial
from typing import Any

from counter_app.config import PrinterTarget, ReceiptForm
from counter_app.i18n import LANGUAGES
from views.settings.presenter import SettingsPresenter, SettingsState
from views.theme import PAINT
from views.widgets.base import Kit, button, muted, put, surface, wrapped
from views.widgets.fields import ChoiceField, EntryField, section

_NAMED = frozenset({"cups", "windows", "escpos"})  # targets that need a name


class OfficeFields:
    """The fields of one column; only a supervisor can keep changes."""

    def __init__(self, box: tk.Frame, kit: Kit, presenter: SettingsPresenter) -> None:
        self._kit, self._presenter = kit, presenter
        self._fields: dict[str, EntryField | ChoiceField] = {}
        words = kit.words
        self._note = wrapped(muted(box, "", "Small"))
        block = section(box, kit, words("view.settings.office"))
        block.pack(fill="x")
        self._note.pack(fill="x", pady=(0, kit.px(8)))
        self._box = surface(box, PAINT.card)
        self._box.pack(fill="x")
        self._readers: tuple[str, ...] | None = None
        foot = surface(box, PAINT.card)
        foot.pack(side="bottom", fill="x")
        self._keep = button(
            foot, words("view.settings.keep"), presenter.commit, primary=True
        )
        self._keep.pack(side="right")
        self._tests = [
            button(foot, words("view.settings.try_reader"), presenter.try_reader),
            button(foot, words("view.settings.try_printer"), presenter.try_printer),
        ]
        for made in self._tests:
            made.pack(side="left", padx=(0, kit.px(8)))

    def render(self, state: SettingsState) -> None:
        """Fill the fields once the settings are known."""
        if state.site is None:
            return
        if self._readers is None:
            self._readers = state.site.readers
            self._make(state)
        for key, made in self._fields.items():
            made.set(state.values.get(key, ""))
        target = state.values.get("printer.target", "")
        self._show("printer.name", shown=target in _NAMED)
        self._show("printer.folder", shown=target not in _NAMED)
        presenter = self._presenter
        may = presenter.may_change
        told = "office_note" if may else "office_locked"
        self._note.configure(text=self._kit.words(f"view.settings.{told}"))
        ready = may and presenter.changed and not state.busy
        self._keep.configure(state="normal" if ready else "disabled")
        for made in self._tests:
            made.configure(state="disabled" if state.busy else "normal")

    # -- fields ------------------------------------------------------------
    def _make(self, state: SettingsState) -> None:
        words = self._kit.words
        names = self._reader_names(state, "reader.name")
        any_reader = ("", words("view.settings.any_reader"))
        self._choice("reader.name", [any_reader, *((n, n) for n in names)])
        sams = self._reader_names(state, "keys.sam_reader")
        no_sam = ("", words("view.settings.no_sam"))
        self._choice("keys.sam_reader", [no_sam, *((n, n) for n in sams)])
        self._choice("printer.target", self._words("target", tuple(PrinterTarget)))
        self._entry("printer.name")
        self._entry("printer.folder")
        self._choice("printer.receipt", self._words("receipt", tuple(ReceiptForm)))
        self._entry("idle_lock_min")
        self._choice("language", self._words("language", LANGUAGES))

    @staticmethod
    def _reader_names(state: SettingsState, key: str) -> list[str]:
        site, named = state.site, state.values.get(key, "")
        names = list(site.readers) if site else []
        return names if not named or named in names else [named, *names]

    def _words(self, family: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
        words = self._kit.words
        return [
            (str(value), words(f"view.settings.{family}.{str(value).lower()}"))
            for value in values
        ]

    def _choice(self, key: str, choices: list[tuple[str, str]]) -> None:
        label = self._label(key)
        edit = partial(self._presenter.edit, key)
        made = ChoiceField(self._box, self._kit, label, choices, edit)
        made.box.configure(width=36)
        self._place(key, made.named(key), made.box)

    def _entry(self, key: str) -> None:
        edit = partial(self._presenter.edit, key)
        made = EntryField(self._box, self._kit, self._label(key), edit, key)
        self._place(key, made, made.entry)

    def _label(self, key: str) -> str:
        return self._kit.words(f"view.settings.key.{key.replace('.', '_')}")

    def _place(self, key: str, made: EntryField | ChoiceField, field: Any) -> None:
        made.columnconfigure(0, minsize=self._kit.px(176))
        made.columnconfigure(1, weight=1)
        made.columnconfigure(2, weight=0)
        field.grid(sticky="ew")
        made.pack(fill="x", pady=(0, self._kit.px(6)))
        self._fields[key] = made
        if not self._presenter.may_change:
            field.configure(state="disabled")

    def _show(self, key: str, *, shown: bool) -> None:
        made = self._fields[key]
        put(
            made,
            shown=shown,
            fill="x",
            pady=(0, self._kit.px(6)),
            before=self._fields["printer.receipt"],
        )
