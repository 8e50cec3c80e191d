"""The store under contract; a second implementation would be added here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter_app.ports.store import Store
from db import create_store
from tests.contract.store.making import KEY, TellingClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "office.db", KEY, TellingClock())
    yield made
    made.close()
