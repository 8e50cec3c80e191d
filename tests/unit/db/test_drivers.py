"""The counter's store loads no driver of another database (G28)."""

from __future__ import annotations

import subprocess
import sys

_LOOK = """
import sys
import db
assert "peewee" in sys.modules
print("psycopg" in sys.modules)
import psycopg
print(psycopg.__name__)
"""


def test_the_store_comes_without_other_drivers_and_takes_them_from_nobody() -> None:
    """Loading the store loads none; whoever wants one can still load it afterwards."""
    told = subprocess.run(
        [sys.executable, "-c", _LOOK], check=True, capture_output=True, text=True
    )
    assert told.stdout.split() == ["False", "psycopg"]
