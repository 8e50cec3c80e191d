"""A key store in memory that can be missing or wiped."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FakeKeyStore:
    works: bool = True
    secrets: dict[str, str] = field(default_factory=dict)

    def available(self) -> bool:
        return self.works

    def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    def put(self, name: str, value: str) -> None:
        self.secrets[name] = value

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)
