"""Wrong use and wrong files of ``counter-center`` are coded and change nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from center.cli import main
from sync.wire import card_row, encode, holder_row
from tests.labs.centers import card, chip, holder
from tests.unit.center.test_cli import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on a database that does not exist yet."""
    return Shell(tmp_path, capsys)


@pytest.mark.parametrize(
    "words",
    [
        ("offices", "list"),
        ("operations", "list"),
        ("alarms", "list"),
        ("card-used", "--card-no", "P1"),
        ("revoke", "--workstation", "ws"),
        ("allot", "--numbers", "P0000001..P0000002"),
    ],
)
def test_a_missing_database_is_not_made_by_looking(
    shell: Shell, words: tuple[str, ...]
) -> None:
    """A mistyped path is told; no empty database appears there."""
    error = shell.run(*words, code=1)["error"]
    assert error["code"] == "center.database_missing"
    assert "c.db" in error["message"]
    assert list(shell.folder.iterdir()) == []


def test_looking_gives_a_strange_file_no_schema(shell: Shell) -> None:
    """An empty file is not the center's database, and a look does not make it so."""
    path = Path(shell.file("c.db", b""))
    assert shell.run("offices", "list", code=1)["error"]["code"] == "center.schema_old"
    assert b"schema_step" not in path.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--threads", "0"),
        ("serve", "--threads", "-1"),
        ("serve", "--port", "-1"),
        ("serve", "--port", "65536"),
        ("serve", "--every", "0"),
        ("serve", "--every", "nan"),
        ("enrol-office", "--name", ""),
        ("enrol-office", "--name", "  "),
        ("enrol-office", "--name", "x" * 201),
        ("enrol-office", "--name", "x\ud800"),
        ("enrol-office", "--name", "x", "--region", ""),
        ("enrol-office", "--name", "x", "--region", "12345"),
        ("enrol-office", "--name", "x", "--region", "９９９９０１"),
        ("enrol-office", "--name", "x", "--region", "'; --"),
    ],
)
def test_values_out_of_range_are_wrong_use(
    shell: Shell, words: tuple[str, ...]
) -> None:
    """They leave with 2 before any database is made."""
    error = shell.run(*words, code=2)["error"]
    assert error["code"] == "center.usage"
    assert list(shell.folder.iterdir()) == []


def test_a_name_of_200_characters_is_taken(shell: Shell) -> None:
    """The longest name is still a name."""
    assert shell.run("enrol-office", "--name", "城" * 200)["name"] == "城" * 200


@pytest.mark.parametrize("address", ["", "  "])
def test_an_empty_address_is_wrong_use(
    address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never falls back to another database."""
    monkeypatch.setenv("COUNTER_CENTER_DATABASE", "oracle://default")
    assert main(["offices", "list", "--json", "--database", address]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"]["code"] == "center.usage"


@pytest.mark.parametrize(
    "line", [b"{}", b'{"office_code": ""}', b'{"cards": []}', b"[]", b"1"]
)
def test_a_line_that_brings_nothing_is_refused(shell: Shell, line: bytes) -> None:
    """A line without holder, card or deletion is a fault of the file."""
    shell.run("enrol-office", "--name", "城东")
    good = encode({"holder": holder_row(holder(1))})
    error = shell.run("roll", "import", shell.file("r", good + b"\n\n" + line), code=1)[
        "error"
    ]
    assert error["code"] == "center.line_invalid"
    assert "3" in error["message"]


def _line(running: int, serial: int) -> bytes:
    row = card_row(replace(card(holder(running), running), card_uid=chip(serial)))
    return encode({"holder": holder_row(holder(running)), "cards": [row]})


def test_one_chip_is_one_card(shell: Shell) -> None:
    """The same identification code on two cards names the line, not the person."""
    shell.run("enrol-office", "--name", "城东")
    roll = shell.file("r", _line(1, 7) + b"\n\n" + _line(2, 7) + b"\n")
    error = shell.run("roll", "import", roll, code=1)["error"]
    assert error["code"] == "center.line_invalid"
    assert "3" in error["message"]
    assert holder(2).ssn not in error["message"]
    assert shell.run("offices", "list")["rows"][0]["holders"] == 0


def test_a_chip_that_is_already_here_belongs_to_its_card(shell: Shell) -> None:
    """A later import cannot give another card the chip of a known one."""
    shell.run("enrol-office", "--name", "城东")
    shell.run("roll", "import", shell.file("r", _line(1, 7)))
    again = shell.file("s", _line(1, 7) + b"\n" + _line(2, 7))
    error = shell.run("roll", "import", again, code=1)["error"]
    assert error["code"] == "center.line_invalid"
    assert "2" in error["message"]
    assert shell.run("roll", "import", shell.file("r", _line(1, 7)))["cards"] == 0
