"""Applications and exchange campaigns as the services see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from counter_app.domain.applications import Application, Progress, Step
from counter_app.domain.campaigns import Campaign, CampaignPerson, Due
from counter_app.domain.records import Json, Ssn
from counter_app.domain.states import Effect


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application with what this office knows beside it.

    Attributes:
        effect: of our own act; None where another workstation took it.
        refusal: the center's code.
        collected: the card was handed out.
    """

    application: Application
    effect: Effect | None
    refusal: str | None
    collected: bool

    @property
    def shown(self) -> str:
        """Where the card is, one word; texts are ``apply.state.<word>``."""
        state = self.application.state
        if state is Progress.ACCEPTED and self.effect is Effect.REFUSED:
            return Progress.REFUSED.value
        if state is Progress.ACCEPTED and self.effect is Effect.REVERSED:
            return Progress.WITHDRAWN.value
        if state is Progress.ACCEPTED and self.effect is Effect.EFFECTIVE:
            return Progress.APPLIED.value
        if state is Progress.AT_OFFICE and self.collected:
            return "collected"
        return state.value


@dataclass(frozen=True, slots=True)
class Find:
    """What a list of applications shows; what is empty asks for nothing.

    Attributes:
        state: as stored.
        unit: whose list they came with.
        text: beginning of a receipt, id or card number, or of a name.
        late_on: only those promised before this day and still on their way.
    """

    state: str = ""
    unit: str = ""
    text: str = ""
    late_on: date | None = None


class BatchState(StrEnum):
    """How far a unit's list is."""

    RUNNING = "running"  # or cut off by a power cut
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ApplicationBatch:
    """A unit's list that is being taken in.

    Attributes:
        digest: SHA-256 of the list; the same list is the same batch.
        file: where it lay.
        agent: who brought it, as the form said.
        done: rows looked at, of ``total``.
        taken: of these, applications.
    """

    digest: str
    file: str
    unit: str
    agent: Json
    total: int
    done: int
    taken: int
    bad: int
    state: BatchState
    told_at: datetime
    clerk: str


class Applications(Protocol):
    """Applications inside a unit of work."""

    def add(self, application: Application) -> None: ...
    def told(self, application: Application, steps: Sequence[Step] = ()) -> None:
        """Keep what the center told; what only we know of it stays."""

    def steps(self, number: str) -> Sequence[Step]:
        """Return the way of an application's card, the oldest step first."""

    def put_batch(self, batch: ApplicationBatch) -> None:
        """Insert, or replace what was known of this list."""


class ApplicationReads(Protocol):
    """Lists of applications; paged."""

    def applications(
        self, find: Find, page: int, size: int = 50
    ) -> Sequence[ApplicationRow]:
        """Return rows, the newest first, one more than asked if there are more.

        Args:
            find: which ones.
            page: from 0.
            size: of a page.
        """

    def application(self, wanted: str) -> Sequence[ApplicationRow]:
        """Find by number of the application or of the person."""

    def batches(self, limit: int) -> Sequence[ApplicationBatch]:
        """Return the units' lists, the latest first."""


class Campaigns(Protocol):
    """Exchange campaigns inside a unit of work."""

    def add(self, campaign: Campaign, people: Sequence[CampaignPerson]) -> None: ...
    def reminded(self, campaign_id: str, ssns: Sequence[Ssn], at: datetime) -> None:
        """Count one letter more for each of these people."""


class CampaignReads(Protocol):
    """Who is due, and how campaigns stand."""

    def due(self, first: date, until: date, unit: str, limit: int) -> Sequence[Due]:
        """Return living cards given out here that end in a span (R-36)."""

    def campaigns(self, page: int, size: int = 50) -> Sequence[Campaign]: ...
    def campaign(self, campaign_id: str) -> Campaign | None: ...
    def campaign_people(self, campaign_id: str) -> Sequence[Due]:
        """Return everybody of a campaign with their card as it stands now."""
