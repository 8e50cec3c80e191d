"""Sample facts, so that every document can be looked at without an office.

Invented people of region 9999, with valid check digits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from counter_app.domain.rulepack import FormalLift, OldCardPolicy, TempLossEnd
from counter_app.domain.states import (
    LOSS_KINDS,
    PIN_KINDS,
    REWRITE_KINDS,
    Collector,
    Effect,
    Kind,
)
from printing.content import ReceiptContent

_CLAUSES = (
    "挂失仅停止社会保障功能；银行账户请另向服务银行办理挂失。",
    "金融功能须由本人持身份证件和卡到服务银行激活。",
    "新卡首次使用后旧卡社会保障功能停用；旧卡银行账户仍有效，请到银行办理。",
)
_BASE = ReceiptContent(
    receipt_no="321200012026112131011A2B000042B",
    kind=Kind.REISSUE_LOST,
    kinds=(Kind.LOSS_FORMAL, Kind.REISSUE_LOST),
    effect=Effect.PENDING,
    made_at=datetime(2026, 11, 21, 2, 42, tzinfo=UTC),
    frozen_at=datetime(2026, 11, 21, 2, 43, tzinfo=UTC),
    office_name="海陵区网点",
    terminal="01",
    clerk="zm03",
    clerk_name="张敏",
    title="社会保障卡业务受理回执",
    clauses=_CLAUSES,
    holder_name="王小明",
    ssn="999901198101011112",
    card_no="C00001103",
    bank_name="中国建设银行",
    bank_phone="95533",
    hotline="12333",
    old_card_policy=OldCardPolicy.ON_FIRST_USE,
    mac="KZ5TQW2M",
)


def receipt(kind: Kind, effect: Effect, *, combined: bool = False) -> ReceiptContent:
    """Return sample facts of a kind; ``combined`` is loss and replacement in one."""
    base = replace(_BASE, kind=kind, kinds=(kind,), effect=effect)
    if kind in LOSS_KINDS:
        return _loss(base)
    if kind is Kind.LOSS_LIFT or kind in PIN_KINDS | REWRITE_KINDS:
        return base
    if kind is Kind.APPLY_NEW:
        return replace(base, card_no="", promised_date=date(2026, 12, 14))
    fresh = replace(base, issue_date=date(2026, 11, 21), expiry_date=date(2036, 11, 20))
    if kind in {Kind.HAND_OUT, Kind.INSTANT}:
        return fresh
    agent = replace(
        fresh,
        new_card_no="C00002215",
        collector_kind=Collector.AGENT,
        collector_name="欧阳修文",
    )
    if kind is Kind.REPLACE:
        return replace(agent, reason="damage", old_taken_back=True)
    kinds = (Kind.LOSS_FORMAL, kind) if combined else (kind,)
    return replace(agent, kinds=kinds, reason="lost")


def rare() -> ReceiptContent:
    """Return sample facts with characters from Extensions A to G in every place."""
    return replace(
        receipt(Kind.HAND_OUT, Effect.EFFECTIVE),
        holder_name="𠮷田明",
        clerk_name="䶮𬭼㛃",
        office_name="𪚥𫖯鿍𰻝服务站",
    )


def _loss(base: ReceiptContent) -> ReceiptContent:
    loss = replace(base, lift_rule=FormalLift.UNTIL_REISSUE, lift_needs_card=True)
    if base.kind is Kind.LOSS_FORMAL:
        return loss
    return replace(
        loss,
        lift_needs_card=False,
        loss_expires_at=datetime(2026, 12, 6, 15, 59, tzinfo=UTC),
        temp_loss_end=TempLossEnd.LIFT,
    )


def monthly() -> dict[str, object]:
    """Return the figures of a sample month as JSON values: the days of its chart."""
    days = [
        {"day": f"2026-10-{day:02d}", "cases": 31 + day * 7 % 23, "cards": 20 + day % 9}
        for day in range(1, 32)
        if day % 7 not in (3, 4)  # no work on two days of the week
    ]
    month = {"date": "2026-10-01", "last": "2026-10-31", "days": days}
    return {**daily(), **month, "title": ""}


def daily() -> dict[str, object]:
    """Return the figures of a sample day as JSON values."""
    return {
        "office_name": "海陵区网点",
        "terminal": "01",
        "date": "2026-11-21",
        "printed_at": "2026-11-21T09:35:00+00:00",
        "title": "社会保障卡发放日报表",
        "maker": "张敏",
        "counts": [dict(zip(_COUNT, row, strict=True)) for row in _COUNTS],
        "stock": [
            {"state": 2, "count": 396},
            {"state": 3, "count": 38},
            {"state": 4, "count": 3},
            {"state": 5, "count": 1},
        ],
        "blanks_left": 34,
        "numbers_left": 120,
        "movements": [
            _stock("finished", 412, 60, 31, 2, 1, 438),
            _stock("blanks", 50, 0, 14, 0, 1, 34),
        ],
        "exceptions": [
            {"code": "rule.lift_reissued", "count": 1},
            {"code": "rule.card_lost", "count": 2},
        ],
        "uploaded": 47,
        "waiting": 7,
        "refused": 1,
        "oldest_waiting_s": 1260,
    }


_COUNT = ("business", "channel", "clerk", "clerk_name", "bank", "effect", "count")
_MIN, _LI = ("zm03", "张敏"), ("lw07", "李伟")
_COUNTS = (
    ("hand_out", "pcsc", *_MIN, "中国建设银行", "effective", 19),
    ("hand_out", "pcsc", *_LI, "中国邮政储蓄银行", "effective", 9),
    ("hand_out", "pcsc", *_LI, "中国邮政储蓄银行", "pending", 3),
    ("instant", "pcsc", *_MIN, "中国建设银行", "effective", 6),
    ("loss_temp", "", *_LI, "交通银行", "effective", 2),
    ("loss_formal", "", *_MIN, "中国建设银行", "effective", 4),
    ("loss_formal", "", *_MIN, "交通银行", "pending", 2),
    ("loss_lift", "pcsc", *_LI, "交通银行", "refused", 1),
    ("loss_lift", "pcsc", *_LI, "中国建设银行", "effective", 1),
    ("reissue_lost", "pcsc", *_MIN, "中国建设银行", "effective", 5),
    ("reissue_lost", "pcsc", *_MIN, "中国建设银行", "pending", 2),
    ("replace", "pcsc", *_LI, "中国农业银行", "effective", 1),
)


def _stock(kind: str, *figures: int) -> dict[str, object]:
    names = ("opening", "received", "issued", "returned", "voided", "closing")
    return {"kind": kind, **dict(zip(names, figures, strict=True))}
