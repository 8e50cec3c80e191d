"""Invented contents of application folders: the vectors of the file model."""

from __future__ import annotations

from card_io.core.folders import FOLDERS
from card_io.core.model import CyclicFile, RecordFile, TransparentFile
from card_io.simulator.image import CardImage

_FIRST_VERSION = "1.0"
_SINCE_2 = frozenset(("DF07",))


def fill_folders(image: CardImage, names: tuple[str, ...]) -> None:
    """Give a card the named folders; a 1.00 card has no DF07 (card.md 2.1)."""
    version = _version(image)
    for folder in FOLDERS:
        if folder.name not in names:
            continue
        if version == _FIRST_VERSION and folder.name in _SINCE_2:
            continue
        for file in folder.files:
            if issubclass(file, RecordFile):
                image.records[file.path()] = record_rows(file)
            elif issubclass(file, CyclicFile):
                image.records[file.path()] = cyclic_rows(file)
            elif issubclass(file, TransparentFile):
                image.binaries[file.path()] = b""


def record_rows(file: type[RecordFile]) -> list[tuple[int, bytes]]:
    """Return a file's records: of each item its first vector, the others empty."""
    rows: list[tuple[int, bytes]] = []
    known: dict[int, bytes] = {}
    for vector in file.vectors:
        known.setdefault(vector.raw[0], vector.raw[2:])
    for item in file.items:
        rows.append((item.tag, known[item.tag]))
        blank = item.blank()
        rows.extend((item.tag, blank.value) for _ in range(item.count - 1))
    if not file.items:
        rows.extend(known.items())
    return rows


def cyclic_rows(file: type[CyclicFile]) -> list[tuple[int, bytes]]:
    """Return a ring: the vectors, then records never written."""
    rows = [(0, vector.raw) for vector in file.vectors]
    blank = b"\xff" * file.length()
    return rows + [(0, blank)] * (file.records - len(rows))


def _version(image: CardImage) -> str:
    return dict(image.records["EF05"])[0x03].decode("ascii")[:3]
