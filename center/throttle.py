"""Limits shared by all instances: so many tries in so much time.

Buckets are keyed digests, so that neither an address nor a number is stored.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from center.database import Tx

_LIFE_MS = timedelta(days=1) // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries in ``minutes``, counted in fixed slots of time."""

    name: str
    most: int
    minutes: int

    def slot(self, now_ms: int) -> int:
        """Return the slot of time, as its start in milliseconds."""
        length = timedelta(minutes=self.minutes) // timedelta(milliseconds=1)
        return now_ms - now_ms % length


def of_address(address: str) -> str:
    """Return what counts as one address: an IPv6 visitor has a whole /64 of them."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        inner = known.ipv4_mapped
        return str(inner or ip_network((known, 64), strict=False))
    return str(known)


def count(
    tx: Tx, secret: bytes, tries: Sequence[tuple[Limit, str]], now_ms: int
) -> bool:
    """Count one try against every limit; tell whether all of them allow it."""
    allowed = True
    for bucket, slot, most in sorted(
        (_bucket(secret, limit, whose), limit.slot(now_ms), limit.most)
        for limit, whose in tries
    ):
        tx.run(
            "INSERT INTO throttle (bucket, slot, count) VALUES (?, ?, 0) "
            "ON CONFLICT (bucket, slot) DO NOTHING",
            (bucket, slot),
        )
        row = tx.row(
            "UPDATE throttle SET count = count + 1 WHERE bucket = ? AND slot = ? "
            "RETURNING count",
            (bucket, slot),
        )
        allowed = allowed and row is not None and int(row[0]) <= most
    return allowed


def _bucket(secret: bytes, limit: Limit, whose: str) -> str:
    text = f"throttle\n{limit.name}\n{whose}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


def forget(tx: Tx, now_ms: int) -> int:
    """Drop what no limit looks at any more."""
    return tx.run("DELETE FROM throttle WHERE slot < ?", (now_ms - _LIFE_MS,))
