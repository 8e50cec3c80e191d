"""The mapper loads every database driver it finds; the counter uses one of them."""

from __future__ import annotations

import sys
from importlib import import_module

_OTHERS = ("psycopg2cffi", "psycopg2", "psycopg", "pymysql", "MySQLdb", "pysqlite3")


def load_mapper() -> None:
    """Load peewee without the drivers of other databases, a tenth of a second each.

    They can be loaded afterwards by whoever wants them: the center's tests do.
    """
    if "peewee" in sys.modules:
        return
    hidden = [name for name in _OTHERS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: not there
    try:
        import_module("peewee")
    finally:
        for name in hidden:
            del sys.modules[name]
