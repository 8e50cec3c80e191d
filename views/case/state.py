"""What the case page shows: who, chip beside record, what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counter_app.domain.records import CardNo
from counter_app.domain.states import Kind
from counter_app.services.results import CardOnReader, HolderFile
from views.flow.fault import Fault
from views.flow.visit import Match
from views.service.state import Option, Service


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service: its businesses for this person, and the one shown."""

    service: Service
    allowed: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CaseState:
    """One picture of the page."""

    file: HolderFile
    chosen: CardNo | None
    match: Match
    card: CardOnReader | None
    services: tuple[ServiceLine, ...]
    suggestion: Service | None
    refused: Option | None = None  # a service was asked for that is not allowed
    fault: Fault | None = None
    drafts: tuple[Service, ...] = ()
    unmasked: bool = False  # numbers stand in full, on record
    #: originals the holder (a minor's guardian) must show for each business (3.2)
    papers: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
