"""Marks: up to which sequence number none of an incarnation is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from center.database import Insert, Question, Row, Tx

_PAGE = 1000
_PUT = Insert(
    "incarnation", "workstation, incarnation, mark", "workstation, incarnation"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is recorded: the marks, and numbers that lie beyond them."""

    known: dict[str, int] = field(default_factory=dict)
    beyond: dict[str, set[int]] = field(default_factory=dict)


def questions(tx: Tx, workstation: str, incarnations: Sequence[str]) -> list[Question]:
    """Ask for each mark with the numbers beyond it that came out of order."""
    del tx
    return [
        (_MARK, (one, workstation, one, workstation, one, _PAGE))
        for one in incarnations
    ]


_MARK = (
    "SELECT ?, i.mark, o.sequence FROM (SELECT coalesce((SELECT mark FROM incarnation "
    "WHERE workstation = ? AND incarnation = ?), 0) AS mark) i LEFT JOIN operation o "
    "ON o.workstation = ? AND o.incarnation = ? AND o.sequence > i.mark "
    "ORDER BY o.sequence LIMIT ?"
)


def read(answers: Sequence[list[Row]]) -> Marks:
    """Take the answers to :func:`questions`."""
    made = Marks()
    for incarnation, mark, sequence in (row for rows in answers for row in rows):
        if mark:
            made.known[str(incarnation)] = int(mark)
        if sequence is not None:
            made.beyond.setdefault(str(incarnation), set()).add(int(sequence))
    return made


def advance(
    tx: Tx, workstation: str, marks: Marks, new: Collection[tuple[str, int]]
) -> dict[str, int]:
    """Take new numbers in and return the marks; those that moved are stored."""
    found = dict(marks.known)
    for incarnation in sorted({one for one, _ in new} | set(marks.beyond)):
        here = {number for one, number in new if one == incarnation}
        here |= marks.beyond.get(incarnation, set())
        mark = found.get(incarnation, 0)
        while mark + 1 in here:
            mark += 1
        found[incarnation] = mark
    moved = [
        (workstation, one, mark)
        for one, mark in sorted(found.items())
        if marks.known.get(one) != mark
    ]
    tx.insert(_PUT, moved)
    return found
