"""The pin of a certificate: SHA-256 of its public key."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def pin_of(certificate: x509.Certificate) -> str:
    """Return the pin of a certificate, hex."""
    key = certificate.public_key()
    plain = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(plain).hexdigest()


def pin_of_pem(pem: bytes) -> str:
    """Return the pin of the first certificate of a PEM file.

    Raises:
        ValueError: there is none.
    """
    return pin_of(x509.load_pem_x509_certificate(pem))
