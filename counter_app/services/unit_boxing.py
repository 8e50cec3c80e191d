"""Pack a unit's boxes: two persons close one, its cards wait in their slots (7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card
from counter_app.domain.states import StockState
from counter_app.domain.stock import ActKind
from counter_app.domain.units import UnitBox, UnitPerson
from counter_app.ports.book import StockAct
from counter_app.ports.store import UnitOfWork
from counter_app.services.approval import Approval
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.stock import second_person
from counter_app.services.unit_day import open_job

_CAN_WAIT = frozenset(
    {StockState.TO_CABINET, StockState.IN_CABINET, StockState.WAITING}
)


@dataclass(frozen=True, slots=True)
class PackBox:
    """What the two who close a box say.

    Attributes:
        counted: cards they counted into it.
        second: the other person; asked for where the rule pack wants two.
    """

    job_id: str
    box: int
    counted: int
    second: Approval | None = field(default=None, repr=False)


def pack_box(parts: Parts, session: Session, command: PackBox) -> UnitBox:
    """Close a box: every card lies in its slot and waits for its holder (state 3).

    The stock book keeps the act with both persons and the box's label as its paper.

    Raises:
        RuleError: ``units.no_box``, ``units.box_packed``, ``units.box_away``,
            ``units.pack_count``, ``units.card_not_here``, ``stock.second_needed``,
            ``rule.approval_*``; nothing was changed.
    """
    two = parts.pack.unit_office > 1
    second = second_person(parts, session, command.second, needed=two)
    with parts.store.unit_of_work() as uow:
        box = _open_box(uow, command)
        people = uow.units.of_box(command.job_id, command.box)
        if command.counted != len(people):
            raise RuleError(
                UnitCode.PACK_COUNT, box=box.box, book=len(people),
                counted=command.counted,
            )  # fmt: skip
        for person, card in zip(people, _cards(uow, people), strict=True):
            place = box.place(person.slot)
            waits = replace(card, stock_state=StockState.WAITING, box_position=place)
            uow.cards.put(waits)
        now = parts.now()
        act = StockAct(
            parts.ids.new(), ActKind.UNIT_PACK, now, session.login, second, box.label
        )
        uow.stock.book(act)
        packed = replace(box, packed_at=now, packer=session.login, second=second)
        uow.units.put_box(packed)
        uow.audit.append(
            at=now,
            actor=session.login,
            event="unit.pack",
            subject=command.job_id,
            detail=f"{box.label} {len(people)} {second}".strip(),
        )
        uow.commit()
    return packed


def _open_box(uow: UnitOfWork, command: PackBox) -> UnitBox:
    open_job(uow, command.job_id)
    box = uow.units.box(command.job_id, command.box)
    if box is None:
        raise RuleError(UnitCode.NO_BOX, box=command.box)
    if box.packed_at is not None:
        raise RuleError(UnitCode.BOX_PACKED, box=box.box)
    if box.laptop:
        raise RuleError(UnitCode.BOX_AWAY, box=box.box, laptop=box.laptop)
    return box


def _cards(uow: UnitOfWork, people: Sequence[UnitPerson]) -> Sequence[Card]:
    """Return the cards by slot, each of which must lie in this office."""
    found = uow.cards.those(person.card_no for person in people)
    cards = []
    for person in people:
        card = found.get(person.card_no)
        if card is None or card.stock_state not in _CAN_WAIT:
            raise RuleError(UnitCode.CARD_NOT_HERE, box=person.box, slot=person.slot)
        cards.append(card)
    return cards
