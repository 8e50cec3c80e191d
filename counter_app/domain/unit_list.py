"""A unit's list of people: rows that can be taken, and the others with their reason.

A row is never dropped silently (business.md 7.1): what cannot be taken goes into the
error list with its line and the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from counter_app.domain.identity import check_citizen_number, normal_ssn
from counter_app.domain.list_heads import Column
from counter_app.domain.records import CardNo

NO_CARD_NO = CardNo("")  # the list does not say
_LONGEST_NAME = 50


class RowFault(StrEnum):
    """Why a row was not taken; words are ``list.fault.<value>``."""

    NO_NAME = "no_name"
    NAME_LENGTH = "name_length"
    NO_NUMBER = "no_number"
    NUMBER_SHAPE = "number_shape"
    NUMBER_DATE = "number_date"
    CHECK_DIGIT = "check_digit"
    TWICE = "twice"  # the same number stands higher up
    NO_HOLDER = "no_holder"  # the roll of this office has no such person
    NAME_DIFFERS = "name_differs"  # the roll has another name for the number
    NO_CARD = "no_card"  # no card of the person waits here
    IN_OTHER_JOB = "in_other_job"
    # of the center's batch list
    NOT_IN_STOCK = "not_in_stock"  # this office has no such card
    PLACE_SHAPE = "place_shape"
    PLACE_TWICE = "place_twice"  # another card of the list or the stock lies there


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person of a unit's list."""

    line: int
    name: str
    ssn: str
    card_no: CardNo = NO_CARD_NO
    workshop: str = ""
    department: str = ""
    team: str = ""

    @property
    def group(self) -> tuple[str, str, str]:
        """Workshop, department and team; levels that are not used are empty."""
        return self.workshop, self.department, self.team

    def with_card(self, card_no: CardNo) -> ListRow:
        """Return the row with the card that waits for the person."""
        return replace(self, card_no=card_no)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken, as it was sent."""

    line: int
    fault: RowFault
    cells: tuple[str, ...]


def read_rows(
    rows: Sequence[tuple[str, ...]],
    lines: Sequence[int],
    columns: dict[Column, int],
) -> tuple[list[ListRow], list[BadRow]]:
    """Return what the list says of people, and the rows that cannot be believed.

    Args:
        rows: cells as text.
        lines: line of each row in the file.
        columns: where each known column stands; names and numbers must be there.
    """
    good: list[ListRow] = []
    bad: list[BadRow] = []
    seen: set[str] = set()
    for line, cells in zip(lines, rows, strict=True):
        row = _row(line, cells, columns)
        fault = _fault(row)
        if fault is None and row.ssn in seen:
            fault = RowFault.TWICE
        if fault is None:
            seen.add(row.ssn)
            good.append(row)
        else:
            bad.append(BadRow(line, fault, cells))
    return good, bad


def _row(line: int, cells: tuple[str, ...], columns: dict[Column, int]) -> ListRow:
    def cell(column: Column) -> str:
        place = columns.get(column)
        return "" if place is None else cells[place]

    return ListRow(
        line=line,
        name=cell(Column.NAME),
        ssn=normal_ssn(cell(Column.SSN)),
        card_no=CardNo(cell(Column.CARD_NO).upper()),
        workshop=cell(Column.WORKSHOP),
        department=cell(Column.DEPARTMENT),
        team=cell(Column.TEAM),
    )


def _fault(row: ListRow) -> RowFault | None:
    if not row.name:
        return RowFault.NO_NAME
    if len(row.name) > _LONGEST_NAME:
        return RowFault.NAME_LENGTH
    return _number_fault(row.ssn) if row.ssn else RowFault.NO_NUMBER


def _number_fault(number: str) -> RowFault | None:
    """Check a citizen's number; a foreigner's begins with letters (3.1)."""
    if not (number.isascii() and number.isalnum()):
        return RowFault.NUMBER_SHAPE
    if number[:1].isalpha():
        return None
    checked = check_citizen_number(number)
    if checked.fault is not None:
        dated = checked.fault == "date"
        return RowFault.NUMBER_DATE if dated else RowFault.NUMBER_SHAPE
    return RowFault.CHECK_DIGIT if "check_digit" in checked.warnings else None
