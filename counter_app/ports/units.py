"""Unit jobs as the services see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.units import (
    JobCount,
    JobState,
    PersonState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitMark,
    UnitPerson,
)


@dataclass(frozen=True, slots=True)
class InRoll:
    """What the roll knows of a person of a list.

    Attributes:
        card_no: the card that waits here, None for none.
        job_id: the open job the card already lies in.
    """

    name: str
    card_no: CardNo | None
    job_id: str | None


class UnitJobs(Protocol):
    """Jobs and their people inside a unit of work."""

    def add(self, job: UnitJob, agents: Iterable[UnitAgent]) -> None: ...
    def add_people(self, people: Iterable[UnitPerson]) -> None: ...
    def put_box(self, box: UnitBox) -> None:
        """Add a box, or write what became of it."""

    def boxes(self, job_id: str) -> Sequence[UnitBox]: ...
    def box(self, job_id: str, box: int) -> UnitBox | None: ...
    def of_box(self, job_id: str, box: int) -> Sequence[UnitPerson]:
        """Return the people of a box by slot."""

    def marks(self, job_id: str) -> Sequence[UnitMark]:
        """Return the log in the order it was written."""

    def has_mark(self, mark_id: str) -> bool: ...
    def handed_by(self, job_id: str, running: int) -> str | None:
        """Return which laptop's hand-over counts ("" is here), None for nobody's."""

    def given_elsewhere(self, job_id: str) -> Sequence[UnitPerson]:
        """Return people without a card here who have it by the center's word."""

    def recalled(self, job_id: str) -> Sequence[int]:
        """Return running numbers whose hand-out here the center refused."""

    def get(self, job_id: str) -> UnitJob | None: ...
    def of_list(self, digest: str) -> UnitJob | None:
        """Return the job that a list made before."""

    def agents(self, job_id: str) -> Sequence[UnitAgent]: ...
    def look_up(self, ssns: Sequence[Ssn]) -> Mapping[Ssn, InRoll]:
        """Return what is known of the people of a list, all at once."""

    def person(self, job_id: str, ssn: Ssn) -> UnitPerson | None: ...
    def numbered(self, job_id: str, running: int) -> UnitPerson | None: ...
    def mark(self, mark: UnitMark, state: PersonState) -> None:
        """Add a line to the log and set what became of the person."""

    def set_state(self, job_id: str, state: JobState) -> None: ...
    def return_rest(self, job_id: str) -> int:
        """The job is over: cards not given are free; return how many these are."""


class UnitReads(Protocol):
    """Lists of jobs and people; paged."""

    def unit_jobs(self, page: int, size: int = 50) -> Sequence[UnitJob]:
        """Return jobs, newest day first, and one more than asked if there are more."""

    def unit_people(
        self, job_id: str, box: int | None, page: int, size: int = 50
    ) -> Sequence[UnitPerson]: ...
    def unit_person(self, job_id: str, text: str) -> UnitPerson | None:
        """Find by social security number, card number or running number."""

    def unit_counts(self, job_id: str) -> Mapping[int, JobCount]:
        """Return the counts of every box; box 0 is the whole job."""

    def unit_doubles(self, job_id: str) -> int:
        """Count the cards that two laptops say they handed out."""

    def unit_served(self, job_id: str, since: datetime) -> int:
        """Count the people who were served since then, whatever became of them."""
