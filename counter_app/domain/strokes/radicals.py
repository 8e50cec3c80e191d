"""Find an ideograph by radical, by strokes or by code point: for names no key types.

The table of radicals is made by ``scripts/make_radicals.py`` from ICU's collation by
radical and strokes (Unicode's kRSUnicode); strokes come from the table of the stroke
order. Both hold the ideographs up to extension H, beyond the BMP too (business.md 11,
GB 18030-2022 level 3).
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate

from counter_app.domain.strokes.order import stroke_count

TABLE = "radicals.xz"
RADICALS = 214
_FIRST_SIGN = 0x2F00
_POINT = 4  # bytes of one number in the table
_HEX = re.compile(r"(?:u\+?|0x|\\u|&#x)?([0-9a-f]{4,6});?", re.IGNORECASE)
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFD))
_SURROGATES = range(0xD800, 0xE000)
_LAST_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Radical:
    """One of the 214 Kangxi radicals."""

    number: int  # 1 ... 214
    sign: str
    strokes: int


class _Table:
    def __init__(self, packed: bytes) -> None:
        raw = lzma.decompress(packed)
        numbers = [
            int.from_bytes(raw[at : at + _POINT], "big", signed=True)
            for at in range(0, len(raw), _POINT)
        ]
        counted = numbers[0]
        self.bounds = numbers[1 : 1 + counted]
        self.chars = [chr(point) for point in accumulate(numbers[1 + counted :])]
        self.rank = {char: at for at, char in enumerate(self.chars)}


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table(resources.files(__package__).joinpath(TABLE).read_bytes())


@lru_cache(maxsize=1)
def radicals() -> tuple[Radical, ...]:
    """Return the radicals in their order, which is that of their strokes."""
    signs = [
        unicodedata.normalize("NFKC", chr(_FIRST_SIGN + n)) for n in range(RADICALS)
    ]
    return tuple(
        Radical(number, sign, stroke_count(sign) or 0)
        for number, sign in enumerate(signs, 1)
    )


def radical_of(char: str) -> int | None:
    """Return the number of a character's radical, None for what is no ideograph."""
    table = _table()
    rank = table.rank.get(char)
    if rank is None or rank < table.bounds[0]:
        return None
    return bisect_right(table.bounds, rank)


def by_radical(number: int, strokes: int | None = None) -> tuple[str, ...]:
    """Return a radical's characters, those with few strokes beside it first.

    Args:
        number: 1 to 214.
        strokes: of the whole character; None gives all of them.
    """
    table = _table()
    if not 1 <= number <= RADICALS:
        return ()
    end = table.bounds[number] if number < RADICALS else len(table.chars)
    found = table.chars[table.bounds[number - 1] : end]
    counted = zip(found, _counts(found), strict=True)
    return tuple(
        char for char, count in counted if _offered(char) and strokes in (None, count)
    )


def by_strokes(strokes: int) -> tuple[str, ...]:
    """Return the characters with this many strokes, in the order of radicals."""
    return tuple(
        c for c in _table().chars if stroke_count(c) == strokes and _offered(c)
    )


def _counts(chars: list[str]) -> list[int]:
    """Return strokes; a character without data gets those of the one before it.

    Within a radical the characters stand by strokes, so that is right or one off.
    """
    counts, last = [], 0
    for char in chars:
        last = stroke_count(char) or last
        counts.append(last)
    return counts


def _offered(char: str) -> bool:
    """Leave out doubles: a compatibility ideograph is the same character."""
    return unicodedata.is_normalized("NFC", char)


def by_code_point(text: str) -> str | None:
    """Return the character of ``U+20BB7``, ``20BB7``, ``0x20bb7`` or ``&#x20BB7;``.

    Surrogates and private places are no characters: a name must not hold them.
    """
    found = _HEX.fullmatch(text.strip())
    point = int(found[1], 16) if found else 0
    private = any(low <= point <= high for low, high in _PRIVATE)
    if not found or point > _LAST_POINT or point in _SURROGATES or private:
        return None
    char = chr(point)
    return char if unicodedata.category(char) in ("Lo", "Lu", "Ll", "Po") else None
