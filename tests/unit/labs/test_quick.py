"""What tests take a short way for is the same as by the long way."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from center.console import accounts
from center.migrations import STEPS, migrate
from center.opening import open_database
from counter_app.services import operators
from db.connect import connection
from db.schema import bring_up_to_date
from tests.labs.centers import migrated
from tests.labs.quick import copied_schema, light_hashes

KEY = b"k" * 32
LOOK = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


def test_a_copied_schema_is_the_migrated_one(tmp_path: Path) -> None:
    """Tables, indexes, triggers, full-text tables and the list of steps."""
    quick = copied_schema(bring_up_to_date)
    seen = []
    for name in ("migrated", "copied"):
        database = connection(tmp_path / name, KEY)
        quick(database)
        tables = database.execute_sql(LOOK).fetchall()
        steps = database.execute_sql("SELECT * FROM schema_migration").fetchall()
        assert quick(database) == ()
        database.close()
        seen.append((tables, steps))
    assert seen[0] == seen[1]
    assert len(seen[0][0]) > 100


def test_a_copied_center_is_the_migrated_one(tmp_path: Path) -> None:
    """The file a center of tests starts with has every step."""
    path = tmp_path / "center.db"
    path.write_bytes(migrated())
    made = []
    for file in (path, tmp_path / "new.db"):
        database = open_database(f"sqlite:///{file}")
        missing = migrate(database, STEPS, 0)
        made.append(database.read(lambda tx: tx.rows(LOOK)))
        database.close()
        assert bool(missing) is (file != path)
    assert made[0] == made[1]


@pytest.mark.parametrize("module", [operators, accounts], ids=["counter", "center"])
def test_the_product_hashes_at_full_cost(module: object) -> None:
    """argon2id as RFC 9106 has it; an unknown name costs as much as a known one."""
    real = light_hashes.replaced[module.__name__]  # type: ignore[attr-defined]
    assert isinstance(real.hasher, PasswordHasher)
    for hashed in (real.hasher.hash("Practice-2026"), real.nobody):
        cost = extract_parameters(hashed)
        assert (cost.type, cost.time_cost, cost.memory_cost, cost.parallelism) == (
            RFC_9106_LOW_MEMORY.type,
            RFC_9106_LOW_MEMORY.time_cost,
            RFC_9106_LOW_MEMORY.memory_cost,
            RFC_9106_LOW_MEMORY.parallelism,
        )
