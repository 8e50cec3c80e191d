"""A PIN in memory: shown nowhere, wiped after use (business.md 11, card.md 10)."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Digits of a PIN that no log, exception text or journal can show.

    Python may keep copies of a ``str``; what is held here is a ``bytearray`` that
    :meth:`wipe` overwrites. Two secrets never compare, and none can be pickled.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: str | bytes | bytearray) -> None:
        raw = digits.encode() if isinstance(digits, str) else digits
        self._digits = bytearray(raw)

    def reveal(self) -> bytearray:
        """Return the digits as ASCII; the caller wipes copies it makes."""
        return self._digits

    def wipe(self) -> None:
        """Overwrite the digits with zeros."""
        self._digits[:] = bytes(len(self._digits))
        self._digits.clear()

    def __len__(self) -> int:
        return len(self._digits)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")
