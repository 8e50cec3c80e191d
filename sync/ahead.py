"""The next chunk of a first load, fetched and read while the last is being written.

One chunk ahead, never more. The place after a chunk is known as soon as it came, so
nothing has to be stored to ask for the next; what is fetched in vain (a kill, a fault
of the store, another place) is thrown away and asked for again.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass

from counter_app.domain.records import Card, Holder
from sync.client import CenterClient
from sync.wire import RollChunk, card_from, holder_from


@dataclass(frozen=True, slots=True)
class Ready:
    """A chunk with its rows as records."""

    chunk: RollChunk
    holders: tuple[Holder, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which chunk: after whom, of the load that began where."""

    after: str
    since: str


_AIM_S = 0.3  # of the store's write lock: a clerk's case waits no longer
_LEAST = 1000
_MOST = 5000
_PATIENCE = 5


class Ahead:
    """Fetches chunks, of a size that the store takes quickly.

    Not thread-safe: one loop owns it.

    Attributes:
        most: holders of a chunk that are written in a third of a second, as measured.

    Args:
        eager: fetch the next chunk while this one is written.
    """

    def __init__(self, *, eager: bool = True) -> None:
        self._next: tuple[CenterClient, Wish, Future[Ready]] | None = None
        self._eager = eager
        self._given_way = 0
        self.most = _MOST

    @property
    def patient(self) -> bool:
        """Whether a long step still gives way to whoever writes; some times only."""
        return self._given_way < _PATIENCE

    def gave_way(self) -> None:
        """A long step was given up for somebody's case."""
        self._given_way += 1

    def went_on(self) -> None:
        """A step is done: the next one is patient again."""
        self._given_way = 0

    def took(self, holders: int, seconds: float) -> None:
        """A chunk of so many was written in this time; the next one fits better."""
        if holders * 2 < self.most:
            return  # the last chunk tells little
        fits = holders * _AIM_S / max(seconds, 0.001)
        nearer = (self.most + fits) / 2  # a busy moment counts half
        self.most = round(min(_MOST, max(_LEAST, nearer)))

    def take(self, client: CenterClient, wish: Wish, limit: int) -> Ready:
        """Return a chunk, and begin to fetch the one that follows it.

        Raises:
            CenterError: the exchange failed; the next call asks again.
        """
        known, self._next = self._next, None
        if known is not None and known[:2] == (client, wish):
            ready = known[2].result()
        else:
            ready = fetch(client, wish, limit)
        chunk = ready.chunk
        if chunk.more and self._eager:
            self._begin(client, Wish(chunk.after, wish.since or chunk.place), limit)
        return ready

    def _begin(self, client: CenterClient, wish: Wish, limit: int) -> None:
        """Fetch on a thread of its own, which ends with the exchange."""
        coming: Future[Ready] = Future()

        def run() -> None:
            try:
                coming.set_result(fetch(client, wish, limit))
            except BaseException as exc:  # noqa: BLE001 - told to whoever takes it
                coming.set_exception(exc)

        threading.Thread(target=run, name="sync-ahead", daemon=True).start()
        self._next = client, wish, coming


def fetch(client: CenterClient, wish: Wish, limit: int) -> Ready:
    """Fetch and read one chunk."""
    chunk = client.roll(wish.after, wish.since, limit)
    return Ready(
        chunk,
        tuple(holder_from(row) for row in chunk.holders),
        tuple(card_from(row) for row in chunk.cards),
    )
