"""The three orders of a unit's list: strokes, pinyin, number (business.md 7.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from counter_app.domain.strokes import stroke_key

T = TypeVar("T")


class ListOrder(StrEnum):
    """How the people of a group follow each other."""

    STROKES = "strokes"
    PINYIN = "pinyin"
    NUMBER = "number"


def ordered(
    rows: Sequence[T],
    by: ListOrder,
    name_of: Callable[[T], str],
    number_of: Callable[[T], str],
) -> list[T]:
    """Sort rows; equal ones keep the order of the list.

    Args:
        rows: what is sorted.
        by: the order; ``number`` sorts by ``number_of`` (social security number),
            rows without one last.
        name_of: gives a row's name.
        number_of: gives a row's number.
    """
    if by is ListOrder.NUMBER:
        return sorted(rows, key=lambda row: (not number_of(row), number_of(row)))
    if by is ListOrder.PINYIN:
        return sorted(rows, key=lambda row: pinyin_key(name_of(row)))
    return sorted(rows, key=lambda row: stroke_key(name_of(row)))


def pinyin_key(name: str) -> tuple[tuple[str, ...], object]:
    """Return a key by syllables with tones; one reading is decided by strokes."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 0.2 s

    syllables = lazy_pinyin(name, style=Style.TONE3, errors="default")
    return tuple(syllables), stroke_key(name)
