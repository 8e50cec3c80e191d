"""Figures of one process in the Prometheus text format, counted since it started.

Labels are endpoints, statuses, kinds and outcomes: never a person, card or clerk.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Labels = tuple[tuple[str, str], ...]
_HELP = {
    "center_requests_total": "Requests by endpoint and status",
    "center_refusals_total": "Requests refused, by code",
    "center_operations_total": "Operations answered, by outcome",
}


class Metrics:
    """Counters and one histogram; threads share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._counts: dict[str, Counter[Labels]] = {name: Counter() for name in _HELP}
        self._times: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}

    def served(self, path: str, status: int, seconds: float) -> None:
        """Count one request with how long it took."""
        with self._guard:
            labels = (("path", path), ("status", str(status)))
            self._counts["center_requests_total"][labels] += 1
            times = self._times.setdefault(path, [0] * (len(_BOUNDS_S) + 1))
            times[bisect_left(_BOUNDS_S, seconds)] += 1
            self._seconds[path] = self._seconds.get(path, 0.0) + seconds

    def refused(self, code: str) -> None:
        """Count a request that was refused."""
        with self._guard:
            self._counts["center_refusals_total"][(("code", code),)] += 1

    def decided(self, outcomes: Iterable[str]) -> None:
        """Count what became of operations."""
        with self._guard:
            for outcome, count in Counter(outcomes).items():
                labels = (("outcome", outcome),)
                self._counts["center_operations_total"][labels] += count

    def text(self, gauges: Mapping[str, float]) -> str:
        """Return everything with figures read from the database."""
        with self._guard:
            lines = [line for name in _HELP for line in self._counter(name)]
            lines += self._histogram()
        typed = set[str]()
        for name, value in sorted(gauges.items()):
            family = name.partition("{")[0]
            if family not in typed:
                lines.append(f"# TYPE {family} gauge")
                typed.add(family)
            lines.append(f"{name} {value:g}")
        return "\n".join(lines) + "\n"

    def _counter(self, name: str) -> list[str]:
        lines = [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} counter"]
        for labels, count in sorted(self._counts[name].items()):
            lines.append(f"{name}{{{_labels(labels)}}} {count}")
        return lines

    def _histogram(self) -> list[str]:
        name = "center_request_seconds"
        lines = [f"# HELP {name} How long requests took", f"# TYPE {name} histogram"]
        for path, times in sorted(self._times.items()):
            bounds = (*(f"{bound:g}" for bound in _BOUNDS_S), "+Inf")
            for bound, total in zip(bounds, accumulate(times), strict=True):
                labels = _labels((("path", path), ("le", bound)))
                lines.append(f"{name}_bucket{{{labels}}} {total}")
            own = _labels((("path", path),))
            lines.append(f"{name}_sum{{{own}}} {self._seconds[path]:.6f}")
            lines.append(f"{name}_count{{{own}}} {sum(times)}")
        return lines


def _labels(labels: Labels) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
