"""Offices, their one-time codes and their workstations."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from center.database import Row, Tx
from center.errors import Denied
from center.packs import in_force
from center.receipts import remember_key
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import Enrolled, EnrolRequest

CODE_LIFE = timedelta(days=7)
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like another
_CODE_LENGTH = 12
_PIN_DIGITS = 6
_WRONG_PINS = 5
_OFFICE_DIGITS = 8
_TERMINALS = tuple(f"{number:02d}" for number in range(1, 100))


@dataclass(frozen=True, slots=True)
class NewOffice:
    """An office to be made or to get another code; empty fields have defaults."""

    name: str
    office_code: str = ""
    region: str = ""
    pack: str = "cn-js-taizhou"
    with_pin: bool = False


def enrol_office(tx: Tx, wish: NewOffice, now_ms: int) -> dict[str, object]:
    """Make the office unless it exists, and a one-time code for one workstation.

    Raises:
        CenterError: ``center.office_code``, ``center.pack``, ``center.office_exists``
            when the code belongs to an office of another name.
    """
    pack = in_force(tx, wish.pack, now_ms)
    region = wish.region or pack.region
    code = wish.office_code
    row = None
    if code:
        if len(code) != _OFFICE_DIGITS or not (code.isascii() and code.isdigit()):
            raise CenterError(CenterCode.OFFICE_CODE, office=code)
        row = tx.row("SELECT name FROM office WHERE office_code = ?", (code,))
        if row is not None and row[0] != wish.name:
            raise CenterError(CenterCode.OFFICE_EXISTS, office=code)
    else:
        row = tx.row("SELECT office_code FROM office WHERE name = ?", (wish.name,))
        code = str(row[0]) if row else _free_code(tx, region)
    if row is None:
        tx.run(
            "INSERT INTO office (office_code, name, region, pack, made_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (code, wish.name, region, pack.name, now_ms),
        )
    return {
        "office_code": code,
        **_facts(tx, code),
        **new_code(tx, code, now_ms, with_pin=wish.with_pin),
    }


def _facts(tx: Tx, code: str) -> dict[str, object]:
    sql = "SELECT name, region, pack FROM office WHERE office_code = ?"
    row = tx.row(sql, (code,)) or ("", "", "")
    return {"name": row[0], "region": row[1], "pack": row[2]}


def _free_code(tx: Tx, region: str) -> str:
    last = tx.row(
        "SELECT max(office_code) FROM office WHERE substr(office_code, 1, 6) = ?",
        (region,),
    )
    number = int(str(last[0])[6:]) + 1 if last and last[0] else 1
    if number > 99:  # noqa: PLR2004 - two digits of the agency (business.md 1.1)
        raise CenterError(CenterCode.OFFICE_CODE, office=region)
    return f"{region}{number:02d}"


def new_code(
    tx: Tx, office_code: str, now_ms: int, *, with_pin: bool = False
) -> dict[str, object]:
    """Make a one-time code for one workstation, and a PIN if one is wanted.

    The PIN is told by another way than the code, and typed behind it: ``CODE/PIN``.
    """
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    pin = f"{secrets.randbelow(10**_PIN_DIGITS):0{_PIN_DIGITS}d}" if with_pin else ""
    life = CODE_LIFE // timedelta(milliseconds=1)
    tx.run(
        "INSERT INTO enrol_code (code_hash, office_code, made_at, expires_at, "
        "pin_hash) VALUES (?, ?, ?, ?, ?)",
        (_hash(code), office_code, now_ms, now_ms + life,
         _hash_pin(code, pin) if pin else None),
    )  # fmt: skip
    shown = "-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4))
    return {"code": shown, "pin": pin} if pin else {"code": shown}


def _hash(code: str) -> str:
    return hashlib.sha256(f"enrol:{_plain(code)}".encode()).hexdigest()


def _plain(code: str) -> str:
    return code.partition("/")[0].replace("-", "").replace(" ", "").upper()


def _hash_pin(code: str, pin: str) -> str:
    """The code salts its PIN; it has sixty bits and is stored nowhere."""
    return hashlib.sha256(f"enrol-pin:{_plain(code)}:{pin}".encode()).hexdigest()


def enrol(tx: Tx, wish: EnrolRequest, center_key: str, now_ms: int) -> Enrolled:
    """Spend a one-time code on a workstation; the same key may ask again.

    Raises:
        Denied: ``center.enrol_code``, ``..._used``, ``..._expired``,
            ``center.enrol_pin``, ``center.office_full``.
    """
    sql = (
        "SELECT office_code, expires_at, workstation, pin_hash, wrong_pins "
        "FROM enrol_code "
        "WHERE code_hash = ?"
    )
    row = tx.row(sql + tx.lock, (_hash(wish.code),))
    if row is None:
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.ENROL_CODE)
    office_code, expires_at, workstation = str(row[0]), int(row[1]), row[2]
    _check_pin(wish.code, row[3], int(row[4]))
    if workstation is not None:
        remember_key(tx, _same_key(tx, str(workstation), wish), wish.seal_key, now_ms)
        return _enrolled(tx, str(workstation), center_key)
    if expires_at < now_ms:
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.ENROL_CODE_EXPIRED)
    name = f"ws-{uuid.uuid4().hex[:16]}"
    tx.run(
        "INSERT INTO workstation (workstation, office_code, terminal, public_key, "
        "name, enrolled_at) VALUES (?, ?, ?, ?, ?, ?)",
        (name, office_code, _terminal(tx, office_code), wish.public_key,
         wish.name, now_ms),
    )  # fmt: skip
    tx.run(
        "UPDATE enrol_code SET workstation = ? WHERE code_hash = ?",
        (name, _hash(wish.code)),
    )
    remember_key(tx, name, wish.seal_key, now_ms)
    return _enrolled(tx, name, center_key)


def _check_pin(typed: str, pin_hash: str | None, wrong: int) -> None:
    if pin_hash is None:
        return
    given = _hash_pin(typed, typed.partition("/")[2].strip())
    if wrong >= _WRONG_PINS or not hmac.compare_digest(given, pin_hash):
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.ENROL_PIN)


def count_wrong_pin(tx: Tx, typed: str) -> None:
    """Count a wrong PIN in a transaction of its own; five kill the code."""
    tx.run(
        "UPDATE enrol_code SET wrong_pins = wrong_pins + 1 WHERE code_hash = ?",
        (_hash(typed),),
    )


def _same_key(tx: Tx, workstation: str, wish: EnrolRequest) -> str:
    sql = "SELECT public_key FROM workstation WHERE workstation = ?"
    row = tx.row(sql, (workstation,))
    if row is None or row[0] != wish.public_key:
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.ENROL_CODE_USED)
    return workstation


def _terminal(tx: Tx, office_code: str) -> str:
    """Return a code never given before at this office: receipt numbers stay unique."""
    lock = "SELECT 1 FROM office WHERE office_code = ?"
    tx.rows(lock + tx.lock, (office_code,))
    sql = "SELECT terminal FROM workstation WHERE office_code = ?"
    taken = {row[0] for row in tx.rows(sql, (office_code,))}
    for terminal in _TERMINALS:
        if terminal not in taken:
            return terminal
    raise Denied(HTTPStatus.CONFLICT, CenterCode.OFFICE_FULL)


def _enrolled(tx: Tx, workstation: str, center_key: str) -> Enrolled:
    row: Row | None = tx.row(
        "SELECT w.terminal, o.office_code, o.name, o.region, o.pack FROM workstation w "
        "JOIN office o ON o.office_code = w.office_code WHERE w.workstation = ?",
        (workstation,),
    )
    terminal, office_code, name, region, pack = row or ("", "", "", "", "")
    return Enrolled(
        workstation=workstation,
        terminal=terminal,
        office_code=office_code,
        office_name=name,
        region=region,
        rule_pack=pack,
        center_public_key=center_key,
    )


def revoke(tx: Tx, workstation: str, now_ms: int) -> None:
    """Shut a workstation out; what it sent stays.

    Raises:
        CenterError: ``center.no_such_workstation``.
    """
    touched = tx.run(
        "UPDATE workstation SET revoked_at = coalesce(revoked_at, ?) "
        "WHERE workstation = ?",
        (now_ms, workstation),
    )
    if not touched:
        raise CenterError(CenterCode.NO_SUCH_WORKSTATION, workstation=workstation)


def which_office(tx: Tx, office_code: str) -> str:
    """Return the office named, or the only one.

    Raises:
        CenterError: ``center.no_such_office``, ``center.which_office``.
    """
    codes = [str(row[0]) for row in tx.rows("SELECT office_code FROM office")]
    if office_code:
        if office_code not in codes:
            raise CenterError(CenterCode.NO_SUCH_OFFICE, office=office_code)
        return office_code
    if not codes:
        raise CenterError(CenterCode.NO_SUCH_OFFICE, office="")
    if len(codes) > 1:
        raise CenterError(CenterCode.WHICH_OFFICE, offices=", ".join(sorted(codes)))
    return codes[0]
