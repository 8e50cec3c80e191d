"""The center as the services and the window see it; ``sync`` implements it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from counter_app.domain.chip import CardProof
from counter_app.domain.records import Card, Holder

ANCHOR_ALARM = "sync.anchor_alarm"  # which anchors this file misses
ANCHOR_ALARM_AT = "sync.anchor_alarm_at"  # when that was found, ISO text, UTC


@dataclass(frozen=True, slots=True)
class LoadState:
    """The first load that runs now; both None until the center told."""

    left: int | None = None  # holders still to come, about
    seconds: int | None = None  # about
    naming: bool = False  # all rows are here; ``left`` names are to be sorted


@dataclass(frozen=True, slots=True)
class Aside:
    """An act that did not get through alone; it waits and is tried again and again.

    Attributes:
        code: of ``codes.center``: what the center, or something before it, said.
    """

    receipt_no: str
    code: str


@dataclass(frozen=True, slots=True)
class LineState:
    """What is known about the line to the center.

    Attributes:
        enrolled: this workstation has keys and an address.
        online: the last exchange succeeded and the line is not held.
        fault: code of ``codes.center`` of the last failure.
        skew_s: center's clock minus ours at the last contact, seconds.
        next_try: when the next exchange is due.
        data_as_of: when the feed was last read to its end.
        load: the first load, while it runs.
        aside: acts that were set aside so that the others go on.
    """

    enrolled: bool
    online: bool
    last_contact: datetime | None = None
    fault: str | None = None
    skew_s: float | None = None
    next_try: datetime | None = None
    data_as_of: datetime | None = None
    load: LoadState | None = None
    aside: tuple[Aside, ...] = ()


class Line(Protocol):
    """The running sync: wake it, ask it, wait for one operation's outcome."""

    def state(self) -> LineState: ...
    def wake(self) -> None:
        """Start an exchange now (commit 2 calls this)."""

    def wait_decided(self, op_ids: tuple[str, ...], timeout_s: float) -> bool:
        """Wait until all are decided; False at once while offline, or on time-out."""

    def watch(self, on_change: Callable[[LineState], None]) -> None: ...
    def hold(self, held: bool) -> None:  # noqa: FBT001 - a switch, not a mode
        """Cut the line on purpose (practice office) or give it back."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class CenterCard:
    """What the center tells of a card that was shown to it (S6).

    Attributes:
        genuine: its key service checked the chip's answer; None when it has no keys
            for this card.
        holder: None where the center does not know the person.
        at: when the center looked, its clock.
    """

    card: Card
    holder: Holder | None
    genuine: bool | None
    at: datetime


class CardLookup(Protocol):
    """The center's present record of a card, for who shows the card itself."""

    def look_up(self, proof: CardProof) -> CenterCard:
        """Show a card to the center.

        Raises:
            CenterError: the center is away, ``center.no_such_card``,
                ``center.card_not_proved``.
            CardError: what its key service says.
        """
