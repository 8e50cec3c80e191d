"""The command line: one object on stdout, exit codes, coded failures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from center import allotment
from center.answers import LANGUAGES, texts
from center.cli import main
from center.migrations import LATEST
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import card_row, encode, holder_row
from tests.labs.centers import card, chip, holder, number


class Shell:
    """Runs verbs on one database."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.database = f"sqlite:///{folder / 'c.db'}"

    def run(self, *words: str, code: int = 0) -> dict[str, Any]:
        """Run a verb and return its object."""
        status = main([*words, "--database", self.database, "--json"])
        out = self.capsys.readouterr().out
        assert status == code, out
        assert out.count("\n") == 1
        told: dict[str, Any] = json.loads(out)
        assert told["ok"] is (code == 0)
        return told

    def file(self, name: str, content: bytes) -> str:
        """Write a file and return its name."""
        path = self.folder / name
        path.write_bytes(content)
        return str(path)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on a database that does not exist yet."""
    return Shell(tmp_path, capsys)


def test_from_nothing_to_an_office_with_an_allotment(shell: Shell) -> None:
    """The verbs an administrator needs, in the order they are needed."""
    assert shell.run("migrate")["schema"] == LATEST
    office = shell.run("enrol-office", "--name", "城东", "--region", "999901")
    assert (office["office_code"], office["pack"]) == ("99990101", "cn-js-taizhou")
    lines = [
        encode(
            {"holder": holder_row(holder(1)), "cards": [card_row(card(holder(1), 1))]}
        ),
        encode({"card": card_row(card(holder(1), 2)), "office_code": "99990101"}),
    ]
    roll = shell.file("roll.jsonl", b"\n".join(lines) + b"\n\n")
    done = shell.run("roll", "import", roll)
    assert (done["holders"], done["cards"]) == (1, 2)
    blanks = shell.file(
        "blanks", f"{chip(9)}\n".encode() + encode({"card_uid": chip(8)})
    )
    span = f"{number(10)}..{number(19)}"
    given = shell.run("allot", "--blanks", blanks, "--numbers", span)
    assert (given["blanks"], given["numbers"]) == (2, 10)
    again = shell.run("allot", "--blanks", blanks, "--numbers", span)
    assert (again["blanks"], again["numbers"]) == (0, 0)
    row = shell.run("offices", "list")["rows"][0]
    assert (row["holders"], row["blanks_left"], row["numbers_left"]) == (1, 2, 10)
    assert shell.run("operations", "list")["rows"] == []
    assert shell.run("alarms", "list")["rows"] == []


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        ((), 2, "center.usage"),
        (("fly",), 2, "center.usage"),
        (("enrol-office",), 2, "center.usage"),
        (("serve", "--port", "x"), 2, "center.usage"),
        (("serve", "--processes", "2"), 2, "center.usage"),  # on SQLite
        (("roll", "import", "/no/such/file"), 1, "center.file_unreadable"),
        (("card-used", "--card-no", "P1"), 1, "center.no_such_card"),
        (("revoke", "--workstation", "ws"), 1, "center.no_such_workstation"),
        (("allot", "--numbers", "A..B"), 1, "center.number_range"),
        (("allot", "--numbers", "P0000001..P0000002"), 1, "center.no_such_office"),
        (("enrol-office", "--name", "x", "--pack", "y"), 1, "center.pack"),
    ],
)
def test_failures_have_codes_and_texts(
    shell: Shell, words: tuple[str, ...], exit_code: int, code: str
) -> None:
    """Wrong use is 2, what did not hold is 1; both tell cause and remedy."""
    shell.run("migrate")
    error = shell.run(*words, code=exit_code)["error"]
    assert error["code"] == code
    assert error["message"] != code
    assert error["remedy"]


def test_a_bad_line_is_named_by_its_number(shell: Shell) -> None:
    """The import says which line, and what came before it stays."""
    shell.run("enrol-office", "--name", "城东")
    good = encode({"holder": holder_row(holder(1))})
    roll = shell.file("r", good + b"\n" + b'{"holder": {"ssn": 1}}\n')
    message = shell.run("roll", "import", roll, code=1)["error"]["message"]
    assert "2" in message
    assert holder(1).ssn not in message


def test_several_offices_must_be_told_apart(shell: Shell) -> None:
    """With one office its code may be left out, with two it may not."""
    shell.run("enrol-office", "--name", "城东")
    first = shell.run("allot", "--numbers", "P0000001..P0000002")
    shell.run("enrol-office", "--name", "城西")
    failed = shell.run("allot", "--numbers", "P0000003..P0000004", code=1)
    assert failed["error"]["code"] == "center.which_office"
    named = shell.run(
        "allot", "--numbers", "P0000003..P0000004", "--office", first["office_code"]
    )
    assert named["numbers"] == 2


@pytest.mark.parametrize(
    "address", ["oracle://x", "sqlite://", "postgresql://127.0.0.1:1/x"]
)
def test_a_database_that_is_none_has_its_code(
    address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong address and a server that is away are told apart."""
    monkeypatch.setattr("center.postgres._POOL_WAIT_S", 0.3)
    monkeypatch.setenv("COUNTER_CENTER_DATABASE", "oracle://default")
    assert main(["offices", "list", "--json", "--database", address]) == 1
    code = json.loads(capsys.readouterr().out)["error"]["code"]
    away = address.startswith("postgresql")
    assert code == ("center.database_away" if away else "center.database_address")


def test_people_get_lines_and_the_error_goes_to_stderr(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --json the answer is for eyes."""
    assert main(["enrol-office", "--name", "城东", "--database", shell.database]) == 0
    assert "office_code: " in capsys.readouterr().out
    assert main(["card-used", "--card-no", "P1", "--database", shell.database]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "center.no_such_card" in said.err


def test_language_is_chosen(shell: Shell) -> None:
    """Chinese by default, English on request, wherever the option stands."""
    chinese = shell.run("fly", code=2)["error"]["message"]
    english = shell.run("fly", "--lang", "en", code=2)["error"]["message"]
    assert chinese != english
    assert "Wrong use" in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_cause_and_remedy(language: str) -> None:
    """No code of the center is without words in either language (G35)."""
    words = texts(language)
    for code in CenterCode:
        for part in ("cause", "remedy"):
            assert words.get(f"error.{code.value}.{part}"), code


def test_a_range_of_numbers_has_check_characters() -> None:
    """Ends may be given with or without the ninth character."""
    full = allotment.number_range(f"{number(1)}..{number(3)}")
    assert full == [number(1), number(2), number(3)]
    assert allotment.number_range("P0000001..P0000003") == full
    assert allotment.number_range(number(7)) == [number(7)]


@pytest.mark.parametrize(
    "text",
    ["", "..", "P1..P2", "P0000003..P0000001", "P0000001..Q0000002", "12345678..9",
     "P0000001..P99999999999"],
)  # fmt: skip
def test_a_wrong_range_is_refused(text: str) -> None:
    """Other letters, other lengths or a falling range are no range."""
    with pytest.raises(CenterError) as caught:
        allotment.number_range(text)
    assert caught.value.code == "center.number_range"
