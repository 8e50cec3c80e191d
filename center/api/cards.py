"""The endpoints of the key service for a card at a counter."""

from __future__ import annotations

from center import carddesk
from center.api.endpoint import Endpoint
from sync.wire.card_service import (
    CardAnswer,
    CardQuery,
    PinCommandAnswer,
    PinCommandQuery,
)

CARD_ENDPOINTS = (
    Endpoint(
        "/v1/keys/pin",
        "POST",
        "The secured part of one PIN command; the PIN is sealed to the center's key",
        PinCommandAnswer,
        lambda center, call: carddesk.pin_command(
            center, call.who, call.message(PinCommandQuery)
        ),
        request=PinCommandQuery,
        refusals=(422,),
    ),
    Endpoint(
        "/v1/cards/shown",
        "POST",
        "Check a card that was shown and tell the present record",
        CardAnswer,
        lambda center, call: carddesk.look_up(
            center, call.who, call.message(CardQuery)
        ),
        request=CardQuery,
        refusals=(403, 404, 422),
    ),
)
