"""Asks the center about a person who wants a first card."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from counter_app.bootstrap.line import center_client
from counter_app.bootstrap.place import Place
from counter_app.domain.records import Ssn
from counter_app.ports.standing import AtCenter
from counter_app.ports.store import Store
from sync.standing import CenterStanding


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """:class:`~counter_app.ports.standing.StandingLookup`, enrolled or not."""

    place: Place
    store: Store

    def standing(self, ssn: Ssn, name: str) -> AtCenter:
        """Ask the center; see the port."""
        with closing(center_client(self.place, self.store)) as client:
            return CenterStanding(client).standing(ssn, name)
