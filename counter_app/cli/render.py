"""Answers on paper: one JSON object for scripts, masked lines for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from unicodedata import east_asian_width

from counter_app.domain.errors import CounterError
from counter_app.domain.masking import mask_bank, mask_card, mask_name, mask_ssn
from counter_app.i18n import Catalogue

_MASKS = {
    "ssn": mask_ssn,
    "name": mask_name,
    "card_no": mask_card,
    "card_uid": mask_bank,
    "atr": mask_bank,
}
_LEFT_OUT = frozenset({"line", "birth_date", "ok"})


def as_json(fields: Mapping[str, object]) -> str:
    """Return one JSON object on one line; dates are ISO, personal data unmasked."""
    return json.dumps(fields, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def failure(exc: CounterError, words: Catalogue) -> dict[str, object]:
    """Return the object of a failure: code, cause and remedy in one language."""
    cause, remedy = words.error_text(exc.code, exc.params)
    return {
        "ok": False,
        "error": {"code": exc.code, "message": cause, "remedy": remedy},
    }


def as_text(fields: Mapping[str, object], words: Catalogue) -> str:
    """Return the fields as lines, people masked (G27 holds for screens of scripts)."""
    lines: list[str] = []
    for key, value in fields.items():
        if key in _LEFT_OUT:
            continue
        if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            lines += ["", *_table(value, words)]
        else:
            lines.append(f"{_label(key, words)}: {_shown(key, value)}")
    return "\n".join(lines).strip("\n")


def _label(key: str, words: Catalogue) -> str:
    msgid = f"cli.field.{key}"
    return words.text(msgid) if words.has(msgid) else key


def _shown(key: str, value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_shown(k, v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "-"
    text = str(_plain(value) if isinstance(value, date) else value)
    mask = _MASKS.get(key)
    return text if mask is None else mask(text)


def _table(rows: Iterable[Mapping[str, object]], words: Catalogue) -> list[str]:
    kept = [dict(row) for row in rows]
    keys = list(kept[0])
    cells = [[_label(key, words) for key in keys]]
    cells += [[_shown(key, row.get(key)) for key in keys] for row in kept]
    widths = [max(_width(line[n]) for line in cells) for n in range(len(keys))]
    return [
        "  ".join(
            cell + " " * (widths[n] - _width(cell)) for n, cell in enumerate(line)
        ).rstrip()
        for line in cells
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
