"""The center's batch list: where each finished card lies, 批次-箱-盒-序号 (7.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from counter_app.domain.codes.lists import ListCode
from counter_app.domain.identity import normal_ssn
from counter_app.domain.list_heads import Column, columns_of
from counter_app.domain.records import Card, CardNo
from counter_app.domain.stock import CARDS_HERE, ActKind
from counter_app.domain.unit_list import BadRow, RowFault
from counter_app.ports.book import StockAct
from counter_app.ports.lists import Sheet
from counter_app.ports.store import UnitOfWork
from counter_app.services import heads
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_PLACE = re.compile(r"[0-9A-Za-z]{1,20}(-[0-9A-Za-z]{1,8}){2,3}")
_NEEDED = {
    Column.CARD_NO: ListCode.NO_CARD_COLUMN,
    Column.BOX_POSITION: ListCode.NO_PLACE_COLUMN,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """What a batch list gave.

    Attributes:
        placed: cards that have a new place.
        same: cards that lay there already.
    """

    placed: int
    same: int
    bad: tuple[BadRow, ...]
    headings: tuple[str, ...]


def place_batch(
    parts: Parts,
    session: Session,
    file: Path,
    told: Sequence[tuple[str, Column]] = (),
    *,
    dry_run: bool = False,
) -> Placed:
    """Write the places of a batch into the stock book; again, nothing changes.

    Raises:
        RuleError: ``lists.*``.
    """
    sheet = parts.read_sheet(file)
    with parts.store.unit_of_work() as uow:
        learned = heads.learned(uow, sheet.headings, told)
        columns = columns_of(sheet.headings, learned)
        heads.demand(columns, sheet.headings, _NEEDED)
        moved, same, bad = _sorted_out(uow, sheet, columns)
        if not dry_run:
            for card in moved:
                uow.cards.put(card)
            now = parts.now()
            act = StockAct(
                parts.ids.new(), ActKind.TRANSFER, now, session.login,
                paper_no=file.name[:60],
            )  # fmt: skip
            uow.stock.book(act)
            heads.remember(uow, learned)
            uow.audit.append(
                at=now,
                actor=session.login,
                event="unit.batch",
                subject=sheet.digest[:16],
                detail=f"{len(moved)} {same} {len(bad)}",
            )
            uow.commit()
    return Placed(len(moved), same, tuple(bad), sheet.headings)


def _sorted_out(
    uow: UnitOfWork, sheet: Sheet, columns: dict[Column, int]
) -> tuple[list[Card], int, list[BadRow]]:
    numbers = [row[columns[Column.CARD_NO]].upper() for row in sheet.rows]
    cards = uow.cards.those(CardNo(number) for number in numbers)
    moved: list[Card] = []
    bad: list[BadRow] = []
    taken: set[str] = set()
    same = 0
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        card = cards.get(CardNo(cells[columns[Column.CARD_NO]].upper()))
        place = cells[columns[Column.BOX_POSITION]]
        fault = _fault(card, place, taken, _number(cells, columns))
        if fault is None and card is not None and place != card.box_position:
            if _taken(uow, place, {str(number) for number in numbers}):
                fault = RowFault.PLACE_TWICE
            else:
                moved.append(replace(card, box_position=place))
        elif fault is None:
            same += 1
        if fault is not None:
            bad.append(BadRow(line, fault, cells))
        taken.add(place)
    return moved, same, bad


def _number(cells: tuple[str, ...], columns: dict[Column, int]) -> str:
    at = columns.get(Column.SSN)
    return normal_ssn(cells[at]) if at is not None else ""


def _fault(
    card: Card | None, place: str, taken: set[str], number: str
) -> RowFault | None:
    if card is None or card.stock_state not in CARDS_HERE:
        return RowFault.NOT_IN_STOCK
    if number and number != card.ssn:
        return RowFault.NO_CARD
    if not _PLACE.fullmatch(place):
        return RowFault.PLACE_SHAPE
    return RowFault.PLACE_TWICE if place in taken else None


def _taken(uow: UnitOfWork, place: str, moving: set[str]) -> bool:
    """Tell whether a card lies there that this list does not move (6.7-14)."""
    there = uow.stock.in_place(place, CARDS_HERE)
    return any(c.box_position == place and c.card_no not in moving for c in there)
