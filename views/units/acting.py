"""What the pages of unit jobs share: one act at a time, how it ended; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from counter_app.domain.codes.system import SystemCode
from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError, SystemFaultError
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter

T = TypeVar("T")
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Told:
    """How the last act ended: a text id with its values."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)


class Acting(Presenter):
    """A page with a form: reads on one lane, long acts on another."""

    rail = "units"

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.fault: Fault | None = None
        self.told: Told | None = None

    def error_code(self) -> str | None:
        return self.fault.code if self.fault else None

    def act(self, job: Callable[[Desk], T], done: Callable[[T], Told | None]) -> None:
        """Run an act of the form; ``done`` says how it ended."""
        if self.busy:
            return
        self.busy, self.fault, self.told = True, None, None
        self.draw()

        def ended(found: T) -> None:
            self.busy = False
            self.told = done(found)
            self.shown()
            self.draw()

        self.ctx.backstage.run(Lane.LONG, job, ended, self.failed)

    def read(self, job: Callable[[Desk], T], done: Callable[[T], None]) -> None:
        """Fetch what the page shows."""

        def ended(found: T) -> None:
            done(found)
            self.draw()

        self.ctx.backstage.run(Lane.READ, job, ended, self.failed)

    def failed(self, fault: Fault) -> None:
        """Show what went wrong."""
        self.busy, self.fault = False, fault
        self.draw()

    def draw(self) -> None:
        """Let the view show this moment."""
        if self.view is not None:
            self.view.render()
        self.ctx.nav.changed()


def load(path: str) -> bytes:
    """Return the content of a sealed file.

    Raises:
        SystemFaultError: ``system.file_unreadable``.
        RuleError: ``units.file_unreadable``: no such file could be ours.
    """
    file = Path(path.strip())
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise RuleError(UnitCode.FILE_UNREADABLE)
        return file.read_bytes()
    except (OSError, ValueError) as exc:
        raise SystemFaultError(
            SystemCode.FILE_UNREADABLE, file=file.name, reason=type(exc).__name__
        ) from exc


def save(path: str, content: bytes) -> Path:
    """Write a file that only this account reads, whole or not at all.

    Raises:
        SystemFaultError: ``system.file_unwritable``.
    """
    file = Path(path.strip())
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.chmod(0o600)
        part.replace(file)
    except (OSError, ValueError) as exc:
        raise SystemFaultError(
            SystemCode.FILE_UNWRITABLE, file=file.name, reason=type(exc).__name__
        ) from exc
    return file
