"""Bind this workstation to a center: a key pair made here, a one-time code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import httpx

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Office
from counter_app.ports.clock import Clock
from counter_app.ports.secrets import KeyStore
from sync.client import CenterClient
from sync.transport import Identity, Transport
from sync.wire import EnrolRequest
from sync.wire.sign import SigningKey

DEVICE_KEY = "device-key"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the workstation is from now on; ``key_pem`` is kept in the key store."""

    workstation: str
    terminal: str
    office_code: str
    office_name: str
    region: str
    rule_pack: str
    center_url: str
    center_key: str
    key_pem: str = field(repr=False)

    def office(self, known: Office) -> Office:
        """Return the office completed by what the center gave."""
        return replace(
            known,
            office_code=self.office_code,
            office_name=self.office_name,
            workstation=self.workstation,
            terminal=self.terminal,
            region=self.region,
            rule_pack=self.rule_pack,
            center_url=self.center_url,
        )


@dataclass(frozen=True, slots=True)
class EnrolOrder:
    """Which center, with which one-time code; its administrator sees ``name``."""

    center_url: str
    code: str
    name: str = ""


def enrol(
    order: EnrolOrder,
    keys: KeyStore,
    clock: Clock,
    *,
    transport: httpx.BaseTransport | None = None,
) -> Enrolment:
    """Make a key pair, keep it, and spend the code.

    The key is kept *before* it is sent: when the answer is lost, the same code may be
    tried again with the same key and gives the same workstation.

    Raises:
        CenterError: ``center.enrol_code``, ``..._used``, ``..._expired``, and what a
            line may raise.
    """
    pem = _pending_key(keys)
    client = CenterClient(Transport(order.center_url, clock, transport=transport))
    try:
        public = SigningKey.from_pem(pem).public_hex
        wish = EnrolRequest(
            code=order.code.strip(), public_key=public, name=order.name[:200]
        )
        answer = client.enrol(wish)
    finally:
        client.close()
    return Enrolment(
        workstation=answer.workstation,
        terminal=answer.terminal,
        office_code=answer.office_code,
        office_name=answer.office_name,
        region=answer.region,
        rule_pack=answer.rule_pack,
        center_url=order.center_url.rstrip("/"),
        center_key=answer.center_public_key,
        key_pem=pem,
    )


def _pending_key(keys: KeyStore) -> str:
    pem = keys.get(DEVICE_KEY)
    if pem is None:
        pem = SigningKey.generate().to_pem()
        keys.put(DEVICE_KEY, pem)
    return pem


def identity_of(workstation: str, center_key: str, keys: KeyStore) -> Identity:
    """Return who this workstation is, with its key from the key store.

    Raises:
        CenterError: ``center.not_enrolled``, ``center.key_missing``.
    """
    if not workstation or not center_key:
        raise CenterError(CenterCode.NOT_ENROLLED)
    pem = keys.get(DEVICE_KEY)
    if pem is None:
        raise CenterError(CenterCode.KEY_MISSING)
    try:
        return Identity(workstation, SigningKey.from_pem(pem), center_key)
    except ValueError as exc:
        raise CenterError(CenterCode.KEY_MISSING) from exc
