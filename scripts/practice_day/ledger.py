"""What the day has done, as ``practice-day.json`` tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class DoneAct:
    """One act; the fields are those of ``practice-day.json``."""

    id: str
    kind: str
    channel: str
    offline: bool
    receipt_no: str
    effect_when_printed: str
    effect_at_end: str
    card_before: int | None
    card_after: int | None


@dataclass(frozen=True, slots=True)
class DoneRefusal:
    """Something that was refused as it must be."""

    about: str
    expected: str
    code: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified."""

    code: str
    ok: bool
    detail: str


@dataclass(slots=True)
class Ledger:
    """The day's book."""

    data: str
    center_database: str
    acts: list[DoneAct] = field(default_factory=list)
    refusals: list[DoneRefusal] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Every check held, and there was something to check."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    def check(self, code: str, find: Callable[[], str], *, good: str = "") -> None:
        """Run one check: ``find`` returns what is wrong, or nothing.

        A check that breaks has not held.
        """
        try:
            wrong = find()
        except Exception as exc:  # noqa: BLE001 - any break is a failed check
            wrong = f"{type(exc).__name__}: {exc}"
        self.checks.append(Check(code, not wrong, wrong or good))

    def write(self, target: Path) -> None:
        """Write the file."""
        text = json.dumps({"ok": self.ok, **asdict(self)}, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
