"""What all tables have in common."""
# ruff: noqa: D106 - peewee's way to name a table

from __future__ import annotations

from typing import Any

from peewee import SQL, Model


def reference(column: str, table: str, target: str) -> Any:
    """Return a foreign key that is checked at commit."""
    return SQL(
        f'FOREIGN KEY ("{column}") REFERENCES "{table}" ("{target}")'
        " DEFERRABLE INITIALLY DEFERRED"
    )


class Table(Model):
    """Base of all tables: STRICT, bound to no database."""

    class Meta:
        strict_tables = True
        legacy_table_names = False


def table_name(model: Any) -> str:
    """Return the table's name."""
    return str(model._meta.table_name)  # noqa: SLF001 - peewee's documented way


def columns(model: Any) -> dict[str, Any]:
    """Return the fields of a table by name."""
    found: dict[str, Any] = model._meta.fields  # noqa: SLF001 - as above
    return found
