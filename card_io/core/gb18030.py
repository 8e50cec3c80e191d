"""GB 18030-2022 for names on the chip.

Python's codec follows the 2005 edition in 18 places: there two-byte codes mean
private-use characters. The 2022 edition exchanged each of them with the standard
character that had a four-byte code, so exchanging the code points after decoding
(and before encoding) turns one edition into the other, both ways.
"""

from __future__ import annotations

#: Two-byte code -> character of the 2022 edition.
MOVED_2022: dict[str, int] = {
    "A6D9": 0xFE10,
    "A6DA": 0xFE12,
    "A6DB": 0xFE11,
    "A6DC": 0xFE13,
    "A6DD": 0xFE14,
    "A6DE": 0xFE15,
    "A6DF": 0xFE16,
    "A6EC": 0xFE17,
    "A6ED": 0xFE18,
    "A6F3": 0xFE19,
    "FE59": 0x9FB4,
    "FE61": 0x9FB5,
    "FE66": 0x9FB6,
    "FE67": 0x9FB7,
    "FE6D": 0x9FB8,
    "FE7E": 0x9FB9,
    "FE90": 0x9FBA,
    "FEA0": 0x9FBB,
}


def _exchange() -> dict[int, int]:
    table: dict[int, int] = {}
    for code, standard in MOVED_2022.items():
        private = ord(bytes.fromhex(code).decode("gb18030"))
        table[private], table[standard] = standard, private
    return table


_EXCHANGE = _exchange()


def encode(text: str) -> bytes:
    """Encode by the 2022 table.

    Raises:
        UnicodeEncodeError: for lone surrogates only.
    """
    return text.translate(_EXCHANGE).encode("gb18030")


def decode(raw: bytes) -> str:
    """Decode by the 2022 table.

    Raises:
        UnicodeDecodeError: the bytes are no GB 18030.
    """
    return raw.decode("gb18030").translate(_EXCHANGE)
