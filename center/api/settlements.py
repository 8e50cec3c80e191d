"""The endpoint that hears of refusals closed at a counter."""

from __future__ import annotations

from center import settlements
from center.api.endpoint import Call, Endpoint
from center.service import Center
from sync.wire.settlements import SettlementBatch, SettlementsKept


def _keep(center: Center, call: Call) -> SettlementsKept:
    batch, now = call.message(SettlementBatch), center.now_ms()
    return center.database.write(lambda tx: settlements.keep(tx, call.who, batch, now))


SETTLEMENT_ENDPOINTS = (
    Endpoint(
        "/v1/settlements",
        "POST",
        "Tell which refused acts were closed at the counter; again changes nothing",
        SettlementsKept,
        _keep,
        request=SettlementBatch,
    ),
)
