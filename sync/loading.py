"""How long the first load will still take: measured, never promised."""

from __future__ import annotations

from counter_app.ports.center import LoadState

_LEAST_S = 0.5


class LoadPace:
    """Compares how many holders are left now with how many were at first."""

    def __init__(self) -> None:
        self._first: tuple[float, int] | None = None
        self.state: LoadState | None = None

    def note(self, left: int, now: float, *, naming: bool = False) -> None:
        """A part was stored; ``now`` is monotonic, seconds.

        Args:
            left: holders still to come; with ``naming``: whose names are to be sorted.
            now: monotonic, seconds.
            naming: all rows are here.
        """
        was_naming = self.state is not None and self.state.naming
        if self._first is None or left > self._first[1] or naming != was_naming:
            self._first = now, left
        begun, at_first = self._first
        done, took = at_first - left, now - begun
        known = done > 0 and took >= _LEAST_S
        seconds = round(left * took / done) if known else None
        self.state = LoadState(left, seconds, naming=naming)

    def over(self) -> None:
        """All is here."""
        self._first = self.state = None
