"""One shape for the checks of ``self-test`` and ``doctor``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from counter_app.domain.errors import CounterError, SystemFaultError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check that holds has to tell: a text id with its values."""

    note: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One finished check.

    Attributes:
        code: what was checked.
        found: what it found, None when it does not hold.
        fault: why it does not hold, None when it does.
    """

    code: str
    found: Found | None = None
    fault: CounterError | None = None

    @property
    def ok(self) -> bool:
        """The check holds."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A check to do; ``broken`` is the code of a fault that nobody foresaw."""

    code: str
    look: Callable[[], Found]
    broken: str


def do_checks(wanted: Iterable[Wanted]) -> tuple[Check, ...]:
    """Do every check; none keeps the next one from being done."""
    return tuple(_do(one) for one in wanted)


def _do(wanted: Wanted) -> Check:
    try:
        return Check(wanted.code, found=wanted.look())
    except CounterError as fault:
        return Check(wanted.code, fault=fault)
    except Exception as exc:  # noqa: BLE001 - a check reports whatever happens
        _log.warning("check %s met %s", wanted.code, type(exc).__name__)
        reason = type(exc).__name__
        return Check(wanted.code, fault=SystemFaultError(wanted.broken, reason=reason))
