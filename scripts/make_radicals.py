"""Make ``counter_app/domain/strokes/radicals.xz`` from ICU's radical collation.

Run ``python -m scripts.make_radicals`` when ICU's data should be taken anew; the file
is committed. ICU's ``unihan`` collation orders ideographs by Kangxi radical, then by
the strokes beside it (Unicode's kRSUnicode); the first character of each radical is
the radical itself, whose place is therefore the bound.
"""

from __future__ import annotations

import lzma
import sys
import unicodedata
from bisect import bisect_left
from pathlib import Path

from scripts.icu import Collation
from scripts.make_strokes import IDEOGRAPHS

FIRST, LAST = 0x2F00, 0x2FD5  # the 214 radicals
TARGET = Path(__file__).parents[1] / "counter_app/domain/strokes/radicals.xz"


def main() -> int:
    """Write the table and say what went in."""
    icu = Collation("zh@collation=unihan")
    chars = [chr(point) for low, high in IDEOGRAPHS for point in range(low, high + 1)]
    keyed = sorted((icu.primary(char), icu.key(char), char) for char in chars)
    primaries = [primary for primary, _, _ in keyed]
    signs = [unicodedata.normalize("NFKC", chr(n)) for n in range(FIRST, LAST + 1)]
    bounds = [bisect_left(primaries, icu.primary(sign)) for sign in signs]
    listed = bisect_left(primaries, icu.primary(chr(0x3FFFE)))
    points = [ord(char) for _, _, char in keyed[:listed]]
    steps = [
        point - before for before, point in zip([0, *points], points, strict=False)
    ]
    numbers = [len(bounds), *bounds, *steps]
    raw = b"".join(number.to_bytes(4, "big", signed=True) for number in numbers)
    TARGET.write_bytes(lzma.compress(raw, preset=9))
    print(f"ICU {icu.version}: {len(points)} characters, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
