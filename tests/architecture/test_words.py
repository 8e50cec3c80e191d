"""Words that must not stand in the tree."""

from __future__ import annotations

import re

from tests.architecture.tree import texts

# Written in pieces, so that this file does not find itself.
STUBS = ("NotImplemented" + "Error", "TO" + "DO", "FIX" + "ME", "X" + "XX ")
HOSTS = (
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js",
    "go" + "proxy",
    "--index" + "-url",
)
MACHINE = (
    r"/wo" + r"rk/",
    r"/tmp/b" + r"oot",
    r"/ho" + r"me/\w",
    r"/ro" + r"ot/",
    r"\.pye" + r"nv",
)
SKIPS = ("pytest.sk" + "ip", "mark.sk" + "ip", "mark.xf" + "ail", "import" + "orskip")


def hits(pattern: str, names: str = "") -> list[str]:
    """Return file and line of every hit in files whose name matches ``names``."""
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts().items()
        if re.search(names, name)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_nothing_is_left_unfinished() -> None:
    """No stub and no note to self stands in code or documents."""
    assert hits("|".join(STUBS), r"\.(py|sh|md|spec)$|^scripts/|^\.ci/") == []


def test_no_test_is_skipped() -> None:
    """A test runs or it does not exist."""
    assert hits("|".join(map(re.escape, SKIPS)), r"^tests/") == []


def test_no_registry_is_named() -> None:
    """Nothing committed names a package registry's host."""
    assert hits("|".join(map(re.escape, HOSTS)).replace("no-emit", "")) == []


def test_no_machine_path_is_named() -> None:
    """Nothing committed names a folder of one machine."""
    assert hits("|".join(MACHINE)) == []


def test_the_lock_file_pins_with_hashes() -> None:
    """Every package of the lock file has one version and at least one hash."""
    lock = texts()["requirements.lock"]
    pinned = re.findall(r"^([a-z0-9-]+(?:\[\w+\])?)==\S+", lock, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9-]+(?:\[\w+\])?==)", lock, flags=re.MULTILINE)[1:]
    assert len(pinned) > 40
    assert all("--hash=sha256:" in block for block in blocks)
