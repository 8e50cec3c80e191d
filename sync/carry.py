"""The carry file: what waits, taken to the center on a stick (goal G15).

Exporting changes nothing here: the operations stay pending until the network brings
the center's word. The center takes each of them once.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.enrol import identity_of
from sync.parts import CARRY_KEY, CENTER_KEY, LineParts
from sync.wire import WireOperation, encode, wire_operation
from sync.wire.seal import seal

_MOST = 200_000
_PER_FILE = 10_000  # any of them fits into one request of a relaying workstation


def export_waiting(parts: LineParts, file: Path) -> int:
    """Write what waits for the center into sealed files; return how many acts.

    Ten thousand acts go into one file; more go into ``NAME-2``, ``NAME-3`` ...

    Raises:
        CenterError: ``center.not_enrolled``, ``center.key_missing``,
            ``center.carry_key`` (enrolled at a center that takes no such files),
            ``center.file_unreadable``.
        StoreError: the local store failed.
    """
    with parts.store.reading() as read:
        office = read.settings.office()
        recipient = read.settings.get(CARRY_KEY) or ""
        center_key = read.settings.get(CENTER_KEY) or ""
        waiting = read.operations.waiting(_MOST)
    if office is None:
        raise CenterError(CenterCode.NOT_ENROLLED)
    identity = identity_of(office.workstation, center_key, parts.keys)
    if not recipient:
        raise CenterError(CenterCode.CARRY_KEY)
    operations = list[WireOperation]()
    for operation in waiting:
        try:
            operations.append(wire_operation(operation, identity.workstation))
        except (msgspec.ValidationError, TypeError, ValueError):
            continue  # the network's loop sets it aside as well
    for place, start in enumerate(range(0, max(len(operations), 1), _PER_FILE)):
        payload = encode({"operations": operations[start : start + _PER_FILE]})
        sealed = seal(payload, identity.workstation, identity.key, recipient)
        _write(_numbered(file, place), sealed)
    return len(operations)


def _numbered(file: Path, place: int) -> Path:
    return file if not place else file.with_stem(f"{file.stem}-{place + 1}")


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, and on the stick before it is pulled."""
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(file)
    except OSError as exc:
        raise CenterError(CenterCode.FILE_UNREADABLE, file=file.name) from exc
