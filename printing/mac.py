"""The receipt's seal: a short MAC that tells a true receipt from a forged one.

The QR code holds the receipt number and this seal, no personal data (9.3). The key
belongs to the workstation and is known to the center, so both can check a paper.
40 bits are enough here: a forger cannot try seals without asking an office.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

PREFIX = "SSC1"
LENGTH = 8
_PURPOSE = b"counter-receipt-1\x00"
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})
_TEXT = re.compile(r"^(?:SSC1/)?([0-9A-Z]{8,40})/([A-Z2-7]{8})$")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a QR text or typed code turned out to be.

    Attributes:
        receipt_no: the number it names, None when the text has no such shape.
        genuine: the seal belongs to the number under the key that was tried.
    """

    receipt_no: str | None
    genuine: bool


def short_mac(key: bytes, receipt_no: str) -> str:
    """Return the seal of a receipt number: 8 characters of base32.

    Args:
        key: the workstation's receipt key, at least 16 bytes.
        receipt_no: the number as stored, without spaces.

    Raises:
        ValueError: the key is too short.
    """
    if len(key) < 16:  # noqa: PLR2004 - 128 bits
        raise ValueError(len(key))
    digest = hmac.digest(key, _PURPOSE + receipt_no.encode("ascii"), hashlib.sha256)
    return base64.b32encode(digest)[:LENGTH].decode("ascii")


def qr_text(receipt_no: str, mac: str) -> str:
    """Return the text of the QR code, in characters of its alphanumeric mode."""
    return f"{PREFIX}/{receipt_no}/{mac}"


def check(text: str, key: bytes) -> Checked:
    """Check a scanned QR text, or number and seal as a person types them.

    Spaces, case and the lookalikes 0, 1 and 8 in the seal do not matter; without a
    slash the last eight characters are the seal.
    """
    plain = "".join(text.split()).upper()
    if "/" not in plain:
        plain = f"{plain[:-LENGTH]}/{plain[-LENGTH:]}"
    number, _, seal = plain.rpartition("/")
    found = _TEXT.match(f"{number}/{seal.translate(_LOOKALIKES)}")
    if found is None:
        return Checked(None, genuine=False)
    expected = short_mac(key, found[1])
    return Checked(found[1], genuine=hmac.compare_digest(expected, found[2]))
