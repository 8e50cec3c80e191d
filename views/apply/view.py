"""The form of an application: the person at the left, who acts at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import filedialog

from counter_app.domain.states import Collector, Kind
from views.apply.fields import FieldsBox
from views.apply.people import TEXTS as OF_PEOPLE
from views.apply.people import BearerBox, PapersBox
from views.apply.person import CONTACT, TEXTS, PersonBox
from views.apply.presenter import ApplyFormPresenter
from views.theme import PAINT
from views.widgets.base import Kit, button, card, muted, page, rule, surface
from views.widgets.steps import Steps


class ApplyFormPage(tk.Frame):
    """Everything on one page; the fault stands under its field."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ApplyFormPresenter
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        steps = Steps(ground, kit)
        steps.show(kit.words(f"view.kind.{Kind.APPLY_NEW}"), 1)
        steps.pack(fill="x", pady=(0, kit.px(6)))
        self._make_footer(ground)
        body = surface(ground, PAINT.page)
        body.pack(fill="both", expand=True)
        body.columnconfigure(0, weight=3, uniform="part")
        body.columnconfigure(1, weight=5, uniform="part")
        body.rowconfigure(0, weight=1)
        left, right = card(body, kit, 12), card(body, kit, 12)
        left.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(8)))
        right.grid(row=0, column=1, sticky="nsew")
        person = PersonBox(left, kit, presenter)
        person.pack(fill="both", expand=True)
        self._bearer, contact, papers = self._make_right(right)
        self._boxes: tuple[FieldsBox | PapersBox, ...] = (
            person, self._bearer, contact, papers,
        )  # fmt: skip
        presenter.view = self

    def render(self) -> None:
        """Show the form anew."""
        for box in self._boxes:
            box.render()

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; "" is the first one to fill in."""
        form = self._presenter.form
        if not name:
            first = next(
                (n for n in ("paper_no", "name") if not getattr(form, n)), "phone"
            )
            name = first
        if name == "photo":
            name = f"paper_{self._presenter.papers[0]}"
        for box in self._boxes:
            if box.focus_field(name):
                return

    def text_field(self) -> str:
        """Return the field that takes picked characters: the last one with a name."""
        name = self._focused()
        return name if name in TEXTS | OF_PEOPLE else "name"

    def alt(self, letter: str) -> None:
        """Alt with a letter: jump to a field or switch a check (``views.keys``)."""
        choose = self._bearer.choose
        commands: dict[str, Callable[[], None]] = {
            "s": lambda: choose(Collector.SELF),
            "g": lambda: choose(Collector.GUARDIAN),
            "a": lambda: choose(Collector.AGENT),
            "c": self._presenter.tick_all,
            "t": lambda: self.focus_field("id_type"),
            "b": lambda: self.focus_field("bank"),
            "r": self._presenter.ask_again,
            "p": self._presenter.photos,
            "f": self._choose_photo,
        }
        commands.get(letter, lambda: None)()

    def _choose_photo(self) -> None:
        kinds = "*.jpg *.jpeg *.png *.bmp *.JPG *.JPEG *.PNG *.BMP"
        chosen = filedialog.askopenfilename(
            parent=self, filetypes=[(self._kit.words("apply.photo.title"), kinds)]
        )
        self._presenter.take_photo(str(chosen or ""))

    def _make_right(self, right: tk.Frame) -> tuple[BearerBox, FieldsBox, PapersBox]:
        kit, presenter = self._kit, self._presenter
        top = surface(right, PAINT.card)
        top.pack(fill="x")
        top.columnconfigure((0, 1), weight=1, uniform="half")
        contact = FieldsBox(top, kit, presenter, CONTACT)
        contact.grid(row=0, column=0, sticky="new", padx=(0, kit.px(12)))
        bearer = BearerBox(top, kit, presenter)
        bearer.grid(row=0, column=1, sticky="new")
        rule(right).pack(fill="x", pady=kit.px(8))
        papers = PapersBox(right, kit, presenter)
        papers.pack(fill="both", expand=True)
        return bearer, contact, papers

    def _focused(self) -> str:
        widget = self.focus_displayof()
        return self._kit.names.get(str(widget), "") if widget else ""

    def _make_footer(self, ground: tk.Frame) -> None:
        kit = self._kit
        bar = surface(ground, PAINT.page)
        bar.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        muted(bar, kit.words("apply.form.foot")).pack(side="left")
        go = button(
            bar, kit.words("view.form.next"), self._presenter.enter, primary=True
        )
        kit.name(go, "next").pack(side="right")
