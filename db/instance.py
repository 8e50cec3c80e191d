"""Notice a restored or copied database by a marker that lies beside it.

The marker is never part of a backup. It holds the database's instance id, a check
value of the key and the highest sequence number that was committed. An older copy
put back by hand carries the same instance id, but a lower number than the marker; a
copied file finds no marker or another one. In every such case the database begins a
new incarnation, so that no (incarnation, sequence) is ever given out twice.

A whole disk or virtual machine set back in time takes the marker with it: that is
seen by the center (same number, another digest), not here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError

_WIDTH = 512  # one write within one block: never half old, half new


@dataclass(frozen=True, slots=True)
class Mark:
    """What the marker file says."""

    instance: str
    key_check: str
    machine: str
    incarnation: str
    sequence: int


def key_check(key: bytes) -> str:
    """Return a value that proves a key without telling it."""
    return hmac.new(key, b"counter store key check", hashlib.sha256).hexdigest()[:32]


class InstanceMark:
    """The marker file beside the database."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".instance")

    def read(self) -> Mark | None:
        """Return the marker; a missing or torn one counts as none."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
            return Mark(
                instance=str(found["instance"]),
                key_check=str(found["key_check"]),
                machine=str(found["machine"]),
                incarnation=str(found["incarnation"]),
                sequence=int(found["sequence"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, mark: Mark) -> None:
        """Write the marker in place.

        Not flushed to the disk at each commit: a marker that is too old after a
        power cut is harmless, one that is too new cannot happen.

        Raises:
            StoreError: ``store.unreachable``, when the folder takes no file.
        """
        text = json.dumps(
            {
                "instance": mark.instance,
                "key_check": mark.key_check,
                "machine": mark.machine,
                "incarnation": mark.incarnation,
                "sequence": mark.sequence,
            }
        )
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.write(handle, text.ljust(_WIDTH).encode("ascii"))
            finally:
                os.close(handle)
        except OSError as exc:
            raise StoreError(StoreCode.UNREACHABLE) from exc

    def remove(self) -> None:
        """Forget the marker (a restored file gets a new one at its first opening)."""
        self.path.unlink(missing_ok=True)
