"""``card read`` and ``card simulate`` through the real PC/SC service."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import PcscLab
from card_io.worker import PcscDesk
from counter_app.bootstrap import os_user
from tests.labs.cards import HOLDER, finished
from tests.labs.cli import CommandLine

pytestmark = pytest.mark.pcsc
FIELDS = [
    "region", "card_uid", "card_no", "ssn", "name", "sex", "ethnicity",
    "birth_place", "birth_date", "atr", "spec_version", "algorithm", "generation",
    "issue_date", "expiry_date", "pin", "warnings", "line",
]  # fmt: skip


def await_empty_reader() -> None:
    """Wait until the service has noticed that the card of an earlier test is gone."""
    empty = threading.Event()
    with closing(PcscDesk()) as desk:
        desk.watch(lambda state: state.card_present or empty.set())
        state = desk.state()  # told before the watch began
        assert (state.serial and not state.card_present) or empty.wait(60)


def practice_keys(data: Path) -> None:
    data.mkdir(exist_ok=True)
    (data / "config.toml").write_text('[keys]\norder = ["practice"]\n', "utf-8")


def test_read_in_a_missing_folder(command_line: CommandLine, pcsc_lab: PcscLab) -> None:
    """No office, no keys: a 2.00 card is read, unauthenticated, all fields there."""
    with pcsc_lab.inserted(finished("v2-des")):
        ran = command_line.json("card", "read")
    assert ran.code == 0
    assert list(ran.json) == FIELDS
    assert ran.json["ssn"] == HOLDER.ssn
    assert ran.json["birth_date"] == "1980-02-29"
    assert ran.json["warnings"] == ["card.unauthenticated_read"]
    assert ran.json["line"].count("|") == 11
    assert not command_line.data.exists()


def test_protected_values_are_null(
    command_line: CommandLine, pcsc_lab: PcscLab
) -> None:
    """A 3.00 card hides its holder without keys, not with the configured ones."""
    with pcsc_lab.inserted(finished("v3-sm4")):
        bare = command_line.json("card", "read")
        practice_keys(command_line.data)
        keyed = command_line.json("card", "read")
    assert (bare.code, bare.json["ssn"], bare.json["name"]) == (0, None, None)
    assert "card.protected" in bare.json["warnings"]
    assert (keyed.code, keyed.json["name"]) == (0, HOLDER.name)
    assert keyed.json["warnings"] == []


def test_text_for_people_is_masked(
    command_line: CommandLine, pcsc_lab: PcscLab
) -> None:
    """Without ``--json`` nobody's number or name stands on the screen."""
    with pcsc_lab.inserted(finished("v2-des")):
        ran = command_line.run("card", "read")
    assert ran.code == 0
    for secret in (HOLDER.ssn, HOLDER.name, HOLDER.card_no, "1980"):
        assert secret not in ran.out
    assert HOLDER.ssn[:6] in ran.out


def test_look_in_an_office_is_audited(office: CommandLine, pcsc_lab: PcscLab) -> None:
    """Where an office exists the look is on record, without a plain number."""
    with pcsc_lab.inserted(finished("v2-des")):
        assert office.json("card", "read").code == 0
    assert office.audited("card.read") == [f"cli:{os_user()}"]
    for row in office.sql("SELECT actor, event, subject, detail FROM audit"):
        assert HOLDER.ssn not in row


def test_look_that_cannot_be_audited_shows_nothing(
    office: CommandLine, pcsc_lab: PcscLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the passphrase there is no record, so there is no look."""
    monkeypatch.delenv("COUNTER_PASSPHRASE_FILE")
    with pcsc_lab.inserted(finished("v2-des")):
        ran = office.json("card", "read")
    assert (ran.code, ran.fault) == (1, "store.passphrase_needed")


def test_no_card_no_reader(command_line: CommandLine, pcsc_lab: PcscLab) -> None:
    """Nothing on the reader, or no such reader: coded."""
    await_empty_reader()
    ran = command_line.json("card", "read", "--wait", "0")
    assert (ran.code, ran.fault) == (1, "card.no_card")
    ran = command_line.json("card", "read", "--wait", "0", "--reader", "No Such")
    assert (ran.code, ran.fault) == (1, "card.no_reader")


def test_blank_card(command_line: CommandLine, pcsc_lab: PcscLab) -> None:
    """A blank card has its identification code and nothing else."""
    with pcsc_lab.inserted(VirtualCard.blank()):
        ran = command_line.json("card", "read")
    assert ran.code == 0
    assert len(ran.json["card_uid"]) == 32
    assert "card.blank" in ran.json["warnings"]
    assert ran.json["card_no"] is None


@contextmanager
def simulated(lab: PcscLab, *words: str) -> Iterator[subprocess.Popen[str]]:
    command = ["nsenter", f"--net=/proc/{lab.pid}/ns/net"]
    command += [sys.executable, "-m", "counter_app", "card", "simulate", *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("as_json", [False, True])
def test_simulated_card_is_read(
    command_line: CommandLine, pcsc_lab: PcscLab, as_json: bool
) -> None:
    """The two verbs meet at the reader; one ready line, SIGTERM takes the card out."""
    words = ["--profile", "v1-des", *(["--json"] if as_json else [])]
    with simulated(pcsc_lab, *words) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert (json.loads(line)["ok"] is True) if as_json else "ready" in line
        ran = command_line.json("card", "read")
        assert ran.json["spec_version"] == "1.00"
    await_empty_reader()
    ran = command_line.json("card", "read", "--wait", "0")
    assert ran.fault == "card.no_card"


def test_bad_keys_file_is_coded(command_line: CommandLine, tmp_path: Path) -> None:
    """A key file with faults names them and never its content."""
    path = tmp_path / "keys.toml"
    path.write_text('IRK = "00112233"\nregion = "x"\n', encoding="utf-8")
    words = ("card", "simulate", "--profile", "v2-des", "--keys", str(path))
    ran = command_line.json(*words)
    assert (ran.code, ran.fault) == (1, "card.keys_file")
    assert "00112233" not in ran.out
