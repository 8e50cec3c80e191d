"""What the services are made of; ``bootstrap`` fills it with adapters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from counter_app.domain.records import Office
from counter_app.domain.rulepack import RulePack
from counter_app.ports.cards import CardDesk
from counter_app.ports.carrying import Carrier, NoCarrier
from counter_app.ports.center import CardLookup, Line
from counter_app.ports.clock import Clock, Ids
from counter_app.ports.lists import ReadSheet, WriteSheet, no_lists, no_sheets
from counter_app.ports.photos import NoPhotoRoom, PhotoRoom
from counter_app.ports.printer import Press, Printer
from counter_app.ports.standing import StandingLookup
from counter_app.ports.store import Store
from counter_app.ports.unitfiles import NoUnitFiles, UnitFiles
from counter_app.ports.workbench import NoWorkbench, Workbench


@dataclass(slots=True)
class Parts:
    """Ports and settings handed to every use case.

    Attributes:
        pack: the rules in force; only ``Counter.take_pack`` changes it.
        carrier: carry files for a stick.
        receipt_mac: short code of a receipt number under the workstation's key.
        printed_wait_s: how long a receipt waits for the center's word while the
            line is up; the person waits no longer than this for paper.
        language: language of papers.
        actor: who acts where no operator is logged in, e.g. ``cli:root``.
        receipt_form: the sheet of receipts, ``a5`` or ``80mm``.
        read_sheet: reads a unit's list.
        write_sheet: makes a workbook or separated text of a list.
        workbench: the settings of this machine, its reader and printer to try.
        unit_files: seals what laptops of a unit day exchange.
        photos: opens folders of photos and cuts them.
        lookup: shows a card to the center (S6); None where nobody can be asked.
        standing: asks the center what stands in the way of an application.
    """

    store: Store
    cards: CardDesk
    line: Line
    press: Press
    printer: Printer
    clock: Clock
    ids: Ids
    pack: RulePack
    office: Office
    receipt_mac: Callable[[str], str]
    printed_wait_s: float = 3.0
    language: str = "zh_CN"
    receipt_form: str = "a5"
    actor: str = "system"
    carrier: Carrier = field(default_factory=NoCarrier)
    lookup: CardLookup | None = None
    standing: StandingLookup | None = None
    read_sheet: ReadSheet = no_lists
    write_sheet: WriteSheet = no_sheets
    photos: PhotoRoom = field(default_factory=NoPhotoRoom)
    workbench: Workbench = field(default_factory=NoWorkbench)
    unit_files: UnitFiles = field(default_factory=NoUnitFiles)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.office.time_zone)

    def now(self) -> datetime:
        """Return the time, corrected by the skew the center measured (G11)."""
        return self.clock.now() + timedelta(seconds=self.line.state().skew_s or 0)

    def today(self) -> date:
        """Return the office's date."""
        return self.now().astimezone(self.zone).date()
