"""A program that fills its disk while it files cases, and says how it went.

It runs in a mount namespace of its own, on a file system of 2 MiB.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from counter_app.domain.errors import StoreError
from counter_app.ports.store import Store
from db import create_store, open_store
from tests.contract.store import making
from tests.contract.store.making import KEY, TellingClock


def fill(file: Path) -> None:
    """Leave no free byte."""
    with file.open("wb", buffering=0) as filler:
        for size in (65536, 4096, 512, 1):
            try:
                while filler.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


def file_one(store: Store, n: int) -> int:
    with store.unit_of_work() as work:
        operation = making.file(work, n)
        work.commit()
    return operation.sequence


def file_until_full(store: Store) -> tuple[int, str]:
    done = 0
    try:
        while done < 10_000:
            file_one(store, done + 1)
            done += 1
    except StoreError as fault:
        return done, fault.code
    return done, ""


def backup_fault(store: Store, target: Path) -> str:
    try:
        store.backup(str(target))
    except StoreError as fault:
        return fault.code
    return ""


def main(folder: Path) -> None:
    path = folder / "office.db"
    store = create_store(path, KEY, TellingClock())
    making.with_people(store, 0)
    fill(folder / "filler")
    done, code = file_until_full(store)
    backup_code = backup_fault(store, folder / "copy")
    (folder / "filler").unlink()
    next_sequence = file_one(store, done + 1)
    store.check()
    store.close()
    again = open_store(path, KEY, TellingClock())
    with again.unit_of_work() as work:
        kept = len(work.operations.waiting(10**6))
        bad = work.audit.verify()[1]
    again.close()
    told = {
        "done": done, "code": code, "backup_code": backup_code,
        "next": next_sequence, "kept": kept, "bad": bad,
    }  # fmt: skip
    print(json.dumps(told))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]))
