"""Write THIRD_PARTY_NOTICES.md from the locked packages; ``--check`` only compares."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
ELSEWHERE = "not used on this system"
HEAD = """# Third-party notices

The counter is licensed under MIT (`LICENSE`). It is built on the packages below, each
under its own licence; a frozen program carries the licence texts in its folder
`licenses`. This file is written by `scripts/notices.py`.

## Fonts

The fonts in `printing/fonts` come under the SIL Open Font License 1.1 or the licence
that lies beside them; see the text files in that folder and ADR 0004.

## Order of characters by strokes

`counter_app/domain/strokes/table.xz` is made from data of ICU and Unicode CLDR; its
licence (Unicode-DFS-2016) lies beside it.

## Programs used beside the counter, never linked into it

- **PyInstaller** makes the frozen program. It is under the GPL 2.0 with an exception
  that lets the programs it makes be distributed under any licence.
- **vsmartcard-vpcd** (GPL 3.0) is the virtual reader of the practice office. It is a
  separate program, installed from Debian and loaded by pcscd; the counter speaks to it
  over a socket only and ships no part of it.
- **PCSC-Lite** (BSD 3-Clause) is the PC/SC service of the system; libpcsclite is loaded
  at run time and not shipped.
- **Xvfb, xdotool, openbox, poppler, CUPS, PostgreSQL** serve tests and the practice
  day; they are not shipped.

## Python packages (as locked)

| package | version | licence |
|---|---|---|
"""


def locked() -> list[tuple[str, str]]:
    """Return name and version of every locked package."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==([^\s;]+)", lock, re.MULTILINE)


def licence(name: str) -> str:
    """Return the licence a package states, shortened to one line."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return KNOWN.get(name, ELSEWHERE)
    return KNOWN.get(name) or stated(found)


def stated(found: Distribution) -> str:
    """Return the licence expression, the classifiers or the free text."""
    meta = found.metadata
    if "License-Expression" in meta:
        return str(meta["License-Expression"])
    classes = [
        c.rsplit(" :: ", 1)[-1]
        for c in meta.get_all("Classifier", [])
        if c.startswith("License ::")
    ]
    if classes:
        return ", ".join(classes)
    text = str(meta["License"] or "").strip().splitlines()
    return text[0] if text else "see its licence file"


# Packages for other systems, and those whose own metadata say nothing.
KNOWN = {
    "jaraco-classes": "MIT",
    "macholib": "MIT",
    "pefile": "MIT",
    "pywin32-ctypes": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "jeepney": "MIT",
    "peewee": "MIT",
    "sqlcipher3": "Zlib (holds SQLCipher, BSD-3-Clause, and OpenSSL, Apache-2.0)",
    "pyinstaller": "GPL-2.0-or-later with the PyInstaller exception",
    "secretstorage": "BSD-3-Clause",
}


def build() -> str:
    """Return the whole text."""
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in locked()]
    return HEAD + "\n".join(rows) + "\n"


def main() -> int:
    """Write the file, or tell whether it is up to date."""
    text = build()
    if "--check" in sys.argv:
        return int(NOTICES.read_text(encoding="utf-8") != text)
    NOTICES.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
