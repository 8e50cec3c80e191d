"""Faults as they travel from presenters to views: codes, no sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counter_app.domain.errors import CounterError
from counter_app.runtime import UnforeseenError

UNEXPECTED = "system.unexpected"


@dataclass(frozen=True, slots=True)
class Fault:
    """A coded error to show: cause and remedy are looked up by the view."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    outcome_unknown: bool = False


def fault_of(exc: Exception) -> Fault:
    """Turn an exception of a task into something that can be shown."""
    if isinstance(exc, CounterError):
        unknown = bool(getattr(exc, "outcome_unknown", False))
        return Fault(exc.code, dict(exc.params), unknown)
    support = exc.support if isinstance(exc, UnforeseenError) else ""
    return Fault(UNEXPECTED, {"support": support})
