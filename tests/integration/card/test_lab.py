"""The private pcscd: starts, says why not, and leaves nothing behind."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from card_io.simulator import lab as lab_module
from card_io.simulator.lab import PcscLab
from card_io.simulator.namespaces import dial
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

pytestmark = pytest.mark.pcsc


def accepts(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


def test_starts_stops_and_cleans_up() -> None:
    """A closed lab leaves neither process nor folder."""
    lab = PcscLab().start()
    pid = lab.pid
    assert accepts(lab.socket_path)
    lab.close()
    assert not Path(f"/proc/{pid}").exists()
    assert not lab.folder.exists()
    with pytest.raises(CardError) as caught:
        _ = lab.pid
    assert caught.value.code == CardCode.LAB_FAILED


def test_virtual_readers_are_not_on_our_network() -> None:
    """Vpcd listens inside the lab's namespace only."""
    lab = PcscLab().start()
    try:
        with pytest.raises(OSError, match="refused"):
            dial(35963)
        dial(35963, lab.pid).close()
    finally:
        lab.close()


def test_two_labs_side_by_side() -> None:
    """Labs do not disturb each other."""
    labs = [PcscLab().start() for _ in range(2)]
    assert all(accepts(lab.socket_path) for lab in labs)
    labs[0].close()
    assert accepts(labs[1].socket_path)
    labs[1].close()


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not installed is named in the error."""
    monkeypatch.setattr(lab_module, "_TOOLS", ("sh", "no-such-tool"))
    lab = PcscLab()
    with pytest.raises(CardError) as caught:
        lab.start()
    lab.close()
    assert caught.value.code == CardCode.LAB_MISSING
    assert caught.value.params == {"what": "no-such-tool"}


def test_forbidden_namespaces_have_their_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses namespaces the lab says so."""
    fake = tmp_path / "unshare"
    fake.write_text("#!/bin/sh\necho 'unshare: Operation not permitted' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    lab = PcscLab()
    with pytest.raises(CardError) as caught:
        lab.start()
    lab.close()
    assert caught.value.code == CardCode.LAB_FORBIDDEN


def test_folder_too_deep_for_a_socket(tmp_path: Path) -> None:
    """A path beyond the limit of local sockets is refused, not cut."""
    with pytest.raises(CardError) as caught:
        PcscLab(tmp_path / ("x" * 100)).start()
    assert caught.value.code == CardCode.LAB_FAILED


def test_works_without_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without rights gets a lab in a user namespace of their own.

    The way of the card into it is the same as for an ordinary user: through a
    child process that hands back a connected socket.
    """
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    lab = PcscLab().start()
    try:
        with dial(35963, lab.pid) as connection:
            connection.settimeout(60)
            with connection.makefile("rb") as stream:  # reads on until it has three
                assert stream.read(3) == b"\x00\x01\x04"
        with pytest.raises(ConnectionRefusedError):
            dial(1, lab.pid)
    finally:
        lab.close()
