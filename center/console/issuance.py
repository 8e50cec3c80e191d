"""Issuance of a day by office, bank and hour, counted from the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from center import days
from center.database import Tx
from counter_app.domain.states import GIVING_KINDS

_ROWS = """
    SELECT o.office_code, f.name, o.kind, o.outcome, coalesce(n.bank, c.bank, ''),
      (o.applied_at - ?) / 3600000, count(*)
    FROM operation o
    JOIN office f ON f.office_code = o.office_code
    LEFT JOIN card c ON c.card_no = o.card_no
    LEFT JOIN card n ON n.card_no = c.replaced_by
      AND o.kind IN ('reissue_lost', 'replace')
    WHERE o.applied_at >= ? AND o.applied_at < ?
    GROUP BY 1, 2, 3, 4, 5, 6
"""


@dataclass(slots=True)
class Issuance:
    """Counts of one day; cards are acts after which a person holds a card."""

    day: date
    by_office: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_bank: Counter[str] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused_by_office: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def cards(self) -> int:
        """Cards given on the day."""
        return self.by_office.total()

    @property
    def refused(self) -> int:
        """Acts refused on the day."""
        return self.refused_by_office.total()


def of_day(tx: Tx, day: date) -> Issuance:
    """Count one day of the city."""
    start, end = days.bounds(day)
    found = Issuance(day)
    for code, name, kind, outcome, bank, hour, count in tx.rows(
        _ROWS, (start, start, end)
    ):
        found.by_kind[str(kind), str(outcome)] += count
        office = (str(code), str(name))
        if outcome == "refused":
            found.refused_by_office[office] += count
        elif kind in GIVING_KINDS and outcome == "applied":
            found.by_office[office] += count
            found.by_bank[str(bank)] += count
            found.by_hour[int(hour)] += count
    return found
