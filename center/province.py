"""Cities to province by PostgreSQL's own logical replication.

Each city owns its cards in its own cluster and publishes what a province needs of
them: who holds which card, and its state; no phone, no address. The province keeps
one partition a city, filled by one subscription a city, and answers what no city can
alone. A city that is cut off keeps its changes (in its replication slot) and sends
them when it is back. A *pulse* row, written by each round of a city's housekeeping,
comes through the same stream in the order of commits: everything a city committed
before the pulse is here, so its time is the age of the city's data.

PostgreSQL only, each statement by itself: a subscription cannot be made inside a
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import errors, sql

from center.database import Tx
from center.errors import DatabaseAway
from center.rows import from_ms, to_ms
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

Json = dict[str, object]
Line = psycopg.Connection[tuple[Any, ...]]
PUBLICATION = "province"
_HOLDER = "city, ssn, name, sex, birth_date, alive, version"
_CARD = (
    "city, card_no, ssn, region, bank, app_status, issue_date, expiry_date, "
    "previous_card_no, replaced_by, version"
)
_TABLES = (("holder", "ssn", _HOLDER), ("card", "card_no", _CARD))


@contextmanager
def line(address: str) -> Iterator[Line]:
    """Open a connection where each statement stands for itself.

    Raises:
        CenterError: ``center.database_address`` for another make,
            ``center.database_away``, ``center.database_fault``.
    """
    if not address.startswith(("postgresql://", "postgres://")):
        scheme = address.partition(":")[0]
        raise CenterError(CenterCode.DATABASE_ADDRESS, scheme=scheme)
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as opened:
            yield opened
    except psycopg.OperationalError as exc:
        raise DatabaseAway from exc
    except psycopg.Error as exc:
        kind = type(exc).__name__
        raise CenterError(CenterCode.DATABASE_FAULT, kind=kind) from exc


def publish(city: Line, code: str, now: datetime) -> Json:
    """Make a city's database ready to be read by a province; again changes nothing.

    Rows carry the city's code; with it their keys are unique in the province, and
    a change names its row by both.

    Raises:
        CenterError: ``center.city_other`` when it was published under another code.
    """
    _refuse_another(city, code)
    for table, key, _columns in _TABLES:
        for statement in _PUBLISHED:
            city.execute(_filled(statement, table=table, key=key, code=code))
    city.execute(
        "CREATE TABLE IF NOT EXISTS city_pulse "
        "(city TEXT PRIMARY KEY, at BIGINT NOT NULL)"
    )
    city.execute(
        "INSERT INTO city_pulse VALUES (%s, %s) "
        "ON CONFLICT (city) DO UPDATE SET at = excluded.at",
        (code, to_ms(now)),
    )
    if _one(city, "SELECT 1 FROM pg_publication WHERE pubname = %s", PUBLICATION):
        return {"city": code, "publication": PUBLICATION, "made": False}
    city.execute(
        f"CREATE PUBLICATION {PUBLICATION} FOR TABLE holder ({_HOLDER}), "
        f"card ({_CARD}), city_pulse"
    )
    return {"city": code, "publication": PUBLICATION, "made": True}


def _refuse_another(city: Line, code: str) -> None:
    made = city.execute("SELECT to_regclass('city_pulse') IS NOT NULL").fetchone()
    known = (
        city.execute("SELECT city FROM city_pulse").fetchone()
        if made == (True,)
        else None
    )
    if known is not None and known[0] != code:
        raise CenterError(CenterCode.CITY_OTHER, city=str(known[0]))


_PUBLISHED: tuple[LiteralString, ...] = (
    "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS city TEXT NOT NULL DEFAULT {code}",
    "CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {table} (city, {key})",
    "ALTER TABLE {table} REPLICA IDENTITY USING INDEX {index}",
)


def prepare(province: Line) -> Json:
    """Make the province's tables; again changes nothing."""
    for statement in _PREPARED:
        province.execute(statement)
    return {"tables": ["holder", "card", "city_pulse"]}


_PREPARED: tuple[LiteralString, ...] = (
    """
    CREATE TABLE IF NOT EXISTS holder (
      city TEXT NOT NULL, ssn TEXT NOT NULL, name TEXT NOT NULL, sex TEXT NOT NULL,
      birth_date TEXT NOT NULL, alive INTEGER NOT NULL, version BIGINT NOT NULL,
      PRIMARY KEY (city, ssn)
    ) PARTITION BY LIST (city)
    """,
    """
    CREATE TABLE IF NOT EXISTS card (
      city TEXT NOT NULL, card_no TEXT NOT NULL, ssn TEXT NOT NULL,
      region TEXT NOT NULL, bank TEXT NOT NULL, app_status INTEGER NOT NULL,
      issue_date TEXT, expiry_date TEXT, previous_card_no TEXT, replaced_by TEXT,
      version BIGINT NOT NULL, PRIMARY KEY (city, card_no)
    ) PARTITION BY LIST (city)
    """,
    "CREATE INDEX IF NOT EXISTS holder_person ON holder (ssn)",
    "CREATE INDEX IF NOT EXISTS card_person ON card (ssn)",
    "CREATE INDEX IF NOT EXISTS card_number ON card (card_no)",
    "CREATE TABLE IF NOT EXISTS city_pulse (city TEXT PRIMARY KEY, at BIGINT NOT NULL)",
)


def join(province: Line, code: str, source: str) -> Json:
    """Begin to follow a city; its rows of now are copied first, then what comes.

    Args:
        province: the province's database.
        code: the city's division, six digits.
        source: conninfo of the city's database as the province's server reaches it.

    Raises:
        CenterError: ``center.slot_refused``, ``center.database_away``.
    """
    for table, _key, _columns in _TABLES:
        part = sql.Identifier(f"{table}_{code}")
        province.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {} PARTITION OF {} FOR VALUES IN ({})"
            ).format(part, sql.Identifier(table), sql.Literal(code))
        )
    name = _subscription(code)
    if _one(province, "SELECT 1 FROM pg_subscription WHERE subname = %s", name):
        province.execute(
            sql.SQL("ALTER SUBSCRIPTION {} CONNECTION {}").format(
                sql.Identifier(name), sql.Literal(source)
            )
        )
        return {"city": code, "subscription": name, "made": False}
    try:
        province.execute(
            sql.SQL("CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION {}").format(
                sql.Identifier(name), sql.Literal(source), sql.Identifier(PUBLICATION)
            )
        )
    except errors.ProtocolViolation as exc:  # the city answers, but gives no slot
        raise CenterError(CenterCode.SLOT_REFUSED, slot=name) from exc
    except errors.ConnectionException as exc:
        raise DatabaseAway from exc
    return {"city": code, "subscription": name, "made": True}


def leave(province: Line, code: str) -> Json:
    """Stop to follow a city and forget its rows: nobody would tell their age.

    The city's slot is dropped with the subscription. Where the city cannot be reached
    it stays there and keeps the city's log: ``slot_left`` names it, and the city drops
    it (``province unpublish``).
    """
    name = _subscription(code)
    known = _one(province, "SELECT 1 FROM pg_subscription WHERE subname = %s", name)
    left = _drop_subscription(province, name) if known else None
    for table, _key, _columns in _TABLES:
        part = sql.Identifier(f"{table}_{code}")
        province.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(part))
    if _one(province, "SELECT 1 WHERE to_regclass(%s) IS NOT NULL", "city_pulse"):
        province.execute("DELETE FROM city_pulse WHERE city = %s", (code,))
    return {"city": code, "subscription": name, "left": known, "slot_left": left}


def _drop_subscription(province: Line, name: str) -> str | None:
    """Drop it with its slot; return the slot's name where it could not be reached."""
    which = sql.Identifier(name)
    try:
        province.execute(sql.SQL("DROP SUBSCRIPTION {}").format(which))
    except psycopg.OperationalError:
        for statement in (
            "ALTER SUBSCRIPTION {} DISABLE",
            "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
            "DROP SUBSCRIPTION {}",
        ):
            province.execute(sql.SQL(statement).format(which))
        return name
    return None


def unpublish(city: Line, code: str) -> Json:
    """End what :func:`publish` began: no province follows this city any more.

    The column and its key stay; they cost little and a later ``publish`` takes them.
    """
    city.execute(f"DROP PUBLICATION IF EXISTS {PUBLICATION}")
    slot = _subscription(code)
    idle = "SELECT 1 FROM pg_replication_slots WHERE slot_name = %s AND NOT active"
    dropped = _one(city, idle, slot)
    if dropped:
        city.execute("SELECT pg_drop_replication_slot(%s)", (slot,))
    city.execute("DROP TABLE IF EXISTS city_pulse")
    return {"city": code, "slot_dropped": dropped}


@dataclass(frozen=True, slots=True)
class CityAge:
    """How old a city's part of the province is.

    Attributes:
        as_of: everything the city committed by then is here (by the city's clock);
            None before its first rows came.
        complete: the copy of what was there at the beginning is done.
    """

    city: str
    as_of: datetime | None
    complete: bool


def cities(province: Line) -> list[CityAge]:
    """Return every city that is followed."""
    return [
        CityAge(str(city), from_ms(at) if at is not None else None, bool(complete))
        for city, at, complete in province.execute(_CITIES)
    ]


_CITIES = """
    SELECT substr(s.subname, 6), p.at, bool_and(r.srsubstate IN ('r', 's'))
    FROM pg_subscription s
    LEFT JOIN pg_subscription_rel r ON r.srsubid = s.oid
    LEFT JOIN city_pulse p ON p.city = substr(s.subname, 6)
    WHERE starts_with(s.subname::text, 'city_') AND s.subdbid = (
      SELECT oid FROM pg_database WHERE datname = current_database())
    GROUP BY s.subname, p.at ORDER BY 1
"""


def inquire(province: Line, ssn: str, card_no: str, now: datetime) -> Json:
    """Find a person's cards in all cities, or the cities that know a card number.

    An answer without the age of each city's data would say more than is known.
    """
    found = province.execute(_INQUIRED, (ssn, card_no)).fetchall()
    names = ("city", "card_no", "ssn", "name", "app_status", "bank", "issue_date")
    return {
        "rows": [dict(zip(names, row, strict=True)) for row in found],
        "cities": told(cities(province), now),
    }


_INQUIRED = """
    SELECT c.city, c.card_no, c.ssn, h.name, c.app_status, c.bank, c.issue_date
    FROM card c LEFT JOIN holder h ON h.city = c.city AND h.ssn = c.ssn
    WHERE c.ssn = %s OR c.card_no = %s ORDER BY c.issue_date, c.city, c.card_no
"""


def duplicates(province: Line, now: datetime) -> Json:
    """Find people with living cards in more than one city (one person, one card)."""
    found = province.execute(_DUPLICATES).fetchall()
    return {
        "rows": [{"ssn": ssn, "cards": list(cards)} for ssn, cards in found],
        "cities": told(cities(province), now),
    }


_DUPLICATES = """
    SELECT ssn, array_agg(city || ' ' || card_no ORDER BY city, card_no)
    FROM card WHERE app_status <> 9 GROUP BY ssn
    HAVING count(DISTINCT city) > 1 ORDER BY ssn
"""


def told(ages: list[CityAge], now: datetime) -> list[Json]:
    """Return the ages as an answer says them."""
    return [
        {
            "city": age.city,
            "as_of": age.as_of.isoformat() if age.as_of else None,
            "age_s": round((now - age.as_of).total_seconds()) if age.as_of else None,
            "complete": age.complete,
        }
        for age in ages
    ]


def beat(tx: Tx, now_ms: int) -> None:
    """Write the city's pulse where it is published; part of housekeeping."""
    if tx.make != "postgresql":
        return
    if tx.row("SELECT 1 WHERE to_regclass('city_pulse') IS NOT NULL"):
        tx.run("UPDATE city_pulse SET at = ?", (now_ms,))


def _filled(
    statement: LiteralString, *, table: str, key: str, code: str
) -> sql.Composed:
    return sql.SQL(statement).format(
        table=sql.Identifier(table),
        index=sql.Identifier(f"{table}_of_city"),
        key=sql.Identifier(key),
        code=sql.Literal(code),
    )


def _subscription(code: str) -> str:
    return f"city_{code}"


def _one(opened: Line, statement: LiteralString, value: str) -> bool:
    return opened.execute(statement, (value,)).fetchone() is not None
