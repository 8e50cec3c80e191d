"""What holds for every verb: exit codes, one object on stdout, any data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from counter_app.cli.verbs import VERBS
from tests.labs.cli import CommandLine

NO_OFFICE = {
    "window": (),
    "recovery-key": (),
    "enrol": ("--center", "http://127.0.0.1:9", "--code", "X"),
    "operators add": ("anna",),
    "operators list": (),
    "operators reset": ("anna",),
    "sync status": (),
    "sync once": (),
    "sync export": ("waiting.carry",),
    "sync import": ("other.carry",),
    "receipts list": (),
    "receipts verify": ("99990101202611222301AT7G000001A",),
    "paper make": ("loss_register", "--out", "lost.pdf"),
    "paper queue": (),
    "paper retry": ("no-such-job",),
    "paper cancel": ("no-such-job",),
    "audit verify": (),
    "report daily": ("--date", "2026-11-22", "--out", "report.pdf"),
    "report period": ("--month", "2026-11", "--out", "report.pdf"),
    "close show": (),
    "close day": ("--count", "finished=0"),
    "close list": (),
    "close verify": (),
    "list show": ("waiting",),
    "list export": ("loss_register", "--out", "lost.csv"),
    "forms print": ("--out", "forms.pdf"),
    "stock show": (),
    "stock moves": (),
    "stock act": ("search", "--card", "T00000001"),
    "stock count": ("finished", "0"),
    "stock blank-box": ("K1", "TZ", "1", "500"),
    "backup": ("copy.db",),
    "handout import": ("list.csv", "--unit", "x", "--day", "2026-11-22"),
    "handout jobs": (),
    "handout batch": ("batch.csv",),
    "handout show": ("job",),
    "handout pack": ("job", "1", "--counted", "1"),
    "handout print": ("job", "--what", "labels", "--out", "labels.pdf"),
    "handout give": ("job", "--boxes", "1", "--laptop", "a", "--out", "a.boxes"),
    "handout take": ("a.boxes", "--code", "X"),
    "handout back": ("job", "1"),
    "handout results": ("job", "--laptop", "a", "--out", "a.results"),
    "handout merge": ("a.results", "--code", "X"),
    "handout settle": ("job",),
    "handout close": ("job", "--count", "1=1"),
    "photos import": ("pictures",),
    "photos list": (),
    "photos show": ("999901198002290013", "--out", "photo.jpg"),
    "photos export": ("--out", "photos.zip"),
    "photos purge": (),
    "apply new": ("--name", "x", "--number", "999901198002290013", "--bank", "1"),
    "apply import": ("list.csv", "--unit", "x", "--agent", "a,b,c"),
    "apply list": (),
    "apply show": ("999901198002290013",),
    "apply papers": (),
    "campaign due": (),
    "campaign make": ("x",),
    "campaign list": (),
    "campaign show": ("none",),
    "campaign remind": ("none", "--out", "letters.pdf"),
    "campaign uncollected": (),
}
FAULTS = {
    "setup": (("--office", "x", "--admin", "y", "--passphrase-file", "none"), "unlock"),
    "restore": (("none.db",), "file_unreadable"),
    "report office": (("none.json", "--out", "x.pdf"), "file_unreadable"),
    "rules check": (("none.toml",), "file_unreadable"),
    "handout order": (("none.csv",), "lists.unreadable"),
    "paper sample": (("none", "--out", "x.pdf"), "paper_unknown"),
    "practice start": ((), "not_practice"),
    "practice stop": ((), "not_practice"),
    "practice acts": (("--count", "1", "--seed", "1"), "not_practice"),
    "practice samples": (("--out", "samples"), "not_practice"),
}
# Tried elsewhere: with a reader, a screen or a folder of their own.
OTHERS = {
    "window",
    "self-test",
    "doctor",
    "diagnostics",
    "card read",
    "card inquire",
    "card pin",
    "card rewrite",
    "card trace",
    "card serve",
    "card simulate",
    "practice init",
    "paper list",
}


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a screen no verb opens a window that somebody would have to close."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


def test_every_verb_is_tried_here() -> None:
    """A new verb must be added to one of the tables."""
    assert {verb.name for verb in VERBS} == {*NO_OFFICE, *FAULTS, *OTHERS}


@pytest.mark.parametrize("verb", NO_OFFICE)
@pytest.mark.parametrize("empty", [True, False])
def test_verb_that_needs_an_office(
    command_line: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
    empty: bool,
) -> None:
    """An empty or missing folder is a coded failure, and stays as it was."""
    monkeypatch.chdir(tmp_path)
    if empty:
        command_line.data.mkdir()
    ran = command_line.json(*verb.split(), *NO_OFFICE[verb])
    assert (ran.code, ran.fault) == (1, "system.no_office")
    assert list(command_line.data.glob("*")) == []
    assert command_line.data.exists() is empty


@pytest.mark.parametrize("verb", FAULTS)
def test_verb_that_cannot_do_its_work(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """Faults of files and folders are coded."""
    words, code = FAULTS[verb]
    ran = command_line.json(*verb.split(), *words)
    assert ran.code == 1
    assert code in ran.fault


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("card",),
        ("card", "read", "--wait", "-1"),
        ("card", "read", "--wait", "nan"),
        ("card", "simulate", "--profile", "v9"),
        ("card", "simulate", "--profile", "blank", "--port", "70000"),
        ("setup", "--office", "x"),
        ("report", "daily", "--date", "22.11.2026", "--out", "x"),
        ("practice", "acts", "--count", "0", "--seed", "1"),
        ("sync", "status", "--bad"),
        ("sync", "status", "--lang", "fr"),
    ],
)
def test_wrong_use_is_2(command_line: CommandLine, words: tuple[str, ...]) -> None:
    """Wrong use leaves with 2, as one object too; without ``--json`` on stderr."""
    ran = command_line.json(*words)
    assert (ran.code, ran.fault) == (2, "system.usage")
    plain = command_line.run(*words)
    assert plain.code == 2
    assert plain.out == ""
    assert "[system.usage]" in plain.err


def test_options_stand_before_or_after(command_line: CommandLine) -> None:
    """Shared options are taken before the verb, between its words and after."""
    command_line.set_up()
    data = ("--data", str(command_line.data))
    for words in (
        ("--json", "sync", "status"),
        ("sync", "--json", "status"),
        ("sync", "status", "--json"),
    ):
        ran = command_line.run(*data, *words)
        assert ran.code == 0, ran.out
        assert ran.json["waiting"] == 0


def test_language_by_option_environment_and_file(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--lang`` over environment over file over Chinese."""

    def message(*words: str) -> str:
        return str(command_line.json("sync", "status", *words).json["error"]["message"])

    chinese = message()
    english = message("--lang", "en")
    assert chinese != english
    command_line.data.mkdir()
    (command_line.data / "config.toml").write_text('language = "en"\n', "utf-8")
    assert message() == english
    monkeypatch.setenv("COUNTER_LANG", "zh_CN")
    assert message() == chinese
    assert message("--lang", "en") == english


def test_faulty_configuration_names_every_fault(command_line: CommandLine) -> None:
    """A verb that needs the configuration says all that is wrong with it."""
    command_line.set_up()
    (command_line.data / "config.toml").write_text(
        'langage = "en"\nidle_lock_min = 0\n', encoding="utf-8"
    )
    ran = command_line.json("sync", "status")
    assert (ran.code, ran.fault) == (1, "system.config_invalid")
    message = ran.json["error"]["message"]
    assert "langage" in message
    assert "idle_lock_min" in message


def test_help_needs_nothing(command_line: CommandLine) -> None:
    """Every verb explains itself in both languages and leaves with 0."""
    for language in ("zh_CN", "en"):
        ran = command_line.run("--help", "--lang", language)
        assert ran.code == 0
        assert "cli." not in ran.out
        for verb in VERBS:
            ran = command_line.run(*verb.name.split(), "--help", "--lang", language)
            assert ran.code == 0
            assert "cli." not in ran.out


@pytest.mark.parametrize(
    "secret", ["999901198002290013", "C00001238", "张三", "Zhang San"]
)
def test_unexpected_fault_tells_no_data(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    """What nobody foresaw has a support code; its text reaches no log or screen."""

    def burst(_place: object) -> None:
        raise ValueError(secret)

    monkeypatch.setattr("counter_app.cli.trail.bootstrap.open_data", burst)
    ran = office.json("operators", "list")
    assert (ran.code, ran.fault) == (1, "system.unexpected")
    log = (office.data / "logs" / "counter.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    support = log.split("support code ")[1].split(":")[0]
    assert support in ran.json["error"]["message"]
    assert secret not in ran.out + ran.err + log


def test_interrupt_is_told(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C ends a verb with a coded failure, not a traceback."""

    def interrupt(_place: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("counter_app.cli.trail.bootstrap.open_data", interrupt)
    ran = office.json("operators", "list")
    assert (ran.code, ran.fault) == (1, "system.interrupted")


def test_prints_of_others_do_not_reach_stdout(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ``--json`` a library that prints does not spoil the object."""
    from counter_app import bootstrap

    opened = bootstrap.open_data

    def noisy(place: bootstrap.Place) -> object:
        print("noise")  # noqa: T201 - that is the point
        return opened(place)

    monkeypatch.setattr("counter_app.cli.trail.bootstrap.open_data", noisy)
    ran = office.json("operators", "list")
    assert ran.json["rows"]
    assert "noise" in ran.err


def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    """The real process in a bare environment: one object, in UTF-8, and the code."""
    answer = subprocess.run(
        [sys.executable, "-m", "counter_app", "receipts", "list", "--json"],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(tmp_path)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 1
    said = json.loads(answer.stdout.decode("utf-8"))
    assert said["error"]["code"] == "system.no_office"
    assert "网点" in said["error"]["message"]
    assert list(tmp_path.iterdir()) == []
