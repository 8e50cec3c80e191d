"""Card cryptography for DES/3DES and SM4 (card.md 5, clause numbers as there).

Pure functions on bytes. SSF33 is not public and is refused with its own code.
"""

from __future__ import annotations

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

DES_BLOCK = 8
SM4_BLOCK = 16
DOUBLE_KEY = 16
MAC_BYTES = 4


def block_size(algorithm: str) -> int:
    """Return the block in bytes; ``card.algorithm_unsupported`` for SSF33."""
    if algorithm == "DES":
        return DES_BLOCK
    if algorithm == "SM4":
        return SM4_BLOCK
    raise CardError(CardCode.ALGORITHM_UNSUPPORTED, algorithm=algorithm)


def _cipher(algorithm: str, key: bytes) -> CipherAlgorithm:
    if block_size(algorithm) == SM4_BLOCK:
        return SM4(key)
    # One DES is triple DES with three equal keys; a 16-byte key is K1 K2 K1.
    return TripleDES(key * 3 if len(key) == DES_BLOCK else key + key[:DES_BLOCK])


def encrypt(algorithm: str, key: bytes, blocks: bytes) -> bytes:
    """Encrypt whole blocks, each by itself (ECB, as the card does it)."""
    worker = Cipher(_cipher(algorithm, key), modes.ECB()).encryptor()  # noqa: S305 -- fixed by the card specification
    return worker.update(blocks) + worker.finalize()


def decrypt(algorithm: str, key: bytes, blocks: bytes) -> bytes:
    """Undo :func:`encrypt`."""
    worker = Cipher(_cipher(algorithm, key), modes.ECB()).decryptor()  # noqa: S305 -- fixed by the card specification
    return worker.update(blocks) + worker.finalize()


def factors(region: str, card_factor: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the factors of province, city and card (5.1).

    Zhejiang (33...) uses four digits for the city.
    """
    city = region[:4] + "00" if region.startswith("33") else region
    return (
        region[:2].encode("ascii") + b"0000sh",
        city.encode("ascii") + b"sx",
        card_factor,
    )


def diversify(algorithm: str, key: bytes, factor: bytes) -> bytes:
    """Derive the key of the next level (5.1); an 8-byte key stays one of 8."""
    complement = bytes(byte ^ 0xFF for byte in factor)
    if len(key) == DES_BLOCK:
        return encrypt(algorithm, key, factor)
    return encrypt(algorithm, key, factor + complement)


def card_key(algorithm: str, root: bytes, region: str, card_factor: bytes) -> bytes:
    """Derive a card's key from the root over three levels (5.1)."""
    key = root
    for factor in factors(region, card_factor):
        key = diversify(algorithm, key, factor)
    return key


def session_key(algorithm: str, key: bytes, challenge: bytes) -> bytes:
    """Derive the session key from a challenge of up to one block (5.2)."""
    size = block_size(algorithm)
    return encrypt(algorithm, key, challenge[:size].ljust(size, b"\0"))


def authentication_data(algorithm: str, session: bytes, original: bytes) -> bytes:
    """Return the 8 bytes of INTERNAL and EXTERNAL AUTHENTICATE (5.3)."""
    size = block_size(algorithm)
    block = encrypt(algorithm, session, original.ljust(size, b"\0"))
    return fold(block, DES_BLOCK)


def mac(algorithm: str, session: bytes, message: bytes) -> bytes:
    """Return the 4-byte MAC over header, Lc and data sent (5.4)."""
    size = block_size(algorithm)
    padded = pad_message(message, size)
    state = bytes(size)
    for at in range(0, len(padded), size):
        block = padded[at : at + size]
        mixed = bytes(a ^ b for a, b in zip(state, block, strict=True))
        state = encrypt(algorithm, session, mixed)
    return state[:MAC_BYTES] if size == DES_BLOCK else fold(state, MAC_BYTES)


def pad_message(message: bytes, size: int) -> bytes:
    """Append 80 and zeros up to a whole block; a full block if aligned (5.4)."""
    padded = message + b"\x80"
    return padded.ljust(-(-len(padded) // size) * size, b"\0")


def pad_command(plain: bytes, size: int) -> bytes:
    """Prefix the length and pad unless aligned, ready for encryption (5.5)."""
    data = bytes((len(plain),)) + plain
    if len(data) % size:
        data += b"\x80"
        data = data.ljust(-(-len(data) // size) * size, b"\0")
    return data


def fold(block: bytes, width: int) -> bytes:
    """Return the exclusive-or of a block's groups of ``width`` bytes (5.3, 5.4)."""
    out = bytearray(width)
    for at, byte in enumerate(block):
        out[at % width] ^= byte
    return bytes(out)
