"""Looks that change nothing: card on the reader, today's list, the status bar."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from counter_app.domain.lawful import shown_status
from counter_app.domain.records import CardNo
from counter_app.domain.states import AppStatus
from counter_app.ports.center import LineState
from counter_app.ports.store import MUST_PULL, OutboxState
from counter_app.services.looking import differences, find_card, subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import CardOnReader, StatusLine

CLOCK_WRONG_S = 120.0


def read_card(parts: Parts, actor: str, wait_s: float) -> CardOnReader:
    """Read the chip and lay it beside the local record; the look is audited."""
    reading = parts.cards.read(wait_s=wait_s)
    with parts.store.unit_of_work() as uow:
        holder, card = find_card(uow, reading)
        uow.audit.append(
            at=parts.now(),
            actor=actor,
            event="card.read",
            subject=subject_of(reading.ssn or reading.card_uid or ""),
        )
        uow.commit()
    return CardOnReader(reading, holder, card, differences(reading, holder, card))


def day_bounds(parts: Parts) -> tuple[datetime, datetime]:
    """Return the office's day as a half-open span of aware times."""
    start = datetime.combine(parts.today(), time(), tzinfo=parts.zone)
    return start, start + timedelta(days=1)


def shown_now(parts: Parts, card_no: CardNo) -> AppStatus | None:
    """Return the status this office shows for a card."""
    with parts.store.reading() as read:
        card = read.cards.get(card_no)
        if card is None:
            return None
        return shown_status(card, tuple(read.operations.pending_of(card.ssn)))


def status(parts: Parts) -> StatusLine:
    """Gather what the status bar tells, all of it at one moment."""
    line = parts.line.state()
    ready, code = parts.printer.ready()
    with parts.store.reading() as read:
        outbox = read.operations.state()
        holders = read.holders.count()
        blanks, numbers = read.allotments.left()
        restored = bool(read.settings.get(MUST_PULL))
    return StatusLine(
        reader=parts.cards.state(),
        line=line,
        outbox=outbox,
        printer_ready=ready,
        printer_code=code,
        clock_wrong=clock_wrong(line),
        holders=holders,
        data_as_of=line.data_as_of,
        blanks_left=blanks,
        numbers_left=numbers,
        loss_overdue=overdue(parts, outbox),
        restored=restored,
    )


def clock_wrong(line: LineState) -> bool:
    """Tell whether this machine's clock is off by more than two minutes (G11)."""
    return line.skew_s is not None and abs(line.skew_s) > CLOCK_WRONG_S


def overdue(parts: Parts, outbox: OutboxState) -> bool:
    """A loss waits longer than ``loss_upload_max_min`` (R-29)."""
    if outbox.oldest_loss is None:
        return False
    limit = timedelta(minutes=parts.pack.loss_upload_max_min)
    return parts.now() - outbox.oldest_loss > limit
