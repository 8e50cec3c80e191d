"""Put the people of a unit into boxes: groups, order, running number, slot (7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counter_app.domain.list_order import ListOrder, ordered
from counter_app.domain.unit_list import ListRow

BOX_SIZE = 100


@dataclass(frozen=True, slots=True)
class Packed:
    """A person's place.

    Attributes:
        running: number in the whole unit, 1-based; the number on every paper.
        box: number of the box, 1-based.
        slot: place in the box, 1-based.
    """

    row: ListRow
    running: int
    box: int
    slot: int


def pack(
    rows: Sequence[ListRow], by: ListOrder, box_size: int = BOX_SIZE
) -> list[Packed]:
    """Give every person a running number, a box and a slot.

    Workshops, departments and teams follow each other as the list names them first,
    the people of a group by the chosen order. A workshop begins a new box, so that
    boxes can be handed out at different gates.

    Args:
        rows: people, in the order of the list.
        by: order inside a group.
        box_size: most people in a box, at least 1.
    """
    found: list[Packed] = []
    box = slot = 0
    workshop: str | None = None
    for row in _in_groups(rows, by):
        if row.workshop != workshop or slot == box_size:
            workshop = row.workshop
            box, slot = box + 1, 0
        slot += 1
        found.append(Packed(row, len(found) + 1, box, slot))
    return found


def _in_groups(rows: Sequence[ListRow], by: ListOrder) -> Iterable[ListRow]:
    place: dict[tuple[str, ...], int] = {}
    for row in rows:
        for level in range(1, 4):
            place.setdefault(row.group[:level], len(place))
    sorted_rows = ordered(rows, by, lambda row: row.name, lambda row: row.ssn)
    return sorted(
        sorted_rows,
        key=lambda row: tuple(place[row.group[:level]] for level in range(1, 4)),
    )
