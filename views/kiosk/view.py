"""The kiosk's page: large words, large keys, nothing left behind."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

from counter_app.domain.masking import mask_name
from views.flow.fault import Fault
from views.kiosk.keypad import Keypad, PinDots
from views.kiosk.presenter import KioskPresenter
from views.kiosk.state import FIELDS, KioskState, Step
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import FaultBox, Kit, card, muted, surface, text, wrapped
from views.widgets.fields import EntryField

TOUCH = 44  # least height of what a finger meets, pixels at 100 %
_ICONS = {
    Step.IDLE: "credit-card-2-front",
    Step.READING: "hourglass-split",
    Step.UNREADABLE: "exclamation-triangle-fill",
    Step.TAKE: "box-arrow-up",
    Step.DONE: "check-circle-fill",
}
_TONES = {Step.UNREADABLE: Tone.AMBER, Step.DONE: Tone.GREEN, Step.TAKE: Tone.AMBER}


class KioskPage(tk.Frame):
    """One step fills the page; the steps are built anew, so that nothing stays."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: KioskPresenter, office: str
    ) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "kiosk")
        self._kit, self._presenter = kit, presenter
        self._typed = {name: bytearray() for name in FIELDS}
        self._dots: dict[str, PinDots] = {}
        self._staff: EntryField | None = None
        self._office, self._usual = office, kit.words.language
        self._head = surface(self, PAINT.title_bg, padx=kit.px(24), pady=kit.px(12))
        self._head.pack(fill="x")
        self._make_head()
        self._body = surface(self, PAINT.page)
        self._body.pack(fill="both", expand=True)
        self.bind("<Key>", self._key)
        self._drawn: object = None
        presenter.view = self
        self.render(presenter)

    def render(self, presenter: KioskPresenter) -> None:
        """Show the step."""
        state = presenter.state
        self._speak(presenter.language or self._usual)
        if state.step is Step.PIN and self._drawn == (Step.PIN, state.busy):
            self._show_dots(state)
            return
        self._drawn = (state.step, state.busy)
        for child in self._body.winfo_children():
            child.destroy()
        self._dots, self._staff = {}, None
        box = card(self._body, self._kit, 40)
        box.place(relx=0.5, rely=0.48, anchor="center", width=self._kit.px(760))
        steps: dict[Step, Callable[[tk.Frame, KioskState], None]] = {
            Step.MENU: self._menu,
            Step.FACTS: self._facts,
            Step.PIN: self._pin,
            Step.FAILED: self._failed,
            Step.STAFF: self._ask_staff,
        }
        steps.get(state.step, self._message)(box, state)
        if self._staff is None:
            self.focus_set()

    def digits(self, field: str) -> bytearray:
        """Return what was typed for a PIN."""
        return self._typed[field]

    def password(self) -> str:
        """Return the staff password typed."""
        return self._staff.get() if self._staff else ""

    def forget(self) -> None:
        """Overwrite what was typed."""
        for digits in self._typed.values():
            digits[:] = bytes(len(digits))
            digits.clear()
        if self._staff is not None:
            self._staff.set("")
        for dots in self._dots.values():
            dots.show(0)

    def _speak(self, language: str) -> None:
        """Change the language of the whole page; what was typed stays."""
        if language != self._kit.words.language:
            self._kit.words.use(language)
            self._drawn = None
            self._make_head()

    # -- steps -------------------------------------------------------------
    def _message(self, box: tk.Frame, state: KioskState) -> None:
        ink = PAINT.inks[_TONES.get(state.step, Tone.ACCENT)]
        image = self._kit.look.icon(_ICONS.get(state.step, "clock"), ink.fg, 72)
        text(box, "", image=image, anchor="center").pack(pady=self._kit.px(16))
        self._say(box, f"view.kiosk.{state.step}")

    def _say(self, box: tk.Frame, msgid: str) -> None:
        kit, hotline = self._kit, self._presenter.hotline
        head = text(box, kit.words(msgid), "Name", anchor="center", justify="center")
        wrapped(head).pack(fill="x")
        note = kit.words(f"{msgid}_note", hotline=hotline)
        below = muted(box, note, "Sentence", anchor="center", justify="center")
        wrapped(below).pack(fill="x", pady=(kit.px(12), 0))

    def _menu(self, box: tk.Frame, state: KioskState) -> None:
        presenter, kit = self._presenter, self._kit
        name = dict(presenter.visit_card).get("name") or ""
        hello = kit.words("view.kiosk.hello", name=mask_name(name))
        text(box, hello, "Name", anchor="center").pack(fill="x", pady=(0, kit.px(24)))
        self._button(box, "view.kiosk.ask_facts", presenter.facts, state)
        self._button(box, "view.kiosk.ask_pin", presenter.change_pin, state)
        note = muted(box, kit.words("view.kiosk.menu_note"), "Sentence")
        note.configure(anchor="center", justify="center")
        wrapped(note).pack(fill="x", pady=(kit.px(16), 0))

    def _facts(self, box: tk.Frame, state: KioskState) -> None:
        kit, words = self._kit, self._kit.words
        grid = surface(box, PAINT.card)
        grid.pack(fill="x")
        grid.columnconfigure(1, weight=1)
        for row, (name, value) in enumerate(self._presenter.visit_card):
            label = muted(grid, words(f"view.kiosk.fact.{name}"), "Sentence")
            label.grid(row=row, column=0, sticky="nw", pady=kit.px(6))
            shown = wrapped(text(grid, self._masked(name, value), "Sentence"))
            shown.grid(row=row, column=1, sticky="ew", padx=(kit.px(24), 0))
        note = words("view.kiosk.facts_note", hotline=self._presenter.hotline)
        wrapped(muted(box, note)).pack(fill="x", pady=(kit.px(16), 0))
        self._button(box, "view.kiosk.back", self._presenter.back, state)

    def _masked(self, name: str, value: str | None) -> str:
        words = self._kit.words
        if not value:
            return words("view.unknown")
        shown: dict[str, Callable[[str], str]] = {
            "name": mask_name,
            "ssn": words.ssn,
            "card_no": words.card_no,
            "status": lambda one: words.named("status", one),
            "bank": self._presenter.bank,
        }
        return shown.get(name, str)(value)

    def _pin(self, box: tk.Frame, state: KioskState) -> None:
        kit = self._kit
        fields = surface(box, PAINT.card)
        fields.pack(side="left", fill="both", expand=True, padx=(0, kit.px(32)))
        for name in FIELDS:
            dots = PinDots(fields, kit, kit.words(f"view.kiosk.pin.{name}"))
            dots.pack(fill="x", pady=(0, kit.px(16)))
            self._dots[name] = dots
        self._why = wrapped(text(fields, "", "Body", PAINT.inks[Tone.RED].fg))
        self._why.pack(fill="x")
        self._button(fields, "view.kiosk.back", self._presenter.back, state)
        keys = Keypad(box, kit, self._digit, self._rub_out, self._presenter.enter)
        keys.enable(not state.busy)
        keys.pack(side="right")
        self._show_dots(state)

    def _failed(self, box: tk.Frame, state: KioskState) -> None:
        kit = self._kit
        if state.fault is not None:
            self._show_cause(box, state.fault)
        note = kit.words("view.kiosk.failed_note", hotline=self._presenter.hotline)
        wrapped(muted(box, note, "Sentence")).pack(fill="x", pady=(kit.px(16), 0))
        self._button(box, "view.kiosk.back", self._presenter.back, state)

    def _show_cause(self, box: tk.Frame, fault: Fault) -> None:
        """What happened; the remedy in the catalogue is written for clerks."""
        kit, ink = self._kit, PAINT.inks[Tone.RED]
        cause, _ = kit.words.fault(fault)
        image = kit.look.icon(ink.icon, ink.fg, 48)
        text(box, "", image=image, anchor="center").pack(pady=(0, kit.px(16)))
        head = text(box, cause, "Name", anchor="center", justify="center")
        wrapped(head).pack(fill="x")
        muted(box, fault.code, "Small", anchor="center").pack(fill="x")

    def _ask_staff(self, box: tk.Frame, state: KioskState) -> None:
        kit, words = self._kit, self._kit.words
        text(box, words("view.kiosk.staff"), "Name").pack(fill="x")
        field = EntryField(
            box, kit, words("view.login.password"), _ignore, "password", show="●"
        )
        field.widen().pack(fill="x", pady=kit.px(16), ipady=kit.px(6))
        fault = FaultBox(box, kit)
        if fault.show(state.fault):
            fault.pack(fill="x", pady=(0, kit.px(12)))
        self._staff = field
        self._button(box, "view.kiosk.leave", self._presenter.enter, state)
        self._button(box, "view.kiosk.stay", self._presenter.back, state)
        field.focus_here()

    # -- parts -------------------------------------------------------------
    def _make_head(self) -> None:
        kit, head = self._kit, self._head
        for child in head.winfo_children():
            child.destroy()
        title = kit.words("view.kiosk.title")
        text(head, title, "Name", PAINT.title_fg).pack(side="left")
        lock = text(head, "", image=kit.look.icon("lock", PAINT.title_muted, 20))
        lock.configure(width=kit.px(TOUCH), height=kit.px(TOUCH), anchor="center")
        lock.pack(side="right")
        lock.bind("<Button-1>", lambda _: self._presenter.ask_staff())
        other = kit.words("view.kiosk.other_language")
        Touch(head, kit, other, self._other_language).pack(
            side="right", padx=(kit.px(16), kit.px(16))
        )
        where = text(head, self._office, "Body", PAINT.title_muted)
        where.pack(side="right")

    def _other_language(self) -> None:
        self._presenter.other_language(self._kit.words.language)

    def _button(
        self,
        box: tk.Frame,
        msgid: str,
        command: Callable[[], None],
        state: KioskState,
    ) -> None:
        Touch(box, self._kit, self._kit.words(msgid), command).enable(
            not state.busy
        ).pack(fill="x", pady=(self._kit.px(12), 0))

    def _show_dots(self, state: KioskState) -> None:
        for name, dots in self._dots.items():
            dots.show(len(self._typed[name]), here=name == state.field)
        self._why.configure(
            text=self._kit.words(state.msgid, n=self._presenter.digits)
            if state.msgid
            else ""
        )

    def _digit(self, digit: str) -> None:
        state = self._presenter.state
        most = 16 if state.field == "old" else self._presenter.digits
        if state.step is Step.PIN and len(self._typed[state.field]) < most:
            self._typed[state.field] += digit.encode()
            self._show_dots(state)

    def _rub_out(self) -> None:
        typed = self._typed[self._presenter.state.field]
        if typed:
            typed[-1] = 0
            del typed[-1]
            self._show_dots(self._presenter.state)

    def _key(self, event: Any) -> None:
        """Take the digits of a keyboard or a number pad as well."""
        if str(event.char).isdigit() and str(event.char).isascii():
            self._digit(str(event.char))
        elif event.keysym == "BackSpace":
            self._rub_out()


class Touch(tk.Label):
    """A button for a finger."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, label: str, command: Callable[[], None]
    ) -> None:
        super().__init__(
            parent,
            text=label,
            font="Sentence",
            background=PAINT.accent,
            foreground=PAINT.on_accent,
            padx=kit.px(16),
            pady=kit.px(14),
        )
        self._command = command
        self._on = True
        self.bind("<Button-1>", lambda _: self._pressed())

    def enable(self, on: bool) -> Touch:  # noqa: FBT001 - a switch
        """Let it be pressed, or show that it cannot be."""
        self._on = on
        self.configure(background=PAINT.accent if on else PAINT.muted)
        return self

    def _pressed(self) -> None:
        if self._on:
            self._command()


def _ignore(_: str) -> None:
    """The field is read on Enter."""
