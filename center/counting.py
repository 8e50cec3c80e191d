"""The folder where the processes of an instance count: private, gone with the instance.

Each has files of its own there, and who takes the place of one that died goes on in
them, so no figure ever falls. The folder of an instance that was killed is removed by
the next start.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client import values

from center.metrics import Metrics

_PREFIX = "counter-center-"
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # the library's
_FILES = ("counter", "histogram")
_ROOM = 1 << 20  # bytes of a file; every label there is needs a fifth of it
_YOUNG_S = 60.0


@contextmanager
def folder(processes: int) -> Iterator[Path]:
    """Make the folder, with files on disk from their first to last byte.

    They are mapped into memory: a disk that is full later must not kill who counts.
    """
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, _held(Path(name)):
        for number in range(processes):
            for kind in _FILES:
                with Path(name, f"{kind}_{number}.db").open("wb") as file:
                    os.posix_fallocate(file.fileno(), 0, _ROOM)
        yield Path(name)


def shared(place: Path, number: int) -> Metrics:
    """Return the figures of one of several processes; to be called once in it."""
    os.environ[_VARIABLE] = str(place)
    several = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]  # the library's
    values.ValueClass = several
    return Metrics(place)


@contextmanager
def _held(place: Path) -> Iterator[None]:
    """Hold a folder for as long as this process or one forked of it lives.

    Raises:
        BlockingIOError: somebody else holds it.
    """
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _sweep() -> None:
    """Remove folders of ours that nobody holds any more."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # held, somebody else's, or gone meanwhile
            about = old.lstat()
            aged = time.time() - about.st_mtime > _YOUNG_S
            if aged and about.st_uid == os.geteuid():
                with _held(old):
                    shutil.rmtree(old)
