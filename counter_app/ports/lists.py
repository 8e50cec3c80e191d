"""Lists from outside as the services see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from counter_app.domain.codes.lists import ListCode
from counter_app.domain.errors import RuleError


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it was sent.

    Attributes:
        headings: first row, stripped.
        rows: the others as text, each as long as ``headings``; empty ones left out.
        lines: line of each row in the file, counted from 1.
        digest: SHA-256 of the file.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    digest: str


#: Reads a workbook or separated text; raises RuleError ``lists.*``.
ReadSheet = Callable[[Path], Sheet]
#: Makes a file ("xlsx" or "csv") of headings and rows.
WriteSheet = Callable[[str, Sequence[str], Sequence[Sequence[str]]], bytes]


def no_lists(path: Path) -> Sheet:
    """Stand for the reader where no lists are taken.

    Raises:
        RuleError: ``lists.kind``.
    """
    raise RuleError(ListCode.KIND, file=path.name)


def no_sheets(
    form: str,
    headings: Sequence[str],  # noqa: ARG001 - as every writer
    rows: Sequence[Sequence[str]],  # noqa: ARG001 - as every writer
) -> bytes:
    """Stand for the writer where no lists are given out.

    Raises:
        RuleError: ``lists.kind``.
    """
    raise RuleError(ListCode.KIND, file=form)
