"""The practice office through its verbs: made, started, used, stopped."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from counter_app.bootstrap import os_user
from counter_app.practice import record
from tests.labs.cli import CommandLine

pytestmark = [pytest.mark.pcsc, pytest.mark.timeout(300)]


_PROGRAM = ("-m", "counter_app", "--json")


def as_program(command_line: CommandLine, *words: str) -> dict[str, Any]:
    """Run a verb in a process of its own: the PC/SC library takes one service each."""
    kept = {k: v for k, v in os.environ.items() if k != "PCSCLITE_CSOCK_NAME"}
    answer = subprocess.run(
        [sys.executable, *_PROGRAM, *words, "--data", str(command_line.data)],
        env=kept,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout.decode() + answer.stderr.decode()
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_a_practice_office_from_end_to_end(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acts run online and offline, reach the center, and every list agrees."""
    monkeypatch.delenv("COUNTER_PASSPHRASE_FILE")
    run = command_line.json
    apart = partial(as_program, command_line)
    made = run("practice", "init").json
    assert {account["role"] for account in made["accounts"]} == {"clerk", "supervisor"}
    assert run("practice", "init").fault == "system.office_exists"
    started = apart("practice", "start")
    try:
        assert started["channel"] in {"pcsc", "direct"}
        online = apart("practice", "acts", "--count", "2", "--seed", "1")
        assert (online["ok"], online["acts"], len(online["receipts"])) == (True, 2, 2)
        words = ("--count", "2", "--seed", "2", "--offline")
        offline = apart("practice", "acts", *words)
        waiting = run("sync", "status").json
        assert waiting["online"] is True
        assert waiting["waiting"] >= 2
        assert waiting["oldest_waiting_s"] >= 0
        done = run("sync", "once").json
        assert (done["waiting"], done["refused"]) == (0, 0)
        assert done["last_contact"] is not None
        assert abs(done["clock_skew_s"]) < 60
        rows = {row["receipt_no"]: row for row in run("receipts", "list").json["rows"]}
        assert set(rows) == {*online["receipts"], *offline["receipts"]}
        for number, row in rows.items():
            wanted = "pending" if number in offline["receipts"] else "effective"
            assert row["effect"] == wanted
            assert row["copies"] == 1
            assert row["printed_at"]
        page = run("receipts", "list", "--page", "1").json
        assert (page["rows"], page["more"]) == ([], False)
        number = online["receipts"][0]
        found = run("receipts", "verify", number).json
        assert (found["ok"], found["genuine"]) == (True, None)
        forged = run("receipts", "verify", f"SSC1/{number}/AAAAAAAA")
        assert forged.fault == "system.receipt_forged"
        assert run("audit", "verify").json["ok"] is True
        assert apart("doctor")["ok"] is True
    finally:
        stopped = run("practice", "stop").json
    assert "center" in stopped["stopped"]
    assert run("practice", "stop").json["stopped"] == []
    away = run("sync", "status").json
    assert away["online"] is False
    assert run("sync", "once").fault == "center.unreachable"


def test_acts_are_refused_outside(office: CommandLine) -> None:
    """Random acts never touch a real office."""
    ran = office.json("practice", "acts", "--count", "1", "--seed", "1")
    assert (ran.code, ran.fault) == (1, "system.not_practice")
    assert office.audited("setup.cli") == [f"cli:{os_user()}"]


def test_a_center_whose_port_was_taken_moves(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office finds its center at the new address; the stranger is left alone."""
    monkeypatch.delenv("COUNTER_PASSPHRASE_FILE")
    assert command_line.json("practice", "init").code == 0
    port = record.load(command_line.data).center_port
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        started = as_program(command_line, "practice", "start")
        try:
            assert started["center_url"] != f"http://127.0.0.1:{port}"
            assert command_line.json("sync", "once").json["online"] is True
        finally:
            assert command_line.json("practice", "stop").code == 0
