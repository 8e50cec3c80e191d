"""Signs of the four effects: one colour and one shape each, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from counter_app.domain.states import Effect
from printing.paper import Color, Paper

Stroke = tuple[tuple[float, float], ...]

_RADIUS = 4.0
_CHECK: Stroke = ((-1.9, 0.1), (-0.6, 1.5), (2.0, -1.4))
_CLOCK: Stroke = ((0.0, -2.1), (0.0, 0.2), (1.7, 1.2))
_CROSS: tuple[Stroke, Stroke] = (
    ((-1.5, -1.5), (1.5, 1.5)),
    ((-1.5, 1.5), (1.5, -1.5)),
)
_BACK: tuple[Stroke, Stroke] = (
    ((1.8, 0.0), (-1.8, 0.0)),
    ((-0.4, -1.4), (-1.8, 0.0), (-0.4, 1.4)),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How an effect shows."""

    color: str
    wash: str
    strokes: tuple[Stroke, ...]


EFFECT_LOOKS: Mapping[Effect, Look] = {
    Effect.EFFECTIVE: Look(Color.GREEN, Color.GREEN_WASH, (_CHECK,)),
    Effect.PENDING: Look(Color.AMBER, Color.AMBER_WASH, (_CLOCK,)),
    Effect.REFUSED: Look(Color.RED, Color.RED_WASH, _CROSS),
    Effect.REVERSED: Look(Color.SOFT, Color.WASH, _BACK),
}


def draw_sign(paper: Paper, look: Look, center: tuple[float, float]) -> None:
    """Draw the sign of an effect in a disc around a point."""
    x, y = center
    paper.disc(x, y, _RADIUS, look.color)
    for stroke in look.strokes:
        points = [(x + dx, y + dy) for dx, dy in stroke]
        paper.stroke(points, Color.WHITE, 1.7)
