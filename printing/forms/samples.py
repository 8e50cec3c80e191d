"""Sample facts of every form, made from the samples of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from printing.forms.blocks import Grid, Rows, Ticks
from printing.forms.content import FormContent
from printing.forms.fields import FORM_FIELDS
from printing.forms.labels import Labels
from printing.forms.registry import Form

OFFICE = "海陵区网点"
NUMBER = "321200012026112131011A2B000042B"
_PEOPLE = (
    ("王小明", "999901198101011112"),
    ("李芳", "999901198503030029"),
    ("欧阳修文", "999902197712123437"),
    ("𠮷田明", "999901199001010011"),
)


def form(which: Form, *, rows: int = 6, language: str = "zh_CN") -> FormContent:
    """Return sample facts of a form; lists have ``rows`` lines."""
    names = {name for block in which.blocks for name in _names(block)}
    values = {name: FORM_FIELDS[name].sample for name in sorted(names)}
    listed = [_columns(block) for block in which.blocks]
    listed = [columns for columns in listed if columns]
    return FormContent(
        office_name=OFFICE,
        terminal="01",
        maker="张敏",
        made_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        language=language,
        number=NUMBER if which.numbered else "",
        mac="KZ5TQW2M" if which.numbered else "",
        values=values,
        rows=tuple(line(n, listed[0]) for n in range(rows)) if listed else (),
    )


def _columns(block: object) -> tuple[str, ...]:
    if isinstance(block, Labels):
        return block.names
    return tuple(c.name for c in block.columns) if isinstance(block, Rows) else ()


def line(number: int, columns: tuple[str, ...]) -> Mapping[str, object]:
    """Return sample facts of one line of a list."""
    row = {name: FORM_FIELDS[name].sample for name in columns}
    name, ssn = _PEOPLE[number % len(_PEOPLE)]
    own: dict[str, object] = {
        "running_no": number + 1,
        "person": name,
        "person_ssn": ssn,
        "card_no": f"C{number:07d}1",
        "card_tail": f"C{number:07d}1",
        "box": f"20261101-{number + 1:02d}",
        "box_slot": f"{number // 200 + 1:02d}-{number // 20 % 10 + 1:02d}-{number:03d}",
        "ordered": 120,
        "returned": number % 3,
        "handed": 120 - number % 3,
        "counted": 120 - number % 2,
        "difference": -(number % 2),
        "why": "复盘后确认遗失一张" if number % 2 else "",
    }
    if "act" in row:
        own["why"] = "换领收回"
        own["act"] = ("recycled", "voided", "destroyed")[number % 3]
    arrived = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=number)
    own["arrived_on"] = arrived.date().isoformat()
    own["days_here"] = 264 - number
    return row | {key: value for key, value in own.items() if key in row}


def _names(block: object) -> tuple[str, ...]:
    if isinstance(block, Grid):
        return block.names
    return (block.field,) if isinstance(block, Ticks) else ()
