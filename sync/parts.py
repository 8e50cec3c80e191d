"""What the line is made of, and where enrolment's facts are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter_app.ports.clock import Clock
from counter_app.ports.secrets import KeyStore
from counter_app.ports.store import Store

if TYPE_CHECKING:  # the start of the program reads packs, and has no use for it
    import httpx

CENTER_KEY = "sync.center_key"
TLS_PIN = "sync.tls_pin"
CARRY_KEY = "sync.carry_key"


@dataclass(frozen=True, slots=True)
class LineParts:
    """What the line is made of.

    Attributes:
        transport: another HTTP transport (tests).
    """

    store: Store
    keys: KeyStore
    clock: Clock
    timeout_s: float = 20.0
    transport: httpx.BaseTransport | None = None
