"""What the command line says: one flat JSON object, or lines for people.

Words come from the gettext catalogue of this area; ``COUNTER_LANG`` or ``--lang``
chooses the language.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from importlib import resources

import polib

from counter_app.domain.errors import CounterError

LANGUAGES = ("zh_CN", "en")
Json = dict[str, object]


def texts(language: str, last: str = "") -> Mapping[str, str]:
    """Return all catalogues of a language as message id to text.

    Args:
        language: one of ``LANGUAGES``.
        last: the catalogue whose words count where two have the same id.
    """
    folder = resources.files("counter_app") / "locale" / language
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".po")),
        key=lambda file: (file.name == f"{last}.po", file.name),
    )
    found: dict[str, str] = {}
    for file in files:
        entries = polib.pofile(file.read_text("utf-8"))
        found.update({entry.msgid: entry.msgstr for entry in entries})
    return found


def failure(exc: CounterError, language: str) -> Json:
    """Return the coded failure with its texts."""
    words = texts(language)
    cause = words.get(f"error.{exc.code}.cause", exc.code)
    remedy = words.get(f"error.{exc.code}.remedy", "")
    params = _Params(exc.params)
    error = {
        "code": exc.code,
        "message": cause.format_map(params),
        "remedy": remedy.format_map(params),
    }
    return {"ok": False, "error": error}


class _Params(dict[str, object]):
    """A text may name a value that this failure does not have."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__(params)

    def __missing__(self, key: str) -> str:
        return "?"


def show(answer: Json, *, as_json: bool) -> None:
    """Print one answer."""
    if as_json:
        _line(json.dumps(answer, ensure_ascii=False))
        return
    error = answer.get("error")
    if isinstance(error, dict):
        sys.stderr.write(f"{error['message']}\n{error['remedy']}\n[{error['code']}]\n")
        return
    for name, value in answer.items():
        if isinstance(value, list):
            for row in value:
                _line("  ".join(_cells(row)))
        elif name != "ok":
            _line(f"{name}: {value}")


def show_rows(fields: Json, name: str, rows: Iterable[Json], *, as_json: bool) -> None:
    """Print one object whose list ``name`` may be long, without holding it."""
    if not as_json:
        for row in rows:
            _line("  ".join(_cells(row)))
        return
    head = json.dumps(fields, ensure_ascii=False)[:-1]
    sys.stdout.write(f'{head}, "{name}": [')
    for number, row in enumerate(rows):
        sys.stdout.write((", " if number else "") + json.dumps(row, ensure_ascii=False))
    sys.stdout.write("]}\n")
    sys.stdout.flush()


def _cells(row: object) -> list[str]:
    if isinstance(row, dict):
        return ["-" if value is None else str(value) for value in row.values()]
    return [str(row)]


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
