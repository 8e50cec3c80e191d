"""One field: the new PIN, to learn whether a doubtful act had happened."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from views.cardact.ask import LastTry
from views.palette import Tone
from views.pin.entry import PinField
from views.pin.prove import ProvePresenter
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
    text,
    wrapped,
)
from views.widgets.fields import Choices
from views.widgets.person import footer


class ProvePage(tk.Frame):
    """What was lost, what the holder must do, and how it ended."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: ProvePresenter) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "prove")
        self._kit = kit
        self._presenter = presenter
        words, doubt = kit.words, presenter.doubt
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        text(ground, words("view.prove.title"), "Name").pack(fill="x")
        self._make_footer(ground)
        box = card(ground, kit, 24)
        box.pack(fill="both", expand=True, pady=(kit.px(8), 0))
        sentence = words(
            "view.prove.sentence",
            name=doubt.name,
            when=words.moment(doubt.made_at),
            act=words(f"view.kind.{doubt.kind}"),
        )
        wrapped(text(box, sentence, "Sentence")).pack(fill="x")
        self._reader = Badge(box, kit)
        self._reader.pack(anchor="w", pady=(kit.px(10), 0))
        self._how = wrapped(text(box, words("view.prove.how")))
        self._how.pack(fill="x", pady=(kit.px(10), 0))
        self._which = Choices(box, kit, "which")
        for number, key in enumerate(("new", "old"), 1):
            label = f"{words(f'view.prove.{key}')} (Alt+{number})"
            self._which.add(key, label, self._chooser(number))
        label = words("view.prove.pin")
        self._field = PinField(box, kit, label, "pin_new", presenter.typed)
        self._done = Badge(box, kit)
        self._fault = FaultBox(box, kit)
        self._ask = LastTry(self, kit, presenter.spend_last_try, presenter.dismiss)
        presenter.view = self

    def render(self) -> None:
        """Show what is missing, and how it ended."""
        presenter, kit, words = self._presenter, self._kit, self._kit.words
        obstacle = presenter.obstacle()
        if obstacle is None:
            self._reader.show(Tone.GREEN, words("view.reader.own_read"))
        else:
            wrong = obstacle.endswith("other_card")
            self._reader.show(Tone.RED if wrong else Tone.ACCENT, words(obstacle))
        typing = not presenter.pad and not presenter.undone
        put(self._which, shown=not presenter.undone, fill="x", pady=(kit.px(10), 0))
        self._which.set("old" if presenter.old else "new")
        put(self._field, shown=typing, fill="x", pady=(kit.px(10), 0))
        self._field.fault(words("view.pinact.fault.old") if presenter.missing else "")
        put(self._done, shown=presenter.undone, anchor="w", pady=(kit.px(12), 0))
        self._done.show(Tone.GREEN, words("view.prove.undone"))
        shown = self._fault.show(presenter.fault)
        put(self._fault, shown=shown, fill="x", pady=(kit.px(12), 0))
        ready = obstacle is None and not presenter.busy and not presenter.undone
        self._button.configure(state="normal" if ready else "disabled")
        self._ask.ask(asking=presenter.asking)

    def digits(self) -> str:
        """Return what stands in the PIN field."""
        return self._field.digits()

    def forget(self) -> None:
        """Empty the PIN field."""
        self._field.forget()

    def focus_field(self, _name: str) -> None:
        """Put the cursor into the PIN field, or on the page."""
        if self._presenter.pad or self._presenter.undone:
            self.focus_set()
        else:
            self._field.focus_here()

    def alt(self, letter: str) -> None:
        """Alt+Y: spend the last try."""
        if letter == "y":
            self._presenter.spend_last_try()

    def _chooser(self, number: int) -> Callable[[], None]:
        return lambda: self._presenter.choose(number)

    def _make_footer(self, ground: tk.Frame) -> None:
        bar = footer(ground, self._kit)
        muted(bar, self._kit.words("view.confirm.esc")).pack(side="left")
        self._button = button(
            bar,
            self._kit.words("view.prove.go"),
            self._presenter.commit,
            primary=True,
        )
        self._kit.name(self._button, "commit").pack(side="right")
