"""Proves receipts of any office: their seal, and what the center knows of them (9.3).

A workstation tells the key of its seals when it is enrolled. A database that was
restored on another machine brings its old key along: a workstation may have several.
"""

from __future__ import annotations

from pathlib import Path

from center.database import Tx
from counter_app.domain import receipt_no
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from printing import mac
from printing.scan import find_code

Json = dict[str, object]
_OFFICE, _TERMINAL = slice(0, 8), slice(18, 20)  # of a receipt number (9.3)
_KEYS = """
    SELECT k.seal_key FROM receipt_key AS k
    JOIN workstation AS w ON w.workstation = k.workstation
    WHERE w.office_code = ? AND w.terminal = ? ORDER BY k.told_at DESC
"""
_KNOWN = """
    SELECT kind, outcome, made_at FROM operation WHERE receipt_no = ? ORDER BY sequence
"""


def remember_key(tx: Tx, workstation: str, key: str, now_ms: int) -> None:
    """Keep the key a workstation told; "" is told by one that has none."""
    if not key:
        return
    known = "SELECT 1 FROM receipt_key WHERE workstation = ? AND seal_key = ?"
    if tx.row(known, (workstation, key)) is None:
        tx.run(
            "INSERT INTO receipt_key (workstation, seal_key, told_at) VALUES (?, ?, ?)",
            (workstation, key, now_ms),
        )


def check(tx: Tx, text: str) -> Json:
    """Check the text of a QR code, or number and check code as typed.

    ``known`` are the acts under this number that have reached the center; a genuine
    receipt without any was printed by a workstation that has not uploaded yet.

    Raises:
        CenterError: ``center.receipt_number``: no such shape, or a wrong check
            character; ``center.receipt_key``: no key of that workstation;
            ``center.receipt_forged``.
    """
    number = mac.check(text, bytes(16)).receipt_no
    if number is None or not receipt_no.is_valid(number):
        raise CenterError(CenterCode.RECEIPT_NUMBER)
    keys = tx.rows(_KEYS, (number[_OFFICE], number[_TERMINAL]))
    found = [bytes.fromhex(str(key)) for (key,) in keys]
    if not found:
        raise CenterError(CenterCode.RECEIPT_KEY, office=number[_OFFICE])
    if not any(mac.check(text, key).genuine for key in found):
        raise CenterError(CenterCode.RECEIPT_FORGED)
    known = [
        {"kind": str(kind), "outcome": str(outcome)}
        for kind, outcome, _made_at in tx.rows(_KNOWN, (number,))
    ]
    return {"receipt_no": number, "genuine": True, "known": known}


def text_of(told: str) -> str:
    """Return the text of a receipt's QR code: as typed, or read from a file.

    Raises:
        CenterError: ``center.file_unreadable``.
        PrintError: ``printing.no_seal_found``.
    """
    path = Path(told)
    try:
        content = path.read_bytes() if path.is_file() else None
    except (OSError, ValueError) as exc:
        raise CenterError(CenterCode.FILE_UNREADABLE, file=path.name) from exc
    return told if content is None else find_code(content, path.name)
