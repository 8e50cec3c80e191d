"""Personal data planted in a fault run, and looked for in everything it logged.

Every person has a name, numbers, a telephone and an address that occur nowhere else;
so has the clerk. Logs of both programs, the center's figures, its alarms and the audit
of its console must hold none of them (goal G27), whatever was killed or cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from center.opening import open_database
from counter_app.domain.records import Holder
from tests.labs.centers import Lab, card, holder

CLERK = "经办欧阳隐言"
_TABLES = ("alarm", "console_audit", "throttle", "key_use", "workstation_state")


def person(number: int) -> Holder:
    """Return an invented person whose every fact can be found again."""
    return holder(
        number,
        name=f"司徒隐名{number}",
        phone=f"139{number:08d}",
        address=f"隐私路{number:05d}号",
        unit=f"隐私单位{number:05d}",
    )


def planted(people: int) -> Iterator[str]:
    """Yield what must be found nowhere."""
    yield CLERK
    for number in range(1, people + 2):
        one = person(number)
        theirs = card(one, number)
        yield from (one.ssn, one.name, one.phone, one.address, one.unit)
        yield from (str(theirs.card_no), str(theirs.card_uid))


def said(folder: Path, database: str) -> str:
    """Return all that the run wrote for people who watch it."""
    files = sorted(folder.rglob("*.log*"))
    texts = [file.read_text("utf-8", errors="replace") for file in files]
    lab = Lab(open_database(database))
    try:
        texts += [str(lab.rows(f"SELECT * FROM {name}")) for name in _TABLES]
    finally:
        lab.database.close()
    return "\n".join(texts)


def count(texts: str, secrets: Iterable[str]) -> int:
    """Count the secrets that stand in what was written."""
    return sum(secret in texts for secret in secrets)
