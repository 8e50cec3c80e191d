"""Show a masked number in full: an act of its own, on record (business.md 11).

The window masks id, phone and card numbers by default. Whoever compares them with a
paper asks for the person in full; the audit keeps who, when, whose and why.
"""

from __future__ import annotations

from enum import StrEnum

from counter_app.domain.records import Ssn
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import Session


class RevealReason(StrEnum):
    """Why somebody looked at a person in full."""

    COMPARE_PAPERS = "compare_papers"


def reveal(parts: Parts, session: Session, ssn: Ssn, reason: RevealReason) -> None:
    """Record that the person is shown unmasked from now on.

    The caller shows nothing before this returned.

    Raises:
        StoreError: the row could not be written; then nothing is shown.
    """
    with parts.store.unit_of_work() as uow:
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="holder.reveal",
            subject=subject_of(ssn),
            detail=reason.value,
        )
        uow.commit()
