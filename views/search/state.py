"""What the search page shows."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ports.store import HolderRow
from views.flow.fault import Fault


@dataclass(frozen=True, slots=True)
class SearchState:
    """One picture of the page; ``answered`` is the text the rows belong to."""

    text: str = ""
    answered: str | None = None
    rows: tuple[HolderRow, ...] = ()
    page: int = 0
    more: bool = False
    busy: bool = False
    fault: Fault | None = None
    stray_card: bool = False  # a card whose holder this office does not know
