"""Rows, pages and papers of the desk in memory."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from reportlab.pdfgen import canvas

from counter_app.domain.records import Operation, Ssn
from counter_app.ports.store import HolderRow, Page
from counter_app.services.results import RefusedRow
from tests.fakes.people import Fakes

PAGE_SIZE = 20


def row_of(one: Fakes) -> HolderRow:
    """Return a person as the search shows them."""
    holder, card = one.holder, one.card
    return HolderRow(
        ssn=holder.ssn,
        name=holder.name,
        sex=holder.sex,
        birth_date=holder.birth_date,
        unit=holder.unit,
        card_no=card.card_no if card else None,
        app_status=int(card.app_status) if card else None,
    )


def refused_row(operation: Operation, cast: dict[Ssn, Fakes]) -> RefusedRow:
    """Return a refused act as the list shows it."""
    return RefusedRow(
        op_id=operation.op_id,
        receipt_no=operation.receipt_no,
        kind=operation.kind,
        ssn=operation.ssn,
        name=cast[operation.ssn].holder.name,
        card_no=operation.card_no,
        clerk=operation.clerk,
        made_at=operation.made_at,
        decided_at=datetime.now(UTC),
        code=operation.refusal or "",
    )


def page_of(rows: tuple, number: int) -> Page:
    """Return one page of the rows."""
    start = number * PAGE_SIZE
    return Page(rows[start : start + PAGE_SIZE], number, len(rows) > start + PAGE_SIZE)


def pdf_of(receipt_no: str) -> bytes:
    """Return a small paper."""
    sheet = io.BytesIO()
    page = canvas.Canvas(sheet, pagesize=(420, 595), invariant=1)
    page.setFont("Helvetica", 18)
    page.drawString(40, 540, "RECEIPT (test desk)")
    page.setFont("Helvetica", 11)
    page.drawString(40, 510, receipt_no)
    page.save()
    return sheet.getvalue()
