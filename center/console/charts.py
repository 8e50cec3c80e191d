"""Charts as inline SVG: no script, no style attribute, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_WIDTH = 520
_WIDE = 1080
_LABEL = 190
_ROW = 30
_BAR = 18
_VALUE = 48
_HEIGHT = 170
_FLOOR = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label and its number."""

    label: str
    value: int


def bars(title: str, data: Sequence[Bar]) -> Markup:
    """Return horizontal bars, one a row."""
    most = max((bar.value for bar in data), default=0) or 1
    height = max(len(data), 1) * _ROW + 6
    room = _WIDTH - _LABEL - _VALUE
    parts = [_open(title, height)]
    for number, bar in enumerate(data):
        y = number * _ROW + 6
        width = max(round(room * bar.value / most), 2 if bar.value else 0)
        parts.append(
            Markup(
                '<text class="label" x="{}" y="{}" text-anchor="end">{}</text>'
                '<rect class="track" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
                '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="4">'
                "<title>{}: {}</title></rect>"
                '<text class="value" x="{}" y="{}">{}</text>'
            ).format(
                *(_LABEL - 10, y + 13, _short(bar.label)),
                *(_LABEL, y, room, _BAR, _LABEL, y, width, _BAR),
                *(bar.label, bar.value, _LABEL + width + 8, y + 13, bar.value),
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def columns(title: str, data: Sequence[Bar]) -> Markup:
    """Return upright columns, side by side."""
    most = max((bar.value for bar in data), default=0) or 1
    step = _WIDE / max(len(data), 1)
    room = _HEIGHT - _FLOOR - 20
    parts = [_open(title, _HEIGHT, _WIDE)]
    for number, bar in enumerate(data):
        tall = round(room * bar.value / most)
        x = number * step
        middle, top = round(x + step / 2, 1), _HEIGHT - _FLOOR - tall
        shown = bar.value or ""
        parts.append(
            Markup(
                '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="3">'
                "<title>{}: {}</title></rect>"
                '<text class="value" x="{}" y="{}" text-anchor="middle">{}</text>'
                '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(
                *(round(x + 3, 1), top, round(step - 6, 1), tall),
                *(bar.label, bar.value, middle, top - 5, shown),
                *(middle, _HEIGHT - 7, bar.label),
            )
        )
    floor = _HEIGHT - _FLOOR
    line = Markup('<line class="floor" x1="0" y1="{0}" x2="{1}" y2="{0}"/></svg>')
    return Markup("").join([*parts, line.format(floor, _WIDE)])


def _open(title: str, height: int, width: int = _WIDTH) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">'
    ).format(width, height, title)


def _short(label: str) -> str:
    """Cut a label that would not fit; wide characters count twice."""
    width = 0
    kept: list[str] = []
    for char in label:
        width += 2 if ord(char) > 0x2E80 else 1  # noqa: PLR2004 - CJK begins here
        if width > 26:  # noqa: PLR2004 - of the label's column
            return "".join(kept) + "…"
        kept.append(char)
    return label
