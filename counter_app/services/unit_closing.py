"""The evening of a unit's day: count every box, explain differences, close (7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.units import JobCount, JobState, UnitJob
from counter_app.ports.store import UnitOfWork
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_day import open_job


@dataclass(frozen=True, slots=True)
class BoxCount:
    """The evening's count of a box; a difference needs a reason."""

    box: int
    counted: int
    reason: str = ""


def close_job(
    parts: Parts, session: Session, job_id: str, counted: tuple[BoxCount, ...]
) -> int:
    """Count the boxes, explain differences, close; return the cards that go back.

    Raises:
        RuleError: ``units.box_count`` for a box that was not counted, or differs
            without a reason; ``units.box_away``, ``units.job_closed``.
    """
    with parts.store.queries() as reads:
        boxes = reads.unit_counts(job_id)
    with parts.store.unit_of_work() as uow:
        job = open_job(uow, job_id)
        _check_counts(uow, job, counted, boxes)
        back = uow.units.return_rest(job.job_id)
        uow.units.set_state(job.job_id, JobState.CLOSED)
        differing = [c for c in counted if c.reason]
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="unit.close",
            subject=job.job_id,
            detail="; ".join(
                [str(back), *(f"{c.box}: {c.counted} {c.reason}" for c in differing)]
            ),
        )
        uow.commit()
    return back


def _check_counts(
    uow: UnitOfWork,
    job: UnitJob,
    counted: tuple[BoxCount, ...],
    boxes: Mapping[int, JobCount],
) -> None:
    """Every box is here, was counted, and agrees or is explained; keep the counts."""
    by_box = {count.box: count for count in counted}
    for laid in uow.units.boxes(job.job_id):
        if laid.laptop:
            raise RuleError(UnitCode.BOX_AWAY, box=laid.box, laptop=laid.laptop)
        count, book = by_box.get(laid.box), boxes.get(laid.box, JobCount(0))
        if count is None or _unexplained(count, book):
            raise RuleError(UnitCode.BOX_COUNT, box=laid.box, book=book.in_box)
        reason = count.reason.strip()
        uow.units.put_box(replace(laid, counted=count.counted, reason=reason))


def _unexplained(count: BoxCount, book: JobCount) -> bool:
    return count.counted != book.in_box and not count.reason.strip()
