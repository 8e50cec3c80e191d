"""A scanner or an id reader types like a keyboard, only faster: tell it from a hand.

The times are those of the display, in milliseconds: a window that is late does not blur
them. What comes fast enough and ends with CR, LF or Tab was scanned; no Tk here.
"""

from __future__ import annotations

GAP_MS = 35  # slow scanners send a character every 20 ms; a held key repeats in 40
LEAST = 6  # a hand may roll over two or three keys as fast
_DIGITS = 3  # one in so many at least: what bears a code is a number, not words
_DIFFERENT = 2  # a held key gives one character only


class Wedge:
    """Follows the keys that are pressed, whatever has the focus."""

    def __init__(self) -> None:
        self._text = ""
        self._last: int | None = None
        self._ended: int | None = None

    def key(self, char: str, at: int) -> None:
        """A character was typed."""
        if not _close(self._last, at):
            self._text = ""
        self._text += char
        self._last, self._ended = at, None

    def end(self, at: int) -> str:
        """CR, LF or Tab: return what was scanned, or "" when a hand pressed the key."""
        scanned = self._text if self._fits() and _close(self._last, at) else ""
        self._text, self._last = "", None
        self._ended = at if scanned else None
        return scanned

    def echo(self, at: int) -> bool:
        """Tell whether this is the second half of a scanner's CR LF."""
        echoed = _close(self._ended, at)
        self._ended = None
        return echoed

    def _fits(self) -> bool:
        digits = sum(char.isdecimal() for char in self._text)
        return (
            len(self._text) >= LEAST
            and len(set(self._text)) >= _DIFFERENT
            and digits * _DIGITS >= len(self._text)
        )


def _close(before: int | None, at: int) -> bool:
    return before is not None and 0 <= at - before <= GAP_MS
