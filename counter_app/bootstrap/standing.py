"""Asks the center about a person who wants a first card."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from counter_app.bootstrap.place import Place
from counter_app.domain.records import Ssn
from counter_app.ports.standing import AtCenter
from counter_app.ports.store import Store


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """:class:`~counter_app.ports.standing.StandingLookup`, enrolled or not."""

    place: Place
    store: Store

    def standing(self, ssn: Ssn, name: str) -> AtCenter:
        """Ask the center; see the port."""
        # Loaded for the first such question: see later.py.
        from counter_app.bootstrap.line import center_client  # noqa: PLC0415
        from sync.standing import CenterStanding  # noqa: PLC0415

        with closing(center_client(self.place, self.store)) as client:
            return CenterStanding(client).standing(ssn, name)
