"""What the architecture tests look at: the files a clone would hold."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("counter_app", "views", "card_io", "db", "printing", "sync", "center")
_NOT_OURS = {".git", ".venv", "out", "build", "dist", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file git tracks or would track; without git, every file."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return tuple(p for p in ROOT.rglob("*") if p.is_file() and _ours(p))
    names = answer.stdout.decode().split("\0")
    return tuple(p for name in names if name and (p := ROOT / name).is_file())


def _ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(p in _NOT_OURS or p.endswith((".egg-info", "_cache")) for p in parts)


def sources(*tops: str) -> tuple[Path, ...]:
    """Return the Python files below the given top folders (all when none given)."""
    python = (p for p in files() if p.suffix == ".py")
    return tuple(p for p in python if not tops or p.relative_to(ROOT).parts[0] in tops)


def texts() -> dict[str, str]:
    """Return name and text of every file that is text."""
    found = {}
    for path in files():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found
