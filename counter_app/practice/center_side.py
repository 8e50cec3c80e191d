"""The practice office's center: the real program, on loopback, on SQLite."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import httpx
import msgspec

from counter_app.domain.codes.practice import PracticeCode
from counter_app.domain.errors import SystemFaultError
from counter_app.practice import processes
from counter_app.practice.people import Roll
from counter_app.practice.processes import Part

DATABASE = "center.db"
_COMMAND_S = 300
_ANSWER_S = 2.0


def free_port() -> int:
    """Return a port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class CenterSide:
    """Runs the center's verbs and its server for one practice folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def database(self) -> str:
        """Address of the center's database."""
        return f"sqlite://{(self._folder / DATABASE).as_posix()}"

    def verb(self, *words: str) -> Mapping[str, object]:
        """Run one verb of the center and return its answer.

        Raises:
            SystemFaultError: ``practice.part_failed``.
        """
        command = [*processes.program("counter-center"), *words]
        command += ["--database", self.database, "--json"]
        answer = subprocess.run(  # noqa: S603 - our own program
            command,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=_COMMAND_S,
        )
        try:
            said: dict[str, object] = json.loads(answer.stdout)
        except ValueError:
            said = {}
        if answer.returncode:
            raise SystemFaultError(
                PracticeCode.PART_FAILED, part=words[0], reason=_reason(said)
            )
        return said

    def start(self, port: int) -> Part:
        """Start the server and wait until it answers.

        Raises:
            SystemFaultError: ``practice.part_failed``.
        """
        command = [*processes.program("counter-center"), "serve"]
        command += ["--database", self.database, "--port", str(port)]
        log = self._folder / "logs" / "center.log"
        part = processes.start("center", command, log, os.environ)
        processes.wait_until(lambda: answers(port), part)
        return part

    def fill(self, roll: Roll, office_code: str) -> None:
        """Import the roll and give the office its allotment."""
        people = self._folder / "roll.jsonl"
        write_roll(people, roll)
        self.verb("roll", "import", str(people), "--office", office_code)
        blanks = self._folder / "blanks.txt"
        blanks.write_text(
            "".join(f"{blank.card_uid}\n" for blank in roll.blanks), encoding="ascii"
        )
        numbers = f"{roll.numbers[0]}..{roll.numbers[-1]}"
        allotment = ("--blanks", str(blanks), "--numbers", numbers)
        self.verb("allot", *allotment, "--office", office_code)
        people.unlink()
        blanks.unlink()


def write_roll(path: Path, roll: Roll) -> None:
    """Write one JSON line for each person, with the card that goes with them."""
    lines = []
    for person in roll.people:
        cards = [person.card] if person.card is not None else []
        line = {"holder": person.holder, "cards": cards}
        lines.append(msgspec.json.encode(line))
    path.write_bytes(b"\n".join(lines) + b"\n")


def answers(port: int) -> bool:
    """Tell whether a center answers on this port."""
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=_ANSWER_S)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def _reason(said: Mapping[str, object]) -> str:
    error = said.get("error")
    return str(error.get("code", "ended")) if isinstance(error, dict) else "ended"
