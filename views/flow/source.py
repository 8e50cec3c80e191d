"""Where a paper on the screen comes from, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Source:
    """A paper to look at.

    Attributes:
        name: of the paper, and of its file.
        fetch: returns the PDF and how many copies are out (None: not counted).
        again: prints it; returns the copies as above.
        printed: message id for a paper that was printed.
        receipt_no: of a receipt, else None.
    """

    name: str
    fetch: Callable[[Desk], tuple[bytes, int | None]]
    again: Callable[[Desk], int | None]
    printed: str = "view.sheet.printed"
    receipt_no: str | None = None


def of_receipt(number: str) -> Source:
    """Return a receipt as it was, or would be, printed; looking counts no copy."""

    def fetch(desk: Desk) -> tuple[bytes, int | None]:
        paper = desk.paper(number)
        return paper.pdf, paper.copies

    def again(desk: Desk) -> int | None:
        return desk.reprint(number).copies

    return Source(number, fetch, again, receipt_no=number)
