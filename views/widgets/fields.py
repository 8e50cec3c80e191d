"""Form fields with their label, their key and their fault beside them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any

from views import tkb
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, muted, surface, text

ICON = 12  # before a fault, pixels at 100 %
#: Tag of entries in which a scanner's burst names a person, not the field's content.
NOT_FOR_SCANS = "not-for-scans"


def not_for_scans(entry: Any) -> None:
    """Let a scan into this entry go to the search instead (desk.md)."""
    entry.bindtags((*entry.bindtags(), NOT_FOR_SCANS))


class Field(tk.Frame):
    """A labelled entry or choice; the fault stands to its right."""

    def __init__(self, parent: tk.Misc, kit: Kit, label: str, width: int = 112) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        head = text(self, label, color=PAINT.muted)
        head.grid(row=0, column=0, sticky="w", padx=(0, kit.px(8)))
        self.columnconfigure(0, minsize=kit.px(width))
        self.columnconfigure(2, weight=1)
        self._fault = text(self, "", "Small", PAINT.inks[Tone.RED].fg)
        self._fault.grid(row=1, column=1, columnspan=2, sticky="ew")
        self._fault.configure(wraplength=kit.px(240))
        self._fault.bind("<Configure>", self._wrap)
        self._fault.grid_remove()

    def _wrap(self, event: Any) -> None:
        """Break the lines of a fault beside its icon, not through the words."""
        room = event.width - self._kit.px(ICON) - 8
        if room > 0 and abs(int(str(self._fault.cget("wraplength"))) - room) > 1:
            self._fault.configure(wraplength=room)

    def fault(self, content: str, tone: Tone = Tone.RED) -> None:
        """Show what is wrong with the field, or nothing."""
        ink = PAINT.inks[tone]
        if content:
            image = self._kit.look.icon(ink.icon, ink.fg, ICON)
            self._fault.configure(
                text=f" {content}", image=image, compound="left", foreground=ink.fg
            )
            self._fault.grid()
        else:
            self._fault.grid_remove()


class EntryField(Field):
    """One line of text."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        label: str,
        on_change: Callable[[str], None],
        name: str,
        **options: Any,
    ) -> None:
        super().__init__(parent, kit, label)
        mask: Callable[[str], str] | None = options.pop("mask", None)
        self._mask = mask
        self._real = ""  # of a masked field, whatever is shown
        self._var = tk.StringVar(self)
        self._on_change = on_change
        self._quiet = False
        options.setdefault("width", 26)
        self.entry = tkb.Entry(self, textvariable=self._var, font="Body", **options)
        kit.name(self.entry, name)
        self.entry.grid(row=0, column=1, sticky="ew")
        self._var.trace_add("write", lambda *_: self._changed())
        if mask is not None:
            self.entry.bind("<FocusIn>", lambda _: self._show(self._real), add="+")
            self.entry.bind("<FocusOut>", lambda _: self._hide(), add="+")

    def get(self) -> str:
        """Return what was typed into the field."""
        return self._var.get() if self._mask is None else self._real

    def set(self, content: str) -> None:
        """Put a text in without telling the presenter."""
        if self._mask is not None:
            if content == self._real:
                return
            self._real = content
            if self.entry.focus_displayof() is not self.entry:
                self._hide()
                return
        self._show(content)

    def _show(self, content: str) -> None:
        if content != self._var.get():
            self._quiet = True
            self._var.set(content)
            self._quiet = False

    def _hide(self) -> None:
        """Mask what stands there as long as nobody types in it (business.md 11)."""
        if self._mask is not None:
            self._show(self._mask(self._real))

    def widen(self) -> EntryField:
        """Let the entry take the whole line."""
        self.columnconfigure(1, weight=1)
        self.columnconfigure(2, weight=0)
        return self

    def focus_here(self) -> None:
        """Put the cursor at the end of the field."""
        self.entry.focus_set()
        self.entry.icursor("end")

    def _changed(self) -> None:
        if not self._quiet:
            self._real = self._var.get()
            self._on_change(self._real)


class ChoiceField(Field):
    """One of a list; the presenter gets the key, the clerk sees the word."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        label: str,
        choices: Sequence[tuple[str, str]],
        on_change: Callable[[str], None],
    ) -> None:
        super().__init__(parent, kit, label)
        self._choices = list(choices)
        self._on_change = on_change
        self.box = tkb.Combobox(
            self,
            values=[word for _, word in choices],
            state="readonly",
            width=24,
            font="Body",
        )
        self.box.grid(row=0, column=1, sticky="w")
        self.box.bind("<<ComboboxSelected>>", lambda _: self._changed())

    def named(self, name: str) -> ChoiceField:
        """Give the field its name for the state file."""
        self._kit.name(self.box, name)
        return self

    def set(self, key: str) -> None:
        """Show the word of ``key``; an unknown one leaves the field empty."""
        keys = [k for k, _ in self._choices]
        word = self._choices[keys.index(key)][1] if key in keys else ""
        if self.box.get() != word:
            self.box.set(word)

    def focus_here(self) -> None:
        """Put the cursor into the field."""
        self.box.focus_set()

    def _changed(self) -> None:
        number = self.box.current()
        self.box.selection_clear()
        if number >= 0:
            self._on_change(self._choices[number][0])


class CheckLine(tk.Frame):
    """A check with its words: Space ticks it and goes on to the next one."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        label: str,
        on_change: Callable[[bool], None],
        name: str,
    ) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._mark = surface(self, PAINT.card, width=kit.px(3))
        self._mark.pack(side="left", fill="y", padx=(0, kit.px(6)))
        self._var = tk.BooleanVar(self)
        self._on_change = on_change
        self.box = tkb.Checkbutton(
            self, text=label, variable=self._var, command=self._toggled
        )
        kit.name(self.box, name)
        self.box.pack(side="left", ipady=kit.px(1))
        self._fault = text(self, "", "Small", PAINT.inks[Tone.RED].fg)
        self._fault.pack(side="left", padx=(kit.px(8), 0))
        self.box.bind("<space>", self._space)
        self.box.bind("<FocusIn>", lambda _: self._lit(PAINT.accent))
        self.box.bind("<FocusOut>", lambda _: self._lit(PAINT.card))

    def set(self, on: bool) -> None:  # noqa: FBT001 - the state of a check
        """Show the state without telling the presenter."""
        if self._var.get() != on:
            self._var.set(on)

    def fault(self, content: str) -> None:
        """Show that the check is missing."""
        if content:
            ink = PAINT.inks[Tone.RED]
            image = self._kit.look.icon(ink.icon, ink.fg, ICON)
            self._fault.configure(text=f" {content}", image=image, compound="left")
        else:
            self._fault.configure(text="", image="")

    def focus_here(self) -> None:
        """Put the cursor on the check."""
        self.box.focus_set()

    def _toggled(self) -> None:
        self._on_change(self._var.get())

    def _space(self, _: Any) -> str:
        self._var.set(not self._var.get())
        self._on_change(self._var.get())
        if self._var.get():
            following = self.box.tk_focusNext()
            if following is not None:
                following.focus_set()
        return "break"

    def _lit(self, color: str) -> None:
        self._mark.configure(background=color)


class Choices(tk.Frame):
    """Exclusive choices with their keys shown, ``across`` of them in a row."""

    def __init__(self, parent: tk.Misc, kit: Kit, name: str, across: int = 9) -> None:
        super().__init__(parent, background=PAINT.card)
        self._across = across
        self._kit = kit
        self._name = name
        self._var = tk.StringVar(self)
        self._buttons: dict[str, Any] = {}

    def add(
        self, key: str, label: str, command: Callable[[], None], *, enabled: bool = True
    ) -> None:
        """Add one choice."""
        made = tkb.Radiobutton(
            self, text=label, value=key, variable=self._var, command=command
        )
        self._kit.name(made, self._name)
        made.configure(state="normal" if enabled else "disabled", takefocus=False)
        row, column = divmod(len(self._buttons), self._across)
        gap = (0, self._kit.px(20))
        made.grid(row=row, column=column, sticky="w", padx=gap, ipady=self._kit.px(2))
        self._buttons[key] = made

    def set(self, key: str) -> None:
        """Show which one is chosen."""
        if self._var.get() != key:
            self._var.set(key)

    def enable(self, key: str, on: bool) -> None:  # noqa: FBT001 - a switch
        """Allow or forbid one choice."""
        self._buttons[key].configure(state="normal" if on else "disabled")


def section(parent: tk.Misc, kit: Kit, title: str, hint: str = "") -> tk.Frame:
    """Return a titled block inside a card."""
    block = surface(parent, PAINT.card)
    head = surface(block, PAINT.card)
    head.pack(fill="x", pady=(0, kit.px(4)))
    text(head, title, "Strong", PAINT.text).pack(side="left")
    if hint:
        muted(head, hint, "Small").pack(side="left", padx=(kit.px(8), 0))
    return block
