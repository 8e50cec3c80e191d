"""Write a change of data to a card that is in use, as screens see it (card.md 7.3).

:class:`RewriteDesk` is ``Desk.rewriting``: "the chip differs: write the record to the
chip", and a new date of expiry. Both are cases with a receipt; every record is
journalled, and a write that was cut off goes on with the same card only
(:meth:`Desk.recover`). All calls block and belong on a worker thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counter_app.domain.records import CardNo, Ssn
from counter_app.services.commands import Bearer
from counter_app.services.results import CardOnReader, CaseResult, Difference


@dataclass(frozen=True, slots=True)
class RewriteLook:
    """What a rewrite of the card on the reader would change.

    Attributes:
        seen: chip beside record.
        changes: fields whose chip value would be replaced by the record's; empty
            when there is nothing to write.
        allowed: the rewrite may be carried out now.
        code: why not (``error.<code>``), None when allowed.
    """

    seen: CardOnReader
    changes: tuple[Difference, ...]
    allowed: bool
    code: str | None = None


@dataclass(frozen=True, slots=True)
class RewriteChip:
    """Write the record's data to the holder's card (信息变更)."""

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    card_uid: str  # RewriteLook.seen.reading.card_uid
    bearer: Bearer


@dataclass(frozen=True, slots=True)
class UpdateExpiry:
    """Move the date of expiry on the holder's card (有效期更新)."""

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    card_uid: str
    expiry: date
    bearer: Bearer


class RewriteDesk(Protocol):
    """Acts that write to a card in use.

    Codes beside reader and key faults:

    ``rule.wrong_card``, ``rule.card_cancelled``, ``rule.card_lost``,
    ``rule.nothing_to_write``, ``rule.expiry_not_later``, ``rule.doubtful_open``,
    ``rule.papers_incomplete``; a CardError with ``outcome_unknown`` leaves the write
    on the doubtful list: lay the same card again, ``Desk.recover`` finishes it.
    """

    def look(self, wait_s: float = 0.0) -> RewriteLook:
        """Read the card and tell what a rewrite would change; audited."""

    def rewrite(self, command: RewriteChip) -> CaseResult:
        """Write name, sex, ethnicity, birth data as the record has them."""

    def update_expiry(self, command: UpdateExpiry) -> CaseResult:
        """Write a later date of expiry."""
