"""Round and square marks of choices, drawn by ourselves.

The toolkit greys a choice that cannot be taken until it is nearly white. A clerk must
read what cannot be chosen now, most of all in high contrast (WCAG 1.4.11: 3 to 1).
"""

from __future__ import annotations

import io
import tkinter as tk
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

SIZE = 18  # of a mark, pixels at 100 %
GAP = 6  # to its word
FINE = 4  # drawn this much larger, then made smooth
Draw = Callable[[ImageDraw.ImageDraw, int, str, str], None]


def _ring(draw: ImageDraw.ImageDraw, side: int, edge: str, ground: str) -> None:
    width = side // 10
    box = (width // 2, width // 2, side - width, side - width)
    draw.ellipse(box, fill=ground, outline=edge, width=width)


def _dot(draw: ImageDraw.ImageDraw, side: int, edge: str, ground: str) -> None:
    width = side // 10
    draw.ellipse((width // 2, width // 2, side - width, side - width), fill=edge)
    inner = side * 5 // 16
    draw.ellipse((inner, inner, side - inner, side - inner), fill=ground)


def _box(draw: ImageDraw.ImageDraw, side: int, edge: str, ground: str) -> None:
    width = side // 10
    box = (width // 2, width // 2, side - width, side - width)
    draw.rounded_rectangle(box, side // 7, fill=ground, outline=edge, width=width)


def _tick(draw: ImageDraw.ImageDraw, side: int, edge: str, ground: str) -> None:
    width = side // 10
    box = (width // 2, width // 2, side - width, side - width)
    draw.rounded_rectangle(box, side // 7, fill=edge)
    points = ((25, 52), (43, 70), (75, 32))
    line = [(side * x // 100, side * y // 100) for x, y in points]
    draw.line(line, fill=ground, width=width * 3 // 2, joint="curve")


@dataclass(frozen=True, slots=True)
class Shades:
    """The colours of marks in one look."""

    accent: str
    on_accent: str
    edge: str
    faint: str
    field: str


def install(root: tk.Misc, style: Any, theme: str, side: int, ink: Shades) -> None:
    """Lay out radio and check buttons with our marks; once for a theme."""
    kinds: tuple[tuple[str, Draw, Draw], ...] = (
        ("Radiobutton", _ring, _dot),
        ("Checkbutton", _box, _tick),
    )
    for name, empty, full in kinds:
        mark = f"{theme}.{name}.mark"
        if mark not in style.element_names():

            def image(draw: Draw, edge: str, ground: str) -> str:
                return _image(root, side, draw, (edge, ground))

            style.element_create(
                mark,
                "image",
                image(full, ink.accent, ink.on_accent),
                ("disabled", "selected", image(full, ink.faint, ink.field)),
                ("disabled", image(empty, ink.faint, ink.field)),
                ("!selected", image(empty, ink.edge, ink.field)),
                width=side + side * GAP // SIZE,
                sticky="w",
            )
        _lay_out(style, name, mark)


def _lay_out(style: Any, name: str, mark: str) -> None:
    label = (f"{name}.label", {"sticky": "nswe"})
    focus = (f"{name}.focus", {"side": "left", "sticky": "", "children": [label]})
    inside = [(mark, {"side": "left", "sticky": ""}), focus]
    style.layout(
        f"T{name}", [(f"{name}.padding", {"sticky": "nswe", "children": inside})]
    )


def _image(root: tk.Misc, side: int, draw: Draw, colours: tuple[str, str]) -> str:
    """Return the name of an image that lives as long as the window does."""
    name = f"mark.{draw.__name__}.{side}.{'.'.join(colours)}"
    if name not in root.tk.splitlist(root.tk.call("image", "names")):
        fine = Image.new("RGBA", (side * FINE, side * FINE))
        draw(ImageDraw.Draw(fine), side * FINE, *colours)
        held = io.BytesIO()
        fine.resize((side, side), Image.Resampling.LANCZOS).save(held, "PNG")
        root.tk.call(
            "image", "create", "photo", name, "-data", b64encode(held.getvalue())
        )
    return name
