"""Paper: documents are rendered and sent through this port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Press(Protocol):
    """Makes PDF bytes. Same content, same bytes (G22).

    Attributes:
        layout: the newest look of receipts; frozen with a receipt's facts.
    """

    layout: int

    def receipt(self, content: Mapping[str, object]) -> bytes:
        """Render a receipt from its frozen content (fields of ``printing.fields``).

        Raises:
            PrintError: ``printing.font_missing``, ``printing.content``.
        """

    def form(self, name: str, *contents: Mapping[str, object]) -> bytes:
        """Render a form or list, or several of a kind (``FormContent`` as JSON).

        Raises:
            KeyError: there is no form of this name.
            PrintError: ``printing.font_missing``, ``printing.content``.
        """

    def daily_report(self, content: Mapping[str, object]) -> bytes:
        """Render the daily issuance report (business.md 9.2)."""

    def report(self, content: Mapping[str, object], form: str) -> bytes:
        """Make a report, a list or empty forms as ``pdf``, ``xlsx`` or ``csv``.

        ``content["kind"]`` is daily, period, listing or forms.

        Raises:
            PrintError: ``printing.font_missing``, ``printing.content``.
        """


class Printer(Protocol):
    """A target for finished papers: a folder, a CUPS queue, a Windows printer."""

    def ready(self) -> tuple[bool, str]:
        """Tell whether it would print now, with a code of ``codes.printing``."""

    def send(self, name: str, pdf: bytes) -> None:
        """Print one document; ``name`` holds no personal data.

        Raises:
            PrintError: ``printing.target_away``, ``printing.refused``, ...
        """
