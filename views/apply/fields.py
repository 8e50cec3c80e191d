"""Fields of the application one below the other; the fault stands under each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.applications import RELATIONS
from views.apply.form import asks_nation
from views.apply.numbered import NumberedChoice
from views.apply.presenter import ApplyFormPresenter
from views.theme import PAINT
from views.widgets.base import Kit
from views.widgets.fields import ChoiceField, EntryField

_OF_OTHERS = frozenset({"ssn", "sex", "born"})
_ETHNIC = tuple(f"{n:02}" for n in range(1, 57))
_LABEL, _LEAST = 96, 10
Made = EntryField | ChoiceField


class FieldsBox(tk.Frame):
    """Shows the named fields that this paper and this bearer need."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        presenter: ApplyFormPresenter,
        names: Sequence[str],
    ) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._presenter = presenter
        self._fields: dict[str, Made] = {name: self._made(name) for name in names}

    def render(self) -> None:
        """Show values and faults."""
        for name, made in self._fields.items():
            made.set(getattr(self._presenter.form, name))
            self._place(name, made)
            self.show_fault(name, made)

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field of this box; return whether it is here."""
        made = self._fields.get(name)
        if made is not None:
            made.focus_here()
        return made is not None

    def show_fault(self, name: str, made: Made) -> None:
        """Show what is wrong with a field."""
        fault = self._presenter.form.faults.get(name, "")
        made.fault(self._kit.words(fault) if fault else "")

    def needs(self, name: str) -> bool:
        """Tell whether this field is asked of this person."""
        presenter = self._presenter
        if name in _OF_OTHERS:
            return not presenter.citizen
        if name == "nationality":
            return asks_nation(presenter.form, presenter.visit.facts.pack)
        return presenter.citizen if name == "ethnicity" else True

    # -- inside ------------------------------------------------------------
    def _made(self, name: str) -> Made:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        own = name.removeprefix("guardian_").removeprefix("agent_")
        label = words(f"apply.field.{own}")

        def told(value: str) -> None:
            presenter.set(name, value)

        choices = self._choices().get(name)
        if choices is not None:
            kind = ChoiceField if name == "ethnicity" else NumberedChoice
            chosen = kind(self, kit, label, choices, told).named(name)
            chosen.box.configure(width=_LEAST)
            chosen.box.grid_configure(sticky="ew")
            return self._wide(chosen)
        made = EntryField(self, kit, label, told, name, width=_LEAST)
        self._wide(made)
        made.entry.bind("<FocusOut>", lambda _: presenter.leave(name), add="+")
        return made

    def _wide(self, made: Made) -> Made:
        """Let the field take the whole line, beside a label of one width."""
        made.columnconfigure(0, minsize=self._kit.px(_LABEL))
        made.columnconfigure(1, weight=1)
        made.columnconfigure(2, weight=0)
        return made

    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        words, pack = self._kit.words, self._presenter.visit.facts.pack
        return {
            "id_type": [(paper.code, paper.name) for paper in pack.papers],
            "bank": [(bank.code, bank.name) for bank in pack.banks],
            "sex": [
                (sex, words.named("sex", sex)) for sex in ("male", "female", "unknown")
            ],
            "ethnicity": [
                (code, f"{code} {words(f'card.code.ethnicity.{code}')}")
                for code in _ETHNIC
            ],
            "guardian_relation": [
                (code, words(f"apply.relation.{code}")) for code in RELATIONS
            ],
        }

    def _place(self, name: str, made: Made) -> None:
        if not self.needs(name):
            made.pack_forget()
        elif not made.winfo_manager():
            names = list(self._fields)
            later = [self._fields[n] for n in names[names.index(name) + 1 :]]
            after = next((f for f in later if f.winfo_manager()), None)
            gap = (0, self._kit.px(3))
            if after is None:
                made.pack(fill="x", pady=gap)
            else:
                made.pack(fill="x", pady=gap, before=after)
