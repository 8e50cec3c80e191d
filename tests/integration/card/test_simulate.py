"""``card simulate``: a plain client of vpcd in a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from card_io.commands import make_card, reading_as_json
from card_io.core.reading import read_basic
from card_io.core.softkeys import SoftwareKeys, load_root_keys
from card_io.simulator.lab import PcscLab
from card_io.simulator.vpcd import CardServer
from card_io.worker import PcscDesk
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from tests.labs.cards import HOLDER, CardChannel

KEYS = """
IRK = "0F1E2D3C4B5A69788796A5B4C3D2E1F0"
PUK = "404142434445464748494A4B4C4D4E4F"
UKSSSE = "202122232425262728292A2B2C2D2E2F"
RKSSSE = "303132333435363738393A3B3C3D3E3F"
STKSSSE = "5051525354555657"
region = "999900"
historical_bytes = "00814E43238697159900BF7C7A"
"""
PROGRAM = """
import sys
from pathlib import Path
from card_io.commands import lay, make_chip
profile, port, state = sys.argv[1:]
chip = make_chip(profile, None, Path(state) if state else None)
lay(chip, profile, int(port), lambda line: print(line, flush=True))
"""


@contextmanager
def simulated(
    profile: str, port: int, state: str = "", before: tuple[str, ...] = ()
) -> Iterator[subprocess.Popen[str]]:
    """Run the command; it must end by SIGTERM with exit code 0."""
    command = [*before, sys.executable, "-c", PROGRAM, profile, str(port), state]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def exchange(connection: socket.socket, frame: bytes) -> bytes:
    connection.sendall(len(frame).to_bytes(2, "big") + frame)
    size = int.from_bytes(connection.recv(2, socket.MSG_WAITALL), "big")
    return connection.recv(size, socket.MSG_WAITALL)


def test_speaks_the_protocol_of_vpcd() -> None:
    """Length-prefixed frames, ATR on 4, silence on power, out on SIGTERM."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        with simulated("v2-des", server.getsockname()[1]) as process:
            connection, _ = server.accept()
            assert process.stdout is not None
            assert process.stdout.readline().startswith("ready v2-des atr=3B6D0000")
            connection.sendall(b"\x00\x01\x01\x00\x01\x02")
            assert exchange(connection, b"\x04").hex().upper().startswith("3B6D0000")
            assert exchange(connection, bytes.fromhex("00A40000023F00")) == b"\x90\x00"
        assert connection.recv(1) == b""
        connection.close()


def test_retries_until_the_reader_is_there() -> None:
    """A card started before its reader goes in when the reader comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with simulated("blank", port) as process, socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.settimeout(30)
        server.listen()
        connection, _ = server.accept()
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready blank")
        connection.close()


def await_empty_reader(desk: PcscDesk) -> None:
    """Wait until the service has noticed that the card before is gone.

    A card laid on sooner than that may not be seen for as long as it lies there.
    """
    empty = threading.Event()
    desk.watch(lambda state: state.card_present or empty.set())
    state = desk.state()  # told before the watch began
    assert (state.serial and not state.card_present) or empty.wait(60)


@pytest.mark.pcsc
def test_through_pcscd_with_a_lasting_state(pcsc_lab: PcscLab, tmp_path: Path) -> None:
    """A card written in one process run is the same card in the next."""
    inside = ("nsenter", f"--net=/proc/{pcsc_lab.pid}/ns/net")
    state = str(tmp_path / "card.json")
    desk = PcscDesk(SoftwareKeys())
    try:
        await_empty_reader(desk)
        with simulated("blank", 35963, state, inside):
            reading = desk.read(wait_s=30)
            assert reading.blank
            desk.personalise(str(reading.card_uid), HOLDER, lambda _: None)
        await_empty_reader(desk)
        with simulated("blank", 35963, state, inside):
            again = desk.read(wait_s=30)
    finally:
        desk.close()
    assert (again.card_uid, again.name) == (reading.card_uid, HOLDER.name)


def test_keys_file_makes_the_card(tmp_path: Path) -> None:
    """Region, historical bytes and keys come from the file."""
    path = tmp_path / "keys.toml"
    path.write_text(KEYS, encoding="utf-8")
    card = make_card("v2-des", path)
    assert card.card_uid.startswith("999900D156000005BF7C7A"[:16])
    assert card.atr.hex().upper() == "3B6D000000814E43238697159900BF7C7A"
    reading = read_basic(CardChannel(card), SoftwareKeys(load_root_keys(path)))
    assert reading.genuine is True


@pytest.mark.parametrize(
    "profile", ["v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless", "blank"]
)
def test_every_profile_of_the_command(profile: str) -> None:
    """Each profile is a card without anything odd but being blank."""
    card = make_card(profile)
    reading = read_basic(CardChannel(card), SoftwareKeys())
    assert set(reading.warnings) <= {"card.blank"}
    assert card.contactless == profile.endswith("contactless")


def test_state_of_another_profile_is_refused(tmp_path: Path) -> None:
    """A state file is not turned into another kind of card."""
    state = tmp_path / "card.json"
    make_card("v1-des", None, state)
    assert make_card("v1-des", None, state).image.profile == "v1-des"
    with pytest.raises(CardError) as caught:
        make_card("v2-des", None, state)
    assert caught.value.code == CardCode.STATE_FILE


def test_json_of_a_reading() -> None:
    """The flat object has exactly the keys of the command line's contract."""
    reading: ChipReading = read_basic(CardChannel(make_card("v2-des")))
    table = reading_as_json(reading)
    assert list(table) == [
        "region", "card_uid", "card_no", "ssn", "name", "sex", "ethnicity",
        "birth_place", "birth_date", "atr", "spec_version", "algorithm",
        "generation", "issue_date", "expiry_date", "pin", "warnings", "line",
    ]  # fmt: skip
    assert table["issue_date"] == "2024-06-01"
    assert table["pin"] == {"state": "none", "tries_left": None}
    blank = reading_as_json(read_basic(CardChannel(make_card("blank"))))
    assert blank["ssn"] is None
    assert blank["issue_date"] is None


def test_faults_from_the_command_line() -> None:
    """``card simulate --fault`` breaks the card at the n-th command (card.md 13.10)."""
    words = [sys.executable, "-m", "counter_app", "card", "simulate", "--profile"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        port = str(server.getsockname()[1])
        faults = ["--fault", "status@2:6581", "--fault", "pulled@4"]
        with subprocess.Popen(
            [*words, "v2-des", "--port", port, *faults], stdout=subprocess.PIPE
        ) as process:
            connection, _ = server.accept()
            frame = bytes.fromhex("00A40000023F00")
            answers = [exchange(connection, frame).hex() for _ in range(3)]
            connection.sendall(len(frame).to_bytes(2, "big") + frame)
            left = connection.recv(1)  # pulled: the line ends
            connection.close()
            assert process.wait(30) == 0
    assert answers == ["9000", "6581", "9000"]
    assert left == b""


def test_a_signal_at_any_moment_ends_it() -> None:
    """A handler that asks to stop while the same thread begins to wait ends it.

    With an Event's lock in between, such a handler waited for itself.
    """
    card, asked = make_card("blank"), 0
    server = CardServer(card, _never)

    def ask(*_: object) -> None:
        nonlocal asked
        asked += 1
        server.stop()

    previous = signal.signal(signal.SIGALRM, ask)
    try:
        for delay in range(1, 200):
            server = CardServer(card, _never)
            signal.setitimer(signal.ITIMER_REAL, delay / 1e6)
            server.run()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert asked == 199


def _never() -> socket.socket:
    raise ConnectionRefusedError
