"""Logging with redaction: no person, PIN or key reaches a log file (G27).

Log texts are written in English, so any run of Chinese characters can only be
somebody's name, address or unit: it is left out, like long digit and hex runs.
"""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

LOG_NAME = "counter.log"
APDU = 5  # a level of its own below debug: what passes between reader and card
_MAX_BYTES = 2_000_000
_KEPT_FILES = 5
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s"

# Order matters: the labelled secrets first, then shapes from long to short.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?i)\b(pin|puk|pass(?:word|phrase)?|secret|key|token)"
            r"(['\"]?\s*[:=]\s*)(?:b?'[^']*'|b?\"[^\"]*\"|[^\s,;)}\]]+)"
        ),
        r"\1\2[secret]",
    ),
    (re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])"), "[id]"),
    (re.compile(r"(?:[0-9A-Fa-f]{2}[ :,]){7,}[0-9A-Fa-f]{2}\b"), "[hex]"),
    (re.compile(r"(?:\\x[0-9A-Fa-f]{2})+"), "[bytes]"),
    (re.compile(r"[0-9A-Fa-f]{16,}[Xx]?"), "[hex]"),
    (re.compile(r"[0-9]{15,}"), "[number]"),
    (
        re.compile(
            r"(?<![0-9A-Za-z])(?=[0-9A-Z]*[0-9])[A-Z][0-9A-Z]{7}-?[0-9X](?![0-9A-Za-z])"
        ),
        "[card]",
    ),
    (re.compile(r"(?<![0-9A-Za-z.])1[3-9][0-9]{9}(?![0-9A-Za-z])"), "[phone]"),
    (
        re.compile(
            "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
            "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u00b7]*"
        ),
        "[text]",
    ),
)


def redact(text: str) -> str:
    """Return ``text`` without id numbers, card numbers, secrets, bytes and names.

    Receipt numbers go as well: they are found again through the case
    id, which stays.
    """
    for shape, stand_in in _SHAPES:
        text = shape.sub(stand_in, text)
    return text


class _QuietStream(logging.StreamHandler[TextIO]):
    """Writes to stderr; where that fails there is nobody left to tell."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name
        """Swallow the fault: a log never disturbs the work."""


class _QuietFile(RotatingFileHandler):
    """Writes the file; a full disk costs rows of the log and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name
        """Swallow the fault: a log never disturbs the work."""

    def close(self) -> None:
        with suppress(OSError):  # rows that still waited for room
            super().close()


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback and its stack, and redacts the whole."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up_logs(folder: Path | None, level: str, *, echo: bool = False) -> None:
    """Send the program's log to ``folder`` and, with ``echo``, to stderr.

    A folder that cannot be written is no reason to stop: the log then goes to
    stderr alone. May be called again; earlier targets are closed.

    Args:
        folder: where ``counter.log`` lies, or None for no file.
        level: ``apdu``, ``debug``, ``info``, ``warning`` or ``error``.
        echo: also write to stderr, from warnings upwards.
    """
    close_logs()
    logging.addLevelName(APDU, "APDU")
    root = logging.getLogger()
    root.setLevel(level.upper())
    formatter = RedactingFormatter(_FORMAT)
    target = None if folder is None else _file_handler(folder)
    if target is not None:
        target.setFormatter(formatter)
        root.addHandler(target)
    if echo or (folder is not None and target is None):
        stream = _QuietStream(sys.stderr)
        stream.setLevel(logging.WARNING)
        stream.setFormatter(formatter)
        root.addHandler(stream)
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    # httpx writes every address, keyring its back ends: not below a warning.
    for name in ("httpx", "httpcore", "keyring", "PIL", "fontTools"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _file_handler(folder: Path) -> logging.Handler | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _QuietFile(
            folder / LOG_NAME,
            maxBytes=_MAX_BYTES,
            backupCount=_KEPT_FILES,
            encoding="utf-8",
        )
    except OSError:
        return None


def close_logs() -> None:
    """Close and remove the targets that :func:`set_up_logs` added."""
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        if isinstance(handler.formatter, RedactingFormatter) or isinstance(
            handler, logging.NullHandler
        ):
            root.removeHandler(handler)
            handler.close()
