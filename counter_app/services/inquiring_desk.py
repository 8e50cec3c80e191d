"""Inquiries carried out: implements :class:`services.inquiring.InquiryDesk`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from counter_app.domain.card_files import CardInquiry, FileAccess
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, CenterError, RuleError
from counter_app.domain.records import Card, Holder
from counter_app.ports.cards import PinUse
from counter_app.ports.center import CenterCard
from counter_app.services.inquiring import (
    InquireCard,
    InquiryResult,
    OnlineInquiry,
    ThreeWay,
)
from counter_app.services.looking import differences, find_card, subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import CardOnReader, Session
from counter_app.services.watching import read_card

_PERSON = ("name", "ssn", "sex", "ethnicity", "birth_date")
_CARD = ("card_no", "card_uid", "region", "issue_date", "expiry_date", "spec_version")
_KEPT = ("app_status", "bank")  # no chip tells these
_NEEDS_PIN = frozenset({FileAccess.NEEDS_PIN, FileAccess.NEEDS_PIN_AND_KEY})
_ORIGINAL_BYTES = 8


class Inquiries:
    """The inquiry desk of one counter; ``acting`` tells who may act now."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def inquire(self, command: InquireCard) -> InquiryResult:
        """Read the whole card; see the protocol."""
        session, parts = self._acting(), self._parts
        try:
            found = self._found(command)
        except CardError as fault:
            if command.pad or command.pin is not None:
                self._note_try(session, command.card_uid or "", fault.code)
            raise
        finally:
            if command.pin is not None:
                command.pin.wipe()
        seen = self._beside(session, found)
        needs = not found.pin_verified and any(
            file.access in _NEEDS_PIN
            for folder in found.folders
            for file in folder.files
        )
        return InquiryResult(found, seen, needs, parts.cards.state().has_pad)

    def _note_try(self, session: Session, card_uid: str, word: str) -> None:
        """A PIN that opened nothing is on record as any other verification is."""
        with self._parts.store.unit_of_work() as uow:
            uow.audit.append(
                at=self._parts.now(),
                actor=session.login,
                event="pin.verify",
                subject=subject_of(card_uid),
                detail=word,
            )
            uow.commit()

    def _found(self, command: InquireCard) -> CardInquiry:
        use = None
        if command.pad:
            use = PinUse.on_pad(confirm_last_try=command.confirm_last_try)
        elif command.pin is not None:
            use = PinUse(command.pin, confirm_last_try=command.confirm_last_try)
        return self._parts.cards.inquire(
            wait_s=command.wait_s,
            expected_uid=command.card_uid,
            pin=use,
            progress=command.progress,
        )

    def _beside(self, session: Session, found: CardInquiry) -> CardOnReader:
        """Lay the card beside our record; the look is audited before it is shown."""
        parts, reading = self._parts, found.reading
        with parts.store.unit_of_work() as uow:
            holder, card = find_card(uow, reading)
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event="card.inquire",
                subject=subject_of(reading.ssn or reading.card_uid or ""),
                detail="pin" if found.pin_verified else "",
            )
            uow.commit()
        return CardOnReader(reading, holder, card, differences(reading, holder, card))

    def online(self, wait_s: float = 0.0) -> OnlineInquiry:
        """Show the card to the center; see the protocol."""
        session, parts = self._acting(), self._parts
        seen = read_card(parts, session.login, wait_s)
        if seen.reading.card_uid is None or not seen.reading.card_no:
            raise RuleError(RuleCode.ONLINE_NEEDS_CARD)
        told, fault = self._told(seen.reading.card_uid)
        with parts.store.unit_of_work() as uow:
            ssn = seen.holder.ssn if seen.holder else None
            pending = len(uow.operations.pending_of(ssn)) if ssn else 0
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event="card.inquire_online",
                subject=subject_of(seen.reading.ssn or seen.reading.card_uid),
                detail=fault or "",
            )
            uow.commit()
        asked = told is not None and told.genuine is not None
        return OnlineInquiry(
            seen=seen,
            rows=_rows(seen, told),
            genuine=told.genuine if told and asked else seen.reading.genuine,
            checked_by="center" if asked else "counter",
            local_as_of=parts.line.state().last_contact,
            center_as_of=told.at if told else None,
            center_fault=fault,
            pending=pending,
        )

    def _told(self, card_uid: str) -> tuple[CenterCard | None, str | None]:
        """What the center says, or the code why it says nothing."""
        parts = self._parts
        if parts.lookup is None:
            return None, str(CenterCode.NOT_ENROLLED)
        moment = int(parts.now().timestamp() * 1000)
        proof = parts.cards.prove(card_uid, moment.to_bytes(_ORIGINAL_BYTES, "big"))
        try:
            return parts.lookup.look_up(proof), None
        except CenterError as fault:
            return None, fault.code
        except CardError as fault:
            if fault.code in (CardCode.NO_CARD, CardCode.REMOVED):
                raise
            return None, fault.code


def _rows(seen: CardOnReader, told: CenterCard | None) -> tuple[ThreeWay, ...]:
    """Lay the three sides side by side, field by field."""
    at_center = (told.holder, told.card) if told else (None, None)
    rows = [_row(name, seen.reading, seen.holder, at_center[0]) for name in _PERSON] + [
        _row(name, seen.reading, seen.card, at_center[1]) for name in _CARD
    ]
    rows += [_row(name, None, seen.card, at_center[1]) for name in _KEPT]
    return tuple(row for row in rows if (row.chip, row.local, row.center) != _NOTHING)


_NOTHING = (None, None, None)
Source = ChipReading | Holder | Card | None


def _row(name: str, chip: Source, local: Source, center: Source) -> ThreeWay:
    sides = (_text(chip, name), _text(local, name), _text(center, name))
    told = {side for side in sides if side is not None}
    return ThreeWay(name, *sides, same=len(told) <= 1)


def _text(source: Source, name: str) -> str | None:
    value = None if source is None else getattr(source, name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(int(value))
    return str(value) if value not in (None, "") else None
