"""Order of names by strokes (姓氏笔画), from a table made of ICU's data."""

from counter_app.domain.strokes.order import (
    StrokeKey,
    is_tabled,
    stroke_count,
    stroke_key,
)

__all__ = ["StrokeKey", "is_tabled", "stroke_count", "stroke_key"]
