"""An office made, opened, backed up and brought back without the window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counter_app.bootstrap import os_user
from tests.labs.cli import CommandLine

ME = f"cli:{os_user()}"


def test_set_up_shows_its_secrets_once(command_line: CommandLine) -> None:
    """Password and recovery key are random, shown once, and lie in no file."""
    first = command_line.set_up()
    assert first["ok"] is True
    assert first["key_store"] is False
    assert re.fullmatch(r"(?:[A-Z2-7]{5}-){7}[A-Z2-7]{5}", first["recovery_key"])
    for path in command_line.data.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert first["password"].encode() not in raw
            assert first["recovery_key"].encode() not in raw
    assert command_line.audited("setup.cli") == [ME]


def test_a_lost_recovery_key_is_replaced(office: CommandLine, tmp_path: Path) -> None:
    """A new key is shown once, opens what is backed up from then on, and is audited."""
    made = office.json("recovery-key").json["recovery_key"]
    assert re.fullmatch(r"(?:[A-Z2-7]{5}-){7}[A-Z2-7]{5}", made)
    assert office.audited("recovery_key.cli") == [ME]
    copy, paper = tmp_path / "copy.db", tmp_path / "key.txt"
    assert office.json("backup", str(copy)).code == 0
    paper.write_text(made, encoding="utf-8")
    words = ("restore", str(copy), "--recovery-file", str(paper))
    assert office.json(*words, data=tmp_path / "new").code == 0


def test_set_up_twice_changes_nothing(office: CommandLine) -> None:
    """An office is never made over another."""
    before = (office.data / "vault.json").read_bytes()
    ran = office.json("setup", "--office", "x", "--admin", "y")
    assert (ran.code, ran.fault) == (1, "system.office_exists")
    assert (office.data / "vault.json").read_bytes() == before


def test_set_up_without_key_store_needs_a_passphrase(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The administrator is told; nothing half-made is left behind."""
    monkeypatch.delenv("COUNTER_PASSPHRASE_FILE")
    ran = command_line.json("setup", "--office", "x", "--admin", "y")
    assert (ran.code, ran.fault) == (1, "store.key_store_missing")
    assert list(command_line.data.iterdir()) == []
    monkeypatch.setenv("COUNTER_PASSPHRASE_FILE", str(command_line.unlock))
    command_line.set_up()


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "张\ud800"])
def test_set_up_refuses_bad_names(command_line: CommandLine, name: str) -> None:
    """An empty or unwritable login is wrong use, and leaves nothing behind."""
    ran = command_line.json("setup", "--office", "x", "--admin", name)
    assert (ran.code, ran.fault) == (2, "system.usage")
    assert not command_line.data.exists()


def test_passphrase_by_option_and_wrong(
    office: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option stands over the environment; a wrong or missing one is coded."""
    wrong = tmp_path / "wrong"
    wrong.write_text("another passphrase", encoding="utf-8")
    ran = office.json("operators", "list", "--passphrase-file", str(wrong))
    assert (ran.code, ran.fault) == (1, "store.passphrase_wrong")
    ran = office.json("operators", "list", "--passphrase-file", str(tmp_path / "no"))
    assert (ran.code, ran.fault) == (1, "system.unlock_file")
    monkeypatch.delenv("COUNTER_PASSPHRASE_FILE")
    ran = office.json("operators", "list")
    assert (ran.code, ran.fault) == (1, "store.passphrase_needed")
    named = str(office.unlock)
    assert office.json("operators", "list", "--passphrase-file", named).code == 0


def test_operators(office: CommandLine) -> None:
    """Accounts are added, listed and reset; each look and change is audited."""
    made = office.json("operators", "add", "anna", "--name", "安娜").json
    assert len(made["password"]) >= 16
    ran = office.json("operators", "add", "anna")
    assert (ran.code, ran.fault) == (1, "system.operator_exists")
    again = office.json("operators", "reset", "anna").json
    assert again["password"] != made["password"]
    ran = office.json("operators", "reset", "nobody")
    assert (ran.code, ran.fault) == (1, "system.operator_unknown")
    rows = office.json("operators", "list").json["rows"]
    assert [(row["login"], row["role"], row["name"]) for row in rows] == [
        ("anna", "clerk", "安娜"),
        ("chief", "supervisor", "chief"),
    ]
    assert office.audited("operator.add") == [ME]
    assert office.audited("operator.reset") == [ME]
    assert office.audited("operator.list") == [ME]
    assert "安娜" not in office.run("operators", "list").out


def test_lists_of_a_new_office(office: CommandLine, tmp_path: Path) -> None:
    """A new office has nothing to list, and every list says so in its form."""
    assert office.json("receipts", "list").json == {"rows": []}
    assert office.json("sync", "status").json == {
        "online": False,
        "waiting": 0,
        "refused": 0,
        "doubtful": 0,
        "oldest_waiting_s": None,
        "last_contact": None,
        "clock_skew_s": None,
        "data_as_of": None,
        "parcels": 0,
    }
    ran = office.json("sync", "once")
    assert (ran.code, ran.fault) == (1, "center.not_enrolled")
    ran = office.json("enrol", "--center", "http://127.0.0.1:9", "--code", "X")
    assert (ran.code, ran.fault) == (1, "center.unreachable")
    out = tmp_path / "report.pdf"
    ran = office.json("report", "daily", "--date", "2026-11-22", "--out", str(out))
    assert ran.code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert office.audited("report.daily") == [ME]


def test_receipt_codes(office: CommandLine) -> None:
    """No number, a wrong number and an unknown number are told apart."""
    for code, fault in (
        ("abc", "system.receipt_number"),
        ("99990101202611222301AT7G000001B", "system.receipt_number"),
        ("99990101202611222301AT7G000001A", "system.receipt_unknown"),
        ("SSC1/99990101202611222301AT7G000001A/ABCDEFGH", "system.receipt_unknown"),
    ):
        ran = office.json("receipts", "verify", code)
        assert (ran.code, ran.fault) == (1, fault)


def test_audit_that_was_touched(office: CommandLine) -> None:
    """A changed row is found and named, with what to do now."""
    whole = office.json("audit", "verify").json
    assert whole["ok"] is True
    assert whole["rows"] >= 3
    assert whole["first_bad"] is None
    triggers = office.sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers:
        if name.startswith("audit"):
            office.sql(f'DROP TRIGGER "{name}"')
    office.sql("UPDATE audit SET actor = 'nobody' WHERE row_id = 2")
    ran = office.json("audit", "verify")
    assert ran.code == 1
    assert ran.json["ok"] is False
    assert ran.json["first_bad"] == 2
    assert ran.json["error"]["code"] == "system.audit_broken"


def test_backup_and_restore(office: CommandLine, tmp_path: Path) -> None:
    """A copy opens elsewhere with the recovery key, as a new incarnation."""
    shown = tmp_path / "recovery"
    target = tmp_path / "copy.db"
    elsewhere = tmp_path / "elsewhere"
    office.json("operators", "add", "anna")
    assert office.json("backup", str(target)).code == 0
    ran = office.json("backup", str(target))
    assert (ran.code, ran.fault) == (1, "system.file_exists")
    ran = office.json("restore", str(target))
    assert (ran.code, ran.fault) == (1, "system.office_exists")
    ran = office.json("restore", str(target), data=elsewhere)
    assert (ran.code, ran.fault) == (1, "system.recovery_needed")
    shown.write_text("AAAAA-BBBBB", encoding="ascii")
    words = ("restore", str(target), "--recovery-file", str(shown))
    ran = office.json(*words, data=elsewhere)
    assert (ran.code, ran.fault) == (1, "store.recovery_wrong")
    assert not (elsewhere / "office.db").exists()


def test_restore_with_the_recovery_key(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """The recovery key opens the copy; receipts of both lives differ (G10, G26)."""
    shown = tmp_path / "recovery"
    shown.write_text(command_line.set_up()["recovery_key"], encoding="ascii")
    target = tmp_path / "copy.db"
    command_line.json("operators", "add", "anna")
    assert command_line.json("backup", str(target)).code == 0
    elsewhere = CommandLine(
        tmp_path / "elsewhere", command_line.unlock, command_line.capture
    )
    ran = elsewhere.json("restore", str(target), "--recovery-file", str(shown))
    assert ran.code == 0, ran.out
    rows = elsewhere.json("operators", "list").json["rows"]
    assert {row["login"] for row in rows} == {"anna", "chief"}
    assert elsewhere.audited("restore") == [ME]
    lives = "SELECT incarnation FROM incarnation ORDER BY id"
    assert len(elsewhere.sql(lives)) == len(command_line.sql(lives)) + 1


def test_damaged_copy_is_refused(office: CommandLine, tmp_path: Path) -> None:
    """A copy with one flipped byte never becomes an office."""
    target = tmp_path / "copy.db"
    assert office.json("backup", str(target)).code == 0
    raw = bytearray(target.read_bytes())
    raw[len(raw) // 2] ^= 1
    target.write_bytes(raw)
    for name in ("office.db", "office.db-wal", "office.db-shm"):
        (office.data / name).unlink(missing_ok=True)
    ran = office.json("restore", str(target))
    assert ran.code == 1
    assert ran.fault in {"store.backup_bad", "store.corrupt"}
    assert not (office.data / "office.db").exists()


def test_rules_check(command_line: CommandLine, tmp_path: Path) -> None:
    """A shipped pack holds; all faults of a broken one are told at once."""
    packs = Path(__file__).parents[3] / "counter_app" / "domain" / "packs"
    for path in sorted(packs.glob("*.toml")):
        assert command_line.json("rules", "check", str(path)).json["ok"] is True
    bad = tmp_path / "bad.toml"
    bad.write_text('name = 3\nversion = "x"\n', encoding="utf-8")
    ran = command_line.json("rules", "check", str(bad))
    assert (ran.code, ran.fault) == (1, "rule.pack_invalid")
    assert "version" in ran.json["error"]["message"]


def test_self_test_and_doctor_have_their_form(office: CommandLine) -> None:
    """Checks are rows of code, ok, detail and remedy; a fault has a remedy."""
    ran = office.json("self-test")
    assert ran.code == 0, ran.out
    assert {row["code"] for row in ran.json["checks"]} == {
        "fonts", "theme", "migrations", "cipher", "translations", "virtual_card",
    }  # fmt: skip
    ran = office.json("doctor")
    assert ran.code == 1  # not enrolled
    rows = {row["code"]: row for row in ran.json["checks"]}
    assert set(rows) == {
        "reader", "driver", "printer", "clock_skew", "key_store", "database", "center",
        "keys",
    }  # fmt: skip
    for row in rows.values():
        assert set(row) == {"code", "ok", "detail", "remedy"}
        assert row["detail"]
        assert bool(row["remedy"]) is not row["ok"]
    assert rows["database"]["ok"] is True
    assert rows["center"]["ok"] is False
