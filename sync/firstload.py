"""The first load: the office's slice in chunks, each stored with how far it got.

A chunk and the progress are one unit of work, so a kill at any moment costs at most one
chunk. The counter works meanwhile: who was loaded can be served. When all is there the
feed goes on from the place where the load began.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from counter_app.domain.errors import StoreError
from counter_app.ports.store import Store, UnitOfWork
from sync.apply import CURSOR, ROW_FAULTS, apply_changes
from sync.client import CenterClient
from sync.wire import (
    CardChange,
    Change,
    HolderChange,
    RestPage,
    RollChunk,
    decode,
    encode,
)

PROGRESS: Final = "sync.first_load"
CHUNK: Final = 1000  # about a tenth of a second of the store's write lock
_log = logging.getLogger(__name__)


class Progress(Struct, frozen=True):
    """How far the first load got.

    Attributes:
        since: cursor of the feed where the load began.
        after: last holder stored.
        roll_done: all holders and cards are here; the allotment is loaded.
        place: how far the allotment is loaded.
        left: holders still to come, about.
    """

    since: str = ""
    after: str = ""
    roll_done: bool = False
    place: int = 0
    left: int = 0


def progress(uow: UnitOfWork) -> Progress:
    """Return how far an unfinished load got; the start where none runs."""
    text = uow.settings.get(PROGRESS)
    if not text:
        return Progress()
    try:
        return decode(text.encode(), Progress)
    except msgspec.DecodeError:
        return Progress()


def load_some(store: Store, client: CenterClient) -> int:
    """Fetch and store the next part; return how many rows came.

    Raises:
        CenterError: the exchange failed; ``center.cursor`` when the center's database
            is another one now.
        StoreError: the local store failed.
    """
    with store.unit_of_work() as uow:
        so_far = progress(uow)
    if so_far.roll_done:
        page = client.roll_rest(so_far.since, so_far.place)
        _keep(store, page.changes, so_far, _after_rest(so_far, page))
        return len(page.changes)
    chunk = client.roll(so_far.after, so_far.since, CHUNK)
    changes: tuple[Change, ...] = (
        *(HolderChange(row) for row in chunk.holders),
        *(CardChange(row) for row in chunk.cards),
    )
    _keep(store, changes, so_far, _after_chunk(so_far, chunk))
    return len(changes)


def start_over(uow: UnitOfWork) -> None:
    """Forget how far a load got."""
    uow.settings.put(CURSOR, "")
    uow.settings.put(PROGRESS, "")


def _after_chunk(so_far: Progress, chunk: RollChunk) -> Progress:
    return Progress(
        since=so_far.since or chunk.place,
        after=chunk.after,
        roll_done=not chunk.more,
        left=chunk.left,
    )


def _after_rest(so_far: Progress, page: RestPage) -> Progress | None:
    if not page.more:
        return None
    return msgspec.structs.replace(so_far, place=page.reached)


def _keep(
    store: Store,
    changes: Sequence[Change],
    before: Progress,
    reached: Progress | None,
) -> None:
    """Store rows with the progress; a row the store refuses stops no other."""
    try:
        with store.unit_of_work() as uow:
            apply_changes(uow, changes)
            _note(uow, before, reached)
            uow.commit()
    except StoreError as exc:
        if exc.code not in ROW_FAULTS or len(changes) <= 1:
            raise
        _one_by_one(store, changes)
        with store.unit_of_work() as uow:
            _note(uow, before, reached)
            uow.commit()


def _one_by_one(store: Store, changes: Sequence[Change]) -> None:
    """Store what the store takes; a passing fault of it ends the chunk instead."""
    for change in changes:
        try:
            with store.unit_of_work() as uow:
                apply_changes(uow, (change,))
                uow.commit()
        except StoreError as exc:
            if exc.code not in ROW_FAULTS:
                raise
            _log.error("row of the first load refused: %s", exc.code)


def _note(uow: UnitOfWork, before: Progress, reached: Progress | None) -> None:
    """None: the load is over, the feed goes on where it began."""
    if reached is None:
        uow.settings.put(CURSOR, before.since)
    uow.settings.put(PROGRESS, encode(reached).decode() if reached else "")
