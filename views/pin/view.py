"""F8: the PIN's state with the remedy, and the acts that are allowed now."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.chip import PinState
from counter_app.services.pins import InitialPin, PinLook
from views.cardact.form_view import ActPage
from views.palette import Tone
from views.pin.presenter import PinPresenter
from views.theme import PAINT
from views.widgets.base import Badge, Kit, surface, text, wrapped

_FEW = 2  # tries left that are worth a warning


class PinPage(ActPage):
    """The right half tells state, tries, and what to do about them."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: PinPresenter, time_zone: str
    ) -> None:
        self._pin = presenter
        self._shown: PinLook | None = None
        super().__init__(parent, kit, presenter, time_zone)

    def make_state(self, box: tk.Frame) -> None:
        """Make the place of the PIN's state."""
        text(box, self._kit.words("view.pinact.state"), "Strong").pack(fill="x")
        self._lines = surface(box, PAINT.card)
        self._lines.pack(fill="both", expand=True)

    def show_state(self) -> None:
        """Show the state as words, each with what to do."""
        look = self._pin.look
        if look is self._shown and look is not None:
            return
        self._shown = look
        for child in self._lines.winfo_children():
            child.destroy()
        if look is None:
            self._line("view.pinact.no_look")
            return
        self._tell(look)

    def _tell(self, look: PinLook) -> None:
        kit, words, pin = self._kit, self._kit.words, look.pin
        name = words(f"card.pin.state.{pin.state or 'unknown'}")
        if pin.state is PinState.SET and pin.tries_left is not None:
            name = words("view.pinact.tries", state=name, n=pin.tries_left)
        Badge(self._lines, kit).show(_tone(look), name).pack(
            anchor="w", pady=(kit.px(4), 0)
        )
        self._line(f"view.pinact.remedy.{pin.state or 'unknown'}")
        if look.last_try:
            self._line("view.pinact.remedy.last_try")
        if look.not_enabled and look.initial is InitialPin.UNCHANGED:
            word = words("view.pinact.initial")
            badge = Badge(self._lines, kit, "Body").show(Tone.AMBER, word)
            badge.wrap(kit.px(380)).pack(anchor="w", pady=(kit.px(8), 0))
        if look.pad:
            self._line("view.pinact.pad")
        if self._pin.visit.facts.practice:
            self._line("view.pinact.practice")

    def _line(self, msgid: str) -> None:
        label = wrapped(text(self._lines, self._kit.words(msgid)))
        label.pack(fill="x", pady=(self._kit.px(6), 0))


def _tone(look: PinLook) -> Tone:
    if look.pin.state is PinState.LOCKED:
        return Tone.RED
    if look.pin.state is not PinState.SET:
        return Tone.AMBER
    few = look.pin.tries_left is not None and look.pin.tries_left <= _FEW
    return Tone.AMBER if few else Tone.GREEN
