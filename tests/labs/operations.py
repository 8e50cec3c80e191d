"""Acts as a window sends them, without a network."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from center.entries import Door
from center.service import Center
from center.world import Sender
from counter_app.domain.records import Card
from counter_app.domain.states import Kind
from sync.wire import (
    OperationAnswer,
    RawBatch,
    WireOperation,
    content_digest,
    encode,
)

_numbers = itertools.count(1)


def operation(
    kind: Kind, about: Card, base: int, *, op: str = "", **detail: str
) -> WireOperation:
    """Return an act that still lacks its number and digest."""
    running = next(_numbers)
    return WireOperation(
        workstation="?",
        incarnation="i1",
        sequence=1,
        op_id=op or f"op-{running}",
        kind=kind,
        ssn=about.ssn,
        card_no=about.card_no,
        base_version=base,
        detail=dict(detail),
        hlc=f"{running:020d}",
        made_at=datetime(2026, 3, 2, 3, tzinfo=UTC),
        receipt_no=f"99990101-{running:06d}",
        clerk="clerk1",
    )


@dataclass(slots=True)
class Window:
    """One enrolled workstation of a center in this process."""

    center: Center
    workstation: str
    office: str
    sent: int = 0
    region: str = "999901"
    pack: str = "cn-js-taizhou"
    answers: list[OperationAnswer] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        """Who the center takes it for."""
        return Sender(self.workstation, self.office, self.region, self.pack)

    def numbered(self, act: WireOperation) -> WireOperation:
        """Give an act its number and digest."""
        self.sent += 1
        made = msgspec.structs.replace(
            act, workstation=self.workstation, sequence=self.sent
        )
        return msgspec.structs.replace(made, digest=content_digest(made))

    def send(self, *acts: WireOperation) -> list[OperationAnswer]:
        """Send acts in one batch and return the answers."""
        door: Door = self.sender
        batch = RawBatch(tuple(msgspec.Raw(encode(self.numbered(a))) for a in acts))
        answers = list(self.center.apply(door, batch).outcomes)
        self.answers += answers
        return answers
