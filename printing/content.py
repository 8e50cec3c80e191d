"""What a receipt says, frozen at its first print (G22).

The service keeps :meth:`ReceiptContent.to_json` with the receipt; every later print
renders exactly these facts. Personal data stands here in full, so the frozen text
lives in the encrypted store only; the paper masks it (business.md 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from counter_app.config import ReceiptForm
from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from counter_app.domain.rulepack import FormalLift, OldCardPolicy, TempLossEnd
from counter_app.domain.states import Collector, Effect, Kind
from printing import reading
from printing.reading import Read, read_all

# Raised with every change of the receipt's look; old ones stay printable, byte for
# byte. 2: PDF/A, Code 128, the strip of a thermal printer.
FIRST_LAYOUT, LAYOUT = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptContent:
    """Every fact a receipt may print; JSON keys are the attribute names.

    Attributes:
        kind: the title business; ``kinds`` holds its operations in order.
        effect: what was true when the receipt was first printed.
        made_at: aware UTC; printed in ``time_zone``, the office's.
        frozen_at: aware UTC; the moment for which ``effect`` holds.
        clauses: the city's own sentences from the rule pack.
        card_no: the card the act is about; for a replacement the old card.
        reason: code of the rule pack's ``replace_reasons``.
        mac: :func:`printing.mac.short_mac` of the number.
        form: the sheet it was made for.
        layout: look of the paper; a reprint keeps it.
    """

    receipt_no: str
    kind: Kind
    effect: Effect
    made_at: datetime
    office_name: str
    title: str
    holder_name: str
    ssn: str
    kinds: tuple[Kind, ...] = ()
    time_zone: str = "Asia/Shanghai"
    terminal: str = ""
    clerk: str = ""
    clerk_name: str = ""
    clauses: tuple[str, ...] = ()
    card_no: str = ""
    new_card_no: str = ""
    bank_name: str = ""
    bank_phone: str = ""
    collector_kind: Collector = Collector.SELF
    collector_name: str = ""
    frozen_at: datetime | None = None
    loss_expires_at: datetime | None = None
    temp_loss_end: TempLossEnd | None = None
    issue_date: date | None = None
    expiry_date: date | None = None
    hotline: str = "12333"
    lift_rule: FormalLift | None = None
    lift_needs_card: bool | None = None
    old_card_policy: OldCardPolicy | None = None
    old_taken_back: bool = False
    promised_date: date | None = None
    reason: str = ""
    offline: bool = False
    practice: bool = False
    mac: str = ""
    language: str = "zh_CN"
    form: ReceiptForm = ReceiptForm.A5
    layout: int = LAYOUT

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> ReceiptContent:
        """Check frozen facts and return them typed; unknown keys are left aside.

        Raises:
            PrintError: ``printing.content`` with ``listing``, the names of all keys
                that are missing or not understood (never their values);
                ``printing.layout_unknown`` with ``layout``.
        """
        layout = content.get("layout", FIRST_LAYOUT)
        if layout not in {FIRST_LAYOUT, LAYOUT}:
            raise PrintError(PrintCode.LAYOUT_UNKNOWN, layout=str(layout))
        values = read_all(content, _READ, _REQUIRED)
        values["kinds"] = values.get("kinds") or (values["kind"],)
        values["layout"] = layout
        return cls(**values)  # type: ignore[arg-type]  # each was read by its type

    def to_json(self) -> dict[str, object]:
        """Return the facts as JSON-able values; ``from_json`` gives them back."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the office's time zone."""
        return moment.astimezone(ZoneInfo(self.time_zone))


_REQUIRED = frozenset(
    {"receipt_no", "kind", "effect", "made_at", "office_name", "title"}
    | {"holder_name", "ssn"}
)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


_READ: dict[str, Read] = {
    **{item.name: reading.text for item in fields(ReceiptContent)},
    "kind": reading.one_of(Kind),
    "kinds": reading.each(reading.one_of(Kind)),
    "effect": reading.one_of(Effect),
    "made_at": reading.moment,
    "time_zone": reading.zone,
    "clauses": reading.each(reading.text),
    "collector_kind": reading.one_of(Collector),
    "frozen_at": reading.moment,
    "loss_expires_at": reading.moment,
    "temp_loss_end": reading.one_of(TempLossEnd),
    "issue_date": reading.day,
    "expiry_date": reading.day,
    "lift_rule": reading.one_of(FormalLift),
    "lift_needs_card": reading.flag,
    "old_card_policy": reading.one_of(OldCardPolicy),
    "old_taken_back": reading.flag,
    "promised_date": reading.day,
    "offline": reading.flag,
    "practice": reading.flag,
    "form": reading.one_of(ReceiptForm),
    "layout": reading.whole,
}
