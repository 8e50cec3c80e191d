"""Three shipped fonts behind one question: which font draws this character?

Regular and bold text is Noto Sans SC. What it lacks, down to the last ideograph of
GB 18030-2022 level 3, is drawn by a rare-character font that is loaded only when such
a character turns up. What no font has is printed as its code point and logged: a box
would hide which character the person's name holds.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from threading import RLock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from printing import tounicode

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
RARE = "CounterRareHan-Regular"
FONTS = (REGULAR, BOLD, RARE)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters that one font draws."""

    font: str
    text: str


@dataclass(frozen=True, slots=True)
class _Glyph:
    """How one character is printed; the width is for one point of size."""

    font: str
    text: str
    width: float


class FontSet:
    """The shipped fonts, read from the package at first need and kept.

    Safe to ask from any thread; a document as a whole is drawn by one thread at a
    time (:class:`printing.press.ReportlabPress` sees to it).
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._loaded: dict[str, TTFont] = {}
        # A few thousand characters at most turn up in an office's papers.
        self._memory: dict[bool, dict[str, _Glyph]] = {False: {}, True: {}}

    def load_all(self) -> None:
        """Load every font now (self-test).

        Raises:
            PrintError: ``printing.font_missing`` with ``font``.
        """
        for name in FONTS:
            self._font(name)

    def body(self) -> str:
        """Return the name of the font a page begins with, loaded."""
        self._font(REGULAR)
        return REGULAR

    def runs(self, text: str, *, bold: bool = False) -> tuple[Run, ...]:
        """Split text into runs; characters without a glyph become code points."""
        runs: list[Run] = []
        for glyph in self._glyphs_of(text, bold):
            if runs and runs[-1].font == glyph.font:
                runs[-1] = Run(glyph.font, runs[-1].text + glyph.text)
            elif glyph.text:
                runs.append(Run(glyph.font, glyph.text))
        return tuple(runs)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the printed width in points, ``size`` in points."""
        return size * sum(glyph.width for glyph in self._glyphs_of(text, bold))

    def has(self, char: str) -> bool:
        """Tell whether some shipped font has a glyph for this character."""
        return any(ord(char) in self._codes(name) for name in (REGULAR, RARE))

    def _glyphs_of(self, text: str, bold: bool) -> list[_Glyph]:  # noqa: FBT001 - the key of the memory
        known = self._memory[bold]
        return [known.get(char) or self._look_up(char, bold) for char in text]

    def _look_up(self, char: str, bold: bool) -> _Glyph:  # noqa: FBT001 - the key of the memory
        order = (BOLD, REGULAR, RARE) if bold else (REGULAR, RARE)
        shown = " " if unicodedata.category(char) == "Cc" else char
        code = ord(shown)
        found = next((name for name in order if code in self._codes(name)), None)
        if found is None:
            found = order[0]
            shown = "" if _is_selector(code) else f"U+{code:04X}"
            if shown:
                self._report(code)
        width = float(self._font(found).stringWidth(shown, 1))
        glyph = self._memory[bold][char] = _Glyph(found, shown, width)
        return glyph

    @staticmethod
    def _report(code: int) -> None:
        _log.warning("no shipped font has U+%04X; its code point is printed", code)

    def _codes(self, name: str) -> dict[int, int]:
        codes: dict[int, int] = self._font(name).face.charToGlyph
        return codes

    def _font(self, name: str) -> TTFont:
        font = self._loaded.get(name)
        if font is None:
            with self._lock:
                font = self._loaded.get(name) or self._load(name)
                self._loaded[name] = font
        return font

    @staticmethod
    def _load(name: str) -> TTFont:
        try:
            data = (resources.files("printing.fonts") / f"{name}.ttf").read_bytes()
            font = TTFont(name, BytesIO(data), asciiReadable=False)
        except (OSError, TTFError) as exc:
            raise PrintError(PrintCode.FONT_MISSING, font=f"{name}.ttf") from exc
        tounicode.install()
        pdfmetrics.registerFont(font)
        return font


def _is_selector(code: int) -> bool:
    """Tell whether a code selects a variant; its base character is printed."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF  # noqa: PLR2004 - the two blocks of selectors


@lru_cache(maxsize=1)
def shared_fonts() -> FontSet:
    """Return the process's fonts (reportlab keeps one registry per process)."""
    return FontSet()
