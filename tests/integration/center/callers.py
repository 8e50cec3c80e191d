"""A workstation whose requests a test can bend."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import httpx

from sync.wire import sign
from sync.wire.sign import RequestText, SigningKey
from tests.labs.centers import Lab

TABLES = ("holder", "card", "card_event", "office", "workstation", "blank",
          "card_number", "audit_anchor", "escalation", "rule_pack")  # fmt: skip
_nonces = itertools.count(1)


@dataclass(slots=True)
class Caller:
    """A workstation whose requests a test can bend."""

    lab: Lab
    http: httpx.Client
    key: SigningKey
    workstation: str

    def send(self, method: str, target: str, body: bytes = b"") -> httpx.Response:
        """Send a well signed request."""
        return self.http.request(
            method, target, content=body, headers=self.headers(method, target, body)
        )

    def headers(self, method: str, target: str, body: bytes = b"") -> dict[str, str]:
        """Sign a request."""
        challenge = self.http.get("/v1/time").headers[sign.CHALLENGE]
        text = RequestText(method, target, body, self.workstation, challenge,
                           f"{next(_nonces):032x}", "0")  # fmt: skip
        return {
            sign.WORKSTATION: text.workstation, sign.CHALLENGE: challenge,
            sign.NONCE: text.nonce, sign.TIMESTAMP: "0",
            sign.SIGNATURE: self.key.sign(text.to_bytes()),
        }  # fmt: skip

    def state(self) -> dict[str, object]:
        """Return every row that a request must not change."""
        found: dict[str, object] = {
            name: self.lab.rows(f"SELECT * FROM {name}") for name in TABLES
        }
        found["workstation"] = self.lab.rows(
            "SELECT workstation, office_code, public_key, revoked_at FROM workstation"
        )
        return found
