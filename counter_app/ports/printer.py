"""Paper: documents are rendered and sent through this port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Press(Protocol):
    """Makes PDF bytes. Same content, same bytes (G22)."""

    def receipt(self, content: Mapping[str, object]) -> bytes:
        """Render a receipt from its frozen content (fields of ``printing.fields``).

        Raises:
            PrintError: ``printing.font_missing``, ``printing.content``.
        """

    def daily_report(self, content: Mapping[str, object]) -> bytes:
        """Render the daily issuance report (business.md 9.2)."""


class Printer(Protocol):
    """A target for finished papers: a folder, a CUPS queue, a Windows printer."""

    def ready(self) -> tuple[bool, str]:
        """Tell whether it would print now, with a code of ``codes.printing``."""

    def send(self, name: str, pdf: bytes) -> None:
        """Print one document; ``name`` holds no personal data.

        Raises:
            PrintError: ``printing.target_away``, ``printing.refused``, ...
        """
