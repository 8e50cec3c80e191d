"""What stands in the way of an application, asked over the network."""

from __future__ import annotations

from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus
from counter_app.ports.standing import AtCenter
from sync.client import CenterClient
from sync.wire.standing import StandingQuery


class CenterStanding:
    """:class:`~counter_app.ports.standing.StandingLookup` over the network."""

    def __init__(self, client: CenterClient) -> None:
        self._client = client

    def standing(self, ssn: Ssn, name: str) -> AtCenter:
        """Ask about one person; see the port."""
        told = self._client.standing(StandingQuery(ssn=ssn, name=name))
        status = told.card_status
        return AtCenter(
            known=told.known,
            at=told.at,
            alive=told.alive,
            name_same=told.name_same,
            card_status=None if status is None else AppStatus(status),
            card_tail=told.card_tail,
            card_office=told.card_office,
            progress=told.progress,
            applied_at=told.applied_at,
            promised_on=told.promised_on,
        )
