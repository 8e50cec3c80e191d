"""TLS with the center's own key: the certificate is known by enrolment, not by a CA.

The pin is SHA-256 of the certificate's public key (SubjectPublicKeyInfo), so that a
certificate renewed over the same key goes on working. It is checked inside the
handshake: nothing is sent to a server with another key.
"""

from __future__ import annotations

import hmac
import ssl
from collections.abc import Callable

from cryptography import x509

from sync.wire.pins import pin_of

Check = Callable[[str], bool]


def pinned_context(pin: str) -> ssl.SSLContext:
    """Return a client context that speaks with one key only."""
    return _context(lambda found: hmac.compare_digest(found, pin))


def meeting_context(seen: list[str]) -> ssl.SSLContext:
    """Return a context for enrolment: any key is met, and noted in ``seen``."""

    def note(found: str) -> bool:
        seen[:] = [found]
        return True

    return _context(note)


def _context(check: Check) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False  # the key says who it is, not the name
    context.verify_mode = ssl.CERT_NONE

    class PinnedSocket(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - as ssl has it
            super().do_handshake(block)
            _demand(self.getpeercert(binary_form=True), check)

    class PinnedObject(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            _demand(self.getpeercert(binary_form=True), check)

    context.sslsocket_class = PinnedSocket
    context.sslobject_class = PinnedObject  # behind a proxy
    return context


def _demand(der: bytes | None, check: Check) -> None:
    if der is None or not check(pin_of(x509.load_der_x509_certificate(der))):
        raise ssl.SSLCertVerificationError("not the key that enrolment told")
