"""The keys of the desk, in one table: bindings, rail, help page and manual.

``docs/keys.md`` gives the key sequence of every service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from views.service.state import Service


@dataclass(frozen=True, slots=True)
class Key:
    """One key: Tk sequences, what is printed on it, and the text of what it does."""

    sequences: tuple[str, ...]
    label: str
    action: str

    @property
    def msgid(self) -> str:
        """Message id of what the key does."""
        return f"view.key.{self.action}"


KEYS: tuple[Key, ...] = (
    Key(("<F1>",), "F1", "help"),
    Key(("<F2>",), "F2", "search"),
    Key(("<F3>",), "F3", "read_card"),
    Key(("<F4>",), "F4", "issue"),
    Key(("<F5>",), "F5", "loss"),
    Key(("<F6>",), "F6", "lift"),
    Key(("<F7>",), "F7", "renew"),
    Key(("<F9>",), "F9", "today"),
    Key(("<F10>",), "F10", "todo"),
    Key(("<F12>",), "F12", "lock"),
    Key(("<Return>", "<KP_Enter>"), "Enter", "enter"),
    Key(("<Control-Return>", "<Control-KP_Enter>"), "Ctrl+Enter", "commit"),
    Key(("<Control-p>", "<Control-P>"), "Ctrl+P", "paper"),
    Key(("<Escape>",), "Esc", "back"),
    Key(("<Next>",), "PgDn", "page_down"),
    Key(("<Prior>",), "PgUp", "page_up"),
    Key(("<Alt-l>", "<Alt-L>"), "Alt+L", "language"),
)
TRAY_KEYS: tuple[Key, ...] = (
    Key(("<Alt-k>", "<Alt-K>"), "Alt+K", "tray"),
    Key(("<Control-k>", "<Control-K>"), "Ctrl+K", "take_off"),
)
#: Keys of the form, bound by the form's view.
FORM_KEYS: tuple[Key, ...] = (
    Key(("<Alt-Key-1>",), "Alt+1 … 9", "choose"),
    Key(("<Alt-s>", "<Alt-S>"), "Alt+S", "self"),
    Key(("<Alt-g>", "<Alt-G>"), "Alt+G", "guardian"),
    Key(("<Alt-a>", "<Alt-A>"), "Alt+A", "agent"),
    Key(("<Alt-c>", "<Alt-C>"), "Alt+C", "papers"),
    Key(("<Alt-t>", "<Alt-T>"), "Alt+T", "paper_type"),
    Key(("<Alt-b>", "<Alt-B>"), "Alt+B", "bank"),
    Key(("<Alt-r>", "<Alt-R>"), "Alt+R", "reason"),
    Key(("<Alt-o>", "<Alt-O>"), "Alt+O", "old_unreadable"),
    Key(("<space>",), "Space", "tick"),
)
SERVICE_KEYS: Mapping[Service, str] = {
    Service.ISSUE: "F4",
    Service.LOSS: "F5",
    Service.LIFT: "F6",
    Service.RENEW: "F7",
}
