"""Bind this workstation to a center: a key pair made here, a one-time code."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace

import httpx

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Office
from counter_app.ports.clock import Clock
from counter_app.ports.secrets import KeyStore
from sync.client import CenterClient
from sync.pinning import meeting_context, pinned_context
from sync.transport import Identity, Transport
from sync.wire import Enrolled, EnrolRequest
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
    tls_pin: str
    carry_key: str
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
    tls_pin: str = ""  # told by another way; else the first meeting is believed
    seal_key: str = field(default="", repr=False)  # of its receipts' seals, as hex


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
    answer = _meet(order, SigningKey.from_pem(pem).public_hex, clock, transport)
    return Enrolment(
        workstation=answer.workstation,
        terminal=answer.terminal,
        office_code=answer.office_code,
        office_name=answer.office_name,
        region=answer.region,
        rule_pack=answer.rule_pack,
        center_url=order.center_url.rstrip("/"),
        center_key=answer.center_public_key,
        tls_pin=answer.tls_pin,
        carry_key=answer.carry_key,
        key_pem=pem,
    )


def _meet(
    order: EnrolOrder,
    public_key: str,
    clock: Clock,
    transport: httpx.BaseTransport | None,
) -> Enrolled:
    """Spend the code; the center says which key its certificate has.

    Where it does not (a proxy holds the certificate), the same is asked again with the
    trust of this machine, which later exchanges use as well.
    """
    wish = EnrolRequest(
        code=order.code.strip(),
        public_key=public_key,
        name=order.name[:200],
        seal_key=order.seal_key,
    )
    seen: list[str] = []
    tls = pinned_context(order.tls_pin) if order.tls_pin else meeting_context(seen)
    line = Transport(order.center_url, clock, transport=transport or tls)
    answer = _ask(wish, line)
    met = order.tls_pin or "".join(seen)
    if not met:  # no TLS
        return answer
    if not answer.tls_pin:
        return _ask(wish, Transport(order.center_url, clock, transport=transport))
    if not hmac.compare_digest(answer.tls_pin, met):
        raise CenterError(CenterCode.TLS)
    return answer


def _ask(wish: EnrolRequest, line: Transport) -> Enrolled:
    client = CenterClient(line)
    try:
        return client.enrol(wish)
    finally:
        client.close()


def _pending_key(keys: KeyStore) -> str:
    pem = keys.get(DEVICE_KEY)
    if pem is None:
        pem = SigningKey.generate().to_pem()
        keys.put(DEVICE_KEY, pem)
    return pem


def identity_of(
    workstation: str, center_key: str, keys: KeyStore, tls_pin: str = ""
) -> Identity:
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
        return Identity(workstation, SigningKey.from_pem(pem), center_key, tls_pin)
    except ValueError as exc:
        raise CenterError(CenterCode.KEY_MISSING) from exc
