from __future__ import annotations

from collections.abc import Iterator

import pytest

from card_io.core.softkeys import SoftwareKeys
from counter_app.ports.keys import KeyProvider
from tests.labs.desks import Bench, MakeBench, bench_maker
from tests.labs.pcsc import running_lab


@pytest.fixture(params=["direct", pytest.param("pcsc", marks=pytest.mark.pcsc)])
def make_bench(request: pytest.FixtureRequest) -> Iterator[MakeBench]:
    """Make benches of each form; they are cleared away afterwards."""
    made: list[Bench] = []
    maker = bench_maker(request.param, running_lab)

    def make(keys: KeyProvider | None = SoftwareKeys()) -> Bench:  # noqa: B008 -- frozen
        made.append(maker(keys))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    """A bench with the practice keys."""
    return make_bench()
