"""Unit jobs in memory: one job that is laid out; enough for a page to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column
from counter_app.domain.list_order import ListOrder
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.units import (
    MARKS,
    JobCount,
    JobState,
    Mark,
    PersonState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitPerson,
)
from counter_app.services.commands import Bearer
from counter_app.services.filing import Filed
from counter_app.services.unit_batch import Placed
from counter_app.services.unit_boxing import PackBox
from counter_app.services.unit_closing import BoxCount
from counter_app.services.unit_day import HandOver, Progress
from counter_app.services.unit_import import Imported, UnitOrder
from counter_app.services.unit_laptops import SealedBoxes, Taken
from counter_app.services.unit_merging import Merged, Settled
from counter_app.services.unit_papers import UnitPaper

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
JOB = UnitJob(
    "job-1", "海陵机械厂", date(2026, 11, 25), "食堂", ListOrder.STROKES, 100,
    JobState.PACKED, NOW, "zhang", "digest",
)  # fmt: skip
PERSON = UnitPerson(
    JOB.job_id, 1, Ssn("999901198002290013"), "张三", CardNo("C12341103"),
    "一车间", "装配", "甲班", 1, 1,
)  # fmt: skip


@dataclass
class FakeUnits:
    """Implements :class:`counter_app.services.units.UnitDesk` for one person."""

    person: UnitPerson = PERSON
    box: UnitBox = field(default_factory=lambda: UnitBox(JOB.job_id, 1, "UABCDEF-01"))
    calls: list[object] = field(default_factory=list)
    job: UnitJob = JOB

    def look_through(self, order: UnitOrder) -> Imported:
        self.calls.append(order)
        return Imported(None, (), (), ())

    def make_job(self, order: UnitOrder) -> Imported:
        self.calls.append(order)
        return Imported(JOB, (), (), (), repeated=True)

    def jobs(self, page: int = 0) -> tuple[tuple[UnitJob, ...], bool]:
        return (() if page else (self.job,)), False

    def people(
        self, job_id: str, box: int | None = None, page: int = 0
    ) -> tuple[tuple[UnitPerson, ...], bool]:
        del job_id, box
        return (() if page else (self.person,)), False

    def agents(self, job_id: str) -> tuple[UnitAgent, ...]:
        del job_id
        return (UnitAgent("周经办", "999901197001010018", "13900000000"),)

    def unit_bearer(self, job_id: str) -> Bearer:
        del job_id
        return Bearer(papers_checked=True)

    def find(self, job_id: str, text: str) -> UnitPerson:
        del job_id
        if text not in (self.person.ssn, self.person.card_no, "1"):
            raise RuleError(UnitCode.NOT_ON_LIST)
        return self.person

    def progress(self, job_id: str) -> Progress:
        del job_id
        count = JobCount(1, **{self.person.state.value: 1})
        return Progress(self.job, {0: count, 1: count}, 0.0, 0, (self.box,))

    def hand_over(self, command: HandOver) -> Filed:
        self.calls.append(command)
        if self.person.state is PersonState.HANDED:
            raise RuleError(
                UnitCode.NOT_POSSIBLE, state=self.person.state, mark=Mark.HANDED
            )
        self.person = replace(self.person, state=PersonState.HANDED)
        return None  # type: ignore[return-value]  # the page does not look at it

    def mark(self, person: UnitPerson, what: Mark, note: str = "") -> UnitPerson:
        del note
        state = MARKS.get((person.state, what))
        if state is None:
            raise RuleError(UnitCode.NOT_POSSIBLE, state=person.state, mark=what)
        self.person = replace(person, state=state)
        return self.person

    def close(self, job_id: str, counted: tuple[BoxCount, ...]) -> int:
        del job_id
        self.calls.append(counted)
        return 0

    def place_batch(
        self,
        file: Path,
        told: Sequence[tuple[str, Column]] = (),
        *,
        dry_run: bool = False,
    ) -> Placed:
        self.calls.append((file, told, dry_run))
        return Placed(0, 0, (), ())

    def pack(self, command: PackBox) -> UnitBox:
        self.box = replace(
            self.box, packed_at=NOW, packer="zhang", second=str(command.box)
        )
        return self.box

    def paper(self, job_id: str, what: UnitPaper, boxes: Sequence[int] = ()) -> bytes:
        self.calls.append((job_id, what, boxes))
        return b"%PDF-"

    def give(self, job_id: str, boxes: Sequence[int], laptop: str) -> SealedBoxes:
        self.calls.append((job_id, boxes, laptop))
        return SealedBoxes(b"sealed", "AAAA-BBBB", 1)

    def take_back(self, job_id: str, box: int) -> UnitBox:
        self.calls.append((job_id, box))
        return self.box

    def take(self, data: bytes, code: str) -> Taken:
        self.calls.append((data, code))
        return Taken(JOB.job_id, (1,), (), 1)

    def results(self, job_id: str, laptop: str) -> SealedBoxes:
        self.calls.append((job_id, laptop))
        return SealedBoxes(b"sealed", "AAAA-BBBB", 1)

    def merge(self, data: bytes, code: str) -> Merged:
        self.calls.append((data, code))
        return Merged("laptop1", 1, (), (1,))

    def settle(self, job_id: str) -> Settled:
        self.calls.append(job_id)
        return Settled((), ())
