"""What may be said of the line in one word; the label never lies (G14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Headline(StrEnum):
    """The worst that is true now, worst first."""

    UNKNOWN = "unknown"  # the figures are old or could not be read
    REFUSED = "refused"  # a person must settle something
    DOUBTFUL = "doubtful"  # a card write must be resolved
    OVERDUE = "overdue"  # a loss waits longer than the city allows
    NOT_ENROLLED = "not_enrolled"
    HELD = "held"  # cut on purpose
    WAITING_OFFLINE = "waiting_offline"
    WAITING = "waiting"
    LOADING = "loading"
    OFFLINE = "offline"  # nothing waits, but nobody was asked lately
    ALL_SENT = "all_sent"


@dataclass(frozen=True, slots=True)
class Figures:
    """All that decides the headline, read at one moment."""

    known: bool
    enrolled: bool
    online: bool
    held: bool
    loading: bool
    waiting: int
    refused: int
    doubtful: int
    overdue: bool
    parcels: int = 0


def headline(at: Figures) -> Headline:
    """Return the headline; ``ALL_SENT`` only where nothing at all is open."""
    checks = (
        (not at.known, Headline.UNKNOWN),
        (at.refused > 0, Headline.REFUSED),
        (at.doubtful > 0, Headline.DOUBTFUL),
        (at.overdue, Headline.OVERDUE),
        (not at.enrolled, Headline.NOT_ENROLLED),
        (at.held, Headline.HELD),
        (
            not at.online and at.waiting + at.parcels > 0,
            Headline.WAITING_OFFLINE,
        ),
        (at.waiting + at.parcels > 0, Headline.WAITING),
        (not at.online, Headline.OFFLINE),
        (at.loading, Headline.LOADING),
    )
    return next((word for true, word in checks if true), Headline.ALL_SENT)
