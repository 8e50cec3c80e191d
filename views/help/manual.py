"""The operator manual that is shipped: one page per screen and language; no Tk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

from views.flow.screens import Screen

_KEY = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``key`` stands for a key and is shown as one."""

    text: str
    key: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a page: text of a list has a point before it."""

    pieces: tuple[Piece, ...]
    item: bool = False


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A page: its title and its lines."""

    title: str
    lines: tuple[Paragraph, ...]


def manual_page(screen: Screen, language: str) -> ManualPage:
    """Return the page of a screen.

    Raises:
        LookupError: no page was shipped for it.
    """
    folder = resources.files("counter_app") / "manual" / language
    source = folder / f"{screen.value}.md"
    if not source.is_file():
        raise LookupError(screen.value)
    head, *rest = source.read_text(encoding="utf-8").splitlines()
    lines = tuple(_paragraph(line) for line in rest if line.strip())
    return ManualPage(head.removeprefix("# "), lines)


def _paragraph(line: str) -> Paragraph:
    item = line.startswith("- ")
    parts = _KEY.split(line.removeprefix("- "))
    pieces = tuple(Piece(text, key=bool(n % 2)) for n, text in enumerate(parts) if text)
    return Paragraph(pieces, item)
