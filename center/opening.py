"""Open the database an address names."""

from __future__ import annotations

from center.database import Database
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError


def open_database(address: str, *, pool: int = 8, make: bool = True) -> Database:
    """Open the database named by a URL.

    Args:
        address: ``postgresql://...`` or ``sqlite:///path`` (or a plain path).
        pool: most connections of this process.
        make: whether a SQLite file that is not there is made.

    Raises:
        CenterError: ``center.database_address``, ``center.database_away``,
            ``center.database_missing``.
    """
    scheme, mark, rest = address.partition("://")
    if scheme in {"postgresql", "postgres"} and mark:
        from center.postgres import PostgresDatabase  # noqa: PLC0415 - slow import

        return PostgresDatabase(address, pool)
    path = (rest[1:] if _drive(rest) else rest) if mark else address
    if (mark and scheme != "sqlite") or not path.strip():
        raise CenterError(CenterCode.DATABASE_ADDRESS, scheme=scheme)
    from center.sqlite import SqliteDatabase  # noqa: PLC0415 - only the one in use

    return SqliteDatabase(path, make=make)


def _drive(rest: str) -> bool:
    """``/C:/x`` of a URL on Windows is ``C:/x`` (a path keeps its slash elsewhere)."""
    return len(rest) > 2 and rest[0] == "/" and rest[2] == ":"  # noqa: PLR2004
