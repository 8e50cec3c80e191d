"""The office's books and the center's, read beside the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counter_app import bootstrap
from counter_app.domain.records import CardNo, Operation, Ssn
from counter_app.domain.states import Effect
from counter_app.practice.office import place_of
from scripts.practice_day.programs import verb

_WORST = (Effect.REFUSED, Effect.REVERSED, Effect.PENDING, Effect.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class CaseBook:
    """One case as the office's database has it."""

    kind: str
    channel: str
    offline: bool
    operations: tuple[Operation, ...]
    printed_effect: str
    new_card_no: CardNo | None

    @property
    def effect(self) -> Effect:
        """The worst effect among the operations."""
        return min((op.effect for op in self.operations), key=_WORST.index)


class OfficeBooks:
    """Reads the practice office's database; opened for each look."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def card_status(self, ssn: str) -> tuple[CardNo | None, int | None]:
        """Return number and center status of the person's newest card."""
        with (
            closing(bootstrap.open_data(place_of(self._data, {}))) as store,
            store.unit_of_work() as uow,
        ):
            cards = uow.cards.of_holder(Ssn(ssn))
        return (cards[0].card_no, int(cards[0].app_status)) if cards else (None, None)

    def status_of(self, card_no: CardNo | None) -> int | None:
        """Return the center's status of one card."""
        with (
            closing(bootstrap.open_data(place_of(self._data, {}))) as store,
            store.unit_of_work() as uow,
        ):
            card = uow.cards.get(card_no) if card_no else None
        return int(card.app_status) if card else None

    def case(self, receipt_no: str) -> CaseBook:
        """Return the case of a receipt."""
        with (
            closing(bootstrap.open_data(place_of(self._data, {}))) as store,
            store.unit_of_work() as uow,
        ):
            receipt = uow.receipts.get(receipt_no)
            case = uow.cases.get(receipt.case_id) if receipt else None
            if receipt is None or case is None:
                raise LookupError(receipt_no)
            operations = tuple(uow.operations.of_case(case.case_id))
        new = operations[-1].detail.get("new_card_no")
        return CaseBook(
            kind=str(case.business),
            channel=case.channel,
            offline=case.offline,
            operations=operations,
            printed_effect=str(receipt.effect or ""),
            new_card_no=CardNo(str(new)) if new else None,
        )

    def receipts(self) -> Sequence[Mapping[str, Any]]:
        """Return ``receipts list``."""
        rows: Sequence[Mapping[str, Any]] = verb(
            "counter-app", "receipts", "list", "--data", str(self._data)
        )["rows"]
        return rows


def center_rows(database: str) -> Sequence[Mapping[str, Any]]:
    """Return ``operations list`` of the center."""
    said = verb("counter-center", "operations", "list", "--database", database)
    rows: Sequence[Mapping[str, Any]] = said["rows"]
    return rows
