"""One bench per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.services.desk import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    table = Bench(tmp_path)
    yield table
    table.close()
