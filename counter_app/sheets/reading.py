"""Read a unit's list: XLSX, or CSV in UTF-8 or GB 18030 (business.md 7.1).

A list comes from a stranger's stick: size, packing and encoding are checked before a
row is believed, and every cell is text, so that ``007`` stays ``007``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from counter_app.domain.codes.lists import ListCode
from counter_app.domain.errors import RuleError
from counter_app.ports.lists import Sheet

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 512 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 64
MOST_CELL = 1_000  # characters
_TEXT_KINDS = frozenset({".csv", ".txt", ".tsv"})
_BOOK_KINDS = frozenset({".xlsx", ".xlsm"})


def read_sheet(path: Path) -> Sheet:
    """Read the first sheet of a workbook, or a separated text.

    Raises:
        RuleError: ``lists.kind``, ``lists.unreadable``, ``lists.encoding``,
            ``lists.too_large``, ``lists.empty``.
    """
    kind = path.suffix.lower()
    if kind not in _TEXT_KINDS | _BOOK_KINDS:
        raise RuleError(ListCode.KIND, file=path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RuleError(ListCode.TOO_LARGE, file=path.name, limit=MOST_BYTES >> 20)
        packed = path.read_bytes()
    except OSError as exc:
        raise RuleError(ListCode.UNREADABLE, file=path.name) from exc
    cells = _book(packed, path) if kind in _BOOK_KINDS else _text(packed, path)
    digest = hashlib.sha256(packed).hexdigest()
    return _sheet(cells, path, digest)


def _sheet(cells: Iterable[tuple[str, ...]], path: Path, digest: str) -> Sheet:
    headings: tuple[str, ...] | None = None
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, cut in enumerate(cells, start=1):
        if not any(cut):
            continue
        if headings is None:
            headings = _without_end(cut)
            continue
        if len(rows) == MOST_ROWS or len(headings) > MOST_COLUMNS:
            raise RuleError(ListCode.TOO_LARGE, file=path.name, limit=MOST_ROWS)
        width = len(headings)
        rows.append((*cut, *[""] * width)[:width])
        lines.append(line)
    if headings is None or not rows:
        raise RuleError(ListCode.EMPTY, file=path.name)
    return Sheet(headings, tuple(rows), tuple(lines), digest)


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the empty columns at the right of a heading."""
    width = max(place for place, cell in enumerate(cells, start=1) if cell)
    return cells[:width]


def _text(packed: bytes, path: Path) -> Iterator[tuple[str, ...]]:
    content = _decoded(packed, path)
    first = content.split("\n", 1)[0]
    mark = max(",\t;，", key=first.count)
    if "\0" in content:
        raise RuleError(ListCode.UNREADABLE, file=path.name)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=mark)
    try:
        for row in reader:
            yield tuple(_cell(value) for value in row)
    except csv.Error as exc:
        raise RuleError(ListCode.UNREADABLE, file=path.name) from exc


def _decoded(packed: bytes, path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, otherwise GB 18030."""
    marked = packed[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return packed.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleError(ListCode.ENCODING, file=path.name)


def _book(packed: bytes, path: Path) -> list[tuple[str, ...]]:
    """Return the rows of the first sheet, and one more than is allowed at most."""
    if _unpacked(packed, path) > MOST_UNPACKED:
        limit = MOST_UNPACKED >> 20
        raise RuleError(ListCode.TOO_LARGE, file=path.name, limit=limit)
    from openpyxl import load_workbook  # noqa: PLC0415 - it brings numpy: 0.3 s

    try:
        book = load_workbook(io.BytesIO(packed), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        most = islice(rows, MOST_ROWS + 2)
        return [tuple(_cell(value) for value in row) for row in most]
    except Exception as exc:  # openpyxl answers damage with whatever it stumbles over
        raise RuleError(ListCode.UNREADABLE, file=path.name) from exc


def _unpacked(packed: bytes, path: Path) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as inside:
            return sum(entry.file_size for entry in inside.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as exc:
        raise RuleError(ListCode.UNREADABLE, file=path.name) from exc


def _cell(value: object) -> str:
    """Return a cell as text: whole numbers without a point, days as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value == datetime(*value.timetuple()[:3]) else value  # noqa: DTZ001 - a workbook's day has no zone
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return " ".join(text.replace("\u3000", " ").split())[:MOST_CELL]
