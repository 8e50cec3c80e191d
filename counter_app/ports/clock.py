"""Time and identity come in through ports, so that rules stay pure."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The wall clock of this machine; it may be wrong (G11)."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""


class Ids(Protocol):
    """Makes identifiers."""

    def new(self) -> str:
        """Return a new UUIDv7 as text."""

    def token(self) -> str:
        """Return 16 random bytes as hex text."""
