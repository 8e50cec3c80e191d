"""Old and new instances on one database: steps add, or they raise the floor."""

from __future__ import annotations

import re

import pytest

from center.facts import facts_of
from center.migrations import LATEST, STEPS, current, migrate, require_current
from center.migrations.m0001_base import STATEMENTS as BASE
from center.migrations.run import step
from counter_app.domain.errors import CenterError
from tests.labs.centers import Lab

ADDS = (
    r"CREATE TABLE ",
    r"CREATE (UNIQUE )?INDEX ",
    r"ALTER TABLE \w+ ADD COLUMN \w+ \w+$",
    r"ALTER TABLE \w+ ADD COLUMN \w+ \w+ NOT NULL DEFAULT ",
    r"ALTER TABLE \w+ DROP CONSTRAINT \w+$",  # asks less than before
)


def test_every_step_adds_or_says_whom_it_leaves_behind() -> None:
    """Expand and contract: what could break a running instance names its floor."""
    for one in STEPS[1:]:
        plain = [" ".join(text.split()) for text in one.statements]
        made = re.findall(r"CREATE TABLE (\w+)", " ".join(plain))
        fills = tuple(f"INSERT INTO {name} (" for name in made)  # nobody else knows it
        bad = [
            s
            for s in plain
            if not s.startswith(fills) and not any(re.match(how, s) for how in ADDS)
        ]
        assert bad == [] or one.floor > 0, (one.number, bad)


def test_rows_as_an_older_program_writes_them_still_fit(lab: Lab) -> None:
    """Every column added since the first schema may be left out of an insert."""
    names = re.findall(r"CREATE TABLE (\w+)", "\n".join(BASE))
    assert len(names) > 10
    for name in names:
        (made,) = (text for text in BASE if f"CREATE TABLE {name} " in text)
        for column, needed in columns(lab, name):
            assert not needed or re.search(rf"\b{column}\b", made), (name, column)


def columns(lab: Lab, table: str) -> list[tuple[str, bool]]:
    """Return columns and whether an insert must name them."""
    if lab.database.make == "sqlite":
        rows = lab.rows(
            f"SELECT name, \"notnull\", dflt_value FROM pragma_table_info('{table}')"
        )
        return [(name, bool(must) and default is None) for name, must, default in rows]
    rows = lab.rows(
        "SELECT column_name, is_nullable = 'NO' AND column_default IS NULL "
        "AND is_identity = 'NO' FROM information_schema.columns WHERE table_name = ?",
        table,
    )
    return [(str(name), bool(must)) for name, must in rows]


def test_an_older_program_serves_on_beside_a_newer_schema(lab: Lab) -> None:
    """A step that adds lets it start; one that contracts does not."""
    facts = facts_of(lab.database)
    adding = step(LATEST + 1, "adds", ("CREATE TABLE later (x TEXT)",))
    migrate(lab.database, (adding,), 1)
    assert current(lab.database) == LATEST + 1
    assert require_current(lab.database, LATEST) == LATEST + 1
    assert lab.center().ready().ok
    contracting = step(LATEST + 2, "contracts", ("DROP TABLE later",), LATEST + 1)
    migrate(lab.database, (contracting,), 1)
    assert require_current(lab.database, LATEST + 1) == LATEST + 2
    with pytest.raises(CenterError) as caught:
        require_current(lab.database, LATEST)
    assert caught.value.code == "center.schema_new"
    assert facts_of(lab.database).epoch == facts.epoch


def test_an_instance_on_an_old_schema_is_not_ready(lab: Lab) -> None:
    """A load balancer sends it nothing until the migration is done."""
    lab.database.write(lambda tx: tx.run("DELETE FROM schema_step WHERE number > 2"))
    with pytest.raises(CenterError) as caught:
        lab.center().ready()
    assert caught.value.code == "center.schema_old"
