"""Small pieces every page is made of: surfaces, texts, buttons, badges, faults."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from views import tkb
from views.flow.fault import Fault
from views.messages import Words
from views.palette import Tone
from views.theme import PAINT, Look

W = TypeVar("W", bound=tk.Misc)


@dataclass(slots=True)
class Kit:
    """What every view needs: words, look, and names of fields for the state file."""

    words: Words
    look: Look
    names: dict[str, str] = field(default_factory=dict)

    def px(self, size: int) -> int:
        """Scale a size in pixels at 100 %."""
        return self.look.px(size)

    def name(self, widget: W, name: str) -> W:
        """Give a widget its name for the state file."""
        self.names[str(widget)] = name
        return widget

    def focused(self, root: tk.Tk) -> str:
        """Return the name of what has the cursor."""
        try:
            widget = root.focus_get()
        except KeyError:  # the drop-down of a combobox has no Python widget
            return "dropdown"
        return self.names.get(str(widget), "")


def surface(parent: tk.Misc, color: str = "", **options: Any) -> tk.Frame:
    """Return a plain area, by default of the colour of cards."""
    return tk.Frame(parent, background=color or PAINT.card, **options)


def card(parent: tk.Misc, kit: Kit, pad: int = 16) -> tk.Frame:
    """Return a white area with a hairline around it; pack into it."""
    return tk.Frame(
        parent,
        background=PAINT.card,
        highlightbackground=PAINT.line,
        highlightcolor=PAINT.line,
        highlightthickness=1,
        padx=kit.px(pad),
        pady=kit.px(pad * 3 // 4),
    )


def text(
    parent: tk.Misc,
    content: str,
    font: str = "Body",
    color: str = "",
    **options: Any,
) -> tk.Label:
    """Return a left-aligned text on the parent's colour."""
    options.setdefault("background", parent.cget("background"))
    options.setdefault("anchor", "w")
    options.setdefault("justify", "left")
    return tk.Label(
        parent, text=content, font=font, foreground=color or PAINT.text, **options
    )


def muted(
    parent: tk.Misc, content: str, font: str = "Body", **options: Any
) -> tk.Label:
    """Return a text of second rank."""
    return text(parent, content, font, PAINT.muted, **options)


def rule(parent: tk.Misc, color: str = "") -> tk.Frame:
    """Return a horizontal hairline."""
    return tk.Frame(parent, background=color or PAINT.line, height=1)


def wrapped(label: tk.Label, start: int = 360) -> tk.Label:
    """Break the lines of ``label`` at the width it is given; it must fill its place."""

    def fit(event: Any) -> None:
        room = event.width - 2 * int(str(label.cget("padx"))) - 2
        if abs(int(str(label.cget("wraplength"))) - room) > 1:
            label.configure(wraplength=room)

    label.configure(wraplength=start)
    label.bind("<Configure>", fit)
    return label


def button(
    parent: tk.Misc,
    label: str,
    command: Callable[[], None],
    *,
    primary: bool = False,
    icon: str = "",
) -> Any:
    """Return a push button; at most one primary (the next step) on a page."""
    options: dict[str, Any] = {"icon": icon} if icon else {}
    return tkb.Button(
        parent,
        text=label,
        command=command,
        bootstyle="primary" if primary else "default",
        **options,
    )


def on_click(widget: tk.Misc, command: Callable[[], None]) -> None:
    """Call ``command`` for a click on the widget or anything in it now."""
    widget.bind("<Button-1>", lambda _: command())
    for child in widget.winfo_children():
        on_click(child, command)


class Badge(tk.Frame):
    """A word with an icon on its soft colour."""

    def __init__(self, parent: tk.Misc, kit: Kit, font: str = "Strong") -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._label = tk.Label(
            self,
            compound="left",
            font=font,
            padx=kit.px(8),
            pady=kit.px(2),
            anchor="w",
            justify="left",
        )
        self._label.pack(fill="x")

    def show(self, tone: Tone, word: str, icon: str = "") -> Badge:
        """Set tone and word."""
        ink = PAINT.inks[tone]
        image = self._kit.look.icon(icon or ink.icon, ink.fg, 14)
        self._label.configure(
            text=f" {word}",
            image=image,
            foreground=ink.fg,
            background=ink.soft,
        )
        return self

    def wrap(self, width: int) -> Badge:
        """Break long words at this width."""
        self._label.configure(wraplength=width)
        return self


class FaultBox(tk.Frame):
    """What happened, what to do now, and the code in small print."""

    def __init__(self, parent: tk.Misc, kit: Kit) -> None:
        ink = PAINT.inks[Tone.RED]
        super().__init__(parent, background=ink.soft, padx=kit.px(12), pady=kit.px(8))
        self._kit = kit
        self._icon = tk.Label(self, background=ink.soft)
        self._icon.grid(row=0, column=0, rowspan=3, sticky="n", padx=(0, kit.px(8)))
        self._cause = text(self, "", "Strong", ink.fg)
        self._remedy = text(self, "")
        self._code = muted(self, "", "Small")
        for row, label in enumerate((self._cause, self._remedy, self._code)):
            label.grid(row=row, column=1, sticky="ew")
            wrapped(label)
        self._copy = text(self, kit.words("view.fault.copy"), "Small", PAINT.accent)
        self._copy.configure(cursor="hand2")
        self._copy.bind("<Button-1>", lambda _: self.copy())
        self._copied = ""
        self.columnconfigure(1, weight=1)

    def show(self, fault: Fault | None) -> bool:
        """Show a coded fault; return whether there is one."""
        if fault is None:
            return False
        cause, remedy = self._kit.words.fault(fault)
        self.say(cause, remedy, fault.code)
        self._copied = for_support(fault)
        return True

    def copy(self) -> None:
        """Put code, support number and time on the clipboard: nobody's data."""
        self.clipboard_clear()
        self.clipboard_append(self._copied)
        self._copy.configure(text=self._kit.words("view.fault.copied"))

    def say(
        self, cause: str, remedy: str = "", code: str = "", tone: Tone = Tone.RED
    ) -> None:
        """Show words in the place of a fault, in another tone if need be."""
        ink = PAINT.inks[tone]
        self.configure(background=ink.soft)
        image = self._kit.look.icon(ink.icon, ink.fg, 20)
        self._icon.configure(image=image, background=ink.soft)
        self._cause.configure(text=cause, foreground=ink.fg, background=ink.soft)
        self._remedy.configure(text=remedy, background=ink.soft)
        self._code.configure(text=code, background=ink.soft)
        self._copied = for_support(Fault(code))
        copy = self._kit.words("view.fault.copy")
        self._copy.configure(text=copy, background=ink.soft)
        if code:
            self._copy.grid(row=2, column=2, sticky="e")
        else:
            self._copy.grid_remove()
        self._show_or_hide(self._remedy, remedy)
        self._show_or_hide(self._code, code)

    @staticmethod
    def _show_or_hide(label: tk.Label, content: str) -> None:
        if content:
            label.grid()
        else:
            label.grid_remove()


def for_support(fault: Fault) -> str:
    """Return what a support call needs of a fault; parameters may name people."""
    support = str((fault.params or {}).get("support", ""))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return " ".join(part for part in (fault.code, support, now) if part)


def put(widget: tk.Widget, *, shown: bool, **options: Any) -> None:
    """Pack a widget or take it away, without flicker when nothing changes."""
    there = bool(widget.winfo_manager())
    if shown and not there:
        widget.pack(**options)
    elif there and not shown:
        widget.pack_forget()


def page(parent: tk.Misc, kit: Kit) -> tk.Frame:
    """Return the ground of a page."""
    return surface(parent, PAINT.page, padx=kit.px(16), pady=kit.px(12))
