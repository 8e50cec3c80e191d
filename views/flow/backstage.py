"""How presenters reach the services: a job for a lane, an answer on this thread.

A job gets the :class:`Desk`; nothing else in ``views`` holds one, so no service can
be called on the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from counter_app.runtime import Lane, Runtime
from counter_app.services.desk import Desk
from views.flow.fault import Fault, fault_of

T = TypeVar("T")


class Backstage(Protocol):
    """Runs a job with the desk away from the window's thread."""

    def run(
        self,
        lane: Lane,
        job: Callable[[Desk], T],
        done: Callable[[T], None],
        failed: Callable[[Fault], None],
    ) -> None:
        """Run ``job``; call ``done`` or ``failed`` later on the caller's thread."""


class LaneBackstage:
    """The real one: lanes of the runtime, answers through the pump."""

    def __init__(self, runtime: Runtime, desk: Desk) -> None:
        self._runtime = runtime
        self._desk = desk

    def run(
        self,
        lane: Lane,
        job: Callable[[Desk], T],
        done: Callable[[T], None],
        failed: Callable[[Fault], None],
    ) -> None:
        def call() -> T:
            self._runtime.check_worker()
            return job(self._desk)

        if self._runtime.stop.stopped:
            return
        self._runtime.submit(lane, call, done, lambda exc: failed(fault_of(exc)))
