"""Before an application is typed: what the center knows that stands in its way."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from counter_app.domain.applications import Progress
from sync.wire.feed import Number, Text, UtcTime


class StandingQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's number; the name is compared, never told."""

    ssn: Number
    name: Text = ""


class StandingAnswer(Struct, frozen=True, kw_only=True):
    """What stands in the way: no more than the clerk must know.

    Attributes:
        known: the center's roll has the person.
        name_same: None where no name was asked.
        card_status: of a card that is not cancelled; None without one.
        card_tail: its last four characters.
        progress: of an application on its way.
    """

    known: bool
    at: UtcTime
    alive: bool = True
    name_same: bool | None = None
    card_status: int | None = None
    card_tail: Text = ""
    card_office: Text = ""
    progress: Progress | None = None
    applied_at: UtcTime | None = None
    promised_on: date | None = None
