"""Tell the center which refusals a person has closed here.

A supervisor of the city could else do an act anew that was withdrawn meanwhile.
"""

from __future__ import annotations

from datetime import UTC

from counter_app.ports.reviews import CLOSED, closed_ones
from counter_app.ports.store import Store
from sync.station import Station
from sync.wire.settlements import MAX_SETTLED, Settlement, SettlementBatch


def any_waiting(store: Store) -> bool:
    """Tell whether the center has not heard of some."""
    with store.reading() as read:
        return bool(read.settings.get(CLOSED))


def tell(station: Station, store: Store) -> bool:
    """Tell what was closed; True when more may wait.

    Raises:
        CenterError: the exchange failed; told again later.
    """
    with store.reading() as read:
        names = closed_ones(read.settings.get(CLOSED))[:MAX_SETTLED]
        reviews = [read.reviews.get(name) for name in names]
    if not names:
        return False
    told = tuple(
        Settlement(
            op_id=one.op_id,
            way=one.way.value,
            by=one.chosen_by,
            at=one.chosen_at.astimezone(UTC),
        )
        for one in reviews
        if one is not None
    )
    heard = station.client.settlements(SettlementBatch(told)).op_ids if told else ()
    gone = {*heard, *names} - ({one.op_id for one in told} - {*heard})
    with store.unit_of_work() as uow:
        left = [n for n in closed_ones(uow.settings.get(CLOSED)) if n not in gone]
        uow.settings.put(CLOSED, " ".join(left))
        uow.commit()
    return bool(heard) and bool(left)
