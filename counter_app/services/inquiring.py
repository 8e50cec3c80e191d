"""Card inquiry (S5) and online inquiry (S6), as screens and command line see them.

:class:`InquiryDesk` is ``Desk.inquiries``. All calls block and belong on a worker
thread; every look is audited before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from counter_app.domain.card_files import CardInquiry
from counter_app.domain.secret import Secret
from counter_app.ports.cards import Progress
from counter_app.services.results import CardOnReader


@dataclass(frozen=True, slots=True)
class InquireCard:
    """Read every readable file of the card on the reader.

    Attributes:
        wait_s: how long to wait for a card, seconds.
        card_uid: the card a PIN was typed for; None for the first look, without PIN.
        pin: the holder's, for files that need it; asked, never guessed. Wiped.
        pad: the PIN is typed on the reader's own pad instead (``pin`` None).
        confirm_last_try: the clerk said that the last try may be spent.
        progress: told the files looked at and all there are, from the card thread;
            it must return at once.
    """

    wait_s: float = 0.0
    card_uid: str | None = None
    pin: Secret | None = field(default=None, repr=False)
    pad: bool = False
    confirm_last_try: bool = False
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class InquiryResult:
    """Everything the card told, beside what this office knows.

    Attributes:
        found: folders, files and items; texts by ``name_id`` and ``meaning_id``
            (catalogue ``card_files``), raw bytes in ``CardItem.raw``.
        seen: reading, holder, card and differences to the local record.
        needs_pin: at least one file waits for the holder's PIN: offer to ask.
        pad: the reader has a PIN pad.
    """

    found: CardInquiry
    seen: CardOnReader
    needs_pin: bool
    pad: bool = False


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One line of chip, local record and center side by side.

    Attributes:
        field: name, ssn, sex, ethnicity, birth_date, card_no, card_uid, region,
            issue_date, expiry_date, spec_version, app_status, bank.
        chip, local, center: texts (dates ISO, codes as kept), None where that side
            has or tells nothing.
        same: all sides that tell something agree.
    """

    field: str
    chip: str | None
    local: str | None
    center: str | None
    same: bool


@dataclass(frozen=True, slots=True)
class OnlineInquiry:
    """The card as a credential: chip, record and center side by side (S6).

    Attributes:
        seen: chip and local record.
        rows: all compared fields, same or not.
        genuine: the center's key service confirmed the chip by INTERNAL AUTH; None
            when nobody could check it.
        checked_by: name of the key provider that answered, e.g. ``center``.
        local_as_of: age of the local record: last contact with the center.
        center_as_of: when the center answered; None when it did not.
        center_fault: code (``error.<code>``) why there is no center column, e.g.
            ``center.unreachable``, ``center.not_enrolled``,
            ``center.no_such_card``; None when there is one.
        pending: acts of this holder made here that the center has not decided.
    """

    seen: CardOnReader
    rows: tuple[ThreeWay, ...]
    genuine: bool | None
    checked_by: str
    local_as_of: datetime | None
    center_as_of: datetime | None
    center_fault: str | None
    pending: int = 0


class InquiryDesk(Protocol):
    """Looks that change nothing on the card or in the books."""

    def inquire(self, command: InquireCard) -> InquiryResult:
        """Read the whole card (S5).

        Raises:
            CardError: reader and card faults; with a PIN ``card.pin_wrong``
                (``tries_left``), ``card.pin_locked``, ``card.pin_none``,
                ``card.last_try``, ``card.another_card``.
        """

    def online(self, wait_s: float = 0.0) -> OnlineInquiry:
        """Check the card at the center and compare the three sides (S6).

        A center that is away is no error: ``center_fault`` says why the column is
        empty.

        Raises:
            CardError: reader and card faults.
            RuleError: ``rule.online_needs_card``: the card bears no number to ask
                the center for.
        """
