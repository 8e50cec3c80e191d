"""What will be written over on the chip, beside who asks for it."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.states import Kind
from counter_app.services.results import CardOnReader
from views.cardact.confirm_view import ActConfirmPage
from views.cardact.form_view import ActPage
from views.rewrite.presenter import RewriteConfirm, RewritePresenter
from views.widgets.base import Kit, card, muted, put, text, wrapped
from views.widgets.compare import Compare
from views.widgets.fields import EntryField


class RewritePage(ActPage):
    """Right: chip beside record; a field that differs is what will be written."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: RewritePresenter, time_zone: str
    ) -> None:
        self._rewrite = presenter
        super().__init__(parent, kit, presenter, time_zone)

    def make_state(self, box: tk.Frame) -> None:
        """Make the place of the comparison."""
        text(box, self._kit.words("view.compare.title"), "Strong").pack(fill="x")
        self._hint = wrapped(muted(box, self._kit.words("view.fault.lay_card")))
        self._compare = Compare(box, self._kit, brief=True)

    def show_state(self) -> None:
        """Show chip and record side by side."""
        look = self._rewrite.look
        put(self._hint, shown=look is None, fill="x")
        put(self._compare, shown=look is not None, fill="x")
        self._compare.show(look.seen if look else None)

    def make_extras(self, left: tk.Frame) -> None:
        """Add the new date of expiry."""
        self._expiry = EntryField(
            left,
            self._kit,
            self._kit.words("view.rewrite.expiry"),
            lambda value: self._rewrite.set("expiry", value),
            "expiry",
        )

    def show_extras(self) -> None:
        """Show the date only where it is what changes."""
        form = self._rewrite.state
        wanted = form.act == Kind.EXPIRY
        put(self._expiry, shown=wanted, fill="x", pady=(self._kit.px(8), 0))
        self._expiry.set(form.expiry)
        fault = form.faults.get("expiry")
        self._expiry.fault(self._kit.words(fault) if fault else "")

    def focus_extra(self, name: str) -> bool:
        """Put the cursor into the date."""
        if name != "expiry":
            return False
        self._expiry.focus_here()
        return True


class RewriteConfirmPage(ActConfirmPage):
    """The fields that will be written over, old beside new."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: RewriteConfirm, time_zone: str
    ) -> None:
        super().__init__(parent, kit, presenter, time_zone)
        presenter.view = self

    def make_right(self) -> None:
        """Show chip beside record."""
        kit = self._kit
        box = card(self.right, kit, 12)
        box.pack(fill="both", expand=True)
        text(box, kit.words("view.compare.title"), "Strong").pack(fill="x")
        self._compare = Compare(box, kit, brief=True)
        self._compare.pack(fill="x")
        stay = wrapped(muted(box, kit.words("view.rewrite.stay")))
        stay.pack(fill="x", pady=(kit.px(8), 0))

    def render(self) -> None:
        """Show the page and the comparison of the last look."""
        super().render()
        look = self._confirm.form.look
        seen: CardOnReader | None = look.seen if look else None
        self._compare.show(seen)
