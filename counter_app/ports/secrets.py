"""The OS key store port (architecture, Secrets)."""

from __future__ import annotations

from typing import Protocol


class KeyStore(Protocol):
    """Keeps small secrets outside the data folder."""

    def available(self) -> bool: ...
    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...
    def delete(self, name: str) -> None: ...
