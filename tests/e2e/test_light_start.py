"""What the login page needs is loaded before it, and nothing else (G28)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.labs.xvfb import Xvfb

#: What is loaded only when somebody works: each costs the start a part of its time.
NOT_BEFORE_LOGIN = frozenset(
    {
        "psycopg", "playhouse.migrations",  # other databases, upgrades
        "reportlab", "segno", "pypdfium2", "zxingcpp", "xlsxwriter", "openpyxl",
        "cv2", "numpy", "smartcard", "httpx", "asyncio",
        "keyring", "polib", "rich", "setuptools", "pypinyin",
        "cryptography.x509", "counter_app.cli.verbs", "counter_app.practice.office",
        "counter_app.bootstrap.line", "counter_app.bootstrap.workbench",
        "counter_app.photos", "counter_app.sheets", "card_io.worker",
        "printing.press", "sync.line", "views.inside", "views.shell.view",
    }
)  # fmt: skip
PASSPHRASE = "a passphrase for this test"
WATCH = """
import json, os, sys, threading
from views.statefile import StateFile
write = StateFile.write
def told(self, state):
    write(self, state)
    if state.screen == "login":
        threads = [thread.name for thread in threading.enumerate()]
        print(json.dumps([sorted(sys.modules), threads]), flush=True)
        os._exit(0)
StateFile.write = told
from counter_app.__main__ import main
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], list[str]]:
    """Modules and threads of the program at the moment the login page is shown."""
    folder = tmp_path_factory.mktemp("start")
    data, phrase = folder / "office", folder / "phrase"
    phrase.write_text(PASSPHRASE, "utf-8")
    program = [sys.executable, "-m", "counter_app"]
    words = ["setup", "--office", "x", "--admin", "chief", "--data", str(data)]
    screen = Xvfb()
    try:
        environment = screen.environment() | {
            "COUNTER_PASSPHRASE_FILE": str(phrase),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "COUNTER_SCREEN_STATE": str(folder / "screen.json"),
        }
        subprocess.run([*program, *words], env=environment, check=True,
                       stdout=subprocess.DEVNULL, timeout=60)  # fmt: skip
        told = subprocess.run(
            [sys.executable, "-c", WATCH, "--data", str(data)],
            env=environment, cwd=Path(__file__).parents[2], check=True,
            stdout=subprocess.PIPE, timeout=60,
        )  # fmt: skip
    finally:
        screen.close()
    modules, threads = json.loads(told.stdout)
    return set(modules), threads


def test_nothing_but_the_login_page_is_loaded_before_it(
    started: tuple[set[str], list[str]],
) -> None:
    """G28: papers, photos, the line, readers and other databases come after it."""
    modules, _ = started
    assert "views.login.view" in modules
    assert sorted(modules & NOT_BEFORE_LOGIN) == []


def test_no_work_begins_before_the_login_page(
    started: tuple[set[str], list[str]],
) -> None:
    """G28: card thread, line and printing begin when the page stands."""
    assert started[1] == ["MainThread"]
