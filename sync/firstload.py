"""The first load: the office's slice in chunks, each stored with how far it got.

Chunks and the progress are one unit of work (a few chunks, while nobody else wants to
write), so a kill at any moment costs those at most. The counter works meanwhile: who
was loaded can be served, found by number. What searching by name needs is made when
all rows are here, in steps that a kill cannot leave half done either; then the feed
goes on from the place where the load began.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final

import msgspec
from msgspec import Struct

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.ports.store import Reading, Store, UnitOfWork
from sync.ahead import Ahead, Wish
from sync.apply import CURSOR, ROW_FAULTS, apply_changes, apply_rows
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
# At most; ``Ahead.most`` keeps a chunk to a third of a second of the write lock. Every
# chunk writes leaves of the indexes by number again: smaller ones take longer in all.
CHUNK: Final = 5000
NAMES: Final = 20_000  # holders of one step of what searching names needs
_NUMBER = attrgetter("card_no")
_log = logging.getLogger(__name__)


class Progress(Struct, frozen=True):
    """How far the first load got.

    Attributes:
        since: cursor of the feed where the load began.
        after: last holder stored.
        roll_done: all holders and cards are here; the allotment is loaded.
        place: how far the allotment is loaded.
        left: holders still to come, about; at the end: whose names are to be sorted.
        rest_done: all rows are here; names are being made searchable.
    """

    since: str = ""
    after: str = ""
    roll_done: bool = False
    place: int = 0
    left: int = 0
    rest_done: bool = False


def progress(uow: Reading) -> Progress:
    """Return how far an unfinished load got; the start where none runs."""
    text = uow.settings.get(PROGRESS)
    if not text:
        return Progress()
    try:
        return decode(text.encode(), Progress)
    except msgspec.DecodeError:
        return Progress()


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where and when a part is stored."""

    store: Store
    at: datetime
    ahead: Ahead | None = None  # fetches the next part meanwhile


def load_some(keeper: Keeper, client: CenterClient, limit: int = 1_000_000) -> int:
    """Fetch and store the next part; return about how many rows came.

    Raises:
        CenterError: the exchange failed; ``center.cursor`` when the center's database
            is another one now.
        StoreError: the local store failed.
    """
    with keeper.store.reading() as read:
        so_far = progress(read)
    if so_far.rest_done:
        return _sort_names(keeper, so_far)
    if so_far.roll_done:
        page = client.roll_rest(so_far.since, so_far.place)
        _keep(keeper, page.changes, _after_rest(so_far, page))
        return max(1, len(page.changes))
    return _load_people(keeper, client, so_far, min(limit, CHUNK))


def _load_people(
    keeper: Keeper, client: CenterClient, so_far: Progress, limit: int
) -> int:
    """Store the next chunk, and while nobody waits those that have come meanwhile."""
    ahead = keeper.ahead or Ahead(eager=False)
    most = min(limit, ahead.most)
    chunk, reached, chunks = ahead.take(client, _wish(so_far), most), so_far, 1
    try:
        with keeper.store.bulk_work() as uow:
            uow.holders.put_names_off()
            reached = _store(uow, ahead, reached, chunk)
            while (
                chunks < ahead.together
                and not (reached.roll_done or keeper.store.others_wait())
                and ahead.at_hand(client, _wish(reached))
            ):
                chunk, chunks = ahead.take(client, _wish(reached), most), chunks + 1
                reached = _store(uow, ahead, reached, chunk)
            _note(uow, reached)
            begun = time.perf_counter()
            uow.commit()
            ahead.ended(time.perf_counter() - begun)
    except StoreError as exc:
        if exc.code not in ROW_FAULTS:
            raise
        if chunks > 1:  # none is kept in memory: they come again
            ahead.together = 1
            return _load_people(keeper, client, so_far, limit)
        _keep(keeper, _single(chunk), _after_chunk(so_far, chunk))
    return chunks * (len(chunk.holders) + len(chunk.cards))


def _wish(so_far: Progress) -> Wish:
    return Wish(so_far.after, so_far.since)


def _store(
    uow: UnitOfWork, ahead: Ahead, so_far: Progress, chunk: RollChunk
) -> Progress:
    begun = time.perf_counter()
    cards = sorted(chunk.cards, key=_NUMBER)  # neighbours in their index
    apply_rows(uow, chunk.holders, cards)
    ahead.took(len(chunk.holders), time.perf_counter() - begun)
    return _after_chunk(so_far, chunk)


def start_over(uow: UnitOfWork) -> None:
    """Forget how far a load got."""
    uow.settings.put(CURSOR, "")
    uow.settings.put(PROGRESS, "")


def _after_chunk(so_far: Progress, chunk: RollChunk) -> Progress:
    return Progress(
        since=so_far.since or chunk.place,
        after=chunk.after,
        roll_done=not chunk.more,
        left=chunk.left or max(0, so_far.left - len(chunk.holders)),
    )


def _after_rest(so_far: Progress, page: RestPage) -> Progress:
    if page.more:
        return msgspec.structs.replace(so_far, place=page.reached)
    return msgspec.structs.replace(so_far, rest_done=True)


def _single(chunk: RollChunk) -> tuple[Change, ...]:
    """Return the rows of a chunk as changes, each good on its own."""
    people = (HolderChange(row) for row in chunk.holders)
    return (*people, *(CardChange(row) for row in chunk.cards))


def _keep(keeper: Keeper, changes: Sequence[Change], reached: Progress) -> None:
    """Store rows with the progress; a row the store refuses stops no other."""
    try:
        with keeper.store.bulk_work() as uow:
            apply_changes(uow, changes, keeper.at)
            _note(uow, reached)
            uow.commit()
    except StoreError as exc:
        if exc.code not in ROW_FAULTS or len(changes) <= 1:
            raise
        _one_by_one(keeper, changes)
        with keeper.store.unit_of_work() as uow:
            _note(uow, reached)
            uow.commit()


def _one_by_one(keeper: Keeper, changes: Sequence[Change]) -> None:
    """Store what the store takes; a passing fault of it ends the chunk instead."""
    for change in changes:
        try:
            with keeper.store.unit_of_work() as uow:
                apply_changes(uow, (change,), keeper.at)
                uow.commit()
        except StoreError as exc:
            if exc.code not in ROW_FAULTS:
                raise
            _log.error("row of the first load refused: %s", exc.code)


def _sort_names(keeper: Keeper, so_far: Progress) -> int:
    """Do one step of what searching names needs; after the last the load is over."""
    ahead = keeper.ahead or Ahead()
    try:
        left = _sort_some(keeper, so_far, gives_way=ahead.patient)
    except StoreError as exc:
        if exc.code != StoreCode.BUSY or not ahead.patient:
            raise
        ahead.gave_way()
        return 1
    ahead.went_on()
    if not left:
        keeper.store.end_bulk()
    return 1


def _sort_some(keeper: Keeper, so_far: Progress, *, gives_way: bool) -> int:
    with keeper.store.bulk_work(gives_way=gives_way) as uow:
        left = uow.holders.catch_up_names(NAMES)
        if left:
            _note(uow, msgspec.structs.replace(so_far, left=left))
        else:  # the feed goes on where the load began
            uow.settings.put(CURSOR, so_far.since)
            uow.settings.put(PROGRESS, "")
        uow.commit()
    return int(left)


def _note(uow: UnitOfWork, reached: Progress) -> None:
    uow.settings.put(PROGRESS, encode(reached).decode())
