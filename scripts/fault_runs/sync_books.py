"""What is compared after a sync fault run: the center's ledger and the counter's file.

The same acts on a calm line under right clocks give the *reference*: whatever broke
and whatever the clocks said, the cards must stand as they do there (G11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from center.opening import open_database
from counter_app.domain.states import Effect
from db import open_store
from scripts.fault_runs.sync_acts import KEY, next_number
from scripts.fault_runs.zygote import WrongClock
from tests.labs.centers import Lab

Stand = Mapping[str, tuple[int, int]]  # card number to status and version


@dataclass(frozen=True, slots=True)
class Here:
    """What the counter's file says: effects in order, statuses, the audit chain."""

    effects: tuple[Effect | None, ...]
    cards: Mapping[str, int | None]
    audit_broken: bool


def stand_of(database: str) -> Stand:
    """Return how the center's cards stand."""
    lab = Lab(open_database(database))
    try:
        rows = lab.rows("SELECT card_no, app_status, version FROM card")
        return {row[0]: (row[1], row[2]) for row in rows}
    finally:
        lab.database.close()


def compare(
    folder: Path, database: str, acked: int, reference: Stand | None
) -> dict[str, int]:
    """Compare both sides with what was acknowledged, and with the reference."""
    lab = Lab(open_database(database))
    found = {str(row[0]) for row in lab.rows("SELECT op_id FROM operation")}
    events = lab.rows("SELECT card_no, op_id FROM card_event ORDER BY number")
    alarms = lab.rows("SELECT count(*) FROM alarm")[0][0]
    lab.database.close()
    stand = stand_of(database)
    here = _here(folder, stand)
    acts = {f"op-{n}" for n in range(len(here.effects))}
    bad = sum(effect is not Effect.EFFECTIVE for effect in here.effects)
    bad += sum(here.cards[no] != stand[no][0] for no in stand)
    return {
        "acts": len(acts),
        "lost": max(0, acked - len(acts)) + len(acts - found),
        "duplicated": len(events) - len({row[1] for row in events}),
        "out_of_order": out_of_order(events),
        "divergent": bad,
        "unlike_right_clocks": unlike(stand, reference),
        "alarms": alarms,
        "audit_broken": int(here.audit_broken),
    }


def _here(folder: Path, stand: Stand) -> Here:
    store = open_store(folder / "office.db", KEY, WrongClock(0))
    try:
        acts = [f"op-{n}" for n in range(next_number(store, 0))]
        with store.unit_of_work() as uow:
            rows = [uow.operations.get(op) for op in acts]
            cards = {no: uow.cards.get(no) for no in stand}  # type: ignore[arg-type]  # the column's plain text
            broken = uow.audit.verify()[1] is not None
    finally:
        store.close()
    return Here(
        tuple(row.effect if row else None for row in rows),
        {no: int(c.app_status) if c else None for no, c in cards.items()},
        broken,
    )


def unlike(stand: Stand, reference: Stand | None) -> int:
    """Count cards that stand otherwise than with right clocks on a calm line."""
    if reference is None:
        return 0
    numbers = stand.keys() | reference.keys()
    return sum(stand.get(no) != reference.get(no) for no in numbers)


def out_of_order(events: Sequence[tuple[str, str]]) -> int:
    """Return how many acts were applied after a later one of the same card."""
    last: dict[str, int] = {}
    late = 0
    for card_no, op_id in events:
        number = int(op_id.removeprefix("op-"))
        late += number < last.get(card_no, -1)
        last[card_no] = max(number, last.get(card_no, -1))
    return late
