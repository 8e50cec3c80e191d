"""One practice office for the module: real center, real pcscd, virtual cards.

Everything that speaks PC/SC runs in a process of its own: the PC/SC library reads the
path of its service once a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.practice_day.programs import verb


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A started practice office; nothing of it is left afterwards."""
    data = tmp_path_factory.mktemp("practice") / "office"
    verb("counter-app", "practice", "init", "--data", str(data))
    started = verb("counter-app", "practice", "start", "--data", str(data))
    assert started["channel"] == "pcsc"
    try:
        yield data
    finally:
        verb("counter-app", "practice", "stop", "--data", str(data))
