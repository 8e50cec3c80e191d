"""The next chunk of a first load, fetched and read while the last is being written.

One chunk ahead, never more. The place after a chunk is known as soon as it came, so
nothing has to be stored to ask for the next; what is fetched in vain (a kill, a fault
of the store, another place) is thrown away and asked for again.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass

from sync.client import CenterClient
from sync.wire import RollChunk


@dataclass(frozen=True, slots=True)
class Wish:
    """Which chunk: after whom, of the load that began where."""

    after: str
    since: str


_AIM_S = 0.3  # of the store's write lock: a clerk's case waits no longer
_LEAST = 1000
_MOST = 5000
_PATIENCE = 5
_TOGETHER = 4


class Ahead:
    """Fetches chunks, of a size that the store takes quickly.

    Not thread-safe: one loop owns it.

    Attributes:
        most: holders of a chunk that are written in a third of a second, as measured.
        together: chunks of one unit of work, where nobody waits; what they change of
            an index by number is written to the disk once, but all at its end.

    Args:
        eager: fetch the next chunk while this one is written.
    """

    def __init__(self, *, eager: bool = True) -> None:
        self._next: tuple[CenterClient, Wish, Future[RollChunk]] | None = None
        self._eager = eager
        self._given_way = 0
        self.most = _MOST
        self.together = _TOGETHER

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

    def ended(self, seconds: float) -> None:
        """Chunks became durable in this time; the next unit of work fits better."""
        if seconds > _AIM_S:
            self.together = max(1, self.together // 2)
        elif seconds < _AIM_S / 2:
            self.together = min(_TOGETHER, self.together + 1)

    def at_hand(self, client: CenterClient, wish: Wish) -> bool:
        """Tell whether this chunk has come, so that ``take`` waits for nothing."""
        known = self._next
        if known is None or known[:2] != (client, wish) or not known[2].done():
            return False
        return known[2].exception() is None

    def take(self, client: CenterClient, wish: Wish, limit: int) -> RollChunk:
        """Return a chunk, and begin to fetch the one that follows it.

        Raises:
            CenterError: the exchange failed; the next call asks again.
        """
        known, self._next = self._next, None
        if known is not None and known[:2] == (client, wish):
            chunk = known[2].result()
        else:
            chunk = fetch(client, wish, limit)
        if chunk.more and self._eager:
            self._begin(client, Wish(chunk.after, wish.since or chunk.place), limit)
        return chunk

    def _begin(self, client: CenterClient, wish: Wish, limit: int) -> None:
        """Fetch on a thread of its own, which ends with the exchange."""
        coming: Future[RollChunk] = Future()

        def run() -> None:
            try:
                coming.set_result(fetch(client, wish, limit))
            except BaseException as exc:  # noqa: BLE001 - told to whoever takes it
                coming.set_exception(exc)

        threading.Thread(target=run, name="sync-ahead", daemon=True).start()
        self._next = client, wish, coming


def fetch(client: CenterClient, wish: Wish, limit: int) -> RollChunk:
    """Fetch and read one chunk."""
    return client.roll(wish.after, wish.since, limit)
