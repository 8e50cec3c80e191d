"""``card inquire``, ``pin``, ``trace`` and ``serve`` through the real PC/SC service."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from card_io.simulator.lab import PcscLab
from tests.labs.cards import HOLDER, finished
from tests.labs.cli import CommandLine, command_line

__all__ = ["command_line"]
pytestmark = pytest.mark.pcsc


def test_inquire_as_json(command_line: CommandLine, pcsc_lab: PcscLab) -> None:
    """The whole tree: basic files read, others absent or with what they need."""
    card = finished("v2-des")
    card.set_pin("258036")
    with pcsc_lab.inserted(card):
        ran = command_line.json("card", "inquire", "--wait", "10")
    assert ran.code == 0, ran.err + ran.out
    assert ran.json["card"]["ssn"] == HOLDER.ssn
    access = {
        f"{folder['name']}/{file['name']}": file["access"]
        for folder in ran.json["folders"]
        for file in folder["files"]
    }
    assert access["SSSE/EF06"] == "read"
    assert access["DF01/EF05"] == "needs_pin"
    assert "DF05/EF05" not in access
    assert card.image.pin_counter.left == 6


def test_inquire_for_people_masks_people(
    command_line: CommandLine, pcsc_lab: PcscLab
) -> None:
    """Numbers and names are masked on a screen (business.md 11)."""
    with pcsc_lab.inserted(finished("v2-des")):
        ran = command_line.run("card", "inquire", "--wait", "10")
    assert ran.code == 0
    assert "汉族" in ran.out
    assert HOLDER.ssn not in ran.out
    assert HOLDER.name not in ran.out


def test_inquire_is_on_record(command_line: CommandLine, pcsc_lab: PcscLab) -> None:
    """In an office a look at a card leaves an audit row."""
    command_line.set_up()
    with pcsc_lab.inserted(finished("v2-des")):
        assert command_line.json("card", "inquire", "--wait", "10").code == 0
    assert len(command_line.audited("card.inquire")) == 1


def test_pin_state(command_line: CommandLine, pcsc_lab: PcscLab) -> None:
    """The state costs no try."""
    card = finished("v3-sm4")
    card.set_pin("258036", 3)
    with pcsc_lab.inserted(card):
        command_line.json("card", "read", "--wait", "10")
        ran = command_line.json("card", "pin", "state")
    assert ran.json == {"state": "set", "tries_left": 3}
    assert card.image.pin_counter.left == 3


def test_trace(command_line: CommandLine, pcsc_lab: PcscLab, tmp_path: Path) -> None:
    """The file tells every APDU, and nothing of the holder."""
    out = tmp_path / "trace.txt"
    with pcsc_lab.inserted(finished("v2-des")):
        ran = command_line.json("card", "trace", "--out", str(out), "--wait", "10")
    text = out.read_text("utf-8")
    assert ran.json["lines"] == len(text.splitlines()) > 100
    assert "00A40400" in text
    assert HOLDER.ssn.encode().hex().upper() not in text


def test_trace_of_a_failure_is_kept(
    command_line: CommandLine, pcsc_lab: PcscLab, tmp_path: Path
) -> None:
    """Without a card there is a code and an empty file."""
    out = tmp_path / "trace.txt"
    ran = command_line.json("card", "trace", "--out", str(out), "--wait", "0")
    assert ran.fault == "card.no_card"
    assert out.read_text("utf-8") == ""


def test_serve(command_line: CommandLine, pcsc_lab: PcscLab, tmp_path: Path) -> None:
    """A program of its own: says where it is, serves, ends on SIGTERM."""
    token = tmp_path / "token"
    command = [sys.executable, "-m", "counter_app", "card", "serve", "--token-file"]
    command += [str(token), "--data", str(command_line.data), "--lang", "en"]
    with (
        pcsc_lab.inserted(finished("v2-des")),
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program,
    ):
        assert program.stdout is not None
        ready = program.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", ready)
        assert found, ready
        assert token.stat().st_mode & 0o777 == 0o600
        assert token.read_text("ascii") not in ready
        line = HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
        bearer = {"Authorization": f"Bearer {token.read_text('ascii')}"}
        line.request("GET", "/v1/card/basic.txt", headers=bearer)
        answer = line.getresponse()
        assert HOLDER.name in answer.read().decode()
        line.close()
        program.send_signal(signal.SIGTERM)
        assert program.wait(60) == 0


def test_serve_refuses_a_taken_port(
    command_line: CommandLine, pcsc_lab: PcscLab
) -> None:
    """A port in use is a plain fault."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = command_line.json("card", "serve", "--port", port)
    assert ran.fault == "system.usage"
