"""A case before it is filed; can be written down and read back (commit 1)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from counter_app.domain.chip import Personalisation
from counter_app.domain.records import CardNo, CardUid, Json, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.services.commands import Bearer


@dataclass(frozen=True, slots=True)
class OperationDraft:
    """One operation of the case, in the order the center must see them."""

    kind: Kind
    card_no: CardNo
    base_version: int
    detail: Json


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """Everything of a case but its number and time."""

    business: Kind
    ssn: Ssn
    card_no: CardNo
    submit_key: str
    bearer: Bearer
    operations: tuple[OperationDraft, ...]
    printed: bool = True  # a receipt goes to the printer; a unit's people sign a list


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """A case that needs a card written: what commit 2 must know."""

    case: CaseDraft
    data: Personalisation
    card_uid: CardUid
    region: str
    spec_version: str
    bank: str
    old_card_no: CardNo | None
    old_taken_back: bool


def to_text(draft: WriteDraft) -> str:
    """Write a draft as JSON for the journal (the database is encrypted)."""
    return json.dumps(asdict(draft), ensure_ascii=False, default=str)


def from_text(text: str) -> WriteDraft:
    """Read a draft back.

    Raises:
        ValueError, KeyError: the text is damaged.
    """
    raw = json.loads(text)
    personal = personal_from(raw["data"])
    return WriteDraft(**(raw | {"case": case_from(raw["case"]), "data": personal}))


def personal_from(data: dict[str, Any]) -> Personalisation:
    """Return the chip's data of a draft that was written down."""
    dates = {
        name: date.fromisoformat(data[name])
        for name in ("issue_date", "expiry_date", "birth_date")
    }
    return Personalisation(**(data | dates))


def case_from(case: dict[str, Any]) -> CaseDraft:
    """Return the case part of a draft that was written down."""
    bearer = case["bearer"] | {"kind": Collector(case["bearer"]["kind"])}
    operations = tuple(
        OperationDraft(**(op | {"kind": Kind(op["kind"])})) for op in case["operations"]
    )
    whole = case | {
        "business": Kind(case["business"]),
        "bearer": Bearer(**bearer),
        "operations": operations,
    }
    return CaseDraft(**whole)
