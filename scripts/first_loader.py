"""The loading process of ``scripts/bench first_load``: the one that is killed.

    COUNTER_BENCH_KEY=... python -m scripts.first_loader FILE

Apart from the bench, so that each of many starts reads only what a counter reads.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from db import SqlStore, open_store
from sync.ahead import Ahead
from sync.apply import CURSOR
from sync.enrol import DEVICE_KEY
from sync.firstload import Keeper, load_some
from sync.line import LineParts, open_client

KEY = b"k" * 32
ENVIRONMENT = "COUNTER_BENCH_KEY"


class Now:
    """The machine's time, never corrected."""

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)


class Keys:
    """A key store in memory."""

    def __init__(self, kept: dict[str, str]) -> None:
        self.kept = kept

    def available(self) -> bool:
        """Tell that secrets can be kept."""
        return True

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret."""
        self.kept[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self.kept.pop(name, None)


def load(file: Path, pem: str) -> None:
    """Load until the feed goes on."""
    clock = Now()
    store = open_store(file, KEY, clock)
    client, _ = open_client(LineParts(store, Keys({DEVICE_KEY: pem}), clock))
    ahead = Ahead()
    while not _over(store):
        load_some(Keeper(store, clock.now(), ahead), client)
    client.close()
    store.close()


def _over(store: SqlStore) -> bool:
    with store.reading() as read:
        return bool(read.settings.get(CURSOR))


if __name__ == "__main__":
    load(Path(sys.argv[1]), os.environ[ENVIRONMENT])
