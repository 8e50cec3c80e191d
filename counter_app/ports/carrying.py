"""Carry files as the services see them; ``sync`` implements it (G15)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError


class Carrier(Protocol):
    """Takes what waits to the center without a network."""

    def export(self, file: Path) -> int:
        """Write what waits into a sealed file; return how many acts."""

    def take(self, file: Path) -> bool:
        """Keep another workstation's file to pass it on; False for a known one."""


class NoCarrier:
    """Where no line was ever made."""

    def export(self, file: Path) -> int:
        """Refuse: nobody could open the file."""
        raise CenterError(CenterCode.NOT_ENROLLED, file=file.name)

    def take(self, file: Path) -> bool:
        """Refuse: nobody would take it on."""
        raise CenterError(CenterCode.NOT_ENROLLED, file=file.name)
