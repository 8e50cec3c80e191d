"""The periodic step: temporary losses that ran out, old nonces.

Any number of instances may do it at once: each run takes locks on a few rows and
looks again before it changes them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import anyio
from anyio import to_thread

from center import province, throttle
from center.auth import forget_nonces
from center.console import sessions
from center.database import Database, Tx
from center.packs import pack_of, packs_of
from center.rows import to_ms
from center.world import Wanted, load, store
from counter_app.domain.errors import CenterError
from counter_app.domain.losses import expire_loss

_log = logging.getLogger(__name__)
_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Runs the step every ``every_s`` seconds until cancelled."""

    database: Database
    clock: Callable[[], datetime]
    every_s: float = 30.0

    async def run(self) -> None:
        """Loop; a failed step is logged and tried again at the next turn."""
        while True:
            await to_thread.run_sync(self.once)
            await anyio.sleep(self.every_s)

    def once(self) -> int:
        """Do one step and return how many losses ended."""
        try:
            now = self.clock()
            self.database.write(lambda tx: forget_nonces(tx, to_ms(now)))
            self.database.write(lambda tx: province.beat(tx, to_ms(now)))
            self.database.write(lambda tx: throttle.forget(tx, to_ms(now)))
            self.database.write(lambda tx: sessions.forget(tx, to_ms(now)))
            return end_losses(self.database, now)
        except CenterError as exc:
            _log.warning("housekeeping failed: %s", exc.code)
        except Exception as exc:  # the top of this loop: it must go on  # noqa: BLE001
            _log.error("housekeeping failed: %s", type(exc).__name__)
        return 0


def end_losses(database: Database, now: datetime) -> int:
    """End every temporary loss that ran out by now (R-21, R-22)."""
    ended = 0
    while True:
        found = database.write(lambda tx: _end_some(tx, now))
        ended += found
        if found < _AT_A_TIME:
            return ended


def _end_some(tx: Tx, now: datetime) -> int:
    due = tx.rows(
        "SELECT ssn, card_no FROM card WHERE app_status = 4 AND loss_expires_at <= ? "
        "ORDER BY loss_expires_at LIMIT ?",
        (to_ms(now), _AT_A_TIME),
    )
    if not due:
        return 0
    wanted = Wanted(frozenset(r[0] for r in due), frozenset(r[1] for r in due))
    world = load(tx, wanted)
    packs = packs_of(tx, set(world.offices.values()), to_ms(now))
    for number in sorted(wanted.card_nos):
        card = world.cards.get(number)
        if card is None:
            continue
        decision = expire_loss(card, pack_of(packs[world.offices[number]]), now)
        if decision is not None:
            world.take(decision, world.offices[number], None, None)
    store(tx, world, to_ms(now))
    return len(world.changed)
