"""Every test of this folder runs over SQLite and over a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from center.opening import open_database
from tests.labs.centers import Lab, sqlite_lab
from tests.labs.postgres import PrivatePostgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """One private server for all tests."""
    server = PrivatePostgres().start()
    yield server
    server.close()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    """A center on an empty, migrated database of either make."""
    if request.param == "sqlite":
        made = sqlite_lab(tmp_path)
    else:
        server: PrivatePostgres = request.getfixturevalue("postgres")
        made = Lab(open_database(server.new_database(), pool=4)).prepared()
    yield made
    made.database.close()
