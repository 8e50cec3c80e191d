"""Backup and restore: encrypted copies that are checked before they count."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.connect import connection
from db.faults import faults_coded
from db.instance import InstanceMark
from db.lives import COPY

_MARK_COPY = """
    INSERT INTO setting (name, value) VALUES (?, '1')
    ON CONFLICT (name) DO UPDATE SET value = '1'
"""
_ENDS = ("", "-wal", "-shm", ".instance")


def copy_out(database: Any, target: Path, key: bytes) -> None:
    """Write a copy of the open database, check it and put it in place at once.

    The copy has the same key and is one file. A reader's snapshot is copied, so
    commits go on meanwhile.

    Raises:
        StoreError: ``store.backup_failed``, ``store.backup_bad``,
            ``store.disk_full``.
    """
    part = target.with_name(target.name + ".part")
    with _files_coded():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.unlink(missing_ok=True)
            _copy_pages(database, part, key)
            _seal(part, key, check_pages)
            _flush(part)
            part.replace(target)
        finally:
            _remove(part)


def restore(backup: Path, target: Path, key: bytes) -> Path | None:
    """Put a checked copy in the place of ``target``; open it with ``open_store``.

    What stood there is never deleted: it is kept beside, and its path returned. The
    store must be closed. The first opening begins a new incarnation.

    Raises:
        StoreError: ``store.missing``, ``store.wrong_key``, ``store.backup_bad``,
            ``store.disk_full``, ``store.backup_failed``.
    """
    if not backup.exists():
        raise StoreError(StoreCode.MISSING)
    part = target.with_name(target.name + ".part")
    with _files_coded():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(backup, part)
            _seal(part, key, check_whole)
            _flush(part)
            kept = _set_aside(target)
            part.replace(target)
        finally:
            _remove(part)
    InstanceMark(target).remove()
    return kept


def _copy_pages(source: Any, part: Path, key: bytes) -> None:
    """Copy one reader's snapshot page by page (quicker than to write it anew)."""
    copy = connection(part, key)
    try:
        with faults_coded():
            copy.execute_sql("PRAGMA journal_mode = delete").fetchone()
            copy.execute_sql("PRAGMA synchronous = off")  # flushed at the end
            source.connection().backup(copy.connection(), pages=-1)
    finally:
        with faults_coded():
            copy.close()


def _seal(path: Path, key: bytes, check: Callable[[Any, StoreCode], None]) -> None:
    """Check a copy, write inside that it is one, and leave a single file.

    A damaged page may be met before the check asks for it: at opening or closing.
    """
    try:
        with faults_coded(), closing(connection(path, key)) as database:
            check(database, StoreCode.BACKUP_BAD)
            database.execute_sql(_MARK_COPY, (COPY,))
            database.execute_sql("PRAGMA journal_mode = delete").fetchone()
    except StoreError as fault:
        if fault.code != StoreCode.CORRUPT:
            raise
        raise StoreError(StoreCode.BACKUP_BAD) from fault


def check_pages(database: Any, code: StoreCode) -> None:
    """Check that every page is authentic (one second for 250 MB).

    Raises:
        StoreError: ``code``.
    """
    if _asked(database, "PRAGMA cipher_integrity_check", code):
        raise StoreError(code)


def check_whole(database: Any, code: StoreCode) -> None:
    """Check pages, structure and references (some seconds for 250 MB).

    Raises:
        StoreError: ``code``.
    """
    check_pages(database, code)
    structure = _asked(database, "PRAGMA quick_check(1)", code)
    orphans = _asked(database, "PRAGMA foreign_key_check", code)
    if structure != [("ok",)] or orphans:
        raise StoreError(code)


def _asked(database: Any, pragma: str, code: StoreCode) -> list[Any]:
    try:
        with faults_coded():
            return list(database.execute_sql(pragma).fetchall())
    except StoreError as exc:
        if exc.code == StoreCode.CORRUPT:
            raise StoreError(code) from exc
        raise


def _set_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    number = 1
    while (kept := target.with_name(f"{target.name}.before-{number}")).exists():
        number += 1
    for end in _ENDS:
        old = target.with_name(target.name + end)
        if old.exists():
            old.replace(kept.with_name(kept.name + end))
    return kept


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(part: Path) -> None:
    for end in _ENDS:
        part.with_name(part.name + end).unlink(missing_ok=True)


@contextmanager
def _files_coded() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        full = exc.errno in (errno.ENOSPC, errno.EDQUOT)
        code = StoreCode.DISK_FULL if full else StoreCode.BACKUP_FAILED
        raise StoreError(code) from exc
