"""Keys of the window: one dispatcher, so that a key means the same everywhere."""

from __future__ import annotations

import sys
import time
import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from views.conductor import Conductor
from views.flow.screens import Screen
from views.keys import KEYS, TRAY_KEYS
from views.pin.presenter import PinPresenter
from views.service.state import Service
from views.wedge import Wedge
from views.widgets.fields import NOT_FOR_SCANS

if TYPE_CHECKING:
    from views.shell.view import Shell

_CONTROL = 0x4
_ALT = 0x20000 if sys.platform == "win32" else 0x8  # bits of an event's state
_FIELDS = frozenset({"TEntry", "Entry", "Text"})
# What works before login and while locked.
_ALWAYS = frozenset({"enter", "help", "language", "look", "larger", "smaller"})
# How the window looks is not the holders' at a kiosk; a page button speaks to them.
_NOT_HOLDERS = frozenset({"language", "look", "larger", "smaller"})
Act = Callable[[], None]


class Keyboard:
    """Binds the keys once; the shell may be rebuilt underneath."""

    def __init__(
        self,
        root: tk.Tk,
        conductor: Conductor,
        shell: Callable[[], Shell],
        acts: dict[str, Act],
    ) -> None:
        self._root = root
        self._conductor = conductor
        self._shell = shell
        self._acts = self._table() | acts
        self._wedge = Wedge()
        self.last_used = time.monotonic()
        for key in (*KEYS, *TRAY_KEYS):
            for sequence in key.sequences:
                root.bind(sequence, self._handler(key.action))
        for number in range(1, 10):
            root.bind(f"<Alt-Key-{number}>", self._chooser(number))
        root.bind("<Alt-KeyPress>", self._alt, add="+")
        root.bind("<KeyPress>", self._typed)
        root.bind("<Tab>", self._tabbed)
        for sequence in ("<KeyPress>", "<ButtonPress>", "<Motion>"):
            root.bind_all(sequence, self._used, add="+")
        # Ctrl+Enter must not press the button that happens to have the focus.
        for sequence in ("<Control-Return>", "<Control-KP_Enter>"):
            root.bind_class("TButton", sequence, lambda _: None)

    def do(self, action: str) -> None:
        """Carry out an action of the key table."""
        outside = not self._conductor.inside
        in_manual = action == "back" and self._conductor.top.screen is Screen.HELP
        if outside and action not in _ALWAYS and not in_manual:
            return
        if action in _NOT_HOLDERS and self._conductor.top.screen is Screen.KIOSK:
            return
        act = self._acts.get(action)
        if act is not None:
            act()

    def idle_s(self) -> float:
        """Return seconds since the last key or pointer move."""
        return time.monotonic() - self.last_used

    # -- the table ---------------------------------------------------------
    def _table(self) -> dict[str, Act]:
        lead = self._conductor
        table: dict[str, Act] = {
            "help": lambda: lead.go(Screen.HELP),
            "search": self._search,
            "pick": lead.pick_character,
            "read_card": lead.read_card,
            "pin": lambda: lead.on_card(PinPresenter),
            "inquiry": lambda: lead.go(Screen.INQUIRY),
            "today": lambda: lead.go(Screen.TODAY),
            "todo": lambda: lead.go(Screen.SETTLE),
            "lists": lambda: lead.go(Screen.LISTS),
            "sync": lambda: lead.go(Screen.SYNC),
            "books": lambda: lead.go(Screen.REPORTS),
            "stock": lambda: lead.go(Screen.STOCK),
            "units": lambda: lead.go(Screen.UNITS),
            "photos": lambda: lead.go(Screen.PHOTOS),
            "campaigns": lambda: lead.go(Screen.CAMPAIGNS),
            "apply": lambda: lead.go(Screen.APPLY),
            "queue": lambda: lead.go(Screen.QUEUE),
            "settings": lambda: lead.go(Screen.SETTINGS),
            "about": lambda: lead.go(Screen.ABOUT),
            "sheet": lead.show_sheet,
            "lock": lead.lock,
            "enter": self._enter,
            "commit": self._commit,
            "paper": self._paper,
            "back": lead.back,
            "page_down": lambda: self._turn(+1),
            "page_up": lambda: self._turn(-1),
        }
        for service in Service:
            table[service.value] = self._starter(service)
        return table

    def _starter(self, service: Service) -> Act:
        return lambda: self._conductor.start_service(service)

    def _search(self) -> None:
        self._shell().title.focus_search()

    def _commit(self) -> None:
        self._conductor.top.commit()

    def _paper(self) -> None:
        self._conductor.top.paper()

    def _enter(self) -> None:
        lead = self._conductor
        if lead.inside and self._shell().title.has_focus():
            self._shell().title.flush()
            if lead.top.screen is not Screen.SEARCH:
                return
        lead.top.enter()

    def _turn(self, pages: int) -> None:
        """Turn the page of the list only at the end of what is shown."""
        widget = self._root.focus_get()
        if widget is not None and widget.winfo_class() == "Treeview":
            first, last = widget.yview()  # type: ignore[attr-defined]  # a Treeview
            if (pages > 0 and last < 1.0) or (pages < 0 and first > 0.0):
                return
        self._conductor.top.turn(pages)

    # -- events ------------------------------------------------------------
    def _handler(self, action: str) -> Callable[[Any], str]:
        def run(event: Any) -> str:
            if action == "enter" and self._scan_ended(event):
                return "break"
            pressed = action == "enter" and _class_of(event) == "TButton"
            if not pressed:  # a focused button was pressed by its own binding
                self.do(action)
            return "break"

        return run

    def _chooser(self, number: int) -> Callable[[Any], str]:
        def run(_: Any) -> str:
            if self._conductor.inside or self._conductor.top.screen is Screen.LOGIN:
                self._conductor.top.choose(number)
            return "break"

        return run

    def _alt(self, event: Any) -> str | None:
        view: Any = getattr(self._conductor.top, "view", None)
        alt = getattr(view, "alt", None)
        if not self._conductor.inside or alt is None or len(event.keysym) != 1:
            return None
        alt(event.keysym.lower())
        return "break"

    def _typed(self, event: Any) -> str | None:
        """Typing outside a field goes to search, a scanner's burst too (desk.md)."""
        text = str(event.char or "")
        if not self._conductor.inside or not text.isprintable() or not text.strip():
            return None
        if not int(event.state) & (_CONTROL | _ALT):
            self._wedge.key(text, int(event.time))
        if int(event.state) & (_CONTROL | _ALT) or _class_of(event) in _FIELDS:
            return None
        if not self._conductor.top.private:
            self._shell().title.type_on(text)
        return "break"

    def _tabbed(self, event: Any) -> str | None:
        """Tab goes to the next field, unless it ends a scan for the search box."""
        return "break" if self._scan_ended(event) else None

    def _scan_ended(self, event: Any) -> bool:
        """Open whom a scanner named; tell whether the end of a scan was this key.

        A field keeps what is scanned into it, unless its page says otherwise.
        """
        at, lead = int(event.time), self._conductor
        if self._wedge.echo(at):
            return True
        scanned = self._wedge.end(at)
        if not scanned or not lead.inside or lead.acting or lead.top.private:
            return False
        title = self._shell().title
        if not title.has_focus() and _class_of(event) in _FIELDS:
            if NOT_FOR_SCANS not in event.widget.bindtags():
                return False
            _take_back(event.widget, scanned)
        title.scanned(scanned)
        lead.search.scanned(scanned)
        return True

    def _used(self, _: Any) -> None:
        self.last_used = time.monotonic()


def _class_of(event: Any) -> str:
    try:
        return str(event.widget.winfo_class())
    except (AttributeError, tk.TclError):
        return ""


def _take_back(entry: Any, scanned: str) -> None:
    """Delete before the cursor what a scanner has just typed there."""
    end = int(entry.index("insert"))
    begin = end - len(scanned)
    if begin >= 0 and str(entry.get())[begin:end] == scanned:
        entry.delete(begin, end)
