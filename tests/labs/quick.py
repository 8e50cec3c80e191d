"""What every test would otherwise pay again: slow hashes and the same schema.

The product keeps its full costs and runs its migrations step by step;
``tests/unit/labs`` and ``test_schema`` look at just that. Elsewhere a password is
hashed at the smallest cost argon2id knows (the hash itself tells its cost, so programs
that a test starts understand it), a passphrase is derived once a process, and a new
database gets the schema that the migrations made the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from argon2 import PasswordHasher

from center.console import accounts
from counter_app.services import operators
from db import store, wrapping

LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_LIGHT_HASH = LIGHT.hash("nobody's password")
_OWN_NAMES = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


@dataclass(frozen=True, slots=True)
class Schema:
    """What the migrations leave in an empty database."""

    statements: tuple[str, ...]
    steps: tuple[tuple[object, ...], ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, database: Any, names: tuple[str, ...]) -> Schema:
        """Read it from a database that was just brought up to date."""
        rows = database.execute_sql(
            "SELECT name, sql FROM sqlite_master"
            f" WHERE sql IS NOT NULL AND {_OWN_NAMES} ORDER BY rowid"
        ).fetchall()
        virtual = [name for name, sql in rows if sql.startswith("CREATE VIRTUAL")]
        shadows = tuple(f"{name}_" for name in virtual)
        steps = database.execute_sql("SELECT * FROM schema_migration").fetchall()
        made = (sql for name, sql in rows if not (shadows and name.startswith(shadows)))
        return cls(tuple(made), tuple(steps), names)

    def put_into(self, database: Any) -> tuple[str, ...]:
        """Give it to an empty database, in one transaction."""
        with database.atomic():
            for statement in self.statements:
                database.execute_sql(statement)
            marks = ",".join("?" for _ in self.steps[0])
            for row in self.steps:
                sql = f"INSERT INTO schema_migration VALUES ({marks})"
                database.execute_sql(sql, row)
        return self.names


def copied_schema(
    migrate: Callable[[Any], tuple[str, ...]],
) -> Callable[[Any], tuple[str, ...]]:
    """Return the migrations, which an empty database runs through once a process."""
    known: list[Schema] = []

    def bring_up_to_date(database: Any) -> tuple[str, ...]:
        if database.execute_sql("SELECT 1 FROM sqlite_master").fetchone():
            return migrate(database)
        if known:
            return known[0].put_into(database)
        names = migrate(database)
        known.append(Schema.of(database, names))
        return names

    return bring_up_to_date


@dataclass(frozen=True, slots=True)
class Costs:
    """How a module hashes passwords, and what it checks for an unknown name."""

    hasher: PasswordHasher
    nobody: str


class LightHashes:
    """Takes the weight off passwords and remembers what it was."""

    def __init__(self) -> None:
        self.replaced: dict[str, Costs] = {}

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        """Replace the hashers of the counter and of the center's console."""
        for module, nobody in ((operators, "_NOBODY"), (accounts, "_nobody")):
            real = Costs(module._hasher, getattr(module, nobody))
            self.replaced[module.__name__] = real
            patch.setattr(module, "_hasher", LIGHT)
            patch.setattr(module, nobody, _LIGHT_HASH)


light_hashes = LightHashes()


def make_quick(patch: pytest.MonkeyPatch) -> None:
    """Take the weight off this process; the patch takes it back."""
    light_hashes.put_in(patch)
    patch.setattr(wrapping, "hash_secret_raw", cache(wrapping.hash_secret_raw))
    patch.setattr(store, "bring_up_to_date", copied_schema(store.bring_up_to_date))
