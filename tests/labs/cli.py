"""The command line of this process: arguments in, exit code and output out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counter_app.__main__ import main
from counter_app.bootstrap import machine
from counter_app.bootstrap.place import DATABASE
from db.connect import connection
from db.vault import Vault

PASSPHRASE = "a passphrase for tests"


@dataclass(frozen=True, slots=True)
class Ran:
    """One finished run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout; anything else on stdout is a failure."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        found = json.loads(lines[0])
        assert isinstance(found, dict)
        return found

    @property
    def fault(self) -> str:
        """The code of a failure that has the contract's form."""
        said = self.json
        assert said["ok"] is False
        assert set(said["error"]) == {"code", "message", "remedy"}
        assert all(said["error"].values())
        return str(said["error"]["code"])


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Runs verbs on one data folder."""

    data: Path
    unlock: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str, data: Path | None = None) -> Ran:
        """Run a verb and return everything it did."""
        self.capture.readouterr()
        code = main([*words, "--data", str(data or self.data)])
        out, err = self.capture.readouterr()
        return Ran(code, out, err)

    def json(self, *words: str, data: Path | None = None) -> Ran:
        """Run a verb with ``--json``."""
        return self.run(*words, "--json", data=data)

    def set_up(self) -> dict[str, Any]:
        """Make an office and return what was shown once."""
        ran = self.json("setup", "--office", "测试网点", "--admin", "chief")
        assert ran.code == 0, ran.err + ran.out
        return ran.json

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Look into the database, or damage it."""
        key = Vault(self.data, machine.key_store()).open(PASSPHRASE)
        database = connection(self.data / DATABASE, key)
        try:
            return list(database.execute_sql(statement).fetchall())
        finally:
            database.close()

    def audited(self, event: str) -> list[str]:
        """Return who did something, by the audit."""
        rows = self.sql("SELECT actor, event FROM audit ORDER BY row_id")
        return [actor for actor, found in rows if found == event]


@pytest.fixture
def command_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[CommandLine]:
    """A command line without key store; the passphrase comes by the environment."""
    unlock = tmp_path / "passphrase"
    unlock.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("COUNTER_PASSPHRASE_FILE", str(unlock))
    for name in ("COUNTER_LANG", "COUNTER_LANGUAGE", "COUNTER_DATA"):
        monkeypatch.delenv(name, raising=False)
    machine.key_store.cache_clear()
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    yield CommandLine(tmp_path / "data", unlock, capsys)
    machine.key_store.cache_clear()
