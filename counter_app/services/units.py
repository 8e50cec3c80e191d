"""Unit jobs as one face for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from counter_app.domain.list_heads import Column
from counter_app.domain.units import Mark, UnitAgent, UnitBox, UnitJob, UnitPerson
from counter_app.services import (
    unit_batch,
    unit_boxing,
    unit_closing,
    unit_day,
    unit_import,
    unit_laptops,
    unit_merging,
    unit_papers,
)
from counter_app.services.commands import Bearer
from counter_app.services.filing import Filed
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_batch import Placed
from counter_app.services.unit_boxing import PackBox
from counter_app.services.unit_closing import BoxCount
from counter_app.services.unit_day import HandOver, Progress
from counter_app.services.unit_import import Imported, UnitOrder
from counter_app.services.unit_laptops import SealedBoxes, Taken
from counter_app.services.unit_merging import Merged, Settled
from counter_app.services.unit_papers import UnitPaper


class UnitDesk(Protocol):
    """Everything a clerk does for a unit. All calls may raise CounterError."""

    def look_through(self, order: UnitOrder) -> Imported:
        """Tell what a list would give; stores nothing."""

    def make_job(self, order: UnitOrder) -> Imported:
        """Store the job; the same list again returns the job it made."""

    def jobs(self, page: int = 0) -> tuple[tuple[UnitJob, ...], bool]:
        """Return a page of jobs and whether there are more."""

    def people(
        self, job_id: str, box: int | None = None, page: int = 0
    ) -> tuple[tuple[UnitPerson, ...], bool]:
        """Return a page of a job's or a box's people by running number."""

    def agents(self, job_id: str) -> tuple[UnitAgent, ...]: ...
    def unit_bearer(self, job_id: str) -> Bearer:
        """Return the unit's agents as those who take a card for somebody."""

    def find(self, job_id: str, text: str) -> UnitPerson:
        """Find by id number, card number or running number."""

    def progress(self, job_id: str) -> Progress:
        """Return the live counter: by box, and people per minute."""

    def hand_over(self, command: HandOver) -> Filed:
        """Give a card; the same submit key twice is one case."""

    def mark(self, person: UnitPerson, what: Mark, note: str = "") -> UnitPerson:
        """Mark absent, wrong card or refused, or take such a mark back."""

    def close(self, job_id: str, counted: tuple[BoxCount, ...]) -> int:
        """Close after the count of the boxes; return the cards that go back."""

    def place_batch(
        self,
        file: Path,
        told: Sequence[tuple[str, Column]] = (),
        *,
        dry_run: bool = False,
    ) -> Placed:
        """Write the places of a center's batch list into the stock book."""

    def pack(self, command: PackBox) -> UnitBox:
        """Two persons close a box; its cards wait in their slots."""

    def paper(self, job_id: str, what: UnitPaper, boxes: Sequence[int] = ()) -> bytes:
        """Return labels, pick list, signature sheet, record or wrong-data list."""

    def give(self, job_id: str, boxes: Sequence[int], laptop: str) -> SealedBoxes:
        """Seal boxes for a laptop."""

    def take_back(self, job_id: str, box: int) -> UnitBox:
        """Take a box back whose laptop is broken or lost."""

    def take(self, data: bytes, code: str) -> Taken:
        """Take boxes over on a laptop."""

    def results(self, job_id: str, laptop: str) -> SealedBoxes:
        """Seal what became of each person, for the office."""

    def merge(self, data: bytes, code: str) -> Merged:
        """Write a laptop's results into the office's job."""

    def settle(self, job_id: str) -> Settled:
        """Lay the job beside the center's word."""


class Units:
    """Implements :class:`UnitDesk`; somebody must be logged in for every call."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def look_through(self, order: UnitOrder) -> Imported:
        self._acting()
        return unit_import.look_through(self._parts, order)

    def make_job(self, order: UnitOrder) -> Imported:
        return unit_import.make_job(self._parts, self._acting(), order)

    def jobs(self, page: int = 0) -> tuple[tuple[UnitJob, ...], bool]:
        self._acting()
        return unit_day.jobs(self._parts, page)

    def people(
        self, job_id: str, box: int | None = None, page: int = 0
    ) -> tuple[tuple[UnitPerson, ...], bool]:
        self._acting()
        return unit_day.people(self._parts, job_id, box, page)

    def agents(self, job_id: str) -> tuple[UnitAgent, ...]:
        self._acting()
        return unit_day.agents(self._parts, job_id)

    def unit_bearer(self, job_id: str) -> Bearer:
        self._acting()
        return unit_day.unit_bearer(self._parts, job_id)

    def find(self, job_id: str, text: str) -> UnitPerson:
        self._acting()
        return unit_day.find(self._parts, job_id, text)

    def progress(self, job_id: str) -> Progress:
        self._acting()
        return unit_day.progress(self._parts, job_id)

    def hand_over(self, command: HandOver) -> Filed:
        return unit_day.hand_over(self._parts, self._acting(), command)

    def mark(self, person: UnitPerson, what: Mark, note: str = "") -> UnitPerson:
        return unit_day.mark(self._parts, self._acting(), person, what, note)

    def close(self, job_id: str, counted: tuple[BoxCount, ...]) -> int:
        return unit_closing.close_job(self._parts, self._acting(), job_id, counted)

    def place_batch(
        self,
        file: Path,
        told: Sequence[tuple[str, Column]] = (),
        *,
        dry_run: bool = False,
    ) -> Placed:
        return unit_batch.place_batch(
            self._parts, self._acting(), file, told, dry_run=dry_run
        )

    def pack(self, command: PackBox) -> UnitBox:
        return unit_boxing.pack_box(self._parts, self._acting(), command)

    def paper(self, job_id: str, what: UnitPaper, boxes: Sequence[int] = ()) -> bytes:
        return unit_papers.make(self._parts, self._acting(), job_id, what, boxes)

    def give(self, job_id: str, boxes: Sequence[int], laptop: str) -> SealedBoxes:
        return unit_laptops.give_boxes(
            self._parts, self._acting(), job_id, boxes, laptop
        )

    def take_back(self, job_id: str, box: int) -> UnitBox:
        return unit_laptops.take_back(self._parts, self._acting(), job_id, box)

    def take(self, data: bytes, code: str) -> Taken:
        return unit_laptops.take_boxes(self._parts, self._acting(), data, code)

    def results(self, job_id: str, laptop: str) -> SealedBoxes:
        return unit_laptops.results(self._parts, self._acting(), job_id, laptop)

    def merge(self, data: bytes, code: str) -> Merged:
        return unit_merging.merge(self._parts, self._acting(), data, code)

    def settle(self, job_id: str) -> Settled:
        return unit_merging.settle(self._parts, self._acting(), job_id)
