"""What a card's photo file is made of: looked at without decoding a stranger's bytes.

Only what the counter itself writes is a photo: one JPEG picture of 358 x 441 in three
colours of eight bits, with no other data before, inside or behind it (ITU-T T.81,
annex B).
"""

from __future__ import annotations

from collections.abc import Iterator

from counter_app.domain.photos import HEIGHT, WIDTH

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # sequential and progressive, Huffman
#: Quantisation and Huffman tables, restart interval, JFIF, frames, the scan.
_USUAL = frozenset({0xDB, 0xC4, 0xDD, 0xE0, _SCAN}) | _FRAMES
_LEAST_LENGTH = 2
_FRAME_BYTES = 6
_EIGHT_BITS, _COLOURS = 8, 3


def is_card_photo(content: bytes) -> bool:
    """Tell whether this is a card's photo and nothing else."""
    if not (content.startswith(_START) and content.endswith(_END)):
        return False
    frames = []
    for marker, segment in _segments(content):
        if marker not in _USUAL:
            return False
        if marker in _FRAMES:
            frames.append(segment[:_FRAME_BYTES])
        if marker == _SCAN:
            return frames == [_wanted()] and _END not in content[:-2]
    return False


def _wanted() -> bytes:
    """Return how the frame of a card's photo begins: bits, size, colours."""
    size = HEIGHT.to_bytes(2, "big") + WIDTH.to_bytes(2, "big")
    return bytes([_EIGHT_BITS]) + size + bytes([_COLOURS])


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker segments up to the first scan; a damaged one ends them."""
    at = len(_START)
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - T.81, B.1.1.2
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < _LEAST_LENGTH or at + 2 + length > len(content):
            return
        yield marker, content[at + 4 : at + 2 + length]
        if marker == _SCAN:
            return
        at += 2 + length
