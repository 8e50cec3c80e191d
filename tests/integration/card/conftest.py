from __future__ import annotations

from collections.abc import Iterator

import pytest

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.lab import PcscLab
from tests.labs.desks import PcscBench
from tests.labs.pcsc import pcsc_lab

__all__ = ["pcsc_lab"]


@pytest.fixture
def bench(pcsc_lab: PcscLab) -> Iterator[PcscBench]:
    """A desk on the real service, with the practice keys."""
    bench = PcscBench(pcsc_lab, SoftwareKeys())
    yield bench
    bench.close()
