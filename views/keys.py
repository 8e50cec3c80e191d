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
    Key(("<F8>",), "F8", "pin"),
    Key(("<F9>",), "F9", "today"),
    Key(("<F10>",), "F10", "todo"),
    Key(("<F11>",), "F11", "inquiry"),
    Key(("<Control-t>", "<Control-T>"), "Ctrl+T", "lists"),
    Key(("<Control-s>", "<Control-S>"), "Ctrl+S", "sync"),
    Key(("<Control-r>", "<Control-R>"), "Ctrl+R", "books"),
    Key(("<Control-u>", "<Control-U>"), "Ctrl+U", "units"),
    Key(("<Control-n>", "<Control-N>"), "Ctrl+N", "apply"),
    Key(("<Control-g>", "<Control-G>"), "Ctrl+G", "photos"),
    Key(("<Control-e>", "<Control-E>"), "Ctrl+E", "campaigns"),
    Key(("<Control-f>", "<Control-F>"), "Ctrl+F", "pick"),
    Key(("<F12>",), "F12", "lock"),
    # scanners end with CR, LF or both, some as Ctrl+M and Ctrl+J
    Key(
        ("<Return>", "<KP_Enter>", "<Linefeed>", "<Control-j>", "<Control-m>"),
        "Enter",
        "enter",
    ),
    Key(("<Control-Return>", "<Control-KP_Enter>"), "Ctrl+Enter", "commit"),
    Key(("<Control-p>", "<Control-P>"), "Ctrl+P", "paper"),
    Key(("<Control-o>", "<Control-O>"), "Ctrl+O", "sheet"),
    Key(("<Control-q>", "<Control-Q>"), "Ctrl+Q", "queue"),
    Key(("<Escape>",), "Esc", "back"),
    Key(("<Next>",), "PgDn", "page_down"),
    Key(("<Prior>",), "PgUp", "page_up"),
    Key(("<Alt-l>", "<Alt-L>"), "Alt+L", "language"),
    Key(("<Control-l>", "<Control-L>"), "Ctrl+L", "look"),
    Key(("<Alt-plus>", "<Alt-equal>", "<Alt-KP_Add>"), "Alt++", "larger"),
    Key(("<Alt-minus>", "<Alt-KP_Subtract>"), "Alt+-", "smaller"),
    Key(("<Control-comma>",), "Ctrl+,", "settings"),
    Key(("<Control-i>", "<Control-I>"), "Ctrl+I", "about"),
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
    Key(("<Alt-u>", "<Alt-U>"), "Alt+U", "unit_agent"),
    Key(("<Alt-c>", "<Alt-C>"), "Alt+C", "papers"),
    Key(("<Alt-t>", "<Alt-T>"), "Alt+T", "paper_type"),
    Key(("<Alt-b>", "<Alt-B>"), "Alt+B", "bank"),
    Key(("<Alt-r>", "<Alt-R>"), "Alt+R", "reason"),
    Key(("<Alt-o>", "<Alt-O>"), "Alt+O", "old_unreadable"),
    Key(("<space>",), "Space", "tick"),
)
#: Keys of the person's page and the to-do page, bound by their views.
PAGE_KEYS: tuple[Key, ...] = (
    Key(("<Alt-m>", "<Alt-M>"), "Alt+M", "reveal"),
    Key(("<Alt-d>", "<Alt-D>"), "Alt+D", "drafts"),
    Key(("<Alt-x>", "<Alt-X>"), "Alt+X", "forget_draft"),
)
#: Keys of the PIN and inquiry pages, bound by their views.
CARD_KEYS: tuple[Key, ...] = (
    Key(("<Alt-d>", "<Alt-D>"), "Alt+D", "raw"),
    Key(("<Alt-p>", "<Alt-P>"), "Alt+P", "ask_pin"),
    Key(("<Alt-w>", "<Alt-W>"), "Alt+W", "rewrite"),
    Key(("<Alt-y>", "<Alt-Y>"), "Alt+Y", "last_try"),
    Key(("<Alt-v>", "<Alt-V>"), "Alt+V", "prove"),
)
#: Keys of the page on site, bound by its view.
UNIT_KEYS: tuple[Key, ...] = (
    Key(("<Return>",), "Enter", "site_give"),
    Key(("<Alt-a>",), "Alt+A", "site_agent"),
    Key(("<Alt-n>",), "Alt+N", "site_absent"),
    Key(("<Alt-w>",), "Alt+W", "site_wrong"),
    Key(("<Alt-r>",), "Alt+R", "site_refused"),
    Key(("<Alt-u>",), "Alt+U", "site_undo"),
)
#: Keys of the pages of photos and of exchange campaigns, bound by their views.
MASS_KEYS: tuple[Key, ...] = (
    Key(("<Alt-t>",), "Alt+T", "photos_try"),
    Key(("<Alt-s>",), "Alt+S", "photos_stop"),
    Key(("<Alt-j>",), "Alt+J", "mass_list"),
    Key(("<Alt-n>",), "Alt+N", "mass_filter"),
    Key(("<Alt-o>",), "Alt+O", "mass_order"),
    Key(("<Alt-z>",), "Alt+Z", "photos_zip"),
    Key(("<Alt-x>",), "Alt+X", "photo_leave"),
    Key(("<Left>", "<Right>", "<Up>", "<Down>"), "← → ↑ ↓", "photo_move"),
    Key(("<plus>", "<minus>"), "+ −", "photo_zoom"),
)
SERVICE_KEYS: Mapping[Service, str] = {
    Service.ISSUE: "F4",
    Service.LOSS: "F5",
    Service.LIFT: "F6",
    Service.RENEW: "F7",
}
