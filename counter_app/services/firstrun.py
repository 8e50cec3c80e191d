"""The first start of a workstation, as the assistant in the window sees it.

:class:`FirstSteps` does what ``setup``, ``enrol``, ``practice init`` and ``sync once``
do on the command line, through the same functions. All calls block and belong on a
worker thread; all may raise :class:`~counter_app.domain.errors.CounterError`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from counter_app.ports.workbench import Workbench


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What is asked for a new office.

    Attributes:
        passphrase: opens the office where the machine has no key store; else "".
    """

    name: str
    login: str
    person: str
    rules: str
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MadeOffice:
    """What is shown once and kept nowhere."""

    login: str
    password: str = field(repr=False)
    recovery_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AtCenter:
    """What the center made of this workstation, and the key it is known by."""

    office: str
    workstation: str
    key: str


@dataclass(frozen=True, slots=True)
class LoadNow:
    """The first load at one moment.

    Attributes:
        holders: persons that are here.
        left: still to come, about; None while the center has not told.
        seconds: about how long that takes.
        done: the roll is here, or there is none to fetch.
        fault: code why nothing comes at the moment.
    """

    holders: int
    left: int | None
    seconds: int | None
    done: bool
    fault: str | None


class FirstSteps(Protocol):
    """One step after the other; each can be tried again."""

    @property
    def bench(self) -> Workbench: ...
    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rule packs to choose from."""

    @property
    def asks_passphrase(self) -> bool:
        """Whether the database's key needs a passphrase on this machine."""

    def make(self, order: NewOffice) -> MadeOffice:
        """Make office, first supervisor and recovery key."""

    def enrol(self, address: str, code: str) -> AtCenter:
        """Bind this workstation to a center."""

    def load(self) -> LoadNow:
        """Open the office if it is not yet, and tell how far the first load is."""

    def practice(self) -> None:
        """Make and start a practice office instead."""
