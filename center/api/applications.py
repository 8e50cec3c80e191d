"""The endpoint that is asked before an application is typed."""

from __future__ import annotations

from center import standing
from center.api.endpoint import Endpoint
from sync.wire.standing import StandingAnswer, StandingQuery

APPLICATION_ENDPOINTS = (
    Endpoint(
        "/v1/applications/standing",
        "POST",
        "Whether a card or an application stands in the way of a new application",
        StandingAnswer,
        lambda center, call: standing.standing(
            center, call.who, call.message(StandingQuery)
        ),
        request=StandingQuery,
    ),
)
