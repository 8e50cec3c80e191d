"""A program that files cases until it is killed; it prints each acknowledged one."""

from __future__ import annotations

import sys
from pathlib import Path

from db import open_store
from tests.contract.store import making
from tests.contract.store.making import KEY, TellingClock


def main(path: str, first: str) -> None:
    store = open_store(Path(path), KEY, TellingClock())
    number = int(first)
    print("ready", flush=True)  # noqa: T201 - read by the test
    while True:
        with store.unit_of_work() as work:
            making.file(work, number)
            work.commit()
        print(number, flush=True)  # noqa: T201 - read by the test
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
