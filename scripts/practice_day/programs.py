"""The two programs as an administrator runs them; papers as a reader sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
_VERB_S = 300


class VerbError(Exception):
    """A verb did not do what it was told."""


def environment() -> dict[str, str]:
    """Return an environment without a display and without another PC/SC service."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "PCSCLITE_CSOCK_NAME"}
    return {k: v for k, v in os.environ.items() if k not in hidden}


def verb(program: str, *words: str) -> Mapping[str, Any]:
    """Run a verb with ``--json`` and return its object.

    Raises:
        VerbError: exit code other than 0, or no object.
    """
    answer = subprocess.run(
        [BIN / program, *words, "--json"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_VERB_S,
    )
    try:
        said: Mapping[str, Any] = json.loads(answer.stdout)
    except ValueError:
        said = {}
    if answer.returncode or not said:
        told = answer.stdout[-400:] + answer.stderr[-400:]
        raise VerbError(f"{program} {' '.join(words)}: {answer.returncode} {told}")
    return said


def pdf_text(path: Path) -> str:
    """Return the text of a PDF as ``pdftotext`` finds it."""
    return _read("pdftotext", "-layout", str(path), "-")


def pdf_fonts(path: Path) -> list[list[str]]:
    """Return one row of words per font of a PDF."""
    return [line.split() for line in _read("pdffonts", str(path)).splitlines()[2:]]


def _read(*command: str) -> str:
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return answer.stdout
