"""The page where the holder types: dots only, and the second operator beside it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from counter_app.domain.chip import PinState
from counter_app.domain.states import Kind
from views.approve.presenter import Typed
from views.approve.view import ApprovalBox
from views.cardact.ask import LastTry
from views.cardact.confirm_view import ActConfirmPage
from views.palette import Tone
from views.pin.build import AGAIN, NEW, OLD
from views.pin.confirm import PinConfirm
from views.pin.entry import PinField
from views.theme import PAINT
from views.widgets.base import Badge, Kit, button, card, put, rule, surface, text
from views.widgets.base import wrapped as wrap


class PinConfirmPage(ActConfirmPage):
    """PIN fields under the facts; right: advice, and the approval where needed."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: PinConfirm, time_zone: str
    ) -> None:
        self._pin = presenter
        self._fields: dict[str, PinField] = {}
        super().__init__(parent, kit, presenter, time_zone)
        self._make_fields()
        self._ask = LastTry(self, kit, presenter.spend_last_try, presenter.dismiss)
        presenter.view = self

    # -- the view's Protocol -------------------------------------------------
    def render(self) -> None:
        """Show fields, faults, tries left, and the question if it stands."""
        super().render()
        pin, kit, words = self._pin, self._kit, self._kit.words
        for name, field in self._fields.items():
            put(field, shown=name in pin.fields, fill="x", pady=(kit.px(6), 0))
            fault = pin.faults.get(name)
            field.fault(words(fault) if fault else "")
        put(self._advice, shown=pin.fault is None, fill="both", expand=True)
        self._show_tries()
        put(self._note, shown=bool(pin.note), anchor="w", pady=(kit.px(10), 0))
        if pin.note:
            self._note.show(Tone.GREEN, words(pin.note))
        put(self._prove, shown=pin.provable, anchor="w", pady=(kit.px(10), 0))
        if self._approval is not None:
            self._approval.render(pin.faults)
        self._ask.ask(asking=pin.asking)

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; "" is the first one of the page."""
        if self._approval is not None and self._approval.focus_field(name):
            return
        first = next(iter(self._pin.fields), "")
        field = self._fields.get(name or first)
        if field is not None:
            field.focus_here()
        elif self._approval is not None:
            self._approval.focus_field("login")
        else:
            self.focus_set()

    def digits(self, name: str) -> str:
        """Return what stands in a PIN field."""
        return self._fields[name].digits()

    def approval(self) -> Typed:
        """Return what the second operator typed."""
        return self._approval.typed() if self._approval else Typed("", "", "")

    def forget(self) -> None:
        """Empty every secret field."""
        for field in self._fields.values():
            field.forget()
        if self._approval is not None:
            self._approval.forget_password()

    def alt(self, letter: str) -> None:
        """Alt+Y: spend the last try. Alt+V: prove a doubtful act."""
        acts: dict[str, Callable[[], None]] = {
            "y": self._pin.spend_last_try,
            "v": self._pin.prove,
        }
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts ---------------------------------------------------------------
    def _make_fields(self) -> None:
        kit, pin = self._kit, self._pin
        rule(self.left).pack(fill="x", pady=kit.px(10))
        block = surface(self.left, PAINT.card)
        block.pack(fill="x")
        self._title = text(block, "", "Strong")
        self._title.pack(fill="x", pady=(0, kit.px(4)))
        self._tries = wrap(text(block, ""))
        self._tries.pack(fill="x")
        for name in (OLD, NEW, AGAIN):
            label = kit.words(f"view.pinact.{name}")
            field = PinField(block, kit, label, name, self._teller(name))
            field.most = field.most if name == OLD else pin.look.digits
            self._fields[name] = field
        self._note = Badge(block, kit)
        self._prove = button(block, kit.words("view.pinact.prove"), pin.prove)

    def make_right(self) -> None:
        """Add the approval where the city asks for it, and advice."""
        kit, pin = self._kit, self._pin
        self._approval: ApprovalBox | None = None
        if pin.second_operator:
            self._approval = ApprovalBox(self.right, kit, pin.typed)
            self._approval.pack(fill="x", pady=(0, kit.px(8)))
        self._advice = card(self.right, kit, 12)
        lines = ["view.pinact.look_away"]
        if pin.act in (Kind.PIN_CHANGE, Kind.PIN_RESET):
            lines.insert(0, "view.pinact.good")
        if pin.act == Kind.PIN_UNLOCK:
            lines = ["view.pinact.unlock_keeps"]
        for msgid in lines:
            line = surface(self._advice, PAINT.card)
            line.pack(fill="x", pady=(0, kit.px(6)))
            wrap(text(line, kit.words(msgid))).pack(fill="x")

    def _show_tries(self) -> None:
        pin, words = self._pin, self._kit.words
        look, lines = pin.look, []
        title = words("view.pinact.holder_types")
        if pin.spends_try and look.pin.tries_left is not None:
            title += "   " + words("view.pinact.left", n=look.pin.tries_left)
        self._title.configure(text=title)
        types = bool(pin.fields) or (pin.pad and not pin.doubtful)
        put(self._title, shown=types, fill="x")
        if pin.doubtful:
            how = "doubt_how" if pin.provable else "doubt_unlock"
            lines = [words(f"view.pinact.{how}")]
        if pin.pad:
            busy = "view.pinact.pad_now" if pin.busy else "view.pinact.pad_first"
            lines.append(words(busy))
        if pin.act == Kind.PIN_UNLOCK:
            lines.append(words("view.pinact.nothing_typed"))
        if look.pin.state is PinState.NONE:
            lines.append(words("view.pinact.no_old"))
        self._tries.configure(text="\n".join(lines))
        put(self._tries, shown=bool(lines), fill="x")

    def _teller(self, name: str) -> Callable[[], None]:
        return lambda: self._pin.typed(name)
