"""Folders and archives of photos from a stranger's stick.

Nothing is ever unpacked to disk: names are names only. What leads out of its folder,
is locked, or is larger than any photo is named and left alone.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.errors import RuleError
from counter_app.domain.photos import (
    MOST_FILE_BYTES,
    Cut,
    Frame,
    PhotoFault,
    PhotoRule,
)
from counter_app.ports.photos import PhotoSource

MOST_FILES = 50_000
_PICTURES = frozenset(
    {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"}
)  # fmt: skip
_LOCKED = 0x1
_UTF8 = 0x800


class Room:
    """Implements :class:`counter_app.ports.photos.PhotoRoom`."""

    @contextmanager
    def open(self, path: Path) -> Iterator[PhotoSource]:
        """Open a folder or a ZIP.

        Raises:
            RuleError: ``photos.unreadable``.
        """
        if path.is_dir():
            yield FolderSource(path)
            return
        try:
            archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, RuntimeError) as exc:
            raise RuleError(PhotoCode.UNREADABLE, file=path.name) from exc
        with archive:
            yield ZipSource(archive, path.name)

    def fetch(self, path: Path, name: str) -> bytes | PhotoFault:
        """Read one file of a folder or ZIP without looking through all of it.

        Raises:
            RuleError: ``photos.unreadable``.
        """
        if not path.is_dir():
            with self.open(path) as source:
                return source.read(name)
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts:
            return PhotoFault.BAD_PATH
        if inside.suffix.lower() not in _PICTURES:
            return PhotoFault.KIND
        return _content(path / name)

    def cut(self, content: bytes, rule: PhotoRule) -> Cut:
        """Cut a card's photo (``cutting.cut_photo``)."""
        from counter_app.photos.cutting import cut_photo  # noqa: PLC0415 - numpy: 0.2 s

        return cut_photo(content, rule)

    def cut_by_hand(self, content: bytes, rule: PhotoRule, frame: Frame | None) -> Cut:
        """Cut what a person chose (``cutting.cut_by_hand``)."""
        from counter_app.photos.cutting import cut_by_hand  # noqa: PLC0415 - as above

        return cut_by_hand(content, rule, frame)


class FolderSource:
    """Pictures below a folder; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.passed_over: dict[str, PhotoFault] = {}
        names: list[str] = []
        try:
            for path in sorted(folder.rglob("*")):
                self._look(path, names)
                if len(names) > MOST_FILES:
                    raise RuleError(PhotoCode.UNREADABLE, file=folder.name)
        except OSError as exc:
            raise RuleError(PhotoCode.UNREADABLE, file=folder.name) from exc
        self.names = tuple(names)

    def _look(self, path: Path, names: list[str]) -> None:
        name = path.relative_to(self._folder).as_posix()
        if path.is_symlink():
            self.passed_over[name] = PhotoFault.BAD_PATH
        elif path.is_file():
            if path.suffix.lower() in _PICTURES:
                names.append(name)
            else:
                self.passed_over[name] = PhotoFault.KIND

    def read(self, name: str) -> bytes | PhotoFault:
        """Return a file's content, or why there is none."""
        return _content(self._folder / name)


def _content(path: Path) -> bytes | PhotoFault:
    if path.is_symlink():
        return PhotoFault.BAD_PATH
    try:
        with path.open("rb") as file:
            content = file.read(MOST_FILE_BYTES + 1)
    except OSError:
        return PhotoFault.UNREADABLE
    return PhotoFault.TOO_LARGE if len(content) > MOST_FILE_BYTES else content


class ZipSource:
    """Pictures inside a ZIP."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.passed_over: dict[str, PhotoFault] = {}
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise RuleError(PhotoCode.UNREADABLE, file=file)
        for entry in entries:
            name = _named(entry)
            fault = _entry_fault(name, entry)
            if fault is None and name in self._entries:
                fault = PhotoFault.BAD_PATH  # two files of one name
            if fault is not None:
                self.passed_over[name] = fault
            else:
                self._entries[name] = entry
        self.names = tuple(self._entries)

    def read(self, name: str) -> bytes | PhotoFault:
        """Return a file's content, never more than a photo may have."""
        entry = self._entries.get(name)
        if entry is None:
            return self.passed_over.get(name, PhotoFault.UNREADABLE)
        try:
            with self._archive.open(entry) as file:
                content = file.read(MOST_FILE_BYTES + 1)
        except (OSError, RuntimeError, EOFError, zlib.error):
            return PhotoFault.UNREADABLE
        except (zipfile.BadZipFile, ValueError):
            return PhotoFault.UNREADABLE
        return PhotoFault.TOO_LARGE if len(content) > MOST_FILE_BYTES else content


def _named(entry: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: Chinese packers write GBK without a mark."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _entry_fault(name: str, entry: zipfile.ZipInfo) -> PhotoFault | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        return PhotoFault.BAD_PATH
    if path.suffix.lower() not in _PICTURES:
        return PhotoFault.KIND
    if entry.flag_bits & _LOCKED:
        return PhotoFault.ENCRYPTED
    return PhotoFault.TOO_LARGE if entry.file_size > MOST_FILE_BYTES else None
