"""Invented values for domain tests (region 9999xx, valid check digits)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from counter_app.domain.lawful import Situation
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Card, CardNo, CardUid, Holder, Operation, Ssn
from counter_app.domain.states import AppStatus, Kind, StockState

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SSN = Ssn("999901198002290013")
UID = CardUid("321200D15600000500000001FFFFFFFF")
PACK = load_pack("cn-js-taizhou")

HOLDER = Holder(
    ssn=SSN,
    name="张三",
    sex="male",
    ethnicity="01",
    birth_date=date(1980, 2, 29),
    birth_place="999901",
)
CARD = Card(
    card_no=CardNo("A00000003"),
    region="321200",
    card_uid=UID,
    ssn=SSN,
    app_status=AppStatus.NORMAL,
    stock_state=StockState.HANDED_OUT,
    bank="95580",
    handed_out_on=date(2026, 1, 5),
    version=3,
)
WAITING = replace(
    CARD,
    app_status=AppStatus.DORMANT,
    stock_state=StockState.WAITING,
    handed_out_on=None,
    arrived_on=date(2026, 11, 1),
)


def operation(kind: Kind, card: Card = CARD, **detail: str) -> Operation:
    """A pending operation on a card."""
    return Operation(
        op_id=f"op-{kind}",
        case_id="case",
        kind=kind,
        ssn=card.ssn,
        card_no=card.card_no,
        base_version=card.version,
        detail=dict(detail),
        hlc="0",
        made_at=NOW,
        clerk="clerk",
        receipt_no="r",
    )


def at(*cards: Card, pending: tuple[Operation, ...] = (), **more: object) -> Situation:
    """A situation of the usual holder, online, with an allotment."""
    values: dict[str, object] = {
        "holder": HOLDER,
        "cards": cards,
        "pending": pending,
        "pack": PACK,
        "today": TODAY,
        "region": "321200",
        "online": True,
        "blanks": 5,
        "numbers": 5,
    }
    return Situation(**(values | more))
