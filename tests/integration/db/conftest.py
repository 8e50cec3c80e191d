"""An encrypted database file in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import SqlStore, create_store
from tests.contract.store.making import KEY, TellingClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    made = create_store(path, KEY, TellingClock())
    yield made
    made.close()
