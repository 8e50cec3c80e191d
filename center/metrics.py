"""Figures of the whole instance in the Prometheus text format, since it started.

Labels are endpoints, statuses, kinds and outcomes: never a person, card or clerk.
Several processes count in files of one folder (``center.counting``), which whoever is
asked adds up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import prometheus_client as prometheus
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE = prometheus.exposition.CONTENT_TYPE_PLAIN_0_0_4
_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Labels = tuple[tuple[str, str], ...]
Gauges = Mapping[tuple[str, Labels], float]


class Metrics:
    """Counters and one histogram; threads share it."""

    def __init__(self, folder: Path | None = None) -> None:
        """Count.

        Args:
            folder: where other processes count as well; None for this one alone.
        """
        prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]  # the library's
        own = CollectorRegistry()
        self._requests = prometheus.Counter(
            "center_requests", "Requests by endpoint and status", ("path", "status"),
            registry=own,
        )  # fmt: skip
        self._refusals = prometheus.Counter(
            "center_refusals", "Requests refused, by code", ("code",), registry=own
        )
        self._operations = prometheus.Counter(
            "center_operations", "Operations answered, by outcome", ("outcome",),
            registry=own,
        )  # fmt: skip
        self._seconds = prometheus.Histogram(
            "center_request_seconds", "How long requests took", ("path",),
            buckets=_BOUNDS_S, registry=own,
        )  # fmt: skip
        self._all: Collector = own
        if folder is not None:
            self._all = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]  # the library's

    def served(self, path: str, status: int, seconds: float) -> None:
        """Count one request with how long it took."""
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def refused(self, code: str) -> None:
        """Count a request that was refused."""
        self._refusals.labels(str(code)).inc()

    def decided(self, outcomes: Iterable[str]) -> None:
        """Count what became of operations."""
        for outcome, count in Counter(outcomes).items():
            self._operations.labels(outcome).inc(count)

    def text(self, gauges: Gauges) -> str:
        """Return everything with figures read from the database."""
        both = (self._all, _Read(gauges))
        return b"".join(map(prometheus.generate_latest, both)).decode()


@dataclass(frozen=True, slots=True)
class _Read(Collector):
    """Figures of the moment: name and labels with a value."""

    gauges: Gauges

    def collect(self) -> Iterable[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for (name, labels), value in sorted(self.gauges.items()):
            keys = [key for key, _ in labels]
            made = families.setdefault(name, GaugeMetricFamily(name, "", labels=keys))
            made.add_metric([text for _, text in labels], value)
        return families.values()
