"""Programs that are not ours see a proper card through pcscd (card.md 13.11)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import ENVIRONMENT, READER, PcscLab
from tests.labs.cards import finished

pytestmark = pytest.mark.pcsc
ROOT = Path(__file__).parents[3]
SECONDS = 60
SELECT = "00:A4:04:00:0F:73:78:31:2E:73:68:2E:C9:E7:BB:E1:B1:A3:D5:CF:00"
FCI = "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C038601"


class Stand:
    """A card on the reader of a service, and foreign programs that look at it."""

    def __init__(self, lab: PcscLab, card: VirtualCard) -> None:
        self.lab = lab
        self.card = card

    def run(self, *words: str, **more: str) -> str:
        """Return what a program says; it must succeed."""
        environment = {"PATH": "/usr/bin:/bin", ENVIRONMENT: self.lab.socket_path}
        ended = subprocess.run(
            words,
            env={**environment, **more},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def opensc(self, *apdus: str) -> list[tuple[str, str]]:
        """Send APDUs with opensc-tool; return data and status of each answer."""
        words = [word for apdu in apdus for word in ("-s", apdu)]
        answers = []
        for part in self.run("opensc-tool", "-r", "0", *words).split("Sending: ")[1:]:
            status = re.search(r"SW1=0x(\w\w), SW2=0x(\w\w)", part)
            assert status is not None, part
            dump = part[status.end() :]
            rows = re.findall(r"(?m)^((?:[0-9A-F]{2} ){1,16})", dump)
            answers.append(("".join(rows).replace(" ", ""), "".join(status.groups())))
        return answers


@pytest.fixture(params=["v2-des", "v3-sm4", "v3-sm4-contactless"])
def stand(request: pytest.FixtureRequest, pcsc_lab: PcscLab) -> Iterator[Stand]:
    card = finished(request.param)
    card.set_pin("258036")
    with pcsc_lab.inserted(card):
        stand = Stand(pcsc_lab, card)
        # The service looks for cards each 0.4 s; opensc-tool waits for one.
        stand.run("opensc-tool", "-r", "0", "--wait", "--atr")
        yield stand


def test_opensc_reads_records(stand: Stand) -> None:
    """``opensc-tool -s`` selects the application and reads the card's records."""
    announced = "01" if stand.card.image.profile == "v2-des" else "03"
    answers = stand.opensc(
        SELECT,
        "00:A4:02:00:02:EF:05",
        "00:B2:01:00:12",
        "00:B2:07:2C:0B",
        "00:20:00:00",
        "00:A4:02:00:02:EF:3F",
        "00:84:00:00:08",
    )
    rows = dict(stand.card.image.records["EF05"])
    assert answers[0] == (FCI + announced, "9000")
    assert answers[1] == ("", "9000")
    assert answers[2] == ("0110" + rows[0x01].hex().upper(), "9000")
    assert answers[3] == ("0709" + rows[0x07].hex().upper(), "9000")
    assert answers[4] == ("", "63C6")
    assert answers[5] == ("", "6A82")
    assert (len(answers[6][0]), answers[6][1]) == (16, "9000")


def test_pcsc_scan_takes_the_answer_to_reset_apart(
    stand: Stand, tmp_path: Path
) -> None:
    """``pcsc_scan`` shows the card and finds no fault in its answer to reset."""
    shown = " ".join(f"{byte:02X}" for byte in stand.card.atr)
    # A card its list knows keeps the tool from looking it up on the network.
    known = f"{shown}\n\tPractice card\n"
    (tmp_path / "smartcard_list.txt").write_text(known, encoding="ascii")
    cache = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    seen = stand.run("pcsc_scan", "-c", **cache)
    assert f"Reader 0: {READER}" in seen
    assert f"ATR: {shown}" in seen
    parsed = stand.run("ATR_analysis", shown, **cache)
    assert "Practice card" in parsed
    assert "K: 13 (historical bytes)" in parsed
    assert ("(correct checksum)" in parsed) == stand.card.contactless
    assert "rror!" not in parsed
    assert "wrong" not in parsed.lower()


@pytest.mark.parametrize("stand", ["v2-des"], indirect=True)
def test_contract_on_a_reader_of_the_system(stand: Stand) -> None:
    """The hardware cases of the contract run on a reader named from outside."""
    said = stand.run(
        sys.executable,
        *("-m", "pytest", "-q", "-m", "hardware", "-p", "no:cacheprovider"),
        "tests/contract/card",
        COUNTER_TEST_READER="00 00",
    )
    assert re.search(r"\b7 passed\b", said), said
