"""Drawing on a page: millimetres from the top left corner, fonts chosen by character.

A thin skin over reportlab's canvas for every document. Same calls, same bytes: the
canvas runs in its invariant mode (no dates, no random ids).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printing import archive
from printing.fontset import FontSet
from printing.wrap import wrap

_ASCENT = 0.86  # of the size: where the baseline lies below the top of a line
_POINT = 1 / mm  # one point in millimetres


class PageSize(Enum):
    """Paper in millimetres, width by height."""

    A5 = (148.0, 210.0)
    A4 = (210.0, 297.0)
    A4_WIDE = (297.0, 210.0)


Size = PageSize | tuple[float, float]


class Align(Enum):
    """Where a line stands relative to its x."""

    LEFT = 0.0
    CENTER = 0.5
    RIGHT = 1.0


class Color:
    """The few colours of our papers; each also reads in black and white."""

    INK = "#1B2329"
    SOFT = "#5A6772"
    LINE = "#C6CFD6"
    WASH = "#F3F6F8"
    ACCENT = "#14507E"
    GREEN = "#17703F"
    GREEN_WASH = "#E7F4EC"
    AMBER = "#9A5200"
    AMBER_WASH = "#FFF3DC"
    RED = "#A8231C"
    RED_WASH = "#FCEBE9"
    GHOST = "#E4E8EB"
    WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Ink:
    """How text looks: size and leading in points (leading 1.38 times the size)."""

    size: float
    bold: bool = False
    color: str = Color.INK
    leading: float = 0.0

    @property
    def line(self) -> float:
        """Height of one line in millimetres."""
        return (self.leading or self.size * 1.38) * _POINT


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres; height 0 where text decides."""

    x: float
    y: float
    width: float
    height: float = 0.0

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height


class Paper:
    """One document in the making."""

    def __init__(
        self, size: Size, fonts: FontSet, *, title: str, archival: bool = True
    ) -> None:
        self.width, self.height = size.value if isinstance(size, PageSize) else size
        self.pages = 1
        self._ended: list[dict[str, object]] = []  # pages whose foot is still missing
        self._fonts = fonts
        self._buffer = BytesIO()
        page = (self.width * mm, self.height * mm)
        # Without a font of its own a page would name Helvetica, which is not embedded.
        self._canvas = Canvas(
            self._buffer,
            pagesize=page,
            invariant=1,
            initialFontName=fonts.body(),  # type: ignore[arg-type]  # the stub says float
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator(archive.CREATOR)
        self._canvas.setProducer(archive.PRODUCER)
        if archival:
            archive.make_archival(self._canvas, title)

    # -- text ---------------------------------------------------------------
    def measure(self, text: str, ink: Ink) -> float:
        """Return the width of one line in millimetres."""
        return self._fonts.width(text, ink.size, bold=ink.bold) * _POINT

    def lines(self, text: str, width: float, ink: Ink) -> tuple[str, ...]:
        """Break text for a column of ``width`` millimetres."""
        if self.measure(text, ink) <= width:  # most cells of a long list
            return (text.rstrip(),)
        return wrap(text, width, lambda piece: self.measure(piece, ink))

    def text(
        self, x: float, y: float, text: str, ink: Ink, align: Align = Align.LEFT
    ) -> None:
        """Draw one line whose top is at ``y``."""
        left = x - self.measure(text, ink) * align.value if align.value else x
        base = y + (ink.line / _POINT - ink.size) / 2 * _POINT
        base += ink.size * _ASCENT * _POINT
        line = self._canvas.beginText(left * mm, (self.height - base) * mm)
        line.setFillColor(HexColor(ink.color))
        for run in self._fonts.runs(text, bold=ink.bold):
            line.setFont(run.font, ink.size)
            line.textOut(run.text)
        self._canvas.drawText(line)

    def block(self, box: Box, text: str, ink: Ink) -> float:
        """Draw wrapped text from the top of a box; return its height."""
        return self.draw_lines(box, self.lines(text, box.width, ink), ink)

    def draw_lines(self, box: Box, lines: Sequence[str], ink: Ink) -> float:
        """Draw lines that were broken before; return their height."""
        for number, line in enumerate(lines):
            self.text(box.x, box.y + number * ink.line, line, ink)
        return len(lines) * ink.line

    def ghost(self, text: str, size: float) -> None:
        """Draw a pale word across the page, under what follows."""
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(self.width / 2 * mm, self.height / 2 * mm)
        canvas.rotate(38)
        canvas.setFillColor(HexColor(Color.GHOST))
        left = -self._fonts.width(text, size, bold=True) / 2
        line = canvas.beginText(left, 0)
        for run in self._fonts.runs(text, bold=True):
            line.setFont(run.font, size)
            line.textOut(run.text)
        canvas.drawText(line)
        canvas.restoreState()

    # -- lines and areas ----------------------------------------------------
    def area(self, box: Box, fill: str, *, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.roundRect(*self._place(box), radius * mm, stroke=0, fill=1)

    def frame(self, box: Box, color: str = Color.LINE, *, weight: float = 0.5) -> None:
        """Draw the outline of a rectangle; ``weight`` in points."""
        self._canvas.setStrokeColor(HexColor(color))
        self._canvas.setLineWidth(weight)
        self._canvas.rect(*self._place(box), stroke=1, fill=0)

    def rule(self, box: Box, color: str = Color.LINE, *, weight: float = 0.4) -> None:
        """Draw the upper edge of a box as a line."""
        self._canvas.setStrokeColor(HexColor(color))
        self._canvas.setLineWidth(weight)
        top = (self.height - box.y) * mm
        self._canvas.line(box.x * mm, top, box.right * mm, top)

    def stroke(
        self, points: Sequence[tuple[float, float]], color: str, weight: float
    ) -> None:
        """Draw an open line through points, with round ends; weight in points."""
        path = self._canvas.beginPath()
        placed = [(x * mm, (self.height - y) * mm) for x, y in points]
        path.moveTo(*placed[0])
        for x, y in placed[1:]:
            path.lineTo(x, y)
        self._canvas.setStrokeColor(HexColor(color))
        self._canvas.setLineWidth(weight)
        self._canvas.setLineCap(1)
        self._canvas.setLineJoin(1)
        self._canvas.drawPath(path, stroke=1, fill=0)
        self._canvas.setLineCap(0)

    def disc(self, x: float, y: float, radius: float, color: str) -> None:
        """Fill a circle around a point."""
        self._canvas.setFillColor(HexColor(color))
        center = (x * mm, (self.height - y) * mm)
        self._canvas.circle(*center, radius * mm, stroke=0, fill=1)

    def qr(self, box: Box, text: str) -> None:
        """Draw a QR code (level M) that fills the box; its margin is the caller's."""
        code = segno.make(text, error="m", micro=False, boost_error=False)
        rows = list(code.matrix)
        cell = box.width / len(rows)
        path = self._canvas.beginPath()
        for number, row in enumerate(rows):
            top = (self.height - box.y - (number + 1) * cell) * mm
            for first, length in _dark_runs(row):
                left = (box.x + first * cell) * mm
                path.rect(left, top, length * cell * mm, cell * mm)
        self._canvas.setFillColor(HexColor("#000000"))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def barcode(self, box: Box, text: str) -> None:
        """Draw a Code 128 across the box; its quiet zones are the caller's."""
        code = Code128(text, quiet=0, barWidth=1.0, barHeight=box.height * mm)
        code.barWidth = box.width * mm / code.width
        code = Code128(text, quiet=0, barWidth=code.barWidth, barHeight=box.height * mm)
        self._canvas.setFillColor(HexColor("#000000"))
        code.drawOn(self._canvas, box.x * mm, (self.height - box.bottom) * mm)

    def _place(self, box: Box) -> tuple[float, float, float, float]:
        low = (self.height - box.bottom) * mm
        return box.x * mm, low, box.width * mm, box.height * mm

    # -- pages --------------------------------------------------------------
    def turn(self) -> None:
        """Begin the next page; this one gets its foot when all pages are known."""
        self._ended.append(dict(vars(self._canvas)))
        self._canvas._startPage()  # type: ignore[attr-defined]  # noqa: SLF001 - the way its manual shows
        self.pages += 1

    def finish(self, foot: Callable[[int, int], None] | None = None) -> bytes:
        """End the document and return the PDF.

        Args:
            foot: draws what stands under a page, given its number and how many
                there are; for documents whose pages were begun by :meth:`turn`.
        """
        if foot is not None:
            self._ended.append(dict(vars(self._canvas)))
            for number, page in enumerate(self._ended, 1):
                vars(self._canvas).update(page)
                foot(number, len(self._ended))
                self._canvas.showPage()
        else:
            self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Return start and length of the dark stretches of a row of modules."""
    runs: list[tuple[int, int]] = []
    for at, module in enumerate(row):
        if not module:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs
