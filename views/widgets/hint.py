"""The keys that work even where nobody is logged in."""

from __future__ import annotations

import tkinter as tk

from views.theme import PAINT
from views.widgets.base import Kit, muted

TONGUES = "Alt+L   中文 / English"


def keys_hint(parent: tk.Frame, kit: Kit) -> None:
    """Name the keys of manual and language at the foot of a page."""
    line = f"{kit.words('view.status.help')}      {TONGUES}"
    hint = muted(parent, line, "Small", background=PAINT.page)
    hint.place(relx=0.5, rely=0.95, anchor="center")
