"""Wrong targets, failed restores and full disks: coded, and nothing half-made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.labs.cli import CommandLine

ROOT = Path(__file__).parents[3]
FULL = 'mount -t tmpfs -o size="$3" tmpfs "$1" && exec "$0" -m "$2" "$1"'


def backed_up(command_line: CommandLine, folder: Path) -> tuple[Path, Path]:
    """Make an office and its copy; return the copy and the recovery key's file."""
    shown = folder / "recovery"
    shown.write_text(command_line.set_up()["recovery_key"], encoding="ascii")
    target = folder / "copy.db"
    assert command_line.json("backup", str(target)).code == 0
    return target, shown


def test_a_failed_restore_leaves_nothing(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """After a refused copy the same folder takes a good one."""
    target, shown = backed_up(command_line, tmp_path)
    whole = target.read_bytes()
    raw = bytearray(whole)
    raw[len(raw) // 2] ^= 1
    target.write_bytes(raw)
    elsewhere = tmp_path / "elsewhere"
    words = ("restore", str(target), "--recovery-file", str(shown))
    ran = command_line.json(*words, data=elsewhere)
    assert ran.fault in {"store.backup_bad", "store.corrupt"}
    assert not elsewhere.exists()
    elsewhere.mkdir()
    (elsewhere / "config.toml").write_text('language = "en"\n', "utf-8")
    assert command_line.json(*words, data=elsewhere).code == 1
    assert [path.name for path in elsewhere.iterdir()] == ["config.toml"]
    target.write_bytes(whole)
    assert command_line.json(*words, data=elsewhere).code == 0


def test_a_failed_restore_leaves_the_old_vault(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """A vault that was there before stays as it was, byte by byte."""
    target, shown = backed_up(command_line, tmp_path)
    vault = command_line.data / "vault.json"
    before = vault.read_bytes()
    for path in command_line.data.glob("office.db*"):
        path.unlink()
    target.write_bytes(b"no database at all" * 500)
    words = ("restore", str(target), "--recovery-file", str(shown))
    assert command_line.json(*words).code == 1
    assert vault.read_bytes() == before
    assert not (command_line.data / "office.db").exists()


@pytest.mark.parametrize("kind", ["folder", "fifo"])
def test_only_a_regular_file_is_written_over(
    office: CommandLine, tmp_path: Path, kind: str
) -> None:
    """A device, pipe or folder keeps its place."""
    target = tmp_path / "target"
    target.mkdir() if kind == "folder" else os.mkfifo(target)
    before = target.lstat()
    words = ("report", "daily", "--date", "2026-11-22", "--out", str(target))
    assert office.json(*words).fault == "system.file_unwritable"
    assert office.json("backup", str(target)).fault == "system.file_unwritable"
    assert target.lstat() == before
    assert sorted(p.name for p in tmp_path.iterdir() if "target" in p.name) == [
        "target"
    ]


def test_missing_folders_are_not_made(office: CommandLine, tmp_path: Path) -> None:
    """A mistyped folder is told, not created."""
    target = tmp_path / "no" / "such" / "file"
    words = ("report", "daily", "--date", "2026-11-22", "--out", str(target))
    assert office.json(*words).fault == "system.file_unwritable"
    assert office.json("backup", str(target)).fault == "system.file_unwritable"
    assert not (tmp_path / "no").exists()


def test_a_vault_beside_a_copy_is_not_written_over(
    office: CommandLine, tmp_path: Path
) -> None:
    """It may be all that opens another copy."""
    beside = tmp_path / "copy.db.vault.json"
    beside.write_bytes(b"another")
    assert office.json("backup", str(tmp_path / "copy.db")).fault == (
        "system.file_exists"
    )
    assert beside.read_bytes() == b"another"
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("report", "daily", "--date", "2026-11-22", "--out", ""),
        ("report", "daily", "--date", "20261122", "--out", "x"),
        ("report", "daily", "--date", "0001-01-01", "--out", "x"),
        ("report", "daily", "--date", "9999-12-31", "--out", "x"),
        ("receipts", "list", "--page", str(2**63)),
        ("receipts", "list", "--page", str(2**62)),
        ("backup", ""),
        ("restore", "n" * 5000),
        ("sync", "status", "--data", ""),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(
    office: CommandLine, words: tuple[str, ...]
) -> None:
    """Values that no office can hold leave with 2, not with a support code."""
    ran = office.json(*words)
    assert (ran.code, ran.fault) == (2, "system.usage")


@pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31"])
def test_days_far_away_are_still_days(
    office: CommandLine, tmp_path: Path, day: str
) -> None:
    """The first and the last day there may be give an empty report."""
    out = tmp_path / "r.pdf"
    ran = office.json("report", "daily", "--date", day, "--out", str(out))
    assert ran.code == 0, ran.out


def test_the_last_page_there_may_be_is_empty(office: CommandLine) -> None:
    """A page behind the end holds nothing."""
    ran = office.json("receipts", "list", "--page", "1000000000")
    assert ran.json == {"rows": [], "more": False}


@pytest.mark.parametrize("name", ["n" * 300, "d/" * 3000 + "d"])
@pytest.mark.parametrize(
    "words",
    [
        ("sync", "status"),
        ("setup", "--office", "x", "--admin", "y"),
        ("restore", "none.db"),
        ("practice", "init"),
        ("practice", "stop"),
        ("doctor",),
    ],
)
def test_a_folder_name_too_long(
    command_line: CommandLine, tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    """No system can have such a folder; every verb says so in its form."""
    ran = command_line.json(*words, data=tmp_path / name)
    assert (ran.code, ran.fault) == (1, "system.data_unwritable")


def test_a_home_nobody_has(command_line: CommandLine) -> None:
    """``~`` of an unknown user is a folder that is not there, not a traceback."""
    ran = command_line.json("sync", "status", data=Path("~no-such-user-x/y"))
    assert (ran.code, ran.fault) == (1, "system.no_office")


@pytest.mark.parametrize("part", ["salt", "nonce"])
def test_a_vault_with_an_empty_part(office: CommandLine, part: str) -> None:
    """It is damaged, with its remedy."""
    path = office.data / "vault.json"
    said = json.loads(path.read_text("utf-8"))
    said["passphrase"][part] = ""
    path.write_text(json.dumps(said), "utf-8")
    assert office.json("operators", "list").fault == "store.vault_damaged"


def on_small_disk(folder: Path, size: str) -> dict[str, Any]:
    """Run the small disk's program in a mount namespace of its own."""
    own = ["unshare", "--mount"]
    if os.geteuid():
        own += ["--user", "--map-root-user"]
    module = "tests.integration.cli.small_disk"
    inner = ["sh", "-c", FULL, sys.executable, str(folder), module, size]
    ended = subprocess.run(
        [*own, *inner], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.timeout(300)
def test_a_full_disk_is_coded_everywhere(tmp_path: Path) -> None:
    """Set-up, practice, report and logs on a full disk: one object, no traceback."""
    told = on_small_disk(tmp_path, "3m")
    assert told["began"] <= datetime.now(UTC).timestamp()
    for name, (code, fault, err) in told["ran"].items():
        assert "Traceback" not in err, (name, err)
        assert (code, fault) == (1, "store.disk_full"), (name, err)
    code, fault, err = told["list"]
    assert "Traceback" not in err
    assert (code, fault) in {(0, ""), (1, "store.disk_full")}
    assert told["left"] == []
