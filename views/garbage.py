"""Python's cyclic garbage is collected on the window's thread only.

Tk's variables and images call into Tcl when they are freed. A collection that happens
to start on a worker would make that call from the wrong thread. So the automatic
collector rests while the window is open, and the window collects between two beats:
often what is young, rarely and only when nobody is typing what is old.
"""

from __future__ import annotations

import gc

FULL_EVERY_BEATS = 60
QUIET_S = 2.0  # a full collection waits for this much rest at the keyboard


class Garbage:
    """Takes over when the window opens and gives back when it closes."""

    def __init__(self) -> None:
        self._beats = 0
        self._was_on = gc.isenabled()
        gc.freeze()  # what was made by the imports need not be looked at, now or later
        gc.disable()

    def beat(self, idle_s: float) -> None:
        """Collect a little; once a minute, when it is quiet, everything."""
        self._beats += 1
        if self._beats >= FULL_EVERY_BEATS and idle_s > QUIET_S:
            self._beats = 0
            gc.collect()
        else:
            gc.collect(1)

    def close(self) -> None:
        """Collect what the window left, here, and let the collector run again.

        What was there before the window stays frozen: it is not the window's.
        """
        gc.collect()
        if self._was_on:
            gc.enable()
