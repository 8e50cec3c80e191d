"""Decide at each opening whether this file goes on living or begins anew."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counter_app.ports.clock import Clock
from counter_app.ports.store import MUST_PULL
from db import incarnations
from db.instance import InstanceMark, Mark, key_check
from db.session import Session
from db.unit_of_work import SqlUnitOfWork, transaction

INSTANCE = "store.instance"
COPY = "store.copy"  # set inside every backup


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when the file is being opened."""

    clock: Clock
    machine: str


def settle_identity(database: Any, path: Path, key: bytes, here: Here) -> None:
    """Begin a new incarnation when the file is new, restored, copied or rolled back."""
    marker = InstanceMark(path)
    with transaction(database, here.clock, lambda _: None) as work:
        reason = _reason(work, marker.read(), here.machine)
        if reason:
            _begin(work, here.clock, reason)
        mark = _mark(work, key, here.machine)
        work.commit()
    marker.write(mark)


def _reason(work: SqlUnitOfWork, mark: Mark | None, machine: str) -> str:
    """Return why a new incarnation must begin, or ""."""
    instance = work.settings.get(INSTANCE)
    if instance is None:
        return "created"
    if work.settings.get(COPY):
        return "restored"
    if mark is None or mark.instance != instance:
        return "copied"
    if machine and mark.machine and mark.machine != machine:
        return "moved"
    return _rolled_back(work.session, mark)


def _rolled_back(session: Session, mark: Mark) -> str:
    known = session.value(
        "SELECT 1 FROM incarnation WHERE incarnation = ?", (mark.incarnation,)
    )
    highest = incarnations.highest_sequence(session, mark.incarnation)
    return "" if known and highest >= mark.sequence else "rolled_back"


def _begin(work: SqlUnitOfWork, clock: Clock, reason: str) -> None:
    now = clock.now()
    incarnations.begin_anew(work.session, now, reason)
    work.settings.put(INSTANCE, secrets.token_hex(16))
    work.settings.put(COPY, "")
    if reason != "created":
        work.settings.put(MUST_PULL, reason)
    work.audit.append(at=now, actor="system", event="store.incarnation", detail=reason)


def _mark(work: SqlUnitOfWork, key: bytes, machine: str) -> Mark:
    incarnation = incarnations.current(work.session)
    return Mark(
        instance=work.settings.get(INSTANCE) or "",
        key_check=key_check(key),
        machine=machine,
        incarnation=incarnation,
        sequence=incarnations.highest_sequence(work.session, incarnation),
    )
