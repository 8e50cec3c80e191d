"""Screen state for assistive tools: a small JSON file after every change.

It holds no personal data beyond the receipt number and masked values. A reader
waits for a condition (``screen``, ``busy``, ``result``) instead of for seconds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ScreenState:
    """One picture of the window.

    Attributes:
        screen: name of :class:`views.flow.screens.Screen`.
        service: service of the form or confirm page, else "".
        kind: business of the form, confirm or result page; the way of looking on
            the inquiry page; else "".
        busy: an answer is awaited.
        focus: logical name of the field that has the cursor.
        holder: masked number of the open holder.
        card: what lies on the reader (``views.flow.visit.Match``).
        card_no: masked number of that card.
        error: code or message id of what is wrong on the page.
        faults: fields with a fault.
        allowed: businesses allowed for the open holder.
        ready: Ctrl+Enter on the confirm page would be carried out.
        result: receipt number and effect of the case just made.
        rows: lines of the list on the page.
    """

    screen: str
    service: str = ""
    kind: str = ""
    busy: bool = False
    focus: str = ""
    holder: str = ""
    card: str = "none"
    card_no: str = ""
    error: str | None = None
    faults: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    ready: bool = False
    result: dict[str, str] | None = None
    rows: int = 0
    online: bool | None = None
    waiting: int | None = None
    doubtful: int | None = None
    language: str = ""
    operator: str = ""
    tray: str = ""


class StateFile:
    """Writes the picture whenever it differs from the last one."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last: ScreenState | None = None
        self._count = 0

    def write(self, state: ScreenState) -> None:
        """Replace the file in one step; without a path nothing is done."""
        if self._path is None or state == self._last:
            return
        self._last = state
        self._count += 1
        text = json.dumps({"change": self._count, **asdict(state)}, ensure_ascii=False)
        draft = self._path.with_suffix(".part")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self._path)
