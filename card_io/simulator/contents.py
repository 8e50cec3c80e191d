"""Invented contents of application folders: the vectors of the file model."""

from __future__ import annotations

from card_io.core.crypto import card_key
from card_io.core.folders import FOLDERS, Folder
from card_io.core.model import CyclicFile, RecordFile, TransparentFile
from card_io.core.profile import CARD_FACTOR_BYTES
from card_io.core.softkeys import PRACTICE_KEYS, RootKeys, folder_root
from card_io.simulator.face import PROFILES
from card_io.simulator.image import KEY_TRIES, CardImage, Counter

_FIRST_VERSION = "1.0"
_SINCE_2 = frozenset(("DF07",))
#: Keys that no file names: maintenance, and the lock keys (card.md 6.1).
MAINTENANCE_KEY = 0x82
LOCK_KEYS = {"DF03": 0x83, "DF04": 0x83, "DF06": 0x84}


def fill_folders(
    image: CardImage, names: tuple[str, ...], roots: RootKeys = PRACTICE_KEYS
) -> None:
    """Give a card the named folders; a 1.00 card has no DF07 (card.md 2.1)."""
    version = _version(image)
    for folder in FOLDERS:
        if folder.name not in names:
            continue
        if version == _FIRST_VERSION and folder.name in _SINCE_2:
            continue
        _add_keys(image, folder, roots)
        for file in folder.files:
            if issubclass(file, RecordFile):
                image.records[file.path()] = record_rows(file)
            elif issubclass(file, CyclicFile):
                image.records[file.path()] = cyclic_rows(file)
            elif issubclass(file, TransparentFile):
                image.binaries[file.path()] = b""


def _add_keys(image: CardImage, folder: Folder, roots: RootKeys) -> None:
    """Give a folder its own keys; key ids with bit 80 belong to it (card.md 6.1)."""
    named = {key for file in folder.files for key in (file.read_key, file.write_key)}
    ids = {int(key) for key in named if key is not None and key & 0x80}
    ids.add(MAINTENANCE_KEY)
    if folder.name in LOCK_KEYS:
        ids.add(LOCK_KEYS[folder.name])
    algorithm = PROFILES[image.profile].algorithm
    region = dict(image.records["EF05"])[0x01].hex()[:6]
    factor = image.historical[-CARD_FACTOR_BYTES:]
    for key in sorted(ids):
        name = key_name(folder.name, key)
        root = folder_root(roots, folder.name, key)
        image.folder_keys[name] = card_key(algorithm, root, region, factor)
        image.folder_counters[name] = Counter(KEY_TRIES, KEY_TRIES)


def key_name(folder: str, key: int) -> str:
    """Return e.g. ``DF01/88``."""
    return f"{folder}/{key:02X}"


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
