"""A center as its own process, with its log, for tests that need a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Serving:
    """A running ``counter-center serve`` on a free port of loopback."""

    url: str
    port: int
    log: Path
    process: subprocess.Popen[str]

    @property
    def alive(self) -> bool:
        """Tell whether it still runs."""
        return self.process.poll() is None

    def logged(self) -> str:
        """Return what it wrote so far."""
        return self.log.read_text(encoding="utf-8")

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()


def serve(folder: Path, *words: str) -> Serving:
    """Serve ``center.db`` of a folder; all logs go to a file as JSON lines."""
    log = folder / "center.log"
    command = [sys.executable, "-m", "center", "--json", "--verbose", "--log-json",
               "serve", "--port", "0", *words]  # fmt: skip
    address = f"sqlite:///{folder / 'center.db'}"
    with log.open("a", encoding="utf-8") as target:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=target,
            text=True,
            env=os.environ | {"COUNTER_CENTER_DATABASE": address},
        )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    url = str(told["url"])
    return Serving(url, int(url.rpartition(":")[2]), log, process)
