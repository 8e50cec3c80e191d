"""Logs without personal data: one JSON object a line, faults by type and place.

Neither the text of an exception nor a value of a request is ever written: both may
hold what a person typed.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

_FRAMES = 12
Fault = tuple[type[BaseException], BaseException, TracebackType | None]
FaultOrNone = Fault | tuple[None, None, None]


def describe(exc: BaseException) -> str:
    """Return types and places of a fault and of its causes, without any text."""
    told, seen = [], set[int]()
    current: BaseException | None = exc
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        places = (
            f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)[-_FRAMES:]
        )
        told.append(f"{type(current).__name__} at {' > '.join(places) or '?'}")
        current = current.__cause__ or current.__context__
    return " | ".join(told)


class _Discreet(logging.Formatter):
    def formatException(self, ei: FaultOrNone) -> str:  # noqa: N802 - of the library
        return describe(ei[1]) if ei[1] is not None else ""


class TextFormatter(_Discreet):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")


class JsonFormatter(_Discreet):
    """Lines for machines; what a record was given as ``extra={"facts": ...}`` too."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "at": at.isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            line.update(facts)
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(*, verbose: bool, as_json: bool) -> None:
    """Send all logs to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter())
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "asyncio", "multipart", "python_multipart"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
