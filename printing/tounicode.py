"""Text that comes out of a PDF as it went in, beyond the BMP as well.

reportlab 5.1 writes the code point of a character into the ToUnicode map, such as
``<20BB7>``. A PDF wants UTF-16BE there (ISO 32000-1, 9.10.3), so that 𠮷 prints right
but is found, copied and read aloud as two wrong characters. A rare name must be
found in a stored receipt; the map is therefore written here. It also keeps to the
100 entries a block may hold, and leaves out codes that stand for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.pdfbase import ttfonts

_BLOCK = 100
_NOTDEF = 0


def install() -> None:
    """Put the corrected map in reportlab's place; doing it twice does no harm."""
    ttfonts.makeToUnicodeCMap = to_unicode_map


def to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode map of one embedded subset.

    Args:
        fontname: the subset's PostScript name.
        subset: code points by character code; at most 256.
    """
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *_blocks(subset),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _blocks(subset: Sequence[int]) -> Iterator[str]:
    pairs = [(code, point) for code, point in enumerate(subset) if point != _NOTDEF]
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        yield f"{len(block)} beginbfchar"
        for code, point in block:
            yield f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        yield "endbfchar"
