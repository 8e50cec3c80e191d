"""Make ``counter_app/domain/strokes/table.xz`` from ICU's stroke collation.

Run ``python -m scripts.make_strokes`` when ICU's data should be taken anew; the file
is committed. The data is Unicode CLDR's (``LICENSE.txt`` beside
it).
"""

from __future__ import annotations

import lzma
import sys
from bisect import bisect_left
from pathlib import Path

from scripts.icu import Collation

IDEOGRAPHS = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2EE5D),
    (0x2F800, 0x2FA1F),
    (0x30000, 0x323AF),
)
MOST_STROKES = 48
_FIRST_LABEL = 0x2800  # U+FDD0 U+2801 stands before all characters of one stroke
TARGET = Path(__file__).parents[1] / "counter_app/domain/strokes/table.xz"


def main() -> int:
    """Write the table and say what went in."""
    icu = Collation()
    chars = [chr(point) for low, high in IDEOGRAPHS for point in range(low, high + 1)]
    keyed = sorted((icu.primary(char), icu.key(char), char) for char in chars)
    primaries = [primary for primary, _, _ in keyed]
    labels = [
        icu.primary(f"\ufdd0{chr(_FIRST_LABEL + count)}")
        for count in range(1, MOST_STROKES + 1)
    ]
    implicit = bisect_left(primaries, icu.primary("\U00020000"))
    # counts without characters have no label of their own: they end with the table
    known = [label for label in labels if label < primaries[implicit]]
    bounds = [bisect_left(primaries, label) for label in _filled(labels, known)]
    points = [ord(char) for _, _, char in keyed]
    steps = [
        point - before for before, point in zip([0, *points], points, strict=False)
    ]
    numbers = [len(bounds), *bounds, implicit, *steps]
    raw = b"".join(number.to_bytes(4, "big", signed=True) for number in numbers)
    TARGET.write_bytes(lzma.compress(raw, preset=9))
    print(
        f"ICU {icu.version}: {len(chars)} characters, {implicit} with stroke data, "
        f"{TARGET.stat().st_size} bytes"
    )
    return 0


def _filled(labels: list[bytes], known: list[bytes]) -> list[bytes]:
    """Give a count without a label the label of the next count that has one."""
    filled: list[bytes] = []
    following = max(known) + b"\xff"
    for label in reversed(labels):
        if label in known:
            following = label
        filled.append(following)
    return filled[::-1]


if __name__ == "__main__":
    sys.exit(main())
