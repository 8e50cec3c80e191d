"""Applications in memory: a list with every state, a person who has a card."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from PIL import Image

from counter_app.domain.applications import Application, Progress, Step
from counter_app.domain.codes.apply import ApplyCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus, Collector, Effect, Kind
from counter_app.ports.applications import (
    ApplicationBatch,
    ApplicationRow,
    BatchState,
    Find,
)
from counter_app.services.applications import ALL, Listed, Way
from counter_app.services.apply_lists import (
    AppliedList,
    BadApplication,
    UnitApplications,
)
from counter_app.services.applying import ApplyNew
from counter_app.services.results import CaseResult
from counter_app.services.standing import Block, Standing
from tests.fakes.cases import Done, operation_of, result_of

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
UNIT = "演练省第一演练市造船重工集团有限责任公司总装二车间（北厂区）"
LONG = "阿卜杜热依木·买买提明·阿卜杜克里木"
HAS_CARD = Ssn("999901198002290013")


def rows() -> tuple[ApplicationRow, ...]:
    """Return one application in every state."""
    return tuple(
        ApplicationRow(
            Application(
                number=f"9999010120261120613{n}7F3A{n:06d}K",
                ssn=HAS_CARD,
                name=LONG,
                bank="95580",
                state=state,
                made_at=NOW,
                told_at=NOW,
                promised_on=date(2026, 12, 11),
                unit=UNIT,
            ),
            Effect.PENDING if state is Progress.ACCEPTED else Effect.EFFECTIVE,
            "rule.has_live_card" if state is Progress.REFUSED else None,
            collected=False,
        )
        for n, state in enumerate(Progress)
    )


def picture() -> bytes:
    """Return a drawn photo."""
    kept = io.BytesIO()
    Image.new("RGB", (358, 441), "#c8d4e0").save(kept, "JPEG")
    return kept.getvalue()


@dataclass
class FakeApplications:
    """Implements :class:`counter_app.services.applications.ApplyDesk`."""

    commands: list[ApplyNew] = field(default_factory=list)
    silent: str | None = None  # why the center is not heard

    def apply(self, command: ApplyNew) -> CaseResult:
        known = [done.submit_key for done in self.commands]
        if command.submit_key not in known:
            self.commands.append(command)
        number = Ssn(command.person.ssn or command.person.paper_no)
        done = Done(len(self.commands), Kind.APPLY_NEW, number, None, None)
        return result_of(operation_of(done, "zhang", Effect.EFFECTIVE), done)

    def apply_list(
        self, order: UnitApplications, *, dry_run: bool = False
    ) -> AppliedList:
        error = RuleError(ApplyCode.PHOTO_MISSING, age=7)
        bad = tuple(
            BadApplication(n, error, (LONG, HAS_CARD, "95580")) for n in range(2, 11)
        )
        order.progress(12, 20)
        return AppliedList(11, 0, bad, ("姓名",), ("工友", UNIT), 20, 20)

    def batches(self) -> tuple[ApplicationBatch, ...]:
        return tuple(
            ApplicationBatch(
                "d" * 64, f"/media/usb/{UNIT}.xlsx", UNIT, {}, 5000, 1234, 1200, 34,
                state, NOW, "zhang",
            )
            for state in BatchState
        )  # fmt: skip

    def papers(self, who: Collector, *, minor: bool = False) -> tuple[str, ...]:
        return ("holder_id",)

    def check(self, ssn: Ssn) -> Standing:
        return Standing(ssn, Block.NONE, as_of=NOW)

    def ask(self, ssn: Ssn, name: str = "") -> Standing:
        if self.silent is not None:
            return Standing(ssn, Block.NONE, fault=self.silent, as_of=NOW)
        if ssn != HAS_CARD:
            return Standing(ssn, Block.NONE, asked_at=NOW)
        normal = AppStatus.NORMAL
        return Standing(
            ssn, Block.CARD, card_status=normal, card_tail="018X", asked_at=NOW
        )

    def photo(self, ssn: Ssn) -> bytes | None:
        return None if ssn == HAS_CARD else picture()

    def listing(self, find: Find = ALL, page: int = 0) -> Listed:
        found = tuple(r for r in rows() if find.state in ("", r.application.state))
        return Listed(found, page, more=page == 0, as_of=NOW)

    def where(self, wanted: str) -> tuple[ApplicationRow, ...]:
        return tuple(row for row in rows() if row.application.number == wanted)

    def way(self, number: str) -> Way:
        row = self.where(number)[0]
        note = "制卡厂退回：照片不合格，需重新采集后再送"
        return Way(row, (Step(Progress.ACCEPTED, NOW),
                         Step(Progress.APPLIED, NOW, note)), None, NOW)  # fmt: skip
