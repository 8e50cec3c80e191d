"""The application folders DF01-DF07, one module each (card.md 2.1, 2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from card_io.core.files import FILES, SSSE_EXTRAS
from card_io.core.folders import df01, df02, df03, df04, df05, df06, df07
from card_io.core.model import CardFile


@dataclass(frozen=True, slots=True)
class Folder:
    """One application folder; ``aid`` is empty where only a label is published."""

    name: str
    files: tuple[type[CardFile], ...]
    aid: bytes = b""

    @property
    def fid(self) -> int:
        """Return the file id, e.g. 0xDF01."""
        return int(self.name, 16)


def _aid(number: int) -> bytes:
    return bytes.fromhex("D156000005") + bytes((number,))


FOLDERS = (
    Folder("DF01", df01.FILES, _aid(0)),
    Folder("DF02", df02.FILES, _aid(1)),
    Folder("DF03", df03.FILES, _aid(2)),
    Folder("DF04", df04.FILES, _aid(3)),
    Folder("DF05", df05.FILES),
    Folder("DF06", df06.FILES),
    Folder("DF07", df07.FILES, _aid(4)),
)
#: Every file of the model.
ALL_FILES: tuple[type[CardFile], ...] = (
    *FILES,
    *SSSE_EXTRAS,
    *(file for folder in FOLDERS for file in folder.files),
)
