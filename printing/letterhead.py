"""What every paper has at its edges: the band on top, the practice banner, the foot.

One place for receipts, forms and reports, so that a practice paper can never pass for
a true one, whatever it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.paper import Align, Box, Color, Ink, Paper
from printing.words import Words

SMALL = Ink(6.8, color=Color.SOFT, leading=9.2)
_LEFT = 11.0


@dataclass(frozen=True, slots=True)
class Band:
    """Measures of the band on top, in millimetres; letters in points.

    Attributes:
        height, start: of the plain band, and where text may start below it.
        banner, below: the same with the practice banner.
        letters, top: size of the banner's words and where they stand.
        ghost: size of the pale word across the page.
    """

    height: float
    start: float
    banner: float
    below: float
    letters: float
    top: float
    ghost: float


SMALL_BAND = Band(2.2, 9.0, 7.4, 12.0, 9.2, 1.5, 46)
LARGE_BAND = Band(2.6, 12.0, 8.4, 15.0, 10.5, 1.7, 66)


def backdrop(paper: Paper, band: Band, words: Words, banner: str | None) -> float:
    """Draw what lies under a page; return where its text may start.

    Args:
        paper: the page.
        band: measures for its size.
        words: of the document's language.
        banner: text id of the practice banner; None for a paper that counts.
    """
    if banner is None:
        paper.area(Box(0, 0, paper.width, band.height), Color.ACCENT)
        return band.start
    paper.ghost(words.text("practice.ghost"), band.ghost)
    paper.area(Box(0, 0, paper.width, band.banner), Color.AMBER)
    ink = Ink(band.letters, bold=True, color=Color.WHITE)
    paper.text(paper.width / 2, band.top, words.text(banner), ink, Align.CENTER)
    return band.below


def foot(paper: Paper, left: str, right: str, ink: Ink = SMALL) -> None:
    """Draw the line at the foot of a page."""
    y = paper.height - 8.2
    paper.text(_LEFT, y, left, ink)
    if right:
        paper.text(paper.width - _LEFT, y, right, ink, Align.RIGHT)


def page_number(words: Words, page: int, pages: int) -> str:
    """Return "page 2 of 5"."""
    return words.text("receipt.page", page=page, pages=pages)
