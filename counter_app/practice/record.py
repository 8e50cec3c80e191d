"""What the practice office remembers of itself: accounts, seed, port; its config."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from counter_app.config import FILE_NAME
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError

FOLDER = "practice"
RECORD = "office.json"
PASSPHRASE = "passphrase"  # noqa: S105 - the name of a file
CARDS = "cards"
PCSCD = "pcscd"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the practice office; its password is no secret there."""

    login: str
    name: str
    role: str
    password: str


@dataclass(frozen=True, slots=True)
class Record:
    """Written at ``practice init``; people and cards are invented."""

    accounts: tuple[Account, ...]
    recovery_key: str
    made_on: date
    seed: int
    crowd: int
    center_port: int


def folder_of(data: Path) -> Path:
    """Return the folder of everything that makes an office a practice office."""
    return data / FOLDER


def is_practice(data: Path) -> bool:
    """Tell whether the data folder holds a practice office."""
    return (folder_of(data) / RECORD).is_file()


def save(data: Path, record: Record) -> None:
    """Write the record, readable by its owner alone."""
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1, default=str)
    path = folder_of(data) / RECORD
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


def load(data: Path) -> Record:
    """Read the record.

    Raises:
        SystemFaultError: ``system.not_practice``.
    """
    try:
        raw = json.loads((folder_of(data) / RECORD).read_text(encoding="utf-8"))
        accounts = tuple(Account(**row) for row in raw.pop("accounts"))
        made_on = date.fromisoformat(raw.pop("made_on"))
        return Record(accounts=accounts, made_on=made_on, **raw)
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise SystemFaultError(SystemCode.NOT_PRACTICE) from exc


def write_passphrase(data: Path, passphrase: str) -> Path:
    """Keep the passphrase of the invented people's database beside it."""
    path = folder_of(data) / PASSPHRASE
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(passphrase + "\n")
    return path


CONFIG = """# A practice office; docs/administrator.md explains the keys.
[printer]
target = "folder"
folder = "prints"

[reader]
role = "counter"

[keys]
order = ["practice"]

[sync]
upload_s = 5
download_s = 5

[practice]
passphrase_file = "practice/passphrase"
tray = "practice/cards"
center_url = ""
pcscd_socket = ""
reader_port = 35963
"""


def write_config(data: Path) -> None:
    """Write the configuration unless there is one."""
    path = data / FILE_NAME
    if not path.exists():
        path.write_text(CONFIG, encoding="utf-8")


def change_config(data: Path, **values: str) -> None:
    """Change text values in the configuration; other lines stay as they are."""
    path = data / FILE_NAME
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines()
    for at, line in enumerate(lines):
        key = line.partition("=")[0].strip()
        if key in values:
            lines[at] = f"{key} = {json.dumps(values[key], ensure_ascii=False)}"
    after = "\n".join(lines) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8")
