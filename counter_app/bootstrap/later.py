"""Stand-ins for parts that are made when somebody first uses them.

A counter is ready when its login page can be typed into. What only later work needs
(papers, photos, the card thread, the line) is loaded and begun after that.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class Later(Generic[T]):
    """Makes one object once, whichever thread asks first.

    Args:
        make: makes the object; what it raises reaches whoever asked, and the next one
            who asks tries again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[T] = []
        self._closed = False

    def get(self) -> T:
        """Return the object, made now if nobody asked before.

        Raises:
            RuntimeError: it was closed before anybody asked.
        """
        if not self._made:
            with self._lock:
                if self._closed:
                    raise RuntimeError("closed before its first use")
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]

    def close(self) -> None:
        """Close the object if it was made and can be closed; make none from now on."""
        with self._lock:
            self._closed = True
            close = getattr(self._made[0], "close", None) if self._made else None
        if close is not None:
            close()

    @property
    def face(self) -> T:
        """What stands for the object: its attributes are the object's."""
        return cast("T", _Face(self.get))


class _Face:
    """Asks for the object at the first attribute that is wanted of it."""

    __slots__ = ("_get",)

    def __init__(self, get: Callable[[], object]) -> None:
        self._get = get

    def __getattr__(self, name: str) -> Any:
        return getattr(self._get(), name)


def later(make: Callable[[], T]) -> T:
    """Return what stands for an object until its first use, for the life of it."""
    return Later(make).face
