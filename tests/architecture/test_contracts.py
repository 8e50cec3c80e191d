"""The import contracts hold, and each of them is able to fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, sources

# contract -> (module that gets the forbidden line, the line)
PLANTS = {
    "storeys": ("counter_app/domain/states.py", "import counter_app.services.desk"),
    "smartcard": ("card_io/core/apdu.py", "import smartcard.System"),
    "toolkit": ("counter_app/services/desk.py", "import tkinter"),
    "presenters": ("views/{presenter}", "import ttkbootstrap"),
    "store": ("sync/__init__.py", "import peewee"),
    "center-apart": ("sync/__init__.py", "import center"),
    "center-takes": ("center/__init__.py", "import db"),
    "pure": ("counter_app/domain/states.py", "import httpx"),
    "views-services": ("views/__init__.py", "import db"),
    "composition": ("counter_app/config/__init__.py", "import printing"),
    "acyclic": ("counter_app/domain/errors.py", "import counter_app.domain.records"),
}
CYCLE_BACK = ("counter_app/domain/records.py", "import counter_app.domain.errors")


def contracts() -> list[dict[str, object]]:
    """Return the contracts of pyproject.toml."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, object]] = config["tool"]["importlinter"]["contracts"]
    return found


def lint(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a copy of the house."""
    program = (
        "import sys; sys.path.insert(0, '.');"
        "from importlinter.cli import lint_imports_command as lint; lint()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *options],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the packages, so that violations can be planted in them."""
    copy = tmp_path_factory.mktemp("house")
    for path in sources(*PACKAGES):
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
    return copy


def test_the_house_keeps_its_contracts(house: Path) -> None:
    """Every contract of the architecture holds for the tree as it stands."""
    answer = lint(house)
    assert answer.returncode == 0, answer.stdout[-4000:]


def test_every_contract_has_a_planted_violation() -> None:
    """A contract that nobody ever saw fail proves nothing."""
    assert {str(c["id"]) for c in contracts()} == set(PLANTS)


@pytest.mark.parametrize("contract", sorted(PLANTS))
def test_a_planted_violation_is_caught(contract: str, house: Path) -> None:
    """The contract breaks when its forbidden import is planted in the copy."""
    name, line = PLANTS[contract]
    if "{presenter}" in name:
        name = str(min((house / "views").rglob("presenter.py")).relative_to(house))
    planted = {house / name: line}
    if contract == "acyclic":
        planted[house / CYCLE_BACK[0]] = CYCLE_BACK[1]
    before = {path: path.read_text(encoding="utf-8") for path in planted}
    try:
        for path, text in before.items():
            path.write_text(f"{text}\n{planted[path]}\n", encoding="utf-8")
        answer = lint(house, "--contract", contract)
    finally:
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout
