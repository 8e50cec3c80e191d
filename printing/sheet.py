"""A column of text that flows over pages, with what stands on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from printing.fontset import FontSet
from printing.paper import Box, Ink, Paper, Size

MARGIN = 11.0
FOOT = 10.0
GUTTER = 19.0
_AFTER = 1.9


class Footer(Protocol):
    """Draws the foot of one page."""

    def __call__(self, paper: Paper, page: int, pages: int) -> None: ...


def _no_footer(paper: Paper, page: int, pages: int) -> None:
    """Draw nothing."""


def _nothing_more(_sheet: Sheet) -> None:
    """Leave a full page as it is."""


def _plain(_paper: Paper) -> float:
    """Draw nothing under the text, which starts at the margin."""
    return MARGIN


class Sheet:
    """The cursor of a document that flows from top to bottom.

    Attributes:
        y: where the next thing goes, in millimetres from the top.
        limit: where the foot of the page begins.
        turned: is told before a full page is left.
    """

    def __init__(
        self,
        size: Size,
        fonts: FontSet,
        *,
        title: str,
        archival: bool = True,
        margin: float = MARGIN,
    ) -> None:
        self.paper = Paper(size, fonts, title=title, archival=archival)
        self.footer: Footer = _no_footer
        self.backdrop: Callable[[Paper], float] = _plain
        self.turned: Callable[[Sheet], None] = _nothing_more
        self.left = margin
        self.right = self.paper.width - margin
        self.width = self.right - self.left
        self.limit = self.paper.height - FOOT
        self.y = MARGIN

    def begin(self) -> None:
        """Draw what lies under every page; set the cursor below it."""
        self.y = self.backdrop(self.paper)

    def need(self, height: float) -> bool:
        """Begin a new page when ``height`` does not fit here; tell whether it did."""
        full = self.y + height > self.limit
        if full:
            self.turned(self)
            self.paper.turn()
            self.begin()
        return full

    def listed(self, head: str, items: Sequence[str], head_ink: Ink, ink: Ink) -> None:
        """Draw a list with its heading in the gutter at the left.

        A single item stands alone; several have a dot each.
        """
        if not items:
            return
        indent = 2.6 if len(items) > 1 else 0.0
        left, width = self.left + GUTTER + indent, self.width - GUTTER - indent
        broken = [self.paper.lines(item, width, ink) for item in items]
        self.need(len(broken[0]) * ink.line)
        shift = (ink.line - head_ink.line) / 2
        self.paper.text(self.left, self.y + shift, head, head_ink)
        for lines in broken:
            self.need(len(lines) * ink.line)
            if indent:
                x, y = left - indent + 0.7, self.y + ink.line / 2
                self.paper.disc(x, y, 0.4, head_ink.color)
            self.y += self.paper.draw_lines(Box(left, self.y, width), lines, ink)
        self.y += _AFTER

    def finish(self) -> bytes:
        """Draw the foot of every page and return the PDF."""
        return self.paper.finish(partial(self.footer, self.paper))


def build(make: Callable[[], Sheet], draw: Callable[[Sheet], None]) -> bytes:
    """Draw a document on an empty sheet and return the PDF."""
    sheet = make()
    draw(sheet)
    return sheet.finish()
