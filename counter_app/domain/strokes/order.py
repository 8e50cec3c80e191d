"""Compare names as ICU's Chinese stroke collation does (business.md 7.3).

The table beside this module lists every CJK ideograph in the order of that collation
(``scripts/make_strokes.py`` makes it): fewer strokes first, then stroke by stroke in
writing order. A compound surname is thereby ordered by its first character, and a
shorter name stands before a longer one that begins with it.

For characters outside ICU's own stroke data the collation falls back to radical and
strokes; such a name is ordered, but :func:`is_tabled` says that a person should look.
"""

from __future__ import annotations

import lzma
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from importlib import resources
from itertools import accumulate

StrokeKey = tuple[tuple[int, int], ...]

TABLE = "table.xz"
_POINT = 4  # bytes of one number in the table
_HAN, _BEFORE, _AFTER = 1, 0, 2


class _Table:
    """Ranks of ideographs and the first rank of every stroke count."""

    def __init__(self, packed: bytes) -> None:
        """Unpack: number of bounds, the bounds, then steps between code points."""
        raw = lzma.decompress(packed)
        numbers = [
            int.from_bytes(raw[at : at + _POINT], "big", signed=True)
            for at in range(0, len(raw), _POINT)
        ]
        counted = numbers[0]
        self.bounds = numbers[1 : 1 + counted]  # first rank of 1, 2, 3 ... strokes
        self.tabled = numbers[1 + counted]  # ranks below have stroke data of their own
        points = accumulate(numbers[2 + counted :])
        self.ranks = {chr(point): rank for rank, point in enumerate(points)}


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table(resources.files(__package__).joinpath(TABLE).read_bytes())


def stroke_key(name: str) -> StrokeKey:
    """Return a key that sorts names by strokes; spaces do not count.

    Signs and digits stand before ideographs, other letters after them, as in ICU.
    """
    ranks = _table().ranks
    plain = unicodedata.normalize("NFC", name).casefold()  # one form of a character
    return tuple(_weight(char, ranks) for char in plain if not char.isspace())


def _weight(char: str, ranks: dict[str, int]) -> tuple[int, int]:
    rank = ranks.get(char)
    if rank is not None:
        return _HAN, rank
    return (_AFTER if char.isalpha() else _BEFORE), ord(char)


def stroke_count(char: str) -> int | None:
    """Return how many strokes a character has, None where the table does not know."""
    table = _table()
    rank = table.ranks.get(char)
    if rank is None or rank >= table.tabled:
        return None
    return bisect_right(table.bounds, rank)


def is_tabled(name: str) -> bool:
    """Tell whether every ideograph of a name has stroke data of its own."""
    table = _table()
    return all(table.ranks.get(char, 0) < table.tabled for char in name)
