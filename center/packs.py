"""The offices' rule packs: shipped with the program, or published by the city.

A pack is named by a *key*: its name, or ``name@sha256`` for a published text. A key
stands for one text for ever, so that what was read once may be kept in memory; which
key an office works by is asked of the database each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from typing import cast

from center import days
from center.database import Question, Row, Tx
from center.rows import from_ms
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError, RuleError
from counter_app.domain.packs import load_pack, read_pack
from counter_app.domain.rulepack import RulePack
from sync.wire import Pack, sign_pack
from sync.wire.packs import pack_digest
from sync.wire.sign import SigningKey

LARGEST = 256 * 1024
_learnt: dict[str, RulePack] = {}  # by key; a key never changes its meaning
_NEWEST = (
    "SELECT version, valid_from, sha256 FROM rule_pack WHERE name = ? "
    "ORDER BY version DESC"
)
IN_FORCE = (
    "(SELECT p.name || '@' || p.sha256 FROM rule_pack p WHERE p.name = o.pack "
    "AND p.valid_from <= ? ORDER BY p.version DESC LIMIT 1)"
)  # of an office ``o`` on a day: the key of its published pack, or NULL


def pack_of(key: str) -> RulePack:
    """Return the pack of a key that is shipped or was learnt.

    Raises:
        CenterError: ``center.pack`` when there is no such pack or it is faulty.
    """
    return _learnt[key] if key in _learnt else _shipped(key)


@cache
def _shipped(name: str) -> RulePack:
    try:
        return load_pack(name)
    except RuleError as exc:
        raise CenterError(CenterCode.PACK, name=name) from exc


def learn(tx: Tx, key: str) -> str:
    """Read a published pack unless it is known, and return its key."""
    name, mark, sha256 = key.partition("@")
    if mark and key not in _learnt:
        row = tx.row(
            "SELECT text FROM rule_pack WHERE name = ? AND sha256 = ?", (name, sha256)
        )
        _learnt[key] = _readable(name, str(row[0]) if row else "")
    return key


def _readable(name: str, text: str) -> RulePack:
    try:
        return read_pack(text)
    except RuleError as exc:
        raise CenterError(CenterCode.PACK, name=name) from exc


def day_of(now_ms: int) -> str:
    """Return the city's day as a pack's ``valid_from`` is compared, ISO text."""
    return days.day_of(now_ms).isoformat()


def offices_asked(tx: Tx, offices: Iterable[str], now_ms: int) -> Question:
    """Ask for the packs of offices; :func:`offices_told` takes the answer."""
    among, value = tx.among("o.office_code", sorted(offices))
    sql = f"SELECT o.office_code, o.pack, {IN_FORCE} FROM office o WHERE {among}"  # noqa: S608 - our own names
    return sql, (day_of(now_ms), value)


def offices_told(tx: Tx, rows: Iterable[Row]) -> dict[str, str]:
    """Return office code to the key of its pack."""
    return {str(code): learn(tx, str(key or name)) for code, name, key in rows}


def packs_of(tx: Tx, offices: Iterable[str], now_ms: int) -> dict[str, str]:
    """Return the keys of the packs that offices work by now."""
    sql, values = offices_asked(tx, offices, now_ms)
    return offices_told(tx, tx.rows(sql, values))


def in_force(tx: Tx, name: str, now_ms: int) -> RulePack:
    """Return the pack an office of this name works by now: published, or shipped.

    Raises:
        CenterError: ``center.pack`` when there is none yet.
    """
    row = tx.row(
        "SELECT sha256 FROM rule_pack WHERE name = ? AND valid_from <= ? "
        "ORDER BY version DESC LIMIT 1",
        (name, day_of(now_ms)),
    )
    return pack_of(learn(tx, f"{name}@{row[0]}" if row else name))


def publish(tx: Tx, text: str, now_ms: int, *, new: bool = False) -> RulePack:
    """Keep a pack for the offices that work by its name, from its day on.

    Args:
        tx: the transaction.
        text: the pack as TOML.
        now_ms: the center's time.
        new: a name no office works by is meant, and no slip of the pen.

    Raises:
        CenterError: ``center.pack_faults`` naming every fault, ``center.pack_version``
            unless the version is higher than those before.
    """
    try:
        pack = read_pack(text)
    except RuleError as exc:
        raise CenterError(CenterCode.PACK_FAULTS, faults=exc.params["faults"]) from exc
    used = tx.row("SELECT 1 FROM office WHERE pack = ? LIMIT 1", (pack.name,))
    if used is None and not new:
        raise CenterError(CenterCode.PACK, name=pack.name)
    newest = max(_versions(tx, pack.name), default=0)
    if pack.version <= newest:
        raise CenterError(CenterCode.PACK_VERSION, version=pack.version, newest=newest)
    tx.run(
        "INSERT INTO rule_pack (name, version, valid_from, sha256, text, "
        "published_at) VALUES (?, ?, ?, ?, ?, ?)",
        (pack.name, pack.version, pack.valid_from.isoformat(), pack_digest(text),
         text, now_ms),
    )  # fmt: skip
    return pack


def _versions(tx: Tx, name: str) -> list[int]:
    found = [int(row[0]) for row in tx.rows(_NEWEST, (name,))]
    try:
        found.append(_shipped(name).version)
    except CenterError:
        return found
    return found


def serve(tx: Tx, office_code: str, have: str, key: SigningKey) -> Pack:
    """Return the newest pack of an office, signed; without text if it has it.

    A pack whose day has not come is served too: the counter keeps it until then.

    Raises:
        CenterError: ``center.pack``.
    """
    row = tx.row("SELECT pack FROM office WHERE office_code = ?", (office_code,))
    name = str(row[0]) if row else ""
    text = _newest_text(tx, name)
    pack = _readable(name, text)
    signed = sign_pack(key, pack.name, pack.version, pack.valid_from, text)
    if have != signed.sha256:
        return signed
    return Pack(
        name=signed.name,
        version=signed.version,
        valid_from=signed.valid_from,
        sha256=signed.sha256,
        signature=signed.signature,
    )


def _newest_text(tx: Tx, name: str) -> str:
    row = tx.row(
        "SELECT text FROM rule_pack WHERE name = ? ORDER BY version DESC LIMIT 1",
        (name,),
    )
    if row is not None:
        return str(row[0])
    _shipped(name)
    folder = resources.files("counter_app.domain.packs")
    return (folder / f"{name}.toml").read_text("utf-8")


def listed(tx: Tx) -> list[dict[str, object]]:
    """Return what was published, newest first."""
    rows = tx.rows(
        "SELECT name, version, valid_from, sha256, published_at FROM rule_pack "
        "ORDER BY name, version DESC"
    )
    return [
        {
            "name": row[0],
            "version": row[1],
            "valid_from": date.fromisoformat(cast("str", row[2])).isoformat(),
            "sha256": row[3],
            "published_at": from_ms(row[4]).isoformat(),
        }
        for row in rows
    ]
