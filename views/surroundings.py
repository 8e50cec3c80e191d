"""What pages show besides their state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from views.login.state import PracticeAccount


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pages show besides their state."""

    office: str
    time_zone: str
    accounts: tuple[PracticeAccount, ...]
    practice: bool
    papers_folder: Path

    def folder(self, name: str) -> Path:
        """Return a folder beside the one for papers."""
        return self.papers_folder.with_name(name)
