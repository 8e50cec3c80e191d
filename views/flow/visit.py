"""What the window knows at this moment: operator, person, card, status; no Tk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from counter_app.domain.records import CardNo, Office, Ssn
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import Role
from counter_app.ports.cards import ReaderState
from counter_app.services.results import (
    CardFile,
    CardOnReader,
    HolderFile,
    Session,
    StatusLine,
)
from views.flow.fault import Fault


class Match(StrEnum):
    """The card on the reader beside the open holder."""

    NONE = "none"  # no card on the reader
    READING = "reading"
    UNREADABLE = "unreadable"
    BLANK = "blank"
    SAME = "same"  # a card of the open holder
    OTHER = "other"  # another person's card: stop
    NO_CASE = "no_case"


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not change while the window is open."""

    pack: RulePack
    office: Office
    practice: bool


@dataclass(slots=True)
class Visit:
    """The state that all pages share; the conductor changes it.

    A look at the card that lies here replaces ``card`` by the newer reading.
    """

    facts: Facts
    session: Session | None = None
    file: HolderFile | None = None
    chosen: CardNo | None = None
    reader: ReaderState | None = None
    card: CardOnReader | None = None
    card_fault: Fault | None = None
    reading: bool = False
    status: StatusLine | None = None
    status_fault: Fault | None = None
    status_at: datetime | None = None
    unmasked: Ssn | None = None  # the person shown in full, on record, until left
    open_days: tuple[date, ...] = ()  # earlier days that nobody closed

    @property
    def supervisor(self) -> bool:
        """Whether the operator may do supervisor's acts."""
        return self.session is not None and self.session.role is Role.SUPERVISOR

    @property
    def ssn(self) -> Ssn | None:
        """The open holder's number."""
        return self.file.holder.ssn if self.file else None

    def card_file(self, card_no: CardNo | None) -> CardFile | None:
        """Return the open holder's card with this number."""
        cards = self.file.cards if self.file else ()
        return next((c for c in cards if c.card.card_no == card_no), None)

    def match(self) -> Match:
        """Compare the card on the reader with the open holder (desk.md)."""
        if self.reader is None or not self.reader.card_present:
            return Match.NONE
        if self.reading:
            return Match.READING
        if self.card is None:
            return Match.UNREADABLE
        if self.card.reading.blank:
            return Match.BLANK
        if self.file is None:
            return Match.NO_CASE
        return Match.SAME if self._is_holders(self.card) else Match.OTHER

    def _is_holders(self, card: CardOnReader) -> bool:
        if self.file is None:
            return False
        if card.reading.ssn is not None:
            return card.reading.ssn == self.file.holder.ssn
        if card.holder is not None:
            return card.holder.ssn == self.file.holder.ssn
        uids = {c.card.card_uid for c in self.file.cards} - {None}
        return card.reading.card_uid in uids

    def seconds_offline(self, now: datetime | None = None) -> int | None:
        """Return how long the center was not heard; None while online or unknown."""
        line = self.status.line if self.status else None
        if line is None or line.online or line.last_contact is None:
            return None
        moment = now or datetime.now(UTC)
        return max(0, int((moment - line.last_contact).total_seconds()))
