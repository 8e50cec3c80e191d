"""Hybrid logical clock: order without trusting wall time (architecture, Consistency).

Text form ``MMMMMMMMMMMMM-CCCC-NODE``: milliseconds (13 digits), counter (4 hex),
node. Texts sort like the times they stand for.
"""

from __future__ import annotations

from datetime import datetime

_DIGITS = 13
_MAX_COUNTER = 0xFFFF


def tick(last: str | None, now: datetime, node: str) -> str:
    """Return the next time of this node; it never goes back, whatever the clock says.

    Args:
        last: the last text this node made or saw, or None.
        now: aware wall time.
        node: short name of the workstation incarnation.
    """
    wall = int(now.timestamp() * 1000)
    if last is None:
        return _text(wall, 0, node)
    millis, counter = parse(last)
    if wall > millis:
        return _text(wall, 0, node)
    if counter < _MAX_COUNTER:
        return _text(millis, counter + 1, node)
    return _text(millis + 1, 0, node)


def parse(text: str) -> tuple[int, int]:
    """Return milliseconds and counter of a text.

    Raises:
        ValueError: the text is not a hybrid time.
    """
    millis, counter, _node = text.split("-", 2)
    return int(millis), int(counter, 16)


def _text(millis: int, counter: int, node: str) -> str:
    return f"{millis:0{_DIGITS}d}-{counter:04X}-{node}"
