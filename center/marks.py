"""Marks: up to which sequence number none of an incarnation is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from center.book import Name
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


def questions(tx: Tx, workstation: str, names: Sequence[Name]) -> list[Question]:
    """Ask for each mark with the numbers beyond it that came out of order."""
    del tx
    return [
        (_MARK, (one, workstation, one, workstation, one, _PAGE))
        for one in sorted({name.incarnation for name in names})
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


def advanced(marks: Marks, new: Collection[tuple[str, int]]) -> dict[str, int]:
    """Take new numbers in and return the marks as they are now."""
    found = dict(marks.known)
    for incarnation in sorted({one for one, _ in new} | set(marks.beyond)):
        here = {number for one, number in new if one == incarnation}
        here |= marks.beyond.get(incarnation, set())
        mark = found.get(incarnation, 0)
        while mark + 1 in here:
            mark += 1
        found[incarnation] = mark
    return found


def store(tx: Tx, reached: Iterable[tuple[str, Marks, Mapping[str, int]]]) -> None:
    """Store the marks of workstations that moved."""
    tx.insert(
        _PUT,
        [
            (workstation, incarnation, mark)
            for workstation, marks, now in reached
            for incarnation, mark in sorted(now.items())
            if marks.known.get(incarnation) != mark
        ],
    )
