"""The practice office's center: the real program, on loopback, on SQLite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.practice import PracticeCode
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError, SystemFaultError
from counter_app.practice import processes
from counter_app.practice.people import Roll
from counter_app.practice.processes import Part

DATABASE = "center.db"
_COMMAND_S = 300
_ANSWER_S = 2.0
_ROOM = 1 << 20  # with less left a verb that failed has met the end of the disk


class Health(msgspec.Struct):
    """What a center answers about itself; a stranger's page lacks one of these."""

    ok: bool
    wire: int
    database: str
    schema: int


@dataclass(frozen=True, slots=True)
class Server:
    """A serving center: the process and the port it bound."""

    part: Part
    port: int

    @property
    def url(self) -> str:
        """The address the window is given."""
        return url_of(self.port)


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
            StoreError: ``store.disk_full``.
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
            if shutil.disk_usage(self._folder).free < _ROOM:
                raise StoreError(StoreCode.DISK_FULL)
            raise _failed(words[0], _reason(said))
        return said

    def start(self, port: int = 0) -> Server:
        """Start the server and wait until it answers as our center.

        Args:
            port: the one wanted; the center takes a free one where it is taken, or 0.

        Raises:
            SystemFaultError: ``practice.part_failed`` with the center's own code.
        """
        part, said = self._serve(port)
        if port and _reason(said) == CenterCode.PORT_TAKEN:
            part, said = self._serve(0)
        url = said.get("url")
        try:
            if not isinstance(url, str):
                raise _failed("center", _reason(said))
            processes.wait_until(lambda: answers(url), part)
        except SystemFaultError:
            processes.stop(part)
            raise
        return Server(part, httpx.URL(url).port or 0)

    def _serve(self, port: int) -> tuple[Part, Mapping[str, object]]:
        """Start the server; return it with the first object it says."""
        command = [*processes.program("counter-center"), "serve", "--json"]
        command += ["--database", self.database, "--port", str(port)]
        command += ["--practice-keys"]  # online inquiry checks the chip there
        log = self._folder / "logs" / "center.log"
        start = log.stat().st_size if log.exists() else 0
        part = processes.start("center", command, log, os.environ)
        with suppress(SystemFaultError):  # what it said last tells why it ended
            processes.wait_until(lambda: bool(_said(log, start)), part)
        return part, _said(log, start)

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


def url_of(port: int) -> str:
    """Return the address of a center on this machine."""
    return f"http://127.0.0.1:{port}"


def answers(url: str) -> bool:
    """Tell whether a center on SQLite answers here, and nobody else."""
    try:
        answer = httpx.get(f"{url}/v1/health", timeout=_ANSWER_S, trust_env=False)
        health = msgspec.json.decode(answer.content, type=Health)
    except (httpx.HTTPError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return answer.is_success and health.ok and health.database == "sqlite"


def _said(log: Path, start: int) -> Mapping[str, object]:
    """Return the first whole object in the log behind ``start``; {} while none is."""
    with log.open("rb") as words:
        words.seek(start)
        lines = words.read().split(b"\n")[:-1]
    for line in lines:
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict) and "ok" in found:
                return found
    return {}


def _failed(part: str, reason: str) -> SystemFaultError:
    return SystemFaultError(PracticeCode.PART_FAILED, part=part, reason=reason)


def _reason(said: Mapping[str, object]) -> str:
    error = said.get("error")
    return str(error.get("code", "ended")) if isinstance(error, dict) else "ended"
